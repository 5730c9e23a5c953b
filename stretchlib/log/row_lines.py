"""Every row of a log as a line of JSON, in an order in which they can be read back."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import metadata


def lines(connection: Connection) -> Iterator[str]:
    """Write each row after those that it names; replaced and hidden ones, too."""
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table).order_by(table.c.id)).mappings():
            with of_what_was_kept():
                text = line({"table": table.name, **row})
            yield text


def line(row: dict[str, Any]) -> str:
    r"""
    Write one row; a moment as ISO text.

    Examples
    --------
    >>> line({"table": "ratings", "area": "Rücken", "score": None})
    '{"table": "ratings", "area": "Rücken", "score": null}'
    """
    plain = {name: _plain(value) for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
