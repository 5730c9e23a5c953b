"""The pieces that the forms are made of; no failure in them is silent."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from stretchlib._html import breakable
from stretchlib.errors import StretchError
from stretchlib.ui.front_end import fallback_mimebundle, note_of_what_lacks

_logger = logging.getLogger(__name__)
_HERE = Path(__file__).parent


def style(file: Path = _HERE / "kit.css") -> ipywidgets.HTML:
    """A style sheet, that of every form when left out, as a widget to put among its children."""
    sheet = ipywidgets.HTML(f"<style>{file.read_text(encoding='utf-8')}</style>")
    sheet.layout.display = "none"
    return sheet


def prose(html: str, *classes: str) -> ipywidgets.HTML:
    """Words of our own, as HTML. What a person typed goes through `html.escape` first."""
    return classed(ipywidgets.HTML(html), "stretch-prose", *classes)


def button(words: str, on_click: Callable[[], None], *classes: str) -> ipywidgets.Button:
    """A button that does one thing."""
    made = ipywidgets.Button(description=words)
    made.on_click(lambda _: on_click())
    return classed(made, "stretch-button", *classes)


def classed(widget: Any, *classes: str) -> Any:
    """Give a widget its CSS classes, and return it."""
    for name in classes:
        widget.add_class(name)
    return widget


class Message(ipywidgets.HTML):
    """A line that says what happened: an error, that all is well, or neither. Empty at first."""

    def __init__(self, *classes: str) -> None:
        super().__init__()
        classed(self, "stretch-message", *classes)

    def say(self, words: str) -> None:
        """Show good news."""
        self.value = f'<p class="stretch-good" role="status">{breakable(words)}</p>'

    def tell(self, words: str) -> None:
        """Show what is neither good nor wrong."""
        self.value = f'<p class="stretch-note-told" role="status">{breakable(words)}</p>'

    def warn(self, words: str) -> None:
        """Show what is wrong, and the cure."""
        self.value = f'<p class="stretch-wrong" role="alert">{breakable(words)}</p>'

    def clear(self) -> None:
        """Say nothing."""
        self.value = ""


class _Order(anywidget.AnyWidget):
    """Keeps a form's keys from the notebook, and a press until what was typed before is heard."""

    _esm = _HERE / "order.js"


class IntoView(anywidget.AnyWidget):
    """Something unseen in a form that can bring the beginning of it into view."""

    _esm = _HERE / "into_view.js"

    times = traitlets.Int(0).tag(sync=True)
    """How often it was asked to."""
    heard = traitlets.Int(0).tag(sync=True)
    """How often it was asked to when a page last heard of it."""
    by_cell = traitlets.Bool(False).tag(sync=True)
    """
    Whether a cell that shows it asked last: the top alone comes into view, where it is not, and of
    several that run at once the first is seen.
    """

    def bring(self, *, by_cell: bool = False) -> None:
        """Let the heading take the focus, and its top come into view."""
        self.by_cell = by_cell
        self.times += 1


