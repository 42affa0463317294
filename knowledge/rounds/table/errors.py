"""What the table refuses."""

from typing import TYPE_CHECKING

from knowledge.errors import Conflict

if TYPE_CHECKING:
    from knowledge.rounds.table.effects import Effect


class TableMovedOn(Conflict):
    """Somebody changed the proposal after it was looked at: the change must be looked at again."""


class CannotBeDone(Conflict):
    """What is asked for makes no sense as the groups are now; `code` says why.

    people, group: none such; seats: they sit so already; one_alone: nobody to be kept with; kept: it is so already;
    act: not enough or too many people for it; withdrawn: somebody in a group it touches takes no part any longer.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RulesBroken(Conflict):
    """The change would break a hard rule; `effect` says which, and where."""

    def __init__(self, effect: "Effect") -> None:
        super().__init__("rules")
        self.effect = effect


class NothingToUndo(Conflict):
    """No step is there to undo, or to do again."""
