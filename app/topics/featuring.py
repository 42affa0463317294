"""Coordinators choose which notes a topic's page shows first, and in which order."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import web
from app.context import reader_languages
from app.topics.blueprint import blueprint
from app.topics.curating import topic_to_curate
from app.topics.forms import DecisionForm, whole_number
from app.topics.naming import name_of
from knowledge.errors import Invalid, NotFound
from knowledge.notes.models import Note
from knowledge.permissions import Actor
from knowledge.topics.curating import TopicChanged
from knowledge.topics.featuring import feature_note, move_featured, unfeature_note
from knowledge.topics.history import version_of
from knowledge.topics.models import Topic
from knowledge.topics.notes_here import notes_of_topic

Act = Callable[[Session, Actor, Topic, Note, int], None]
ACTS: dict[str, Act] = {
    "feature": feature_note,
    "unfeature": unfeature_note,
    "up": lambda session, actor, topic, note, version: move_featured(session, actor, topic, note, -1, version),
    "down": lambda session, actor, topic, note, version: move_featured(session, actor, topic, note, 1, version),
}


@blueprint.get("/<permalink>/featured")
def featured(permalink: str) -> ResponseReturnValue:
    """The featured notes in their order, and the others to choose from."""
    topic, form = topic_to_curate(permalink), DecisionForm()
    session = web.session()
    form.version.data = str(version_of(session, topic))
    notes = notes_of_topic(session, web.actor(), topic, reader_languages(), web.page_number())
    return render_template("topics/featured.html", topic=topic, name=name_of(topic), form=form, notes=notes)


@blueprint.post("/<permalink>/featured")
def change_featured(permalink: str) -> ResponseReturnValue:
    """Do one of `ACTS` with one note; somebody else's change in between is told and the list shown anew."""
    topic, form = topic_to_curate(permalink), DecisionForm()
    act, _colon, note_permalink = request.form.get("act", "").partition(":")
    note = note_at(note_permalink)
    if act not in ACTS or note is None:
        raise NotFound(note_permalink)
    try:
        ACTS[act](web.session(), web.actor(), topic, note, whole_number(form.version.data))
    except TopicChanged:
        web.tell(_("Another coordinator changed this topic just now. Look at the list again and decide anew."), "look")
    except Invalid:
        web.tell(_("Twelve notes are featured already. Take one away first."), "look")
    return redirect(url_for("topics.featured", permalink=permalink, page=request.args.get("page")))


def note_at(permalink: str) -> Note | None:
    return web.session().scalar(select(Note).where(Note.permalink == permalink)) if permalink.isalnum() else None
