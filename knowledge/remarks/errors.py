"""The facts on which saying, changing, reporting or hiding a remark is refused."""

from knowledge.errors import Conflict


class QuestionTakenBack(Conflict):
    """Who asked took the question back; it takes no more answers."""


class RemarkHidden(Conflict):
    """A coordinator has hidden it; its writer may take it back, and not change it."""


class AlreadyReported(Conflict):
    """The member has reported this already, and nothing about it changed since."""


class ReportDecided(Conflict):
    """Another coordinator decided a moment before, or there is nothing to decide."""
