"""The desk: what waits for a member, their teams and groups, and what to do when nothing does."""

import pytest
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import AudienceKind, Draft, Note, NoteState
from knowledge.notes.publishing import approve_note
from knowledge.organizations.models import JoinRequest, RequestState
from knowledge.peer_groups.places import invite
from knowledge.peer_groups.proposing import Proposal, propose_group
from tests import factories
from tests.conftest import SignIn
from tests.notes.together import shared_and_sent
from tests.personas import Cast
from tests.queries import CountQueries


def draft(session: Session, cast: Cast, title: str, **more: object) -> Note:
    return factories.note(
        session, title, **{"author": cast.contributor, "teams": [cast.dakar], "state": NoteState.DRAFT} | more
    )


def submitted(session: Session, cast: Cast, title: str, **more: object) -> Note:
    note = draft(session, cast, title, **{"state": NoteState.SUBMITTED} | more)
    note.submitted_at = clock.now()
    session.flush()
    return note


def test_strangers_are_asked_to_sign_in(cast: Cast, browse_as: SignIn) -> None:
    for address in ("/desk", "/desk/drafts", "/desk/submitted", "/desk/review"):
        assert "/people/sign-in" in browse_as(None).get(address).location


@pytest.mark.parametrize("persona", ["contributor", "focal_point", "coordinator", "administrator", "outsider"])
def test_an_empty_desk_says_what_to_do(cast: Cast, browse_as: SignIn, persona: str) -> None:
    page = browse_as(cast.everybody()[persona]).get("/desk").text
    assert "A snapshot takes five minutes" in page
    assert "Find or propose a group" in page
    assert ("Find your team and ask to join" in page) is (persona in ("administrator", "outsider"))


def test_drafts_are_those_of_their_author_alone(session: Session, cast: Cast, browse_as: SignIn) -> None:
    draft(session, cast, "Half a note")
    session.commit()
    assert "Half a note" in browse_as(cast.contributor).get("/desk").text
    for other in (cast.editor, cast.lima_editor, cast.administrator):
        assert "Half a note" not in browse_as(other).get("/desk").text


def test_a_note_never_saved_is_known_by_the_title_typed_so_far(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = draft(session, cast, "")
    session.add(Draft(note_id=note.id, member_id=cast.contributor.id, base_number=0, content={"title": "Typed so far"}))
    session.commit()
    page = browse_as(cast.contributor).get("/desk/drafts").text
    assert "Typed so far" in page
    assert "kept for you" in page


def test_words_left_in_a_published_note_are_found_again(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(session, "Published long ago", teams=[cast.dakar])
    session.add(
        Draft(note_id=note.id, member_id=cast.editor.id, base_number=1, content={"title": "Published long ago"})
    )
    session.commit()
    assert "Published long ago" in browse_as(cast.editor).get("/desk").text
    assert "Published long ago" not in browse_as(cast.contributor).get("/desk").text


def test_what_an_editor_asked_for_stands_on_the_draft(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = draft(session, cast, "Nearly")
    note.changes_asked = "How many <b>depots</b>?"
    session.commit()
    assert "How many &lt;b&gt;depots&lt;/b&gt;?" in browse_as(cast.contributor).get("/desk").text


def test_a_note_waits_on_the_desks_of_those_who_may_publish_it(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = submitted(session, cast, "Look at me")
    session.commit()
    for persona in ("editor", "focal_point"):
        page = browse_as(cast.everybody()[persona]).get("/desk").text
        assert f"/notes/{note.permalink}/review" in page, persona
    assert "Waiting for an editor since" in browse_as(cast.contributor).get("/desk").text
    for persona in ("lima_editor", "coordinator", "administrator", "outsider"):
        assert "Look at me" not in browse_as(cast.everybody()[persona]).get("/desk").text, persona


def test_owners_see_what_waits_for_them_and_not_what_they_agreed_to(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    agreed, _asked = (shared_and_sent(session, cast, title=title) for title in ("Agreed to", "Still asked"))
    approve_note(session, cast.actor(cast.lima_editor), agreed)
    session.commit()
    for address in ("/desk", "/desk/review"):
        page = browse_as(cast.lima_editor).get(address).text
        assert "Still asked" in page and "Agreed to" not in page, address
        page = browse_as(cast.editor).get(address).text
        assert "Still asked" in page and "Agreed to" in page, address
    waiting = browse_as(cast.contributor).get("/desk/submitted").text
    assert waiting.count("Owners who have not agreed yet: Agence des points d&#39;eau, Senegal") == 2
    assert waiting.count("Dirección del Lago") == 1


def test_with_two_pairs_of_eyes_own_work_waits_for_others(session: Session, cast: Cast, browse_as: SignIn) -> None:
    cast.dakar.two_pairs_of_eyes = True
    submitted(session, cast, "By the editor", author=cast.editor)
    session.commit()
    assert "By the editor" not in browse_as(cast.editor).get("/desk/review").text
    assert "By the editor" in browse_as(cast.focal_point).get("/desk/review").text


def test_a_note_for_a_peer_group_waits_only_for_editors_in_it(session: Session, cast: Cast, browse_as: SignIn) -> None:
    group = propose_group(session, cast.actor(cast.contributor), Proposal("Water that stays on", "Pumps", "en"))
    submitted(session, cast, "Among us", audience=AudienceKind.PEER_GROUP, group_id=group.id)
    session.commit()
    assert "Among us" not in browse_as(cast.editor).get("/desk").text


def test_focal_points_see_who_asks_to_join(session: Session, cast: Cast, browse_as: SignIn) -> None:
    for state in (RequestState.OPEN, RequestState.UNCONFIRMED, RequestState.DECLINED):
        asker = factories.member(session, f"Asker {state}")
        session.add(JoinRequest(team_id=cast.dakar.id, member_id=asker.id, state=state))
    session.commit()
    assert "1 person asks to join" in browse_as(cast.focal_point).get("/desk").text
    assert "asks to join" not in browse_as(cast.editor).get("/desk").text


def test_groups_and_invitations_say_how_one_stands(session: Session, cast: Cast, browse_as: SignIn) -> None:
    group = propose_group(session, cast.actor(cast.contributor), Proposal("Water that stays on", "Pumps", "en"))
    invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    session.commit()
    assert "2 more countries" in browse_as(cast.contributor).get("/desk").text
    assert "You are invited" in browse_as(cast.lima_editor).get("/desk").text
    assert "Water that stays on" not in browse_as(cast.editor).get("/desk").text


def test_long_lists_begin_on_the_desk_and_go_on_page_by_page(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    for n in range(23):
        draft(session, cast, f"Draft {n}")
        submitted(session, cast, f"Sent {n}")
    session.commit()
    browser, editor = browse_as(cast.contributor), browse_as(cast.editor)
    desk = browser.get("/desk").text
    assert desk.count("note-card") == 10
    assert "All 23" in desk
    for person, address in ((browser, "/desk/drafts"), (browser, "/desk/submitted"), (editor, "/desk/review")):
        assert person.get(address).text.count("note-card") == 20
        assert person.get(f"{address}?page=2").text.count("note-card") == 3
    for person, address in ((browser, "/desk"), (editor, "/desk"), (editor, "/desk/review")):
        with count_queries() as queries:
            person.get(address)
        assert len(queries) <= 12, address
