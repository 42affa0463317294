"""A note's public life: sent for review, sent back, published, withdrawn."""

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes import news
from knowledge.notes.adapting import adaptation_problems, hold_line
from knowledge.notes.completeness import missing_for
from knowledge.notes.errors import NoteNotPublished, NothingToReview
from knowledge.notes.models import Note, NoteState, Revision, Tier
from knowledge.notes.projection import apply_publication, clear_review, find_note, translation_set
from knowledge.notes.proposal import Proposal, read_proposal, revision_numbered
from knowledge.notes.scope import as_proposed, translation_problems
from knowledge.notes.validation import Problems, problems_of
from knowledge.notes.wording import clean_text
from knowledge.notes.writing import lock, refuse
from knowledge.outbox import notes_changed
from knowledge.permissions import Action, Actor, may, require

__all__ = [
    "apply_publication",
    "ask_for_changes",
    "hindrances",
    "may_publish",
    "publish_note",
    "submit_note",
    "withdraw_note",
]


def hindrances(session: Session, actor: Actor, note: Note, proposal: Proposal) -> Problems:
    """What keeps the proposal from being published: what a snapshot lacks (`missing:<wanted>`), and what is not valid."""
    missing = {name: f"missing:{wanted}" for name, wanted in missing_for(Tier.SNAPSHOT, proposal, note.kind)}
    links = translation_problems(session, actor, note, proposal) | adaptation_problems(session, actor, note, proposal)
    return missing | problems_of(proposal) | links


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
    clear_review(note)
    note.changes_asked, note.changes_asked_by_id = words, actor.member_id
    if note.state == NoteState.SUBMITTED:
        note.state = NoteState.DRAFT
    session.flush()
    news.tell_changes_asked(session, actor, note, words)


def publish_note(session: Session, actor: Actor, note: Note, number: int | None = None) -> Revision:
    """Publish revision `number` (the one that was looked at; default: the latest). The same once more changes nothing.

    The right to publish must hold for the note as it is and as it becomes, so that nobody widens its audience by publishing.
    """
    require(actor, Action.PUBLISH_NOTE, note)
    lock(session, note)
    revision = revision_to_publish(session, note, number)
    if is_live(note, revision):
        return revision
    proposal = read_proposal(note, revision.content)
    hold_line(session, proposal)
    refuse(hindrances(session, actor, note, proposal))
    if not may_publish(actor, note, proposal):
        raise NotAllowed("publishing for these owners and this audience")
    apply_publication(session, note, revision)
    news.tell_published(session, actor, note)
    return revision


def may_publish(actor: Actor, note: Note, proposal: Proposal) -> bool:
    """Whether the actor may publish the note as it stands, and as the proposal would make it."""
    return may(actor, Action.PUBLISH_NOTE, note) and may(actor, Action.PUBLISH_NOTE, as_proposed(proposal))


def revision_to_publish(session: Session, note: Note, number: int | None) -> Revision:
    revision = revision_numbered(session, note, number or note.latest_number)
    if revision is None:
        raise NotFound(f"revision {number}")
    return revision


def is_live(note: Note, revision: Revision) -> bool:
    return note.is_published and note.published_revision_id == revision.id


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
