"""Words and numbers as TOML writes them."""

from json.encoder import encode_basestring


def text(words: str) -> str:
    r"""
    Quote any text.

    JSON quotes as TOML does, but lets one control character through.

    Examples
    --------
    >>> print(text('Say "ah",\nplease.'))
    "Say \"ah\",\nplease."
    """
    return encode_basestring(words).replace("\x7f", "\\u007f")


def texts(lines: list[str] | tuple[str, ...]) -> str:
    """
    Write a list of texts.

    Examples
    --------
    >>> texts(["left", "right"])
    '["left", "right"]'
    """
    return f"[{', '.join(text(line) for line in lines)}]"


def number(value: float) -> str:
    """
    Write a number, without a point where none is needed.

    Examples
    --------
    >>> number(20.0), number(7.5)
    ('20', '7.5')
    """
    return str(int(value)) if value == int(value) else repr(float(value))
