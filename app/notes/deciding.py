"""Pages on which it is decided about a note: review, publishing, withdrawing, discarding, restoring."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.notes.blueprint import blueprint
from app.notes.finding import draft_to_edit, note_for, note_to_edit
from app.notes.forms import whole_number
from app.notes.review_page import Refused, review_page
from app.notes.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.drafts import delete_unpublished, discard_draft
from knowledge.notes.errors import NothingToReview, OwnWork, RevisionOvertaken
from knowledge.notes.models import Note
from knowledge.notes.publishing import approve_note, ask_for_changes, submit_note, take_back, withdraw_note
from knowledge.notes.review.approving import Outcome
from knowledge.notes.review.comments import checked, comment_on
from knowledge.notes.validity import confirm_valid
from knowledge.notes.writing import restore_revision
from knowledge.permissions import Action


def to_note(note: Note) -> ResponseReturnValue:
    return redirect(url_for("notes.show", permalink=note.permalink), 303)


def to_editor(note: Note) -> ResponseReturnValue:
    return redirect(url_for("notes.edit", permalink=note.permalink), 303)


@blueprint.get("/<permalink>/review")
def review(permalink: str) -> ResponseReturnValue:
    """What waits to be published, and the talk about it: for editors to decide, for authors to see what is asked."""
    return review_page(note_to_edit(permalink))


def to_review(note: Note) -> ResponseReturnValue:
    return redirect(url_for("notes.review", permalink=note.permalink), 303)


@blueprint.post("/<permalink>/submit")
def submit(permalink: str) -> ResponseReturnValue:
    note = note_to_edit(permalink)
    try:
        submit_note(web.session(), web.actor(), note)
    except Invalid:
        return review_page(note, status=422)
    web.tell(_("Sent for review. The editors of the owners have been told."))
    return to_review(note)


@blueprint.post("/<permalink>/take-back")
def take_submission_back(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.TAKE_BACK_SUBMISSION)
    take_back(web.session(), web.actor(), note)
    web.tell(_("Taken back. The editors have been told, and you can write on."))
    return to_review(note)


@blueprint.post("/<permalink>/publish")
def publish(permalink: str) -> ResponseReturnValue:
    """Say yes to the revision that was on the page. Words that were typed along become a comment on the note."""
    note, form = note_for(permalink, Action.PUBLISH_NOTE), request.form
    session, actor, words = web.session(), web.actor(), form.get("words", "")
    number = whole_number(form.get("number", "")) or note.latest_number
    try:
        said = checked(words) if words.strip() else ""
        outcome = approve_note(session, actor, note, number, as_submitted="submitted" in form)
    except Invalid as error:
        return review_page(note, refused_words(error, "text"), 422)
    except (RevisionOvertaken, NothingToReview, OwnWork) as error:
        status = next(web.STATUS[kind] for kind in type(error).__mro__ if kind in web.STATUS)
        return review_page(note, Refused(words=words, message=why_not(error)), status)
    if said:
        comment_on(session, actor, note, number, "", said)
    return tell_outcome(note, outcome)


def why_not(error: RevisionOvertaken | NothingToReview | OwnWork) -> str:
    if isinstance(error, RevisionOvertaken):
        return _(
            "Somebody changed the note while you were reading. Below is what it says now; look, and answer to that."
        )
    if isinstance(error, OwnWork):
        return _("You wrote on this yourself, and an owner wants two pairs of eyes. Another editor publishes it.")
    return _("The authors took this back, or somebody answered, while you were reading. Nothing was published.")


def tell_outcome(note: Note, outcome: Outcome) -> ResponseReturnValue:
    if not outcome.is_published:
        web.tell(_("Your yes is noted. It is published as soon as every owner agrees."))
        return to_review(note)
    if outcome.was_published_already:
        web.tell(_("This revision is published: somebody else was a moment faster."), "told")
    else:
        web.tell(_("Published. Those it is for can read it now."))
    return to_note(note)


def refused_words(error: Invalid, name: str) -> Refused:
    """The words that go with a decision, and what is wrong with them; nothing where the note itself lacks something."""
    problem = problem_words("words", error.fields[name]) if name in error.fields else ""
    return Refused(words=request.form.get("words", ""), words_problem=problem)


@blueprint.post("/<permalink>/ask-changes")
def ask_changes(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.PUBLISH_NOTE)
    try:
        ask_for_changes(web.session(), web.actor(), note, request.form.get("words", ""))
    except Invalid as error:
        return review_page(note, refused_words(error, "words"), 422)
    web.tell(_("The authors have been told what to change."))
    return to_review(note)


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
