"""What of a text can be drawn: the font of the pictures has not the letters of every language."""

import re
from functools import cache
from itertools import chain, groupby

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

FONT = "DejaVu Sans"
"""It comes with matplotlib, so a picture is the same on every machine."""
LEFT_OUT = "…"
_JOINED = ("\u200d", "\ufe0e", "\ufe0f")
"""They join emoji or choose their looks, and are nothing without them."""
_REPEATED = re.compile(rf"{LEFT_OUT}(\s*{LEFT_OUT})+")


def drawable(words: str) -> str:
    """
    What of a text has letters in the font; in place of others stand dots, and never boxes.

    Examples
    --------
    >>> drawable("A hug, \u732b\u306e\u30dd\u30fc\u30ba"), drawable("Mine")
    ('A hug, …', 'Mine')
    """
    runs = groupby(words, key=has_letters)
    dotted = "".join("".join(run) if can else LEFT_OUT for can, run in runs)
    return _REPEATED.sub(LEFT_OUT, dotted)


def has_letters(words: str) -> bool:
    """
    Whether the font has each letter of a text.

    Examples
    --------
    >>> has_letters("Gr\u00fc\u00dfe"), has_letters("\u732b")
    (True, False)
    """
    return all(letter == "\n" or ord(letter) in _letters() for letter in words)


def leave_out_boxes(figure: Figure) -> None:
    """Take out of each text on a sheet what would be a box; Python would warn of it, too."""
    # Not findobj: it would make the ticks of axes that are never drawn.
    for drawn in chain(figure.texts, *(axes.texts for axes in figure.axes)):
        if not has_letters(drawn.get_text()):
            drawn.set_text(drawable(drawn.get_text()))


@cache
def _letters() -> frozenset[int]:
    """The letters that both weights have."""
    faces = (
        get_font(findfont(FontProperties(family=FONT, weight=weight)))
        for weight in ("normal", "bold")
    )
    return frozenset.intersection(*(frozenset(face.get_charmap()) for face in faces)).difference(
        map(ord, _JOINED)
    )
