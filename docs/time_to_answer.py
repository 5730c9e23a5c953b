"""The picture of docs/progress.md: when a true change is told. `python -m docs.time_to_answer`."""

import numpy as np
from matplotlib.figure import Figure

from docs.calibration import HERE
from docs.looking import COURSES, World, watched
from stretchlib.progress.evidence import Floats

WEEKS = np.arange(0, 12.01, 0.5)
SIZES = {
    1.0: ("#1b6ca8", ":"),
    1.5: ("#1b6ca8", "--"),
    2.0: ("#1b6ca8", "-"),
    3.0: ("#0b2545", "-"),
}


def share_detected(world: World) -> Floats:
    """Per cent of series in which the change is detected by each of `WEEKS`."""
    by = [
        [(seen.direction < 0)[:, seen.weeks <= week].any(axis=1).mean() for week in WEEKS]
        for seen in watched(world)
    ]
    return np.asarray(100 * np.mean(by, axis=0))


def drawn() -> Figure:
    """One plot a course, one line a size."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    for axes, course in zip(figure.subplots(2, 2, sharex=True, sharey=True).flat,
                            list(COURSES)[1:5], strict=True):  # fmt: skip
        for size, (colour, dash) in SIZES.items():
            share = share_detected(World(13, 3, 0.3, course, size))
            axes.plot(WEEKS, share, dash, color=colour, label=f"{size:g} MDC")
        axes.set_title(course)
        axes.set_ylim(0, 100)
        axes.grid(alpha=0.3)
    figure.axes[0].legend(loc="upper left")
    figure.supxlabel("weeks from the first counted day; three a week, autocorrelation 0.3")
    figure.supylabel("told at least once, per cent")
    return figure


if __name__ == "__main__":
    drawn().savefig(HERE / "time_to_answer.png", dpi=80)
