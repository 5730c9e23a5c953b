"""Stretches shown in a notebook: one as a card, all of them as a gallery."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from stretchlib import _html

if TYPE_CHECKING:
    from stretchlib.figure import Drawing, ThemeName

PX = 260
"""How wide a picture is on a card."""
START = "Start"
ROW = "display: flex; flex-wrap: wrap; gap: 12px; margin: 8px 0"


@dataclass(frozen=True)
class Html:
    """Something that shows itself in a notebook, and is its words elsewhere."""

    html: str
    words: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.words}

    def __repr__(self) -> str:
        return self.words


def card(
    title: str,
    lead: str,
    sections: Mapping[str, Iterable[str]],
    figure: Mapping[str, Any] | None,
    sides: Sequence[str],
    photo: str = "",
) -> str:
    """One stretch: how it looks, then what to do, in sections."""
    body = "".join(
        f"<h4>{escape(head)}</h4>{listed}"
        for head, lines in sections.items()
        if (listed := _html.items(lines))
    )
    shown = [("ready", sides[0], START), *(("deep", side, _stretched(side)) for side in sides)]
    figures = _row(figure, shown) + _other_ways(figure, sides[0])
    if photo:
        figures = f'<div style="{ROW}">{_photo(photo, title, PX)}</div>'
    head = f"<h3>{escape(title)}</h3><p>{escape(lead)}</p>"
    return f'<div class="stretch-card">{head}{figures}{body}</div>'


def gallery(
    entries: Iterable[tuple[str, str, str, Mapping[str, Any] | None, str, str]],
    ideas: Iterable[str] = (),
) -> str:
    """Every stretch as `(slug, title, lead, figure, side, photo)`: its picture, its name; ideas."""
    tiles = "".join(
        f'<div style="width: 260px">{_tile(figure, side, title, photo)}'
        f"<p>{escape(lead)}<br><code>{escape(slug)}</code></p></div>"
        for slug, title, lead, figure, side, photo in entries
    )
    credits_html = "".join(f"<p><small>{escape(credit)}</small></p>" for credit in ideas)
    return f'<div style="{ROW}">{tiles}</div>{credits_html}'


def picture(
    figure: Mapping[str, Any] | None, side: str, width_px: int, photo: str = "", title: str = ""
) -> str:
    """The stretch at its deepest, as one image; nothing where nobody has drawn it yet."""
    if photo:
        return _photo(photo, title, width_px)
    if figure is None:
        return ""
    from stretchlib.figure import drawing

    drawn = drawing(figure, side)
    light, dark = (_data_uri(drawn, "deep", theme) for theme in ("light", "dark"))
    return _html.themed(light, dark, drawn["alt"]["deep"], width_px)


def measured(figure: Mapping[str, Any], width_px: int) -> str:
    """Where the ruler goes, as one image that fits the theme."""
    from stretchlib.figure.ruler import SAYS, with_ruler

    light, dark = (
        f"data:image/svg+xml;base64,{b64encode(with_ruler(figure, theme).encode()).decode()}"
        for theme in ("light", "dark")
    )
    return _html.themed(light, dark, SAYS, width_px)


def _tile(figure: Mapping[str, Any] | None, side: str, title: str, photo: str) -> str:
    if not photo:
        return _row(figure, [("deep", side, title)])
    return f"{_photo(photo, title, PX)}<br><b>{escape(title)}</b>"


def _photo(photo: str, title: str, width_px: int) -> str:
    return (
        f'<img width="{width_px}" style="max-width: 100%; height: auto; margin: 0" '
        f'alt="Photo of {escape(title)}" src="{escape(photo)}">'
    )


def _row(figure: Mapping[str, Any] | None, shown: Sequence[tuple[str, str, str]]) -> str:
    if figure is None:
        captions = dict.fromkeys(
            caption for _, side, caption in shown if caption not in (START, _stretched(side))
        )
        return "".join(f"<b>{escape(caption)}</b>" for caption in captions)
    from stretchlib.figure import drawing

    drawn = {side: drawing(figure, side) for _, side, _ in shown}
    figures = "".join(
        f'<figure style="margin: 0">{_image(drawn[side], pose)}'
        f"<figcaption><b>{escape(caption)}</b></figcaption></figure>"
        for pose, side, caption in shown
    )
    return f'<div style="{ROW}">{figures}</div>'


def _other_ways(figure: Mapping[str, Any] | None, side: str) -> str:
    """Each other way for the hands, where the stretch has one."""
    if figure is None:
        return ""
    return "".join(
        _row({**figure, "hands": hands}, [("deep", side, f"Another way: {name.replace('_', ' ')}")])
        for name, hands in figure.get("variants", {}).items()
    )


def _stretched(side: str) -> str:
    return "Stretch" if side == "both" else f"Stretch, {side}"


def _image(drawn: "Drawing", pose: str) -> str:
    return _html.themed(
        _data_uri(drawn, pose, "light"), _data_uri(drawn, pose, "dark"), drawn["alt"][pose], PX
    )


def _data_uri(drawn: "Drawing", pose: str, theme: "ThemeName") -> str:
    from stretchlib.figure import svg

    return f"data:image/svg+xml;base64,{b64encode(svg(drawn, pose, theme).encode()).decode()}"
