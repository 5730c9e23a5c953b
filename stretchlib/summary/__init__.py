"""The whole log at once: on a screen as a dashboard, on paper as a report."""

from stretchlib.summary.on_paper import Report, report
from stretchlib.summary.on_screen import Dashboard, dashboard

__all__ = ["Dashboard", "Report", "dashboard", "report"]


def __dir__() -> list[str]:
    return __all__
