"""What may be written into the log: one check for each kind of value."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any, TypeGuard

from stretchlib.errors import LogError, check_one_of, shown
from stretchlib.model import EXTENTS, BodyMeasure
from stretchlib.phases import Phase

LARGEST_INTEGER = 2**31 - 1
"""What an integer column holds on every database."""
TEXT_LIMIT = 20_000
"""Characters of one note: about ten pages."""
_ULID = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")


def check_text(what: str, value: object) -> str:
    r"""
    Return a text that can be kept exactly as it was typed.

    Examples
    --------
    >>> check_text("note", "a <b>stiff</b> morning")
    'a <b>stiff</b> morning'
    >>> check_text("note", "a\x00b")
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: The note has a NUL character at position 1. Take it out.
    """
    if not isinstance(value, str):
        msg = f"{what}={shown(value)} is not a text. Put it in quotes."
        raise LogError(msg)
    if len(value) > TEXT_LIMIT:
        msg = f"The {what} has {len(value)} characters. Keep it within {TEXT_LIMIT}."
        raise LogError(msg)
    if "\x00" in value:
        msg = f"The {what} has a NUL character at position {value.index(chr(0))}. Take it out."
        raise LogError(msg)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        msg = f"The {what} has half a character at position {error.start}. Type it again."
        raise LogError(msg) from error
    return value


def check_list(what: str, value: object) -> list[Any]:
    """
    Return what is in a list, or in anything that is gone through as one.

    Examples
    --------
    >>> check_list("events", None)
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: events=None is not a list. Put them in brackets.
    """
    try:
        return list(value)  # type: ignore[call-overload, no-any-return]
    except TypeError as error:
        msg = f"{what}={shown(value)} is not a list. Put them in brackets."
        raise LogError(msg) from error


def check_phases(value: object) -> list[Phase]:
    """
    Return the phases of a routine, in a list.

    Examples
    --------
    >>> check_phases("standard")
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: phases='standard' are not those of a routine. Give such as
    st.routine("standard").phases()
    """
    phases = list(value) if isinstance(value, list | tuple) else None
    if phases is None or not all(isinstance(one, Phase) for one in phases):
        cure = 'Give such as st.routine("standard").phases()'
        msg = f"phases={shown(value)} are not those of a routine. {cure}"
        raise LogError(msg)
    return phases


def check_name(what: str, value: object) -> str:
    """Return a text that says something."""
    text = check_text(what, value)
    if not text.strip():
        msg = f"{what}={shown(value)} says nothing. Give it a name."
        raise LogError(msg)
    return text


def check_ulid(what: str, value: object) -> str:
    """
    Return an id of the form that every row of the log has.

    Examples
    --------
    >>> check_ulid("id", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    >>> check_ulid("id", "7")
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: id='7' is not a ULID. Give 26 of 0-9 and A-Z without I, L, O, U.
    """
    if not is_ulid(value):
        msg = f"{what}={shown(value)} is not a ULID. Give 26 of 0-9 and A-Z without I, L, O, U."
        raise LogError(msg)
    return value


def is_ulid(value: object) -> TypeGuard[str]:
    """Whether a value has the form of an id."""
    return isinstance(value, str) and _ULID.fullmatch(value) is not None


def check_score(value: object) -> int | None:
    """
    Return a whole number from 0 to 10, or None for a question that was not answered.

    Examples
    --------
    >>> check_score(11)
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: score=11 is not on the scale. Give a whole number from 0 to 10.
    """
    if value is None:
        return None
    if isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) <= 10:
        return int(value)
    msg = f"score={shown(value)} is not on the scale. Give a whole number from 0 to 10."
    raise LogError(msg)


def check_rating(kind: str, value: object) -> int | None:
    """
    Return what is kept of an answer of this kind: of `extent`, the position of the word in its row.

    Examples
    --------
    >>> check_rating("extent", "thigh"), check_rating("extent", 0), check_rating("pain", 7)
    (3, 0, 7)
    >>> check_rating("extent", 5)
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: extent=5 is not possible. Give 0 (nowhere) to 4 (below the knee).
    """
    if kind != "extent":
        return check_score(value)
    if isinstance(value, str):
        return EXTENTS.index(check_one_of("extent", value, EXTENTS))
    if value is None:
        return None
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) in range(5):
        return int(value)
    msg = f"extent={shown(value)} is not possible. Give 0 (nowhere) to 4 (below the knee)."
    raise LogError(msg)


def is_number(value: object) -> TypeGuard[float]:
    """
    Whether a value is a number that can be counted with.

    Examples
    --------
    >>> is_number(12.5), is_number(True), is_number(float("inf")), is_number(10**400)
    (True, False, False, False)
    """
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def check_numbers(name: str, value: object) -> None:
    """
    Refuse a number, however deep in lists, that not every program can count with.

    Examples
    --------
    >>> check_numbers("answers", {"days": [3, 2**40]})
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: answers holds 1099511627776. Give numbers up to 2147483647.
    """
    if isinstance(value, dict):
        for each in value.values():
            check_numbers(name, each)
    elif isinstance(value, list | tuple):
        for each in value:
            check_numbers(name, each)
    elif isinstance(value, int | float) and not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        msg = f"{name} holds {shown(value)}. Give numbers up to {LARGEST_INTEGER}."
        raise LogError(msg)


def check_trials(measure: BodyMeasure, trials_cm: Sequence[float]) -> list[float]:
    """Return every trial in cm, each of them possible for this measure."""
    is_list = isinstance(trials_cm, Iterable) and not isinstance(trials_cm, str | bytes | Mapping)
    if not is_list:
        msg = f"trials_cm={shown(trials_cm)} is not a list. Put the trials in brackets: [12.0]"
        raise LogError(msg)
    trials = check_list("trials_cm", trials_cm)
    if not trials:
        msg = f"{measure.slug} has no trial. Give at least one: trials_cm=[12.0]"
        raise LogError(msg)
    return [check_trial(measure, number, value) for number, value in enumerate(trials, start=1)]


def check_trial(measure: BodyMeasure, number: int, value: object) -> float:
    """Return one trial in cm that is possible for this measure."""
    if not is_number(value):
        where = f"{measure.slug}, trial {number}"
        msg = f"{where}: {shown(value)} is not a number. Give cm, such as 12.5."
        raise LogError(msg)
    cm = float(value)
    if not measure.min_cm <= cm <= measure.max_cm:
        possible = f"{measure.min_cm:g} to {measure.max_cm:g} cm"
        msg = f"{measure.slug}, trial {number}: {cm:g} cm is not possible. Give {possible}."
        raise LogError(msg)
    return cm
