"""The rows that tell the index and saved searches that a note changed: what, no content. Written in the change's own transaction."""

from collections.abc import Container, Iterable
from datetime import datetime

from sqlalchemy import Index, false, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.base import Base, utc_now


class IndexChange(Base):
    """One change the index has yet to follow. The drainer loads the note's current state, so the row needs none.

    While a row is `narrowed`, the index may still show the note to people who may no longer read it.
    """

    __tablename__ = "index_change"
    __table_args__ = (
        Index("ix_index_change_note_id", "note_id"),
        Index(
            "ix_index_change_narrowed",
            "note_id",
            sqlite_where=text("narrowed = 1"),
            postgresql_where=text("narrowed"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int]  # no foreign key: the note may be gone, which is just what the index must learn
    at: Mapped[datetime] = mapped_column(default=utc_now)
    narrowed: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReachChange(Base):
    """The same for saved searches, which must know what came within whose reach (knowledge/saved_searches/arrivals.py)."""

    __tablename__ = "reach_change"
    __table_args__ = (Index("ix_reach_change_note_id", "note_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int]


def note_changed(session: Session, note_id: int, *, narrowed: bool = False) -> None:
    """Tell the index, and saved searches, that this note's text, facts or audience changed.

    `narrowed` when somebody may read it no longer.
    """
    notes_changed(session, [note_id], narrowed=[note_id] if narrowed else [])


def notes_changed(session: Session, note_ids: Iterable[int], *, narrowed: Container[int] = ()) -> None:
    """The same for many notes (a renamed topic, a merged organization), some of which may be `narrowed`."""
    ids = sorted(set(note_ids))
    session.add_all([IndexChange(note_id=note_id, narrowed=note_id in narrowed) for note_id in ids])
    session.add_all([ReachChange(note_id=note_id) for note_id in ids])
