"""For whom a search is made: the reader's audience terms, and the notes that the index may still take to be theirs."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.outbox import IndexChange
from knowledge.permissions import Actor, audience_terms, carries_one_of
from search_index.interface import Audience

# Prepared once: every search asks it.
READABLE = select(Note.id).where(
    Note.id == IndexChange.note_id, carries_one_of(Note, bindparam("terms", expanding=True))
)
WAITING = select(IndexChange.note_id).where(IndexChange.narrowed, ~READABLE.exists()).distinct()


def audience_now(session: Session, actor: Actor) -> Audience:
    """The actor's audience at this moment. One query, over the few changes that take readers away and still wait.

    Ask it before the engine: a change is forgotten only after the index has followed it, so what is not hidden here is
    already gone there.
    """
    hidden = session.scalars(WAITING, {"terms": sorted(audience_terms(actor))})
    return Audience(audience_terms(actor), frozenset(hidden))
