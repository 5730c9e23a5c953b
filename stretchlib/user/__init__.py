"""A person's own stretches and routines: files of theirs, begun, checked and kept."""

from stretchlib.user.checks import Problems, check_catalog
from stretchlib.user.drafts import new_stretch
from stretchlib.user.exercises import Imported, import_exercises
from stretchlib.user.routine_files import read_routine, routine_toml, save_routine

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
