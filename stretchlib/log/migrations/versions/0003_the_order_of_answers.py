"""Answers before practising: in the order they were written, to be corrected and hidden."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEPT = "id, answered_utc, answered_offset_min, answers, outcome"
OLD = "screenings_0002"


def upgrade() -> None:
    """
    Give each answer its rank, and the columns that every other entry has.

    Rows were only ever added, so the order in which they lie in their table is that in which they
    were written. Nothing of what they say is changed.
    """
    if op.get_bind().dialect.name == "postgresql":
        _on_a_server()
    else:
        _in_a_file()


def _in_a_file() -> None:
    # SQLite adds no such column to a table that is there: another takes its place.
    op.execute(f"ALTER TABLE screenings RENAME TO {OLD}")
    op.create_table(
        "screenings",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("answered_utc", sa.String(32), nullable=False),
        sa.Column("answered_offset_min", sa.Integer, nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("rank", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("replaces", sa.String(26), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
        sa.UniqueConstraint("replaces", name="uq_screenings_replaces"),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["screenings.id"],
            "fk_screenings_replaces",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.execute(f"""
        INSERT INTO screenings ({KEPT}) SELECT {KEPT} FROM {OLD} ORDER BY {OLD}.rowid
    """)
    op.execute(f"DROP TABLE {OLD}")
    _rank("SELECT '', id, answered_utc FROM screenings ORDER BY rowid", "id = :id")


def _on_a_server() -> None:
    bind = op.get_bind()
    for column in (
        sa.Column("rank", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("replaces", sa.String(26), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("screenings", column)
    # Rows of everybody are ranked here, which neither their guard nor its policies would let.
    forced = bind.execute(
        sa.text("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'screenings'::regclass")
    ).scalar()
    op.execute("ALTER TABLE screenings DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
    _rank(
        "SELECT person, id, answered_utc FROM screenings ORDER BY person, ctid",
        "person = :person AND id = :id",
    )
    op.execute("ALTER TABLE screenings ENABLE TRIGGER USER")
    if forced:
        op.execute("ALTER TABLE screenings FORCE ROW LEVEL SECURITY")
    op.create_unique_constraint("uq_screenings_replaces", "screenings", ["person", "replaces"])
    op.create_foreign_key(
        "fk_screenings_replaces",
        "screenings",
        "screenings",
        ["person", "replaces"],
        ["person", "id"],
        deferrable=True,
        initially="DEFERRED",
    )


def _rank(query: str, which: str) -> None:
    """
    Rank each person's answers: by the millisecond, and always above the one before.

    A clock that was ahead raises those after it no further than to today.
    """
    bind = op.get_bind()
    now = datetime.now(UTC)
    highest: dict[str, int] = {}
    for person, id_, at in bind.execute(sa.text(query)).all():
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        milliseconds = max(0, int(min(moment, now).timestamp() * 1000))
        highest[person] = max(milliseconds, highest.get(person, -1) + 1)
        bind.execute(
            sa.text(f"UPDATE screenings SET rank = :rank WHERE {which}"),
            {"rank": highest[person], "id": id_, "person": person},
        )
