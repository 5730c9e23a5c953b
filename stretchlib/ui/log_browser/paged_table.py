"""A table of any length of which one page is shown, and whose rows can be opened."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from stretchlib.ui.kit import classed

PAGE_ROWS = 12


class PagedTable(anywidget.AnyWidget):
    """
    Shows the rows of a frame, a page at a time: the browser has no more than it shows.

    Parameters
    ----------
    on_open : callable
        Called with the `id` of a row when a person opens it.

    Examples
    --------
    >>> table = PagedTable(on_open=print)
    >>> days = pd.DataFrame({"id": ["A", "B"], "at": ["Monday", "Tuesday"]})
    >>> table.show(days, "Days", ["When"], lambda row: [row.at])
    >>> table.shown
    '1 to 2 of 2'
    >>> table.rows[0]
    {'id': 'A', 'cells': ['Monday']}
    """

    _esm = Path(__file__).parent / "paged_table.js"

    caption = traitlets.Unicode().tag(sync=True)
    heads: traitlets.List[str] = traitlets.List().tag(sync=True)
    rows: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    """Those of this page: `id`, `cells`."""
    shown = traitlets.Unicode().tag(sync=True)
    """Which rows these are, in words."""
    page = traitlets.Int().tag(sync=True)
    """Which page it is, from 0."""
    pages = traitlets.Int().tag(sync=True)
    opened = traitlets.Unicode().tag(sync=True)
    """From the browser: the row that is open; empty when none is."""
    painted = traitlets.Int().tag(sync=True)
    """Counts up when all of the above is there to be shown."""

    def __init__(self, on_open: Callable[[str], None]) -> None:
        super().__init__()
        self._frame = pd.DataFrame({"id": []})
        self._cells: Callable[[Any], Sequence[str]] = list
        self._on_open = on_open
        self.observe(lambda _: self._paint(), names=["page"])
        self.observe(lambda change: self._open(change["new"]), names=["opened"])
        classed(self, "stretch-table-widget")

    def show(
        self,
        frame: pd.DataFrame,
        caption: str,
        heads: Sequence[str],
        cells: Callable[[Any], Sequence[str]],
    ) -> None:
        """
        Show the rows of a frame; the page stays the same, where there is one.

        Parameters
        ----------
        frame : DataFrame
            Each row has an `id`.
        caption : str
            What the table is of.
        heads : sequence of str
            What stands above the columns.
        cells : callable
            Given a row of the frame, says the words of its cells, one for each head.
        """
        self._frame = frame
        self._cells = cells
        with self.hold_sync():
            self.heads = list(heads)
            self.caption = caption
            self.pages = -(-len(frame) // PAGE_ROWS)
            self.page = max(0, min(self.page, self.pages - 1))
            self._paint()

    def close_row(self) -> None:
        """Go back from the row that was opened to the table."""
        self.opened = ""

    def _open(self, id_: str) -> None:
        if id_:
            self._on_open(id_)

    def _paint(self) -> None:
        first = self.page * PAGE_ROWS
        rows = self._frame.iloc[first : first + PAGE_ROWS]
        with self.hold_sync():
            self.rows = [
                {"id": row.id, "cells": list(self._cells(row))} for row in rows.itertuples()
            ]
            last = first + len(rows)
            self.shown = f"{first + 1:,} to {last:,} of {len(self._frame):,}" if last else ""
            self.painted += 1
