"""Reading what was made of a note. Who may read the note, in whatever language, may read how it fared with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from knowledge.errors import NotFound
from knowledge.notes.models import Note
from knowledge.organizations.models import INTERNATIONAL, Organization, Team
from knowledge.paging import PAGE_SIZE, Page, page_of
from knowledge.permissions import Actor, audience_terms, carries_one_of, readable_by
from knowledge.reuse.models import TRIED, Adoption, AdoptionUpdate
from knowledge.reuse.record import AdoptionRecord

MOST_LOOKED_AT = 1000


@dataclass(frozen=True)
class AdoptionLine:
    """An adoption as lists show it. `note_id` is the one of the set of translations that the team read."""

    id: int
    note_id: int
    team_id: int
    organization: str
    language: str  # of the organization's name
    slug: str
    country: str
    changed_at: datetime
    record: AdoptionRecord

    @property
    def is_tried(self) -> bool:
        return self.record.stage in TRIED


def of_the_set(note: Note) -> ColumnElement[bool]:
    """On `Note`: this note or a translation of it."""
    return Note.translation_group == note.translation_group if note.translation_group else Note.id == note.id


@cache
def adoptions_where(which: InstrumentedAttribute[Any]) -> Select[Any]:
    """The statement for the notes of which this is `this`, kept: every note page asks it."""
    columns = (Adoption.id, Adoption.note_id, Adoption.team_id, Organization.name, Organization.language)
    return (
        select(*columns, Organization.slug, Team.country, Adoption.changed_at, Adoption.content)
        .join(Note, Note.id == Adoption.note_id)
        .join(Team, Team.id == Adoption.team_id)
        .join(Organization, Organization.id == Team.organization_id)
        .where(which == bindparam("this"), carries_one_of(Note, bindparam("terms", expanding=True)))
        .order_by(Adoption.changed_at.desc(), Adoption.id.desc())
        .offset(bindparam("first"))
        .limit(bindparam("most"))
    )


def adoptions_of(
    session: Session, actor: Actor, note: Note, first: int = 0, most: int = MOST_LOOKED_AT
) -> list[AdoptionLine]:
    """Adoptions of the note and of those of its translations that the actor may read, the latest news first. One query."""
    which, this = (Note.translation_group, note.translation_group) if note.translation_group else (Note.id, note.id)
    named = {"this": this, "terms": sorted(audience_terms(actor)), "first": first, "most": most}
    return [line_of(row) for row in session.execute(adoptions_where(which), named)]


def list_adoptions(
    session: Session, actor: Actor, note: Note, page: int = 1, size: int = PAGE_SIZE
) -> Page[AdoptionLine]:
    """The same as a list. Two queries."""
    query = select(func.count()).select_from(Adoption).join(Adoption.note).where(of_the_set(note), readable_by(actor))
    total = session.scalar(query) or 0
    number = max(1, min(page, -(-total // size)))
    return Page(adoptions_of(session, actor, note, (number - 1) * size, size), number, total, size)


def line_of(row: Any) -> AdoptionLine:
    facts: Any = (*row[:-1], AdoptionRecord.from_json(row[-1]))
    return AdoptionLine(*facts)


def find_adoption(session: Session, actor: Actor, note: Note, slug: str, country: str) -> Adoption:
    """What this team made of the note or of a translation that the actor may read. Raises `NotFound`. One query."""
    found = session.scalar(
        select(Adoption)
        .join(Adoption.note)
        .join(Adoption.team)
        .join(Team.organization)
        .where(of_the_set(note), readable_by(actor))
        .where(Organization.slug == slug, Team.country == country.upper())
        .order_by(Adoption.note_id != note.id, Adoption.id)
        .limit(1)
    )
    if found is None:
        raise NotFound(f"{slug}/{country}")
    return found


def list_updates(session: Session, adoption: Adoption, page: int = 1) -> Page[AdoptionUpdate]:
    """The history of an adoption that was found for the reader, the latest first. One query."""
    query = select(AdoptionUpdate).where(AdoptionUpdate.adoption_id == adoption.id)
    query = query.options(joinedload(AdoptionUpdate.member)).order_by(AdoptionUpdate.number.desc())
    return page_of(session, query, page)


def countries_tried(lines: Sequence[AdoptionLine], own: Sequence[str]) -> list[str]:
    """The countries in which the note was tried, but those it is from, in the order of the list."""
    tried = (line.country for line in lines if line.is_tried)
    return [country for country in dict.fromkeys(tried) if country not in own and country != INTERNATIONAL]
