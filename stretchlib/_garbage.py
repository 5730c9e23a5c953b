"""When Python looks for garbage, and when not: a search takes long, and seldom finds anything."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """
    Let Python look for garbage after this, and not within it; where it never does, not then either.

    Rows that come by the ten thousand would be looked at again and again as they come.

    Examples
    --------
    >>> with unsearched():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def all_stays() -> Iterator[None]:
    """
    Import without a search for garbage, and set aside what is there: it is never searched again.

    Of the second that a daily cell takes, the search among modules is a tenth, and as much once
    more when the kernel ends. A ring of objects that was made before is not found any more either;
    so nothing is set aside where nothing was imported.

    Examples
    --------
    >>> with all_stays():
    ...     import json
    """
    was_on, before = gc.isenabled(), len(sys.modules)
    with unsearched():
        yield
        if was_on and len(sys.modules) > before:
            gc.freeze()
