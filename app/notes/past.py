"""Pages of a note's past: its revisions, one of them, and what changed between two."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import web
from app.context import reader_languages
from app.notes.blueprint import blueprint
from app.notes.changes import changes_between
from app.notes.note_page import note_page
from knowledge.errors import Gone, NotFound
from knowledge.notes.history import find_revision, list_revisions
from knowledge.notes.models import Note
from knowledge.notes.reading import find_readable, reading_of
from knowledge.permissions import Action, may


def note_with_past(permalink: str) -> Note:
    """Of a withdrawn note only its writers still see the texts; others are told that it is gone."""
    note = find_readable(web.session(), web.actor(), permalink)
    if not note.is_published and not may(web.actor(), Action.READ_NOTE_DRAFT, note):
        raise Gone(permalink)
    return note


@blueprint.get("/<permalink>/history")
def history(permalink: str) -> ResponseReturnValue:
    note = note_with_past(permalink)
    page = list_revisions(web.session(), web.actor(), note, web.page_number())
    return render_template("notes/history.html", note=note, page=page)


@blueprint.get("/<permalink>/history/<int:number>")
def revision(permalink: str, number: int) -> ResponseReturnValue:
    session, actor = web.session(), web.actor()
    note = note_with_past(permalink)
    found = find_revision(session, actor, note, number)
    return note_page(reading_of(session, actor, note, found, reader_languages()), is_past=True)


@blueprint.get("/<permalink>/changes")
def changes(permalink: str) -> ResponseReturnValue:
    """What changed from revision `from` to revision `to`, in whichever order they were chosen."""
    session, actor = web.session(), web.actor()
    note = note_with_past(permalink)
    earlier, later = (find_revision(session, actor, note, number) for number in sorted((asked("from"), asked("to"))))
    return render_template(
        "notes/history_changes.html",
        note=note,
        earlier=earlier,
        later=later,
        changes=changes_between(session, note, earlier, later),
    )


def asked(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound(f"revision {name}")
    return int(text)
