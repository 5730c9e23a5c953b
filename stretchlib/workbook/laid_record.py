"""The record of what was laid into a folder: by it, what a person changed is told from the rest."""

from json import dumps, loads
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from stretchlib import private_files

FILE: Final = ".stretchlib.json"


class Laid(BaseModel):
    """One file that was laid."""

    model_config = ConfigDict(extra="ignore")

    at: str
    """Its name in the folder, which is not its own where a file of the person had that."""
    laid: str
    """What it said then, as `shipped_pages.fingerprint` has it."""
    offered: str = ""
    """Of what was laid beside it since, because the person had changed it: the newest."""


class Record(BaseModel):
    """All that was laid into one folder."""

    model_config = ConfigDict(extra="ignore")

    version: str = ""
    """Of the workbook that laid it."""
    is_for_it_alone: bool = False
    """Whether the folder was made for it, or was empty."""
    files: dict[str, Laid] = {}


def read(folder: Path) -> Record | None:
    """
    Read what was laid here; None where nothing was, or nobody can tell any more.

    Whatever is there then counts as the person's own.
    """
    try:
        return Record.model_validate(loads((folder / FILE).read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, ValidationError, RecursionError):
        return None


def write(folder: Path, record: Record) -> None:
    """Keep it, in the place of what was kept before."""
    content = dumps(record.model_dump(), indent=1, ensure_ascii=False)
    private_files.write_over(folder / FILE, [content, "\n"])
