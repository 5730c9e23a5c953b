r"""
Text in a cell that a spreadsheet might run.

A spreadsheet takes a cell that begins with one of these for a formula, and a formula can call
other programs. An apostrophe in front makes it text. Where a semicolon or a tab parts cells, a text
may be parted into several, so that each part of it gets its own. Text that has apostrophes there
already gets one more, so that taking one away always restores what was written.

The list is that of OWASP, "CSV Injection", with the full-width forms.
"""

import re

_FORMULA = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_BLANK = r"[^\S\t\r\n]*"
_RUNS = re.compile(rf"(?:\A|(?<=[;|\t\r\n]))('*)({_BLANK}[{_FORMULA}])|\A('*)({_BLANK}[\t\r\n])")


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
