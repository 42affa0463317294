"""What a member has typed and not yet saved: one draft a note and member, apart from all revisions."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notes.attachments.attaching import note_files_of_draft, with_known_files
from knowledge.notes.errors import NoteWasPublished
from knowledge.notes.models import Draft, Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.validation import too_large
from knowledge.permissions import Action, Actor, require


def draft_of(session: Session, actor: Actor, note: Note) -> Draft | None:
    """The actor's own unsaved words in this note."""
    return session.get(Draft, (note.id, actor.member_id)) if actor.member_id is not None else None


def keep_draft(session: Session, actor: Actor, note: Note, proposal: Proposal, base_number: int) -> Draft:
    """Keep what was typed on top of revision `base_number`, in whatever state.

    Raises `Invalid` only for what is too large, and for a file that is not the note's.
    """
    require(actor, Action.EDIT_NOTE, note)
    words = proposal.cleaned()
    problems = too_large(words)
    if problems:
        raise Invalid(problems)
    words = with_known_files(session, note, words)
    draft = draft_of(session, actor, note)
    if draft is None:
        draft = Draft(note_id=note.id, member_id=actor.member_id)
        session.add(draft)
    draft.content = words.to_json()
    draft.base_number = min(base_number, note.latest_number)
    draft.saved_at = clock.now()
    session.flush()
    note_files_of_draft(session, draft, words.content.attachments)
    return draft


def drop_draft(session: Session, note: Note, actor: Actor) -> None:
    """Forget the actor's unsaved words, because they were saved or are not wanted."""
    draft = draft_of(session, actor, note)
    if draft is not None:
        session.delete(draft)
        session.flush()


def discard_draft(session: Session, actor: Actor, note: Note) -> bool:
    """Throw away what the actor typed and did not save; a note that was never saved goes with it. Whether the note is still there."""
    require(actor, Action.EDIT_NOTE, note)
    drop_draft(session, note, actor)
    if note.latest_number == 0:
        remove(session, note)
        return False
    return True


def delete_unpublished(session: Session, actor: Actor, note: Note) -> None:
    """Delete a note that nobody but its writers ever saw, with all its revisions. Raises `NoteWasPublished`."""
    require(actor, Action.EDIT_NOTE, note)
    if note.published_at is not None:
        raise NoteWasPublished(note.permalink)
    remove(session, note)


def remove(session: Session, note: Note) -> None:
    session.execute(update(Note).where(Note.translation_of_id == note.id).values(translation_of_id=None))
    session.execute(update(Note).where(Note.adapted_from_id == note.id).values(adapted_from_id=None))
    session.execute(delete(Draft).where(Draft.note_id == note.id))
    session.delete(note)
    session.flush()
