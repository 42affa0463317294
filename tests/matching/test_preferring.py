"""Who was left out the last time goes first among equals; nobody loses by it."""

import pytest

from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.matching.written import as_written
from tests.matching import judge
from tests.matching.rounds import Data, by_chance, matching, person


def alike(number: int) -> Data:
    return person(number, region="R0", offers=["water"], needs=["water"])


@pytest.mark.parametrize("first", range(7))
def test_of_people_who_do_equally_well_whoever_goes_first_is_placed(first: int) -> None:
    seven = matching([alike(number) for number in range(7)], size_bounds=[4, 6])
    usual, result = solve(seven, 2), solve(seven, 2, first=[first])
    assert result.standing == usual.standing
    assert result.standing.unplaced == 1
    assert first in {member for members in result.groups for member in members}


def test_nobody_goes_first_where_the_group_would_be_worth_less() -> None:
    people = [alike(number) for number in range(6)] + [person(6, region="R0", offers=[], needs=["waste"])]
    seven = matching(people, size_bounds=[4, 6])
    assert solve(seven, 2, first=[6]).groups == solve(seven, 2).groups


def test_a_rule_is_not_broken_for_who_goes_first() -> None:
    people = [alike(number) for number in range(6)] + [alike(6) | {"keep_apart": ["p000", "p001"]}]
    seven = matching(people, size_bounds=[4, 6])
    assert solve(seven, 2, first=[6]).unplaced(seven) == [6]


def test_in_a_large_round_nothing_is_lost_by_it() -> None:
    data = by_chance(5, 220, locked=4)
    large = read_round(data)
    usual = solve(large, 600, work=1.0)
    result = solve(large, 600, work=1.0, first=usual.unplaced(large))
    assert judge.broken(data, as_written(large, result)) == []
    assert not usual.standing.better_than(result.standing)
    assert len(result.unplaced(large)) == len(usual.unplaced(large))
