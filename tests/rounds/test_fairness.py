"""Fairness over rounds: past mates have met, who was left out goes first, and coordinators see whom rounds have served."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.matching import Watched, find_groups
from knowledge.organizations.models import Team
from knowledge.peer_groups.models import PlaceState
from knowledge.peer_groups.places import set_place
from knowledge.peer_groups.proposing import Proposal, propose_group
from knowledge.people.models import Member
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import Solving, SolvingState
from knowledge.rounds.signing_up import own_sign_up
from knowledge.rounds.solving import ask_to_solve, take_up_search
from knowledge.rounds.stages import close_round, end_sign_up
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.calling import Work, by_place, open_one, people, proposed, says, sign_up, withdrawn


def played(session: Session, cast: Cast, topics: list[Topic], work: Work, **changes: object) -> MatchingRound:
    """A round of six of whom five found a group that began, and one waited in vain."""
    found = proposed(session, cast, topics, work, 6, good_most=5, most_size=5, **changes)
    for member in by_place(session, found)[0]:
        says(session, cast, found, member, accepts=True)
    return found


def again(session: Session, cast: Cast, topics: list[Topic], members: list[Member], **changes: object) -> MatchingRound:
    """A later round to which these people sign up."""
    found = open_one(session, cast, name="Supply chains, autumn", **changes)
    for member in members:
        sign_up(session, cast, found, member, offers=(topics[0].id,), needs=(topics[1].id,))
    return found


def going_first(session: Session, cast: Cast, found: MatchingRound) -> list[Member]:
    """Whom the worker's next search lets go first."""
    end_sign_up(session, cast.actor(cast.coordinator), found)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    task = take_up_search(session)
    assert task is not None
    ids = [int(one) for one in task.matching.ids(sorted(task.first))]
    return [session.get_one(SignUp, one).member for one in ids]


def test_mates_of_earlier_rounds_and_of_peer_groups_have_met(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    placed, waiting = by_place(session, played(session, cast, topics, work))
    group = propose_group(
        session, cast.actor(cast.contributor), Proposal(name="Pumps", purpose="Pumps.", language="fr")
    )
    session.flush()
    set_place(session, group, cast.lima_editor.id, session.get_one(Team, cast.lima.id), PlaceState.LEFT)
    found = again(session, cast, topics, [*placed, *waiting, cast.contributor, cast.lima_editor])
    signups = {row.id: row.member for row in session.scalars(select(SignUp).where(SignUp.round_id == found.id))}
    matching = round_of(session, found)
    met = {frozenset(signups[int(one)].name for one in matching.ids(pair)) for pair in matching.met}
    expected = {frozenset((one.name, other.name)) for one in placed for other in placed if one is not other}
    assert met == expected | {frozenset((cast.contributor.name, cast.lima_editor.name))}


def test_who_was_left_without_a_group_goes_first_in_the_next_round_and_only_there(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    placed, waiting = by_place(session, played(session, cast, topics, work))
    found = again(session, cast, topics, [*placed[:3], *waiting, *people(session, 1, ("TO",))], min_countries=1)
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/sign-ups").text
    assert page.count("The last round left this person without a group.") == 1
    assert "goes first" in browse_as(waiting[0]).get(f"/rounds/{found.permalink}").text
    assert going_first(session, cast, found) == waiting
    session.rollback()
    session.commit()
    placed_now = served_in_full(session, cast, found, work)
    assert waiting[0] in placed_now
    third = again(session, cast, topics, waiting)
    assert going_first(session, cast, third) == []


def test_the_worker_gives_a_place_among_equals_to_whoever_goes_first(
    session: Session, cast: Cast, topics: list[Topic]
) -> None:
    alike = people(session, 6, ("SN",))
    found = again(session, cast, topics, alike, min_countries=1, good_most=5, most_size=5)
    assert going_first(session, cast, found) == []
    session.scalars(select(Solving)).one().state = SolvingState.WAITING
    task = take_up_search(session)
    assert task is not None
    for one in range(6):
        result, _relaxations = find_groups(replace(task, first=frozenset({one})), Watched())
        assert one in result.groups[0]


def served_in_full(session: Session, cast: Cast, found: MatchingRound, work: Work) -> list[Member]:
    """The round is matched, everybody accepts, and the groups begin."""
    end_sign_up(session, cast.actor(cast.coordinator), found)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    placed, _waiting = by_place(session, found)
    for member in placed:
        says(session, cast, found, member, accepts=True)
    return placed


def test_who_withdrew_declined_or_still_waits_does_not_go_first(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    earlier = proposed(session, cast, topics, work, 7, good_most=5, most_size=5)
    placed, waiting = by_place(session, earlier)
    still = again(session, cast, topics, waiting)
    assert going_first(session, cast, still) == [], "the first round is not over for them"
    session.rollback()
    says(session, cast, earlier, placed[0], accepts=False)
    close_round(session, cast.actor(cast.coordinator), earlier)
    work()
    found = again(session, cast, topics, [placed[0], placed[1], waiting[0]])
    assert going_first(session, cast, found) == [placed[1], waiting[0]]


def test_coordinators_see_whom_each_round_served_by_region_and_organization(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, count_queries: CountQueries
) -> None:
    first = played(session, cast, topics, work)
    _placed, waiting = by_place(session, first)
    second = again(session, cast, topics, [*waiting, cast.lima_editor])
    withdrawn(session, cast, second, cast.lima_editor)
    end_sign_up(session, cast.actor(cast.coordinator), second)
    session.commit()
    browser = browse_as(cast.coordinator)
    assert "Whom rounds have served" in browser.get("/rounds").text
    for path in ("/rounds/served", "/rounds/served?by=organization"):
        with count_queries() as queries:
            page = browser.get(path).text
        assert len(queries) <= 12, queries
        assert page.count("1 of 1") == 5
        assert page.count("0 of 1") == 2, "who waited in vain, in both rounds"
        assert "Groups are being formed" in page, "the second is not over"
        assert page.index("Supply chains, autumn") < page.index("Supply chains, spring")
        assert ("Western Africa" in page) == (path == "/rounds/served")
    signup = own_sign_up(session, cast.actor(waiting[0]), first)
    assert signup is not None
    assert signup.team.organization.name in page
    assert cast.lima.organization.name not in page, "withdrew"


def test_the_table_goes_page_by_page(
    session: Session, cast: Cast, topics: list[Topic], browse_as: SignIn, count_queries: CountQueries
) -> None:
    for number in range(6):
        found = open_one(session, cast, name=f"Round number {number}")
        for member in people(session, 4 if number else 22):
            sign_up(session, cast, found, member, needs=(topics[0].id,))
        end_sign_up(session, cast.actor(cast.coordinator), found)
        session.commit()
    browser = browse_as(cast.coordinator)
    with count_queries() as queries:
        page = browser.get("/rounds/served?by=organization").text
    assert len(queries) <= 12
    assert "Round number 5" in page
    assert "Round number 0" not in page
    assert "Round number 0" in browser.get("/rounds/served?by=organization&page=2").text
    assert page.count('<th scope="row">') == 20
    assert "row=3" in page


def test_whom_rounds_served_is_for_coordinators(session: Session, cast: Cast, browse_as: SignIn) -> None:
    for name, member in cast.everybody().items():
        status = browse_as(member).get("/rounds/served").status_code
        assert status == (302 if member is None else 200 if name == "coordinator" else 403), name
    assert "No round has ended its sign-up yet" in browse_as(cast.coordinator).get("/rounds/served").text
