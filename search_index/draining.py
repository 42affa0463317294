"""Following the database: outbox rows to index operations, under the lock of `locking.sole_drainer`.

A batch of rows is read, those notes are loaded as they are now, the index is written, and then exactly the rows that
were read are deleted: a crash repeats work and loses none.
"""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.base import write_intent
from knowledge.outbox import IndexChange
from search_index.interface import Delete, Operation, SearchEngine, Upsert
from search_index.loading import BATCH, Sessions, load_documents


def operations_for(session: Session, versions: Mapping[int, int]) -> list[Operation]:
    """Operations that bring these notes in the index to their present state; `versions` by note id."""
    documents = load_documents(session, list(versions), versions)
    present = {document.note_id for document in documents}
    return [*map(Upsert, documents), *(Delete(note) for note in versions if note not in present)]


def drain_batch(sessions: Sessions, engine: SearchEngine, after: int = 0) -> list[int]:
    """Follow the oldest rows above `after`; returns the ids of the notes they were about, none when there is no row.

    Raises SearchUnavailable, with the rows kept, when the index cannot be written.
    """
    oldest = select(IndexChange.id, IndexChange.note_id).where(IndexChange.id > after).order_by(IndexChange.id)
    with sessions() as session:
        rows = session.execute(oldest.limit(BATCH)).all()
        operations = operations_for(session, {row.note_id: row.id for row in rows})
    if not rows:
        return []
    engine.apply(operations)
    with write_intent(), sessions() as session, session.begin():
        session.execute(delete(IndexChange).where(IndexChange.id.in_([row.id for row in rows])))
    return list(dict.fromkeys(row.note_id for row in rows))


def forget_up_to(sessions: Sessions, row: int) -> None:
    """Delete the rows up to this one, which a new index has followed by being built after them."""
    with write_intent(), sessions() as session, session.begin():
        session.execute(delete(IndexChange).where(IndexChange.id <= row))
