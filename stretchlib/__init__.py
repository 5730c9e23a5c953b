"""
Practise and track stretches for a stiff or sore lower back, in a notebook.

The whole of daily use is one cell:

    import stretchlib as st
    log = st.open_log()
    st.Practice(st.routine("standard"), log)

Stretches and routines come from the catalog (`catalog`, `cues`, `get_stretch`, `routine`); what is
practised and measured goes to the log (`open_log`, `Practice`, `Measure`). From what the log has,
`charts` draws pictures and `progress` tells a change from chance; `dashboard` shows it at a glance
and `report` writes it down for a clinician. `YourLog` shows all of it, to look through and to put
right; `export` and `import_` take it out and in, as files.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stretchlib.catalog import CatalogWarning, catalog, cues, gallery, get_stretch, sources
from stretchlib.errors import (
    CatalogError,
    ExchangeError,
    LogError,
    RoutineError,
    SafetyError,
    StretchError,
    UnknownName,
)
from stretchlib.fit import fit
from stretchlib.log import open_log
from stretchlib.measure import Measure
from stretchlib.practice import Practice
from stretchlib.routine import Routine, routine
from stretchlib.screening import Screen
from stretchlib.stretch import Breath, Hold, Pulse, Stretch

if TYPE_CHECKING:
    from stretchlib import charts, progress, safety
    from stretchlib.builder import Builder, OwnStretch
    from stretchlib.exchange import export, export_fhir, import_, reminders
    from stretchlib.goal import Goal
    from stretchlib.own import check_catalog, import_exercises, new_stretch, save_routine
    from stretchlib.summary import dashboard, report
    from stretchlib.your_log import YourLog

__version__ = "0.1.0"

__all__ = [
    "Breath",
    "Builder",
    "CatalogError",
    "CatalogWarning",
    "ExchangeError",
    "Goal",
    "Hold",
    "LogError",
    "Measure",
    "OwnStretch",
    "Practice",
    "Pulse",
    "Routine",
    "RoutineError",
    "SafetyError",
    "Screen",
    "Stretch",
    "StretchError",
    "UnknownName",
    "YourLog",
    "__version__",
    "catalog",
    "charts",
    "check_catalog",
    "cues",
    "dashboard",
    "export",
    "export_fhir",
    "fit",
    "gallery",
    "get_stretch",
    "import_",
    "import_exercises",
    "new_stretch",
    "open_log",
    "progress",
    "reminders",
    "report",
    "routine",
    "safety",
    "save_routine",
    "sources",
]


# What is seldom needed, or takes long to import as matplotlib does, comes when it is asked for.
_LATER = {
    **dict.fromkeys(("export", "export_fhir", "import_", "reminders"), "exchange"),
    **dict.fromkeys(("check_catalog", "import_exercises", "new_stretch", "save_routine"), "own"),
    "Builder": "builder",
    "Goal": "goal",
    "OwnStretch": "builder",
    "YourLog": "your_log",
    "dashboard": "summary",
    "report": "summary",
}


def __getattr__(name: str) -> Any:
    if name in ("charts", "progress", "safety"):
        return import_module(f"stretchlib.{name}")
    if name in _LATER:
        return getattr(import_module(f"stretchlib.{_LATER[name]}"), name)
    msg = f"module 'stretchlib' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return __all__
