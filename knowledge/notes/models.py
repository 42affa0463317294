"""Practice notes, their immutable revisions, drafts, and the facts by which lists and the index filter them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now
from knowledge.notes.content import PracticeContent
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.topics.models import Topic

if TYPE_CHECKING:
    from knowledge.notes.review.models import NoteJoining


class Kind(StrEnum):
    PRACTICE = "practice"
    REFERENCE = "reference"  # a document that exists elsewhere, imported with its provenance


class Tier(StrEnum):
    SNAPSHOT = "snapshot"
    FULL = "full"


class NoteState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for an editor; never published before
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class AudienceKind(StrEnum):
    PUBLIC = "public"
    NETWORK = "network"
    ORGANIZATION = "organization"
    PEER_GROUP = "peer_group"


class Note(Base):
    """A note. Title, summary and the other facts repeat the published revision (the latest while there is none) for lists."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_state_published_at", "state", "published_at"),
        Index("ix_note_state_kind_published_at", "state", "kind", "published_at"),
        Index("ix_note_translation_group", "translation_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    kind: Mapped[Kind] = mapped_column(String(10), default=Kind.PRACTICE)
    tier: Mapped[Tier] = mapped_column(String(10), default=Tier.SNAPSHOT)
    state: Mapped[NoteState] = mapped_column(String(10), default=NoteState.DRAFT)
    language: Mapped[str] = mapped_column(String(12))
    audience: Mapped[AudienceKind] = mapped_column(String(12), default=AudienceKind.NETWORK)
    peer_group_id: Mapped[int | None] = mapped_column(ForeignKey("peer_group.id"), index=True)

    title: Mapped[str] = mapped_column(String(500), default="")
    summary: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(String(20), default="")
    income_level: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[str] = mapped_column(String(10), default="")
    year: Mapped[int | None]
    period_start: Mapped[str] = mapped_column(String(7), default="")  # YYYY or YYYY-MM
    period_end: Mapped[str] = mapped_column(String(7), default="")
    valid_until: Mapped[date | None] = mapped_column(index=True)  # what the text says, or what was confirmed since
    confirmed_until: Mapped[date | None]  # an editor pressed "still valid": of the published text, not a part of it
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    translation_group: Mapped[str | None] = mapped_column(String(200))
    translation_of_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    adapted_from_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)  # schema:isBasedOn

    source_id: Mapped[str | None] = mapped_column(
        String(200), unique=True
    )  # stable id in the file it was imported from
    source: Mapped[dict[str, Any] | None]  # provenance: repository, path, commit, address
    source_digest: Mapped[str | None] = mapped_column(String(64))

    published_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_note_published_revision_id_revision")
    )
    latest_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_at: Mapped[datetime | None]  # set while the latest revision waits for an editor, published before or not
    changes_asked: Mapped[str] = mapped_column(default="")  # what an editor asked for instead of publishing
    changes_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    published_at: Mapped[datetime | None]  # first publication
    republished_at: Mapped[datetime | None]  # the latest one
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="note", foreign_keys="Revision.note_id", order_by="Revision.number", cascade="all, delete-orphan"
    )
    published_revision: Mapped["Revision | None"] = relationship(foreign_keys=[published_revision_id], post_update=True)
    owners: Mapped[list["NoteTeam"]] = relationship(cascade="all, delete-orphan", order_by="NoteTeam.position")
    authors: Mapped[list["NoteAuthor"]] = relationship(cascade="all, delete-orphan", order_by="NoteAuthor.position")
    countries: Mapped[list["NoteCountry"]] = relationship(cascade="all, delete-orphan", order_by="NoteCountry.position")
    topics: Mapped[list["NoteTopic"]] = relationship(cascade="all, delete-orphan", order_by="NoteTopic.position")
    readers: Mapped[list["NoteAudience"]] = relationship(cascade="all, delete-orphan")
    joining: Mapped[list["NoteJoining"]] = relationship(cascade="all, delete-orphan", order_by="NoteJoining.id")
    peer_group: Mapped[PeerGroup | None] = relationship()
    successor: Mapped["Note | None"] = relationship(remote_side=[id], foreign_keys=[successor_id])
    translation_of: Mapped["Note | None"] = relationship(remote_side=[id], foreign_keys=[translation_of_id])
    adapted_from: Mapped["Note | None"] = relationship(remote_side=[id], foreign_keys=[adapted_from_id])

    @property
    def is_published(self) -> bool:
        return self.state == NoteState.PUBLISHED


class Revision(Base):
    """One saved state of a note, never changed afterwards."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("note_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    words: Mapped[str] = mapped_column(String(300), default="")  # what changed, in the author's words
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # none: an import
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship(back_populates="revisions", foreign_keys=[note_id])
    author: Mapped[Member | None] = relationship()

    def practice(self) -> PracticeContent:
        return PracticeContent.from_json(self.content)


@dataclass(frozen=True)
class PastRevision:
    """Whom a revision was written for, which may have been fewer than read the note today. `teams` are its owners' ids."""

    note: Note
    is_published: bool
    audience: AudienceKind
    peer_group_id: int | None
    teams: frozenset[int]


class Draft(Base):
    """What one member has typed into a note and not yet saved as a revision; written by autosave, kept through conflicts."""

    __tablename__ = "draft"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
    base_number: Mapped[int]  # the revision it was begun from
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)


class NoteReminder(Base):
    """That the owners were asked whether a note still holds: once some weeks before a day (`soon`), once on it (`due`)."""

    __tablename__ = "note_reminder"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(4), primary_key=True)


class NoteTeam(Base):
    """An owner; several teams own a note as equals."""

    __tablename__ = "note_team"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    team: Mapped[Team] = relationship(lazy="joined")


class NoteAuthor(Base):
    """A person who wrote the note."""

    __tablename__ = "note_author"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    member: Mapped[Member] = relationship(lazy="joined")
    memberships: Mapped[list[Membership]] = relationship(
        primaryjoin=lambda: foreign(Membership.member_id) == NoteAuthor.member_id, viewonly=True
    )


class NoteCountry(Base):
    """A country the practice happened in."""

    __tablename__ = "note_country"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    country: Mapped[str] = mapped_column(String(3), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class NoteTopic(Base):
    """A topic the note is about."""

    __tablename__ = "note_topic"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    topic: Mapped[Topic] = relationship()


class NoteAudience(Base):
    """One term of who may read a published note; see `permissions.audience_terms`. No row: nobody but its writers."""

    __tablename__ = "note_audience"
    __table_args__ = (Index("ix_note_audience_term_note", "term", "note_id"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    term: Mapped[str] = mapped_column(String(40), primary_key=True)
