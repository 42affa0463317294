"""Coordinators change where a topic stands, and take it out of choice or offer it again."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.topics.blueprint import blueprint
from app.topics.choosing import TopicChoice, described, read_choice
from app.topics.curating import done, retold, topic_to_curate
from app.topics.forms import DecisionForm, whole_number
from app.topics.naming import name_of
from knowledge.topics import curating
from knowledge.topics.history import version_of
from knowledge.topics.models import Topic
from knowledge.topics.usage import usage_of


@blueprint.route("/<permalink>/place", methods=["GET", "POST"])
def place(permalink: str) -> ResponseReturnValue:
    """Change under which topics a topic stands, and to which it is related."""
    topic, form = topic_to_curate(permalink), DecisionForm()
    session = web.session()
    above, beside = curating.broader_of(session, topic.id), curating.related_of(session, topic.id)
    if request.method == "GET":
        form.version.data = str(version_of(session, topic))
        return place_page(topic, form, now_chosen(above), now_chosen(beside))
    broader, related = read_choice("broader", above), read_choice("related", beside)
    if "find" in request.form:
        return place_page(topic, form, broader, related)
    try:
        version = whole_number(form.version.data)
        curating.change_place(session, web.actor(), topic, broader.ids, related.ids, version)
    except curating.ClosesCycle as cycle:
        return place_page(topic, form, broader, related, [cycle_words(topic, cycle)]), 422
    except curating.TopicChanged as changed:
        retold(form, changed)
        return place_page(topic, form, broader, related, there=(now_chosen(above), now_chosen(beside))), 409
    return done(topic, _("The place was saved."))


def now_chosen(topic_ids: set[int]) -> TopicChoice:
    return TopicChoice(described(sorted(topic_ids)), [], "", asked=False)


def cycle_words(topic: Topic, cycle: curating.ClosesCycle) -> str:
    if cycle.broader_id == topic.id:
        return _("A topic cannot stand under itself. Nothing was changed.")
    above = described([cycle.broader_id])
    return _(
        "“%(above)s” stands under this topic already, so this topic cannot also stand under it. Nothing was changed.",
        above=above[0].label if above else "",
    )


def place_page(
    topic: Topic,
    form: DecisionForm,
    broader: TopicChoice,
    related: TopicChoice,
    problems: Sequence[str] = (),
    there: tuple[TopicChoice, TopicChoice] | None = None,
) -> str:
    return render_template(
        "topics/place.html",
        topic=topic,
        name=name_of(topic),
        form=form,
        broader=broader,
        related=related,
        problems=problems,
        there=there,
    )


@blueprint.route("/<permalink>/retire", methods=["GET", "POST"])
def retire(permalink: str) -> ResponseReturnValue:
    """Take a topic out of choice, after being told what carries it."""
    topic, form = topic_to_curate(permalink), DecisionForm()
    if request.method == "GET":
        form.version.data = str(version_of(web.session(), topic))
        return retire_page(topic, form)
    try:
        curating.retire_topic(web.session(), web.actor(), topic, whole_number(form.version.data))
    except curating.TopicChanged as changed:
        retold(form, changed)
        return retire_page(topic, form, changed=True), 409
    return done(topic, _("The topic is retired. Notes that carry it keep it; nobody can choose it any more."))


def retire_page(topic: Topic, form: DecisionForm, changed: bool = False) -> str:
    usage = usage_of(web.session(), topic.id)
    return render_template(
        "topics/retire.html", topic=topic, name=name_of(topic), form=form, usage=usage, changed=changed
    )


@blueprint.post("/<permalink>/restore")
def restore(permalink: str) -> ResponseReturnValue:
    """Offer a retired topic for choice again."""
    topic = topic_to_curate(permalink)
    version = version_of(web.session(), topic)  # one button that loses nothing: it needs no comparison
    curating.restore_topic(web.session(), web.actor(), topic, version)
    return done(topic, _("The topic can be chosen again."))
