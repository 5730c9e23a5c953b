"""Every error we raise on purpose: the value, then the cure."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class StretchError(Exception):
    """The parent of every error this library raises on purpose."""


class CatalogError(StretchError, ValueError):
    """A file of the catalog breaks its own rules: file, key, value, cure."""


class UnknownName(StretchError, LookupError):
    """A stretch, routine, test or side that is not in its list."""


class RoutineError(StretchError, ValueError):
    """A routine that cannot be played as it is written."""


class SafetyError(StretchError, ValueError):
    """What was said of a person's health cannot be read, so nothing is allowed by it."""


class LogError(StretchError, RuntimeError):
    """The log cannot be opened, read or written."""


class NotAllSaved(LogError):
    """Some events of several cannot be kept; the others are in the log."""

    def __init__(self, problems: Sequence[str], saved: list[str]) -> None:
        number = len(problems)
        super().__init__(
            f"{number} of {number + len(saved)} events not saved. {' '.join(problems)}"
        )
        self.saved = saved
        """Ids of the events that are safely in the log."""


class ExchangeError(StretchError, ValueError):
    """A file that cannot be brought in, or a place that cannot be written to."""


def check_one_of(what: str, value: object, options: Iterable[str]) -> str:
    """
    Return `value` if it is one of `options`; otherwise say which one was probably meant.

    Parameters
    ----------
    what : str
        What the value names, in the singular: `"stretch"`, `"side"`.
    value : object
        What somebody typed.
    options : iterable of str
        Every name that is allowed, in the order to show them.

    Raises
    ------
    UnknownName
        With the nearest name, or all of them when none is near.

    Examples
    --------
    >>> check_one_of("side", "left", ["left", "right"])
    'left'
    >>> check_one_of("side", "rigth", ["left", "right"])
    Traceback (most recent call last):
    ...
    stretchlib.errors.UnknownName: No side named 'rigth'. Did you mean 'right'?
    """
    names = list(options)
    if isinstance(value, str) and value in names:
        return value
    near = get_close_matches(str(value), names, n=1)
    cure = f"Did you mean {near[0]!r}?" if near else f"Choose one of: {', '.join(names)}."
    msg = f"No {what} named {value!r}. {cure}"
    raise UnknownName(msg)
