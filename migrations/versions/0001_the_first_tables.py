"""the first tables

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("index_change", schema=None) as batch_op:
        batch_op.create_index("ix_index_change_note_id", ["note_id"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("interface_language", sa.String(length=12), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("mail_notices", sa.Boolean(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
        sa.UniqueConstraint("permalink", name=op.f("uq_member_permalink")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("name", name=op.f("uq_organization_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("uri", sa.String(length=500), nullable=True),
        sa.Column("scheme", sa.String(length=500), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("notes_by_language", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["topic.id"], name=op.f("fk_topic_merged_into_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("permalink", name=op.f("uq_topic_permalink")),
        sa.UniqueConstraint("uri", name=op.f("uq_topic_uri")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_scheme"), ["scheme"], unique=False)

    op.create_table(
        "topic_scheme",
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("licence", sa.String(length=500), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uri", name=op.f("pk_topic_scheme")),
    )
    op.create_table(
        "mail_link",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_mail_link_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_mail_link")),
    )
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.create_index("ix_mail_link_member_purpose", ["member_id", "purpose"], unique=False)

    op.create_table(
        "member_topic",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_topic_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_member_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("member_id", "topic_id", "interest", name=op.f("pk_member_topic")),
    )
    with op.batch_alter_table("member_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_notice_actor_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_notice_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_mail", ["mail_state", "id"], unique=False)
        batch_op.create_index("ix_notice_member_read_at", ["member_id", "read_at"], unique=False)

    op.create_table(
        "peer_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("min_size", sa.Integer(), nullable=False),
        sa.Column("max_size", sa.Integer(), nullable=False),
        sa.Column("min_countries", sa.Integer(), nullable=False),
        sa.Column("min_organizations", sa.Integer(), nullable=False),
        sa.Column("max_per_organization", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("4 <= min_size AND min_size <= max_size AND max_size <= 8", name=op.f("ck_peer_group_size")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["member.id"], name=op.f("fk_peer_group_proposed_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_group")),
        sa.UniqueConstraint("permalink", name=op.f("uq_peer_group_permalink")),
    )
    with op.batch_alter_table("peer_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_group_state"), ["state"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_sign_in_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_member_id"), ["member_id"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_team_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("organization_id", "country", name=op.f("uq_team_organization_id_country")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index("ix_team_country", ["country"], unique=False)

    op.create_table(
        "topic_broader",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("broader_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("topic_id <> broader_id", name=op.f("ck_topic_broader_not_itself")),
        sa.ForeignKeyConstraint(
            ["broader_id"], ["topic.id"], name=op.f("fk_topic_broader_broader_id_topic"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_broader_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "broader_id", name=op.f("pk_topic_broader")),
    )
    with op.batch_alter_table("topic_broader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_broader_broader_id"), ["broader_id"], unique=False)

    op.create_table(
        "topic_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_topic_change_member_id_member")),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_change_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_change")),
    )
    with op.batch_alter_table("topic_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_change_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "topic_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_label_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_label")),
    )
    with op.batch_alter_table("topic_label", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_label_folded", ["folded"], unique=False, postgresql_ops={"folded": "varchar_pattern_ops"}
        )
        batch_op.create_index("ix_topic_label_topic_language", ["topic_id", "language"], unique=False)
        batch_op.create_index(
            "uq_topic_label_preferred",
            ["topic_id", "language"],
            unique=True,
            sqlite_where=sa.text("kind = 'preferred'"),
            postgresql_where=sa.text("kind = 'preferred'"),
        )

    op.create_table(
        "topic_related",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("topic_id < related_id", name=op.f("ck_topic_related_ordered")),
        sa.ForeignKeyConstraint(
            ["related_id"], ["topic.id"], name=op.f("fk_topic_related_related_id_topic"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_related_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "related_id", name=op.f("pk_topic_related")),
    )
    with op.batch_alter_table("topic_related", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_related_related_id"), ["related_id"], unique=False)

    op.create_table(
        "group_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_group_message_author_id_member")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["peer_group.id"], name=op.f("fk_group_message_group_id_peer_group"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_message")),
    )
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.create_index("ix_group_message_group_at", ["group_id", "at"], unique=False)

    op.create_table(
        "group_place",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["peer_group.id"], name=op.f("fk_group_place_group_id_peer_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["member.id"], name=op.f("fk_group_place_invited_by_id_member")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_group_place_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_group_place_organization_id_organization")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_group_place_team_id_team")),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_place")),
    )
    with op.batch_alter_table("group_place", schema=None) as batch_op:
        batch_op.create_index("ix_group_place_member_state", ["member_id", "state"], unique=False)

    op.create_table(
        "group_topic",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["peer_group.id"], name=op.f("fk_group_topic_group_id_peer_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_group_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("group_id", "topic_id", name=op.f("pk_group_topic")),
    )
    with op.batch_alter_table("group_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["member.id"], name=op.f("fk_invitation_invited_by_id_member")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invitation_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_team_id"), ["team_id"], unique=False)

    op.create_table(
        "join_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["member.id"], name=op.f("fk_join_request_answered_by_id_member")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_join_request_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_join_request_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_join_request_link_digest")),
    )
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_request_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_join_request_team_state", ["team_id", "state"], unique=False)

    op.create_table(
        "membership",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_membership_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id_team")),
        sa.PrimaryKeyConstraint("member_id", "team_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("peer_group_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("income_level", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("period_start", sa.String(length=7), nullable=False),
        sa.Column("period_end", sa.String(length=7), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("translation_group", sa.String(length=200), nullable=True),
        sa.Column("translation_of_id", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.String(length=200), nullable=True),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.Column("source_digest", sa.String(length=64), nullable=True),
        sa.Column("published_revision_id", sa.Integer(), nullable=True),
        sa.Column("latest_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes_asked", sa.String(), nullable=False),
        sa.Column("changes_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("republished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changes_asked_by_id"], ["member.id"], name=op.f("fk_note_changes_asked_by_id_member")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["member.id"], name=op.f("fk_note_created_by_id_member")),
        sa.ForeignKeyConstraint(["peer_group_id"], ["peer_group.id"], name=op.f("fk_note_peer_group_id_peer_group")),
        sa.ForeignKeyConstraint(
            ["published_revision_id"], ["revision.id"], name="fk_note_published_revision_id_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(["successor_id"], ["note.id"], name=op.f("fk_note_successor_id_note")),
        sa.ForeignKeyConstraint(["translation_of_id"], ["note.id"], name=op.f("fk_note_translation_of_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("permalink", name=op.f("uq_note_permalink")),
        sa.UniqueConstraint("source_id", name=op.f("uq_note_source_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_peer_group_id"), ["peer_group_id"], unique=False)
        batch_op.create_index("ix_note_state_kind_published_at", ["state", "kind", "published_at"], unique=False)
        batch_op.create_index("ix_note_state_published_at", ["state", "published_at"], unique=False)
        batch_op.create_index("ix_note_translation_group", ["translation_group"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_translation_of_id"), ["translation_of_id"], unique=False)

    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_outgoing_mail_notice_id_notice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_mail_due_at", ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_draft_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_draft_note_id_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "member_id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_member_id"), ["member_id"], unique=False)

    op.create_table(
        "featured_note",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_featured_note_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_featured_note_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "note_id", name=op.f("pk_featured_note")),
    )
    with op.batch_alter_table("featured_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_featured_note_note_id"), ["note_id"], unique=False)

    op.create_table(
        "note_audience",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_audience_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "term", name=op.f("pk_note_audience")),
    )
    with op.batch_alter_table("note_audience", schema=None) as batch_op:
        batch_op.create_index("ix_note_audience_term_note", ["term", "note_id"], unique=False)

    op.create_table(
        "note_author",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_note_author_member_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_author_note_id_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "member_id", name=op.f("pk_note_author")),
    )
    with op.batch_alter_table("note_author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_author_member_id"), ["member_id"], unique=False)

    op.create_table(
        "note_country",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_country_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "country", name=op.f("pk_note_country")),
    )
    with op.batch_alter_table("note_country", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_country_country"), ["country"], unique=False)

    op.create_table(
        "note_team",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_team_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_note_team_team_id_team")),
        sa.PrimaryKeyConstraint("note_id", "team_id", name=op.f("pk_note_team")),
    )
    with op.batch_alter_table("note_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_team_team_id"), ["team_id"], unique=False)

    op.create_table(
        "note_topic",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_topic_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_note_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("note_id", "topic_id", name=op.f("pk_note_topic")),
    )
    with op.batch_alter_table("note_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_revision_author_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_revision_note_id_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("note_id", "number", name=op.f("uq_revision_note_id_number")),
    )
    # note and revision point at each other; SQLite takes the key inside the table, other databases only afterwards
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(
            "fk_note_published_revision_id_revision", "note", "revision", ["published_revision_id"], ["id"]
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_note_published_revision_id_revision", "note", type_="foreignkey")
    op.drop_table("revision")
    with op.batch_alter_table("note_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_topic_topic_id"))

    op.drop_table("note_topic")
    with op.batch_alter_table("note_team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_team_team_id"))

    op.drop_table("note_team")
    with op.batch_alter_table("note_country", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_country_country"))

    op.drop_table("note_country")
    with op.batch_alter_table("note_author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_author_member_id"))

    op.drop_table("note_author")
    with op.batch_alter_table("note_audience", schema=None) as batch_op:
        batch_op.drop_index("ix_note_audience_term_note")

    op.drop_table("note_audience")
    with op.batch_alter_table("featured_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_featured_note_note_id"))

    op.drop_table("featured_note")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_member_id"))

    op.drop_table("draft")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_notice_id"))
        batch_op.drop_index("ix_outgoing_mail_due_at")

    op.drop_table("outgoing_mail")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_translation_of_id"))
        batch_op.drop_index("ix_note_translation_group")
        batch_op.drop_index("ix_note_state_published_at")
        batch_op.drop_index("ix_note_state_kind_published_at")
        batch_op.drop_index(batch_op.f("ix_note_peer_group_id"))

    op.drop_table("note")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_team_id"))

    op.drop_table("membership")
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.drop_index("ix_join_request_team_state")
        batch_op.drop_index(batch_op.f("ix_join_request_member_id"))

    op.drop_table("join_request")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_team_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("group_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_topic_topic_id"))

    op.drop_table("group_topic")
    with op.batch_alter_table("group_place", schema=None) as batch_op:
        batch_op.drop_index("ix_group_place_member_state")

    op.drop_table("group_place")
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.drop_index("ix_group_message_group_at")

    op.drop_table("group_message")
    with op.batch_alter_table("topic_related", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_related_related_id"))

    op.drop_table("topic_related")
    with op.batch_alter_table("topic_label", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_topic_label_preferred",
            sqlite_where=sa.text("kind = 'preferred'"),
            postgresql_where=sa.text("kind = 'preferred'"),
        )
        batch_op.drop_index("ix_topic_label_topic_language")
        batch_op.drop_index("ix_topic_label_folded", postgresql_ops={"folded": "varchar_pattern_ops"})

    op.drop_table("topic_label")
    with op.batch_alter_table("topic_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_change_topic_id"))

    op.drop_table("topic_change")
    with op.batch_alter_table("topic_broader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_broader_broader_id"))

    op.drop_table("topic_broader")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index("ix_team_country")

    op.drop_table("team")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_member_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("peer_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_group_state"))

    op.drop_table("peer_group")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_member_read_at")
        batch_op.drop_index("ix_notice_mail")

    op.drop_table("notice")
    with op.batch_alter_table("member_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_topic_topic_id"))

    op.drop_table("member_topic")
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_link_member_purpose")

    op.drop_table("mail_link")
    op.drop_table("topic_scheme")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_scheme"))
        batch_op.drop_index(batch_op.f("ix_topic_merged_into_id"))

    op.drop_table("topic")
    op.drop_table("organization")
    op.drop_table("member")
    with op.batch_alter_table("index_change", schema=None) as batch_op:
        batch_op.drop_index("ix_index_change_note_id")

    op.drop_table("index_change")
