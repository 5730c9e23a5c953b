"""Forms that build: a routine of stretches, and a stretch of one's own."""

from stretchlib.builder.form import Builder
from stretchlib.builder.own_stretch import OwnStretch

__all__ = ["Builder", "OwnStretch"]
