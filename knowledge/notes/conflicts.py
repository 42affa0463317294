"""Two people write at once: what one side alone changed is taken, what both changed is shown to the second."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from knowledge.errors import Conflict
from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import Proposal, proposal_at, read_proposal

# An audience and the group it names are one choice.
TOGETHER = {"peer_group": "audience"}


@dataclass(frozen=True)
class Comparison:
    """Three states of a note, as JSON objects: the one both began from, the latest saved, and the one just typed.

    `conflicts` names the fields both sides changed differently; `from_theirs` those that only the other side changed.
    """

    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    mine: Mapping[str, Any]
    conflicts: tuple[str, ...]
    from_theirs: tuple[str, ...]

    def merged(self) -> dict[str, Any]:
        """Mine with what only they changed. In a conflict mine stands, until a person has chosen."""
        return {name: self.theirs[name] if name in self.from_theirs else mine for name, mine in self.mine.items()}


class RevisionConflict(Conflict):
    """Somebody saved the same fields since this was begun. Holds both texts; `latest` is the other's revision."""

    def __init__(self, comparison: Comparison, latest: Revision | None) -> None:
        super().__init__("changed by both: " + ", ".join(comparison.conflicts))
        self.comparison = comparison
        self.latest = latest


def compare(base: Proposal, theirs: Proposal, mine: Proposal) -> Comparison:
    """Field by field; a list (rows, countries, topics) is one field, since its order means something."""
    states = [state.to_json() for state in (base, theirs, mine)]
    was, their, my = states
    theirs_changed = changed_fields(was, their)
    mine_changed = changed_fields(was, my)
    differing = changed_fields(their, my)
    conflicts = [name for name in my if name in theirs_changed & mine_changed & differing]
    return Comparison(
        base=was,
        theirs=their,
        mine=my,
        conflicts=tuple(name for name in conflicts if name not in TOGETHER),
        from_theirs=tuple(name for name in my if name in theirs_changed - mine_changed),
    )


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    changed = {name for name in after if after[name] != before[name]}
    for part, whole in TOGETHER.items():
        if changed & {part, whole}:
            changed |= {part, whole}
    return changed


def compare_with(session: Session, note: Note, mine: Proposal, base_number: int, number: int) -> Comparison:
    """What was typed on top of revision `base_number`, against revision `number` that somebody else saved."""
    return compare(proposal_at(session, note, base_number), proposal_at(session, note, number), mine)


def settle(note: Note, comparison: Comparison, choices: Mapping[str, str], typed: Mapping[str, str]) -> Proposal:
    """The proposal after a person chose per field: `theirs`, `mine`, `both` (lists: theirs, then mine) or `edit` (`typed`).

    A field without a choice keeps mine: nothing of one's own is given up unasked.
    """
    result = comparison.merged()
    for name in comparison.conflicts:
        names = [name, *(part for part, whole in TOGETHER.items() if whole == name)]
        for each in names:
            result[each] = chosen(comparison, each, choices.get(name, "mine"), typed)
    return read_proposal(note, result)


def chosen(comparison: Comparison, name: str, choice: str, typed: Mapping[str, str]) -> Any:
    theirs, mine = comparison.theirs[name], comparison.mine[name]
    if choice == "theirs":
        return theirs
    if choice == "edit" and isinstance(mine, str):
        return typed.get(name, mine)
    if choice == "both" and isinstance(mine, list | tuple):
        return [*theirs, *(item for item in mine if item not in theirs)]
    return mine
