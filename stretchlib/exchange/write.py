"""The files of an export, in a new folder or a new zip."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from stretchlib import private_files
from stretchlib.exchange import csv_tables, jsonl
from stretchlib.exchange.data_dictionary import README
from stretchlib.exchange.views import views
from stretchlib.log import Log


def export_all(log: Log, where: Path) -> Path:
    """Write every file of an export, as `export` says."""
    write = _write_zip if where.suffix.lower() == ".zip" else _write_folder
    with private_files.new_place(where) as unfinished, log.reading() as connection:
        write(unfinished, _files(connection))
    return where


def _files(connection: Connection) -> Iterator[tuple[str, Iterable[str]]]:
    """Name each file, and give what is in it piece by piece."""
    yield "README.txt", [README]
    yield "columns.csv", _for_spreadsheets(csv_tables.write_dictionary())
    for name, frame in views(connection).items():
        yield f"{name}.csv", _for_spreadsheets(csv_tables.write(name, frame))
    yield "log.jsonl", jsonl.write(connection)


def _for_spreadsheets(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def _write_folder(folder: Path, files: Iterable[tuple[str, Iterable[str]]]) -> None:
    private_files.make_folder(folder)
    for name, pieces in files:
        private_files.write_new(folder / name, pieces)


def _write_zip(path: Path, files: Iterable[tuple[str, Iterable[str]]]) -> None:
    private_files.begin(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, pieces in files:
            # Without the time of day: the same log makes the same zip.
            info = zipfile.ZipInfo(f"{path.stem}/{name}")
            info.external_attr = private_files.FILE << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file, io.TextIOWrapper(file, "utf-8", newline="") as to:
                to.writelines(pieces)
