"""Who was left out the last time goes first, among equals: a tie-break after the search that lowers no score.

Somebody who goes first and waits takes the place of somebody who does not, where the group keeps every rule and is worth as
much or more. As many people are placed as before, the weakest group and the mean are as good or better.
"""

from collections.abc import Collection, Sequence

from knowledge.peer_groups.matching.plans import Standing
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import broken_rules, common_starts, score

EQUAL = 1e-9  # differences of less are none, as in plans.py

Group = tuple[int, ...]


def preferring(
    matching: Round, groups: Sequence[Group], standing: Standing, first: Collection[int]
) -> tuple[tuple[Group, ...], Standing]:
    """The groups with those of `first` in the places of others where nothing is lost by it, and how good that is then.

    All are places in the round.
    """
    found, going_first = list(groups), set(first)
    placed = {member for members in groups for member in members}
    for one in sorted(going_first - placed):
        best = _best_place(matching, found, one, going_first)
        if best is not None:
            at, members = best
            found[at] = members
    if found == list(groups):
        return tuple(groups), standing
    scores = [score(matching, members).total for members in found]
    return tuple(sorted(found)), Standing(standing.unplaced, min(scores), len(scores) / sum(1 / one for one in scores))


def _best_place(matching: Round, groups: Sequence[Group], one: int, first: set[int]) -> tuple[int, Group] | None:
    """The group that gains most by taking the person for somebody else, and who is in it then; nothing when all would lose."""
    best, most = None, 0.0
    for at, members in enumerate(groups):
        worth = score(matching, members).total
        for other in members:
            if other in first:
                continue
            then = tuple(sorted({*members, one} - {other}))
            if not common_starts(matching, then) or broken_rules(matching, then):
                continue
            gain = score(matching, then).total - worth + EQUAL
            if gain >= 0 and (best is None or gain > most + EQUAL):
                best, most = (at, then), gain
    return best
