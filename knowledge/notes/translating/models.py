"""What a translation remembers of its source."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.notes.models import Note


class SourceMark(Base):
    """Revision `number` of a translation says what revision `source_number` of its source says; number 0 is its beginning.

    Later revisions rest on the latest mark before them. `behind_since` and `behind_fields` (how many fields say something
    else now) repeat what follows from the source's published text, for pages and lists; empty and 0 while it is not behind.
    """

    __tablename__ = "source_mark"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    source_number: Mapped[int]
    marked_at: Mapped[datetime] = mapped_column(default=utc_now)
    marked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id")
    )  # none: whoever began it, or an earlier release
    behind_since: Mapped[datetime | None]
    behind_fields: Mapped[int] = mapped_column(default=0)

    note: Mapped[Note] = relationship(foreign_keys=[note_id])
