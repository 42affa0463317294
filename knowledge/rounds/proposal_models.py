"""The work of the solver on a round, and the groups it proposes with a reason for everybody."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.rounds.models import MatchingRound, SignUp


class SolvingState(StrEnum):
    WAITING = "waiting"  # for the worker
    SOLVING = "solving"
    DONE = "done"
    STOPPED = "stopped"  # by a coordinator; holds the best result until then
    FAILED = "failed"
    DROPPED = "dropped"  # the round moved on meanwhile; nothing was kept


UNDER_WAY = (SolvingState.WAITING, SolvingState.SOLVING)
FINISHED = (SolvingState.DONE, SolvingState.STOPPED)  # these hold a result


class Answer(StrEnum):
    NONE = "none"  # not asked
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Solving(Base):
    """One search for groups: how it is asked for, how far it is, and when done what it found. Scores go from 0 to 1.

    `goes_on_from_id` names the result it begins with. With `refills` that was proposed already: those left in a group that lost
    somebody stay together, and the waiting fill it up.
    """

    __tablename__ = "round_solving"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"), index=True)
    state: Mapped[SolvingState] = mapped_column(String(10), default=SolvingState.WAITING, index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    seconds: Mapped[int]
    seed: Mapped[int] = mapped_column(default=0)
    goes_on_from_id: Mapped[int | None] = mapped_column(ForeignKey("round_solving.id"))
    refills: Mapped[bool] = mapped_column(default=False)
    stop_asked: Mapped[bool] = mapped_column(default=False)
    claim: Mapped[int] = mapped_column(default=0, server_default="0")  # raised by every worker that takes it up
    beat_at: Mapped[datetime | None]  # when the worker last said that it is at it
    spent_s: Mapped[float] = mapped_column(default=0.0)
    people: Mapped[int] = mapped_column(default=0)
    unplaced: Mapped[int | None]
    worst: Mapped[float | None]
    harmonic: Mapped[float | None]
    proven: Mapped[bool] = mapped_column(default=False)
    least_unplaced: Mapped[int | None]  # nobody can place more
    relaxations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    finished_at: Mapped[datetime | None]

    round: Mapped[MatchingRound] = relationship()
    asked_by: Mapped[Member | None] = relationship()
    groups: Mapped[list["ProposedGroup"]] = relationship(
        cascade="all, delete-orphan", order_by="ProposedGroup.number", back_populates="solving"
    )

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY


class ProposedGroup(Base):
    """A group of a result. `windows` are the beginnings, in UTC, that suit all; `parts` those of the score."""

    __tablename__ = "round_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    solving_id: Mapped[int] = mapped_column(ForeignKey("round_solving.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    languages: Mapped[list[str]]  # all that everybody speaks
    windows: Mapped[list[str]]
    countries: Mapped[int]
    score: Mapped[float]
    parts: Mapped[dict[str, Any]]
    peer_group_id: Mapped[int | None] = mapped_column(ForeignKey("peer_group.id", ondelete="SET NULL"), index=True)
    first_meeting_at: Mapped[datetime | None]  # once it has begun

    solving: Mapped[Solving] = relationship(back_populates="groups")
    peer_group: Mapped[PeerGroup | None] = relationship()
    places: Mapped[list["ProposedPlace"]] = relationship(
        order_by="ProposedPlace.signup_id", back_populates="group", cascade="all, delete-orphan"
    )


class ProposedPlace(Base):
    """Where a result puts one sign-up: in a group, or (no group) waiting. `reason` holds what explains it, by ids."""

    __tablename__ = "round_place"

    solving_id: Mapped[int] = mapped_column(ForeignKey("round_solving.id", ondelete="CASCADE"), primary_key=True)
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("round_signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    group_id: Mapped[int | None] = mapped_column(ForeignKey("round_group.id", ondelete="CASCADE"), index=True)
    reason: Mapped[dict[str, Any]]
    answer: Mapped[Answer] = mapped_column(String(10), default=Answer.NONE)
    words: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    group: Mapped[ProposedGroup | None] = relationship(back_populates="places")
    signup: Mapped[SignUp] = relationship()
