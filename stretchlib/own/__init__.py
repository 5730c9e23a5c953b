"""A person's own stretches and routines: files of theirs, begun, checked and kept."""

from stretchlib.own.checking import Problems, check_catalog
from stretchlib.own.drafts import new_stretch
from stretchlib.own.routines import read_routine, routine_toml, save_routine

__all__ = [
    "Problems",
    "check_catalog",
    "new_stretch",
    "read_routine",
    "routine_toml",
    "save_routine",
]
