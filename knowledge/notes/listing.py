"""Lists of published notes: newest first, only what the actor may read, each note once however many translations it has."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from knowledge.notes.cards import NoteCard, cards_for
from knowledge.notes.models import (
    Note,
    NoteAuthor,
    NoteCountry,
    NoteTeam,
    NoteTopic,
)
from knowledge.organizations.models import Organization, Team
from knowledge.paging import PAGE_SIZE, Page, rows_of
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.permissions import Actor, readable_by


def list_notes(
    session: Session,
    actor: Actor,
    *,
    team: Team | None = None,
    organization: Organization | None = None,
    country: str | None = None,
    topic_ids: Collection[int] | None = None,
    author: Member | None = None,
    group: PeerGroup | None = None,
    languages: Sequence[str] = (),
    page: int = 1,
    per_page: int = PAGE_SIZE,
) -> Page[NoteCard]:
    """Notes for which all given filters hold; `group` means written for that group alone, `topic_ids` any of these topics.

    Of several translations the one in the first of `languages` is listed, else the original. At most six queries.
    """
    conditions = [readable_by(actor)]
    conditions += owned_by(team, organization)
    if country is not None:
        conditions.append(exists(NoteCountry, NoteCountry.country == country))
    if topic_ids is not None:
        conditions.append(exists(NoteTopic, NoteTopic.topic_id.in_(sorted(set(topic_ids)))))
    if author is not None:
        conditions.append(exists(NoteAuthor, NoteAuthor.member_id == author.id))
    if group is not None:
        conditions.append(Note.peer_group_id == group.id)
    found = one_of_each_group(conditions, languages)
    newest = found.order_by(found.selected_columns.published_at.desc(), found.selected_columns.id.desc())
    ids = rows_of(session, newest, page, per_page)
    return Page(cards_for(session, actor, ids.items), ids.number, ids.total, per_page)


def owned_by(team: Team | None, organization: Organization | None) -> list[ColumnElement[bool]]:
    conditions = []
    if team is not None:
        conditions.append(exists(NoteTeam, NoteTeam.team_id == team.id))
    if organization is not None:
        teams = select(Team.id).where(Team.organization_id == organization.id)
        conditions.append(exists(NoteTeam, NoteTeam.team_id.in_(teams)))
    return conditions


def exists(
    row: type[NoteTeam] | type[NoteCountry] | type[NoteTopic] | type[NoteAuthor], condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    return select(row.note_id).where(row.note_id == Note.id, condition).exists()


def one_of_each_group(
    conditions: Sequence[ColumnElement[bool]], languages: Sequence[str]
) -> Select[tuple[int, datetime]]:
    """Ids and dates, one of each set of translations: the reader's language first, then what is no translation."""
    together = func.coalesce(Note.translation_group, Note.permalink)
    place = func.row_number().over(
        partition_by=together,
        order_by=(language_order(languages), Note.translation_of_id.is_not(None), Note.published_at, Note.id),
    )
    ranked = select(Note.id, Note.published_at, place.label("place")).where(*conditions).subquery()
    return select(ranked.c.id, ranked.c.published_at).where(ranked.c.place == 1)


def language_order(languages: Sequence[str]) -> ColumnElement[int]:
    """Earlier in `languages` comes first; a regional form counts as its base language. Others come last, all alike."""
    bases = list(dict.fromkeys(language.split("-")[0] for language in languages))
    if not bases:
        return literal(0)
    spoken = [or_(Note.language == base, Note.language.startswith(f"{base}-", autoescape=True)) for base in bases]
    return case(*((condition, place) for place, condition in enumerate(spoken)), else_=len(bases))
