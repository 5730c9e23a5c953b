"""Each stretch as a moving figure: its `[figure]` table in, a drawing out."""

from stretchlib.figure.drawing import Drawing, drawing, photographed, svg
from stretchlib.figure.paint import ThemeName
from stretchlib.figure.ruler import with_ruler
from stretchlib.figure.table import FigureTable

__all__ = ["Drawing", "FigureTable", "ThemeName", "drawing", "photographed", "svg", "with_ruler"]
