"""Why somebody is in no group: the first fact that, alone, keeps the person out; found from the round, never guessed."""

from dataclasses import dataclass

from knowledge.peer_groups.matching.arrays import can_be_one, units_of
from knowledge.peer_groups.matching.cells import Cells
from knowledge.peer_groups.matching.possible import Possible
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import Broken, broken_rules


@dataclass(frozen=True)
class Reason:
    """Why a person (a place in the round) is unplaced. `kind` is one of

    no_language, no_hours, short_hours: nothing to meet in; too_few_people: the whole round is smaller than a group;
    locked_breaks (`broken`): the locked set breaks a rule by itself; few_partners (`number` others would be needed):
    too few can meet in a window and a language; few_countries, one_organization: those who can are not diverse enough
    (`number` is the most there are); no_group: every group breaks a rule; taken: groups exist, each at the cost of others.
    """

    place: int
    kind: str
    number: int = 0
    locked: tuple[int, ...] = ()
    broken: Broken | None = None


class Reasons:
    """Finds the reason for one unplaced person after the other. `taken` supposes a result with room for nobody who waits."""

    def __init__(self, matching: Round) -> None:
        self.matching = matching
        self.cells = Cells(matching)
        self.units = units_of(matching)
        self.unit_of = {place: unit for unit in range(len(self.units)) for place in self.units.places([unit])}
        self.possible = Possible(self.units, self.cells)

    def reason(self, place: int) -> Reason:
        matching, own = self.matching, self.matching.locked_with.get(place, (place,))
        simple = _own_reason(matching, place) or _locked_reason(matching, place, own)
        if simple:
            return simple
        locked = own if len(own) > 1 else ()
        lacking = self.cells.lacking(own)
        if lacking:
            return Reason(place, *lacking, locked)
        return Reason(place, "taken" if self.possible(self.unit_of[place]) else "no_group", locked=locked)


def _own_reason(matching: Round, place: int) -> Reason | None:
    person = matching.people[place]
    if not person.languages:
        return Reason(place, "no_language")
    if not person.availability:
        return Reason(place, "no_hours")
    if not matching.starts[place]:
        return Reason(place, "short_hours", matching.rules.meeting_minutes)
    if len(matching.people) < matching.rules.size_bounds[0]:
        return Reason(place, "too_few_people", len(matching.people))
    return None


def _locked_reason(matching: Round, place: int, own: tuple[int, ...]) -> Reason | None:
    if len(own) == 1 or can_be_one(matching, own):
        return None
    lasting = [b for b in broken_rules(matching, own) if b.rule != "countries"]
    low = matching.rules.size_bounds[0]
    broken = next(b for b in lasting if b.rule != "size" or b.number > low)
    return Reason(place, "locked_breaks", len(own), own, broken)
