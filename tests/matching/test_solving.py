"""The same seed has the same answer; stopping is safe; locks hold; larger rounds are searched and never get worse."""

from dataclasses import replace
from itertools import pairwise

import pytest

from knowledge.peer_groups.matching.plans import Progress
from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.solving import Result, solve
from knowledge.peer_groups.matching.written import as_written
from tests.matching import judge
from tests.matching.rounds import Data, by_chance, person, signups


@pytest.fixture(scope="module")
def large() -> Data:
    """A round with far too many groups to know them all."""
    return by_chance(5, 220, locked=4)


def solved(data: Data, seconds: float = 4, **options: object) -> tuple[Round, Result]:
    matching = read_round(data)
    return matching, solve(matching, seconds, **options)


def assert_valid(data: Data, matching: Round, result: Result) -> None:
    assert judge.broken(data, as_written(matching, result)) == []


def test_a_large_round_gets_better_and_better(large: Data) -> None:
    heard: list[Progress] = []
    matching, result = solved(large, seconds=600, work=1.0, tell=heard.append)
    assert_valid(large, matching, result)
    assert len(heard) > 2
    for before, after in pairwise(heard):
        assert after.standing.better_than(before.standing)
        assert after.seconds >= before.seconds
    assert result.limit.unplaced <= result.standing.unplaced < heard[0].standing.unplaced


def test_the_same_seed_has_the_same_answer(large: Data) -> None:
    once, again = (solved(large, seconds=600, wish=None, seed=3, work=1.0)[1] for _ in range(2))
    assert once.groups == again.groups
    assert not once.stopped


def test_a_time_limit_of_nothing_still_gives_a_valid_result(large: Data) -> None:
    matching, result = solved(large, seconds=0)
    assert_valid(large, matching, result)
    assert result.groups and result.stopped


@pytest.mark.parametrize("after", [0, 1, 5, 30])
def test_stopping_at_any_moment_gives_a_valid_result(large: Data, after: int) -> None:
    asked = 0

    def wish() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    matching, result = solved(large, seconds=60, wish=wish)
    assert_valid(large, matching, result)
    assert result.stopped and result.seconds < 30


def test_going_on_from_an_earlier_result_never_loses(large: Data) -> None:
    matching, first = solved(large, seconds=2)
    again = solve(matching, 1, start=first.groups)
    assert not first.standing.better_than(again.standing)


def test_solve_lock_solve_again_keeps_the_locks() -> None:
    data = by_chance(11, 40)
    matching, first = solved(data)
    kept = first.groups[0]
    pair = first.groups[1][:2]
    data["locked"] = [matching.ids(kept), matching.ids(pair)]
    locked, second = solved(data, start=first.groups)
    assert_valid(data, locked, second)
    assert any(set(kept) <= set(members) for members in second.groups)
    assert any(set(pair) <= set(members) for members in second.groups)


def test_of_an_earlier_result_only_what_keeps_the_rules_counts() -> None:
    data = signups([person(n, keep_apart=["p001"] if n == 0 else []) for n in range(8)])
    matching, result = solved(data, start=[(0, 1, 2, 3), (4, 5, 6, 7), (4, 5, 6, 7), (2, 2, 3, 4)])
    assert_valid(data, matching, result)
    assert result.standing.unplaced == 0


def test_a_late_withdrawal_leaves_the_rest_of_the_groups_valid() -> None:
    data = by_chance(12, 40)
    matching, first = solved(data)
    gone = first.groups[0][0]
    fewer = replace(matching, people=tuple(p for place, p in enumerate(matching.people) if place != gone))
    start = [[place - (place > gone) for place in members] for members in first.groups if gone not in members]
    again = solve(fewer, 4, start=start)
    data["people"] = [p for place, p in enumerate(data["people"]) if place != gone]
    assert judge.broken(data, as_written(fewer, again)) == []
    assert again.standing.unplaced <= first.standing.unplaced + 7


def test_two_thousand_people_are_grouped() -> None:
    data = by_chance(9, 2000, locked=20)
    matching, result = solved(data, seconds=6)
    assert_valid(data, matching, result)
    assert len(result.groups) > 200
