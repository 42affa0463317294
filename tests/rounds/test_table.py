"""A coordinator changes a proposal by hand: the effect is shown first, rules hold, every step can be undone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, NotAllowed
from knowledge.peer_groups.matching.scoring import broken_rules, score
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.errors import RoundMovedOn, SolvingAlready
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import ProposedPlace
from knowledge.rounds.signing_up import withdraw
from knowledge.rounds.solving import ask_to_solve
from knowledge.rounds.standing import standing_proposal
from knowledge.rounds.table.arranging import Change
from knowledge.rounds.table.changing import carry_out
from knowledge.rounds.table.effects import effect_of, moves_of, swaps_of
from knowledge.rounds.table.errors import CannotBeDone, NothingToUndo, RulesBroken, TableMovedOn
from knowledge.rounds.table.models import Act
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.at_the_table import Coordinator, everything, pair, waiting_at
from tests.rounds.calling import Work, crowd, form_groups, open_one, sign_up


def test_what_a_move_shows_is_what_happens_and_undoing_restores_exactly(
    session: Session, coordinator: Coordinator, solved: MatchingRound
) -> None:
    before = everything(session, solved)
    table = coordinator.table()
    who = table.groups[1][0]
    shown = effect_of(table, Change(Act.MOVE, (who,), 2))
    coordinator.does(Act.MOVE, who, group=2)
    now = coordinator.table()
    assert now.seats[who] == 2
    proposal = standing_proposal(session, solved)
    assert (proposal.unplaced, proposal.worst, proposal.harmonic) == pytest.approx(
        (shown.becomes.unplaced, shown.becomes.worst, shown.becomes.mean)
    )
    for group in shown.groups:
        assert now.scores[group.number] == pytest.approx(group.becomes.total)
        assert now.groups[group.number] == list(group.then)
        assert score(now.matching, now.places(group.then)) == group.becomes
    assert everything(session, solved) != before
    coordinator.undoes()
    assert everything(session, solved) == before
    after = everything(session, solved)
    coordinator.does_again()
    assert coordinator.table().seats[who] == 2
    assert everything(session, solved) != after


def test_reasons_are_made_anew_for_everybody_in_the_groups_that_changed(
    session: Session, coordinator: Coordinator, solved: MatchingRound
) -> None:
    one, other = pair(coordinator.table())
    coordinator.does(Act.SWAP, one, other)
    said = everything(session, solved)["places"]
    for signup_id, (number, reason) in said.items():
        named = {who for kind in ("learns", "gives") for _topic, ids in reason.get(kind, []) for who in ids}
        mates = {who for who, (theirs, _reason) in said.items() if theirs == number}
        assert named <= mates - {signup_id}
    assert said[one][0] == 2
    assert said[other][0] == 1


def test_every_act_can_be_undone_one_after_the_other_and_done_again(
    session: Session, coordinator: Coordinator, solved: MatchingRound
) -> None:
    states = [everything(session, solved)]
    one, other = pair(coordinator.table())
    coordinator.does(Act.SWAP, one, other)
    states.append(everything(session, solved))
    coordinator.does(Act.MOVE, one)
    states.append(everything(session, solved))
    coordinator.does(Act.KEEP, *coordinator.table().groups[1][:3], group=1)
    coordinator.does(Act.EXCLUDE, one)
    states.append(everything(session, solved))
    coordinator.does(Act.DISSOLVE, group=1)
    states.append(everything(session, solved))
    assert coordinator.table().standing.kept == ()
    coordinator.does(
        Act.FORM,
        *[
            who
            for who in waiting_at(coordinator.table())
            if who in states[1]["places"] and states[1]["places"][who][0] == 1
        ],
    )
    states.append(everything(session, solved))
    assert 3 in coordinator.table().groups
    for state in (states[4], states[3]):
        coordinator.undoes()
        assert everything(session, solved) == state
    assert len(coordinator.table().standing.kept[0]) == 3
    coordinator.undoes()
    coordinator.undoes()
    assert coordinator.table().standing.kept == ()
    assert coordinator.table().standing.left_out == frozenset()
    for state in (states[2], states[1], states[0]):
        assert everything(session, solved) == state
        if state is not states[0]:
            coordinator.undoes()
    with pytest.raises(NothingToUndo):
        coordinator.undoes()
    for _ in range(6):
        coordinator.does_again()
    assert everything(session, solved) == states[5]
    with pytest.raises(NothingToUndo):
        coordinator.does_again()


def test_a_new_change_takes_the_place_of_what_was_undone(coordinator: Coordinator) -> None:
    one, other = pair(coordinator.table())
    coordinator.does(Act.SWAP, one, other)
    coordinator.undoes()
    coordinator.does(Act.MOVE, one, group=2)
    with pytest.raises(NothingToUndo):
        coordinator.does_again()


def test_a_change_that_breaks_a_rule_is_refused_and_says_which(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    before, table = everything(session, solved), coordinator.table()
    stranger = waiting_at(table)[0]
    with pytest.raises(RulesBroken) as refused:
        coordinator.does(Act.MOVE, stranger, group=1)
    session.rollback()
    assert {broken.rule for group in refused.value.effect.groups for broken in group.broken} == {"language"}
    browser = browse_as(cast.coordinator)
    address = f"/rounds/{solved.permalink}/table/change"
    page = browser.get(f"{address}?act=move&who={stranger}&to=1")
    assert "Its people share no language of the round." in page.text
    assert "Make this change" not in page.text
    form = {"act": "move", "who": str(stranger), "to": "1", "mark": table.standing.mark}
    answer = browser.post(address, data=form)
    assert answer.status_code == 422
    assert "This would break a rule of the round, so nothing was changed." in answer.text
    assert everything(session, solved) == before


def test_a_group_does_not_become_too_small(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 4)
    form_groups(session, cast, found, work)
    coordinator = Coordinator(session, cast, found)
    who = coordinator.table().groups[1][0]
    for act in (Act.MOVE, Act.EXCLUDE):
        with pytest.raises(RulesBroken):
            coordinator.does(act, who)
        session.rollback()
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/table/change?act=move&who={who}&to=waiting").text
    assert "It would have 3 people; groups have 4 to 8." in page


def test_people_who_want_to_be_apart_stay_so_and_nobody_is_told_who(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    signups = crowd(session, cast, found, topics, 11)
    avoided = tuple(one.member_id for one in signups)
    last = sign_up(session, cast, found, cast.lima_editor, needs=(topics[0].id,), avoids=avoided)
    form_groups(session, cast, found, work)
    coordinator = Coordinator(session, cast, found)
    with pytest.raises(RulesBroken):
        coordinator.does(Act.MOVE, last.id, group=1)
    session.rollback()
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/table/change?act=move&who={last.id}&to=1").text
    assert "Not all of them can share a group; the reason is private." in page
    assert "No group has room under the rules." in page


def test_what_is_offered_keeps_the_rules_and_the_best_comes_first(coordinator: Coordinator) -> None:
    table = coordinator.table()
    who = table.groups[1][0]
    moves, swaps = moves_of(table, who), swaps_of(table, who)
    assert [offer.change.group for offer in moves] == [2]
    assert 0 < len(swaps) <= 12
    assert all(offer.effect.is_allowed for offer in (*moves, *swaps))
    assert [offer.effect.becomes.order for offer in swaps] == sorted(offer.effect.becomes.order for offer in swaps)
    for offer in swaps:
        for group in offer.effect.groups:
            assert broken_rules(table.matching, table.places(group.then)) == []


def test_who_waits_is_told_of_the_room_that_a_change_made(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    who = coordinator.table().groups[1][0]
    coordinator.does(Act.MOVE, who)
    page = browse_as(cast.coordinator).get(f"/rounds/{solved.permalink}/table").text
    assert "Put among those who wait by a coordinator." in page
    assert "Groups 1, 2 have room for this person." in page
    coordinator.does(Act.MOVE, who, group=2)
    assert everything(session, solved)["places"][who][1].get("room") is None


def test_two_coordinators_at_once_are_held_apart(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    table = coordinator.table()
    one, other = pair(table)
    coordinator.does(Act.SWAP, one, other)
    browser = browse_as(cast.coordinator)
    form = {"act": "move", "who": str(table.groups[1][1]), "to": "2", "mark": table.standing.mark}
    answer = browser.post(f"/rounds/{solved.permalink}/table/change", data=form)
    assert answer.status_code == 409
    assert "Another change was made to the proposal meanwhile" in answer.text
    now = coordinator.table()
    assert now.seats[table.groups[1][1]] == 1
    assert f'value="{now.standing.mark}"' in answer.text, "the same change can be made from here"
    page = browser.post(
        f"/rounds/{solved.permalink}/table/undo", data={"mark": table.standing.mark}, follow_redirects=True
    )
    assert "Another change was made to the proposal meanwhile" in page.text
    assert coordinator.table().seats[one] == 2
    with pytest.raises(TableMovedOn):
        carry_out(session, coordinator.actor, solved, "", Change(Act.MOVE, (one,), 1))


def test_nothing_is_changed_while_groups_are_sought_or_after_they_were_sent(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound
) -> None:
    table = coordinator.table()
    change = Change(Act.MOVE, (table.groups[1][0],), 2)
    searching = ask_to_solve(session, coordinator.actor, solved, 5)
    with pytest.raises(SolvingAlready):
        carry_out(session, coordinator.actor, solved, table.standing.mark, change)
    session.delete(searching)
    send_proposal(session, coordinator.actor, solved)
    session.commit()
    with pytest.raises(RoundMovedOn):
        carry_out(session, coordinator.actor, solved, table.standing.mark, change)


def test_a_group_that_somebody_left_is_not_changed_by_hand(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    table = coordinator.table()
    one, other = pair(table)
    place = session.scalars(select(ProposedPlace).where(ProposedPlace.signup_id == one)).first()
    withdraw(session, cast.actor(place.signup.member), place.signup)
    session.commit()
    with pytest.raises(CannotBeDone) as refused:
        coordinator.does(Act.MOVE, other, group=1)
    assert refused.value.code == "withdrawn"
    session.rollback()
    browser = browse_as(cast.coordinator)
    assert "has withdrawn" in browser.get(f"/rounds/{solved.permalink}/table").text
    page = browser.get(f"/rounds/{solved.permalink}/table/change?act=move&who={other}&to=1", follow_redirects=True)
    assert "Somebody in the group has withdrawn." in page.text


def test_what_makes_no_sense_is_refused(coordinator: Coordinator, session: Session) -> None:
    table = coordinator.table()
    one, mate = table.groups[1][:2]
    waiting = waiting_at(table)[0]
    for change in (
        Change(Act.MOVE, (999,), 1),
        Change(Act.MOVE, (one,), 99),
        Change(Act.MOVE, (one,), 1),
        Change(Act.MOVE, (waiting,)),
        Change(Act.MOVE, (one, mate), 2),
        Change(Act.SWAP, (one, mate)),
        Change(Act.SWAP, (one, one)),
        Change(Act.SWAP, (one,)),
        Change(Act.KEEP, (one,), 1),
        Change(Act.KEEP, (one, waiting), 1),
        Change(Act.KEEP, (), 1),
        Change(Act.FREE, (one,)),
        Change(Act.ADMIT, (one,)),
        Change(Act.DISSOLVE),
        Change(Act.FORM),
    ):
        with pytest.raises(CannotBeDone):
            effect_of(table, change)


def test_only_coordinators_see_and_change_the_table(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    table = coordinator.table()
    who, before = table.groups[1][0], everything(session, solved)
    form = {"act": "move", "who": str(who), "to": "2", "mark": table.standing.mark}
    base = f"/rounds/{solved.permalink}/table"
    for name, member in cast.everybody().items():
        if name == "coordinator":
            continue
        browser = browse_as(member)
        for address in (base, f"{base}/change?act=move&who={who}"):
            assert browser.get(address).status_code == (302 if member is None else 403), name
        for address in (f"{base}/change", f"{base}/undo", f"{base}/redo"):
            assert browser.post(address, data=form).status_code in (401, 403), name
        if member is not None:
            with pytest.raises((NotAllowed, Conflict)):
                carry_out(session, cast.actor(member), solved, table.standing.mark, Change(Act.MOVE, (who,), 2))
    session.rollback()
    assert everything(session, solved) == before


def test_the_pages_work_by_plain_links_and_forms(
    session: Session, cast: Cast, coordinator: Coordinator, solved: MatchingRound, browse_as: SignIn
) -> None:
    table, browser = coordinator.table(), browse_as(cast.coordinator)
    who = table.groups[1][0]
    base = f"/rounds/{solved.permalink}/table"
    assert "Who gives to whom in group 1" in browser.get(base).text
    page = browser.get(f"{base}/change?act=move&who={who}").text
    assert "Groups that have room" in page
    page = browser.get(f"{base}/change?act=move&who={who}&to=2").text
    assert "Make this change" in page
    form = {"act": "move", "who": str(who), "to": "2", "mark": table.standing.mark}
    page = browser.post(f"{base}/change", data=form, follow_redirects=True).text
    assert "moves to group 2." in page
    mark = coordinator.table().standing.mark
    page = browser.post(f"{base}/undo", data={"mark": mark}, follow_redirects=True).text
    assert "The step is undone." in page
    assert coordinator.table().seats[who] == 1
    page = browser.post(f"{base}/redo", data={"mark": coordinator.table().standing.mark}, follow_redirects=True).text
    assert "The step is done again." in page
    for strange in ("?act=steal&who=1", "?act=move&who=x", "?act=move&who=1&to=-1", ""):
        assert browser.get(f"{base}/change{strange}").status_code == 404
    assert browser.get(f"{base}/change?act=move&who=99999").status_code == 422


def test_the_table_and_a_change_ask_a_bounded_number_of_queries(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, count_queries: CountQueries
) -> None:
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 80)
    form_groups(session, cast, found, work)
    coordinator = Coordinator(session, cast, found)
    table = coordinator.table()
    coordinator.does(Act.SWAP, *pair(table))
    browser = browse_as(cast.coordinator)
    base, who = f"/rounds/{found.permalink}/table", table.groups[1][1]
    for address in (base, f"{base}/change?act=move&who={who}", f"{base}/change?act=move&who={who}&to=2"):
        with count_queries() as queries:
            page = browser.get(address)
        assert page.status_code == 200
        assert len(queries) <= 12, (address, queries)
    assert browser.get(base).text.count('class="panel group-panel"') == 12
