"""The version of a log: read at a glance, and brought up to date by Alembic."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    false,
    insert,
    inspect,
    select,
)

from stretchlib._install import upgrade_command
from stretchlib.errors import LogError, shown
from stretchlib.log.backups import before, copy
from stretchlib.log.database import Database, mark_as_ours, of_what_was_kept
from stretchlib.log.integrity import check_whole
from stretchlib.log.tables import metadata

NEWEST_VERSION = "0003"
"""The newest version this library knows; the number of the last migration."""
VERSION_TABLE = "stretchlib_version"
_version_table = Table(
    VERSION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)
"""As Alembic makes it."""
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """
    Make the tables of a new log, or take an older one through the migrations it lacks.

    An older file is checked and copied first, always. On a server, only those who run it change
    tables.

    Raises
    ------
    LogError
        When the log is from a newer version or damaged, no copy can be made, or a server has no
        tables or older ones; it is left as it is.
    """
    with database.reading() as connection:
        version = _version(connection)
    if version == NEWEST_VERSION:
        return
    _refuse_newer(database, version)
    if database.on_server:
        found = "has no log yet" if version is None else f"has an older log (version {version})"
        msg = f"{database.where} {found}. Ask its owner to run: python -m stretchlib.clinic init"
        raise LogError(msg)
    check_whole(database)
    with database.writing() as connection:
        # Looked at again: another program may have done it while this one waited its turn.
        version = _version(connection)
        if version is None:
            _make_new(connection)
        elif version < NEWEST_VERSION:
            if database.file:
                copy(database.file, before(database.file, NEWEST_VERSION))
            migrate(connection)


def check_opens(database: Database) -> None:
    """
    Find out whether a copy of a log could be opened in its place; the copy stays as it is.

    Raises
    ------
    LogError
        When it is from a newer version or of none, or a table or column is missing.
    """
    with suppress(_Tried), database.writing() as connection:
        version = _version(connection)
        _refuse_newer(database, version)
        if version is None:
            msg = f"{database.where} does not say which version it is. Choose another copy."
            raise LogError(msg)
        if version != NEWEST_VERSION:
            migrate(connection)
        for each in metadata.sorted_tables:
            connection.execute(select(each).where(false()))
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if found != "ok":
            msg = f"{database.where} is damaged: {found}. Choose another copy."
            raise LogError(msg)
        # A migration is only tried: what is raised here takes it back.
        raise _Tried


class _Tried(Exception):
    """What was tried went well."""


def _refuse_newer(database: Database, version: str | None) -> None:
    if version is not None and version > NEWEST_VERSION:
        cure = f"To bring stretchlib up to date: {upgrade_command()}"
        if database.on_server:
            cure += ". On a hub, stop your server and start it again: that brings the new one."
        msg = (
            f"The log {database.where} was written by a newer stretchlib "
            f"(version {shown(version).strip(chr(39))}; this one knows {NEWEST_VERSION}). "
            f"Nothing was changed. {cure}"
        )
        raise LogError(msg)


def _version(connection: Connection) -> str | None:
    """Which version the log has; None when it is still empty."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_version_table.c.version_num)).scalar()


def _make_new(connection: Connection) -> None:
    """Make the tables at once: to import Alembic takes longer than all the rest of opening."""
    metadata.create_all(connection)
    _version_table.create(connection)
    connection.execute(insert(_version_table).values(version_num=NEWEST_VERSION))
    mark_as_ours(connection)


def migrate(connection: Connection) -> None:
    """Run every migration that is due, inside the transaction of the connection."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        with of_what_was_kept():
            command.upgrade(config, "head")
    except CommandError as error:
        msg = f"{error}. Go on from a backup, or install stretchlib again."
        raise LogError(msg) from error
    mark_as_ours(connection)
