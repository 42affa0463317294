"""Notices and outgoing mail, both rows of the transaction that caused them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.people.models import Member


class Notice(Base):
    """Something one member is told. `kind` names its words, `subject_*` the thing whose permission is checked again when it is sent."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_member_read_at", "member_id", "read_at"),
        Index("ix_notice_mail", "mail_state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    subject_type: Mapped[str] = mapped_column(String(20))  # note, team, group, member, topic, search, remark, round
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    read_at: Mapped[datetime | None]
    mail_state: Mapped[str] = mapped_column(String(8), default="none")  # none, due, sent, dropped

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])


class OutgoingMail(Base):
    """A message on its way to the SMTP server, or to the folder that stands for one. Deleted once handed over.

    With `notice_id` it holds no words: they are written, and the reader's permission is checked, when it is sent.
    """

    __tablename__ = "outgoing_mail"
    # An id is never given twice: it names the letter to the recipient's mail program.
    __table_args__ = (Index("ix_outgoing_mail_due_at", "due_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(default="")
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")

    notice: Mapped[Notice | None] = relationship()
