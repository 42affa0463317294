"""How far the index is behind the database, where they differ, and putting that right."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from knowledge.outbox import IndexChange
from search_index.draining import operations_for
from search_index.interface import Health, SearchEngine
from search_index.loading import BATCH, Sessions, latest_change, published_ids


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of published notes that the index lacks, and of notes in the index that are not published."""

    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)


@dataclass(frozen=True, slots=True)
class Status:
    """`waiting` changes since `oldest`; `difference` is None when the index cannot be read."""

    health: Health
    published: int
    waiting: int
    oldest: datetime | None
    difference: Difference | None


def status(sessions: Sessions, engine: SearchEngine) -> Status:
    """The present state. Changes that still wait in the outbox count as differences until they are drained."""
    health = engine.health()
    with sessions() as session:
        published = len(published_ids(session))
        waiting, oldest = session.execute(select(func.count(IndexChange.id), func.min(IndexChange.at))).one()
    return Status(health, published, waiting, oldest, None if health.problem else compare(sessions, engine))


def compare(sessions: Sessions, engine: SearchEngine) -> Difference:
    """Database against index by id. Raises SearchUnavailable."""
    indexed = set(engine.versions())
    with sessions() as session:
        published = set(published_ids(session))
    return Difference(tuple(sorted(published - indexed)), tuple(sorted(indexed - published)))


def mend(sessions: Sessions, engine: SearchEngine, difference: Difference) -> None:
    """Bring the differing notes to their present state in the index. The caller holds the drainer's lock."""
    notes = [*difference.missing, *difference.extra]
    for start in range(0, len(notes), BATCH):
        with sessions() as session:
            version = latest_change(session)
            operations = operations_for(session, dict.fromkeys(notes[start : start + BATCH], version))
        engine.apply(operations)
