"""What a matching round refuses, each as a fact of its own so that the page can say it plainly."""

from knowledge.errors import Conflict


class SignUpOver(Conflict):
    """Sign-up has ended: nobody joins or changes what they wrote."""


class RoundMovedOn(Conflict):
    """The round is no longer in the state in which this can be done; somebody was first, or time passed."""


class SettingsChanged(Conflict):
    """Somebody else changed the round's settings since this change was begun."""


class SolvingAlready(Conflict):
    """Groups are being sought for this round; `by` is who asked for it."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NobodyToMatch(Conflict):
    """Nobody takes part in the round."""


class NothingUnderWay(Conflict):
    """Nothing is being sought that could be stopped."""


class NothingToPropose(Conflict):
    """There is no result with a group in it."""


class ProposalOutdated(Conflict):
    """Somebody who is placed has withdrawn since: the groups must be formed anew first."""