class ShownLater:
    """
    What a page says where it was saved with this on it, and nothing of it is there any more.

    JupyterLab has words of its own for that; what only reads a page, as an export or a site that
    shows notebooks, shows a line of ours, and so does a JupyterLab that can show no widget.
    """

    def come_into_view(self, *, by_cell: bool = False) -> None:
        """Let its beginning be seen."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        # JupyterLab keeps the cell after this one where it is, and all but the end out of sight.
        self.come_into_view(by_cell=True)
        shown: dict[str, Any] = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        return {**shown, **fallback_mimebundle(type(self).__name__)}


class Form(ShownLater, ipywidgets.VBox):
    """
    What is asked and shown together: with its look, its keys kept from the notebook, and in order.

    Without that, D typed twice on a button of it would delete the cell, and Shift+Enter run it; and
    a press on "Save" could overtake what was typed before it.

    What takes the place of something longer would stand out of sight, above or below: so when
    something else is shown from the beginning on, its heading takes the focus and its top comes
    into view.

    Examples
    --------
    >>> form = Form([prose("<p>How are you?</p>")], "stretch-greeting")
    >>> form.fill(prose("<p>Good.</p>"))
    >>> form.children[-1].value
    '<p>Good.</p>'
    """

    def __init__(self, children: Sequence[ipywidgets.Widget] = (), *classes: str) -> None:
        order = _Order()
        self._into_view = IntoView()
        for unseen in (order, self._into_view):
            unseen.layout.display = "none"
        self._ground = style(), note_of_what_lacks(), order, self._into_view
        self._first = children[0] if children else None
        super().__init__([*self._ground, *children])
        classed(self, "stretch-form", *classes)

    def fill(self, *children: ipywidgets.Widget) -> None:
        """Show these, in place of what is shown; where the beginning changes, it is seen."""
        was, self._first = self._first, children[0]
        self.children = [*self._ground, *children]
        if was is not None and was is not self._first:
            self.come_into_view()

    def come_into_view(self, *, by_cell: bool = False) -> None:
        """Let the heading take the focus, and the top come into view; once it is on the page."""
        self._into_view.bring(by_cell=by_cell)


def _of_the_options(sent: Any, asked: "Choice") -> Any:
    """What the browser sent, where it is an answer; else what was answered before."""
    kept = [value for _, value in asked.options]
    if asked.many:
        return [one for one in kept if one in sent] if isinstance(sent, list) else asked.value
    is_one = any(type(one) is type(sent) and one == sent for one in kept)
    return sent if is_one else asked.value


class Choice(anywidget.AnyWidget):
    """
    One question and its answers, of which one may be chosen; none is chosen beforehand.

    They are radio buttons: a screen reader tells the question, the answers and which one is
    chosen, and the arrow keys go from one to the next.

    Examples
    --------
    >>> unit = Choice("Unit", [("cm", "cm"), ("in", "in")])
    >>> unit.value is None
    True
    """

    _esm = _HERE / "kit.js"

    question = traitlets.Unicode().tag(sync=True)
    options: traitlets.List[list[Any]] = traitlets.List().tag(sync=True)
    """Pairs of what is shown and what is kept."""
    ends = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """What the first and the last answer mean, in words; or nothing."""
    value = traitlets.Any(None, allow_none=True).tag(sync=True, from_json=_of_the_options)
    """What is kept of the answer, or None."""
    many = traitlets.Bool(False).tag(sync=True)
    """Whether several answers may be chosen."""

    def __init__(
        self, question: str, options: Sequence[tuple[str, Any]], *classes: str, **traits: Any
    ) -> None:
        super().__init__(question=question, options=[list(pair) for pair in options], **traits)
        classed(self, *classes)


class Scale(Choice):
    """
    A question answered from 0 to 10.

    `value` is None until somebody answers, and None is never 0.

    Examples
    --------
    >>> Scale("How sore?", "not at all", "unbearable").value is None
    True
    """

    def __init__(self, question: str, least: str, most: str, *classes: str) -> None:
        scores = [(str(score), score) for score in range(11)]
        super().__init__(question, scores, "stretch-scale", *classes, ends=[least, most])


class Several(Choice):
    """
    One question of whose answers any number may be true; `value` is the list of them.

    Examples
    --------
    >>> Several("Which?", [("The first", 1), ("The second", 2)]).value
    []
    """

    def __init__(
        self, question: str, options: Sequence[tuple[str, Any]], *classes: str, **traits: Any
    ) -> None:
        super().__init__(
            question, options, "stretch-several", *classes, many=True, **{"value": [], **traits}
        )


def shown_when_it_fails(message: Message) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """
    Show in `message` what goes wrong in a handler.

    Jupyter swallows what a widget's handler raises: without this, a failure would look like
    nothing at all.

    Examples
    --------
    >>> message = Message()
    >>> shown_when_it_fails(message)(lambda: 1 / 0)()
    >>> "division by zero" in message.value
    True
    """

    def wrap(handler: Callable[[], None]) -> Callable[[], None]:
        @wraps(handler)
        def guarded() -> None:
            try:
                handler()
            except StretchError as error:
                message.warn(str(error))
            except Exception as error:
                _logger.exception("A form failed")
                message.warn(
                    f"{type(error).__name__}: {error}. Nothing you typed is lost; try again."
                )

        return guarded

    return wrap
