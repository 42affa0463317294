"""A note's public life: sent for review, taken or sent back, published, withdrawn."""

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notes import news
from knowledge.notes.errors import NoteNotPublished, NothingToReview
from knowledge.notes.models import Note, NoteState
from knowledge.notes.projection import apply_publication, clear_review, find_note, translation_set
from knowledge.notes.proposal import read_proposal
from knowledge.notes.readiness import hindrances, is_live, revision_to_publish
from knowledge.notes.review.approving import approve_note, end_of_review, may_publish, publish_note
from knowledge.notes.wording import clean_text
from knowledge.notes.writing import lock, refuse
from knowledge.outbox import notes_changed
from knowledge.permissions import Action, Actor, may, require

__all__ = [
    "apply_publication",
    "approve_note",
    "ask_for_changes",
    "hindrances",
    "may_publish",
    "publish_note",
    "submit_note",
    "take_back",
    "withdraw_note",
]


def submit_note(session: Session, actor: Actor, note: Note) -> None:
    """Ask the owners' editors to look at the latest revision. Raises `Invalid` when it is not ready as a snapshot."""
    require(actor, Action.EDIT_NOTE, note)
    lock(session, note)
    latest = revision_to_publish(session, note, None)
    refuse(hindrances(session, actor, note, read_proposal(note, latest.content)))
    if note.submitted_at is not None or is_live(note, latest):
        return
    clear_review(note)
    note.submitted_at = clock.now()
    if note.state == NoteState.DRAFT:
        note.state = NoteState.SUBMITTED
    session.flush()
    news.tell_submitted(session, actor, note)


def ask_for_changes(session: Session, actor: Actor, note: Note, words: str) -> None:
    """Give a submitted note back to its authors with words on what to change. Raises `NothingToReview`, `Invalid`."""
    require(actor, Action.PUBLISH_NOTE, note)
    lock(session, note)
    if note.submitted_at is None:
        raise NothingToReview(note.permalink)
    words = clean_text(words).strip()
    refuse({} if words else {"words": "missing:sentence"})
    end_of_review(session, note)
    note.changes_asked, note.changes_asked_by_id = words, actor.member_id
    session.flush()
    news.tell_changes_asked(session, actor, note, words)


def take_back(session: Session, actor: Actor, note: Note) -> None:
    """The author takes the submission back, to write on. Raises `NothingToReview` when it does not wait any more."""
    require(actor, Action.TAKE_BACK_SUBMISSION, note)
    lock(session, note)
    if note.submitted_at is None:
        raise NothingToReview(note.permalink)
    end_of_review(session, note)
    news.tell_taken_back(session, actor, note)


def withdraw_note(session: Session, actor: Actor, note: Note, reason: str, successor: str = "") -> None:
    """Take a published note away; a tombstone with the reason stays at its address and may lead to a successor.

    `successor` is a permalink or an address of a published note. Raises `Invalid`, `NoteNotPublished`, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.WITHDRAW_NOTE, note)
    lock(session, note)
    if not note.is_published:
        raise NoteNotPublished(note.permalink)
    reason = clean_text(reason).strip()
    following = successor_named(session, actor, note, successor) if successor.strip() else None
    refuse({} if reason else {"reason": "missing:sentence"})
    note.state = NoteState.WITHDRAWN
    note.withdrawn_at = clock.now()
    note.withdrawn_reason, note.successor = reason, following
    clear_review(note)
    notes_changed(session, translation_set(session, note), narrowed={note.id})
    session.flush()
    news.tell_withdrawn(session, actor, note)


def successor_named(session: Session, actor: Actor, note: Note, address: str) -> Note:
    """The published note that takes this one's place, which the actor may read."""
    found = find_note(session, address)
    if found is None or found.id == note.id or not found.is_published or not may(actor, Action.READ_NOTE, found):
        raise Invalid({"successor": "unknown_note"})
    return found
