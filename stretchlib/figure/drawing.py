"""Each stretch as a drawing: its `[figure]` table as plain JSON, or as a still picture."""

from collections.abc import Mapping
from html import escape
from typing import Any, NotRequired, TypedDict

from stretchlib.errors import check_one_of
from stretchlib.figure.ground import ground
from stretchlib.figure.paint import ThemeName, paint
from stretchlib.figure.paper import HEIGHT, WIDTH, Part
from stretchlib.figure.shapes import arrows, framed, ghosts, limbs, marks
from stretchlib.figure.table import FigureTable
from stretchlib.phases import OTHER_SIDE

POSE_WORDS = {
    "ready": "start",
    "eased": "start",
    "deep": "stretch",
    "enhance": "stretch on",
    "enhance_back": "stretch on",
}
"""What each pose is, said on the picture."""
PHOTO_POSES = ("ready", "eased", "deep")
WORD_IN, WORD_DOWN = 11, 22


class Label(TypedDict):
    """The side, beside the stretched leg; its point is the middle of its baseline."""

    text: str
    x: float
    y: float


class Word(TypedDict):
    """The point of a word in an upper corner, where nothing moves to."""

    x: int
    y: int
    anchor: str


class Drawing(TypedDict):
    """A figure of one side, as plain JSON; lengths are units of its view box."""

    side: str
    width: int
    height: int
    paint: dict[str, str]
    """CSS by kind, in the colours of JupyterLab's theme; with `card` and `label`."""
    parts: list[Part]
    """In painting order."""
    label: Label
    word: Word
    """Where in words it says what a pose is."""
    words: dict[str, str]
    """What each pose is, `start` or `stretch`."""
    alt: dict[str, str]
    """What a sighted person sees, by pose."""
    photo: NotRequired[str]
    """A picture as a data address, instead of all parts."""


def photographed(photo: str, title: str, side: str) -> Drawing:
    """
    A photo where a figure would be: it does not move, and says nothing about its pose.

    Parameters
    ----------
    photo : str
        A picture as a data address.
    title : str
        What it is of.
    side : str
        The side being stretched: `left`, `right` or `both`.

    Examples
    --------
    >>> photographed("data:image/png;base64,", "Pigeon", "left")["alt"]["deep"]
    'Photo of Pigeon'
    """
    check_one_of("side", side, OTHER_SIDE)
    return {
        "side": side,
        "width": WIDTH,
        "height": HEIGHT,
        "paint": paint(),
        "parts": [],
        "label": {"text": "", "x": 0, "y": 0},
        "word": {"x": 0, "y": 0, "anchor": "start"},
        "words": dict.fromkeys(PHOTO_POSES, ""),
        "alt": dict.fromkeys(PHOTO_POSES, f"Photo of {title}"),
        "photo": photo,
    }


def drawing(table: FigureTable | Mapping[str, Any], side: str) -> Drawing:
    """
    The figure of one side as plain JSON, ready to be painted and moved.

    The stretched side is the one near the viewer, so the other side's drawing is the mirror image.

    Parameters
    ----------
    table : FigureTable or mapping
        The `[figure]` table of a stretch.
    side : str
        The side being stretched: `left`, `right` or `both`.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> right = drawing(get_stretch("hip_flexor_pull").figure, "right")
    >>> list(right["alt"])
    ['ready', 'eased', 'deep', 'enhance']
    """
    check_one_of("side", side, OTHER_SIDE)
    table = FigureTable.model_validate(table)
    bodies = {name: table.joints(name) for name in table.poses}
    camera = framed(table, bodies, mirror=-1 if side == "left" else 1)
    x, y = camera.see(bodies["deep"].room_point(table.label))
    at_right = (side == "left") is (table.word == "behind")
    return {
        "side": side,
        "width": WIDTH,
        "height": HEIGHT,
        "paint": paint(),
        "parts": [
            *ground(table.on, bodies, camera),
            *ghosts(table, bodies, camera),
            *limbs(table, bodies, camera),
            *marks(table, bodies, camera),
            *arrows(table, bodies, camera),
        ],
        "label": {"text": "" if side == "both" else side, "x": round(x, 1), "y": round(y, 1)},
        "word": {
            "x": WIDTH - WORD_IN if at_right else WORD_IN,
            "y": WORD_DOWN,
            "anchor": "end" if at_right else "start",
        },
        "words": {name: POSE_WORDS[name] for name in table.poses},
        "alt": {
            name: f"{pose.says} {(pose.hands or table.hands).says}".strip().format(
                side=side, other=OTHER_SIDE[side]
            )
            for name, pose in table.poses.items()
        },
    }


def svg(drawn: Drawing, pose: str, theme: ThemeName | None = None) -> str:
    """
    One pose as a still picture: an `<svg>` to stand in HTML, or alone in a file.

    Parameters
    ----------
    drawn : dict
        What `drawing` returned.
    pose : str
        A key of its `alt`.
    theme : {"light", "dark"}, optional
        Fixed colours, for where JupyterLab's do not reach, such as the address of an `<img>`.
        Left out, the picture follows JupyterLab's theme.
    """
    check_one_of("pose", pose, drawn["alt"])
    css = drawn["paint"] if theme is None else paint(theme)
    width, height, label = drawn["width"], drawn["height"], drawn["label"]
    alt, word = escape(drawn["alt"][pose]), drawn["word"]
    paths = "".join(
        f'<path d="{_filled(part, pose)}" style="{css[part["kind"]]}"/>'
        for part in drawn["parts"]
        if _is_shown(part, pose)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{alt}"><title>{alt}</title>'
        f'<rect width="{width}" height="{height}" rx="10" style="{css["card"]}"/>{paths}'
        f'<text x="{label["x"]}" y="{label["y"]}" style="{css["label"]}">{label["text"]}</text>'
        f'<text x="{word["x"]}" y="{word["y"]}" text-anchor="{word["anchor"]}" '
        f'style="{css["word"]}">{drawn["words"][pose]}</text>'
        "</svg>"
    )


def _is_shown(part: Part, pose: str) -> bool:
    if part["only"] and pose not in part["only"]:
        return False
    return not part["poses"] or pose in part["poses"]


def _filled(part: Part, pose: str) -> str:
    """The path of a part in one pose: each `#` replaced by its number."""
    head, *rest = part["shape"].split("#")
    numbers = part["poses"].get(pose, [])
    return head + "".join(f"{n:g}{piece}" for n, piece in zip(numbers, rest, strict=True))
