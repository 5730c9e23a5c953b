"""The whole log at once: on a screen as a dashboard, on paper as a report."""

from stretchlib.reports.overview import Dashboard, dashboard
from stretchlib.reports.printed import Report, report

__all__ = ["Dashboard", "Report", "dashboard", "report"]


def __dir__() -> list[str]:
    return __all__
