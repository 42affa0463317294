"""Cards: what a list says about a note, read as plain columns, since a page of results needs twenty at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Kind, Note, NoteAuthor, NoteCountry, NoteTeam, Revision, Tier
from knowledge.organizations.models import Organization, Team
from knowledge.people.models import Member
from knowledge.permissions import Actor, readable_by


@dataclass(frozen=True)
class Period:
    """When it happened: each end is YYYY or YYYY-MM or empty; `status` is ongoing, ended, stopped or empty."""

    start: str = ""
    end: str = ""
    status: str = ""


@dataclass(frozen=True)
class NoteCard:
    """What a list says about a note. `other_languages` are those of its translations that the actor may read."""

    id: int
    permalink: str
    title: str
    summary: str
    language: str
    countries: tuple[str, ...]
    organizations: tuple[str, ...]
    authors: tuple[str, ...]
    tier: Tier
    kind: Kind
    audience: AudienceKind
    evidence: str
    year: int | None
    published_at: datetime | None
    period: Period
    other_languages: tuple[str, ...] = ()


FACTS = (
    Note.id,
    Note.permalink,
    Note.title,
    Note.summary,
    Note.language,
    Note.tier,
    Note.kind,
    Note.audience,
    Note.evidence,
    Note.year,
    Note.status,
    Note.published_at,
    Note.translation_group,
)


def cards_for(session: Session, actor: Actor, ids: Sequence[int]) -> list[NoteCard]:
    """Cards of these notes, in this order; ids that the actor may not read are left out. Five queries, however many ids."""
    if not ids:
        return []
    rows = session.execute(
        select(*FACTS, Revision.content["period_start"].as_string(), Revision.content["period_end"].as_string())
        .outerjoin(Revision, Revision.id == Note.published_revision_id)
        .where(Note.id.in_(ids), readable_by(actor))
    ).all()
    shown = [row.id for row in rows]
    countries = gathered(
        session,
        select(NoteCountry.note_id, NoteCountry.country).order_by(NoteCountry.position),
        NoteCountry.note_id,
        shown,
    )
    owners = select(NoteTeam.note_id, Organization.name).join(Team, Team.id == NoteTeam.team_id)
    owners = owners.join(Organization, Organization.id == Team.organization_id).order_by(NoteTeam.position)
    organizations = gathered(session, owners, NoteTeam.note_id, shown)
    authors = select(NoteAuthor.note_id, Member.name).join(Member, Member.id == NoteAuthor.member_id)
    names = gathered(session, authors.order_by(NoteAuthor.position), NoteAuthor.note_id, shown)
    others = languages_beside(session, actor, rows)
    cards = {
        row.id: card(row, countries[row.id], organizations[row.id], names[row.id], others.get(row.id, ()))
        for row in rows
    }
    return [cards[note_id] for note_id in ids if note_id in cards]


def gathered(session: Session, query: Any, key: Any, ids: Sequence[int]) -> defaultdict[int, tuple[str, ...]]:
    """What hangs on each note, once each and in order."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for note_id, value in session.execute(query.where(key.in_(ids))):
        found[note_id][value] = None
    return defaultdict(tuple, {note_id: tuple(values) for note_id, values in found.items()})


def card(
    row: Any,
    countries: tuple[str, ...],
    organizations: tuple[str, ...],
    authors: tuple[str, ...],
    others: tuple[str, ...],
) -> NoteCard:
    return NoteCard(
        id=row.id,
        permalink=row.permalink,
        title=row.title,
        summary=row.summary,
        language=row.language,
        countries=countries,
        organizations=organizations,
        authors=authors,
        tier=Tier(row.tier),
        kind=Kind(row.kind),
        audience=AudienceKind(row.audience),
        evidence=row.evidence,
        year=row.year,
        published_at=row.published_at,
        period=Period(row[-2] or "", row[-1] or "", row.status),
        other_languages=others,
    )


def languages_beside(session: Session, actor: Actor, notes: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    """For each note with translations, the languages of the others that the actor may read."""
    groups = {note.translation_group for note in notes if note.translation_group}
    if not groups:
        return {}
    siblings = session.execute(
        select(Note.translation_group, Note.language)
        .where(Note.translation_group.in_(groups), readable_by(actor))
        .order_by(Note.language)
    ).all()
    return {
        note.id: tuple(
            dict.fromkeys(
                language
                for group, language in siblings
                if group == note.translation_group and language != note.language
            )
        )
        for note in notes
    }
