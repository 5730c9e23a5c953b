"""Lay the notebooks into a person's folder: what they changed or own is never written over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath

from packaging.version import InvalidVersion, Version

from stretchlib import private_files
from stretchlib._install import own_version, upgrade_command
from stretchlib.errors import WorkbookError
from stretchlib.log.driver_errors import cure_of
from stretchlib.workbook import laid_record
from stretchlib.workbook.laid_record import Laid, Record
from stretchlib.workbook.shipped_pages import (
    Shipped,
    fingerprint,
    shipped_pages,
    shows_something,
)


def lay(folder: Path, record: Record, on: date) -> list[str]:
    """
    Bring the files of the workbook in a folder up to date; return notices for the person.

    A file that is as it was laid is renewed. Beside one that the person changed, or in which they
    kept what it shows, the new one is laid once, with the day `on` in its name: nothing else
    depends on that day. Each file is whole or not there, and kept in mind at once, so that an
    interrupted run is taken up by the next.

    Raises
    ------
    WorkbookError
        When something cannot be written. What was there is as it was.
    """
    if _is_newer(record.version):
        return [
            f"The notebooks in {folder} are of stretchlib {record.version}, and this is "
            f"{own_version()}: they are left as they are. To bring this one up to date: "
            f"{upgrade_command()}"
        ]
    for directory in (folder, folder / "docs"):
        private_files.clear_unfinished(directory)
    notices: list[str] = []
    record.version = own_version()
    for page in shipped_pages():
        with _explained(folder / page.name):
            notices += _lay_one(folder, record, page, on)
            laid_record.write(folder, record)
    return notices


def name_in_folder(record: Record, name: str) -> str:
    """What a file of the workbook is called in the folder."""
    known = record.files.get(name)
    return known.at if known else name


def _lay_one(folder: Path, record: Record, page: Shipped, on: date) -> Iterator[str]:
    known = record.files.get(page.name)
    at = name_in_folder(record, page.name)
    there = _what_is(folder / at)
    if there is not None and known is None and there != page.fingerprint:
        # Somebody else's file, which happens to be called so.
        at = _called(page.name, "workbook")
        there = _what_is(folder / at)
        yield f"{folder / page.name} is yours, and is left as it is. The workbook's own is {at}."
    is_as_laid = known and there == known.laid and not shows_something(folder / at)
    if is_as_laid or there in (None, page.fingerprint):
        if there != page.fingerprint:
            _write(folder / at, page)
        record.files[page.name] = Laid(at=at, laid=page.fingerprint)
    elif known is None:
        yield f"{folder / at} is yours, too: the workbook's own is not laid. Rename one of them."
    elif page.fingerprint not in (known.laid, known.offered):
        new = _free(folder, at, on, page)
        _write(folder / new, page)
        known.offered = page.fingerprint
        why = "it has what a run showed" if there == known.laid else "you changed it"
        yield f"{at} is left as it is: {why}. The new one is beside it: {new}"


def _write(path: Path, page: Shipped) -> None:
    private_files.make_folder(path.parent)
    private_files.write_over(path, [page.content])


def _what_is(path: Path) -> str | None:
    """The fingerprint of what is there; None where nothing is."""
    if path.is_file():
        return fingerprint(path.name, path.read_bytes())
    # A folder, or a link that leads nowhere, is somebody's, too.
    return "" if path.exists() or path.is_symlink() else None


def _free(folder: Path, name: str, on: date, page: Shipped) -> str:
    """A dated name that nothing has, or that has this very content already."""
    number = 1
    while True:
        again = f" {number}" if number > 1 else ""
        new = _called(name, f"new {on.isoformat()}{again}")
        if _what_is(folder / new) in (None, page.fingerprint):
            return new
        number += 1


def _called(name: str, what: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({what}){path.suffix}"))


def _is_newer(version: str) -> bool:
    try:
        return Version(version) > Version(own_version())
    except InvalidVersion:
        # Nothing was laid yet, or the record is of nobody's making.
        return False


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = (
            f"{file} cannot be written: {error.strerror or error}. {cure_of(error)} "
            "What was there is as it was."
        )
        raise WorkbookError(msg) from error
