"""Where something was added, shown: it comes into view, and stands out."""

from pathlib import Path

import anywidget
import traitlets


class Highlight(anywidget.AnyWidget):
    """Something unseen in the builder that can show a step of it."""

    _esm = Path(__file__).parent / "highlight.js"

    position = traitlets.Int(0).tag(sync=True)
    """Which step, from 1."""
    times = traitlets.Int(0).tag(sync=True)
    """How often it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.layout.display = "none"

    def show(self, position: int) -> None:
        """Let the heading of a step take the focus, and the step come into view."""
        with self.hold_sync():
            self.position = position
            self.times += 1
