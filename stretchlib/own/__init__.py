"""A person's own stretches and routines: files of theirs, begun, checked and kept."""

from stretchlib.own.checking import Problems, check_catalog
from stretchlib.own.drafts import new_stretch
from stretchlib.own.exercises import Imported, import_exercises
from stretchlib.own.routines import read_routine, routine_toml, save_routine

__all__ = [
    "Imported",
    "Problems",
    "check_catalog",
    "import_exercises",
    "new_stretch",
    "read_routine",
    "routine_toml",
    "save_routine",
]
