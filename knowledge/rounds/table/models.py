"""What coordinators decide about a proposal by hand, and the steps in which they did it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.people.models import Member


class Act(StrEnum):
    MOVE = "move"  # one person to a group, or among the waiting
    SWAP = "swap"  # two people
    KEEP = "keep"  # people of a group together in the searches that follow
    FREE = "free"  # one of those kept together
    EXCLUDE = "exclude"  # one person from them
    ADMIT = "admit"  # one person to them again
    DISSOLVE = "dissolve"  # a group
    FORM = "form"  # a group of people who wait


class RoundTable(Base):
    """What holds for the searches of a round: who stays together, who is left out (sign-ups). Every change raises `version`."""

    __tablename__ = "round_table"

    round_id: Mapped[int] = mapped_column(ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    kept: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    left_out: Mapped[list[int]] = mapped_column(JSON, default=list)


class TableStep(Base):
    """One change by hand of a result: what was asked for, and how those concerned sat before and after (arranging.py)."""

    __tablename__ = "round_table_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    solving_id: Mapped[int] = mapped_column(ForeignKey("round_solving.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    act: Mapped[Act] = mapped_column(String(10))
    people: Mapped[list[int]] = mapped_column(JSON)
    group: Mapped[int | None]  # its number
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone: Mapped[bool] = mapped_column(default=False)

    by: Mapped[Member | None] = relationship()
