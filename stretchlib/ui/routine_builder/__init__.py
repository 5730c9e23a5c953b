"""Forms that build: a routine of stretches, and a stretch of one's own."""

from stretchlib.ui.routine_builder.builder import RoutineBuilder
from stretchlib.ui.routine_builder.stretch_form import StretchBuilder

__all__ = ["RoutineBuilder", "StretchBuilder"]
