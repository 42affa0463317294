"""The row that tells the index that a note changed: what and when, no content. Written in the change's own transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.base import Base, utc_now


class IndexChange(Base):
    """One change the index has yet to follow. The drainer loads the note's current state, so the row needs none."""

    __tablename__ = "index_change"
    __table_args__ = (Index("ix_index_change_note_id", "note_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int]  # no foreign key: the note may be gone, which is just what the index must learn
    at: Mapped[datetime] = mapped_column(default=utc_now)


def note_changed(session: Session, note_id: int) -> None:
    """Tell the index that this note's text, facts or audience changed."""
    session.add(IndexChange(note_id=note_id))


def notes_changed(session: Session, note_ids: Iterable[int]) -> None:
    """The same for many notes (a renamed topic, a merged organization)."""
    session.add_all([IndexChange(note_id=note_id) for note_id in sorted(set(note_ids))])
