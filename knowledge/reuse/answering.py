"""Answers to a note's transfer conditions, also to those that it had when they were read and has no more."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.content import Condition
from knowledge.notes.models import Note, Revision
from knowledge.reuse.models import Adoption
from knowledge.reuse.record import AdoptionRecord, Answer, answers_for


def answers_to(session: Session, note: Note, adoption: Adoption | None, held: Mapping[str, str]) -> tuple[Answer, ...]:
    """An answer for each condition of the published note, and for older ones that were answered now or before.

    `held` are the answers given now, by the condition's words. Words that the note never published are nobody's condition
    and left out. At most one query, and only when an older condition was answered.
    """
    current = note.published_revision.practice().conditions if note.published_revision else ()
    earlier = AdoptionRecord.from_json(adoption.content).answers if adoption is not None else ()
    known = {row.condition for row in current} | {answer.condition for answer in earlier}
    older = [] if held.keys() <= known else [row for row in conditions_once(session, note) if row.condition in held]
    before = {row.condition: Answer(row.condition, row.kind, held[row.condition]) for row in older}
    kept = {answer.condition: answer for answer in earlier}
    return answers_for(current, (before | kept).values(), held)


def conditions_once(session: Session, note: Note) -> list[Condition]:
    """The conditions of every revision that was published."""
    published = (Revision.note_id == note.id, Revision.published_at.is_not(None))
    revisions = session.scalars(select(Revision).where(*published).order_by(Revision.number))
    return [row for revision in revisions for row in revision.practice().conditions]
