"""Pages and small answers that suggest notes: those like a note, and precedents for what is being written."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import web
from app.notes.blueprint import blueprint
from app.notes.finding import note_to_edit
from app.notes.forms import form_from_typed, proposal_from
from app.notes.precedents import precedents_for
from app.notes.similar import MOST, find, like_note, show_similar, topic_labels
from knowledge.errors import NotFound
from knowledge.notes.cards import cards_for
from knowledge.notes.content import PracticeContent
from knowledge.notes.proposal import Proposal
from knowledge.notes.reading import find_readable
from knowledge.paging import PAGE_SIZE, Page


@blueprint.get("/<permalink>/similar")
def similar(permalink: str) -> ResponseReturnValue:
    """Everything like the note, at most a hundred, in pages."""
    session, actor = web.session(), web.actor()
    note = find_readable(session, actor, permalink)
    if not note.is_published or note.published_revision is None:
        raise NotFound(permalink)
    content = note.published_revision.practice()
    hits = find(session, actor, like_note(note, content), MOST)
    cards = cards_for(session, actor, [hit.note_id for hit in hits])
    found = show_similar(cards, hits, content, note.language, topic_labels(session, hits))
    page = Page(found, web.page_number(), len(found))
    start = (page.number - 1) * PAGE_SIZE
    return render_template("notes/similar.html", note=note, page=page, similar=found[start : start + PAGE_SIZE])


@blueprint.post("/precedents")
def precedents() -> ResponseReturnValue:
    """Precedents for the form as it is typed, as JSON: `html`, the list, and `said`, what is told of it aloud.

    `note` in the address is the note that is edited, if it is not a new one.
    """
    actor = web.require_member()
    permalink = request.args.get("note", "")
    note = note_to_edit(permalink) if permalink else None
    proposal = proposal_from(form_from_typed(request.form), Proposal(PracticeContent()))
    found = precedents_for(web.session(), actor, proposal, note)
    return jsonify(html=render_template("notes/precedents.html", precedents=found), said=counted_words(len(found)))


def counted_words(count: int) -> str:
    return ngettext("%(num)s note is like yours", "%(num)s notes are like yours", count) if count else ""
