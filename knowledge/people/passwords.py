"""Passwords: argon2id with the library's current parameters, and what makes one acceptable."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher()
# Checked when there is no account, so that an unknown address takes as long as a known one.
_DECOY = _hasher.hash("an address nobody has")


def hash_password(password: str) -> str:
    """The digest to keep."""
    return _hasher.hash(password)


def password_matches(kept: str | None, password: str) -> bool:
    """Whether the password belongs to the digest; takes the same time when there is no digest."""
    try:
        return _hasher.verify(kept or _DECOY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether the digest was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def accept_password(password: str, name: str, email: str, field: str = "password") -> str:
    """The digest of a password somebody chose. Raises `Invalid` for one too short, too long, or equal to name or address.

    Length is what makes a password hard to guess; rules on its composition only make it hard to remember (NIST SP 800-63B).
    """
    plain = password.strip().casefold()
    if len(password) < MIN_LENGTH:
        raise Invalid({field: "password_short"})
    if len(password) > MAX_LENGTH:
        raise Invalid({field: "password_long"})
    if plain in {name.strip().casefold(), email.casefold(), email.partition("@")[0].casefold()}:
        raise Invalid({field: "password_plain"})
    return hash_password(password)
