"""Groups that lose somebody: what is said of those left, who is asked when places are filled or groups become one."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.organizations.models import Membership
from knowledge.peer_groups.models import PeerGroup
from knowledge.peer_groups.standing import members_of
from knowledge.people.models import Member
from knowledge.permissions import Actor
from knowledge.rounds.confirming import own_place, send_proposal
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import Answer, ProposedGroup
from knowledge.rounds.solving import ask_to_solve, take_up_search
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.rounds.calling import (
    Work,
    by_place,
    crowd,
    form_groups,
    matched,
    open_one,
    proposed,
    ready,
    says,
    sign_up,
    told,
)


def test_who_declined_is_named_to_no_mate_and_counts_in_no_figure(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 6)
    placed, waiting = by_place(session, found)
    assert (len(placed), waiting) == (6, [])
    address = f"/rounds/{found.permalink}/my-group"
    gone, mate = placed[0], placed[1]
    before = browse_as(mate).get(address).text
    assert gone.name in before
    assert "The group crosses 5 borders." in before
    says(session, cast, found, gone, accepts=False)
    for page in (browse_as(mate).get(address).text, browse_as(placed[2]).get(address).text):
        assert gone.name not in page
        assert "The group crosses 4 borders." in page
        assert "from ." not in page
        assert "to ." not in page
    page = browse_as(gone).get(address).text
    assert "You declined" in page
    assert "You accepted" not in browse_as(gone).get(f"/rounds/{found.permalink}").text


def test_a_group_of_which_somebody_is_gone_has_the_hours_and_points_of_those_left(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 4)
    late = sign_up(
        session, cast, found, cast.lima_editor, hours=(56, 57), offers=(topics[0].id,), needs=(topics[1].id,)
    )
    form_groups(session, cast, found, work)
    send_proposal(session, cast.actor(cast.coordinator), found)
    group = session.scalars(select(ProposedGroup)).one()
    assert (len(group.windows), len(group.places)) == (2, 5), "eight and half past on Wednesday"
    before = group.parts["choice_of_hours"]
    says(session, cast, found, late.member, accepts=False)
    assert len(group.windows) > 4
    assert (before, group.parts["choice_of_hours"]) == (0.25 * 2, 1.0)


def in_two_groups(session: Session, cast: Cast, topics: list[Topic], work: Work) -> MatchingRound:
    """Eight people in two groups, and somebody who waits in vain, as nobody else speaks Arabic."""
    found = open_one(session, cast, good_least=4, good_most=4)
    crowd(session, cast, found, topics, 8)
    sign_up(session, cast, found, cast.lima_editor, languages=("ar",), needs=(topics[0].id,))
    form_groups(session, cast, found, work)
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    return found


def test_when_two_groups_become_one_everybody_in_it_is_asked_again(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = in_two_groups(session, cast, topics, work)
    groups = mates_by_group(session, found)
    assert [len(group) for group in groups] == [4, 4]
    left = [*groups[0][:2], *groups[1][:2]]
    for member in left:
        says(session, cast, found, member, accepts=True, words="With pleasure.")
    for group in groups:
        for member in group[2:]:
            says(session, cast, found, member, accepts=False)
    work()
    assert mates_by_group(session, found) == [sorted(left, key=lambda one: one.id)]
    assert session.scalars(select(PeerGroup)).all() == [], "nobody has seen the others yet"
    for member in left:
        assert own_place(session, cast.actor(member), found).answer == Answer.ASKED
        assert "Waits for your answer" in browse_as(member).get(f"/rounds/{found.permalink}/my-group").text
    for member in left:
        says(session, cast, found, member, accepts=True)
    assert len(members_of(session.scalars(select(PeerGroup)).one())) == 4


def mates_by_group(session: Session, found: MatchingRound) -> list[list[Member]]:
    """Who is in which group of the proposal that stands, by the group's number."""
    placed, _waiting = by_place(session, found)
    groups: dict[int, list[Member]] = {}
    for member in sorted(placed, key=lambda one: one.id):
        group = own_place(session, Actor(member_id=member.id), found).group
        assert group is not None
        groups.setdefault(group.number, []).append(member)
    return [group for _number, group in sorted(groups.items())]


def test_groups_keep_their_numbers_so_that_no_two_that_begin_share_one(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    first, second = mates_by_group(session, found)
    for member in second:
        says(session, cast, found, member, accepts=True)
    begun = session.scalars(select(PeerGroup)).one()
    assert begun.name.endswith("· 2")
    says(session, cast, found, first[0], accepts=False)
    work()
    for member in mates_by_group(session, found)[0]:
        says(session, cast, found, member, accepts=True)
    names = session.scalars(select(PeerGroup.name).order_by(PeerGroup.name)).all()
    assert [name.rpartition(" ")[2] for name in names] == ["1", "2"]


def test_what_was_proven_of_a_part_is_not_said_of_the_whole(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    browser = browse_as(cast.coordinator)
    assert "that is proven" in browser.get(f"/rounds/{found.permalink}/proposal").text
    says(session, cast, found, by_place(session, found)[0][0], accepts=False)
    work()
    page = browser.get(f"/rounds/{found.permalink}/proposal").text
    assert "2 groups proposed" in page
    assert "that is proven" not in page


def test_a_refill_is_taken_up_before_searches_that_waited_longer(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    ask_to_solve(session, cast.actor(cast.coordinator), ready(session, cast, topics, 4), 5)
    says(session, cast, found, by_place(session, found)[0][0], accepts=False)
    task = take_up_search(session)
    assert task is not None
    assert task.matching.locked, "those left of a group"


def somebody_goes(session: Session, found: MatchingRound, way: str) -> Member:
    """The first who signed up is there no more."""
    signup = session.scalars(select(SignUp).where(SignUp.round_id == found.id).order_by(SignUp.id)).first()
    if way == "suspended":
        signup.member.suspended_at = clock.now()
    else:
        session.execute(delete(Membership).where(Membership.member_id == signup.member_id))
    session.commit()
    return signup.member


@pytest.mark.parametrize("way", ["suspended", "left the team"])
def test_who_is_no_longer_there_gets_no_place(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, way: str
) -> None:
    found = ready(session, cast, topics, 6)
    gone = somebody_goes(session, found, way)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()
    placed, waiting = by_place(session, found)
    assert len(placed) + len(waiting) == 5
    assert gone.name not in browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/sign-ups").text


def test_who_is_suspended_after_the_proposal_holds_it_back(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = matched(session, cast, topics, work, 6)
    somebody_goes(session, found, "suspended")
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "1 person has withdrawn since." in page
    assert told(session, "round_placed") == []
