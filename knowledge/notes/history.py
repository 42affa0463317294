"""A note's revisions: which of them one may see, listed and opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.notes.models import AudienceKind, Note, PastRevision, Revision
from knowledge.paging import PAGE_SIZE, Page
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, may, require


@dataclass(frozen=True)
class RevisionLine:
    """A revision in the list. `author` is empty for an import; `restored_from` is the number whose text came back, or 0."""

    number: int
    words: str
    author: str
    created_at: datetime
    published_at: datetime | None
    restored_from: int
    is_current: bool


def list_revisions(
    session: Session, actor: Actor, note: Note, page: int = 1, size: int = PAGE_SIZE
) -> Page[RevisionLine]:
    """The revisions the actor may see, the latest first: its writers see all, readers what was published for them.

    One query that leaves the texts where they are.
    """
    require(actor, Action.READ_NOTE, note)
    said = Revision.content
    rows = session.execute(
        select(
            Revision.id,
            Revision.number,
            Revision.words,
            Member.name,
            Revision.created_at,
            Revision.published_at,
            said["restored_from"].as_integer(),
            said["audience"].as_string(),
            said["peer_group"].as_integer(),
            said["teams"],
        )
        .outerjoin(Member, Member.id == Revision.author_id)
        .where(Revision.note_id == note.id)
        .order_by(Revision.number.desc())
    ).all()
    lines = []
    for key, number, words, author, created_at, published_at, restored, audience, group, teams in rows:
        scope = {"audience": audience, "peer_group": group, "teams": teams}
        if may(actor, Action.READ_REVISION, past_revision(note, published_at, scope)):
            is_current = key == note.published_revision_id and note.is_published
            lines.append(RevisionLine(number, words, author or "", created_at, published_at, restored or 0, is_current))
    number = max(1, min(page, -(-len(lines) // size)))
    return Page(lines[(number - 1) * size : number * size], number, len(lines), size)


def find_revision(session: Session, actor: Actor, note: Note, number: int) -> Revision:
    """One revision of the note. Raises `NotFound` when there is none or it was not for the actor."""
    revision = session.scalar(select(Revision).where(Revision.note_id == note.id, Revision.number == number))
    if revision is None:
        raise NotFound(f"revision {number}")
    require(actor, Action.READ_REVISION, past_revision(note, revision.published_at, revision.content))
    return revision


def may_read_revision(actor: Actor, note: Note, revision: Revision) -> bool:
    return may(actor, Action.READ_REVISION, past_revision(note, revision.published_at, revision.content))


def past_revision(note: Note, published_at: datetime | None, said: Mapping[str, Any]) -> PastRevision:
    """What a revision says of its readers; an import says nothing, and its note's own facts hold."""
    audience = said.get("audience")
    teams = said.get("teams")
    return PastRevision(
        note=note,
        is_published=published_at is not None,
        audience=AudienceKind(audience) if audience in set(AudienceKind) else AudienceKind(note.audience),
        peer_group_id=said.get("peer_group") if audience else note.peer_group_id,
        teams=frozenset(teams) if teams else frozenset(owner.team_id for owner in note.owners),
    )
