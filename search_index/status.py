"""How far the index is behind the database, where they differ, and putting that right."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from knowledge.outbox import IndexChange
from search_index.draining import bring_up_to_date
from search_index.interface import Health, SearchEngine
from search_index.loading import Sessions
from search_index.states import present_stamps


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of notes: published and not in the index; in the index and not published; there in another state or for others."""

    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()

    def notes(self) -> list[int]:
        return sorted({*self.missing, *self.extra, *self.stale})

    def __len__(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.stale)

    def __and__(self, other: "Difference") -> "Difference":
        return Difference(
            _both(self.missing, other.missing), _both(self.extra, other.extra), _both(self.stale, other.stale)
        )


def _both(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*one} & {*other}))


@dataclass(frozen=True, slots=True)
class Status:
    """`waiting` changes since `oldest`; `difference` is None when the index cannot be read."""

    health: Health
    published: int
    waiting: int
    oldest: datetime | None
    difference: Difference | None


def status(sessions: Sessions, engine: SearchEngine) -> Status:
    """The present state. Notes whose changes wait in the outbox are no differences; they only take their turn."""
    health = engine.health(thorough=True)
    with sessions() as session:
        published = len(present_stamps(session))
        waiting, oldest = session.execute(select(func.count(IndexChange.id), func.min(IndexChange.at))).one()
    return Status(health, published, waiting, oldest, None if health.problem else _lasting(sessions, engine))


def _lasting(sessions: Sessions, engine: SearchEngine) -> Difference:
    """Differences that are still there at a second look: a change may be followed between the two halves of the first."""
    found = compare(sessions, engine)
    return found & compare(sessions, engine) if found else found


def compare(sessions: Sessions, engine: SearchEngine) -> Difference:
    """Database against index by id, but for notes whose changes wait. Raises SearchUnavailable."""
    with sessions() as session:
        waiting = set(session.scalars(select(IndexChange.note_id).distinct()))
        present = present_stamps(session)
    held = engine.stamps()
    return Difference(
        missing=tuple(sorted(present.keys() - held.keys() - waiting)),
        extra=tuple(sorted(held.keys() - present.keys() - waiting)),
        stale=tuple(
            sorted(note for note in present.keys() & held.keys() - waiting if present[note] != held[note]),
        ),
    )


def mend(sessions: Sessions, engine: SearchEngine, difference: Difference) -> None:
    """Bring the differing notes to their present state in the index. The caller holds the drainer's lock."""
    bring_up_to_date(sessions, engine, difference.notes())
