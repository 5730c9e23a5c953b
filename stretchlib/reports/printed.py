"""For a clinician: two pages on what came of it, then all the rest."""

from dataclasses import dataclass
from datetime import date
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from stretchlib import private_files
from stretchlib._paths import is_folder, short_path, typed_path
from stretchlib.errors import ExchangeError
from stretchlib.log.values import check_text
from stretchlib.private_files import new_path
from stretchlib.reports.page import page
from stretchlib.reports.period import frames_of
from stretchlib.ui.goal import goal_of
from stretchlib.ui.uploads import download

if TYPE_CHECKING:
    from stretchlib.log import Log


LARGEST_LINKED = 900_000
"""Bytes: it is in the notebook twice then, as a page and as a link."""


@dataclass(frozen=True)
class Report:
    """A page that stands by itself; in a notebook it shows itself in a frame."""

    html: str
    """All of it, pictures included; it asks for nothing else."""
    title: str

    def save(self, where: str | PathLike[str]) -> Path:
        """
        Write the page into a new file that only you can read (mode 0600); return its path.

        On Windows, which has no such modes, whoever may read its folder can read it.

        Open it in a browser to read it, to print it, or to make a PDF of it.

        Raises
        ------
        ExchangeError
            When something is there already, a folder too, or the place cannot be written to.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> page = getfixture("tmp_path") / "for my physio.html"
        >>> report(open_log("sqlite://")).save(page).name
        'for my physio.html'
        """
        target = typed_path(where, ExchangeError)
        if is_folder(target):
            cure = f"Name a file in it, such as {short_path(target / 'report.html')}."
            msg = f"{short_path(target)} is a folder. {cure}"
            raise ExchangeError(msg)
        with new_path(target) as unfinished:
            private_files.write_new(unfinished, [self.html])
        return target

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: save it with .save('report.html')>"

    def _repr_html_(self) -> str:
        # The page keeps its own styles in a frame of its own, and nothing in it can run.
        return (
            f'<iframe title="{escape(self.title)}" sandbox="" srcdoc="{escape(self.html)}" '
            'style="box-sizing: border-box; width: 100%; height: 640px; border: 1px solid #888; '
            'background: #fff">'
            "</iframe>"
            f"{self._link()}"
        )

    def _link(self) -> str:
        """To save it by the browser; one that is very large is saved by its method alone."""
        content = self.html.encode()
        if len(content) > LARGEST_LINKED:
            return '<p>To keep it, type in a cell: st.report(log).save("report.html")</p>'
        return f"<p>{download('Download this page', 'report.html', content, 'text/html')}</p>"


def report(
    log: "Log",
    since: date | str | None = None,
    *,
    until: date | str | None = None,
    name: str = "",
    goal_cm: float | None = None,
) -> Report:
    """
    Write a page about a log, to be read or printed by a clinician.

    On the first two sheets of paper: what there is to say, when it hurt, which stretches, distance
    and pain. Then all the rest, what these data cannot tell first. It names nobody unless you type
    a name.

    Parameters
    ----------
    log : Log
        From `open_log()`.
    since : date or str, optional
        The first day to tell of, such as `"2026-03-01"`; all days when left out. Changes are then
        counted from that day on.
    until : date or str, optional
        The last day to tell of; today when left out, and for the sample log its own last day.
    name : str
        Whose page it is, if it should say so.
    goal_cm : float, optional
        The distance from chest to thigh that you would like to reach; that of `st.Goal` when left
        out.

    Returns
    -------
    Report
        With its `html`; `.save("report.html")` keeps it.

    Raises
    ------
    StretchError
        When `since` or `until` is not a day or cannot be meant, or the goal no distance.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> report(open_log("sqlite://"), since="2026-03-01").title
    'Practice record, since 1 Mar 2026'
    """
    check_text("name", name)
    frames = frames_of(log, since, until)
    title = ", ".join(filter(None, ["Practice record", name.strip(), frames.period_text]))
    goal_cm = goal_of(log) if goal_cm is None else goal_cm
    return Report(html=page(title, frames, goal_cm), title=title)
