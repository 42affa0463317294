"""Whatever the round and its rules, no result breaks one, and the solver's numbers are the judge's."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from knowledge.peer_groups.matching.arrays import units_of
from knowledge.peer_groups.matching.enumeration import feasible_groups
from knowledge.peer_groups.matching.plans import Plan, Watch
from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.scoring import broken_rules, score
from knowledge.peer_groups.matching.search import Search
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.matching.written import as_written
from tests.matching import judge
from tests.matching.rounds import Data, by_chance, rounds

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(rounds())
def test_no_result_breaks_a_hard_rule(signups: Data) -> None:
    matching = read_round(signups)
    result = solve(matching, seconds=5)
    data = as_written(matching, result)
    assert judge.broken(signups, data) == []
    unplaced, worst, harmonic = judge.standing(signups, data)
    assert unplaced == result.standing.unplaced
    assert worst == pytest.approx(result.standing.worst)
    assert harmonic == pytest.approx(result.standing.harmonic)


@CALM
@given(rounds(most_people=30))
def test_the_search_for_large_rounds_breaks_none_either(signups: Data) -> None:
    matching = read_round(signups)
    units = units_of(matching)
    plan = Search(units, Plan(), Watch(5, 0.2), seed=1, least_unplaced=0).run()
    for row, value in plan.groups:
        members = units.places(row)
        assert broken_rules(matching, members) == []
        assert score(matching, members).total == pytest.approx(value)
    placed = [place for row, _ in plan.groups for place in units.places(row)]
    assert len(placed) == len(set(placed))


@CALM
@given(rounds(most_people=9))
def test_small_rounds_are_solved_to_the_very_best(signups: Data) -> None:
    matching = read_round(signups)
    result = solve(matching, seconds=5)
    assert result.proven
    found = (result.standing.unplaced, result.standing.worst, result.standing.harmonic)
    assert found == pytest.approx(judge.best_standing(signups))


@pytest.mark.parametrize("organizations", [1, 2])
def test_every_feasible_group_is_found_once_with_its_score(organizations: int) -> None:
    signups = by_chance(7, 14, locked=2, max_per_organization=organizations, size_bounds=[3, 5], min_countries=2)
    matching = read_round(signups)
    units = units_of(matching)
    groups = feasible_groups(units, np.arange(len(units)), 100_000)
    assert groups is not None and len(groups)
    rows = [tuple(units.places(u for u in row if u >= 0)) for row in groups.units.tolist()]
    assert len(rows) == len(set(rows))
    for members, value in zip(rows, groups.scores, strict=True):
        assert broken_rules(matching, members) == []
        assert score(matching, members).total == pytest.approx(value)
    assert len(rows) == sum(1 for _ in judge.good_groups(signups))
