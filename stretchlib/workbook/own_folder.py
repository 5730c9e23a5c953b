"""The folder of a person's notebooks: for them alone, and never where it would be published."""

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

from stretchlib import private_files
from stretchlib.errors import WorkbookError
from stretchlib.log.driver_errors import cure_of
from stretchlib.workbook import laid_record
from stretchlib.workbook.laid_record import Record
from stretchlib.workbook.laying import lay

OTHER = "Choose another folder: stretchlib --folder PATH"
PATIENCE_S = 10


class Prepared(NamedTuple):
    """A folder in which the notebooks are."""

    folder: Path
    record: Record
    notices: list[str]
    """Sentences for the person."""


def prepare(folder: Path, on: date) -> Prepared:
    """
    Make the folder where it is not there, and lay the notebooks into it.

    Raises
    ------
    WorkbookError
        When it cannot be made or written to, or lies in a git checkout, with which what is written
        in a notebook could be published. Nothing of what was there has changed.
    """
    folder = folder.absolute()
    try:
        folder = folder.resolve()
        record = laid_record.read(folder)
        notices = _check_not_published(folder, is_ours=record is not None)
        record = record or Record(is_for_it_alone=_is_new(folder))
        private_files.make_folder(folder)
        if record.is_for_it_alone:
            private_files.keep_private(folder)
        elif os.name == "posix" and folder.stat().st_mode & 0o077:
            notices.append(
                f"Others on this computer can see the names of the files in {folder}. "
                "What the workbook lays there, only you can read."
            )
    except WorkbookError:
        raise
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        cure = cure_of(error) if isinstance(error, OSError) else "It leads in a circle of links."
        msg = f"{folder} cannot be the folder of your notebooks: {why}. {cure} {OTHER}"
        raise WorkbookError(msg) from error
    notices += lay(folder, record, on)
    return Prepared(folder, record, notices)


def _is_new(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _check_not_published(folder: Path, *, is_ours: bool) -> list[str]:
    """Refuse a folder within a git checkout, unless git leaves it out; tell of one that is ours."""
    top = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if top is None or _is_ignored(folder, top):
        return []
    what = (
        f"{folder} is in the git checkout {top}: what you write in a notebook there could be "
        "published with it."
    )
    leave_out = f"add the line /{folder.relative_to(top).as_posix()}/ to {top / '.gitignore'}"
    if is_ours:
        return [f"{what} To leave it out, {leave_out}"]
    cure = OTHER if folder == top else f"{OTHER}, or {leave_out}"
    msg = f"{what} Nothing was laid there. {cure}"
    raise WorkbookError(msg)


def _is_ignored(folder: Path, top: Path) -> bool:
    command = ["git", "-C", str(top), "check-ignore", "--quiet", f"{folder}/"]
    try:
        return not subprocess.run(command, capture_output=True, timeout=PATIENCE_S).returncode
    except (OSError, subprocess.SubprocessError):
        return False
