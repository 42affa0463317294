"""Adoptions: one a note and team, each with an immutable history of what the team told of it over time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.notes.models import Note
from knowledge.organizations.models import Team
from knowledge.people.models import Member


class Stage(StrEnum):
    CONSIDERING = "considering"
    PILOTING = "piloting"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    ABANDONED = "abandoned"


class Outcome(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    TOO_EARLY = "too_early"


class Held(StrEnum):
    """Whether a transfer condition of the note was true where the adopter works."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


# Who took a note up tried it. To have stopped counts as much as to go on; to consider it does not yet.
TRIED = (Stage.PILOTING, Stage.ADOPTED, Stage.ADAPTED, Stage.ABANDONED)
KEPT = (Stage.PILOTING, Stage.ADOPTED, Stage.ADAPTED)


class Adoption(Base):
    """What a team made of a note, as it told last. `content` is an `AdoptionRecord`; stage and outcome repeat it for lists."""

    __tablename__ = "adoption"
    __table_args__ = (UniqueConstraint("note_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    stage: Mapped[Stage] = mapped_column(String(12))
    outcome: Mapped[Outcome | str] = mapped_column(String(10), default="")
    content: Mapped[dict[str, Any]]
    latest_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)

    note: Mapped[Note] = relationship()
    team: Mapped[Team] = relationship(lazy="joined")


class AdoptionUpdate(Base):
    """One thing a team told of its adoption, never changed afterwards."""

    __tablename__ = "adoption_update"
    __table_args__ = (UniqueConstraint("adoption_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    stage: Mapped[Stage] = mapped_column(String(12))
    outcome: Mapped[Outcome | str] = mapped_column(String(10), default="")
    words: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]]

    member: Mapped[Member | None] = relationship()


@dataclass(frozen=True)
class Adopting:
    """A team that takes a note up, to ask permission for."""

    note: Note
    team_id: int
