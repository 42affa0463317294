"""Reports to the coordinators, and what hiding does: hidden, not lost, and the reporter never named to the reported."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.letters import compose
from app.notices.wording import tellings
from knowledge.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from knowledge.notes.models import Note
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.people.models import Member, NetworkRole
from knowledge.permissions import STRANGER
from knowledge.remarks.errors import AlreadyReported, RemarkHidden, ReportDecided
from knowledge.remarks.models import Remark, RemarkReport
from knowledge.remarks.reading import list_answers, list_questions, list_thanks, remarks_on
from knowledge.remarks.reporting import (
    count_reported,
    dismiss_reports,
    find_reported,
    hide_remark,
    list_reported,
    report_remark,
    show_again,
)
from knowledge.remarks.speaking import answer_question, change_words, take_back, thank_authors
from tests import factories
from tests.personas import Cast
from tests.remarks.steps import narrow


@pytest.fixture
def report(session: Session, cast: Cast, question: Remark) -> RemarkReport:
    """The outsider reports the question of Lima's editor."""
    made = report_remark(session, cast.actor(cast.outsider), question, "This is an advertisement.")
    session.commit()
    return made


def notices(session: Session, member: Member, kind: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.member_id == member.id, Notice.kind == kind)))


def test_the_coordinators_are_told_and_see_the_words_and_the_reason(
    session: Session, cast: Cast, report: RemarkReport
) -> None:
    coordinator = cast.actor(cast.coordinator)
    assert len(notices(session, cast.coordinator, "remark_reported")) == 1
    line = list_reported(session, coordinator, is_open=True).items[0]
    assert (line.remark.text, line.total) == ("Who decides that a pump *works*?", 1)
    assert [(r.reporter.name, r.reason) for r in line.reports] == [("Huda Hourani", "This is an advertisement.")]
    assert count_reported(session, coordinator) == 1


def test_nobody_else_sees_or_decides_reports(session: Session, cast: Cast, report: RemarkReport) -> None:
    for name, member in cast.everybody().items():
        if name == "coordinator":
            continue
        refusal = NotSignedIn if member is None else NotAllowed
        with pytest.raises(refusal):
            list_reported(session, cast.actor(member), is_open=True)
        with pytest.raises(refusal):
            find_reported(session, cast.actor(member), report.remark_id)
        with pytest.raises(refusal):
            hide_remark(session, cast.actor(member), report.remark, "Because.")


def test_a_coordinator_neither_sees_nor_decides_reports_of_their_own_words(
    session: Session, cast: Cast, question: Remark
) -> None:
    coordinator = cast.actor(cast.coordinator)
    second = factories.member(session, "Yusuf Adeyinka", cast.geneva, roles=[NetworkRole.COORDINATOR])
    own = answer_question(session, coordinator, question, "Buy my pump.")
    report_remark(session, cast.actor(cast.outsider), own, "An advertisement.")
    assert notices(session, cast.coordinator, "remark_reported") == []
    assert list_reported(session, coordinator, is_open=True).items == []
    assert count_reported(session, coordinator) == 0
    with pytest.raises(NotFound):
        find_reported(session, coordinator, own.id)
    with pytest.raises(NotAllowed):
        dismiss_reports(session, coordinator, own)
    hide_remark(session, cast.actor(second), own, "No advertisements, please.")
    assert list_reported(session, coordinator, is_open=False).items == []


def test_one_does_not_report_oneself_nor_twice(
    session: Session, cast: Cast, question: Remark, report: RemarkReport
) -> None:
    with pytest.raises(NotAllowed):
        report_remark(session, cast.actor(cast.lima_editor), question, "Mine.")
    with pytest.raises(AlreadyReported):
        report_remark(session, cast.actor(cast.outsider), question, "Once more.")
    with pytest.raises(Invalid):
        report_remark(session, cast.actor(cast.editor), question, " ")
    report_remark(session, cast.actor(cast.editor), question, "Me too.")
    assert len(notices(session, cast.coordinator, "remark_reported")) == 1, "told once until read"


def test_words_that_changed_since_the_decision_may_be_reported_again(
    session: Session, cast: Cast, question: Remark, report: RemarkReport
) -> None:
    outsider, coordinator = cast.actor(cast.outsider), cast.actor(cast.coordinator)
    dismiss_reports(session, coordinator, question)
    with pytest.raises(AlreadyReported):
        report_remark(session, outsider, question, "Still.")
    change_words(session, cast.actor(cast.lima_editor), question, "Worse words")
    again = report_remark(session, outsider, question, "Now really.")
    assert (again.id, again.words) == (report.id, "Worse words")
    assert count_reported(session, coordinator) == 1


def test_changing_or_taking_back_does_not_hide_from_the_coordinators_what_was_reported(
    session: Session, cast: Cast, question: Remark, report: RemarkReport
) -> None:
    take_back(session, cast.actor(cast.lima_editor), question)
    line = list_reported(session, cast.actor(cast.coordinator), is_open=True).items[0]
    assert (line.remark.text, line.reports[0].words) == ("", "Who decides that a pump *works*?")


def everything_heard(session: Session, cast: Cast, member: Member | None, note: Note) -> str:
    """All words under the note that the lists show to this person."""
    actor = cast.actor(member)
    panel = remarks_on(session, actor, note)
    shown = [*panel.thanks, *list_thanks(session, actor, note).items]
    for line in (*panel.questions, *list_questions(session, actor, note).items):
        shown += [line.question, *line.answers, *list_answers(session, actor, line.question).items]
    counts = (panel.thanks_total, panel.questions_total, list_thanks(session, actor, note).total)
    return f"{counts} " + " ".join(remark.text for remark in shown)


