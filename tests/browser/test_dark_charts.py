"""A chart where JupyterLab's theme is dark: the browser turns the colours of the one drawing."""

from io import BytesIO
from typing import Literal

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from playwright.sync_api import Page

import stretchlib as st

AS_LARGE_AS_DRAWN = "img, figure { width: auto !important; max-width: none !important }"


@pytest.mark.parametrize(
    ("media", "is_light", "as_drawn"),
    [("screen", "false", "dark"), ("screen", "true", "light"), ("print", "false", "light")],
)
def test_a_chart_has_the_colours_of_its_theme(
    page: Page, media: Literal["print", "screen"], is_light: str, as_drawn: str
) -> None:
    sample = st.open_log("sqlite://").or_sample()
    picture = st.charts.measurement(sample.measurements(), "chest_to_thigh")
    shown = picture._repr_mimebundle_()["text/html"]
    page.emulate_media(media=media)
    page.set_content(f'<body data-jp-theme-light="{is_light}">{shown}</body>', wait_until="load")
    page.add_style_tag(content=AS_LARGE_AS_DRAWN)
    seen = pixels(page.locator("img").screenshot())

    figure = picture.figure(as_drawn)
    figure.set_dpi(2 * figure.dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3].astype(float)
    assert seen.shape == drawn.shape
    assert np.abs(seen[0, 0] - drawn[0, 0]).max() <= 1, "the paper itself"
    assert np.abs(seen - drawn).mean() < 1
    assert np.quantile(np.abs(seen - drawn), 0.999) <= 8


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(float)
