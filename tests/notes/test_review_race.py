"""Two at once on the same note: the database lets one be first, and the other is told so."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notes.publishing import submit_note
from knowledge.notes.review.models import CoauthorInvitation, TeamYes
from knowledge.notices.models import Notice
from tests.conftest import SignIn
from tests.notes.proposals import written
from tests.notes.together import lima_writer, shared_and_sent
from tests.organizations.test_race import at_once
from tests.personas import Cast


def test_two_editors_approve_at_once_and_one_is_told_it_is_published(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = written(session, cast)
    submit_note(session, cast.actor(cast.contributor), note)
    session.commit()
    at, form = f"/notes/{note.permalink}", {"number": "1", "submitted": "yes"}
    browsers = [browse_as(cast.editor), browse_as(cast.focal_point)]
    answers = at_once(*(lambda b=browser: b.post(f"{at}/publish", data=form) for browser in browsers))
    session.rollback()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert session.get_one(Note, note.id).is_published
    pages = [browser.get(at).text for browser in browsers]
    assert sorted("somebody else was a moment faster" in page for page in pages) == [False, True]
    session.rollback()
    published = select(func.count()).where(Notice.kind == "note_published")
    assert session.scalar(published) == 1


def test_both_owners_say_yes_at_once_and_it_is_published(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = shared_and_sent(session, cast)
    form = {"number": str(note.latest_number), "submitted": "yes"}
    address = f"/notes/{note.permalink}/publish"
    browsers = [browse_as(cast.editor), browse_as(cast.lima_editor)]
    at_once(*(lambda b=browser: b.post(address, data=form) for browser in browsers))
    session.rollback()
    assert session.get_one(Note, note.id).is_published
    assert session.scalar(select(func.count()).select_from(TeamYes)) == 2


def test_taking_back_and_approving_at_once_never_publishes_what_was_taken_back(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = written(session, cast)
    submit_note(session, cast.actor(cast.contributor), note)
    session.commit()
    at = f"/notes/{note.permalink}"
    author, editor = browse_as(cast.contributor), browse_as(cast.editor)
    taken, approved = at_once(
        lambda: author.post(f"{at}/take-back"),
        lambda: editor.post(f"{at}/publish", data={"number": "1", "submitted": "yes", "words": "Thank you for this."}),
    )
    session.rollback()
    assert sorted((taken.status_code, approved.status_code)) == [303, 409]
    assert session.get_one(Note, note.id).is_published is (approved.status_code == 303)
    if approved.status_code == 409:
        assert "Thank you for this." in approved.text and "took this back" in approved.text


def test_an_invitation_is_answered_once(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, writer = written(session, cast), lima_writer(session, cast)
    session.commit()
    browse_as(cast.contributor).post(f"/notes/{note.permalink}/invite", data={"member": str(writer.id)})
    session.rollback()
    number = session.scalars(select(CoauthorInvitation.id)).one()
    browsers = [browse_as(writer), browse_as(writer)]
    address = f"/desk/invitations/{number}"
    answers = at_once(
        lambda: browsers[0].post(address, data={"answer": "accept"}),
        lambda: browsers[1].post(address, data={"answer": "decline"}),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410]
