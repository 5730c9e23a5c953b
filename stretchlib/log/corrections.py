"""What is changed in a log afterwards, and how all of it is deleted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from stretchlib.errors import LogError
from stretchlib.log.backups import delete, everything_of
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.edits import EntryRow, before_last_change, belonging, chain_of, corrected, moved
from stretchlib.log.handle import Handle
from stretchlib.log.instants import check_moment
from stretchlib.log.plans import replan
from stretchlib.log.snapshots import snapshot
from stretchlib.log.tables import sessions
from stretchlib.log.traces import traces
from stretchlib.log.values import check_name, check_phases, check_ulid
from stretchlib.phases import Phase


def correct(log: Handle, entry: str, along: bool, changes: Mapping[str, Any]) -> None:
    """Change what an entry says; of a session, what belongs to it may move along."""
    with log.writing() as connection:
        table, chain = chain_of(connection, entry)
        if chain[-1]["void"]:
            msg = f"id={entry!r} is hidden. Bring it back first: log.undo({entry!r})"
            raise LogError(msg)
        values = corrected(table, chain[-1], changes)
        _replace(log, connection, table, chain[-1], values)
        if along is True and table is sessions:
            for kind, row in belonging(connection, str(chain[0]["id"])):
                _replace(log, connection, kind, row, moved(kind, row, chain[-1], values))


def count_belonging(log: Handle, session_id: str) -> int:
    """Count the ratings and measurements that were given with a session."""
    check_ulid("session_id", session_id)
    with log.reading() as connection:
        return len(belonging(connection, session_id))


def hide(log: Handle, entry: str) -> None:
    """Hide an entry from every frame."""
    with log.writing() as connection:
        table, chain = chain_of(connection, entry)
        _replace(log, connection, table, chain[-1], {**chain[-1], "void": True})


def undo(log: Handle, entry: str) -> None:
    """Take back the last change of an entry."""
    with log.writing() as connection:
        table, chain = chain_of(connection, entry)
        before = before_last_change(chain)
        if before is None:
            msg = f"id={entry!r} was never changed. To hide it: log.hide({entry!r})"
            raise LogError(msg)
        _replace(log, connection, table, chain[-1], before)


def _replace(
    log: Handle, connection: Connection, table: Table, last: EntryRow, values: EntryRow
) -> None:
    """Add the row that stands for an entry from now on, unless it says nothing new."""
    unchanged = {"id": last["id"], "replaces": last["replaces"]}
    if {**values, **unchanged} == dict(last):
        return
    new_id = log.new_id(check_moment(None))
    connection.execute(insert(table), {**values, "id": new_id, "replaces": last["id"]})


def replan_session(
    log: Handle, session_id: str, phases: Sequence[Phase], routine: str | None
) -> None:
    """Put another timeline in the place of a session's own, before it is played."""
    kept = snapshot(check_phases(phases))["phases"]
    with log.writing() as connection:
        new_id = log.new_id(check_moment(None))
        named = {} if routine is None else {"routine": check_name("routine", routine)}
        replan(connection, session_id, lambda _: kept, lambda: new_id, named)


def delete_everything(log: Handle, confirm: str) -> list[str]:
    """Delete the log file and all that lies beside it, once it is confirmed."""
    file = log.database.file
    if file is None:
        msg = f"The log {log.database.where} is not a file. Ask those who run it."
        raise LogError(msg)
    with files_explained(file):
        return _deleted(file, confirm)


def _deleted(file: Path, confirm: str) -> list[str]:
    words = f"delete {file.name} for good"
    if confirm != words:
        files = ", ".join(map(str, everything_of(file)))
        msg = (
            f"This deletes {files}. Nothing brings them back. Unsaved "
            "practice in a browser stays: clear its data for this site (keys stretchlib.*). "
            f"{_of_jupyter()}"
            f"If you mean it: log.delete_everything(confirm={words!r})"
        )
        raise LogError(msg)
    return [str(path) for path in delete(file)]


def _of_jupyter() -> str:
    files = ", ".join(map(str, traces()))
    if not files:
        return ""
    return f"These stay, too, and may repeat notes: {files}. Clear their outputs or delete them. "
