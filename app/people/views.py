"""Pages of people: signing in, joining, one's account and profile, and the administrators' list."""

from app.people import (
    account,
    administering,
    entering,
    first_start,
    joining,
    person,
    profile,
    recovering,
    signed_in,
)
from app.people.blueprint import blueprint

__all__ = [
    "account",
    "administering",
    "blueprint",
    "entering",
    "first_start",
    "joining",
    "person",
    "profile",
    "recovering",
    "signed_in",
]
