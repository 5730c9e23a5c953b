"""Which kind of file it is, and who reads it."""

from pathlib import Path

from stretchlib.exchange import apple, archive, rows, tidy
from stretchlib.exchange.incoming import Incoming

READERS = {".jsonl": rows.read, ".csv": tidy.read, ".xml": apple.read}


def read(path: Path) -> Incoming:
    """
    Read and check a file, as `import_` says.

    Raises
    ------
    ExchangeError
        Naming file, line, value and cure.
    """
    with archive.opened(path) as (name, stream):
        return READERS[Path(name).suffix.lower()](stream, name)
