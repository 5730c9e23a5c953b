"""Copies of a log file, in the folder `backups` beside it: made, thinned out and put back."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stretchlib import places
from stretchlib.catalog import cache
from stretchlib.errors import LogError
from stretchlib.log.copies import in_order, rows_in, sessions_in
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.restore_leftovers import restoring_in
from stretchlib.log.restoring import copied, go_on_in, is_whole_copy, put, remove, replace_file
from stretchlib.log.sqlite_files import (
    is_at_rest,
    is_ours,
    is_whole,
    journals_of,
    stray,
    with_ending,
)

if TYPE_CHECKING:
    import pandas as pd

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
BACKUP_KINDS = {"set-aside": "set aside", "before": "before a new version", "newest": "newest"}
"""What a copy is called that is not a day's, by what its name says."""
IN_CONFLICT = "of a sync tool"
"""What a copy is called that another program made beside the log."""
UNCHANGED = " Nothing was changed."
# "log (conflicted copy).sqlite" of Dropbox and Nextcloud, "log.sync-conflict-20260302-....sqlite"
# of Syncthing, "log_NAS_Mar-02-0700-2026_Conflict.sqlite" of Synology, "log (1).sqlite" of Google.
_IN_CONFLICT = "conflic|conflit|konflikt"
_BESIDE = "-journal|-wal|-shm"
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
    return sorted(path for path in _files_in(file.parent) if re.fullmatch(name, path.name))


def set_aside_stray(file: Path) -> list[Path]:
    """Move what SQLite would play into a file that it does not belong to; say where to."""
    aside = file.with_name(f"{file.stem}-set-aside-{_stamp()}{file.suffix}")
    return [
        path.rename(aside.with_name(f"{aside.name}{path.name.removeprefix(file.name)}"))
        for path in stray(file)
    ]


def conflicts_of(file: Path) -> list[Path]:
    """
    Conflicted copies that a sync tool made beside a log, after it was changed in two places.

    Rows that are in one of them may be in no other file.
    """
    stem, suffix = re.escape(file.stem), re.escape(file.suffix)
    name = rf"{stem}(.*(?:{_IN_CONFLICT}).*| ?\(\d+\)){suffix}"
    found = [path for path in _files_in(file.parent) if re.fullmatch(name, path.name, re.I)]
    return sorted(path for path in found if path != file and path.is_file() and is_ours(path))


def frame_of(file: Path | None) -> "pd.DataFrame":
    """One row per copy and file that was set aside, oldest first; none where there is no file."""
    import pandas as pd

    found = [] if file is None else [*backups_of(file), *set_aside(file), *conflicts_of(file)]
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


def copy(file: Path, to: Path) -> None:
    """Copy a log as it is between two transactions; the copy appears whole or not at all."""
    with _explained(file, to):
        put(copied(file, to.with_name(f"{to.name}.part")), to)


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
    if copy.parent == file.parent and not what.startswith("set-aside"):
        return IN_CONFLICT
    return next(
        (kind for begin, kind in BACKUP_KINDS.items() if what.startswith(begin)), "of a day"
    )


def has_more(file: Path, than: Path) -> bool:
    """Whether a log says more than a copy of it: something was added since."""
    # Not by when they were written: a clock may have been ahead.
    return rows_in(file) > rows_in(than)


def put_back(file: Path, backup: Path, check: Callable[[Path], None] = lambda _copy: None) -> None:
    """
    Go on from a copy; what the log said until then is set aside beside it.

    A log that others have open takes in what the copy says, and they go on with that. A file that
    is damaged, or has something of SQLite's beside it, is moved away together with that. What
    `check` raises of a copy of the backup is raised of the backup.

    Raises
    ------
    LogError
        When the copy is not there or is damaged itself, another program does not stop writing, or
        there is no room or no leave for it. Nothing is changed then.
    """
    stamp = _stamp()
    part = file.with_name(f"{file.name}.{stamp}.part")
    with files_explained(file, UNCHANGED), restoring_in(file.parent):
        try:
            with files_explained(backup, UNCHANGED):
                is_good = backup.is_file() and is_whole_copy(backup, part)
            if not is_good:
                msg = f"{backup} is not a whole backup. Choose another from {_folder_of(file)}."
                raise LogError(msg)
            try:
                check(part)
            except LogError as error:
                reason = str(error).replace(str(part), str(backup))
                msg = f"{reason}{UNCHANGED}"
                raise LogError(msg) from error
            go_on = go_on_in if is_at_rest(file) else replace_file
            go_on(file, part, file.with_name(f"{file.stem}-set-aside-{stamp}{file.suffix}"))
        finally:
            # What is left of it changes nothing of what was done, and goes at the next opening.
            with suppress(OSError):
                remove(part)


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

    That is copies, finished or not, also conflicted copies of a sync tool; what was set
    aside; what was not yet put back; and what SQLite keeps beside each. The drawings that are kept
    go with it: from a figure that is drawn another way one could tell what the person lives with.
    """
    stem, suffix = re.escape(file.stem), re.escape(file.suffix)
    aside = rf"{stem}-set-aside-\w+{suffix}(\.part)?"
    unfinished = rf"{re.escape(file.name)}(\.\w+)?\.part"
    near = {path.name for path in conflicts_of(file)}
    made = [
        *backups_of(file),
        *_copies(file, _NAMED, ending=rf"(\.part|(\.part)?({_BESIDE}))"),
        *sorted(
            path
            for path in _files_in(file.parent)
            if path.name in near or re.fullmatch(rf"({aside}|{unfinished})({_BESIDE})?", path.name)
        ),
    ]
    made += _drawings(file)
    return [*made, *journals_of(file), *([file] if file.exists() else [])]


def _drawings(file: Path) -> Iterator[Path]:
    """The drawings that are kept beside a log, and where they would be kept now."""
    for folder in dict.fromkeys((file.parent / places.CACHE, places.cache_folder())):
        drawn = cache.file_of(cache.DRAWINGS, folder)
        # Whoever may not look into a folder has kept nothing there.
        with suppress(PermissionError):
            if drawn.is_file():
                yield drawn


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
                f"{', '.join(map(str, everything_of(file)))}. Give yourself permission to write in "
                f"{path.parent}, then delete everything again."
            )
            raise LogError(msg) from error
    return files


def journal_of(file: Path) -> Path:
    """Where SQLite keeps what it would need to undo a transaction that never ended."""
    return with_ending(file, "-journal")


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"


def _folder_of(file: Path) -> Path:
    return file.parent / "backups"


def _copy_named(file: Path, what: str) -> Path:
    return _folder_of(file) / f"{file.stem}-{what}{file.suffix}"


def _copies(file: Path, what: str, *, ending: str = "") -> list[Path]:
    name = rf"{re.escape(file.stem)}-(?:{what}){re.escape(file.suffix)}{ending}"
    return [path for path in _files_in(_folder_of(file)) if re.fullmatch(name, path.name)]


def _files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def _explained(file: Path, to: Path) -> Iterator[None]:
    """Say what to do where a copy cannot be made."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        msg = f"No backup of {file} could be made: {error}. Make room in {to.parent}."
        raise LogError(msg) from error
