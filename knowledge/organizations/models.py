"""Organizations, teams (an organization in a country), memberships, invitations and requests to join."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.people.models import Member

INTERNATIONAL = "INT"  # the country of an international desk


class TeamRole(StrEnum):
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    FOCAL_POINT = "focal_point"


class OrganizationKind(StrEnum):
    AGENCY = "agency"
    MINISTRY = "ministry"
    IGO = "igo"
    NGO = "ngo"
    MUNICIPALITY = "municipality"
    UNIVERSITY = "university"
    OTHER = "other"


class RequestState(StrEnum):
    UNCONFIRMED = "unconfirmed"  # asked from outside; the address is not yet confirmed
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Organization(Base):
    """An agency, ministry, IGO or NGO. `slug` is its address and stays when the name changes."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    acronym: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[OrganizationKind] = mapped_column(String(20), default=OrganizationKind.OTHER)
    language: Mapped[str] = mapped_column(String(12), default="en")  # of the name
    website: Mapped[str] = mapped_column(String(500), default="")
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    teams: Mapped[list["Team"]] = relationship(back_populates="organization", order_by="Team.country")


class Team(Base):
    """A country team of an organization; the country is ISO 3166-1 alpha-2, or INT for an international desk."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organization_id", "country"), Index("ix_team_country", "country"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    country: Mapped[str] = mapped_column(String(3))
    summary: Mapped[str] = mapped_column(default="")
    two_pairs_of_eyes: Mapped[bool] = mapped_column(default=False)  # nobody says yes to their own work for this team
    silence_days: Mapped[int | None]  # after so many days unanswered a co-owned note has this team's yes; none: never
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    organization: Mapped[Organization] = relationship(back_populates="teams", lazy="joined")


class TeamContext(Base):
    """What a team says of where and how it works, once, in the words in which notes say it of themselves.

    Codes where notes are compared with it; sector, institution type and `words` are the team's own.
    """

    __tablename__ = "team_context"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), primary_key=True)
    sector: Mapped[str] = mapped_column(String(200), default="")
    institution_type: Mapped[str] = mapped_column(String(200), default="")
    income_level: Mapped[str] = mapped_column(String(20), default="")
    scale: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(12), default="")  # that the team works in
    circumstances: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    team: Mapped[Team] = relationship()


class Membership(Base):
    """A person in a team. Former members have no row; what they wrote keeps their name."""

    __tablename__ = "membership"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    role: Mapped[TeamRole] = mapped_column(String(12), default=TeamRole.CONTRIBUTOR)
    since: Mapped[datetime] = mapped_column(default=utc_now)

    member: Mapped[Member] = relationship()
    team: Mapped[Team] = relationship()


class Invitation(Base):
    """A single-use, expiring link by which a focal point brings somebody into the team. Only its digest is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship()
    invited_by: Mapped[Member | None] = relationship()


class JoinRequest(Base):
    """Somebody asks a team's focal point to be let in."""

    __tablename__ = "join_request"
    __table_args__ = (Index("ix_join_request_team_state", "team_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(String(12), default=RequestState.OPEN)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    link_digest: Mapped[str | None] = mapped_column(
        String(64), unique=True
    )  # the mailed link that confirms this request alone

    team: Mapped[Team] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
