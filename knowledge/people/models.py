"""Members, their sign-ins and the single-use links that reach them by mail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now
from knowledge.topics.models import Topic


class NetworkRole(StrEnum):
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Interest(StrEnum):
    OFFER = "offer"
    NEED = "need"


class LinkPurpose(StrEnum):
    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"
    CHANGE_ADDRESS = "change_address"


class Member(Base):
    """A person with an account. `email` is lower case; an account acts only once its address is confirmed."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    interface_language: Mapped[str | None] = mapped_column(String(12))
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    roles: Mapped[list[str]] = mapped_column(default=list)
    mail_notices: Mapped[bool] = mapped_column(default=True)
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    interests: Mapped[list["MemberTopic"]] = relationship(cascade="all, delete-orphan", order_by="MemberTopic.topic_id")


class MemberTopic(Base):
    """A topic somebody offers experience in, or needs it."""

    __tablename__ = "member_topic"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)
    interest: Mapped[Interest] = mapped_column(String(8), primary_key=True)

    topic: Mapped[Topic] = relationship()


class SignIn(Base):
    """One signed-in browser. Only the digest of its token is kept; deleting the row signs it out."""

    __tablename__ = "sign_in"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(String(200), default="")

    member: Mapped[Member] = relationship()


class MailLink(Base):
    """A single-use link sent to an address: confirm it, set a new password, change it. Only its digest is kept."""

    __tablename__ = "mail_link"
    __table_args__ = (Index("ix_mail_link_member_purpose", "member_id", "purpose"),)

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    purpose: Mapped[LinkPurpose] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
