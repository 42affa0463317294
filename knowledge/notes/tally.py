"""How many notes an actor may read, in all and by country. Counted from narrow indexes; a costly count is kept for a moment."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Select, func, null, select, union_all
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
    """`notes` counts each note once; `by_country` counts it in each of its countries."""

    notes: int = 0
    by_country: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Tally") -> "Tally":
        return Tally(self.notes + other.notes, dict(Counter(self.by_country) + Counter(other.by_country)))


_kept: WeakKeyDictionary[Engine, dict[str, tuple[float, Tally]]] = WeakKeyDictionary()


def tally_notes(session: Session, actor: Actor) -> Tally:
    """What the actor may read. At most two queries: one for what everybody shares, one for the actor's own circles."""
    terms = audience_terms(actor)
    shared = [term for term in (PUBLIC, NETWORK) if term in terms]
    total = Tally()
    for tally in shared_tallies(session, shared).values():
        total = total.plus(tally)
    own = terms - {PUBLIC, NETWORK}
    return total.plus(own_tally(session, own)) if own else total


def shared_tallies(session: Session, terms: Collection[str]) -> dict[str, Tally]:
    """The tally of each term, from memory where it is fresh enough."""
    kept = _kept.setdefault(session.get_bind().engine, {})
    now = monotonic()
    fresh = {term: kept[term][1] for term in terms if term in kept and kept[term][0] > now}
    missing = sorted(set(terms) - fresh.keys())
    if not missing:
        return fresh
    counted = count_terms(session, missing)
    took = monotonic() - now
    if took >= KEEP_FROM_S:
        until = monotonic() + min(took * KEPT_FACTOR, LONGEST_KEPT_S)
        kept |= {term: (until, tally) for term, tally in counted.items()}
    return fresh | counted


def count_terms(session: Session, terms: Collection[str]) -> dict[str, Tally]:
    """Count by term. A note carries `public` or `network` or neither, so these two may be added up."""
    term, note_id = NoteAudience.term, NoteAudience.note_id
    carried = (term.in_(terms), note_id.not_in(unpublished()))
    totals = select(term, null().label("country"), func.count()).where(*carried).group_by(term)
    by_country = (
        select(term, NoteCountry.country, func.count())
        .join(NoteCountry, NoteCountry.note_id == note_id)
        .where(*carried)
        .group_by(term, NoteCountry.country)
    )
    rows: Sequence[Row[tuple[str, str | None, int]]] = session.execute(union_all(totals, by_country)).all()
    return {of: tally_from((country, n) for row_term, country, n in rows if row_term == of) for of in terms}


def own_tally(session: Session, terms: Collection[str]) -> Tally:
    """Notes that the actor reads only as a member of an organization or a group, or as their author."""
    shared = aliased(NoteAudience)
    everybodys = select(shared.note_id).where(
        shared.note_id == NoteAudience.note_id, shared.term.in_([PUBLIC, NETWORK])
    )
    mine = (
        select(NoteAudience.note_id)
        .where(NoteAudience.term.in_(terms), NoteAudience.note_id.not_in(unpublished()), ~everybodys.exists())
        .distinct()
        .cte("mine")
    )
    totals = select(null().label("country"), func.count()).select_from(mine)
    by_country = select(NoteCountry.country, func.count()).where(NoteCountry.note_id.in_(select(mine.c.note_id)))
    rows: Sequence[Row[tuple[str | None, int]]] = session.execute(
        union_all(totals, by_country.group_by(NoteCountry.country))
    ).all()
    return tally_from((country, n) for country, n in rows)


def unpublished() -> Select[tuple[int]]:
    """Withdrawn notes keep their terms for the tombstone; they are few, so the index on `state` finds them quickly."""
    return select(Note.id).where(Note.state.in_([NoteState.DRAFT, NoteState.SUBMITTED, NoteState.WITHDRAWN]))


def tally_from(rows: Iterable[tuple[str | None, int]]) -> Tally:
    """Rows of (country, number); the row without a country is the number of all notes."""
    found = dict(rows)
    return Tally(found.pop(None, 0), {country: n for country, n in found.items() if country is not None})
