"""The colours of a figure, as CSS by kind of part."""

from typing import Literal

ThemeName = Literal["light", "dark"]


def _mix(colour: str, share: int, other: str) -> str:
    return f"color-mix(in srgb, {colour} {share}%, {other})"


def _live() -> dict[str, str]:
    ink, blue = "var(--jp-ui-font-color0, #000)", "var(--jp-brand-color1, #1976d2)"
    card = _mix(blue, 5, "var(--jp-layout-color0, #fff)")
    body, warm = _mix(ink, 55, blue), _mix("var(--jp-warn-color0, #e65100)", 92, ink)
    return {
        "card": card,
        "shade": _mix(body, 10, card),
        "prop": _mix(body, 20, card),
        "chair": _mix(body, 34, card),
        "far": _mix(body, 45, card),
        "arm": _mix(body, 66, card),
        "trunk": _mix(body, 78, card),
        "near": body,
        "glow": _mix(warm, 8, card),
        "warm": warm,
        "arrow": _mix(ink, 92, blue),
        "ink": ink,
    }


LIVE = _live()
PALETTES: dict[ThemeName, dict[str, str]] = {
    "light": {
        "card": "#f4f8fd",
        "shade": "#dee6f0",
        "prop": "#c8d4e2",
        "chair": "#b3c2d3",
        "far": "#8b9fb6",
        "arm": "#64829f",
        "trunk": "#4b6d90",
        "near": "#173f68",
        "glow": "#fff1e6",
        "warm": "#c94400",
        "arrow": "#0b121a",
        "ink": "#1b2733",
    },
    "dark": {
        "card": "#141c25",
        "shade": "#222e3b",
        "prop": "#35465a",
        "chair": "#50657d",
        "far": "#66839f",
        "arm": "#8ba7c3",
        "trunk": "#a3bdd7",
        "near": "#d6e8fa",
        "glow": "#2b1607",
        "warm": "#ff9a3d",
        "arrow": "#ffffff",
        "ink": "#f2f6fa",
    },
}


# In every theme: a dark hand on a light limb reads as a hole.
HAND, OUTLINE = "#ffffff", "#1b2733"


def paint(theme: ThemeName | None = None) -> dict[str, str]:
    """
    CSS by kind of part, in fixed colours or, with None, in those of JupyterLab's theme.

    Examples
    --------
    >>> paint("light")["prop"][:12]
    'fill:#c8d4e2'
    """
    colours = LIVE if theme is None else PALETTES[theme]
    # A rim in the colour of the card keeps limbs that cross apart.
    card = colours["card"]
    rim = f"stroke:{card};stroke-linejoin:round;paint-order:stroke"
    line = "stroke-width:3;stroke-linejoin:round;stroke-linecap:round"
    limbs = {kind: colours[kind] for kind in ("far", "arm", "trunk", "near")}
    return {
        "card": f"fill:{card}",
        "shade": f"fill:{colours['shade']};stroke:{colours['shade']};{line}",
        "prop": f"fill:{colours['prop']};stroke:{colours['prop']};{line}",
        "chair": f"fill:{colours['chair']};stroke:{colours['chair']};{line}",
        **{kind: f"fill:{colour};stroke-width:3.6;{rim}" for kind, colour in limbs.items()},
        "hand": (
            f"fill:{HAND};stroke:{OUTLINE};stroke-width:3.4;"
            "stroke-linejoin:round;paint-order:stroke"
        ),
        "ring": f"fill:{colours['warm']};stroke-width:3;{rim}",
        "mark": (
            f"fill:{colours['warm']};stroke:{colours['glow']};stroke-width:4.4;paint-order:stroke"
        ),
        "ghost": (
            f"fill:{colours['shade']};stroke:{colours['far']};stroke-width:3.2;"
            "stroke-dasharray:4 3;paint-order:stroke"
        ),
        "arrow": f"fill:{colours['arrow']};stroke-width:6;{rim}",
        "label": (
            f"fill:{colours['ink']};stroke-width:3;{rim};"
            "font:700 15px system-ui,sans-serif;text-anchor:middle"
        ),
        "word": f"fill:{colours['ink']};stroke-width:3;{rim};font:600 15px system-ui,sans-serif",
    }
