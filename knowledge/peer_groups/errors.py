"""What a peer group refuses, each as a fact of its own so that the page can say it plainly."""

from knowledge.errors import Conflict, NotAllowed


class GroupFull(Conflict):
    """The last place was taken."""


class OrganizationFull(Conflict):
    """The organization already has as many people in the group as its rule allows."""


class GroupClosed(Conflict):
    """The group has ended; nobody joins or writes any more."""


class AlreadyThere(Conflict):
    """The person is in the group, or is already invited or asking."""


class NoOpenInvitation(Conflict):
    """There is nothing to accept or decline: it was withdrawn, answered, or never made."""


class NoTeam(NotAllowed):
    """A place is held for a country and an organization; somebody without a team has neither yet."""
