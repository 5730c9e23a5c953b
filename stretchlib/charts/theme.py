"""The colours of a picture, for light and for dark rooms."""

from dataclasses import dataclass


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
    """For lines that only guide the eye; nothing is told by them alone."""
    hatch: str
    """Of the band that is your own measurement error."""
    left: str
    right: str
    practice: str
    """What was done, and how it felt afterwards."""
    unfinished: str
    badge: str = "#f89c20"
    badge_ink: str = "#1b1f27"

    def side(self, side: str) -> str:
        """Colour of a side; ink for `both`."""
        return {"left": self.left, "right": self.right}.get(side, self.ink)


THEMES: dict[str, Theme] = {
    "light": Theme(
        paper="#ffffff",
        ink="#1b1f27",
        muted="#5b6270",
        faint="#dde1e8",
        hatch="#bcc3d0",
        left="#2360d8",
        right="#b45a00",
        practice="#7a21dd",
        unfinished="#964a8b",
    ),
    "dark": Theme(
        paper="#111111",
        ink="#eceef2",
        muted="#a3a9b5",
        faint="#363b45",
        hatch="#555d6b",
        left="#7faaff",
        right="#ffb04a",
        practice="#b98bff",
        unfinished="#dd93d0",
    ),
}
"""`light` lies on JupyterLab's white, `dark` on its #111."""
