"""Numbering what has come within somebody's reach, once the index can find it.

Every change of a note leaves a row in `reach_change`, in its own transaction. When the index has followed, the note's terms are
compared with what is written in `note_reach`, and the difference gets the next number, from one numbering at a time: so numbers
grow in the order in which they become visible, and a search that has looked up to a number has seen everything below it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import Note, NoteAudience, NoteState
from knowledge.outbox import IndexChange, ReachChange
from knowledge.saved_searches.models import ArrivalCount, HowOften, NoteReach, SavedSearch

THE_ROW = 1
MOST_AT_ONCE = 5_000
CHUNK = 500
# While more changes than this wait for the index, as in an import, arrivals are gathered: one letter instead of dozens.
MANY_CHANGES = 200

Way = tuple[int, str]  # a note and a term that opens it


@dataclass
class Difference:
    """Ways to notes that opened and that closed since they were last compared, and the rows that said so."""

    opened: set[Way] = field(default_factory=set)
    closed: set[Way] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)


def latest_arrival(session: Session, hold: bool = False) -> int:
    """The highest number given so far. With `hold` nobody gives another one before this transaction has ended."""
    query = select(ArrivalCount.latest).where(ArrivalCount.id == THE_ROW)
    return session.scalar(query.with_for_update() if hold else query) or 0


def changed_notes(session: Session) -> dict[int, bool]:
    """Notes that changed and that the index has followed since, as far as the outbox tells; and whether they are published."""
    waiting = select(IndexChange.id).limit(MANY_CHANGES + 1).subquery()
    if (session.scalar(select(func.count()).select_from(waiting)) or 0) > MANY_CHANGES:
        return {}
    query = select(ReachChange.note_id, Note.state).outerjoin(Note, Note.id == ReachChange.note_id).where(is_followed())
    rows = session.execute(query.order_by(ReachChange.id).limit(MOST_AT_ONCE))
    return {row.note_id: row.state == NoteState.PUBLISHED for row in rows}


def is_followed() -> ColumnElement[bool]:
    return ~select(IndexChange.id).where(IndexChange.note_id == ReachChange.note_id).exists()


def number_arrivals(session: Session, note_ids: Iterable[int]) -> bool:
    """Write down how the reach of these notes changed; tells whether anything opened.

    If so, the searches that are told at once are due.
    """
    number = next_number(session)
    ids = sorted(set(note_ids))
    differences = [difference_of(session, ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]
    for difference in differences:
        write_down(session, difference, number)
    anything_opened = any(difference.opened for difference in differences)
    if anything_opened or any(difference.closed for difference in differences):
        session.get_one(ArrivalCount, THE_ROW).latest = number
    if anything_opened:
        wake(session)
    session.flush()
    return anything_opened


def next_number(session: Session) -> int:
    """Held from here to the end of the transaction, so that a lower number never becomes visible after a higher one."""
    if session.get(ArrivalCount, THE_ROW) is None:
        session.add(ArrivalCount(id=THE_ROW, latest=0))
        session.flush()
    return session.get_one(ArrivalCount, THE_ROW, populate_existing=True, with_for_update=True).latest + 1


def difference_of(session: Session, note_ids: Sequence[int]) -> Difference:
    """The terms of these notes as they are against as they were. What the index has not followed by now is left for later.

    One statement reads terms and outbox, so that no term is taken whose change still waits.
    """
    published = and_(Note.id == ReachChange.note_id, Note.state == NoteState.PUBLISHED)
    query = (
        select(ReachChange.id, ReachChange.note_id, NoteAudience.term)
        .outerjoin(Note, published)
        .outerjoin(NoteAudience, NoteAudience.note_id == Note.id)
        .where(ReachChange.note_id.in_(note_ids), is_followed())
    )
    found = session.execute(query).all()
    now = {(row.note_id, row.term) for row in found if row.term is not None}
    before = open_ways(session, {row.note_id for row in found})
    return Difference(now - before, before - now, {row.id for row in found})


def open_ways(session: Session, note_ids: Collection[int]) -> set[Way]:
    query = select(NoteReach.note_id, NoteReach.term)
    rows = session.execute(query.where(NoteReach.note_id.in_(note_ids), NoteReach.closed.is_(None)))
    return {(row.note_id, row.term) for row in rows}


def write_down(session: Session, difference: Difference, number: int) -> None:
    if difference.opened:
        opened = [{"note_id": note, "term": term, "opened": number} for note, term in sorted(difference.opened)]
        session.execute(insert(NoteReach), opened)
    for note, term in sorted(difference.closed):
        row = (NoteReach.note_id == note, NoteReach.term == term, NoteReach.closed.is_(None))
        session.execute(update(NoteReach).where(*row).values(closed=number))
    rows = sorted(difference.rows)
    for start in range(0, len(rows), CHUNK):
        session.execute(delete(ReachChange).where(ReachChange.id.in_(rows[start : start + CHUNK])))


def wake(session: Session) -> None:
    """Let the searches that are told at once be looked at now."""
    now = clock.now()
    waiting = (SavedSearch.how_often == HowOften.AT_ONCE, SavedSearch.due_at > now)
    session.execute(update(SavedSearch).where(*waiting).values(due_at=now).execution_options(synchronize_session=False))
