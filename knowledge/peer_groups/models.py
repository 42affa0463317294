"""Peer groups, the places in them, and their discussion."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now
from knowledge.people.models import Member
from knowledge.topics.models import Topic


class GroupState(StrEnum):
    FORMING = "forming"
    ACTIVE = "active"
    CLOSED = "closed"


class PlaceState(StrEnum):
    INVITED = "invited"
    ASKED = "asked"
    MEMBER = "member"
    DECLINED = "declined"  # the invited said no
    REFUSED = "refused"  # the group said no
    LEFT = "left"


class PeerGroup(Base):
    """A group and its rules: size bounds, and how many countries and organizations make it active."""

    __tablename__ = "peer_group"
    __table_args__ = (CheckConstraint("4 <= min_size AND min_size <= max_size AND max_size <= 8", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str]
    language: Mapped[str] = mapped_column(String(12))
    min_size: Mapped[int] = mapped_column(default=5)
    max_size: Mapped[int] = mapped_column(default=6)
    min_countries: Mapped[int] = mapped_column(default=3)
    min_organizations: Mapped[int] = mapped_column(default=3)
    max_per_organization: Mapped[int] = mapped_column(default=2)
    state: Mapped[GroupState] = mapped_column(String(10), default=GroupState.FORMING, index=True)
    version: Mapped[int] = mapped_column(default=0)  # raised by every change of places; taking it serializes them
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    activated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    proposed_by: Mapped[Member] = relationship()
    places: Mapped[list["Place"]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="Place.at", passive_deletes=True
    )
    topics: Mapped[list["GroupTopic"]] = relationship(cascade="all, delete-orphan")


class Place(Base):
    """One person's standing with a group. `country` and `organization_id` are of the team the person joins for."""

    __tablename__ = "group_place"
    __table_args__ = (Index("ix_group_place_member_state", "member_id", "state"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    country: Mapped[str] = mapped_column(String(3))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    state: Mapped[PlaceState] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(default="")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)

    group: Mapped[PeerGroup] = relationship(back_populates="places")
    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="joined")


class GroupTopic(Base):
    """A topic the group works on."""

    __tablename__ = "group_topic"

    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)

    topic: Mapped[Topic] = relationship()


class Message(Base):
    """A contribution to the group's discussion; Markdown, read by the group alone."""

    __tablename__ = "group_message"
    __table_args__ = (Index("ix_group_message_group_at", "group_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("peer_group.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    removed_at: Mapped[datetime | None]

    author: Mapped[Member] = relationship()
