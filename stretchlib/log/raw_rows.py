"""Rows as the database driver gives them: what a frame of ten years is made of."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, String, type_coerce

from stretchlib.log.tables import Instant


def plain_rows(connection: Connection, query: Select[Any]) -> tuple[list[str], Iterator[Any]]:
    """
    Ask, and give the names of the columns and the rows, one tuple after the other.

    Moments stay as the database keeps them: a column at a time, pandas turns them faster. And
    the rows come from the driver itself: an object of SQLAlchemy for each of 50,000 would take
    as long as reading them.
    """
    kept = [
        type_coerce(column, String).label(column.name)
        if isinstance(column.type, Instant)
        else column
        for column in query.selected_columns
    ]
    result = connection.execute(query.with_only_columns(*kept))
    cursor: Any = result.cursor
    return list(result.keys()), iter(cursor)
