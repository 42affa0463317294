"""Thanks, questions and answers: who says what to whom, once, and how it is changed and taken back."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from knowledge.notes.models import Note, NoteState
from knowledge.notes.publishing import withdraw_note
from knowledge.notices.models import Notice
from knowledge.permissions import STRANGER
from knowledge.remarks import speaking
from knowledge.remarks.errors import QuestionTakenBack
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.remarks.reading import list_answers, list_questions, list_thanks, remarks_on
from knowledge.remarks.speaking import (
    answer_question,
    ask_about_note,
    change_words,
    mark_helpful,
    take_back,
    thank_authors,
)
from tests import factories
from tests.personas import Cast
from tests.remarks.steps import narrow


def told(session: Session, kind: str) -> list[int]:
    return list(session.scalars(select(Notice.member_id).where(Notice.kind == kind).order_by(Notice.id)))


def test_all_authors_are_told_of_thanks(session: Session, cast: Cast, note: Note) -> None:
    thanks = thank_authors(session, cast.actor(cast.lima_editor), note, "It saved us a year.")
    assert thanks.team_id == cast.lima.id
    assert told(session, "note_thanked") == [cast.contributor.id]


def test_of_a_note_that_names_no_author_the_editors_are_told(session: Session, cast: Cast) -> None:
    imported = factories.note(session, "A report", teams=[cast.dakar])
    ask_about_note(session, cast.actor(cast.lima_editor), imported, "Since when?")
    assert set(told(session, "note_question")) == {cast.editor.id, cast.focal_point.id}


def test_thanks_are_given_once_and_the_authors_told_once(session: Session, cast: Cast, note: Note) -> None:
    lima = cast.actor(cast.lima_editor)
    first = thank_authors(session, lima, note, "Thank you.")
    again = thank_authors(session, lima, note, "Thank you very much.")
    assert (again.id, again.text, again.changed_at is not None) == (first.id, "Thank you very much.", True)
    take_back(session, lima, again)
    assert remarks_on(session, lima, note).thanks_total == 0
    third = thank_authors(session, lima, note, "After all: thank you.")
    assert (third.id, third.changed_at, remarks_on(session, STRANGER, note).thanks_total) == (first.id, None, 1)
    assert len(told(session, "note_thanked")) == 1


def test_nobody_thanks_themselves(session: Session, cast: Cast, note: Note) -> None:
    with pytest.raises(NotAllowed):
        thank_authors(session, cast.actor(cast.contributor), note, "Well done.")


def test_who_asked_is_told_of_an_answer_and_the_authors_of_the_question(
    session: Session, cast: Cast, answer: Remark
) -> None:
    assert told(session, "note_question") == [cast.contributor.id]
    assert told(session, "question_answered") == [cast.lima_editor.id]


def test_strangers_read_and_do_not_write(session: Session, note: Note, answer: Remark) -> None:
    assert list_questions(session, STRANGER, note).total == 1
    for act in (thank_authors, ask_about_note):
        with pytest.raises(NotSignedIn):
            act(session, STRANGER, note, "Words")
    with pytest.raises(NotSignedIn):
        answer_question(session, STRANGER, answer.question or answer, "Words")


@pytest.mark.parametrize("state", [NoteState.DRAFT, NoteState.SUBMITTED])
def test_nothing_is_said_under_what_is_not_published(session: Session, cast: Cast, state: NoteState) -> None:
    draft = factories.note(session, "Draft", author=cast.contributor, teams=[cast.dakar], state=state)
    for person in (cast.contributor, cast.editor):
        with pytest.raises(NotAllowed):
            ask_about_note(session, cast.actor(person), draft, "Words")
    with pytest.raises(NotFound):
        ask_about_note(session, cast.actor(cast.outsider), draft, "Words")


def test_under_a_withdrawn_note_nothing_can_be_added_and_all_stays_readable(
    session: Session, cast: Cast, note: Note, question: Remark, answer: Remark
) -> None:
    lima = cast.actor(cast.lima_editor)
    withdraw_note(session, cast.actor(cast.editor), note, "Wrong.")
    acts = (
        lambda: thank_authors(session, lima, note, "Words"),
        lambda: ask_about_note(session, lima, note, "Words"),
        lambda: answer_question(session, lima, question, "Words"),
        lambda: change_words(session, lima, question, "Words"),
        lambda: mark_helpful(session, lima, answer),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert list_answers(session, STRANGER, question).total == 1
    take_back(session, lima, question)
    assert question.text == ""


def test_what_was_said_narrows_with_the_note(session: Session, cast: Cast, note: Note, question: Remark) -> None:
    narrow(session, note)
    with pytest.raises(NotFound):
        answer_question(session, cast.actor(cast.lima_editor), question, "Words")
    with pytest.raises(NotFound):
        take_back(session, cast.actor(cast.lima_editor), question)
    assert list_questions(session, cast.actor(cast.editor), note).total == 1


@pytest.mark.parametrize("persona", ["lima_editor", "contributor"])
def test_who_asked_and_who_wrote_the_note_say_which_answer_helped(
    session: Session, cast: Cast, note: Note, question: Remark, persona: str
) -> None:
    helped = answer_question(session, cast.actor(cast.outsider), question, "Twenty litres in two minutes.")
    later = answer_question(session, cast.actor(cast.outsider), question, "Or three.")
    mark_helpful(session, cast.actor(getattr(cast, persona)), later)
    assert list(list_answers(session, STRANGER, question).items) == [later, helped]
    assert remarks_on(session, STRANGER, note).questions[0].answers == [later]
    mark_helpful(session, cast.actor(getattr(cast, persona)), later, helpful=False)
    assert list(list_answers(session, STRANGER, question).items) == [helped, later]


def test_nobody_else_says_so_and_nobody_of_their_own_answer(session: Session, cast: Cast, answer: Remark) -> None:
    for person in (cast.contributor, cast.outsider, cast.editor, cast.coordinator, cast.administrator):
        with pytest.raises(NotAllowed):
            mark_helpful(session, cast.actor(person), answer)


def test_people_change_and_take_back_their_own_words_alone(session: Session, cast: Cast, question: Remark) -> None:
    for person in (cast.contributor, cast.coordinator, cast.administrator, cast.outsider):
        with pytest.raises(NotAllowed):
            change_words(session, cast.actor(person), question, "Other words")
        with pytest.raises(NotAllowed):
            take_back(session, cast.actor(person), question)
    lima = cast.actor(cast.lima_editor)
    assert change_words(session, lima, question, "Who says so?").text == "Who says so?"
    moment = question.changed_at
    assert moment is not None
    assert change_words(session, lima, question, "Who says so? ").changed_at == moment


def test_a_question_taken_back_is_gone_unless_it_was_answered(
    session: Session, cast: Cast, note: Note, question: Remark, answer: Remark
) -> None:
    lima = cast.actor(cast.lima_editor)
    other = ask_about_note(session, lima, note, "And at night?")
    take_back(session, lima, other)
    take_back(session, lima, question)
    lines = list_questions(session, STRANGER, note).items
    assert [(line.question.id, line.question.text, line.total) for line in lines] == [(question.id, "", 1)]
    with pytest.raises(QuestionTakenBack):
        answer_question(session, cast.actor(cast.outsider), question, "Too late")
    take_back(session, cast.actor(cast.contributor), answer)
    assert list_questions(session, STRANGER, note).total == 0
    assert remarks_on(session, STRANGER, note).questions == []


@pytest.mark.parametrize("text", ["", "   \n", "\x00\x07", "\u200b\u202e", "\u2066\ufeff"])
def test_words_that_say_nothing_are_refused(session: Session, cast: Cast, note: Note, text: str) -> None:
    with pytest.raises(Invalid):
        ask_about_note(session, cast.actor(cast.lima_editor), note, text)


def test_too_long_is_refused_and_the_longest_kept(session: Session, cast: Cast, note: Note) -> None:
    lima = cast.actor(cast.lima_editor)
    with pytest.raises(Invalid) as refused:
        thank_authors(session, lima, note, "x" * 1001)
    assert refused.value.fields == {"text": "too_long:1000"}
    assert len(thank_authors(session, lima, note, "x" * 1000).text) == 1000


def test_hostile_signs_do_not_reach_the_page(session: Session, cast: Cast, note: Note) -> None:
    asked = ask_about_note(session, cast.actor(cast.lima_editor), note, "a\x00b\u202ec\u2066d\r\nمن؟ 😀")
    assert asked.text == "abcd\nمن؟ 😀"


def test_a_question_takes_so_many_answers(
    session: Session, cast: Cast, question: Remark, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "MOST_ANSWERS", 2)
    for n in range(2):
        answer_question(session, cast.actor(cast.outsider), question, f"Answer {n}")
    with pytest.raises(Invalid):
        answer_question(session, cast.actor(cast.outsider), question, "One more")


def test_lists_have_pages_and_counts(session: Session, cast: Cast, note: Note) -> None:
    for n in range(12):
        person = factories.member(session, f"Person {n}", team=cast.lima)
        thank_authors(session, cast.actor(person), note, f"Thanks {n}")
        ask_about_note(session, cast.actor(person), note, f"Question {n}")
    first, second = (list_thanks(session, STRANGER, note, page) for page in (1, 2))
    assert (len(first.items), len(second.items), first.total, first.items[0].text) == (10, 2, 12, "Thanks 11")
    assert [line.question.text for line in list_questions(session, STRANGER, note, 2).items] == [
        "Question 1",
        "Question 0",
    ]
    panel = remarks_on(session, STRANGER, note)
    assert (len(panel.thanks), panel.thanks_total, len(panel.questions), panel.questions_total) == (3, 12, 3, 12)
    assert session.scalar(select(func.count()).where(Remark.kind == RemarkKind.THANKS)) == 12
