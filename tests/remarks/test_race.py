"""Two at once under the same note."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notices.models import Notice
from knowledge.remarks.models import Remark, RemarkReport
from knowledge.remarks.reporting import report_remark
from tests.conftest import SignIn
from tests.organizations.test_race import at_once
from tests.personas import Cast


def test_thanking_twice_at_once_gives_one(session: Session, cast: Cast, browse_as: SignIn, note: Note) -> None:
    browsers = [browse_as(cast.lima_editor), browse_as(cast.lima_editor)]
    at = f"/notes/{note.permalink}/thanks"
    answers = at_once(*(lambda b=browser: b.post(at, data={"text": "Thank you."}) for browser in browsers))
    session.rollback()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert session.scalar(select(func.count()).select_from(Remark)) == 1
    assert session.scalar(select(func.count()).where(Notice.kind == "note_thanked")) == 1


def test_reporting_twice_at_once_gives_one(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    browsers = [browse_as(cast.outsider), browse_as(cast.outsider)]
    at = f"/notes/{note.permalink}/remarks/{question.id}/report"
    answers = at_once(*(lambda b=browser: b.post(at, data={"reason": "Rude."}) for browser in browsers))
    session.rollback()
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert session.scalar(select(func.count()).select_from(RemarkReport)) == 1


def test_answering_and_taking_the_question_back_at_once_loses_no_answer(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    """Either the answer was first and keeps its place, or whoever wrote it is told and has the words back."""
    at, number = f"/notes/{note.permalink}", question.id
    asker, answerer = browse_as(cast.lima_editor), browse_as(cast.outsider)
    answered, taken = at_once(
        lambda: answerer.post(f"{at}/questions/{number}", data={"text": "A woman fills a can."}),
        lambda: asker.post(f"{at}/remarks/{number}/take-back"),
    )
    assert taken.status_code == 303
    page = browse_as(None).get(f"{at}/questions/{number}")
    if answered.status_code == 303:
        assert "A woman fills a can." in page.text
    else:
        assert (answered.status_code, page.status_code) == (409, 404)
        assert "A woman fills a can." in answered.text


def test_two_coordinators_decide_at_once_and_one_is_told(
    session: Session, cast: Cast, browse_as: SignIn, question: Remark
) -> None:
    report_remark(session, cast.actor(cast.outsider), question, "Rude.")
    session.commit()
    browsers = [browse_as(cast.coordinator), browse_as(cast.coordinator)]
    forms = [{"act": "hide", "reason": "Be kind."}, {"act": "dismiss"}]
    at = f"/desk/reports/{question.id}"
    at_once(*(lambda b=browser, f=form: b.post(at, data=f) for browser, form in zip(browsers, forms, strict=True)))
    pages = [browser.get("/desk/reports").text for browser in browsers]
    assert sorted("a moment faster" in page for page in pages) == [False, True]
    session.rollback()
    assert session.scalars(select(RemarkReport)).one().outcome in ("hidden", "dismissed")
