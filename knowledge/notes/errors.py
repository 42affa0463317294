"""The facts on which writing a note is refused."""

from knowledge.errors import Conflict


class NoteAlreadyWithdrawn(Conflict):
    """The note was taken away; its tombstone stays and it is not written on."""


class NoteNotPublished(Conflict):
    """Only what was published can be withdrawn."""


class NothingToReview(Conflict):
    """The note does not wait for an editor."""


class NoteWasPublished(Conflict):
    """A note that was published once is withdrawn, never deleted."""
