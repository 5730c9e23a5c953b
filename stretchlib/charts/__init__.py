"""Pictures of the log: a frame goes in, a `Picture` with its words and its table comes out."""

from stretchlib.charts.both_sides import sides
from stretchlib.charts.doses import dose
from stretchlib.charts.extents import extent
from stretchlib.charts.felt import pain, tightness
from stretchlib.charts.measured import measurement
from stretchlib.charts.picture import Picture
from stretchlib.charts.practised import calendar
from stretchlib.charts.timelines import timeline

__all__ = [
    "Picture",
    "calendar",
    "dose",
    "extent",
    "measurement",
    "pain",
    "sides",
    "tightness",
    "timeline",
]


def __dir__() -> list[str]:
    return __all__
