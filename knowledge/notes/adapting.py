"""A note that grew out of another team's: the link `adapted_from`, which never leads in a circle."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notes.projection import find_note
from knowledge.notes.proposal import Proposal
from knowledge.notes.validation import Problems
from knowledge.permissions import Action, Actor, may


def adaptation_problems(session: Session, actor: Actor, note: Note, proposal: Proposal) -> Problems:
    """The source is another published note that the actor may read and that does not come from this one itself.

    A source that stands already may stay when it is withdrawn.
    """
    if not proposal.adapted_from:
        return {}
    source = find_note(session, proposal.adapted_from)
    stands = source is not None and source.id == note.adapted_from_id
    if source is None or not (stands or (source.is_published and may(actor, Action.READ_NOTE, source))):
        return {"adapted_from": "unknown_note"}
    ours = {note.id, note.translation_group} - {None}
    comes_from_us = any(not ours.isdisjoint(row) for row in line_above(session, source))
    return {"adapted_from": "cyclic"} if comes_from_us else {}


def hold_line(session: Session, proposal: Proposal) -> None:
    """Lock what the proposal would come from, so that two notes published at one moment cannot close a circle."""
    source = find_note(session, proposal.adapted_from)
    if source is not None:
        line_above(session, source, lock=True)


def line_above(session: Session, source: Note, *, lock: bool = False) -> list[tuple[int, str | None]]:
    """(id, translation group) of the source, of what it was adapted from at whatever remove, and of their translations."""
    found: dict[int, str | None] = {}
    todo = {source.id}
    while todo:
        groups = select(Note.translation_group).where(Note.id.in_(todo), Note.translation_group.is_not(None))
        together = Note.id.in_(todo) | Note.translation_group.in_(groups)
        query = select(Note.id, Note.translation_group, Note.adapted_from_id).where(together).order_by(Note.id)
        rows = session.execute(query.with_for_update(of=Note) if lock else query).all()
        found |= {row.id: row.translation_group for row in rows}
        todo = {row.adapted_from_id for row in rows if row.adapted_from_id is not None} - found.keys()
    return list(found.items())
