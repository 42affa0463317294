"""Matching rounds and the sign-ups to them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now
from knowledge.organizations.models import Team
from knowledge.people.models import Interest, Member
from knowledge.topics.models import Topic


class RoundState(StrEnum):
    DRAFT = "draft"  # for coordinators alone
    OPEN = "open"  # people sign up until it closes
    MATCHING = "matching"  # sign-up is over; groups are sought
    PROPOSED = "proposed"  # those placed were told and answer
    CONFIRMED = "confirmed"  # everybody answered
    RUNNING = "running"  # its weeks have begun
    CLOSED = "closed"


class MatchingRound(Base):
    """A call for sign-ups and its rules: sizes and meeting as MATCHING.md names them, `week_of` the Monday of the first week."""

    __tablename__ = "matching_round"
    __table_args__ = (
        CheckConstraint(
            "4 <= least_size AND least_size <= good_least AND good_least <= good_most "
            "AND good_most <= most_size AND most_size <= 8",
            name="sizes",
        ),
        Index("ix_matching_round_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str]
    invitation: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]]  # groups speak one of these; none: any
    good_least: Mapped[int] = mapped_column(default=5)
    good_most: Mapped[int] = mapped_column(default=6)
    least_size: Mapped[int] = mapped_column(default=4)
    most_size: Mapped[int] = mapped_column(default=8)
    min_countries: Mapped[int] = mapped_column(default=4)
    max_per_organization: Mapped[int] = mapped_column(default=1)
    meeting_minutes: Mapped[int] = mapped_column(default=90)
    weeks: Mapped[int] = mapped_column(default=8)
    week_of: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(64))  # of the coordinator, in which closing was written
    closes_at: Mapped[datetime]
    state: Mapped[RoundState] = mapped_column(String(10), default=RoundState.DRAFT)
    version: Mapped[int] = mapped_column(default=0)  # raised by every change of its state; taking it serializes them
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    opened_by: Mapped[Member] = relationship()
    topics: Mapped[list["RoundTopic"]] = relationship(cascade="all, delete-orphan", order_by="RoundTopic.topic_id")


class RoundTopic(Base):
    """A topic the round is about."""

    __tablename__ = "round_topic"

    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)

    topic: Mapped[Topic] = relationship()


class SignUp(Base):
    """What one person brings to a round. `hours` counts from Monday 00:00 in the person's own zone: 33 is Tuesday at nine.

    It takes part once finished; who begins keeps what was written. Country and organization are of the team meant.
    """

    __tablename__ = "round_signup"
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    languages: Mapped[list[str]]
    timezone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[list[int]] = mapped_column(JSON, default=list)
    consents: Mapped[bool] = mapped_column(default=False)
    began_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    round: Mapped[MatchingRound] = relationship()
    member: Mapped[Member] = relationship()
    team: Mapped[Team] = relationship()
    topics: Mapped[list["SignUpTopic"]] = relationship(cascade="all, delete-orphan", order_by="SignUpTopic.topic_id")
    avoids: Mapped[list["Avoided"]] = relationship(cascade="all, delete-orphan", order_by="Avoided.member_id")

    @property
    def takes_part(self) -> bool:
        return self.finished_at is not None and self.withdrawn_at is None

    def topic_ids(self, interest: Interest) -> list[int]:
        return [row.topic_id for row in self.topics if row.interest == interest]


class SignUpTopic(Base):
    """A topic the person offers to the round, or needs from it."""

    __tablename__ = "round_signup_topic"

    signup_id: Mapped[int] = mapped_column(ForeignKey("round_signup.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)
    interest: Mapped[Interest] = mapped_column(String(8), primary_key=True)


class Avoided(Base):
    """Somebody the person does not want to share a group with. For the person and the solver; shown to nobody else."""

    __tablename__ = "round_avoided"

    signup_id: Mapped[int] = mapped_column(ForeignKey("round_signup.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)

    member: Mapped[Member] = relationship()
