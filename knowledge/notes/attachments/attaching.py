"""Files join a note, are read, and are known to the revisions and drafts that have them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Gone, Invalid, NotFound
from knowledge.notes.attachments.checking import CheckedFile
from knowledge.notes.attachments.models import Attachment, DraftAttachment, FileInNote, RevisionAttachment
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.content import Attached
from knowledge.notes.history import past_revision
from knowledge.notes.models import Draft, Note, NoteState, PastRevision, Revision
from knowledge.notes.proposal import Proposal
from knowledge.permissions import Action, Actor, may, require

MOST_FILES = 40  # in one note as it stands
MOST_KEPT = 400  # of one note, in all its revisions and on the way
MOST_IN_A_DAY = 2 * 1024 * 1024 * 1024  # bytes of one member, over all notes


def attach_file(session: Session, actor: Actor, note: Note, store: FileStore, checked: CheckedFile) -> Attached:
    """Keep the file for this note; readers see it once a revision that has it is published. Raises `Invalid`, `NoRoom`."""
    require(actor, Action.EDIT_NOTE, note)
    kept = session.scalar(select(func.count()).where(Attachment.note_id == note.id)) or 0
    if kept >= MOST_KEPT:
        raise Invalid({"files": f"too_many_files:{MOST_KEPT}"})
    refuse_more_than_a_day_holds(session, actor, checked.size)
    attachment = Attachment(note_id=note.id, name=checked.name, size=checked.size, added_by_id=actor.member_id)
    attachment.width, attachment.height, attachment.added_at = checked.width, checked.height, clock.now()
    attachment.key = store.keep(checked.path)
    session.add(attachment)
    session.flush()
    return as_attached(attachment)


def refuse_more_than_a_day_holds(session: Session, actor: Actor, size: int) -> None:
    since = clock.now() - timedelta(days=1)
    theirs = (Attachment.added_by_id == actor.member_id, Attachment.added_at > since)
    added = session.scalar(select(func.sum(Attachment.size)).where(*theirs)) or 0
    if added + size > MOST_IN_A_DAY:
        raise Invalid({"files": f"too_much_in_a_day:{MOST_IN_A_DAY // 1024 // 1024}"})


def as_attached(attachment: Attachment, words: str = "", decorative: str = "") -> Attached:
    width, height = attachment.width or "", attachment.height or ""
    return Attached(attachment.key, attachment.name, str(attachment.size), str(width), str(height), words, decorative)


def find_file(session: Session, actor: Actor, note: Note, key: str) -> Attachment:
    """A file of the note, for who may read a revision that has it. Raises `NotFound`, and `Gone` when the note was withdrawn."""
    found = session.scalar(select(Attachment).where(Attachment.note_id == note.id, Attachment.key == key))
    if found is None:
        raise NotFound(key)
    if note.state == NoteState.WITHDRAWN and not may(actor, Action.READ_NOTE_DRAFT, note):
        raise Gone(key)
    require(actor, Action.READ_ATTACHMENT, FileInNote(note, found, tuple(published_with(session, note, found))))
    return found


def published_with(session: Session, note: Note, attachment: Attachment) -> list[PastRevision]:
    said = Revision.content
    rows = session.execute(
        select(
            Revision.published_at,
            said["audience"].as_string(),
            said["peer_group"].as_integer(),
            said["teams"],
        )
        .join(RevisionAttachment, RevisionAttachment.revision_id == Revision.id)
        .where(RevisionAttachment.attachment_id == attachment.id, Revision.published_at.is_not(None))
    )
    return [
        past_revision(note, at, {"audience": audience, "peer_group": group, "teams": teams})
        for at, audience, group, teams in rows
    ]


def with_known_files(session: Session, note: Note, proposal: Proposal) -> Proposal:
    """The proposal with what the store knows of its files, whatever was sent; each file once. Raises `Invalid` at a row whose
    file is not, or no longer, one of this note's.
    """
    rows = list({row.file: row for row in proposal.content.attachments}.values())
    if not rows:
        return proposal
    if len(rows) > MOST_FILES:
        raise Invalid({"attachments": f"too_many_files:{MOST_FILES}"})
    known = files_of(session, note, [row.file for row in rows])
    gone = {f"attachments-{n}-words": "file_gone" for n, row in enumerate(rows) if row.file not in known}
    if gone:
        raise Invalid(gone)
    settled = tuple(as_attached(known[row.file], row.words, row.decorative) for row in rows)
    return replace(proposal, content=replace(proposal.content, attachments=settled))


def files_of(session: Session, note: Note, keys: Sequence[str]) -> dict[str, Attachment]:
    """The note's files by these keys, held so that none is removed meanwhile."""
    query = select(Attachment).where(Attachment.note_id == note.id, Attachment.key.in_(keys)).order_by(Attachment.id)
    return {found.key: found for found in session.scalars(query.with_for_update(read=True))}


def note_files_of_revision(session: Session, revision: Revision, rows: Sequence[Attached]) -> None:
    """Write down which files the revision has: from then on none of them can be removed."""
    if rows:
        own = select(literal(revision.id), Attachment.id).where(*these_files(revision.note_id, rows))
        session.execute(insert(RevisionAttachment).from_select(["revision_id", "attachment_id"], own))


def note_files_of_draft(session: Session, draft: Draft, rows: Sequence[Attached]) -> None:
    """The same for a draft, which may have had others before: also such as another request of the member's has just noted."""
    mine = (DraftAttachment.note_id == draft.note_id, DraftAttachment.member_id == draft.member_id)
    session.execute(delete(DraftAttachment).where(*mine))
    if rows:
        columns = ["note_id", "member_id", "attachment_id"]
        own = select(literal(draft.note_id), literal(draft.member_id), Attachment.id)
        session.execute(insert(DraftAttachment).from_select(columns, own.where(*these_files(draft.note_id, rows))))


def these_files(note_id: int, rows: Sequence[Attached]) -> tuple[ColumnElement[bool], ...]:
    return Attachment.note_id == note_id, Attachment.key.in_([row.file for row in rows])
