"""Small pieces of HTML, with everything that a person typed escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape

# JupyterLab sets tables to the right, as if every cell were a figure.
_LEFT = ' style="text-align: left"'

_IS_PATH = re.compile(r"[/\\_]|\w\.[a-z]")
_STROKE = re.compile(r"([/\\_.-])(?=\w)")

_FOLLOWS_THE_THEME = """<style>
.stretch-picture-dark { display: none; }
body[data-jp-theme-light="false"] .stretch-picture-light { display: none; }
body[data-jp-theme-light="false"] .stretch-picture-dark { display: block; }
@media print {
  body[data-jp-theme-light="false"] .stretch-picture-light { display: block; }
  body[data-jp-theme-light="false"] .stretch-picture-dark { display: none; }
}
</style>"""


def themed(light: str, dark: str, alt: str, width_px: int) -> str:
    """
    Two images of one thing, of which the one that fits JupyterLab's theme is seen.

    Where styles are not trusted they are stripped, and `hidden` leaves the light one alone;
    JupyterLab strips that too when it has no value.

    Examples
    --------
    >>> themed("light.png", "dark.png", "a < b", 260).count('alt="a &lt; b"')
    2
    """
    images = "".join(
        f'<img class="stretch-picture-{theme}" {hidden}width="{width_px}" '
        f'style="max-width: 100%; height: auto; margin: 0" alt="{escape(alt)}" src="{source}">'
        for theme, source, hidden in (("light", light, ""), ("dark", dark, 'hidden="hidden" '))
    )
    return f"{_FOLLOWS_THE_THEME}{images}"


def darkening(source: str, alt: str, size_px: tuple[int, int], dark_filter: str) -> str:
    """
    One image, whose colours a CSS filter turns where JupyterLab's theme is dark; not on paper.

    Where styles are not trusted they are stripped, and it is seen in light. It is given its height
    too, so that nothing below it moves while it is read in.

    Examples
    --------
    >>> darkening("light.png", "a < b", (260, 140), "invert(1)").count('alt="a &lt; b"')
    1
    """
    width_px, height_px = size_px
    return (
        f"<style>.stretch-picture-turning {{ --stretch-turn: {dark_filter}; }}\n"
        '@media screen { body[data-jp-theme-light="false"] .stretch-picture-turning '
        "{ filter: var(--stretch-turn); } }</style>"
        f'<img class="stretch-picture-turning" width="{width_px}" height="{height_px}" '
        f'style="display: block; max-width: 100%; height: auto; margin: 0" alt="{escape(alt)}" '
        f'src="{source}">'
    )


def answer_card(heading: str, *sentences: str) -> str:
    """
    A short answer as a card: its heading, then its sentences; empty ones are left out.

    Examples
    --------
    >>> answer_card("The first days", "2 < 3.", "").partition("<h4")[2]
    ' style="margin: 0">The first days</h4><p style="margin: 4px 0 0">2 &lt; 3.</p></div>'
    """
    paragraphs = "".join(
        f'<p style="margin: 4px 0 0">{escape(one)}</p>' for one in sentences if one
    )
    return (
        '<div class="stretch-told" style="max-width: 44rem; margin: 0 0 0.75rem; padding: 10px '
        "16px; border-radius: 8px; border: 1px solid var(--jp-border-color2, #bdbdbd); "
        'font-size: 1.05em; line-height: 1.5">'
        f'<h4 style="margin: 0">{escape(heading)}</h4>{paragraphs}</div>'
    )


def breakable(text: str) -> str:
    """
    Escaped words in which a path or an address may break behind its strokes, never in a word.

    Examples
    --------
    >>> breakable("In /logs/a_b/log.sqlite, and/or <here>.")
    'In /<wbr>logs/<wbr>a_<wbr>b/<wbr>log.<wbr>sqlite, and/<wbr>or &lt;here&gt;.'
    """
    words = re.split(r"(\s+)", text)
    return "".join(
        _STROKE.sub(r"\1<wbr>", escape(word)) if _IS_PATH.search(word) else escape(word)
        for word in words
    )


def items(texts: Iterable[str]) -> str:
    """
    An unordered list; nothing at all when there is nothing to list.

    Examples
    --------
    >>> items(["a < b"])
    '<ul><li>a &lt; b</li></ul>'
    >>> items([])
    ''
    """
    rows = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{rows}</ul>" if rows else ""


def table(
    heads: Sequence[str], rows: Iterable[Sequence[object]], *, is_html: Sequence[int] = ()
) -> str:
    """
    A table with a heading row; None is an empty cell. Columns of `is_html` are HTML already.

    Examples
    --------
    >>> "<td>a &lt; b</td>" in table(["what"], [["a < b"]]).replace(_LEFT, "")
    True
    """
    head = "".join(f'<th scope="col"{_LEFT}>{escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_LEFT}>{value if column in is_html else _cell(value)}</td>"
            for column, value in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))
