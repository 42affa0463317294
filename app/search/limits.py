"""How often suggestions may be asked for: as fast as people type, and no faster."""

from collections.abc import Callable
from typing import Any

from app import web
from app.extensions import limiter
from app.people.limits import hashed, remote

View = Callable[..., Any]


def whoever_types() -> str:
    """A member counts alone, so that an office behind one address does not share one allowance."""
    member = web.reader()
    return hashed("member", str(member.id)) if member is not None else hashed(remote())


def limit_suggestions(view: View) -> View:
    return limiter.limit("300 per minute;6000 per hour", key_func=whoever_types)(view)
