"""Every error we raise on purpose: the value, then the cure."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from linecache import getline
from traceback import walk_tb

_SHOWN = 60
"""Characters of a wrong value that a message repeats."""
_PROBLEMS_SHOWN = 20
"""Events that a message names."""
_PROBLEMS_LENGTH = 900
"""Characters of them."""
_OPTIONS_SHOWN = 30
"""Names that a message offers, when none is near."""


class StretchError(Exception):
    """
    The parent of every error this library raises on purpose.

    In a notebook it shows its sentence and no traceback: that is of our code, and the sentence says
    what helps. `%debug` leads to where it was raised.
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: with the line of the cell that led to it."""
        lines = (
            (frame.f_code.co_filename, number)
            for frame, number in walk_tb(self.__traceback__)
            if frame.f_globals.get("__name__") == "__main__"
        )
        message_lines = [f"{type(self).__name__}: {self}"]
        for file, number in list(lines)[-1:]:
            message_lines.append(
                f"It was asked for in line {number}: {getline(file, number).strip()}"
            )
        return message_lines


class CatalogError(StretchError, ValueError):
    """A file of the catalog breaks its own rules: file, key, value, cure."""


class UnknownName(StretchError, LookupError):
    """A stretch, routine, test or side that is not in its list."""


class RoutineError(StretchError, ValueError):
    """A routine that cannot be played as it is written."""


class SafetyError(StretchError, ValueError):
    """The answers about a person's health cannot be read, so nothing is allowed by them."""


class LogError(StretchError, RuntimeError):
    """The log cannot be opened, read or written."""


class NotAllSaved(LogError):
    """Some events of several cannot be kept; the others are in the log."""

    def __init__(self, problems: Sequence[str], saved: list[str]) -> None:
        number = len(problems)
        listed = list(problems[:_PROBLEMS_SHOWN])
        while len(listed) > 1 and sum(map(len, listed)) > _PROBLEMS_LENGTH:
            listed.pop()
        more = number - len(listed)
        listed += [f"And {more} more."] if more else []
        super().__init__(f"{number} of {number + len(saved)} events not saved. {' '.join(listed)}")
        self.saved = saved
        """Ids of the events that are safely in the log."""


class ExchangeError(StretchError, ValueError):
    """A file that cannot be brought in, or a path that cannot be written to."""


class WorkbookError(StretchError, RuntimeError):
    """The notebooks cannot be laid into their folder, or opened there."""


def shown(value: object) -> str:
    """
    A value as a message repeats it, cut short.

    Examples
    --------
    >>> shown("a" * 1000)[-8:]
    "aaaa'..."
    >>> shown(10**5000)
    'a number of more than 4000 digits'
    """
    try:
        text = value[: _SHOWN + 1] if isinstance(value, str) else repr(value)
    except RecursionError:
        return "lists within lists without end"
    except ValueError:
        # Python writes no number of more digits, and so nothing that holds one.
        return "a number of more than 4000 digits"
    if len(text) <= _SHOWN:
        return repr(value)
    return f"{text[:_SHOWN]!r}..." if isinstance(value, str) else f"{text[:_SHOWN]}..."


def in_short(typed: str) -> str:
    """
    What a person typed as it stands, cut short.

    Examples
    --------
    >>> in_short("12 cm"), in_short("9" * 1000)[-5:]
    ('12 cm', '99...')
    """
    return typed if len(typed) <= _SHOWN else f"{typed[:_SHOWN]}..."


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
    near = get_close_matches(value, names, n=1) if isinstance(value, str) else []
    more = len(names) - _OPTIONS_SHOWN
    rest = f" and {more} more" if more > 0 else ""
    offered = f"Choose one of: {', '.join(names[:_OPTIONS_SHOWN])}{rest}."
    cure = f"Did you mean {near[0]!r}?" if near else offered
    msg = f"No {what} named {shown(value)}. {cure}"
    raise UnknownName(msg)


class CatalogWarning(UserWarning):
    """A file of the catalog was left out; the message says which, why, and the cure."""
