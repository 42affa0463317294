"""Remarks under a note, and reports of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.notes.models import Note
from knowledge.organizations.models import Team
from knowledge.people.models import Member


class RemarkKind(StrEnum):
    THANKS = "thanks"
    QUESTION = "question"
    ANSWER = "answer"


class Outcome(StrEnum):
    HIDDEN = "hidden"
    DISMISSED = "dismissed"


class Remark(Base):
    """What a member says under a note. Whoever may read the note may read it, unless it was taken back or hidden.

    `team_id` is the team its writer belonged to longest when it was written. Taken back, it keeps its place without its text;
    hidden, it keeps its text, for its writer and the coordinators.
    """

    __tablename__ = "remark"
    __table_args__ = (
        Index("ix_remark_note_kind", "note_id", "kind", "question_id"),
        Index(
            "uq_remark_one_thanks",
            "note_id",
            "author_id",
            unique=True,
            sqlite_where=text("kind = 'thanks'"),
            postgresql_where=text("kind = 'thanks'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    kind: Mapped[RemarkKind] = mapped_column(String(8))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    helpful_at: Mapped[datetime | None]  # of an answer
    helpful_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    hidden_reason: Mapped[str] = mapped_column(default="")

    note: Mapped[Note] = relationship()
    question: Mapped["Remark | None"] = relationship(remote_side=[id], foreign_keys=[question_id])
    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    team: Mapped[Team | None] = relationship()
    hidden_by: Mapped[Member | None] = relationship(foreign_keys=[hidden_by_id])

    @property
    def is_under_hidden_question(self) -> bool:
        return self.question is not None and self.question.hidden_at is not None


class RemarkReport(Base):
    """A member reports a remark. `words` are those it had then, which its writer may have changed or taken back since."""

    __tablename__ = "remark_report"
    __table_args__ = (UniqueConstraint("remark_id", "reporter_id"), Index("ix_remark_report_decided_at", "decided_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id", ondelete="CASCADE"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")

    remark: Mapped[Remark] = relationship()
    reporter: Mapped[Member] = relationship(foreign_keys=[reporter_id])
    decided_by: Mapped[Member | None] = relationship(foreign_keys=[decided_by_id])
