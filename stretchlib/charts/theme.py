"""The colours of a picture, for light and for dark rooms."""

from dataclasses import dataclass, fields

import numpy as np
from matplotlib.colors import to_hex, to_rgb


@dataclass(frozen=True)
class Theme:
    """
    The colours of one theme.

    They are the hues of the petroff6 cycle (Petroff 2021, arXiv:2107.02270), darkened or lightened
    until each stands at 4.5:1 or more against its paper, since words are written in them too.
    """

    paper: str
    ink: str
    muted: str
    faint: str
    """For lines that only guide the eye; they carry no information of their own."""
    hatch: str
    """Of the band that is your own measurement error."""
    left: str
    right: str
    practice: str
    """What was done, and how it felt afterwards."""
    unfinished: str
    badge: str
    badge_ink: str

    def side(self, side: str) -> str:
        """Colour of a side; ink for `both`."""
        return {"left": self.left, "right": self.right}.get(side, self.ink)


# In the dark, a page changes a picture's colours with this CSS filter: one drawing serves both.
DARK_FILTER = "invert(93.333%) hue-rotate(180deg)"
_INVERTED = 14 / 15
_HUE_ROTATION = np.array([[0.213, 0.715, 0.072]] * 3) * 2 - np.eye(3)


def in_dark(colour: str) -> str:
    """
    The colour that `DARK_FILTER` makes of another, by Filter Effects Module Level 1 (W3C).

    White becomes JupyterLab's dark #111, and a hue stays what it is.

    Examples
    --------
    >>> in_dark("#ffffff"), in_dark("#2360d8")
    ('#111111', '#6da2ff')
    """
    inverted = _INVERTED + (1 - 2 * _INVERTED) * np.array(to_rgb(colour))
    red, green, blue = np.clip(_HUE_ROTATION @ inverted, 0, 1)
    return to_hex((red, green, blue))


LIGHT = Theme(
    paper="#ffffff",
    ink="#1b1f27",
    muted="#5b6270",
    faint="#dde1e8",
    hatch="#bcc3d0",
    left="#2360d8",
    right="#b45a00",
    practice="#7a21dd",
    unfinished="#964a8b",
    badge="#fdb13f",
    badge_ink="#1b1f27",
)
DARK = Theme(**{each.name: in_dark(getattr(LIGHT, each.name)) for each in fields(Theme)})
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}
"""`light` lies on JupyterLab's white, `dark` on its #111."""
