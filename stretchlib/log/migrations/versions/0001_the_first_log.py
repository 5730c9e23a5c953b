"""The first log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first log."""
    instant = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")

    op.create_table(
        "timelines",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("phase_count", sa.Integer, nullable=False),
        sa.Column("planned_s", sa.Float, nullable=False),
        sa.Column("phases", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_timelines"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("started_utc", instant, nullable=False),
        sa.Column("started_offset_min", sa.Integer, nullable=False),
        sa.Column("routine", sa.Text, nullable=False),
        sa.Column("timeline_id", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("replaces", sa.String(26), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["timeline_id"], ["timelines.id"], "fk_sessions_timeline_id"),
        *_chain("sessions"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("session_id", sa.String(26), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at_utc", instant, nullable=False),
        sa.Column("at_offset_min", sa.Integer, nullable=False),
        sa.Column("phase", sa.Integer, nullable=True),
        sa.Column("done_s", sa.Float, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], "fk_events_session_id"),
    )
    op.create_index("ix_events_session_id", "events", ["session_id", "seq"])
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("rated_utc", instant, nullable=False),
        sa.Column("rated_offset_min", sa.Integer, nullable=False),
        sa.Column("session_id", sa.String(26), nullable=True),
        sa.Column("moment", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("score", sa.Integer, nullable=True),
        sa.Column("replaces", sa.String(26), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], "fk_ratings_session_id"),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_ratings_score")),
        *_chain("ratings"),
    )
    op.create_table(
        "measurements",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("taken_utc", instant, nullable=False),
        sa.Column("taken_offset_min", sa.Integer, nullable=False),
        sa.Column("test", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("trial", sa.Integer, nullable=False),
        sa.Column("value_cm", sa.Float, nullable=False),
        sa.Column("session_id", sa.String(26), nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("replaces", sa.String(26), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_measurements"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], "fk_measurements_session_id"),
        *_chain("measurements"),
    )
    op.create_table(
        "screenings",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("answered_utc", instant, nullable=False),
        sa.Column("answered_offset_min", sa.Integer, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
    )


def _chain(table: str) -> tuple[sa.UniqueConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.UniqueConstraint("replaces", name=f"uq_{table}_replaces"),
        sa.ForeignKeyConstraint(
            ["replaces"],
            [f"{table}.id"],
            f"fk_{table}_replaces",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
