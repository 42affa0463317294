"""Following the database: outbox rows to index operations, under the lock of `locking.sole_drainer`.

A batch of rows is read, those notes are loaded as they are now, the index is written, and then exactly the rows that
were read are deleted: a crash repeats work and loses none.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.base import write_intent
from knowledge.outbox import IndexChange
from search_index.interface import Delete, Operation, SearchEngine, Upsert
from search_index.loading import BATCH, Sessions, latest_change, load_documents


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
        latest = {row.note_id: row.id for row in rows}
        operations = operations_for(session, not_below(engine, latest)) if rows else []
    if not rows:
        return []
    engine.apply(operations)
    forget(sessions, [row.id for row in rows])
    return list(latest)


def bring_up_to_date(sessions: Sessions, engine: SearchEngine, notes: Sequence[int]) -> None:
    """Bring these notes to their present state in the index, whatever the outbox says."""
    for start in range(0, len(notes), BATCH):
        with sessions() as session:
            version = latest_change(session)
            batch = dict.fromkeys(notes[start : start + BATCH], version)
            operations = operations_for(session, not_below(engine, batch))
        engine.apply(operations)


def not_below(engine: SearchEngine, versions: Mapping[int, int]) -> dict[int, int]:
    """The versions, raised to what the index holds: a state that is read now is no older than one that was read before.

    The numbers of rows alone do not tell: PostgreSQL may commit a lower number after a higher one.
    """
    held = engine.versions(versions.keys())
    return {note: max(version, held.get(note, 0)) for note, version in versions.items()}


def forget(sessions: Sessions, rows: Collection[int]) -> None:
    """Delete these rows, which the index has followed, and no others."""
    numbers = sorted(rows)
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        with write_intent(), sessions() as session, session.begin():
            session.execute(delete(IndexChange).where(IndexChange.id.in_(batch)))
