"""What came of each mutant: refused, accepted, or a raw error; and what it did to the rows."""

import logging
import resource
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Protocol, TypeVar

from ipywidgets import Widget

from stretchlib.errors import CatalogWarning, StretchError, shown

LONGEST_REFUSAL = 1200
"""Characters of a refusal: it says what is wrong, and repeats no value at any length."""
TOO_LONG_S = 60
KEPT_OF_A_KIND = 3
T = TypeVar("T")


class TooSlow(BaseException):
    """A mutant that does not come to an end; no `except Exception` is to hide it."""


@dataclass
class Counts:
    """What became of all the mutants of one way in."""

    mutants: int = 0
    refused: int = 0
    accepted: int = 0
    raw: int = 0
    changed: int = 0
    """Rows that were others after a refusal."""
    lost: int = 0
    """Rows that were there, or were called saved, and are not."""
    slowest_s: float = 0.0
    slowest: int = 0
    """Its number."""
    peak_mb: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    """How many mutants found what, by what it is."""
    firsts: dict[str, int] = field(default_factory=dict)
    """The first mutant of each kind."""


class Watch:
    """Looks at one mutant while it is tried."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.found: list[tuple[str, str]] = []
        """Kinds of what should not be, each with all that can be said of it."""
        self.changed = 0
        self.lost = 0
        self.mutants = 1
        """How many are tried at once, where that saves most of the time."""
        self.case: bytes = b""
        """What to keep of it, to see it again."""

    def call(self, work: Callable[[], T], what: str = "") -> T | None:
        """Do it; a refusal is counted, a raw error found, and both answered with None."""
        try:
            return work()
        except StretchError as error:
            self.refuse(str(error), what)
        except Exception as error:
            self.raw(error, what)
        return None

    def refuse(self, words: str, what: str = "") -> None:
        """Count a refusal, and look how long it is."""
        self.refusals.append(words)
        if len(words) >= LONGEST_REFUSAL:
            kind = f"{what}: a refusal of {LONGEST_REFUSAL} characters or more"
            self.find(kind, f"{len(words)}: {words[:300]}")

    def raw(self, error: BaseException, what: str = "") -> None:
        """Find an error that is none of ours, by its kind and the last place of ours."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = [one for one in frames if "/stretchlib/" in one.filename]
        at = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "outside"
        details = "".join(traceback.format_exception(error, limit=-8))[-4000:]
        self.find(f"{what}: {type(error).__name__} at {at}", details)

    def find(self, kind: str, details: str) -> None:
        """Find what should not be."""
        self.found.append((kind, details))


class Way(Protocol):
    """A way in."""

    name: str

    def __init__(self, folder: Path) -> None: ...

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Make a mutant, and try it."""


class _Overheard(logging.Handler):
    """What a widget logs because nobody else would see it."""

    def __init__(self) -> None:
        super().__init__()
        self.watch: Watch | None = None

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if self.watch and error and not isinstance(error, StretchError):
            self.watch.raw(error, "a widget")


@contextmanager
def overheard() -> Iterator[_Overheard]:
    """Hear what is logged, in the place of a screen full of tracebacks."""
    logger, heard = logging.getLogger("stretchlib"), _Overheard()
    before, logger.propagate = logger.propagate, False
    logger.addHandler(heard)
    try:
        yield heard
    finally:
        logger.removeHandler(heard)
        logger.propagate = before


def tried(way: Way, seed: int, numbers: Iterator[int], until: float, keep: Path | None) -> Counts:
    """Try the mutants of these numbers, one after the other, until it is time to stop."""
    counts = Counts()
    with overheard() as heard:
        for number in numbers:
            if time.monotonic() > until:
                break
            watch = heard.watch = Watch()
            begun = time.monotonic()
            _try(way, Random(f"{seed} {way.name} {number}"), watch)
            _count(counts, watch, number, time.monotonic() - begun)
            # Every widget that is made stays, until it is closed.
            Widget.close_all()
            if keep and (watch.found or watch.changed or watch.lost):
                _keep(keep, way.name, counts, watch, number)
    counts.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return counts


def _try(way: Way, chance: Random, watch: Watch) -> None:
    with warnings.catch_warnings(record=True) as warned, _at_most(TOO_LONG_S):
        warnings.simplefilter("always")
        try:
            way.try_one(chance, watch)
        except TooSlow as error:
            watch.raw(error, f"more than {TOO_LONG_S} s")
    for one in warned:
        if is_raw(one):
            kind = f"a warning: {one.category.__name__} at {Path(one.filename).name}:{one.lineno}"
            watch.find(kind, str(one.message)[:2000])


def is_raw(warning: warnings.WarningMessage) -> bool:
    """Whether a warning is none of ours, and a person would see it."""
    if issubclass(warning.category, CatalogWarning | ResourceWarning):
        return False
    is_elsewhere = "site-packages" in warning.filename or "/stretchlib/" in warning.filename
    return warning.category is not UserWarning or is_elsewhere


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _count(counts: Counts, watch: Watch, number: int, took_s: float) -> None:
    counts.mutants += watch.mutants
    counts.raw += bool(watch.found)
    refused = min(watch.mutants, len(watch.refusals))
    counts.refused += refused
    counts.accepted += max(0, watch.mutants - refused - bool(watch.found))
    counts.changed += watch.changed
    counts.lost += watch.lost
    if took_s > counts.slowest_s:
        counts.slowest_s, counts.slowest = took_s, number
    kinds = {kind for kind, _ in watch.found}
    kinds |= {"rows changed after a refusal"} if watch.changed else set()
    kinds |= {"rows lost"} if watch.lost else set()
    for kind in kinds:
        counts.kinds[kind] = counts.kinds.get(kind, 0) + 1
        counts.firsts.setdefault(kind, number)


def _keep(folder: Path, name: str, counts: Counts, watch: Watch, number: int) -> None:
    """Write down the first mutants of a kind: what it was, and the end of the traceback."""
    found = [*watch.found]
    found += [("rows changed after a refusal", str(watch.refusals))] if watch.changed else []
    found += [("rows lost", str(watch.refusals))] if watch.lost else []
    for kind, details in found:
        if counts.kinds[kind] <= KEPT_OF_A_KIND:
            folder.mkdir(parents=True, exist_ok=True)
            place = folder / f"{name}-{number}"
            with place.with_suffix(".txt").open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{kind}\n{details}\n\n")
            place.with_suffix(".case").write_bytes(watch.case[:2_000_000])


def in_words(value: Any) -> bytes:
    """A case that is no file, as bytes to keep; what cannot be written is told as in a refusal."""
    try:
        text = repr(value)
    except ValueError:
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        text = str({key: shown(one) for key, one in inside})
    return text.encode(errors="backslashreplace")[:20_000]
