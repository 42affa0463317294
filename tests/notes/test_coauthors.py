"""Writing with people of other teams: invited by name or by mail, accepted or declined, alike for every address."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import withdraw_note
from knowledge.notes.review.coauthors import LASTS, MOST_OPEN, accept, find_own, invite_member
from knowledge.notes.review.finding_people import find_candidates
from knowledge.notes.review.models import CoauthorInvitation
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.organizations.models import Membership
from knowledge.people.links import LinkUsed
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import group_note, published, written
from tests.notes.together import lima_writer
from tests.people.letterbox import last_link, letters
from tests.personas import Cast


def told(session: Session, kind: str) -> set[int]:
    session.rollback()  # ends the view that this session had before the request
    return set(session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def only_invitation(session: Session) -> CoauthorInvitation:
    session.rollback()
    return session.scalars(select(CoauthorInvitation)).one()


def test_a_member_found_by_name_accepts_and_brings_the_team(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, writer = written(session, cast), lima_writer(session, cast)
    author, invited = browse_as(cast.contributor), browse_as(writer)
    page = author.get(f"/notes/{note.permalink}/authors?who=quis").text
    assert "Edwin Quispe" in page and "Dirección del Lago" in page
    author.post(f"/notes/{note.permalink}/invite", data={"member": str(writer.id)})
    assert told(session, "note_coauthor_invited") == {writer.id}
    assert invited.get(f"/notes/{note.permalink}").status_code == 404
    assert "You are invited to write a note together" in invited.get("/desk").text
    desk = invited.get("/desk/invitations").text
    assert note.title in desk and "becomes an owner" in desk
    number = only_invitation(session).id
    answer = invited.post(f"/desk/invitations/{number}", data={"answer": "accept", "team": str(cast.lima.id)})
    assert answer.location.endswith(f"/notes/{note.permalink}/edit")
    session.rollback()
    assert {owner.team_id for owner in note.owners} == {cast.dakar.id, cast.lima.id}
    assert {author.member_id for author in note.authors} == {cast.contributor.id, writer.id}
    assert told(session, "note_coauthor_joined") == {cast.contributor.id}
    again = invited.post(f"/desk/invitations/{number}", data={"answer": "decline"})
    assert again.status_code == 410


def test_who_declines_sees_nothing_and_the_inviter_is_told(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, writer = written(session, cast), lima_writer(session, cast)
    invite_member(session, cast.actor(cast.contributor), note, writer.id)
    session.commit()
    browser = browse_as(writer)
    browser.post(f"/desk/invitations/{only_invitation(session).id}", data={"answer": "decline"})
    assert told(session, "note_coauthor_declined") == {cast.contributor.id}
    assert browser.get(f"/notes/{note.permalink}/edit").status_code == 404


def test_every_address_is_answered_alike(session: Session, cast: Cast, browse_as: SignIn) -> None:
    writer = lima_writer(session, cast)
    pages, notes = [], [written(session, cast), written(session, cast)]
    addresses = [writer.email, "nobody@example.org"]
    browser = browse_as(cast.contributor)
    for note, address in zip(notes, addresses, strict=True):
        answer = browser.post(f"/notes/{note.permalink}/invite", data={"email": address}, follow_redirects=True)
        page = answer.text.replace(address, "(address)").replace(note.permalink, "(note)")
        pages.append(page[page.index("<main") : page.index('name="csrf_token"')])
        assert "Edwin Quispe" not in page
    assert pages[0] == pages[1]
    assert told(session, "note_coauthor_invited") == {writer.id}
    assert [letter.recipient for letter in session.scalars(select(OutgoingMail)) if letter.notice_id is None] == [
        "nobody@example.org"
    ]


def test_a_letter_leads_to_the_door_and_then_to_the_answer(
    app: object, session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = written(session, cast)
    browse_as(cast.contributor).post(f"/notes/{note.permalink}/invite", data={"email": "New@Example.org"})
    link = last_link(session, "new@example.org")
    assert note.title not in letters(session, "new@example.org")[-1].text
    stranger = browse_as(None).get(link).text
    assert "Awa Ndour" in stranger and "ask to be let in" in stranger and note.title not in stranger
    assert "you are signed in as" in browse_as(cast.outsider).get(link).text
    newcomer = factories.member(session, "New Hand", team=cast.lima, email="new@example.org")
    browser = browse_as(newcomer)
    assert "/desk/invitations#invitation-" in browser.get(link).location
    number = only_invitation(session).id
    browser.post(f"/desk/invitations/{number}", data={"answer": "accept"})
    session.rollback()
    assert newcomer.id in {author.member_id for author in note.authors}
    assert [owner.team_id for owner in note.owners] == [cast.dakar.id]
    assert browse_as(None).get(link).status_code == 410
    assert browse_as(None).get("/notes/together?link=damaged").status_code == 404


@pytest.mark.parametrize("why", ["expired", "taken back", "withdrawn note", "inviter gone"])
def test_an_invitation_that_is_over_opens_nothing(
    session: Session, cast: Cast, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    note = published(session, cast)
    author = browse_as(cast.contributor)
    author.post(f"/notes/{note.permalink}/invite", data={"email": "new@example.org"})
    link, number = last_link(session, "new@example.org"), only_invitation(session).id
    newcomer = factories.member(session, "New Hand", team=cast.lima, email="new@example.org")
    browser = browse_as(newcomer)
    if why == "expired":
        later = clock.now() + LASTS
        monkeypatch.setattr(clock, "now", lambda: later)
        newcomer_again = browse_as(newcomer)
        browser = newcomer_again
    elif why == "taken back":
        author.post(f"/notes/{note.permalink}/uninvite", data={"invitation": str(number)})
    elif why == "withdrawn note":
        withdraw_note(session, cast.actor(cast.editor), note, "Wrong.")
    else:
        note.authors[0].member_id = cast.editor.id
    session.commit()
    for answer in (browser.get(link), browser.post(f"/desk/invitations/{number}", data={"answer": "accept"})):
        assert answer.status_code == 410
    session.rollback()
    assert newcomer.id not in proposal_at(session, note, note.latest_number).authors


def test_nobody_answers_anothers_invitation_or_brings_anothers_team(session: Session, cast: Cast) -> None:
    note, writer = written(session, cast), lima_writer(session, cast)
    invitation = invite_member(session, cast.actor(cast.contributor), note, writer.id)
    for other in (cast.lima_editor, cast.editor, cast.administrator, cast.coordinator):
        with pytest.raises(NotFound):
            find_own(session, cast.actor(other), other, invitation.id)
        with pytest.raises(NotAllowed):
            accept(session, cast.actor(other), other, invitation, None)
    with pytest.raises(NotAllowed):
        accept(session, cast.actor(writer), writer, invitation, cast.geneva)
    accept(session, cast.actor(writer), writer, invitation, None)
    with pytest.raises(LinkUsed):
        accept(session, cast.actor(writer), writer, invitation, None)


@pytest.mark.parametrize("persona", ["stranger", "lima_editor", "coordinator", "administrator", "outsider"])
def test_who_does_not_work_on_the_note_invites_nobody(session: Session, cast: Cast, persona: str) -> None:
    for note in (written(session, cast), published(session, cast)):
        actor = cast.actor(cast.everybody()[persona])
        with pytest.raises((NotAllowed, NotFound)):
            invite_member(session, actor, note, cast.outsider.id)
        with pytest.raises((NotAllowed, NotFound)):
            find_candidates(session, actor, note, "a")


def test_a_groups_note_is_written_by_its_people_alone(session: Session, cast: Cast) -> None:
    note, _group = group_note(session, cast)
    author = cast.actor(cast.contributor)
    assert [member.name for member in find_candidates(session, author, note, "e")] == ["Lucía Paredes"]
    with pytest.raises(NotFound):
        invite_member(session, author, note, cast.outsider.id)
    invitation = invite_member(session, author, note, cast.lima_editor.id)
    assert note.audience == AudienceKind.PEER_GROUP
    accept(session, cast.actor(cast.lima_editor), cast.lima_editor, invitation, None)
    assert cast.lima_editor.id in {row.member_id for row in note.authors}


def test_invitations_are_few_and_one_a_person(session: Session, cast: Cast) -> None:
    note, author = written(session, cast), cast.actor(cast.contributor)
    for _ in range(2):
        invite_member(session, author, note, cast.outsider.id)
    waiting = select(func.count()).where(CoauthorInvitation.withdrawn_at.is_(None))
    assert session.scalar(waiting) == 1
    with pytest.raises(Invalid):
        invite_member(session, author, note, cast.contributor.id)
    for n in range(MOST_OPEN - 1):
        invite_member(session, author, note, factories.member(session, f"Hand {n}").id)
    with pytest.raises(Invalid):
        invite_member(session, author, note, cast.coordinator.id)


def test_an_address_that_is_none_comes_back_with_its_words(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = written(session, cast)
    answer = browse_as(cast.contributor).post(f"/notes/{note.permalink}/invite", data={"email": "no address"})
    assert answer.status_code == 422 and 'value="no address"' in answer.text


def test_a_coauthor_of_a_live_note_works_on_what_is_pending(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note: Note = published(session, cast)
    writer = lima_writer(session, cast)
    invitation = invite_member(session, cast.actor(cast.contributor), note, writer.id)
    accept(session, cast.actor(writer), writer, invitation, cast.lima)
    session.commit()
    browser, reader = browse_as(writer), browse_as(cast.outsider)
    assert browser.get(f"/notes/{note.permalink}/edit").status_code == 200
    assert browser.get(f"/notes/{note.permalink}/review").status_code == 200
    assert "Edwin Quispe" not in reader.get(f"/notes/{note.permalink}").text
    assert session.get(Membership, (writer.id, cast.dakar.id)) is None
