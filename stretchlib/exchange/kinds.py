"""What kind of file it is, told from how it begins: names are in many languages."""

import codecs
from pathlib import PurePath
from typing import Literal

Kind = Literal[".jsonl", ".csv", ".xml"]
HEAD_BYTES = 1 << 16
"""In which the beginning of a file says what it is. A DOCTYPE of Apple's has about 10,000."""
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The marks of texts with two bytes a letter, as Excel saves "Unicode Text"."""
BEGINS: dict[bytes, Kind] = {b"<": ".xml", b"{": ".jsonl"}


def encoding_of(head: bytes) -> str:
    """
    Tell how a text is encoded from its mark.

    Examples
    --------
    >>> encoding_of("id".encode("utf-16")), encoding_of(b"id")
    ('utf-16', 'utf-8-sig')
    """
    return "utf-16" if head.startswith(WIDE) else "utf-8-sig"


def kind_of(head: bytes, name: str) -> Kind:
    """
    Tell what a file is from its beginning, and from its name where that does not say.

    Examples
    --------
    >>> kind_of(b'{"format": "stretchlib log"}', "log.txt"), kind_of(b"sep=;", "ratings.txt")
    ('.jsonl', '.csv')
    """
    begin = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if begin in BEGINS:
        return BEGINS[begin]
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in BEGINS.values() else ".csv"  # type: ignore[return-value]


def is_export(head: bytes) -> bool:
    """
    Whether a file begins as an export that can be brought in.

    Examples
    --------
    >>> is_export(b'<HealthData locale="nb_NO">'), is_export(b"<ClinicalDocument/>")
    (True, False)
    """
    kind = kind_of(head, "")
    if kind == ".jsonl":
        return b'"format"' in head and b"stretchlib log" in head
    return kind == ".xml" and (b"<HealthData" in head or b"<!DOCTYPE HealthData" in head)
