"""For whom a search is made: the reader's audience terms, and the notes that the index may still take to be theirs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.outbox import IndexChange
from knowledge.permissions import Actor, audience_terms, readable_by
from search_index.interface import Audience


def audience_now(session: Session, actor: Actor) -> Audience:
    """The actor's audience at this moment. One query, over the few changes that take readers away and still wait.

    Ask it before the engine: a change is forgotten only after the index has followed it, so what is not hidden here is
    already gone there.
    """
    readable = select(Note.id).where(Note.id == IndexChange.note_id, readable_by(actor))
    waiting = select(IndexChange.note_id).where(IndexChange.narrowed, ~readable.exists()).distinct()
    return Audience(audience_terms(actor), frozenset(session.scalars(waiting)))
