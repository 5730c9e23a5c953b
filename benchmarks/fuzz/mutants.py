"""How a whole file, a list of events or an argument is spoilt: a little, and the same each time."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any, Literal

TEXTS = (
    *("", " ", "\0", "a\0b", "\ufeffid", "\u202egnp.exe", "\u200f\u061c", "\x85", "\u2028", "\r"),
    *("猫のポーズ", "ظهر أسفل", "🧘🏽‍♀️" * 9, "é" * 300, "\ud800", "a\udc00", "ñ" * 21_000),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;", "]]>", "'=1+1", "=A1"),
    *("../../etc/passwd", "C:\\log", "/dev/null", "CON", "{side}", "{", "{0.__class__}", "%s%n"),
    *("NaN", "inf", "-0", "1e999", "9" * 400, "9" * 5000, "0x10", "١٢", "1_000", "12,5", "½"),
    *("0026-03-02T06:30:00+00:00", "0202-03-02T06:30:00Z", "1970-01-01T00:00:00+00:00"),
    *("9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59", "2026-02-30T06:30:00Z"),
    *("2026-03-02T06:30:00", "2026-03-02", "2026-W10-1T06:30:00Z", "2026-03-02T24:00:00Z"),
    *("2026-03-02 07:30:00 +0100", "9999-12-31 23:59:59 -1400", "0001-01-01 00:00:00 +1400"),
    *("2026-03-02 07:30:60 +2400", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "Europe/Berlin", "None", "null"),
)
"""What somebody, a spreadsheet or a broken program may have put there."""
NUMBERS = (
    *(0, 1, -1, 10, 11, 1439, 1440, 2**31 - 1, 2**31, -(2**31), 2**53 + 1, 2**63, 2**64),
    *(10**400, -(10**400), 0.1, -0.0, 1e-320, 1e308, 12.5, 3.0),
)
ODD = (float("nan"), float("inf"), float("-inf"))
BITES = (
    *(b"", b"\0", b'"', b"'", b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"{", b"}", b"[", b"]"),
    *(b"null", b"NaN", b"Infinity", b"1e999", b"-", b"9" * 400, b"9" * 5000, b"<", b">", b"&a;"),
    *(b"<!DOCTYPE a [", b"]>", b"<!ENTITY a 'b'>", b"PK\x05\x06", b"PK\x03\x04", b"\xff"),
    *(b"\xef\xbb\xbf", b"\xfe\xff", b"\xed\xa0\x80", b"\xc2\x85", b"\xe2\x80\xa8", b"true", b"#"),
    *(b"sep=;", b'"id": ', b"'=", b"'''", b'"""', b"[[", b"]]", b"[" * 3000, b'{"a":' * 3000),
)
ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1252",
    "cp437",
)


def odd_json(chance: Random, depth: int = 0) -> Any:
    """Any value that JSON may hold, and some that only Python's reader lets through."""
    if depth < 3 and chance.random() < 0.15:
        inside = [odd_json(chance, depth + 1) for _ in range(chance.randrange(4))]
        if chance.random() < 0.5:
            return inside
        return {chance.choice(TEXTS)[:50]: one for one in inside}
    if chance.random() < 0.01:
        return nested(chance.choice([50, 200]))
    return chance.choice((None, True, False, *NUMBERS, *ODD, *TEXTS))


def nested(depth: int) -> Any:
    """Lists within lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# --- bytes ----------------------------------------------------------------------------------


def bitten(chance: Random, data: bytes) -> bytes:
    """A file with one to four places flipped, cut out, doubled, overwritten or added to."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_BITES)(chance, data)
    return data


def _span(chance: Random, data: bytes, longest: int = 40) -> tuple[int, int]:
    begin = chance.randrange(len(data) + 1)
    return begin, min(len(data), begin + chance.randrange(longest))


