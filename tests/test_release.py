"""What has to be said of a version before it is built: named, dated, and nothing left above it."""

from datetime import date

import pytest

from tools.release import not_ready

TODAY = date(2026, 11, 30)
READY = "# What changed\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-29\n\n- It is new.\n"


def test_a_version_that_is_named_and_dated_is_ready() -> None:
    assert list(not_ready(READY, "0.2.0", TODAY)) == []


@pytest.mark.parametrize(
    ("changelog", "expected"),
    [
        (READY.replace("## [Unreleased]\n", "## [Unreleased]\n\n- More.\n"), "lines under"),
        (READY.replace("## [Unreleased]\n", ""), "has no [Unreleased]"),
        (READY.replace("0.2.0", "0.1.0"), "has no [0.2.0], which stretchlib/__init__.py says"),
        (READY.replace(" - 2026-11-29", ""), "no day. Write: ## [0.2.0] - 2026-11-30"),
        (READY.replace("2026-11-29", "2027-11-29"), "of 2027-11-29, which is still to come"),
        (READY.replace("## [0.2.0]", "## [0.3.0] - 2026-11-30\n\n## [0.2.0]"), "[0.3.0] above"),
    ],
)
def test_what_is_not_ready_is_told_with_the_line_to_write(changelog: str, expected: str) -> None:
    (found,) = not_ready(changelog, "0.2.0", TODAY)
    assert expected in found
