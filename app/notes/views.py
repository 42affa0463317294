"""Pages of notes."""

from app.notes import conflicting, deciding, editing, keeping
from app.notes.blueprint import blueprint

__all__ = ["blueprint", "conflicting", "deciding", "editing", "keeping"]
