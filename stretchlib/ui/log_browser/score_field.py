"""The answer of a rating: a number from 0 to 10, or one of the words of how far down it went."""

from collections.abc import Sequence
from typing import Any, Final

import ipywidgets
import traitlets

from stretchlib.model import EXTENTS_SHOWN
from stretchlib.ui.kit import Choice, classed

SCORES: Final = [(str(score), score) for score in range(11)]
EXTENT_OPTIONS: Final = [(word.capitalize(), index) for index, word in enumerate(EXTENTS_SHOWN)]


class HowMuch(ipywidgets.VBox):
    """
    Asks for what fits the kind of rating, and keeps what was chosen of the other.

    With no kind at all nothing is chosen any more.

    Parameters
    ----------
    kind : Choice
        What kind of rating it is; the answer follows it.
    value : int, optional
        What is answered already, as the log keeps it.
    first : sequence of (shown, kept)
        Answers that stand before all others, such as that there is none.

    Examples
    --------
    >>> kind = Choice("What was it?", [("Pain", "pain"), ("Extent", "extent")], value="pain")
    >>> asked = HowMuch(kind, 3)
    >>> kind.value = "extent"
    >>> asked.value is None
    True
    >>> kind.value = "pain"
    >>> asked.value
    3
    """

    value = traitlets.Any(None, allow_none=True)
    """The number, or the index of the word in `EXTENTS_SHOWN`; None where nothing is chosen."""

    def __init__(
        self, kind: Choice, value: int | None = None, first: Sequence[tuple[str, Any]] = ()
    ) -> None:
        self._kind = kind
        self._score = Choice("How much, from 0 to 10?", [*first, *SCORES], "stretch-words")
        self._word = Choice(
            "How far down did you feel pain, numbness or tingling?",
            [*first, *EXTENT_OPTIONS],
            "stretch-words",
        )
        classed(self._score, "stretch-how-much")
        classed(self._word, "stretch-how-far")
        self._shown.value = value
        super().__init__([self._score, self._word])
        for asked in (kind, self._score, self._word):
            asked.observe(lambda _: self._follow(), names=["value"])
        self.observe(lambda change: self._put(change["new"]), names=["value"])
        self._follow()

    @property
    def _shown(self) -> Choice:
        return self._word if self._kind.value == "extent" else self._score

    def _follow(self) -> None:
        for one in (self._score, self._word):
            one.layout.display = None if one is self._shown else "none"
            if self._kind.value is None:
                one.value = None
        self.value = self._shown.value

    def _put(self, value: Any) -> None:
        """Choose what was put here from outside."""
        self._shown.value = value
