"""A team tells what it makes of a note: the first time, and again as things go on."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.news import authors_of, editors_of
from knowledge.notes.projection import translation_set
from knowledge.notices.telling import tell
from knowledge.organizations.models import Team
from knowledge.outbox import notes_changed
from knowledge.permissions import Action, Actor, readable_by, require
from knowledge.reuse.errors import AdoptionChangedMeanwhile
from knowledge.reuse.models import Adopting, Adoption, AdoptionUpdate, Outcome, Stage
from knowledge.reuse.reading import of_the_set
from knowledge.reuse.record import AdoptionRecord
from knowledge.reuse.validation import problems_of


def adopt_note(
    session: Session, actor: Actor, note: Note, team: Team, record: AdoptionRecord, base_number: int = 0
) -> Adoption:
    """Record what the actor's team makes of the note, on top of its update `base_number` (0: the first time).

    Every telling is kept; the authors and the owners' editors are told. Saying the same again changes nothing. Raises
    `Invalid` for what is missing or wrong, `AdoptionChangedMeanwhile` when a colleague told something since.
    """
    require(actor, Action.READ_NOTE, note)
    require(actor, Action.ADOPT_NOTE, Adopting(note, team.id))
    record = record.cleaned()
    if problems := problems_of(record):
        raise Invalid(problems)
    adoption = find_own(session, actor, note, team, lock=True) or begun(session, actor, note, team, record)
    if adoption.latest_number != base_number:
        raise AdoptionChangedMeanwhile(adoption)
    if base_number and AdoptionRecord.from_json(adoption.content) == record:
        return adoption
    add_update(session, actor.member_id, adoption, record)
    tell_adopted(session, actor, note, adoption, record)
    return adoption


def find_own(session: Session, actor: Actor, note: Note, team: Team, *, lock: bool = False) -> Adoption | None:
    """What the team told of the note, or else of a translation of it that the actor may read."""
    query = (
        select(Adoption)
        .join(Adoption.note)
        .where(Adoption.team_id == team.id, of_the_set(note), readable_by(actor))
        .order_by(Adoption.note_id != note.id, Adoption.id)
        .limit(1)
    )
    if not lock:
        return session.scalar(query)
    return session.scalar(query.with_for_update(of=Adoption).execution_options(populate_existing=True))


def begun(session: Session, actor: Actor, note: Note, team: Team, record: AdoptionRecord) -> Adoption:
    """The team's adoption, without an update yet; a colleague's when that was written a moment before."""
    adoption = Adoption(
        note_id=note.id, team_id=team.id, stage=Stage(record.stage), outcome=record.outcome, content=record.to_json()
    )
    try:
        with session.begin_nested():
            session.add(adoption)
    except IntegrityError:
        first = find_own(session, actor, note, team, lock=True)
        if first is None:
            raise
        return first
    return adoption


def add_update(session: Session, member_id: int | None, adoption: Adoption, record: AdoptionRecord) -> AdoptionUpdate:
    """Append to the history; the adoption repeats what was told last, and the index learns of it. Asks nobody."""
    now, content, outcome = clock.now(), record.to_json(), Outcome(record.outcome) if record.outcome else ""
    adoption.latest_number += 1
    adoption.stage, adoption.outcome, adoption.content, adoption.changed_at = Stage(record.stage), outcome, content, now
    update = AdoptionUpdate(
        adoption_id=adoption.id, number=adoption.latest_number, at=now, member_id=member_id, content=content
    )
    update.stage, update.outcome, update.words = adoption.stage, outcome, record.words
    session.add(update)
    session.flush()
    notes_changed(session, translation_set(session, session.get_one(Note, adoption.note_id)))
    session.flush()
    return update


def tell_adopted(session: Session, actor: Actor, note: Note, adoption: Adoption, record: AdoptionRecord) -> None:
    """At once to the note's authors and its owners' editors, and to those of the original if it is a translation.

    A translation for fewer readers than all members is not told of to the original's people.
    """
    told = authors_of(note) | editors_of(session, note)
    if note.translation_of is not None and note.audience in (AudienceKind.PUBLIC, AudienceKind.NETWORK):
        told |= authors_of(note.translation_of) | editors_of(session, note.translation_of)
    kind = "note_adopted" if adoption.latest_number == 1 else "adoption_updated"
    tell(session, told, kind, note, actor.member_id, words=record.words)
