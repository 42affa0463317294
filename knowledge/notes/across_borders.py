"""What is new from elsewhere: the newest notes an actor may read, mixed by organization, country and people.

What teams tell of their own practice comes before documents that were imported, which arrive by the thousand.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Subquery, select, union_all
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.cards import NoteCard, cards_for
from knowledge.notes.models import Kind, Note, NoteAuthor, NoteCountry, NoteTeam
from knowledge.organizations.models import INTERNATIONAL, Team
from knowledge.permissions import Actor, readable_by

SHOWN = 8
LEAST_SHOWN = 4
# The newest among which it chooses: the same work however many there are.
PRACTICES_LOOKED_AT = 400
REFERENCES_LOOKED_AT = 200


@dataclass
class Candidate:
    """A new note and what makes it different from the others. `is_abroad`: from no country of the reader's teams."""

    id: int
    kind: Kind
    language: str
    translations: str | None
    organizations: set[int] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)
    is_abroad: bool = True


def new_across_borders(session: Session, actor: Actor, languages: Sequence[str], shown: int = SHOWN) -> list[NoteCard]:
    """At most `shown` cards: from other countries than the actor's before home, practice before reference notes. Four queries.

    No two share an organization, a country or an author; only where that leaves fewer than LEAST_SHOWN are the newest others added.
    Of translations one is shown, in the earliest of `languages` there is.
    """
    chosen = mixed(newest(session, actor), shown)
    siblings = readable_translations(session, actor, chosen)
    ids = [in_language(candidate, siblings, languages) for candidate in chosen]
    shown_cards = cards_for(session, actor, ids)
    abroad = {note_id for note_id, candidate in zip(ids, chosen, strict=True) if candidate.is_abroad}
    newest_first = sorted(shown_cards, key=lambda card: card.published_at or clock.now(), reverse=True)
    return sorted(newest_first, key=lambda card: (card.id not in abroad, card.kind == Kind.REFERENCE))


def newest(session: Session, actor: Actor) -> list[Candidate]:
    """The newest notes, one of each set of translations, with their traits."""
    practices = newest_of(actor, Kind.PRACTICE, PRACTICES_LOOKED_AT)
    references = newest_of(actor, Kind.REFERENCE, REFERENCES_LOOKED_AT)
    found: dict[str | int, Candidate] = {}
    for note_id, kind, language, translations in session.execute(union_all(select(practices), select(references))):
        found.setdefault(translations or note_id, Candidate(note_id, Kind(kind), language, translations))
    add_traits(session, actor, found.values())
    return list(found.values())


def newest_of(actor: Actor, kind: Kind, most: int) -> Subquery:
    query = select(Note.id, Note.kind, Note.language, Note.translation_group)
    readable = query.where(readable_by(actor), Note.kind == kind)
    return readable.order_by(Note.published_at.desc(), Note.id.desc()).limit(most).subquery()


def add_traits(session: Session, actor: Actor, candidates: Iterable[Candidate]) -> None:
    """Fill in organizations, countries and authors, and whether a candidate is from abroad; one query."""
    by_id = {candidate.id: candidate for candidate in candidates}
    own_countries = select(Team.country).where(Team.id.in_(sorted(actor.teams)))
    rows = session.execute(
        select(
            NoteTeam.note_id,
            Team.organization_id,
            NoteCountry.country,
            NoteAuthor.member_id,
            NoteCountry.country.in_(own_countries),
        )
        .join(Team, Team.id == NoteTeam.team_id)
        .outerjoin(NoteCountry, NoteCountry.note_id == NoteTeam.note_id)
        .outerjoin(NoteAuthor, NoteAuthor.note_id == NoteTeam.note_id)
        .where(NoteTeam.note_id.in_(by_id))
    )
    for note_id, organization, country, author, is_home in rows:
        candidate = by_id[note_id]
        candidate.organizations.add(organization)
        candidate.is_abroad = candidate.is_abroad and not is_home
        if country not in (None, INTERNATIONAL):
            candidate.countries.add(country)
        if author is not None:
            candidate.authors.add(author)


def mixed(candidates: Sequence[Candidate], shown: int) -> list[Candidate]:
    """Choose from the newest down: abroad before home, practices before references, nobody and nowhere twice."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (not c.is_abroad, c.kind == Kind.REFERENCE)):
        if len(chosen) < shown and all(differ(candidate, other) for other in chosen):
            chosen.append(candidate)
    for candidate in candidates:
        if len(chosen) < min(LEAST_SHOWN, shown) and candidate not in chosen:
            chosen.append(candidate)
    return chosen


def differ(one: Candidate, other: Candidate) -> bool:
    return (
        one.organizations.isdisjoint(other.organizations)
        and one.countries.isdisjoint(other.countries)
        and one.authors.isdisjoint(other.authors)
    )


def readable_translations(
    session: Session, actor: Actor, chosen: Collection[Candidate]
) -> dict[str, list[tuple[int, str]]]:
    """By translation group the (id, language) of every member of it that the actor may read, the original first."""
    groups = {candidate.translations for candidate in chosen if candidate.translations}
    if not groups:
        return {}
    rows = session.execute(
        select(Note.translation_group, Note.id, Note.language)
        .where(Note.translation_group.in_(groups), readable_by(actor))
        .order_by(Note.translation_of_id.is_not(None), Note.id)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for group, note_id, language in rows:
        found.setdefault(group or "", []).append((note_id, language))
    return found


def in_language(candidate: Candidate, siblings: dict[str, list[tuple[int, str]]], languages: Sequence[str]) -> int:
    """The id of the translation that the reader reads best; the original where none is in a language of theirs."""
    known = siblings.get(candidate.translations or "", [])
    for base in (language.split("-")[0] for language in languages):
        for note_id, language in known:
            if language.split("-")[0] == base:
                return note_id
    return known[0][0] if known else candidate.id
