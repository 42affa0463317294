"""What a saved search has found, as far as its owner may read it now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import Note
from knowledge.notices.models import Notice
from knowledge.paging import Page, rows_of
from knowledge.permissions import Action, Actor, readable_by, require
from knowledge.saved_searches.looking import FOUND
from knowledge.saved_searches.models import FoundNote, SavedSearch

MOST_NOTICES = 200


@dataclass(frozen=True)
class FoundTitle:
    """A note that a notice names."""

    permalink: str
    title: str
    language: str


def named_notes(session: Session, actor: Actor, notices: Sequence[Notice]) -> dict[int, list[FoundTitle]]:
    """By notice id the notes it names that the actor may read now, in their order. One query, none without such notices."""
    wanted = {notice.id: ids for notice in notices if (ids := ids_named(notice))}
    if not wanted:
        return {}
    everything = sorted({note_id for ids in wanted.values() for note_id in ids})
    rows = session.execute(
        select(Note.id, Note.permalink, Note.title, Note.language).where(Note.id.in_(everything), readable_by(actor))
    )
    titles = {row.id: FoundTitle(row.permalink, row.title, row.language) for row in rows}
    return {key: [titles[note_id] for note_id in ids if note_id in titles] for key, ids in wanted.items()}


def ids_named(notice: Notice) -> list[int]:
    ids = notice.detail.get("notes") if notice.kind == FOUND else None
    return [note_id for note_id in ids if isinstance(note_id, int)] if isinstance(ids, list) else []


def list_found(session: Session, actor: Actor, search: SavedSearch, page: int) -> Page[int]:
    """Ids of the notes that were named to the owner and are readable still, the latest first. One query."""
    require(actor, Action.USE_SAVED_SEARCH, search)
    query = (
        select(FoundNote.note_id)
        .join(Note, Note.id == FoundNote.note_id)
        .where(FoundNote.search_id == search.id, readable_by(actor))
    )
    return rows_of(session, query.order_by(FoundNote.found_at.desc(), FoundNote.note_id.desc()), page)


def unread_by_search(session: Session, actor: Actor, search_ids: Collection[int]) -> dict[int, int]:
    """How many notes these searches have named that the owner has not looked at and may read. Two queries."""
    query = (
        select(Notice)
        .where(Notice.member_id == actor.member_id, Notice.read_at.is_(None))
        .where(Notice.kind == FOUND, Notice.subject_id.in_(search_ids))
    )
    notices = session.scalars(query.order_by(Notice.id.desc()).limit(MOST_NOTICES)).all()
    counts: dict[int, int] = {}
    for notice_id, titles in named_notes(session, actor, notices).items():
        search_id = next(n.subject_id for n in notices if n.id == notice_id)
        counts[search_id] = counts.get(search_id, 0) + len(titles)
    return {search_id: count for search_id, count in counts.items() if count}


def read_found(session: Session, actor: Actor, search: SavedSearch) -> None:
    """The owner has seen what the search found: its notices are read, and no letter about them goes out any more."""
    require(actor, Action.USE_SAVED_SEARCH, search)
    about = (Notice.member_id == actor.member_id, Notice.kind == FOUND, Notice.subject_id == search.id)
    session.execute(update(Notice).where(*about, Notice.read_at.is_(None)).values(read_at=clock.now()))
