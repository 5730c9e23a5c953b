"""Copies of a log file, in the folder `backups` beside it: made, thinned out and put back."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from stretchlib.errors import LogError
from stretchlib.log.copies import in_order, rows_in, sessions_in
from stretchlib.log.tables import APPLICATION_ID

DAILIES = 7
"""The newest daily copies: all of them are kept."""
MONTHLIES = 12
"""Of that many months, the first copy of each is kept too."""
FRAME = {
    "file": "str",
    "made_utc": "datetime64[us, UTC]",
    "bytes": "int64",
    "sessions": "Int64",
    "last_day": "datetime64[us]",
    "kind": "str",
}
KINDS = {"set-aside": "set aside", "before": "before a new version", "newest": "newest"}
"""What a copy is called that is not a day's, by what its name says."""
_DAY = r"\d{4}-\d\d-\d\d"
_NAMED = rf"{_DAY}|before-\d+|newest"


def daily(file: Path) -> Path:
    """Where today's copy of a log is, or will be; the day is that of this machine's clock."""
    return _copy_named(file, f"{datetime.now(UTC).astimezone():%Y-%m-%d}")


def due(file: Path) -> Path | None:
    """
    Where a copy is to be made now, if one is: today's, or one of what is new since.

    Today's first copy stays as it is, unless there was nothing in it yet.
    """
    todays = daily(file)
    if not todays.exists():
        return todays
    if not has_more(file, backups_of(file)[-1]):
        return None
    return _copy_named(file, "newest") if rows_in(todays) else todays


def before(file: Path, version: str) -> Path:
    """Where the copy is, or will be, that is made before a log becomes one of `version`."""
    return _copy_named(file, f"before-{version}")


def backups_of(file: Path) -> list[Path]:
    """Every copy of a log, oldest first."""
    return in_order(_copies(file, _NAMED))


def set_aside(file: Path) -> list[Path]:
    """Every file that a backup took the place of, oldest first: it was left as it was."""
    name = rf"{re.escape(file.stem)}-set-aside-\w+{re.escape(file.suffix)}"
    if not file.parent.is_dir():
        return []
    return sorted(path for path in file.parent.iterdir() if re.fullmatch(name, path.name))


def frame_of(file: Path | None) -> pd.DataFrame:
    """One row per copy and file that was set aside, oldest first; none where there is no file."""
    found = [] if file is None else [*backups_of(file), *set_aside(file)]
    found.sort(key=lambda copy: copy.stat().st_mtime)
    rows = [
        (
            str(copy),
            pd.Timestamp(copy.stat().st_mtime, unit="s"),
            copy.stat().st_size,
            *sessions_in(copy),
            _kind(file, copy),
        )
        for copy in found
        if file
    ]
    frame = pd.DataFrame(rows, columns=list(FRAME))
    frame["made_utc"] = pd.to_datetime(frame["made_utc"], utc=True)
    return frame.astype(FRAME)


def newest_whole(file: Path) -> Path | None:
    """The newest copy that nothing is wrong with; None where there is none."""
    return next((copy for copy in reversed(backups_of(file)) if is_whole(copy)), None)


