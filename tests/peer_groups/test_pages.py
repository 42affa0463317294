"""The pages of peer groups, as people of different standing see and use them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind
from knowledge.peer_groups import places
from knowledge.peer_groups.models import PeerGroup
from knowledge.peer_groups.proposing import Proposal, propose_group
from knowledge.people.models import Member
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries

FORM = {
    "name": "Water that stays on",
    "purpose": "Keep pumps running between visits.",
    "language": "fr",
    "min_size": "5",
    "max_size": "6",
    "min_countries": "3",
    "min_organizations": "3",
    "max_per_organization": "2",
    "joins": "y",
    "propose": "1",
}


@pytest.fixture
def group(session: Session, cast: Cast) -> PeerGroup:
    proposal = Proposal(name="Water that stays on", purpose="Keep **pumps** running.", language="en")
    group = propose_group(session, cast.actor(cast.contributor), proposal)
    session.commit()
    return group


def test_proposing_inviting_and_joining_by_the_pages(session: Session, cast: Cast, browse_as: SignIn) -> None:
    proposer, guest = browse_as(cast.contributor), browse_as(cast.lima_editor)
    made = proposer.post("/peer-groups/new", data=FORM, follow_redirects=True)
    assert "two more countries" in made.text or "2 more countries" in made.text
    address = session.scalars(select(PeerGroup.permalink)).one()
    found = proposer.get(f"/peer-groups/{address}?who=Luc")
    assert "Lucía Paredes" in found.text
    proposer.post(f"/peer-groups/{address}/invite", data={"member": cast.lima_editor.id})
    assert "You are invited" in guest.get(f"/peer-groups/{address}").text
    page = guest.post(f"/peer-groups/{address}/accept", follow_redirects=True)
    assert "Welcome to the group" in page.text
    assert "one more country" in page.text


def test_topics_are_found_by_label_in_any_language_without_a_script(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    topic_id = factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main"}).id
    session.commit()
    browser = browse_as(cast.contributor)
    page = browser.post("/peer-groups/new", data=FORM | {"topics-query": "pompes", "find": "topics"})
    assert f'value="{topic_id}"' in page.text
    assert "Keep pumps running between visits." in page.text, "what was typed is still there"
    browser.post("/peer-groups/new", data=FORM | {"topics": str(topic_id)})
    made = session.scalars(select(PeerGroup)).one()
    assert [topic.topic_id for topic in made.topics] == [topic_id]


def test_a_proposal_that_cannot_work_keeps_what_was_typed(cast: Cast, browse_as: SignIn) -> None:
    page = browse_as(cast.contributor).post("/peer-groups/new", data=FORM | {"name": "", "min_size": "12"})
    assert page.status_code == 422
    assert "Give the group a name." in page.text
    assert "Keep pumps running between visits." in page.text


def test_the_page_says_who_took_the_last_place(
    session: Session, cast: Cast, group: PeerGroup, browse_as: SignIn
) -> None:
    group.min_size = group.max_size = 4
    places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    for country in ("KE", "NP", "JO"):
        organization = factories.organization(session, f"Office of {country}")
        member = factories.member(session, f"Person {country}", team=factories.team(session, organization, country))
        places.ask_to_join(session, cast.actor(member), group)
        places.accept_request(session, cast.actor(cast.contributor), group, member.id)
    session.commit()
    page = browse_as(cast.lima_editor).post(f"/peer-groups/{group.permalink}/accept", follow_redirects=True)
    assert "The last place has just been taken" in page.text


def test_what_is_said_inside_stays_inside(session: Session, cast: Cast, group: PeerGroup, browse_as: SignIn) -> None:
    address = f"/peer-groups/{group.permalink}"
    inside = browse_as(cast.contributor)
    said = inside.post(f"{address}/discussion", data={"text": "The **third** seal failed"}, follow_redirects=True)
    assert "<strong>third</strong>" in said.text
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        for path in (f"{address}/discussion", f"{address}/notes"):
            page = browser.get(path)
            assert page.status_code == (200 if name == "contributor" else 302 if member is None else 403), (name, path)
            assert name == "contributor" or "third" not in page.text


def test_a_group_note_is_listed_to_the_group_alone(
    session: Session, cast: Cast, group: PeerGroup, browse_as: SignIn
) -> None:
    factories.note(
        session,
        "Seals of the third kind",
        author=cast.contributor,
        teams=[cast.dakar],
        audience=AudienceKind.PEER_GROUP,
        group_id=group.id,
    )
    session.commit()
    assert "Seals of the third kind" in browse_as(cast.contributor).get(f"/peer-groups/{group.permalink}/notes").text


@pytest.mark.parametrize("path", ["", "new", "0000000000"])
def test_a_stranger_is_led_to_sign_in_whether_or_not_the_group_exists(
    group: PeerGroup, browse_as: SignIn, path: str
) -> None:
    for address in (f"/peer-groups/{path}".rstrip("/"), f"/peer-groups/{group.permalink}"):
        page = browse_as(None).get(address)
        assert page.status_code == 302
        assert "/people/sign-in" in page.headers["Location"]


def test_an_empty_message_is_not_sent(cast: Cast, group: PeerGroup, browse_as: SignIn) -> None:
    page = browse_as(cast.contributor).post(f"/peer-groups/{group.permalink}/discussion", data={"text": "  "})
    assert page.status_code == 422
    assert "Write something first." in page.text


def test_leaving_and_asking_again(session: Session, cast: Cast, group: PeerGroup, browse_as: SignIn) -> None:
    member: Member = cast.lima_editor
    guest, host = browse_as(member), browse_as(cast.contributor)
    address = f"/peer-groups/{group.permalink}"
    guest.post(f"{address}/ask", data={"words": "I repair pumps in boats."})
    assert "I repair pumps in boats." in host.get(address).text
    host.post(f"{address}/let-in", data={"member": member.id})
    guest.post(f"{address}/leave")
    assert "Ask to join" in guest.get(address).text


def test_the_list_of_groups_asks_a_bounded_number_of_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    browser = browse_as(cast.contributor)
    for n in range(12):
        propose_group(session, cast.actor(cast.contributor), Proposal(name=f"Group {n}", purpose="x", language="en"))
    session.commit()
    with count_queries() as queries:
        assert browser.get("/peer-groups").status_code == 200
    assert len(queries) <= 12
