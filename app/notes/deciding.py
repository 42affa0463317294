"""Pages on which it is decided about a note: review, publishing, withdrawing, discarding, restoring."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.notes.blueprint import blueprint
from app.notes.editor_page import anchored_steps, name_of, saved_last_by
from app.notes.finding import draft_to_edit, note_for, note_to_edit
from app.notes.forms import form_from_proposal, whole_number
from app.notes.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.drafts import delete_unpublished, discard_draft
from knowledge.notes.models import Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import (
    ask_for_changes,
    hindrances,
    may_publish,
    publish_note,
    submit_note,
    withdraw_note,
)
from knowledge.notes.validity import confirm_valid
from knowledge.notes.writing import restore_revision
from knowledge.permissions import Action


def to_note(note: Note) -> ResponseReturnValue:
    return redirect(url_for("notes.show", permalink=note.permalink), 303)


def to_editor(note: Note) -> ResponseReturnValue:
    return redirect(url_for("notes.edit", permalink=note.permalink), 303)


@blueprint.get("/<permalink>/review")
def review(permalink: str) -> ResponseReturnValue:
    """What waits to be published: for editors to publish it or ask for changes, for authors to see what still lacks."""
    return review_page(note_to_edit(permalink), {})


def review_page(note: Note, problems: Mapping[str, str], status: int = 200) -> ResponseReturnValue:
    proposal = proposal_at(web.session(), note, note.latest_number)
    lacking = hindrances(web.session(), web.actor(), note, proposal)
    page = render_template(
        "notes/edit_review.html",
        note=note,
        title=proposal.content.title,
        audience=proposal.audience,
        number=note.latest_number,
        publishes=may_publish(web.actor(), note, proposal),
        lacking=anchored_steps(form_from_proposal(proposal, note.latest_number), lacking),
        saved_by=saved_last_by(note),
        words=request.form.get("words", ""),
        words_problem=problem_words("words", problems["words"]) if "words" in problems else "",
        changes_asked_by=name_of(note.changes_asked_by_id),
    )
    return page, status


@blueprint.post("/<permalink>/submit")
def submit(permalink: str) -> ResponseReturnValue:
    note = note_to_edit(permalink)
    try:
        submit_note(web.session(), web.actor(), note)
    except Invalid as error:
        return review_page(note, error.fields, 422)
    web.tell(_("Sent for review. The editors of the owners have been told."))
    return redirect(url_for("notes.review", permalink=permalink), 303)


@blueprint.post("/<permalink>/publish")
def publish(permalink: str) -> ResponseReturnValue:
    """Publish the revision that was on the page, whatever was saved since."""
    note = note_for(permalink, Action.PUBLISH_NOTE)
    try:
        publish_note(web.session(), web.actor(), note, whole_number(request.form.get("number", "")) or None)
    except Invalid as error:
        return review_page(note, error.fields, 422)
    web.tell(_("Published. Those it is for can read it now."))
    return to_note(note)


@blueprint.post("/<permalink>/ask-changes")
def ask_changes(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.PUBLISH_NOTE)
    try:
        ask_for_changes(web.session(), web.actor(), note, request.form.get("words", ""))
    except Invalid as error:
        return review_page(note, error.fields, 422)
    web.tell(_("The authors have been told what to change."))
    return redirect(url_for("notes.review", permalink=permalink), 303)


@blueprint.get("/<permalink>/withdraw")
def ask_withdraw(permalink: str) -> ResponseReturnValue:
    return withdraw_page(note_for(permalink, Action.WITHDRAW_NOTE), {})


@blueprint.post("/<permalink>/withdraw")
def withdraw(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.WITHDRAW_NOTE)
    try:
        withdraw_note(
            web.session(), web.actor(), note, request.form.get("reason", ""), request.form.get("successor", "")
        )
    except Invalid as error:
        return withdraw_page(note, error.fields, 422)
    web.tell(_("Withdrawn. Its address now tells so, with your reason."))
    return to_note(note)


def withdraw_page(note: Note, problems: Mapping[str, str], status: int = 200) -> ResponseReturnValue:
    problems = {name: problem_words(name, code) for name, code in problems.items()}
    return render_template("notes/edit_withdraw.html", note=note, problems=problems, typed=request.form), status


@blueprint.post("/<permalink>/still-valid")
def still_valid(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.CONFIRM_NOTE)
    confirm_valid(web.session(), web.actor(), note)
    web.tell(_("Thank you. Readers see that this note was confirmed today; you will be asked again in a year."))
    return to_note(note)


@blueprint.get("/<permalink>/discard")
def ask_discard(permalink: str) -> ResponseReturnValue:
    """What can be thrown away: the reader's unsaved words, and a note that was never published."""
    note, draft = draft_to_edit(permalink)
    return render_template("notes/edit_discard.html", note=note, draft=draft)


@blueprint.post("/<permalink>/discard")
def discard(permalink: str) -> ResponseReturnValue:
    note = note_to_edit(permalink)
    if request.form.get("what") == "note":
        delete_unpublished(web.session(), web.actor(), note)
        web.tell(_("The draft note is deleted."))
        return redirect(url_for("desk.index"), 303)
    if discard_draft(web.session(), web.actor(), note):
        web.tell(_("What you had not saved is discarded."))
        return to_editor(note)
    web.tell(_("The draft note is deleted."))
    return redirect(url_for("desk.index"), 303)


@blueprint.post("/<permalink>/restore")
def restore(permalink: str) -> ResponseReturnValue:
    """Bring an earlier revision (`number`) back as a new one on top."""
    note = note_for(permalink, Action.EDIT_NOTE)
    number = whole_number(request.values.get("number", ""))
    saved = restore_revision(web.session(), web.actor(), note, number)
    if saved.is_new:
        web.tell(_("The text of revision %(number)s is back, as a new revision.", number=number))
    else:
        web.tell(_("The latest revision already has that text."), "told")
    return to_editor(note)
