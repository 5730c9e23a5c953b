"""Contact sheets: all pictures of one form in one theme, for whoever looks at them."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

MOST_PX = 1_600
"""No picture on a sheet is higher; the rest of a long page is in its own file."""
GAP_PX = 16
WORDS_PX = 24


class Picture(NamedTuple):
    """One look at one screen."""

    host: str
    name: str
    """What is before the first blank is the form that it is of."""
    size: str
    theme: str
    png: bytes

    @property
    def sheet(self) -> str:
        """The name of the sheet on which it stands."""
        return f"{self.host}-{self.name.partition(' ')[0]}-{self.theme.lower()}"


def sheets(pictures: Iterable[Picture], folder: Path) -> list[Path]:
    """Write each picture, and a sheet for each form and theme: a row for each of its states."""
    single = folder / "single"
    single.mkdir(parents=True, exist_ok=True)
    ordered = sorted(pictures, key=lambda picture: picture.sheet)
    written = []
    for name, group in groupby(ordered, key=lambda picture: picture.sheet):
        rows: dict[str, list[Image.Image]] = {}
        for picture in group:
            stem = f"{picture.host} {picture.name} {picture.size} {picture.theme}"
            (single / f"{stem.replace(' ', '-').lower()}.png").write_bytes(picture.png)
            rows.setdefault(picture.name, []).append(Image.open(BytesIO(picture.png)))
        path = folder / f"{name}.png"
        _sheet(rows).save(path)
        written.append(path)
    return written


def _sheet(rows: dict[str, list[Image.Image]]) -> Image.Image:
    cut = {
        name: [image.crop((0, 0, image.width, min(image.height, MOST_PX))) for image in images]
        for name, images in rows.items()
    }
    width = max(sum(image.width + GAP_PX for image in images) for images in cut.values())
    heights = [max(image.height for image in images) + WORDS_PX + GAP_PX for images in cut.values()]
    sheet = Image.new("RGB", (width + GAP_PX, sum(heights) + GAP_PX), "#7a7a7a")
    pen = ImageDraw.Draw(sheet)
    top = GAP_PX
    for (name, images), height in zip(cut.items(), heights, strict=True):
        pen.text((GAP_PX, top), name, fill="white")
        left = GAP_PX
        for image in images:
            sheet.paste(image, (left, top + WORDS_PX))
            left += image.width + GAP_PX
        top += height
    return sheet
