"""Run the benchmarks that are named, or all of them, and say which limits were reached."""

import argparse
import sys
from importlib import import_module

from benchmarks.harness import Row, say, table

NAMES = (
    "first_second",
    "clicks",
    "seconds",
    "visible",
    "hidden",
    "firefox",
    "load",
    "faults",
    "log_speed",
    "log_kill",
    "restore",
    "fuzz",
    "exchange_apple",
    "exercises",
    "clinic",
    "dashboard",
    "verdicts",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(NAMES)}")
    names = parser.parse_args().names or NAMES
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; choose from {', '.join(NAMES)}")

    reached = True
    for name in names:
        benchmark = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(benchmark.__doc__ or '').splitlines()[0]}", flush=True)
        rows: list[Row] = benchmark.measure()
        print(f"\n{table(rows)}", flush=True)
        reached = reached and all(row.reached for row in rows)
    say("every limit reached" if reached else "a limit was NOT reached")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