def is_whole(file: Path) -> bool:
    """Whether a file is a log and SQLite finds nothing wrong in it."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            sign = connection.execute("PRAGMA application_id").fetchone()
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error:
        return False
    return bool(sign == (APPLICATION_ID,) and found == ("ok",))


def copy(file: Path, to: Path) -> None:
    """
    Copy a log as it is between two transactions; the copy appears whole or not at all.

    Raises
    ------
    LogError
        When there is no room or no leave for it.
    """
    with _explained(file, to):
        _put(_copied_beside(file, to), to)


def thin_out(file: Path) -> None:
    """
    Delete daily copies that are neither among the newest nor the first of a late month.

    Days that are still to come are those of a clock that was ahead. They are counted apart, and
    take the place of no other.
    """
    today = daily(file)
    days = sorted(_copies(file, _DAY))
    been = [day for day in days if day.name <= today.name]
    for some in (been, days[len(been) :]):
        firsts: dict[str, Path] = {}
        for day in some:
            firsts.setdefault(day.name[: -len(f"-DD{file.suffix}")], day)
        kept = {*some[-DAILIES:], *list(firsts.values())[-MONTHLIES:]}
        for day in set(some) - kept:
            day.unlink()


def _kind(file: Path, copy: Path) -> str:
    what = copy.name.removeprefix(f"{file.stem}-")
    return next((kind for begin, kind in KINDS.items() if what.startswith(begin)), "of a day")


def has_more(file: Path, than: Path) -> bool:
    """Whether a log says more than a copy of it: something was added since."""
    # Not by when they were written: a clock may have been ahead.
    return rows_in(file) > rows_in(than)


def put_back(file: Path, backup: Path) -> None:
    """
    Go on from a copy; what was in its place is set aside beside it, untouched.

    Raises
    ------
    LogError
        When the copy is not there or is damaged itself. Nothing is moved then.
    """
    if not backup.is_file() or not is_whole(backup):
        msg = f"{backup} is not a whole backup. Choose another from {_folder_of(file)}."
        raise LogError(msg)
    with _explained(backup, file):
        part = _copied_beside(backup, file)
    aside = f"{file.stem}-set-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}"
    # With its journal: left behind, SQLite would play it into the file that takes its place.
    for ending in ("-journal", ""):
        old = file.with_name(f"{file.name}{ending}")
        if old.exists():
            old.rename(file.with_name(f"{aside}{ending}"))
    _put(part, file)


def damaged(file: Path, what: str) -> LogError:
    """Say what is wrong with a file, and offer the newest copy that is whole."""
    what = " ".join(what.split())
    folder = _folder_of(file)
    backup = newest_whole(file)
    if backup:
        cure = f"Go on from its newest backup: open_log({str(file)!r}, restore={str(backup)!r})."
    else:
        cure = f"It has no whole backup in {folder}."
    anew = f"To begin a new log instead, move it and {folder} elsewhere."
    return LogError(f"The log {file} is damaged: {what}. Nothing was changed. {cure} {anew}")


def everything_of(file: Path) -> list[Path]:
    """
    Every file that holds rows of a log: itself, last, and before it whatever was made of it.

    That is copies, finished or not; what was set aside; what was not yet put back; its journal.
    """
    stem, suffix = re.escape(file.stem), re.escape(file.suffix)
    made = rf"{stem}(-set-aside-\w+{suffix}|{suffix}\.part)(-journal)?"
    beside = [path for path in file.parent.iterdir() if re.fullmatch(made, path.name)]
    unfinished = _copies(file, _NAMED, ending=r"\.part(-journal)?")
    own = [path for path in (journal_of(file), file) if path.exists()]
    return [*backups_of(file), *unfinished, *sorted(beside), *own]


def delete(file: Path) -> list[Path]:
    """
    Delete everything of a log, itself last, so that one may ask again; return the paths.

    Raises
    ------
    LogError
        Naming the file that cannot be deleted, and all that are still there.
    """
    files = everything_of(file)
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            msg = (
                f"{path} cannot be deleted: {error.strerror}. Still there, with all they say: "
                f"{', '.join(map(str, everything_of(file)))}. Give yourself leave to write in "
                f"{path.parent}, then delete everything again."
            )
            raise LogError(msg) from error
    return files


def journal_of(file: Path) -> Path:
    """Where SQLite keeps what it would need to undo a transaction that never ended."""
    return file.with_name(f"{file.name}-journal")


def _folder_of(file: Path) -> Path:
    return file.parent / "backups"


def _copy_named(file: Path, what: str) -> Path:
    return _folder_of(file) / f"{file.stem}-{what}{file.suffix}"


def _copies(file: Path, what: str, *, ending: str = "") -> list[Path]:
    name = rf"{re.escape(file.stem)}-(?:{what}){re.escape(file.suffix)}{ending}"
    folder = _folder_of(file)
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if re.fullmatch(name, path.name)]


@contextmanager
def _explained(file: Path, to: Path) -> Iterator[None]:
    """Say what to do where a copy cannot be made."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        msg = f"No backup of {file} could be made: {error}. Make room in {to.parent}."
        raise LogError(msg) from error


def _copied_beside(file: Path, to: Path) -> Path:
    """Copy a log into a file beside the one that it is to become."""
    part = to.with_name(f"{to.name}.part")
    to.parent.mkdir(mode=0o700, exist_ok=True)
    _begin_private(part)
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target)
    return part


def _begin_private(part: Path) -> None:
    """Make an empty file that only its owner can read, where one was left half-done or not."""
    for left in (journal_of(part), part):
        left.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _put(part: Path, file: Path) -> None:
    """Give a finished file its name, and let the folder remember it through a power cut."""
    part.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
