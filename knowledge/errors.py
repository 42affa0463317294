"""What can go wrong in the domain. Each error states a fact; only the web layer knows status codes."""

from collections.abc import Mapping


class DomainError(Exception):
    """The base of all facts the domain refuses on."""


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""


class NotAllowed(DomainError):
    """The actor may see the thing but not do this with it."""


class NotSignedIn(NotAllowed):
    """The act needs a member, and nobody is signed in."""


class Invalid(DomainError):
    """What was entered cannot be accepted. `fields` maps the field's name to a message code and its parameters."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in fields.items()))
        self.fields = dict(fields)


class Conflict(DomainError):
    """Somebody else was first: the state the actor acted on is no longer the current one."""


class Expired(DomainError):
    """A link or an offer that was valid once and is no more."""


class Gone(DomainError):
    """The thing existed and was taken away; its place tells so."""


class TooMany(DomainError):
    """Asked more often than is allowed; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part the act needs (database, index, mail) does not answer now."""
