"""`docs/scripts.md`: the shipped routines as somebody lying there hears them, with seconds."""

from collections.abc import Iterator
from pathlib import Path

from stretchlib.catalog.reader import load
from stretchlib.model import spoken_s
from stretchlib.phases import Phase
from stretchlib.routines import Routine, routine
from stretchlib.text import clock
from stretchlib.timeline import opening

PAGE = Path(__file__).parent / "scripts.md"
HEAD = """# The shipped routines, read aloud

Made by `python -m docs.scripts`. Each line has the minute and second at which it begins, and the
words that are spoken. *Words in italics* are on the screen only: there a tone is heard. What the
player adds by itself ("Next: ...", "Half way.", the last seconds) is left out.
"""


def script(of: Routine) -> str:
    """One routine as a script; a heading for each phase, a line for each cue."""
    total = f"{clock(of.duration_s)} minutes in all"
    lines = [f"## {of.title}", "", f"{total}.", ""]
    for phase in of.phases():
        lines += [f"**{clock(phase.start_s)}** {_heading(phase)}", "", *_said(phase), ""]
    return "\n".join(lines).rstrip()


def page() -> str:
    """The whole page."""
    scripts = [script(routine(name)) for name in ("gentle", "standard", "longer")]
    return "\n\n".join([HEAD.strip(), *scripts]) + "\n"


def _heading(phase: Phase) -> str:
    whose = "both sides" if phase.side == "both" else f"{phase.side} {phase.part or 'side'}".upper()
    set_ = f", set {phase.set}" if phase.stage == "stretch" else ""
    return f"{phase.title}, {whose}: {phase.stage}{set_}, {phase.duration_s:g} s"


def _said(phase: Phase) -> Iterator[str]:
    first = opening(load().stretches[phase.stretch], phase.side, phase.stage)
    if first:
        yield f"- {clock(phase.start_s)} {first}"
    for cue in phase.cues:
        # The first is shown at once, and said after the name of the stretch.
        at_s = max(cue.at_s, spoken_s(first)) if cue.spoken else cue.at_s
        yield f"- {clock(phase.start_s + at_s)} {cue.spoken or f'*{cue.text}*'}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
