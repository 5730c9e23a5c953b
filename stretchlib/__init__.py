"""
Practise and track stretches for a stiff or sore lower back, in a notebook.

The whole of daily use is one cell:

    import stretchlib as st
    log = st.open_log()
    st.Practice(st.routine("standard"), log)

To choose: `catalog`, `cues`, `gallery`, `stretch`, `routine`, `sources`. To plan: `Routine` with
`Hold`, `Pulse` and `Breath`, or `RoutineBuilder`. To practise and measure: `Practice`, `Measure`,
`Goal`, `Screening`. What was done: `open_log`, `LogBrowser`. What came of it: `progress`, `charts`,
`dashboard`, `report`. What suits whom: `safety`. Stretches of one's own: `new_stretch`,
`StretchBuilder`, `import_exercises`, `check_catalog`. For a calendar: `write_reminders`. What can
go wrong is a `StretchError`, of a kind in `errors`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stretchlib._garbage import all_stays

with all_stays():
    from stretchlib import errors
    from stretchlib.catalog.reader import catalog, cues, gallery, sources
    from stretchlib.catalog.reader import get_stretch as stretch
    from stretchlib.errors import StretchError
    from stretchlib.log import open_log
    from stretchlib.phases import Breath, Hold, Pulse
    from stretchlib.routines import Routine, routine
    from stretchlib.ui.practice import Practice
    from stretchlib.ui.screening import Screening

if TYPE_CHECKING:
    from stretchlib import charts, progress, safety
    from stretchlib.exchange import write_reminders
    from stretchlib.reports import dashboard, report
    from stretchlib.ui.goal import Goal
    from stretchlib.ui.log_browser import LogBrowser
    from stretchlib.ui.measure import Measure
    from stretchlib.ui.routine_builder import RoutineBuilder, StretchBuilder
    from stretchlib.user import check_catalog, import_exercises, new_stretch

__version__ = "0.1.0"

__all__ = [
    "Breath",
    "Goal",
    "Hold",
    "LogBrowser",
    "Measure",
    "Practice",
    "Pulse",
    "Routine",
    "RoutineBuilder",
    "Screening",
    "StretchBuilder",
    "StretchError",
    "__version__",
    "catalog",
    "charts",
    "check_catalog",
    "cues",
    "dashboard",
    "errors",
    "gallery",
    "import_exercises",
    "new_stretch",
    "open_log",
    "progress",
    "report",
    "routine",
    "safety",
    "sources",
    "stretch",
    "write_reminders",
]


# What is seldom needed, or takes long to import as matplotlib does, comes when it is asked for.
_ROOMS = ("charts", "progress", "safety")
_LATER = {
    **dict.fromkeys(("check_catalog", "import_exercises", "new_stretch"), "user"),
    **dict.fromkeys(("RoutineBuilder", "StretchBuilder"), "ui.routine_builder"),
    **dict.fromkeys(("dashboard", "report"), "reports"),
    "Goal": "ui.goal",
    "LogBrowser": "ui.log_browser",
    "Measure": "ui.measure",
    "write_reminders": "exchange",
}


def __getattr__(name: str) -> Any:
    with all_stays():
        if name in _ROOMS:
            return import_module(f"stretchlib.{name}")
        if name in _LATER:
            return getattr(import_module(f"stretchlib.{_LATER[name]}"), name)
    msg = f"module 'stretchlib' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return __all__
