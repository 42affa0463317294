"""What is known of a kept file, and where it is used: in which revisions, and in whose unsaved words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.base import Base, utc_now
from knowledge.notes.models import Note, PastRevision


class Attachment(Base):
    """A file of a note. `key` is its name in the store and in addresses; a picture has its width and height in pixels."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26), unique=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    added_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class RevisionAttachment(Base):
    """That a revision has the file: the database itself then keeps the file's row from being deleted."""

    __tablename__ = "revision_attachment"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True, index=True)


class DraftAttachment(Base):
    """The same of what a member typed and did not save."""

    __tablename__ = "draft_attachment"
    __table_args__ = (
        ForeignKeyConstraint(["note_id", "member_id"], ["draft.note_id", "draft.member_id"], ondelete="CASCADE"),
    )

    note_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True, index=True
    )


@dataclass(frozen=True)
class FileInNote:
    """A file with the published revisions that have it, for the question who may read it."""

    note: Note
    attachment: Attachment
    published_in: tuple[PastRevision, ...]
