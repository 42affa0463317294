"""Pages of people: signing in, joining, one's account and profile, and the administrators' list."""

from app.people import entering, signed_in
from app.people.blueprint import blueprint

__all__ = ["blueprint", "entering", "signed_in"]
