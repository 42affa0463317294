"""Files that nothing needs any more: uploads that were never saved, and what a note left behind that was deleted."""

from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.attachments.models import Attachment, DraftAttachment, RevisionAttachment
from knowledge.notes.attachments.store import FileStore

KEPT_FOR = timedelta(days=1)
AT_ONCE = 200


def forget_unsaved(session: Session) -> int:
    """Delete what is known of files that no revision and no draft has, a day after they came. The store is swept afterwards."""
    in_revision = select(RevisionAttachment.attachment_id).where(RevisionAttachment.attachment_id == Attachment.id)
    in_draft = select(DraftAttachment.attachment_id).where(DraftAttachment.attachment_id == Attachment.id)
    in_none = ~in_revision.exists(), ~in_draft.exists()
    old = select(Attachment.id).where(Attachment.added_at < clock.now() - KEPT_FOR, *in_none)
    ids = list(session.scalars(old.order_by(Attachment.id).limit(AT_ONCE).with_for_update(of=Attachment)))
    # Asked again: who held a file while we waited for it may have saved it since.
    gone = delete(Attachment).where(Attachment.id.in_(ids), *in_none).returning(Attachment.id)
    return len(session.scalars(gone).all())


def sweep(session: Session, store: FileStore) -> int:
    """Remove from the disk what the database does not know, a day after it came; returns how many files that were."""
    before: datetime = clock.now() - KEPT_FOR
    removed = store.forget_incoming(before)
    lying = store.keys_before(before)
    while keys := list(islice(lying, AT_ONCE)):
        known = set(session.scalars(select(Attachment.key).where(Attachment.key.in_(keys))))
        for key in keys:
            if key not in known:
                store.remove(key)
                removed += 1
    return removed
