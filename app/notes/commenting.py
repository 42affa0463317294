"""The dialogue of a review: a word on a field, a reply, settled or open again; and all that was said about one field."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.notes.blueprint import blueprint
from app.notes.finding import note_to_edit
from app.notes.forms import whole_number
from app.notes.review_page import Refused, field_shown, labels_of_fields, review_page, text_language, under_review
from app.notes.words import problem_words
from knowledge.errors import Invalid, NotFound
from knowledge.notes.models import Note
from knowledge.notes.review.comments import FIELDS, comment_on, reply_to, settle_thread
from knowledge.notes.review.dialogue import FieldDialogue, threads_on

WHOLE = "whole"  # in addresses, the note as a whole


@blueprint.get("/<permalink>/review/<name>")
def review_field(permalink: str, name: str) -> ResponseReturnValue:
    """Everything that was said about one field, settled or not, page by page."""
    field = "" if name == WHOLE else name
    if field not in FIELDS:
        raise NotFound(name)
    return field_page(note_to_edit(permalink), field)


def field_page(note: Note, field: str, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = threads_on(web.session(), web.actor(), note, field, web.page_number())
    under = under_review(note, page.items)
    label = labels_of_fields().get(field, field) if field else _("The note as a whole")
    here = {"permalink": note.permalink, "name": field or WHOLE}
    shown = render_template(
        "notes/review_field.html",
        note=note,
        title=under.proposal.content.title,
        latest=under.latest,
        label=label,
        one=field_shown(under, field, label, FieldDialogue(list(page.items), page.total)),
        page=page,
        url_for_page=page_url("notes.review_field", **here),
        refused=refused or Refused(),
        text_language=text_language(under),
    )
    return shown, status


@blueprint.post("/<permalink>/comments")
def comment(permalink: str) -> ResponseReturnValue:
    """A comment on a field of the revision that was on the page, or a reply to one (`thread`)."""
    note, form = note_to_edit(permalink), request.form
    session, actor, text = web.session(), web.actor(), form.get("text", "")
    field, thread = form.get("field", ""), whole_number(form.get("thread", "0"))
    try:
        if thread:
            said = reply_to(session, actor, note, thread, text)
        else:
            said = comment_on(session, actor, note, whole_number(form.get("number", "0")), field, text)
    except Invalid as error:
        problem = problem_words("text", error.fields["text"])
        refused = Refused(field=field, thread=thread, text=text, problem=problem)
        back_to = form.get("back") == "field" and field in FIELDS
        return field_page(note, field, refused, 422) if back_to else review_page(note, refused, 422)
    web.tell(_("Your comment is there, and those it concerns have been told."))
    return back(note, said.field, said.id)


@blueprint.post("/<permalink>/comments/state")
def settle_comment(permalink: str) -> ResponseReturnValue:
    """Mark a comment (`thread`) as settled, or open it again (`act` is reopen)."""
    note = note_to_edit(permalink)
    settled = request.form.get("act") != "reopen"
    thread = settle_thread(web.session(), web.actor(), note, whole_number(request.form.get("thread", "0")), settled)
    return back(note, thread.field, thread.id)


def back(note: Note, field: str, comment_id: int) -> ResponseReturnValue:
    """To the page the words came from, at the comment."""
    anchor = f"comment-{comment_id}"
    if request.form.get("back") == "field":
        address = url_for("notes.review_field", permalink=note.permalink, name=field or WHOLE, _anchor=anchor)
    else:
        address = url_for("notes.review", permalink=note.permalink, _anchor=anchor)
    return redirect(address, 303)
