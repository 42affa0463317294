"""matching rounds

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matching_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("invitation", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("good_least", sa.Integer(), nullable=False),
        sa.Column("good_most", sa.Integer(), nullable=False),
        sa.Column("least_size", sa.Integer(), nullable=False),
        sa.Column("most_size", sa.Integer(), nullable=False),
        sa.Column("min_countries", sa.Integer(), nullable=False),
        sa.Column("max_per_organization", sa.Integer(), nullable=False),
        sa.Column("meeting_minutes", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("week_of", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "4 <= least_size AND least_size <= good_least AND good_least <= good_most AND good_most <= most_size AND most_size <= 8",
            name=op.f("ck_matching_round_sizes"),
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["member.id"], name=op.f("fk_matching_round_opened_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_round")),
        sa.UniqueConstraint("permalink", name=op.f("uq_matching_round_permalink")),
    )
    with op.batch_alter_table("matching_round", schema=None) as batch_op:
        batch_op.create_index("ix_matching_round_state_closes_at", ["state", "closes_at"], unique=False)

    op.create_table(
        "round_signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_round_signup_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["matching_round.id"],
            name=op.f("fk_round_signup_round_id_matching_round"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_round_signup_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_signup")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_round_signup_round_id_member_id")),
    )
    with op.batch_alter_table("round_signup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_signup_member_id"), ["member_id"], unique=False)

    op.create_table(
        "round_solving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("goes_on_from_id", sa.Integer(), nullable=True),
        sa.Column("refills", sa.Boolean(), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_s", sa.Float(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("unplaced", sa.Integer(), nullable=True),
        sa.Column("worst", sa.Float(), nullable=True),
        sa.Column("harmonic", sa.Float(), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("least_unplaced", sa.Integer(), nullable=True),
        sa.Column("relaxations", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["member.id"], name=op.f("fk_round_solving_asked_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["goes_on_from_id"], ["round_solving.id"], name=op.f("fk_round_solving_goes_on_from_id_round_solving")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["matching_round.id"],
            name=op.f("fk_round_solving_round_id_matching_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_solving")),
    )
    with op.batch_alter_table("round_solving", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_solving_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_solving_state"), ["state"], unique=False)

    op.create_table(
        "round_topic",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_round_topic_round_id_matching_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_round_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("round_id", "topic_id", name=op.f("pk_round_topic")),
    )
    with op.batch_alter_table("round_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "round_avoided",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_round_avoided_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["round_signup.id"], name=op.f("fk_round_avoided_signup_id_round_signup"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signup_id", "member_id", name=op.f("pk_round_avoided")),
    )
    with op.batch_alter_table("round_avoided", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_avoided_member_id"), ["member_id"], unique=False)

    op.create_table(
        "round_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solving_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("countries", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("peer_group_id", sa.Integer(), nullable=True),
        sa.Column("first_meeting_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["peer_group_id"],
            ["peer_group.id"],
            name=op.f("fk_round_group_peer_group_id_peer_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["solving_id"],
            ["round_solving.id"],
            name=op.f("fk_round_group_solving_id_round_solving"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_group")),
    )
    with op.batch_alter_table("round_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_group_peer_group_id"), ["peer_group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_group_solving_id"), ["solving_id"], unique=False)

    op.create_table(
        "round_signup_topic",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["round_signup.id"],
            name=op.f("fk_round_signup_topic_signup_id_round_signup"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_round_signup_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("signup_id", "topic_id", "interest", name=op.f("pk_round_signup_topic")),
    )
    with op.batch_alter_table("round_signup_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_signup_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "round_place",
        sa.Column("solving_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["round_group.id"], name=op.f("fk_round_place_group_id_round_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["round_signup.id"], name=op.f("fk_round_place_signup_id_round_signup"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["solving_id"],
            ["round_solving.id"],
            name=op.f("fk_round_place_solving_id_round_solving"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("solving_id", "signup_id", name=op.f("pk_round_place")),
    )
    with op.batch_alter_table("round_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_place_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_place_signup_id"), ["signup_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("round_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_place_signup_id"))
        batch_op.drop_index(batch_op.f("ix_round_place_group_id"))

    op.drop_table("round_place")
    with op.batch_alter_table("round_signup_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_signup_topic_topic_id"))

    op.drop_table("round_signup_topic")
    with op.batch_alter_table("round_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_group_solving_id"))
        batch_op.drop_index(batch_op.f("ix_round_group_peer_group_id"))

    op.drop_table("round_group")
    with op.batch_alter_table("round_avoided", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_avoided_member_id"))

    op.drop_table("round_avoided")
    with op.batch_alter_table("round_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_topic_topic_id"))

    op.drop_table("round_topic")
    with op.batch_alter_table("round_solving", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_solving_state"))
        batch_op.drop_index(batch_op.f("ix_round_solving_round_id"))

    op.drop_table("round_solving")
    with op.batch_alter_table("round_signup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_signup_member_id"))

    op.drop_table("round_signup")
    with op.batch_alter_table("matching_round", schema=None) as batch_op:
        batch_op.drop_index("ix_matching_round_state_closes_at")

    op.drop_table("matching_round")
