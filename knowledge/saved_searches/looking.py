"""Looking at a saved search that is due: which notes have come within its owner's reach, and keeping what was found.

The looking itself, in the index, is done by the caller between `begin_look` and `end_look`, outside any changing transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, CursorResult, and_, false, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from knowledge import clock
from knowledge.notes.models import Note, NoteAuthor
from knowledge.notices.telling import tell
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import Actor, audience_terms, readable_by
from knowledge.saved_searches.arrivals import latest_arrival
from knowledge.saved_searches.models import FoundNote, HowOften, NoteReach, SavedSearch
from knowledge.saved_searches.timing import FARTHEST, next_look

FOUND = "saved_search_found"
MOST_NAMED = 20
NO_MARK = -1  # of a term that the owner did not have at the last look
PUT_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Look:
    """A look that was begun: whose search, as of which turn, up to which arrival, and the notes that may be news to the owner."""

    search_id: int
    turn: int
    actor: Actor
    latest: int
    candidates: frozenset[int]


def due_searches(session: Session, limit: int) -> Sequence[int]:
    """Ids of searches whose time has come, the longest waiting first; those of suspended owners wait."""
    now = clock.now()
    query = (
        select(SavedSearch.id)
        .join(Member, Member.id == SavedSearch.member_id)
        .where(
            or_(SavedSearch.due_at <= now, SavedSearch.due_at > now + FARTHEST),
            SavedSearch.how_often != HowOften.NEVER,
            Member.suspended_at.is_(None),
            Member.email_confirmed_at.is_not(None),
        )
    )
    return session.scalars(query.order_by(SavedSearch.due_at, SavedSearch.id).limit(limit)).all()


def search_to_look_at(session: Session, search_id: int) -> SavedSearch | None:
    """The search with its owner; None when it was deleted or switched off meanwhile."""
    query = select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.how_often != HowOften.NEVER)
    return session.scalar(query.options(joinedload(SavedSearch.member)))


def begin_look(session: Session, search: SavedSearch) -> Look:
    """What may be news: notes the owner can read as of now and could not, or that were not there, at the last look."""
    actor = actor_for(session, search.member)
    latest = latest_arrival(session)
    candidates = arrived(session, search, actor, latest)
    return Look(search.id, search.turn, actor, latest, candidates)


def arrived(session: Session, search: SavedSearch, actor: Actor, latest: int) -> frozenset[int]:
    """A query for each mark among the owner's terms: one, and another when the owner came to a group or an organization."""
    found: set[int] = set()
    for mark, terms in by_mark({term: int(search.known.get(term, NO_MARK)) for term in audience_terms(actor)}).items():
        if mark >= latest:
            continue
        query = (
            select(NoteReach.note_id)
            .join(Note, Note.id == NoteReach.note_id)
            .where(
                NoteReach.term.in_(terms),
                NoteReach.opened > mark,
                NoteReach.opened <= latest,
                readable_by(actor),
                ~was_within_reach(search),
                ~was_named(search),
                ~written_by(actor),
            )
        )
        found.update(session.scalars(query))
    return frozenset(found)


def by_mark(marks: Mapping[str, int]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for term, mark in sorted(marks.items()):
        grouped.setdefault(mark, []).append(term)
    return grouped


def was_within_reach(search: SavedSearch) -> ColumnElement[bool]:
    """The owner could read the note already at some time between the search's beginning and its last look."""
    before = aliased(NoteReach)
    ways = [and_(before.term.in_(terms), before.opened <= mark) for mark, terms in by_mark(search.known).items()]
    since = or_(before.closed.is_(None), before.closed > search.began)
    return select(before.note_id).where(before.note_id == NoteReach.note_id, or_(false(), *ways), since).exists()


def was_named(search: SavedSearch) -> ColumnElement[bool]:
    named = FoundNote.note_id == NoteReach.note_id
    return select(FoundNote.note_id).where(FoundNote.search_id == search.id, named).exists()


def written_by(actor: Actor) -> ColumnElement[bool]:
    """Nobody is told of his own note."""
    own = (NoteAuthor.note_id == NoteReach.note_id) & (NoteAuthor.member_id == actor.member_id)
    return select(NoteAuthor.note_id).where(own).exists()


def end_look(session: Session, look: Look, named: Sequence[int], more: bool) -> bool:
    """Keep what was found and tell the owner, unless somebody else looked or the owner changed the search meanwhile.

    `named` are at most MOST_NAMED notes, best first; `more`: there were others. Returns whether this look counted. The mark
    moves and the notice is written in the same transaction, so that a crash loses both or neither.
    """
    arrived_meanwhile = latest_arrival(session, hold=True) > look.latest
    search = session.get(SavedSearch, look.search_id, populate_existing=True)
    if search is None or not take_turn(session, search, look, arrived_meanwhile):
        return False
    readable = set(session.scalars(select(Note.id).where(Note.id.in_(named), readable_by(look.actor)))) if named else ()
    kept = [note_id for note_id in named if note_id in readable][:MOST_NAMED]
    if kept:
        session.add_all([FoundNote(search_id=search.id, note_id=note_id) for note_id in kept])
        tell(session, [search.member_id], FOUND, search, None, notes=kept, more=more)
    return True


def take_turn(session: Session, search: SavedSearch, look: Look, again: bool) -> bool:
    """Move marks and time on if nobody has since the look began; the row is held to the end of the transaction."""
    now = clock.now()
    at_once = search.how_often == HowOften.AT_ONCE and again
    due = now if at_once else next_look(HowOften(search.how_often), now, search.member.timezone)
    known = {**search.known, **dict.fromkeys(sorted(audience_terms(look.actor)), look.latest)}
    taken = session.execute(
        update(SavedSearch)
        .where(SavedSearch.id == search.id, SavedSearch.turn == look.turn)
        .values(turn=look.turn + 1, known=known, due_at=due, looked_at=now)
        .execution_options(synchronize_session=False)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def put_off(session: Session, search_id: int) -> None:
    """A search that cannot be looked at for a reason of its own holds up no other."""
    later = update(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.how_often != HowOften.NEVER)
    session.execute(later.values(due_at=clock.now() + PUT_OFF).execution_options(synchronize_session=False))
