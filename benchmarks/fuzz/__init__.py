"""What comes of files, logs, messages and arguments that are spoilt, at every way in."""

import argparse
import itertools
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fuzz.counting import Counts, Way, tried
from benchmarks.harness import Row

WAYS = {
    "files": "Files",
    "restored": "Restored",
    "own": "Own",
    "messages": "Messages",
    "arguments": "Arguments",
    "forms": "Forms",
}
"""A module for each way in, and the class in it."""
SECONDS, SEED = 300, 2026
LIMIT_S = 30.0
MOST_BYTES = 4_000_000_000
FORK = get_context("fork")


def measure() -> list[Row]:
    return [row for name in WAYS for row in _rows(name, counted(name, SECONDS / len(WAYS), SEED))]


def counted(
    name: str, seconds: float, seed: int, first: int = 0, keep: Path | None = None
) -> Counts:
    """Try the mutants of one way for so long, in a process of its own; its memory is that of it."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_work, args=(there, name, seconds, seed, first, keep))
    process.start()
    there.close()
    try:
        return here.recv()  # type: ignore[no-any-return]
    except EOFError:
        process.join()
        msg = f"{name}: the process ended by itself ({process.exitcode}), see what it kept"
        raise RuntimeError(msg) from None
    finally:
        process.join()


def _work(
    pipe: Connection, name: str, seconds: float, seed: int, first: int, keep: Path | None
) -> None:
    # A mutant that asks for all the memory there is gets an error, and not the machine.
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    with tempfile.TemporaryDirectory() as folder:
        pipe.send(tried(way(name, Path(folder)), seed, _from(first), _until(seconds), keep))


def way(name: str, folder: Path) -> Way:
    """Make a way in, with a folder of its own."""
    module = import_module(f"benchmarks.fuzz.{name}")
    made: Way = getattr(module, WAYS[name])(folder)
    return made


def _from(first: int) -> Iterator[int]:
    return itertools.count(first)


def _until(seconds: float) -> float:
    return time.monotonic() + seconds


def _rows(name: str, counts: Counts) -> list[Row]:
    n = counts.mutants
    found = f"{name}: {counts.refused} refused, {counts.accepted} accepted"
    return [
        Row(f"{found}; raw errors", str(counts.raw), "", counts.raw, "", 0, n),
        Row(f"  {name}: rows changed after a refusal", "", "", counts.changed, "", 0, n),
        Row(f"  {name}: rows lost", "", "", counts.lost, "", 0, n),
        Row(f"  {name}: the slowest", "", "", counts.slowest_s, "s", LIMIT_S, n),
        Row(f"  {name}: most memory", "", "", counts.peak_mb, "MB", None, n),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"any of: {', '.join(WAYS)}")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each way")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--first", type=int, default=0, help="the number of the first mutant")
    parser.add_argument("--only", type=int, help="the number of one mutant, with its traceback")
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that find something")
    chosen = parser.parse_args(arguments)
    is_well = True
    for name in chosen.ways or WAYS:
        if chosen.only is not None:
            with tempfile.TemporaryDirectory() as folder:
                numbers = iter([chosen.only])
                keep = chosen.keep or Path(folder) / "kept"
                made = way(name, Path(folder))
                counts = tried(made, chosen.seed, numbers, _until(chosen.seconds), keep)
                for file in keep.glob(f"{name}-{chosen.only}.txt"):
                    print(file.read_text(encoding="utf-8"))
        else:
            counts = counted(name, chosen.seconds, chosen.seed, chosen.first, chosen.keep)
        is_well = is_well and not (counts.raw or counts.changed or counts.lost)
        print(summary(name, counts), flush=True)
    return 0 if is_well else 1


def summary(name: str, counts: Counts) -> str:
    """All that was counted, and each kind of what was found with its first mutant."""
    head = (
        f"{name}: {counts.mutants} mutants, {counts.refused} refused, {counts.accepted} accepted, "
        f"{counts.raw} raw, {counts.changed} changed, {counts.lost} lost, slowest "
        f"{counts.slowest_s:.2f} s (mutant {counts.slowest}), {counts.peak_mb:.0f} MB"
    )
    kinds = sorted(counts.kinds.items(), key=lambda one: -one[1])
    return "\n".join([head, *(f"  {n} x {kind} [{counts.firsts[kind]}]" for kind, n in kinds)])
