"""Press and fill the parts of the form of the log."""

from datetime import datetime, timedelta, timezone

from tests.widgets import every, part

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=1)))
"""Half past seven on a Monday morning in Berlin."""
MONDAY_ON_THE_WALL = datetime(2026, 3, 2, 7, 30)  # noqa: DTZ001  as a person types it


def turn_to(form, page):
    part(form, "stretch-log-pages").value = page


def table(form):
    return part(form, "stretch-table-widget")


def cells(form):
    return [row["cells"] for row in table(form).rows]


def open_row(form, number=0):
    table(form).opened = table(form).rows[number]["id"]


def fill(form, **answers):
    for name, value in answers.items():
        part(form, f"stretch-field-{name.replace('_', '-')}").widget.value = value


def answer_of(form, name):
    return part(form, f"stretch-field-{name}").widget.value


def press(form, name):
    part(form, f"stretch-log-{name}").click()


def wrong(form):
    """What is said beside the fields."""
    return [w.value for w in every(form) if "stretch-field-wrong" in w._dom_classes and w.value]
