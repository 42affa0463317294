"""Pages of what readers say under a note: thanks, questions and answers; changing, taking back and reporting in the module beside."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.remarks import own
from app.remarks.blueprint import blueprint
from app.remarks.finding import NUMBER, note_with_remarks
from app.remarks.limits import limit_writing
from app.remarks.showing import question_shown, remark_shown
from app.remarks.words import problem_words
from app.reuse.finding import published_note
from knowledge.errors import Invalid
from knowledge.notes.models import Note
from knowledge.permissions import Action, may
from knowledge.remarks.errors import QuestionTakenBack, RemarkHidden
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.remarks.reading import (
    find_question,
    find_remark,
    found_on,
    list_answers,
    list_questions,
    list_thanks,
    thanks_of,
)
from knowledge.remarks.speaking import answer_question, ask_about_note, mark_helpful, thank_authors

__all__ = ["blueprint", "own"]


@dataclass(frozen=True)
class Typed:
    """What came back to its form: the words, and what is wrong with them or with sending them."""

    text: str = ""
    problem: str = ""
    message: str = ""


def refused(error: Invalid | RemarkHidden | QuestionTakenBack) -> tuple[Typed, int]:
    """The words that were sent, once more, with what stands in the way."""
    text = request.form.get("text", "")
    if isinstance(error, Invalid):
        return Typed(text, problem_words(error.fields["text"])), 422
    if isinstance(error, RemarkHidden):
        return Typed(text, message=_("A coordinator has hidden this, so nothing can be added or changed.")), 409
    return Typed(text, message=_("The question was taken back while you wrote. Copy your words if you need them.")), 409


@blueprint.get("/thanks")
def thanks(permalink: str) -> ResponseReturnValue:
    """Everybody who thanked, the latest first."""
    return thanks_page(note_with_remarks(permalink))


@blueprint.post("/thanks")
@limit_writing
def thank(permalink: str) -> ResponseReturnValue:
    session, actor = web.session(), web.require_member()
    note = published_note(permalink)
    try:
        given = thank_authors(session, actor, note, request.form.get("text", ""))
    except (Invalid, RemarkHidden) as error:
        return thanks_page(note, *refused(error))
    web.tell(_("Your thanks are there."))
    return redirect(url_for("remarks.thanks", permalink=permalink, _anchor=f"remark-{given.id}"), 303)


def thanks_page(note: Note, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    session, actor = web.session(), web.actor()
    page = list_thanks(session, actor, note, web.page_number())
    shown = render_template(
        "remarks/thanks.html",
        note=note,
        page=page,
        lines=[remark_shown(one) for one in page.items],
        own=thanks_of(session, actor, note),
        can_thank=may(actor, Action.THANK_AUTHORS, note),
        typed=typed or Typed(),
        url_for_page=page_url("remarks.thanks", permalink=note.permalink),
    )
    return shown, status


@blueprint.get("/questions")
def questions(permalink: str) -> ResponseReturnValue:
    """Every question, the latest first, with the answer that comes first."""
    return questions_page(note_with_remarks(permalink))


@blueprint.post("/questions")
@limit_writing
def ask(permalink: str) -> ResponseReturnValue:
    session, actor = web.session(), web.require_member()
    note = published_note(permalink)
    try:
        asked = ask_about_note(session, actor, note, request.form.get("text", ""))
    except Invalid as error:
        return questions_page(note, *refused(error))
    web.tell(_("Your question is there, and the authors have been told. You are told when somebody answers."))
    return redirect(url_for("remarks.question", permalink=permalink, number=asked.id), 303)


def questions_page(note: Note, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    actor = web.actor()
    page = list_questions(web.session(), actor, note, web.page_number())
    shown = render_template(
        "remarks/questions.html",
        note=note,
        page=page,
        lines=[question_shown(line) for line in page.items],
        can_ask=may(actor, Action.ASK_ABOUT_NOTE, note),
        typed=typed or Typed(),
        url_for_page=page_url("remarks.questions", permalink=note.permalink),
    )
    return shown, status


@blueprint.get(f"/questions/{NUMBER}")
def question(permalink: str, number: int) -> ResponseReturnValue:
    """One question with its answers: those that helped first."""
    note = note_with_remarks(permalink)
    return question_page(note, find_question(web.session(), web.actor(), note, number))


@blueprint.post(f"/questions/{NUMBER}")
@limit_writing
def answer(permalink: str, number: int) -> ResponseReturnValue:
    session, actor = web.session(), web.require_member()
    note = published_note(permalink)
    asked = found_on(session, note, number, {RemarkKind.QUESTION})
    try:
        said = answer_question(session, actor, asked, request.form.get("text", ""))
    except (Invalid, RemarkHidden, QuestionTakenBack) as error:
        return question_page(note, asked, *refused(error))
    web.tell(_("Your answer is there, and who asked has been told."))
    return redirect(own.address_of(note, said), 303)


def question_page(note: Note, asked: Remark, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    actor = web.actor()
    page = list_answers(web.session(), actor, asked, web.page_number())
    shown = render_template(
        "remarks/question.html",
        note=note,
        asked=remark_shown(asked),
        page=page,
        lines=[remark_shown(one) for one in page.items],
        can_answer=asked.hidden_at is None and may(actor, Action.ANSWER_QUESTION, asked),
        typed=typed or Typed(),
        url_for_page=page_url("remarks.question", permalink=note.permalink, number=asked.id),
    )
    return shown, status


@blueprint.post(f"/answers/{NUMBER}/helpful")
@limit_writing
def helpful(permalink: str, number: int) -> ResponseReturnValue:
    """An answer helped; with `act` undo, it did not after all."""
    session, actor = web.session(), web.require_member()
    note = published_note(permalink)
    said = find_remark(session, actor, note, number, {RemarkKind.ANSWER})
    mark_helpful(session, actor, said, request.form.get("act") != "undo")
    return redirect(own.address_of(note, said), 303)
