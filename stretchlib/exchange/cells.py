"""A file of cells as any spreadsheet saves it: its separator, its encoding, what it might run."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from stretchlib.errors import ExchangeError

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The marks of texts with two bytes a letter, as Excel saves "Unicode Text"."""
SEPARATORS = (",", ";", "\t")
_SEP_PREFIX = "sep="
"""How a line before all others names the separator, for Excel."""
_FORMULA = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_BLANK = r"[^\S\t\r\n]*"
_RUNS = re.compile(rf"(?:\A|(?<=[;|\t\r\n]))('*)({_BLANK}[{_FORMULA}])|\A('*)({_BLANK}[\t\r\n])")
"""
A spreadsheet takes a cell that begins with one of these for a formula, and a formula can call
other programs. An apostrophe in front makes it text. Where a semicolon or a tab parts cells, a text
may be parted into several, so that each part of it gets its own. Text that has apostrophes there
already gets one more, so that taking one away always restores what was written.

The list is that of OWASP, "CSV Injection", with the full-width forms.
"""


class CellLine(NamedTuple):
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
    lines: Iterator[CellLine]


def sheet(data: bytes, name: str, columns: Collection[str]) -> Sheet:
    r"""
    Read cells that are parted by commas, semicolons or tabs; empty lines are left aside.

    The separator is the one that `sep=` says; else the one that makes most of `columns` of the
    first line. A line that cannot be read has a problem, and the next ones are read on.

    Examples
    --------
    >>> read = sheet(b"sep=;\nid;note\n1;a,b\n;\n2;c\n", "a.csv", ["id", "note"])
    >>> read.header, [line.cells for line in read.lines]
    (['id', 'note'], [['1', 'a,b'], ['2', 'c']])
    """
    texts = _texts(data, name)
    first = 0
    declared = ""
    top_line = texts[0].strip('"\r\n') if texts else ""
    if top_line.lower().startswith(_SEP_PREFIX):
        declared, first = top_line[len(_SEP_PREFIX) :][:1], 1
    while first < len(texts) and not texts[first].strip():
        first += 1
    beginning = texts[first].rstrip("\r\n") if first < len(texts) else ""
    separator = (
        declared
        if declared in SEPARATORS
        else max(SEPARATORS, key=lambda each: _matches(beginning, each, columns))
    )
    lines = _lines(texts, first, separator)
    header = next(lines, CellLine(1, []))
    return Sheet([cell.strip() for cell in header.cells], header.number, separator, lines)


def encoding_of(head: bytes) -> str:
    """
    Tell how a text is encoded from its mark.

    Examples
    --------
    >>> encoding_of("id".encode("utf-16")), encoding_of(b"id")
    ('utf-16', 'utf-8-sig')
    """
    return "utf-16" if head.startswith(WIDE) else "utf-8-sig"


def defuse(text: str) -> str:
    """
    Put an apostrophe in front of whatever of a text a spreadsheet might run.

    Examples
    --------
    >>> defuse("=HYPERLINK(1)"), defuse("a quiet day"), defuse("'=1"), defuse("stiff;=1")
    ("'=HYPERLINK(1)", 'a quiet day', "''=1", "stiff;'=1")
    """
    return _RUNS.sub(lambda run: f"'{run[0]}", text)


def restore(cell: str) -> str:
    """
    Give back the text that was defused.

    Examples
    --------
    >>> restore("'=HYPERLINK(1)"), restore("'tis fine"), restore("''=1"), restore("stiff;'=1")
    ('=HYPERLINK(1)', "'tis fine", "'=1", 'stiff;=1')
    """
    return _RUNS.sub(lambda run: run[0].removeprefix("'"), cell)


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


def _lines(texts: list[str], first: int, separator: str) -> Iterator[CellLine]:
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
            yield CellLine(begin + 1, [], f"This is not CSV ({error}). Mend it, or take it out.")
            broken_to = max(broken_to, at + reader.line_num - 1)
            at = begin + 1


def _from(texts: list[str], first: int, end: int) -> Iterator[str]:
    for number in range(first, end):
        yield texts[number]


def _line(number: int, cells: list[str]) -> CellLine:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return CellLine(number, cells, "This is not UTF-8. Save the file as CSV in UTF-8.")
    return CellLine(number, cells)
