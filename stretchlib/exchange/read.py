"""Which kind of file it is, and who reads it."""

from pathlib import Path

from stretchlib.exchange import apple, archive, csv_tables, jsonl
from stretchlib.exchange.incoming import Incoming

READERS = {".jsonl": jsonl.read, ".csv": csv_tables.read, ".xml": apple.read}


def read(path: Path) -> Incoming:
    """
    Read and check a file, as `preview_import` says.

    Raises
    ------
    ExchangeError
        When the file as a whole cannot be brought in; of what is broken in it, `left_out` tells.
    """
    with archive.opened(path) as (name, kind, stream):
        return READERS[kind](stream, name)
