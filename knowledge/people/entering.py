"""Checking who somebody is by address and password."""

from sqlalchemy.orm import Session

from knowledge.errors import NotAllowed
from knowledge.people.addresses import find_by_address
from knowledge.people.models import Member
from knowledge.people.passwords import hash_password, needs_rehash, password_matches


class Suspended(NotAllowed):
    """The account exists and the password is its own, but an administrator suspended it."""


def check_password(session: Session, email: str, password: str) -> Member | None:
    """The member whom this address and password belong to, or nobody.

    An unknown address costs the same hash as a known one. Raises `Suspended`, which only the account's owner can learn.
    """
    member = find_by_address(session, email)
    if not password_matches(member.password_hash if member else None, password) or member is None:
        return None
    if member.email_confirmed_at is None:
        return None
    if member.suspended_at is not None:
        raise Suspended(member.permalink)
    if member.password_hash is not None and needs_rehash(member.password_hash):
        member.password_hash = hash_password(password)
    return member
