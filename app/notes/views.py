"""Pages of notes: reading one here; its past, its writing and what is decided about it in the modules beside."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.context import reader_languages
from app.notes import (
    attaching,
    commenting,
    conflicting,
    deciding,
    editing,
    from_document,
    keeping,
    past,
    suggesting,
    translating,
    writing_together,
)
from app.notes.as_markdown import as_markdown
from app.notes.blueprint import blueprint
from app.notes.citation import as_bibtex, as_ris, citation_of
from app.notes.note_page import note_page
from app.notes.periods import show_month, show_period
from app.notes.shown_files import show_size
from knowledge.errors import Gone, NotFound
from knowledge.notes.models import NoteState
from knowledge.notes.reading import find_readable, read_note, tombstone_of

__all__ = [
    "attaching",
    "blueprint",
    "commenting",
    "conflicting",
    "deciding",
    "editing",
    "from_document",
    "keeping",
    "past",
    "suggesting",
    "translating",
    "writing_together",
]

CITATIONS = {"bib": (as_bibtex, "application/x-bibtex"), "ris": (as_ris, "application/x-research-info-systems")}

blueprint.add_app_template_global(show_period)
blueprint.add_app_template_global(show_month)
blueprint.add_app_template_global(show_size)


@blueprint.get("")
@blueprint.get("/")
def index() -> ResponseReturnValue:
    """All notes are found by searching for nothing in particular, the newest first."""
    return redirect(url_for("search.results", sort="newest"))


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    """The note as readers see it; for its writers, before it is published, what they will see."""
    session, actor = web.session(), web.actor()
    note = find_readable(session, actor, permalink)
    if note.state == NoteState.WITHDRAWN:
        return render_template("notes/tombstone.html", tombstone=tombstone_of(session, actor, note)), 410
    return unless_unchanged(note_page(read_note(session, actor, note, reader_languages())))


def unless_unchanged(page: str) -> Response:
    """The page, or 304 when a browser in which nobody is signed in has it already."""
    response = make_response(page)
    if web.actor().is_member():
        return response
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<permalink>.md")
def markdown(permalink: str) -> ResponseReturnValue:
    """What the reader sees at the note's address, as a Markdown file with headings in the language of the page."""
    session, actor = web.session(), web.actor()
    note = find_readable(session, actor, permalink)
    if note.state == NoteState.WITHDRAWN:
        raise Gone(permalink)
    response = Response(as_markdown(read_note(session, actor, note, reader_languages())))
    response.content_type = "text/markdown; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"causeway-{note.permalink}.md")
    return response


@blueprint.get("/<permalink>/cite.<kind>")
def cite(permalink: str, kind: str) -> ResponseReturnValue:
    """The citation as a file: BibTeX (`bib`) or RIS (`ris`). There is none of what is not, or no longer, published."""
    session, actor = web.session(), web.actor()
    note = find_readable(session, actor, permalink)
    if kind not in CITATIONS or not note.is_published:
        raise NotFound(request.path)
    write, content_type = CITATIONS[kind]
    reading = read_note(session, actor, note, reader_languages())
    response = Response(write(citation_of(reading)), content_type=f"{content_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"causeway-{note.permalink}.{kind}")
    return response
