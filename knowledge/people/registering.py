"""Making an account. Which way somebody comes in (invited, asking, added by an operator) is decided elsewhere."""

import unicodedata

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.people.addresses import clean_address, find_by_address
from knowledge.people.models import Member
from knowledge.people.passwords import accept_password

LONGEST_NAME = 200


def clean_name(text: str, field: str = "name", longest: int = LONGEST_NAME) -> str:
    """A name as it is kept: one line, single spaces, no control characters. Raises `Invalid` when empty or too long."""
    name = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())
    if not name:
        raise Invalid({field: "name_missing"})
    if len(name) > longest:
        raise Invalid({field: "too_long"})
    return name


def has_members(session: Session) -> bool:
    """Whether anybody has an account that acts."""
    return bool(session.scalar(select(exists().where(Member.email_confirmed_at.is_not(None)))))


def is_account(member: Member | None) -> bool:
    """Whether this is an account, and not just somebody who asked to join."""
    return member is not None and member.email_confirmed_at is not None


def register(
    session: Session, name: str, email: str, password: str | None = None, interface_language: str | None = None
) -> Member:
    """An account whose address counts as confirmed: a link sent there was opened, or an operator vouches for it.

    Somebody who asked to join with this address becomes that account. Raises `Invalid` (`address_taken`, `name_missing`,
    the password's own).
    """
    address, name = clean_address(email), clean_name(name)
    member = find_by_address(session, address)
    if is_account(member):
        raise Invalid({"email": "address_taken"})
    if member is None:
        member = Member(email=address)
        session.add(member)
    member.name, member.email_confirmed_at = name, clock.now()
    if password is not None:
        member.password_hash = accept_password(password, name, address)
    member.interface_language = interface_language or member.interface_language
    session.flush()
    return member


def note_asker(session: Session, name: str, email: str, interface_language: str | None) -> Member:
    """The person behind a request from outside: known by address, but no account until a team lets them in."""
    address = clean_address(email)
    member = find_by_address(session, address)
    if member is None:
        member = Member(email=address)
        session.add(member)
    if not is_account(member):
        member.name, member.interface_language = clean_name(name), interface_language
    session.flush()
    return member
