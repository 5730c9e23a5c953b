"""Pictures of the log: a frame goes in, a `Picture` with its words and its table comes out."""

from stretchlib.charts.calendar_chart import calendar
from stretchlib.charts.dose_chart import dose
from stretchlib.charts.extent_chart import extent
from stretchlib.charts.measurement_chart import measurement
from stretchlib.charts.picture import Picture
from stretchlib.charts.rating_charts import pain, tightness
from stretchlib.charts.sides_chart import sides
from stretchlib.charts.timeline_chart import timeline

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
