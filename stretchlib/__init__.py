"""
Practise and track stretches against a stiff lower back, in a notebook.

The whole of daily use is one cell:

    import stretchlib as st
    log = st.open_log()
    st.Practice(st.routine("standard"), log)

Stretches and routines come from the catalog (`catalog`, `cues`, `get_stretch`, `routine`); what is
practised and measured goes to the log (`open_log`, `Practice`, `Measure`); pictures are drawn from
what the log has (`charts`).
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
from stretchlib.log import open_log
from stretchlib.measure import Measure
from stretchlib.practice import Practice
from stretchlib.routine import Routine, routine
from stretchlib.stretch import Breath, Hold, Pulse, Stretch

if TYPE_CHECKING:
    from stretchlib import charts

__version__ = "0.1.0"

__all__ = [
    "Breath",
    "CatalogError",
    "CatalogWarning",
    "ExchangeError",
    "Hold",
    "LogError",
    "Measure",
    "Practice",
    "Pulse",
    "Routine",
    "RoutineError",
    "SafetyError",
    "Stretch",
    "StretchError",
    "UnknownName",
    "__version__",
    "catalog",
    "charts",
    "cues",
    "gallery",
    "get_stretch",
    "open_log",
    "routine",
    "sources",
]


def __getattr__(name: str) -> Any:
    # matplotlib is half of the time that an import would take: it comes with the first picture.
    if name == "charts":
        return import_module("stretchlib.charts")
    msg = f"module 'stretchlib' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return __all__
