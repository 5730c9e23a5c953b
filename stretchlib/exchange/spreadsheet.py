r"""
Text in a cell that a spreadsheet might run.

A spreadsheet takes a cell that begins with one of these for a formula, and a formula can call
other programs. An apostrophe in front makes it text. Text that begins with apostrophes and then
one of them gets one more, so that taking one away always restores what was written.

The list is that of OWASP, "CSV Injection", with the full-width forms.
"""

import re

_RUNS = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def defuse(text: str) -> str:
    """
    Put an apostrophe in front of a text that a spreadsheet might run.

    Examples
    --------
    >>> defuse("=HYPERLINK(1)"), defuse("a quiet day"), defuse("'=1")
    ("'=HYPERLINK(1)", 'a quiet day', "''=1")
    """
    return f"'{text}" if _RUNS.match(text) else text


def restore(cell: str) -> str:
    """
    Give back the text that was defused.

    Examples
    --------
    >>> restore("'=HYPERLINK(1)"), restore("'tis fine"), restore("''=1")
    ('=HYPERLINK(1)', "'tis fine", "'=1")
    """
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
