"""The facts on which writing a note is refused."""

from knowledge.errors import Conflict, NotAllowed


class NoteAlreadyWithdrawn(Conflict):
    """The note was taken away; its tombstone stays and it is not written on."""


class NoteNotPublished(Conflict):
    """Only what was published can be withdrawn."""


class NothingToReview(Conflict):
    """The note does not wait for an editor."""


class NoteWasPublished(Conflict):
    """A note that was published once is withdrawn, never deleted."""


class RevisionOvertaken(Conflict):
    """Somebody saved the note after the revision that was answered; the owners agree to the latest one or to none."""


class OwnersStillAsked(Conflict):
    """Not every team that owns the note has agreed yet."""


class OwnWork(NotAllowed):
    """The team wants two pairs of eyes, and the actor wrote on this."""


class LastOwner(Conflict):
    """A note keeps one owner at least."""


class CommentGone(Conflict):
    """The comment, or the revision it was to stand at, is not there any more."""
