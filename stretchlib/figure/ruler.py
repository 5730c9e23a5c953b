"""Where a ruler goes on a figure that leans forward: from the breastbone straight down."""

from collections.abc import Mapping
from typing import Any

from stretchlib.figure.drawing import Drawing, drawing, svg
from stretchlib.figure.paint import ThemeName
from stretchlib.figure.pose import BodyPoint, HandHold, Hands
from stretchlib.figure.shapes import framed
from stretchlib.figure.table import FigureTable

SEEN = {"turn": 12.0, "tilt": 6.0}
"""From the side, where a line straight down is seen whole."""
LEAN = {"pelvis": 62.0, "chest": 62.0, "head": 66.0}
"""Far enough to be a lean, and not so far that there is no room for a ruler."""
HANDS = Hands(
    side=HandHold(on="side thigh", at=0.05, front=8.0, out=6.0),
    other=HandHold(on="other thigh", at=0.95, front=9.0, out=-4.0),
)
BREASTBONE = BodyPoint(on="chest", at=0.75, front=10.0)
THIGH = BodyPoint(on="side shin", at=0.3, front=6.0)
TICK, EVERY = 4.0, 4.0
BOARD, INK = "#ffd54f", "#5d4300"
SAYS = (
    "A person sits on a chair, one ankle across the other knee, and leans forward with a flat "
    "back. A ruler goes from the lower end of the breastbone straight down to the thigh."
)


def with_ruler(table: FigureTable | Mapping[str, Any], theme: ThemeName) -> str:
    """
    Draw the lean of a sitting stretch with a ruler from the breastbone down to the thigh.

    Parameters
    ----------
    table : FigureTable or mapping
        Of the seated figure four.
    theme : {"light", "dark"}
        Fixed colours, to stand in an `<img>`.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> with_ruler(get_stretch("seated_figure_four").figure, "light").count("breastbone")
    2
    """
    table = FigureTable.model_validate(table)
    plain = {"arrows": (), "says": SAYS, "hands": HANDS, **LEAN}
    update = {
        **SEEN,
        "deep": table.deep.model_copy(update=plain),
        "ready": table.deep.model_copy(update=plain),
        "eased": table.deep.model_copy(update=plain),
        "enhance": None,
    }
    seen = table.model_copy(update=update)
    bodies = {name: seen.joints(name) for name in seen.poses}
    camera = framed(seen, bodies, mirror=1)
    x, top = camera.see(bodies["deep"].room_point(BREASTBONE))
    _, below = camera.see(bodies["deep"].room_point(THIGH))
    drawn = _without(drawing(seen, "right"))
    still = svg(drawn, "deep", theme)
    return still.replace("</svg>", f"{_ruler(x, top, below)}</svg>")


def _without(drawn: Drawing) -> Drawing:
    """The same without where it is felt, which side it is, and that it is a stretch."""
    drawn["parts"] = [
        part for part in drawn["parts"] if not part["kind"].startswith(("mark", "ring"))
    ]
    drawn["label"]["text"] = ""
    drawn["words"] = dict.fromkeys(drawn["words"], "")
    return drawn


def _ruler(x: float, top: float, below: float) -> str:
    """A narrow board with its marks, which count from the thigh."""
    wide = 9.0
    count = int((below - top) / EVERY)
    marks = "".join(
        f"M{x:.1f} {below - EVERY * i:.1f}h{TICK + 2 * (i % 5 == 0):g}" for i in range(count + 1)
    )
    return (
        f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide}" height="{below - top:.1f}" rx="1" '
        f'style="fill:{BOARD};stroke:{INK};stroke-width:1"/>'
        f'<path d="{marks}" style="fill:none;stroke:{INK};stroke-width:0.9"/>'
    )