@pytest.mark.parametrize("kind", ["thanks", "question", "answer"])
def test_what_is_hidden_its_writer_alone_still_sees_until_it_is_shown_again(
    session: Session, cast: Cast, note: Note, question: Remark, answer: Remark, kind: str
) -> None:
    thanks = thank_authors(session, cast.actor(cast.editor), note, "Thank you for nothing.")
    remark = {"thanks": thanks, "question": question, "answer": answer}[kind]
    before = {name: everything_heard(session, cast, member, note) for name, member in cast.everybody().items()}
    report_remark(session, cast.actor(cast.outsider), remark, "Rude.")
    hide_remark(session, cast.actor(cast.coordinator), remark, "Please be kind.")
    for name, member in cast.everybody().items():
        heard = everything_heard(session, cast, member, note)
        assert (remark.text in heard) is (member is not None and member.id == remark.author_id), name
    show_again(session, cast.actor(cast.coordinator), remark)
    assert {n: everything_heard(session, cast, m, note) for n, m in cast.everybody().items()} == before


def test_with_a_question_its_answers_are_hidden(
    session: Session, cast: Cast, note: Note, question: Remark, answer: Remark, report: RemarkReport
) -> None:
    hide_remark(session, cast.actor(cast.coordinator), question, "An advertisement.")
    assert list_questions(session, STRANGER, note).total == 0
    for person in (cast.contributor, cast.outsider, cast.lima_editor):
        with pytest.raises((NotFound, RemarkHidden)):
            answer_question(session, cast.actor(person), question, "Words")
    assert list_answers(session, cast.actor(cast.lima_editor), question).total == 0


def test_the_writer_is_told_why_and_the_reporter_that_it_was_decided(
    session: Session, cast: Cast, question: Remark, report: RemarkReport, app: Flask
) -> None:
    hide_remark(session, cast.actor(cast.coordinator), question, "No advertisements, please.")
    session.commit()
    with app.test_request_context():
        mine = notices(session, cast.lima_editor, "remark_hidden")
        told = tellings(session, cast.actor(cast.lima_editor), mine, ["en"])[0]
        assert told.words == "No advertisements, please."
        assert "Huda" not in told.text + str(told.sentence), "the reporter is not named"
        outsiders = notices(session, cast.outsider, "report_decided")
        assert "Pumps that work" in tellings(session, cast.actor(cast.outsider), outsiders, ["en"])[0].text


def test_no_notice_and_no_letter_tells_of_what_is_hidden_taken_back_or_no_longer_for_its_reader(
    session: Session, cast: Cast, note: Note, question: Remark, answer: Remark, report: RemarkReport, app: Flask
) -> None:
    def words_told(member: Member, kind: str) -> tuple[str, bool]:
        notice = notices(session, member, kind)[0]
        told = tellings(session, cast.actor(member), [notice], ["en"])[0]
        letter = session.scalars(select(OutgoingMail).where(OutgoingMail.notice_id == notice.id)).one()
        return told.words, compose(session, letter) is not None

    with app.test_request_context():
        assert words_told(cast.contributor, "note_question") == ("Who decides that a pump *works*?", True)
        hide_remark(session, cast.actor(cast.coordinator), question, "An advertisement.")
        assert words_told(cast.contributor, "note_question") == ("", False)
        assert words_told(cast.lima_editor, "question_answered") == ("", False)
        show_again(session, cast.actor(cast.coordinator), question)
        assert words_told(cast.lima_editor, "question_answered") == ("A woman fills a can.", True)
        take_back(session, cast.actor(cast.contributor), answer)
        assert words_told(cast.lima_editor, "question_answered") == ("", False)
        narrow(session, note)
        session.commit()
        assert words_told(cast.lima_editor, "remark_hidden") == ("", False)
        assert words_told(cast.contributor, "note_question")[1], "the author still reads it"


def test_hidden_words_are_not_changed_and_hidden_thanks_not_given_anew(
    session: Session, cast: Cast, note: Note
) -> None:
    lima = cast.actor(cast.lima_editor)
    thanks = thank_authors(session, lima, note, "Thank you for nothing.")
    report_remark(session, cast.actor(cast.outsider), thanks, "Rude.")
    hide_remark(session, cast.actor(cast.coordinator), thanks, "Please be kind.")
    with pytest.raises(RemarkHidden):
        change_words(session, lima, thanks, "Thank you.")
    take_back(session, lima, thanks)
    with pytest.raises(RemarkHidden):
        thank_authors(session, lima, note, "Thank you for nothing, again.")


def test_a_decision_is_taken_once(session: Session, cast: Cast, question: Remark, report: RemarkReport) -> None:
    coordinator = cast.actor(cast.coordinator)
    with pytest.raises(Invalid):
        hide_remark(session, coordinator, question, "")
    assert count_reported(session, coordinator) == 1
    dismiss_reports(session, coordinator, question)
    for act in (
        lambda: hide_remark(session, coordinator, question, "Late."),
        lambda: dismiss_reports(session, coordinator, question),
        lambda: show_again(session, coordinator, question),
    ):
        with pytest.raises(ReportDecided):
            act()
    assert [line.remark.id for line in list_reported(session, coordinator, is_open=False).items] == [question.id]
