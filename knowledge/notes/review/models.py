"""The rows of a review: comments on fields, the owners' yes to a revision, who joins, and invitations to write together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, utc_now
from knowledge.notes.models import Note
from knowledge.organizations.models import Team
from knowledge.people.models import Member


class ReviewComment(Base):
    """A word on one field of one revision (field empty: on the note as a whole), or a reply to one. Its writers alone see it.

    Revisions never change, so the field and the number lead to the very text that was meant, whatever is saved later.
    """

    __tablename__ = "review_comment"
    __table_args__ = (
        Index("ix_review_comment_note_field", "note_id", "field"),
        ForeignKeyConstraint(["note_id", "number"], ["revision.note_id", "revision.number"], ondelete="CASCADE"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    number: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("review_comment.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    resolved_at: Mapped[datetime | None]  # of the first comment of a thread
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    resolved_by: Mapped[Member | None] = relationship(foreign_keys=[resolved_by_id])


class TeamYes(Base):
    """An owner agrees that this revision be published. Without a member its silence did, past the deadline it had chosen."""

    __tablename__ = "team_yes"
    __table_args__ = (
        ForeignKeyConstraint(["note_id", "number"], ["revision.note_id", "revision.number"], ondelete="CASCADE"),
    )

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)

    member: Mapped[Member | None] = relationship()


class NoteJoining(Base):
    """A team or an author whom the latest revision of a published note names and the published one does not.

    They write and review with the others already; readers see them once it is published. Kept up by `name_joining`.
    """

    __tablename__ = "note_joining"
    __table_args__ = (CheckConstraint("(team_id IS NULL) <> (member_id IS NULL)", name="one_of_both"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)


class CoauthorInvitation(Base):
    """Somebody is asked to write a note too. `email` is what was typed, or empty when a member was chosen by name.

    Only the digest of the mailed link is kept; a member who was chosen gets no link and answers on the desk.
    """

    __tablename__ = "coauthor_invitation"
    __table_args__ = (Index("ix_coauthor_invitation_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship()
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id])
    invited_by: Mapped[Member] = relationship(foreign_keys=[invited_by_id])


@dataclass(frozen=True)
class TeamAsked:
    """A team whose yes a revision needs. `writers` wrote on what would be published; `groups` one must be in to act on it."""

    team: Team
    writers: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Invited:
    """An invitation in the hands of a member."""

    invitation: CoauthorInvitation
    member: Member

    @property
    def is_theirs(self) -> bool:
        if self.invitation.member_id is not None:
            return self.invitation.member_id == self.member.id
        return self.member.email_confirmed_at is not None and self.invitation.email == self.member.email
