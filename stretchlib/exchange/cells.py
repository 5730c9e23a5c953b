"""A file of cells as any spreadsheet saves it: which separator, which encoding, line by line."""

import csv
import io
from collections.abc import Collection, Iterator
from typing import NamedTuple

from stretchlib.errors import ExchangeError
from stretchlib.exchange.kinds import encoding_of

SEPARATORS = (",", ";", "\t")
_SAID = "sep="
"""How Excel is told the separator, in a line of its own before all others."""


class Line(NamedTuple):
    """One line of cells, or why it is none."""

    number: int
    """Where it begins in the file, from 1."""
    cells: list[str]
    problem: str = ""


class Sheet(NamedTuple):
    """The cells of a file, and how they were parted."""

    header: list[str]
    header_line: int
    separator: str
    lines: Iterator[Line]


def sheet(data: bytes, name: str, columns: Collection[str]) -> Sheet:
    r"""
    Read cells that are parted by commas, semicolons or tabs; empty lines are left aside.

    The separator is the one that `sep=` says; else the one that makes most of `columns` of the
    first line. A line that cannot be read has a problem, and the next ones are read on.

    Raises
    ------
    ExchangeError
        When the bytes are no text.

    Examples
    --------
    >>> read = sheet(b"sep=;\nid;note\n1;a,b\n;\n2;c\n", "a.csv", ["id", "note"])
    >>> read.header, [line.cells for line in read.lines]
    (['id', 'note'], [['1', 'a,b'], ['2', 'c']])
    """
    texts = _texts(data, name)
    first = 0
    said = ""
    told = texts[0].strip('"\r\n') if texts else ""
    if told.lower().startswith(_SAID):
        said, first = told[len(_SAID) :][:1], 1
    while first < len(texts) and not texts[first].strip():
        first += 1
    beginning = texts[first].rstrip("\r\n") if first < len(texts) else ""
    separator = (
        said
        if said in SEPARATORS
        else max(SEPARATORS, key=lambda each: _matches(beginning, each, columns))
    )
    lines = _lines(texts, first, separator)
    header = next(lines, Line(1, []))
    return Sheet([cell.strip() for cell in header.cells], header.number, separator, lines)


def _texts(data: bytes, name: str) -> list[str]:
    """The lines of a file, each with its end; bytes that are no text are kept apart in it."""
    encoding = encoding_of(data)
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError as error:
        msg = f"{name}, byte {error.start}: this is not UTF-16. Save the file as CSV in UTF-8."
        raise ExchangeError(msg) from error
    # Of all that Unicode calls the end of a line, `io` takes these alone, as a spreadsheet does.
    return list(io.StringIO(text, newline=""))


def _matches(beginning: str, separator: str, columns: Collection[str]) -> int:
    cells = {cell.strip().strip('"') for cell in beginning.split(separator)}
    return len(cells & set(columns))


def _lines(texts: list[str], first: int, separator: str) -> Iterator[Line]:
    at = broken_to = first
    while at < len(texts):
        # Up to where a quote left open came to its end, whatever goes on to the next line comes
        # there too. So it is not followed again: a file of such lines would take hours.
        rest = _from(texts, at, at + 1 if at < broken_to else len(texts))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        begin = at
        try:
            for cells in reader:
                number, begin = begin + 1, at + reader.line_num
                if any(cell.strip() for cell in cells):
                    yield _line(number, cells)
            at = begin
        except csv.Error as error:
            yield Line(begin + 1, [], f"This is not CSV ({error}). Mend it, or take it out.")
            broken_to = max(broken_to, at + reader.line_num - 1)
            at = begin + 1


def _from(texts: list[str], first: int, end: int) -> Iterator[str]:
    for number in range(first, end):
        yield texts[number]


def _line(number: int, cells: list[str]) -> Line:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return Line(number, cells, "This is not UTF-8. Save the file as CSV in UTF-8.")
    return Line(number, cells)
