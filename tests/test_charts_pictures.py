"""
Four pictures beside the ones that were looked at; the other tests of charts ask for artists.

After a change that is meant: `pytest tests/test_charts_pictures.py --mpl-generate-path
tests/baseline`, and look at what it drew.
"""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from stretchlib import charts
from tests.chart_kit import EXTENTS, RATINGS, STEPS, as_sample
from tests.progress_kit import readings

NEARER = [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5]
STILL = [12, 13, 12.5, 12, 13, 12.5, 12, 13, 12, 12.5, 13, 12]

# Another build of FreeType draws letters a little differently; a moved mark is far more than 8.
looks_as_before = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", style="default", savefig_kwargs={"dpi": 50}, tolerance=8
)


@looks_as_before
def test_the_measurement_of_two_sides() -> Figure:
    both = pd.concat([readings(NEARER), readings(STILL, "right")], ignore_index=True)
    return charts.measurement(both, "chest_to_thigh").figure()


@looks_as_before
def test_the_dose_in_the_dark() -> Figure:
    return charts.dose(STEPS).figure("dark")


@looks_as_before
def test_the_tightness_of_a_sample() -> Figure:
    return charts.tightness(as_sample(RATINGS)).figure()


@looks_as_before
def test_how_far_down_it_went() -> Figure:
    return charts.extent(EXTENTS).figure()
