"""Which rule, relaxed as little as helps, would let more people be placed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.peer_groups.matching.hours import SLOT_MINUTES
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.solving import Result, solve


@dataclass(frozen=True)
class Relaxation:
    """A rule (min_countries, max_per_organization, meeting_minutes, smallest, largest, unlock), its new value, and how many
    people more are placed with it, at least. `people` are the places that unlocking is about."""

    rule: str
    value: int
    more: int
    people: tuple[int, ...] = ()


def relaxations(
    matching: Round,
    result: Result,
    seconds: float,
    seed: int = 0,
    wish: Callable[[], bool] | None = None,
) -> list[Relaxation]:
    """For each rule the smallest step that places more people than the result, the most helpful first.

    Takes at most so many seconds. What it names is found by solving the relaxed round, so it can be had; that a rule is not
    named is no proof that relaxing it would not help.
    """
    found: list[Relaxation] = []
    if not result.standing.unplaced:
        return found
    ladders = [list(steps) for steps in _ladders(matching)]
    turns = sum(len(steps) for steps in ladders)
    for steps in ladders:
        for easier, relaxation in steps:
            if wish and wish():
                return _ordered(found)
            unplaced = solve(
                easier, seconds / turns, seed, None, wish, result.groups, placing_only=True
            ).standing.unplaced
            if unplaced < result.standing.unplaced:
                found.append(replace(relaxation, more=result.standing.unplaced - unplaced))
                break
    return _ordered(found)


def _ordered(found: Sequence[Relaxation]) -> list[Relaxation]:
    return sorted(found, key=lambda relaxation: -relaxation.more)


Steps = Iterator[tuple[Round, Relaxation]]


def _ladders(matching: Round) -> list[Steps]:
    """For each rule its relaxed rounds, the smallest step first."""
    rules = matching.rules
    low, high = rules.size_bounds
    return [
        _steps(
            matching, "min_countries", range(min(rules.min_countries, high) - 1, max(0, rules.min_countries - 4), -1)
        ),
        _steps(matching, "max_per_organization", range(rules.max_per_organization + 1, rules.max_per_organization + 3)),
        _steps(matching, "meeting_minutes", _shorter(rules.meeting_minutes)),
        _steps(matching, "smallest", range(low - 1, max(1, low - 3), -1)),
        _steps(matching, "largest", range(high + 1, high + 3)),
        _unlocked(matching),
    ]


def _shorter(minutes: int) -> range:
    """Meetings of one or two half hours less, of half an hour at least."""
    whole = -(-minutes // SLOT_MINUTES) * SLOT_MINUTES
    return range(whole - SLOT_MINUTES, max(0, whole - 3 * SLOT_MINUTES), -SLOT_MINUTES)


def _steps(matching: Round, rule: str, values: range) -> Steps:
    low, high = matching.rules.size_bounds
    for value in values:
        match rule:
            case "smallest":
                rules = replace(matching.rules, size_bounds=(value, high))
            case "largest":
                rules = replace(matching.rules, size_bounds=(low, value))
            case "min_countries":
                rules = replace(matching.rules, min_countries=value)
            case "max_per_organization":
                rules = replace(matching.rules, max_per_organization=value)
            case _:
                rules = replace(matching.rules, meeting_minutes=value)
        yield replace(matching, rules=rules), Relaxation(rule, value, 0)


def _unlocked(matching: Round) -> Steps:
    """One locked set freed, each for itself."""
    for together in matching.locked:
        others = tuple(other for other in matching.locked if other != together)
        yield replace(matching, locked=others), Relaxation("unlock", 0, 0, together)
