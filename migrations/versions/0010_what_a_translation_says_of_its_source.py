"""which text of its source a translation says, and since when it is behind

Revision ID: 0010
Revises: 0009
"""

from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What a revision keeps beside the words and facts of the note.
SCOPE = {"language", "audience", "peer_group", "teams", "authors", "translation_of", "adapted_from", "restored_from"}


def upgrade() -> None:
    marks = op.create_table(
        "source_mark",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_number", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("behind_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behind_fields", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by_id"], ["member.id"], name=op.f("fk_source_mark_marked_by_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_source_mark_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["note.id"], name=op.f("fk_source_mark_source_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "number", name=op.f("pk_source_mark")),
    )
    with op.batch_alter_table("source_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_mark_source_id"), ["source_id"], unique=False)
    remember_translations(marks)


def remember_translations(marks: sa.Table) -> None:
    """A translation that is there already was made from what its source said when it was last published."""
    note, revision = (
        sa.table("note", *map(sa.column, ("id", "translation_of_id", "published_revision_id"))),
        sa.table(
            "revision",
            *map(sa.column, ("id", "note_id", "number")),
            sa.column("content", sa.JSON()),
            sa.column("published_at", sa.DateTime(timezone=True)),
        ),
    )
    note.append_column(sa.column("republished_at", sa.DateTime(timezone=True)))
    connection = op.get_bind()
    translations = connection.execute(
        sa.select(note.c.id, note.c.translation_of_id, note.c.republished_at, revision.c.number)
        .join_from(note, revision, revision.c.id == note.c.published_revision_id)
        .where(note.c.translation_of_id.is_not(None))
    ).all()
    for row in translations:
        history = connection.execute(
            sa.select(revision.c.number, revision.c.content, revision.c.published_at)
            .where(revision.c.note_id == row.translation_of_id, revision.c.published_at.is_not(None))
            .order_by(revision.c.number)
        ).all()
        if history:
            connection.execute(marks.insert().values(**mark_of(row, history)))


def mark_of(row: Any, history: list[Any]) -> dict[str, Any]:
    said = [one for one in history if one.published_at <= row.republished_at] or history[:1]
    later = history[len(said) :]
    fields = changed(said[-1].content, history[-1].content)
    return {
        "note_id": row.id,
        "number": row.number,
        "source_id": row.translation_of_id,
        "source_number": said[-1].number,
        "marked_at": row.republished_at,
        "behind_since": later[0].published_at if later and fields else None,
        "behind_fields": fields if later else 0,
    }


def changed(before: dict[str, Any], after: dict[str, Any]) -> int:
    names = (before.keys() | after.keys()) - SCOPE
    return sum((before.get(name) or None) != (after.get(name) or None) for name in names)


def downgrade() -> None:
    op.drop_table("source_mark")
