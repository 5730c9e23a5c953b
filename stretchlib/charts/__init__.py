"""Pictures of the log: a frame goes in, a `Picture` with its words and its table comes out."""

from stretchlib.charts.felt import tightness
from stretchlib.charts.measured import measurement
from stretchlib.charts.picture import Picture
from stretchlib.charts.practised import calendar

__all__ = ["Picture", "calendar", "measurement", "tightness"]


def __dir__() -> list[str]:
    return __all__