def _flip(chance: Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        if flipped:
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _snip(chance: Random, data: bytes) -> bytes:
    begin, end = _span(chance, data)
    return data[:begin] + chance.choice(BITES) + data[end:]


def _cut(chance: Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.7 else data[at:]


def _twice(chance: Random, data: bytes) -> bytes:
    begin, end = _span(chance, data, 4000)
    return data[:end] + data[begin:end] * chance.choice((1, 2, 50)) + data[end:]


def _lines(chance: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(4)
    if what == 0:
        lines.insert(other, lines[one])
    elif what == 1:
        del lines[one]
    elif what == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        chance.shuffle(lines)
    return b"\n".join(lines)


def _ends(chance: Random, data: bytes) -> bytes:
    end = chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\n\0"))
    return data.replace(b"\n", end)


def _encoded(chance: Random, data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _zeros(chance: Random, data: bytes) -> bytes:
    begin, end = _span(chance, data, 5000)
    return data[:begin] + bytes(end - begin) + data[end:]


_BITES: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_flip, _flip, _snip, _snip, _snip, _cut, _twice, _lines, _lines, _ends, _encoded, _zeros),
)

# --- trees: JSON, TOML, events --------------------------------------------------------------


def places_in(tree: Any) -> list[tuple[Any, Any]]:
    """Every place of a tree where a value may be another: its list or table, and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            found.append((one, key))
            if isinstance(one[key], dict | list):
                waiting.append(one[key])
    return found


def spoilt(chance: Random, tree: Any, odd: Callable[[Random], Any] = odd_json) -> None:
    """Change a tree in one to three places: another value, a key less, more or of another name."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = places_in(tree)
        if not places:
            return
        where, key = chance.choice(places)
        what = chance.random()
        if what < 0.55:
            where[key] = odd(chance)
        elif what < 0.65:
            del where[key]
        elif what < 0.75:
            other, name = chance.choice(places)
            where[key] = other[name] if not _holds(other[name], where) else None
        elif what < 0.85 and isinstance(where, dict):
            where[chance.choice(TEXTS)[:40]] = where.pop(key)
        elif isinstance(where, dict):
            where[chance.choice((*TEXTS, "draft", "hold", "id", "void"))[:40]] = odd(chance)
        else:
            where.insert(chance.randrange(len(where) + 1), where[key])


def _holds(tree: Any, wanted: Any) -> bool:
    """Whether one tree is, or is in, the other: to put it there would go round without end."""
    if tree is wanted:
        return True
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return any(_holds(one, wanted) for one in inside)


def as_json(chance: Random, value: Any) -> bytes:
    """Write anything, also what is no JSON; half a character as it is, or escaped."""
    try:
        text = json.dumps(value, ensure_ascii=chance.random() < 0.2)
    except RecursionError:
        text = "[" * 2000
    return text.encode(errors="surrogatepass")


# --- cells ----------------------------------------------------------------------------------


def cells(chance: Random, data: bytes) -> bytes:
    """A CSV file with cells, columns or its way of parting them changed."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    for _ in range(chance.choice((1, 2, 4))):
        _spoil_cells(chance, rows)
    separator = chance.choice((",", ",", ";", "\t", "|"))
    text = io.StringIO(newline="")
    quoting: Literal[0, 1] = chance.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
    writer = csv.writer(
        text, delimiter=separator, quoting=quoting, escapechar="\\", lineterminator="\r\n"
    )
    writer.writerows(rows)
    head = f"sep={separator}\r\n" if chance.random() < 0.2 else ""
    written = (head + text.getvalue()).encode(errors="surrogatepass")
    return _encoded(chance, written) if chance.random() < 0.15 else written


def _spoil_cells(chance: Random, rows: list[list[str]]) -> None:
    row = chance.choice(rows) if rows else []
    column = chance.randrange(len(row)) if row else 0
    other = chance.randrange(len(rows[0])) if rows and rows[0] else 0
    what = chance.randrange(10)
    if what < 5 and row:
        number = chance.choice((*NUMBERS, *ODD))
        row[column] = chance.choice((*TEXTS, *TEXTS, _short(number)))
    elif what == 5:
        for one in rows:
            if max(column, other) < len(one):
                one[column], one[other] = one[other], one[column]
    elif what == 6:
        for one in rows:
            del one[column : column + 1]
    elif what == 7:
        for number, one in enumerate(rows):
            one.insert(0, "" if number == 0 else str(number))
    elif what == 8:
        rows.insert(chance.randrange(len(rows) + 1), list(row))
    else:
        row.extend([""] * chance.randrange(4))


def _short(number: float) -> str:
    return repr(number)


# --- zips -----------------------------------------------------------------------------------

NAMES = (
    *("log.jsonl", "mine/log.jsonl", "../log.jsonl", "/log.jsonl", "C:\\log.jsonl", "a\\b.jsonl"),
    *("apple_health_export/export.xml", "export.XML", "._export.xml", "__MACOSX/._log.jsonl"),
    *("log.jsonl/", "\u202elnosj.gol", "猫.jsonl", "a" * 300 + ".jsonl", "a/" * 200 + "log.jsonl"),
    *("mine.zip", "ratings.csv", "README.txt", ".jsonl", "<b>.xml", "log .jsonl", "con.xml"),
)


def zipped(chance: Random, insides: list[bytes]) -> bytes:
    """A zip with some of these in it, under names that it may or may not have."""
    packed = io.BytesIO()
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(packed, "w", method) as archive:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            info = zipfile.ZipInfo(chance.choice(NAMES), (2026, 3, 2, 7, 30, 0))
            info.compress_type = method
            if chance.random() < 0.05:
                info.external_attr = 0o120777 << 16
            archive.writestr(info, chance.choice(insides))
        archive.comment = chance.choice((b"", b"", b"PK\x05\x06" * 4, b"\xff" * 100))
    data = bytearray(packed.getvalue())
    if chance.random() < 0.3:
        # The flags, sizes and methods of the directory at its end, which alone is believed.
        at = data.rfind(b"PK\x01\x02")
        data[at + chance.randrange(4, 46)] = chance.choice((0, 1, 8, 9, 12, 14, 99, 255))
    return bitten(chance, bytes(data)) if chance.random() < 0.4 else bytes(data)
