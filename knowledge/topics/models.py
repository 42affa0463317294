"""Topics as SKOS concepts (https://www.w3.org/TR/skos-reference/): labels, broader, related, notes, history."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.base import Base, new_permalink, utc_now


class LabelKind(StrEnum):
    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"


class Topic(Base):
    """A concept. `uri` is its identity in the vocabulary it came from; `merged_into_id` redirects an old address."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    permalink: Mapped[str] = mapped_column(String(16), unique=True, default=new_permalink)
    uri: Mapped[str | None] = mapped_column(String(500), unique=True)
    scheme: Mapped[str | None] = mapped_column(String(500), index=True)
    retired_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    notes_by_language: Mapped[dict[str, Any]] = mapped_column(default=dict)  # scope notes: {language: text}
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    labels: Mapped[list["TopicLabel"]] = relationship(
        back_populates="topic", cascade="all, delete-orphan", order_by="TopicLabel.id", passive_deletes=True
    )


class TopicScheme(Base):
    """A vocabulary that topics were imported from: its names by language and its licence, to be credited on pages."""

    __tablename__ = "topic_scheme"

    uri: Mapped[str] = mapped_column(String(500), primary_key=True)
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    licence: Mapped[str] = mapped_column(String(500), default="")
    imported_at: Mapped[datetime] = mapped_column(default=utc_now)


class TopicLabel(Base):
    """A name of a topic in a language. `folded` is what a lookup compares: NFKC, lower case, accents off."""

    __tablename__ = "topic_label"
    __table_args__ = (
        Index("ix_topic_label_topic_language", "topic_id", "language"),
        # The pattern class lets PostgreSQL answer "begins with" from the index whatever its collation.
        Index("ix_topic_label_folded", "folded", postgresql_ops={"folded": "varchar_pattern_ops"}),
        Index(
            "uq_topic_label_preferred",
            "topic_id",
            "language",
            unique=True,
            sqlite_where=CheckConstraint("kind = 'preferred'").sqltext,
            postgresql_where=CheckConstraint("kind = 'preferred'").sqltext,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    kind: Mapped[LabelKind] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(1000))  # SDG targets are whole sentences of up to 760 characters
    folded: Mapped[str] = mapped_column(String(500))

    topic: Mapped[Topic] = relationship(back_populates="labels")


class TopicBroader(Base):
    """`topic` stands under `broader`; a topic may stand under several. No cycle: the service refuses it."""

    __tablename__ = "topic_broader"
    __table_args__ = (CheckConstraint("topic_id <> broader_id", name="not_itself"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    broader_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)


class TopicRelated(Base):
    """Two topics that belong together, stored once with the smaller id first."""

    __tablename__ = "topic_related"
    __table_args__ = (CheckConstraint("topic_id < related_id", name="ordered"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    related_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)


class TopicChange(Base):
    """What a coordinator or an import changed, kept for ever."""

    __tablename__ = "topic_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # none: an import or the operator
    at: Mapped[datetime] = mapped_column(default=utc_now)
    what: Mapped[str] = mapped_column(String(40))  # created, labels, place, merged, retired, featured, imported ...
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FeaturedNote(Base):
    """A note that a coordinator shows first on a topic's page."""

    __tablename__ = "featured_note"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
