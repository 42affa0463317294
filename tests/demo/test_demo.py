"""The demo network: loaded once, the same each time, and never mixed with real work."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.loading import PASSWORD
from knowledge.notes.models import Note, NoteAudience, NoteCountry, NoteState
from knowledge.notes.review.asking import answers_to
from knowledge.notes.review.models import ReviewComment
from knowledge.notes.translating.models import SourceMark
from knowledge.notices.models import OutgoingMail
from knowledge.organizations.models import Membership, Organization
from knowledge.peer_groups.models import GroupState, PeerGroup
from knowledge.people.models import Member
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.rounds.finding import count_sign_ups, count_unfinished
from knowledge.rounds.models import MatchingRound, RoundState
from tests.personas import Cast


def test_it_is_as_large_as_promised_and_the_same_each_time(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    assert first.exit_code == 0, first.output
    assert PASSWORD in first.output
    assert len(session.scalars(select(Organization.id)).all()) >= 10
    assert len(set(session.scalars(select(NoteCountry.country)))) >= 16
    assert len(set(session.scalars(select(Note.language)))) >= 6
    notes = session.scalars(select(Note)).all()
    assert len(notes) >= 40
    assert sum(note.translation_of_id is not None for note in notes) >= 10
    assert {note.status for note in notes} >= {"ongoing", "stopped"}
    terms = {term.split(":")[0] for term in session.scalars(select(NoteAudience.term))}
    assert terms == {"public", "network", "org", "group", "member"}
    states = list(session.scalars(select(PeerGroup.state)))
    assert states.count(GroupState.ACTIVE) >= 3
    assert GroupState.FORMING in states
    assert set(session.scalars(select(Membership.role))) == {"contributor", "editor", "focal_point"}
    assert {role for roles in session.scalars(select(Member.roles)) for role in roles} == {
        "coordinator",
        "administrator",
    }
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
    addresses = {note.permalink for note in notes}
    session.commit()
    again = runner.invoke(args=["demo", "load"])
    assert again.exit_code == 0
    assert set(session.scalars(select(Note.permalink))) == addresses


def test_one_note_waits_for_the_yes_of_its_second_owner(app: Flask, session: Session) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    note = session.scalars(select(Note).where(Note.state == NoteState.SUBMITTED)).one()
    answers = answers_to(session, note, note.revisions[-1])
    assert [answer.agrees for answer in answers] == [True, False]
    assert session.scalar(select(func.count()).where(ReviewComment.note_id == note.id)) == 5


def test_one_note_is_thanked_and_asked_about_and_one_report_waits_for_the_coordinators(
    app: Flask, session: Session
) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    kinds = list(session.scalars(select(Remark.kind)))
    assert kinds.count(RemarkKind.THANKS) >= 3
    assert kinds.count(RemarkKind.QUESTION) >= 2
    assert session.scalar(select(func.count(Remark.helpful_at))) == 1
    browser = app.test_client()
    browser.post("/people/sign-in", data={"email": "claire.aubonnet@example.org", "password": PASSWORD})
    assert "1 report<" in browser.get("/desk/reports").text


def test_a_translated_note_is_behind_its_source(app: Flask, session: Session) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    marks = session.scalars(select(SourceMark).order_by(SourceMark.note_id)).all()
    assert len(marks) == len(session.scalars(select(Note.id).where(Note.translation_of_id.is_not(None))).all())
    behind = [mark for mark in marks if mark.behind_since is not None]
    assert {(mark.note.language, mark.behind_fields) for mark in behind} == {("en", 2), ("es", 2), ("fr", 1)}
    browser = app.test_client()
    browser.post("/people/sign-in", data={"email": "awa.ndour@example.org", "password": PASSWORD})
    assert browser.get("/desk", headers={"Accept-Language": "en"}).text.count("/source") == 2


def test_a_round_is_open_and_people_have_signed_up(app: Flask, session: Session) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    found = session.scalars(select(MatchingRound)).one()
    assert found.state == RoundState.OPEN
    assert count_sign_ups(session, found) == (20, 20)
    assert count_unfinished(session, found) == 2


def test_its_people_can_sign_in(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    browser = app.test_client()
    browser.post("/people/sign-in", data={"email": "awa.ndour@example.org", "password": PASSWORD})
    assert "Awa Ndour" in browser.get("/").text


def test_it_stays_out_of_an_installation_with_members(app: Flask, session: Session, cast: Cast) -> None:
    refused = app.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 1
    assert session.scalar(select(func.count()).select_from(Note)) == 0
