"""Whose each row is, where a server keeps the rows of many."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("timelines", "sessions", "events", "ratings", "measurements", "screenings")
CHAINS = ("sessions", "ratings", "measurements")
REFERENCES = (
    ("sessions", "timeline_id", "timelines"),
    ("events", "session_id", "sessions"),
    ("ratings", "session_id", "sessions"),
    ("measurements", "session_id", "sessions"),
    *((table, "replaces", table) for table in CHAINS),
)
BY_TIME = (("sessions", "started_utc"), ("ratings", "rated_utc"), ("measurements", "taken_utc"))


def upgrade() -> None:
    """
    Let each row on a server say whose it is; a file is one person's and stays as it is.

    The person is part of every key. So no row can name, replace or block a row of somebody else,
    and no refusal tells that a row of somebody else exists.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, _ in REFERENCES:
        op.drop_constraint(f"fk_{table}_{column}", table)
    for table in TABLES:
        # The server knows who is connected, whatever role they take on; it fills this in.
        person = sa.Column(
            "person", sa.Text(collation="C"), nullable=False, server_default=sa.text("session_user")
        )
        op.add_column(table, person)
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, ["person", "id"])
    for table in CHAINS:
        op.drop_constraint(f"uq_{table}_replaces", table)
        op.create_unique_constraint(f"uq_{table}_replaces", table, ["person", "replaces"])
    for table, column, other in REFERENCES:
        waits = column == "replaces"
        op.create_foreign_key(
            f"fk_{table}_{column}",
            table,
            other,
            ["person", column],
            ["person", "id"],
            deferrable=waits or None,
            initially="DEFERRED" if waits else None,
        )
    op.drop_index("ix_events_session_id", "events")
    op.create_index("ix_events_session_id", "events", ["person", "session_id", "seq"])
    for table, moment in BY_TIME:
        op.create_index(f"ix_{table}_person", table, ["person", moment])
    # What is hidden is rare, and asked for with every summary.
    op.create_index("ix_sessions_void", "sessions", ["person"], postgresql_where=sa.text("void"))
