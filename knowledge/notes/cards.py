"""Cards: what a list says about a note, read as plain columns, since a page of results needs twenty at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import AudienceKind, Kind, Note, NoteAuthor, NoteCountry, NoteTeam, Tier
from knowledge.organizations.models import INTERNATIONAL, Organization, Team
from knowledge.people.models import Member
from knowledge.permissions import Actor, audience_terms, carries_one_of
from knowledge.reuse.models import TRIED, Adoption


@dataclass(frozen=True)
class Period:
    """When it happened: each end is YYYY or YYYY-MM or empty; `status` is ongoing, ended, stopped or empty."""

    start: str = ""
    end: str = ""
    status: str = ""


@dataclass(frozen=True)
class NoteCard:
    """What a list says about a note. `other_languages` are those of its translations that the actor may read.

    `taken_up_in` counts the other countries in which a team tried it, in whichever of those languages.
    """

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
    taken_up_in: int = 0
    income_level: str = ""


@dataclass(frozen=True)
class NoteLine:
    """What one line says about a note."""

    id: int
    permalink: str
    title: str
    language: str
    income_level: str
    countries: tuple[str, ...]


# Prepared once: putting a statement of this size together costs more than running it.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
TERMS: BindParameter[Any] = bindparam("terms", expanding=True)
FACTS = select(
    Note.id,
    Note.permalink,
    Note.title,
    Note.summary,
    Note.language,
    Note.tier,
    Note.kind,
    Note.audience,
    Note.evidence,
    Note.income_level,
    Note.year,
    Note.status,
    Note.published_at,
    Note.period_start,
    Note.period_end,
).where(Note.id.in_(IDS), carries_one_of(Note, TERMS))
LINES = (
    select(Note.id, Note.permalink, Note.title, Note.language, Note.income_level, NoteCountry.country)
    .outerjoin(NoteCountry, NoteCountry.note_id == Note.id)
    .where(Note.id.in_(IDS), carries_one_of(Note, TERMS))
    .order_by(Note.id, NoteCountry.position)
)
Sibling = aliased(Note)
AROUND = union_all(
    select(
        NoteCountry.note_id, literal("country").label("what"), NoteCountry.country.label("value"), NoteCountry.position
    ).where(NoteCountry.note_id.in_(IDS)),
    select(NoteTeam.note_id, literal("organization"), Organization.name, NoteTeam.position)
    .join(Team, Team.id == NoteTeam.team_id)
    .join(Organization, Organization.id == Team.organization_id)
    .where(NoteTeam.note_id.in_(IDS)),
    select(NoteAuthor.note_id, literal("author"), Member.name, NoteAuthor.position)
    .join(Member, Member.id == NoteAuthor.member_id)
    .where(NoteAuthor.note_id.in_(IDS)),
    select(Note.id, literal("language"), Sibling.language, literal(0))
    .join(Sibling, (Sibling.translation_group == Note.translation_group) & (Sibling.language != Note.language))
    .where(Note.id.in_(IDS), carries_one_of(Sibling, TERMS)),
    select(Adoption.note_id, literal("tried"), Team.country, literal(0))
    .join(Team, Team.id == Adoption.team_id)
    .where(Adoption.note_id.in_(IDS), Adoption.stage.in_(TRIED)),
    select(Note.id, literal("tried"), Team.country, literal(0))
    .join(Sibling, (Sibling.translation_group == Note.translation_group) & (Sibling.id != Note.id))
    .join(Adoption, Adoption.note_id == Sibling.id)
    .join(Team, Team.id == Adoption.team_id)
    .where(Note.id.in_(IDS), Adoption.stage.in_(TRIED), carries_one_of(Sibling, TERMS)),
)


def cards_for(session: Session, actor: Actor, ids: Sequence[int]) -> list[NoteCard]:
    """Cards of these notes, in this order; ids that the actor may not read are left out. Two queries, however many ids."""
    if not ids:
        return []
    terms = sorted(audience_terms(actor))
    rows = {row.id: row for row in session.execute(FACTS, {"ids": list(ids), "terms": terms})}
    around: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
    found = session.execute(AROUND, {"ids": list(rows), "terms": terms}).all() if rows else []
    for note_id, what, value, _position in sorted(found, key=lambda row: (row[3], row[2])):
        around[note_id, what][value] = None
    return [card(rows[note_id], around) for note_id in ids if note_id in rows]


def lines_for(session: Session, actor: Actor, ids: Sequence[int]) -> list[NoteLine]:
    """The same in a line each. One query."""
    if not ids:
        return []
    found: dict[int, NoteLine] = {}
    for row in session.execute(LINES, {"ids": list(ids), "terms": sorted(audience_terms(actor))}):
        before = found[row.id].countries if row.id in found else ()
        countries = (*before, row.country) if row.country else before
        found[row.id] = NoteLine(row.id, row.permalink, row.title, row.language, row.income_level, countries)
    return [found[note_id] for note_id in ids if note_id in found]


def card(row: Any, around: Mapping[tuple[int, str], Mapping[str, None]]) -> NoteCard:
    countries = around.get((row.id, "country"), {})
    return NoteCard(
        id=row.id,
        permalink=row.permalink,
        title=row.title,
        summary=row.summary,
        language=row.language,
        countries=tuple(countries),
        organizations=tuple(around.get((row.id, "organization"), ())),
        authors=tuple(around.get((row.id, "author"), ())),
        tier=Tier(row.tier),
        kind=Kind(row.kind),
        audience=AudienceKind(row.audience),
        evidence=row.evidence,
        year=row.year,
        published_at=row.published_at,
        period=Period(row.period_start, row.period_end, row.status),
        other_languages=tuple(around.get((row.id, "language"), ())),
        taken_up_in=len(around.get((row.id, "tried"), {}).keys() - countries.keys() - {INTERNATIONAL}),
        income_level=row.income_level,
    )
