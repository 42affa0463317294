"""Saved searches, what each has named to its owner, and the count of arrivals by which "new" is known.

See docs/decisions/0008-what-is-new-to-a-saved-search.md.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now
from knowledge.people.models import Member

LONGEST_NAME = 200


class HowOften(StrEnum):
    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class SavedSearch(Base):
    """A search somebody keeps. `address` holds the (name, value) pairs of its address, whatever parameters a search has.

    `known` maps an audience term of the owner to the arrival up to which notes with that term are no news; a term that the
    owner lost keeps its mark. `began` is the arrival as of which it was saved, or switched on again. `turn` grows with every
    change and every look, so that of two workers one is heard.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("member_id", "name"),
        Index("ix_saved_search_due_at", "due_at"),
        {"sqlite_autoincrement": True},  # a notice names a search by its id, which is never given twice
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    address: Mapped[list[Any]] = mapped_column(JSON, default=list)
    how_often: Mapped[HowOften] = mapped_column(String(8), default=HowOften.NEVER)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime | None]  # none: never
    looked_at: Mapped[datetime | None]
    known: Mapped[dict[str, Any]] = mapped_column(default=dict)
    began: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)

    member: Mapped[Member] = relationship()


class FoundNote(Base):
    """A note that was named to the owner of a search. It is never named again."""

    __tablename__ = "saved_search_found"
    __table_args__ = (Index("ix_saved_search_found_search_at", "search_id", "found_at"),)

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True, index=True)
    found_at: Mapped[datetime] = mapped_column(default=utc_now)


class NoteReach(Base):
    """From which arrival to which one a term opened a published note; `closed` none: it still does.

    `note_audience` says who may read now; this says since when, and who could before.
    """

    __tablename__ = "note_reach"
    __table_args__ = (Index("ix_note_reach_term_opened", "term", "opened"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    opened: Mapped[int] = mapped_column(primary_key=True)
    closed: Mapped[int | None]


class ArrivalCount(Base):
    """One row: how many times arrivals were numbered. Whoever numbers them holds it."""

    __tablename__ = "arrival_count"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    latest: Mapped[int] = mapped_column(default=0)
