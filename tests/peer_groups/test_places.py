"""Proposing, joining and activating a group, by its services."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from knowledge.notices.models import Notice
from knowledge.peer_groups import places
from knowledge.peer_groups.discussion import read_messages, remove_message, write_message
from knowledge.peer_groups.errors import (
    AlreadyThere,
    GroupClosed,
    GroupFull,
    NoOpenInvitation,
    NoTeam,
    OrganizationFull,
)
from knowledge.peer_groups.finding import find_group
from knowledge.peer_groups.models import GroupState, PeerGroup, PlaceState
from knowledge.peer_groups.proposing import Proposal, close_group, find_candidates, propose_group
from knowledge.peer_groups.standing import members_of, standing_of
from knowledge.people.models import Interest, Member, MemberTopic
from knowledge.permissions import STRANGER
from tests import factories
from tests.personas import Cast

PROPOSAL = Proposal(name="Water that stays on", purpose="Keep pumps running between visits.", language="en")
Colleague = Callable[[str], Member]


@pytest.fixture
def group(session: Session, cast: Cast) -> PeerGroup:
    return propose_group(session, cast.actor(cast.contributor), PROPOSAL)


@pytest.fixture
def colleague(session: Session) -> Colleague:
    """Somebody of an organization of their own in the given country."""

    def make(country: str) -> Member:
        organization = factories.organization(session, f"Office of {country}")
        return factories.member(session, f"Colleague {country}", team=factories.team(session, organization, country))

    return make


def join(session: Session, cast: Cast, group: PeerGroup, member: Member) -> None:
    places.ask_to_join(session, cast.actor(member), group)
    places.accept_request(session, cast.actor(cast.contributor), group, member.id)


def told(session: Session, member: Member) -> list[str]:
    return list(session.scalars(select(Notice.kind).where(Notice.member_id == member.id).order_by(Notice.id)))


def test_a_proposer_takes_the_first_place(group: PeerGroup, cast: Cast) -> None:
    assert [place.member_id for place in members_of(group)] == [cast.contributor.id]
    assert group.state == GroupState.FORMING
    standing = standing_of(group)
    assert (standing.missing_people, standing.missing_countries, standing.missing_organizations) == (4, 2, 2)


def test_a_coordinator_may_propose_without_taking_a_place(session: Session, cast: Cast) -> None:
    group = propose_group(session, cast.actor(cast.coordinator), replace(PROPOSAL, joins=False))
    assert members_of(group) == []
    places.invite(session, cast.actor(cast.coordinator), group, cast.contributor.id)
    places.accept_invitation(session, cast.actor(cast.contributor), group)
    assert len(members_of(group)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 4_001}, "purpose"),
        ({"min_size": 3}, "min_size"),
        ({"max_size": 9}, "max_size"),
        ({"min_size": 7, "max_size": 6}, "max_size"),
        ({"min_countries": 7}, "min_countries"),
        ({"max_per_organization": 0}, "max_per_organization"),
    ],
)
def test_a_proposal_that_cannot_work_names_its_field(
    session: Session, cast: Cast, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        propose_group(session, cast.actor(cast.contributor), replace(PROPOSAL, **change))
    assert list(refused.value.fields) == [field]


def test_somebody_without_a_team_cannot_take_a_place(session: Session, cast: Cast, group: PeerGroup) -> None:
    with pytest.raises(NoTeam):
        propose_group(session, cast.actor(cast.outsider), PROPOSAL)
    with pytest.raises(NoTeam):
        places.ask_to_join(session, cast.actor(cast.outsider), group)


def test_a_group_becomes_active_when_its_rule_is_met(
    session: Session, cast: Cast, group: PeerGroup, colleague: Colleague
) -> None:
    for country in ("PE", "KE", "NP"):
        join(session, cast, group, colleague(country))
        assert group.state == GroupState.FORMING
    last = colleague("JO")
    join(session, cast, group, last)
    assert group.state == GroupState.ACTIVE
    assert "group_activated" in told(session, cast.contributor)
    assert told(session, last) == ["group_accepted", "group_activated"]


def test_five_people_of_two_countries_still_need_one_more_country(
    session: Session, cast: Cast, group: PeerGroup
) -> None:
    for n in range(4):
        organization = factories.organization(session, f"Peruvian office {n}")
        team = factories.team(session, organization, "PE")
        join(session, cast, group, factories.member(session, f"Person {n}", team=team))
    assert standing_of(group).missing_countries == 1
    assert standing_of(group).missing_people == 0
    assert group.state == GroupState.FORMING


def test_at_most_two_people_of_one_organization(session: Session, cast: Cast, group: PeerGroup) -> None:
    join(session, cast, group, cast.editor)
    with pytest.raises(OrganizationFull):
        places.ask_to_join(session, cast.actor(cast.focal_point), group)


def test_the_last_place_goes_to_one(session: Session, cast: Cast, group: PeerGroup, colleague: Colleague) -> None:
    for country in ("PE", "KE", "NP", "JO"):
        join(session, cast, group, colleague(country))
    first, second = colleague("CL"), colleague("GH")
    for member in (first, second):
        places.invite(session, cast.actor(cast.contributor), group, member.id)
    places.accept_invitation(session, cast.actor(first), group)
    with pytest.raises(GroupFull):
        places.accept_invitation(session, cast.actor(second), group)
    assert len(members_of(group)) == 6


def test_an_invited_person_may_decline_and_the_inviter_is_told(session: Session, cast: Cast, group: PeerGroup) -> None:
    places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    assert told(session, cast.lima_editor) == ["group_invited"]
    places.decline_invitation(session, cast.actor(cast.lima_editor), group)
    assert told(session, cast.contributor) == ["group_declined"]
    with pytest.raises(NoOpenInvitation):
        places.accept_invitation(session, cast.actor(cast.lima_editor), group)


def test_asking_while_invited_is_joining(session: Session, cast: Cast, group: PeerGroup) -> None:
    places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    place = places.ask_to_join(session, cast.actor(cast.lima_editor), group)
    assert place.state == PlaceState.MEMBER


def test_inviting_somebody_who_asked_lets_them_in(session: Session, cast: Cast, group: PeerGroup) -> None:
    places.ask_to_join(session, cast.actor(cast.lima_editor), group)
    assert places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id).state == PlaceState.MEMBER


def test_nobody_is_asked_twice(session: Session, cast: Cast, group: PeerGroup) -> None:
    places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    with pytest.raises(AlreadyThere):
        places.invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)


def test_two_members_answering_one_request(session: Session, cast: Cast, group: PeerGroup) -> None:
    join(session, cast, group, cast.editor)
    places.ask_to_join(session, cast.actor(cast.lima_editor), group)
    places.accept_request(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    with pytest.raises(NoOpenInvitation):
        places.refuse_request(session, cast.actor(cast.editor), group, cast.lima_editor.id)
    assert len(members_of(group)) == 3


def test_a_group_that_loses_its_rule_looks_for_people_again(
    session: Session, cast: Cast, group: PeerGroup, colleague: Colleague
) -> None:
    people = [colleague(country) for country in ("PE", "KE", "NP", "JO")]
    for member in people:
        join(session, cast, group, member)
    places.withdraw(session, cast.actor(people[0]), group)
    assert group.state == GroupState.FORMING
    assert standing_of(group).missing_people == 1
    join(session, cast, group, people[0])
    assert group.state == GroupState.ACTIVE


def test_a_closed_group_takes_nobody_and_hears_nothing(session: Session, cast: Cast, group: PeerGroup) -> None:
    close_group(session, cast.actor(cast.contributor), group)
    with pytest.raises(GroupClosed):
        places.ask_to_join(session, cast.actor(cast.lima_editor), group)
    with pytest.raises(GroupClosed):
        write_message(session, cast.actor(cast.contributor), group, "Anyone?")


def test_candidates_offer_the_topics_and_come_from_countries_not_yet_there(session: Session, cast: Cast) -> None:
    pumps = factories.topic(session, {"en": "Hand pumps"})
    group = propose_group(session, cast.actor(cast.contributor), replace(PROPOSAL, topics=(pumps.id,)))
    for member in (cast.editor, cast.lima_editor):
        session.add(MemberTopic(member_id=member.id, topic_id=pumps.id, interest=Interest.OFFER))
    session.flush()
    found = find_candidates(session, cast.actor(cast.contributor), group, "")
    assert [candidate.member.name for candidate in found] == ["Lucía Paredes", "Mamadou Faye"]
    by_mail = find_candidates(session, cast.actor(cast.contributor), group, cast.coordinator.email)
    assert [candidate.member.id for candidate in by_mail] == [cast.coordinator.id]
    assert find_candidates(session, cast.actor(cast.contributor), group, "example.org") == []


def test_the_discussion_is_for_the_group_alone(session: Session, cast: Cast, group: PeerGroup) -> None:
    write_message(session, cast.actor(cast.contributor), group, "What broke this week?")
    for member in (cast.lima_editor, cast.coordinator, cast.administrator, cast.outsider):
        with pytest.raises(NotAllowed):
            read_messages(session, cast.actor(member), group)
        with pytest.raises(NotAllowed):
            write_message(session, cast.actor(member), group, "I read this")
    with pytest.raises(NotSignedIn):
        find_group(session, STRANGER, group.permalink)


def test_a_message_is_taken_back_by_its_author_alone(session: Session, cast: Cast, group: PeerGroup) -> None:
    join(session, cast, group, cast.lima_editor)
    message = write_message(session, cast.actor(cast.contributor), group, "Too early")
    with pytest.raises(NotAllowed):
        remove_message(session, cast.actor(cast.lima_editor), group, message.id)
    remove_message(session, cast.actor(cast.contributor), group, message.id)
    assert read_messages(session, cast.actor(cast.lima_editor), group).items[0].text == ""
    with pytest.raises(NotFound):
        remove_message(session, cast.actor(cast.contributor), group, message.id)


def test_who_may_invite_answer_and_close(session: Session, cast: Cast, group: PeerGroup) -> None:
    """The group itself, its proposer, and a coordinator while it forms; nobody else."""
    for member in (cast.lima_editor, cast.administrator, cast.outsider):
        with pytest.raises(NotAllowed):
            places.invite(session, cast.actor(member), group, cast.editor.id)
        with pytest.raises(NotAllowed):
            close_group(session, cast.actor(member), group)
    places.invite(session, cast.actor(cast.coordinator), group, cast.lima_editor.id)
    group.state = GroupState.ACTIVE
    with pytest.raises(NotAllowed):
        places.invite(session, cast.actor(cast.coordinator), group, cast.editor.id)
