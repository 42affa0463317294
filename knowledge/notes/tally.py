"""How many notes an actor may read, in all and by country. Counted from narrow indexes; a costly count is kept for a moment."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, CompoundSelect, Engine, Select, func, null, select, union_all
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import Note, NoteAudience, NoteCountry, NoteState
from knowledge.permissions import NETWORK, PUBLIC, Actor, audience_terms

# A count is kept a hundred times as long as it took: counting never takes more than one part in a hundred of a server's
# time, a minute old at most. What takes less than KEEP_FROM_S is counted each time.
KEPT_FACTOR = 100
KEEP_FROM_S = 0.004
LONGEST_KEPT_S = 60.0


@dataclass(frozen=True)
class Tally:
    """`notes` counts a note and its translations once; `by_country` does so in each of their countries."""

    notes: int = 0
    by_country: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Tally") -> "Tally":
        return Tally(self.notes + other.notes, dict(Counter(self.by_country) + Counter(other.by_country)))


_kept: WeakKeyDictionary[Engine, dict[Sequence[str], tuple[float, Tally]]] = WeakKeyDictionary()


def tally_notes(session: Session, actor: Actor) -> Tally:
    """What the actor may read. At most two queries: one for what everybody shares, one for the actor's own circles."""
    terms = audience_terms(actor)
    shared = tuple(term for term in (PUBLIC, NETWORK) if term in terms)
    tally = shared_tally(session, shared)
    own = terms.difference(shared)
    return tally.plus(own_tally(session, own, shared)) if own else tally


def shared_tally(session: Session, terms: Sequence[str]) -> Tally:
    """The tally of what carries one of these terms, from memory where it is fresh enough."""
    kept = _kept.setdefault(session.get_bind().engine, {})
    now = monotonic()
    if terms in kept and kept[terms][0] > now:
        return kept[terms][1]
    tally = count_terms(session, terms)
    took = monotonic() - now
    if took >= KEEP_FROM_S:
        kept[terms] = (now + min(took * KEPT_FACTOR, LONGEST_KEPT_S), tally)
    return tally


def count_terms(session: Session, terms: Sequence[str]) -> Tally:
    """Count every note from narrow indexes, then take away the translations, which are fewer.

    A note carries `public` or `network` or neither, never both, so no note is counted twice.
    """
    note_id, country = NoteAudience.note_id, NoteCountry.country
    carried = (NoteAudience.term.in_(terms), note_id.not_in(unpublished()))
    notes = select(null().label("country"), func.count()).where(*carried)
    by_country = (
        select(country, func.count())
        .select_from(NoteAudience)
        .join(NoteCountry, NoteCountry.note_id == note_id)
        .where(*carried)
        .group_by(country)
    )
    again = func.count(func.distinct(Note.translation_group)) - func.count()
    translated = (Note.translation_group > "", carries(terms), Note.id.not_in(unpublished()))
    repeats = select(null(), again).where(*translated)
    repeats_by_country = (
        select(country, again).join(NoteCountry, NoteCountry.note_id == Note.id).where(*translated).group_by(country)
    )
    return tally_from(session, union_all(notes, by_country, repeats, repeats_by_country))


def carries(terms: Collection[str]) -> ColumnElement[bool]:
    return select(NoteAudience.note_id).where(NoteAudience.note_id == Note.id, NoteAudience.term.in_(terms)).exists()


def own_tally(session: Session, terms: Collection[str], shared: Sequence[str]) -> Tally:
    """Notes that the actor reads only as a member of an organization or a group, or as their author."""
    mine = (
        select(Note.id)
        .join(NoteAudience, NoteAudience.note_id == Note.id)
        .where(NoteAudience.term.in_(terms), Note.id.not_in(unpublished()), *not_shared(shared))
        .distinct()
        .cte("mine")
    )
    works = func.count(func.distinct(func.coalesce(Note.translation_group, Note.permalink)))
    notes = select(null().label("country"), works).where(Note.id.in_(select(mine.c.id)))
    by_country = (
        select(NoteCountry.country, works)
        .join(Note, Note.id == NoteCountry.note_id)
        .where(NoteCountry.note_id.in_(select(mine.c.id)))
        .group_by(NoteCountry.country)
    )
    return tally_from(session, union_all(notes, by_country))


def not_shared(terms: Sequence[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Neither the note nor a translation of it carries one of the terms."""
    reader, other = aliased(NoteAudience), aliased(Note)
    itself = select(reader.note_id).where(reader.note_id == Note.id, reader.term.in_(terms))
    read_by_all = select(reader.note_id).where(reader.note_id == other.id, reader.term.in_(terms)).exists()
    # Gathered once, not asked for each note: correlated, a planner without statistics made this quadratic.
    groups = select(other.translation_group).where(
        other.translation_group > "", read_by_all, other.id.not_in(unpublished())
    )
    return ~itself.exists(), Note.translation_group.is_(None) | Note.translation_group.not_in(groups)


def unpublished() -> Select[tuple[int]]:
    """Withdrawn notes keep their terms for the tombstone; they are few, so the index on `state` finds them quickly."""
    return select(Note.id).where(Note.state.in_([NoteState.DRAFT, NoteState.SUBMITTED, NoteState.WITHDRAWN]))


def tally_from(session: Session, query: CompoundSelect[tuple[str | None, int]]) -> Tally:
    """Add up rows of (country, number); those without a country count all notes."""
    found: Counter[str | None] = Counter()
    for country, n in session.execute(query).tuples():
        found[country] += n
    notes = found.pop(None, 0)
    return Tally(notes, {country: n for country, n in found.items() if country is not None and n})
