"""A form that builds a routine: pick, order, time, look, save."""

from stretchlib.builder.form import Builder

__all__ = ["Builder"]
