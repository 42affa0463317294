"""What a change asks for, and how people would sit after it. Nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.rounds.table.errors import CannotBeDone
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import Table

BY_HAND = {"kind": "by_hand"}
LEFT_OUT = {"kind": "left_out"}
TAKEN_BACK = {"kind": "taken_back"}
Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What a coordinator asks for: `people` are sign-ups, `group` a group's number (none: the waiting)."""

    act: Act
    people: tuple[int, ...] = ()
    group: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """How those concerned sit: in which group, or waiting and why. And what holds for the searches that follow."""

    seats: Mapping[int, int | None]
    reasons: Mapping[int, Reason]  # of those of `seats` who wait
    kept: tuple[tuple[int, ...], ...]
    left_out: frozenset[int]
    proven: bool = field(default=False)  # whether the result is still the one that was proven

    def as_json(self) -> dict[str, Any]:
        seats = [[one, number, dict(self.reasons.get(one, {}))] for one, number in sorted(self.seats.items())]
        return {"seats": seats, "kept": self.kept, "left_out": sorted(self.left_out), "proven": self.proven}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Arrangement":
        seats = {one: number for one, number, _reason in kept["seats"]}
        reasons = {one: reason for one, number, reason in kept["seats"] if number is None}
        sets = tuple(tuple(together) for together in kept["kept"])
        return cls(seats, reasons, sets, frozenset(kept["left_out"]), bool(kept["proven"]))


def after(table: Table, change: Change) -> Arrangement:
    """How people sit after the change. Raises CannotBeDone when it makes no sense, whatever the rules say."""
    people, number = change.people, change.group
    if len(set(people)) < len(people) or any(one not in table.seats or not table.takes_part(one) for one in people):
        raise CannotBeDone("people")
    if number is not None and number not in table.groups:
        raise CannotBeDone("group")
    match change.act:
        case Act.MOVE if len(people) == 1:
            return seated(table, {people[0]: number})
        case Act.SWAP if len(people) == 2:
            return seated(table, {people[0]: table.seats[people[1]], people[1]: table.seats[people[0]]})
        case Act.DISSOLVE if number is not None:
            members = table.groups[number]
            sets = tuple(together for together in table.standing.kept if not set(together) & set(members))
            return replace(seated(table, dict.fromkeys(members)), kept=sets)
        case Act.FORM if people:
            return seated(table, dict.fromkeys(people, max(table.groups, default=0) + 1))
        case Act.KEEP if number is not None:
            return kept_together(table, people, table.groups[number])
        case Act.FREE | Act.EXCLUDE | Act.ADMIT if len(people) == 1:
            return SINGLE[change.act](table, people[0])
    raise CannotBeDone("act")


def seated(table: Table, seats: Mapping[int, int | None]) -> Arrangement:
    """These people on these seats; who gets one in a group is left out no longer."""
    changed = {one: number for one, number in seats.items() if table.seats[one] != number}
    if len(changed) < len(seats):
        raise CannotBeDone("seats")
    reasons = {one: BY_HAND for one, number in changed.items() if number is None}
    placed = {one for one, number in changed.items() if number is not None}
    return Arrangement(changed, reasons, table.standing.kept, table.standing.left_out - placed)


def kept_together(table: Table, people: Sequence[int], members: Iterable[int]) -> Arrangement:
    """Of a group these people stay together, or nobody. One alone cannot."""
    inside = set(members)
    if len(people) == 1:
        raise CannotBeDone("one_alone")
    if not set(people) <= inside:
        raise CannotBeDone("people")
    others = tuple(together for together in table.standing.kept if not set(together) & inside)
    sets = (*others, tuple(sorted(people))) if people else others
    if sorted(sets) == sorted(table.standing.kept):
        raise CannotBeDone("kept")
    return unmoved(table, kept=tuple(sorted(sets)))


def freed(table: Table, who: int) -> Arrangement:
    if not table.standing.kept_with(who):
        raise CannotBeDone("kept")
    sets = [tuple(one for one in together if one != who) for together in table.standing.kept]
    return unmoved(table, kept=tuple(together for together in sets if len(together) > 1))


def excluded(table: Table, who: int) -> Arrangement:
    """Leaves the group too, if there is one."""
    if who in table.standing.left_out:
        raise CannotBeDone("seats")
    return Arrangement({who: None}, {who: LEFT_OUT}, table.standing.kept, table.standing.left_out | {who})


def admitted(table: Table, who: int) -> Arrangement:
    if who not in table.standing.left_out:
        raise CannotBeDone("seats")
    return Arrangement({who: None}, {who: TAKEN_BACK}, table.standing.kept, table.standing.left_out - {who})


def unmoved(table: Table, kept: tuple[tuple[int, ...], ...]) -> Arrangement:
    return Arrangement({}, {}, kept, table.standing.left_out, table.standing.solving.proven)


SINGLE = {Act.FREE: freed, Act.EXCLUDE: excluded, Act.ADMIT: admitted}
