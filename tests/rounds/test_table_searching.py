"""What coordinators decided by hand holds for the searches that follow; results can be compared, taken again and taken along."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import NotAllowed, NotFound
from knowledge.peer_groups.matching.scoring import broken_rules
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import ProposedPlace, Solving
from knowledge.rounds.solving import ask_to_solve
from knowledge.rounds.standing import standing_proposal
from knowledge.rounds.table.arranging import Change
from knowledge.rounds.table.comparing import compare, list_results, take_result
from knowledge.rounds.table.effects import effect_of, swaps_of
from knowledge.rounds.table.errors import RulesBroken
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import Table
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.at_the_table import Coordinator, everything, pair, waiting_at
from tests.rounds.calling import Work, crowd, form_groups, open_one, told


def seek(session: Session, coordinator: Coordinator, work: Work, *, go_on: bool = True) -> Table:
    ask_to_solve(session, coordinator.actor, coordinator.round, 3, go_on=go_on)
    work()
    return coordinator.table()


def seated_as_well(coordinator: Coordinator, one: int, mate: int) -> Change:
    """A swap that brings these two into one group."""
    table = coordinator.table()
    number = table.seats[mate]
    for other in table.groups[number or 0]:
        change = Change(Act.SWAP, (one, other))
        if other != mate and effect_of(table, change).is_allowed:
            return change
    raise AssertionError("nobody can change places")


def test_who_is_kept_together_stays_so_when_groups_are_sought_again(
    session: Session, coordinator: Coordinator, work: Work
) -> None:
    one, other = pair(coordinator.table())
    coordinator.does(Act.SWAP, *seated_as_well(coordinator, one, other).people)
    number = coordinator.table().seats[one]
    assert number == coordinator.table().seats[other]
    coordinator.does(Act.KEEP, one, other, group=number)
    for go_on in (False, True, False):
        table = seek(session, coordinator, work, go_on=go_on)
        assert table.seats[one] == table.seats[other] is not None
        assert table.standing.kept == (tuple(sorted((one, other))),)
        for members in table.groups.values():
            assert broken_rules(table.matching, table.places(members)) == []


def test_a_whole_group_that_is_kept_stays_together(session: Session, coordinator: Coordinator, work: Work) -> None:
    members = coordinator.table().groups[2]
    coordinator.does(Act.KEEP, *members, group=2)
    table = seek(session, coordinator, work, go_on=False)
    assert any(set(members) <= set(group) for group in table.groups.values())


def test_those_kept_together_are_not_parted_by_hand_before_they_are_freed(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    one, mate = coordinator.table().groups[1][:2]
    coordinator.does(Act.KEEP, one, mate, group=1)
    for change in (Change(Act.MOVE, (one,), 2), Change(Act.MOVE, (one,)), Change(Act.EXCLUDE, (one,))):
        with pytest.raises(RulesBroken):
            coordinator.does(change.act, *change.people, group=change.group)
        session.rollback()
    page = browse_as(cast.coordinator).get(f"/rounds/{solved.permalink}/table/change?act=move&who={one}&to=2").text
    assert "Those who are kept together would be parted" in page
    coordinator.does(Act.KEEP, group=1)
    coordinator.does(Act.MOVE, one, group=2)
    assert coordinator.table().seats[one] == 2


def test_freeing_one_of_three_leaves_two_together(coordinator: Coordinator) -> None:
    three = coordinator.table().groups[1][:3]
    coordinator.does(Act.KEEP, *three, group=1)
    coordinator.does(Act.FREE, three[0])
    assert coordinator.table().standing.kept == (tuple(three[1:]),)
    coordinator.does(Act.FREE, three[1])
    assert coordinator.table().standing.kept == ()
    coordinator.undoes()
    coordinator.undoes()
    assert coordinator.table().standing.kept == (tuple(three),)


def test_one_person_alone_cannot_be_kept_together(
    cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    one = coordinator.table().groups[1][0]
    address = f"/rounds/{solved.permalink}/table/change?act=keep&to=1&who={one}"
    answer = browse_as(cast.coordinator).get(address)
    assert answer.status_code == 422
    assert "One person alone cannot be kept together with anybody" in answer.text


def test_who_is_left_out_is_in_no_group_waits_with_that_reason_and_can_be_taken_back(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, work: Work, browse_as: SignIn
) -> None:
    who = coordinator.table().groups[1][0]
    coordinator.does(Act.EXCLUDE, who)
    table = seek(session, coordinator, work, go_on=False)
    assert table.seats[who] is None
    proposal = standing_proposal(session, solved)
    assert (proposal.people, proposal.unplaced) == (13, 2)
    browser = browse_as(cast.coordinator)
    address = f"/rounds/{solved.permalink}/table"
    assert "Left out of the search by a coordinator." in browser.get(address).text
    assert "Take back into the search" in browser.get(address).text
    coordinator.does(Act.ADMIT, who)
    table = seek(session, coordinator, work, go_on=False)
    assert table.seats[who] is not None
    assert (standing_proposal(session, solved).people, standing_proposal(session, solved).unplaced) == (13, 1)


def test_who_is_left_out_is_not_told_to_wait_for_a_place(
    session: Session, coordinator: Coordinator, solved: MatchingRound, work: Work
) -> None:
    left_out = coordinator.table().groups[1][0]
    coordinator.does(Act.EXCLUDE, left_out)
    table = seek(session, coordinator, work, go_on=False)
    waiting = {one for one, number in table.seats.items() if number is None}
    send_proposal(session, coordinator.actor, solved)
    session.commit()
    members = dict(session.execute(select(SignUp.id, SignUp.member_id)).tuples().all())
    assert set(told(session, "round_waiting")) == {members[one] for one in waiting - {left_out}}


def test_moving_somebody_who_was_left_out_into_a_group_takes_them_back(coordinator: Coordinator) -> None:
    who = coordinator.table().groups[1][0]
    coordinator.does(Act.EXCLUDE, who)
    coordinator.does(Act.MOVE, who, group=2)
    assert coordinator.table().standing.left_out == frozenset()
    coordinator.undoes()
    assert coordinator.table().standing.left_out == frozenset({who})


def test_a_round_of_which_all_are_left_out_breaks_nothing(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 4)
    form_groups(session, cast, found, work)
    coordinator = Coordinator(session, cast, found)
    coordinator.does(Act.DISSOLVE, group=1)
    for who in waiting_at(coordinator.table()):
        coordinator.does(Act.EXCLUDE, who)
    table = seek(session, coordinator, work, go_on=False)
    assert table.groups == {}
    assert len(waiting_at(table)) == 4


def test_a_search_goes_on_from_what_was_changed_by_hand(session: Session, coordinator: Coordinator, work: Work) -> None:
    """The best result stands at its end, so a change that made it better is there still."""
    table = coordinator.table()
    offer = swaps_of(table, table.groups[1][0])[0]
    coordinator.does(Act.SWAP, *offer.change.people)
    now = seek(session, coordinator, work)
    assert min(now.scores.values()) >= offer.effect.becomes.worst - 1e-9


def test_two_results_are_compared_and_an_earlier_one_can_be_taken_again(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, work: Work, browse_as: SignIn
) -> None:
    browser, address = browse_as(cast.coordinator), f"/rounds/{solved.permalink}/compare"
    assert "There is nothing to compare yet" in browser.get(address).text
    first = everything(session, solved)
    one, other = pair(coordinator.table())
    seek(session, coordinator, work)
    coordinator.does(Act.SWAP, one, other)
    results = list_results(session, coordinator.actor, solved)
    found = compare(session, coordinator.actor, solved, results[1], results[0])
    assert found.same == 0
    assert [(pair.first.members ^ pair.other.members) for pair in found.differences] == [{one, other}, {one, other}]
    page = browser.get(address).text
    assert "0 groups have the same people in both." in page
    assert page.count("only here") == 4
    assert "Take the first again" in page
    page = browser.post(
        f"/rounds/{solved.permalink}/take-again", data={"result": str(results[1].id)}, follow_redirects=True
    ).text
    assert "This result stands now." in page
    again = everything(session, solved)
    assert again == first
    assert len(list_results(session, coordinator.actor, solved)) == 3
    with pytest.raises(NotFound):
        take_result(session, coordinator.actor, solved, 999)


def test_taking_a_result_again_forgets_what_is_otherwise_there(
    session: Session, coordinator: Coordinator, solved: MatchingRound, work: Work
) -> None:
    first = standing_proposal(session, solved).id
    who, mate, third = coordinator.table().groups[1][:3]
    other = coordinator.table().groups[2][0]
    coordinator.does(Act.EXCLUDE, who)
    coordinator.does(Act.SWAP, mate, other)
    coordinator.does(Act.KEEP, other, third, group=1)
    seek(session, coordinator, work)
    session.execute(select(Solving))
    before = standing_proposal(session, solved).id
    take_result(session, coordinator.actor, solved, before)
    session.commit()
    assert coordinator.table().standing.left_out == frozenset({who})
    assert len(coordinator.table().standing.kept) == 1
    original = session.get_one(Solving, first)
    for place in session.scalars(select(ProposedPlace).where(ProposedPlace.solving_id == original.id)):
        if place.signup_id == who:
            place.group_id = original.groups[0].id
    session.commit()
    take_result(session, coordinator.actor, solved, first)
    session.commit()
    assert coordinator.table().standing.left_out == frozenset()


def test_the_export_has_everybody_once_and_no_formula(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    places = session.scalars(select(ProposedPlace).order_by(ProposedPlace.signup_id)).all()
    places[0].signup.member.name = '=HYPERLINK("http://example.org","x")'
    places[1].signup.member.name = "  +41 22 | cmd"
    places[2].signup.member.name = 'Nguyễn, Thị "Lan"\nTwo'
    session.commit()
    answer = browse_as(cast.coordinator).get(f"/rounds/{solved.permalink}/proposal.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Group", "Name", "Organization", "Country"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == 14
    names = [row[1] for row in rows[1:]]
    assert '\'=HYPERLINK("http://example.org","x")' in names
    assert "'  +41 22 | cmd" in names
    assert 'Nguyễn, Thị "Lan"\nTwo' in names
    placed = [row for row in rows[1:] if row[0]]
    assert [row[0] for row in placed] == sorted(row[0] for row in placed)
    assert all("Learns about" in row[-1] or "Gives" in row[-1] for row in placed)
    assert "At no hour can 3 others meet who speak Spanish." in rows[-1][-1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_results_are_for_coordinators_alone(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    result = standing_proposal(session, solved).id
    for name, member in cast.everybody().items():
        if name == "coordinator":
            continue
        browser = browse_as(member)
        for page in ("compare", "proposal.csv"):
            answer = browser.get(f"/rounds/{solved.permalink}/{page}")
            assert answer.status_code == (302 if member is None else 403), name
        answer = browser.post(f"/rounds/{solved.permalink}/take-again", data={"result": str(result)})
        assert answer.status_code in (401, 403), name
    with pytest.raises(NotAllowed):
        take_result(session, cast.actor(cast.administrator), solved, result)


def test_comparing_and_exporting_ask_a_bounded_number_of_queries(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, count_queries: CountQueries
) -> None:
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 40)
    form_groups(session, cast, found, work)
    coordinator = Coordinator(session, cast, found)
    first = standing_proposal(session, found).id
    take_result(session, coordinator.actor, found, first)
    session.commit()
    coordinator.does(Act.SWAP, *pair(coordinator.table()))
    browser = browse_as(cast.coordinator)
    for page in ("compare", "proposal.csv", "proposal"):
        with count_queries() as queries:
            answer = browser.get(f"/rounds/{found.permalink}/{page}")
        assert answer.status_code == 200
        assert len(queries) <= 12, (page, queries)
    send_proposal(session, coordinator.actor, found)
    session.commit()
    with count_queries() as queries:
        browser.get(f"/rounds/{found.permalink}/proposal")
    assert len(queries) <= 12, queries


def test_a_proposal_that_was_changed_by_hand_says_so_and_is_what_people_get(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    who = coordinator.table().groups[1][0]
    coordinator.does(Act.MOVE, who, group=2)
    page = browse_as(cast.coordinator).get(f"/rounds/{solved.permalink}/proposal").text
    assert "It was changed by hand since it was found." in page
    assert "that is proven" not in page
    send_proposal(session, coordinator.actor, solved)
    session.commit()
    place = session.scalars(select(ProposedPlace).where(ProposedPlace.signup_id == who)).one()
    page = browse_as(place.signup.member).get(f"/rounds/{solved.permalink}/my-group").text
    mates = [one.signup.member.name for one in place.group.places if one is not place]
    assert all(name in page for name in mates)
