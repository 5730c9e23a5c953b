"""What a page says where JupyterLab lacks what shows a widget: what to install, and where."""

import re
from html import escape
from typing import Final

import anywidget
import ipywidgets

WHERE: Final = "in the environment that JupyterLab itself runs in"
THEN: Final = "Then start JupyterLab again, and load this page again."


def needs() -> str:
    """
    The command that installs it there.

    A widget asks the page for the anywidget that it was made with, to the middle number.

    Examples
    --------
    >>> needs().startswith("pip install ipywidgets")
    True
    """
    series = ".".join(re.findall(r"\d+", anywidget.__version__)[:2])
    return f'pip install ipywidgets "anywidget=={series}.*"'


def fallback_mimebundle(name: str) -> dict[str, str]:
    """
    What stands instead of a form: for whatever shows no widgets, as plain text and as HTML.

    Examples
    --------
    >>> fallback_mimebundle("Goal")["text/plain"].partition(". ")[0]
    'Goal: run this cell, and it is here again'
    """
    line = f"{name}: run this cell, and it is here again. What you did is in your log."
    still = "Still only this line after a run? JupyterLab lacks what shows it. Install it"
    return {
        "text/plain": f"{line}\n{still} {WHERE}:\n    {needs()}\n{THEN}",
        "text/html": (
            f"<p>{line}</p><p>{still} {WHERE}:</p>"
            f"<pre><code>{escape(needs())}</code></pre><p>{THEN}</p>"
        ),
    }


def note_of_what_lacks() -> ipywidgets.HTML:
    """
    Make the line that a form shows where its boxes and buttons are not to be seen.

    It takes ipywidgets alone. The style sheet shows it after some seconds, and `order.js` takes it
    away as soon as it runs: then all the others do, too.
    """
    note = ipywidgets.HTML(
        "<p>Do you see “Click to show javascript error”, or nothing to press? Then JupyterLab has "
        f"no anywidget, or another version of it. Install it {WHERE}:</p>"
        f"<pre><code>{escape(needs())}</code></pre><p>{THEN} <code>stretchlib doctor</code>, said "
        "in a terminal, knows more.</p>"
    )
    note.add_class("stretch-prose")
    note.add_class("stretch-front-end")
    return note
