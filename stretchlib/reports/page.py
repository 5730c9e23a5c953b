"""The page itself: its sections in their order, its look on a screen and on paper."""

from collections.abc import Iterable
from html import escape

from stretchlib import _html, charts
from stretchlib.charts.canvas import SAMPLE
from stretchlib.progress.adherence import begun
from stretchlib.reports import sections
from stretchlib.reports.period import Frames

LOOK = """
:root { color-scheme: light; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
html { background: #fff; color: #1b1f27; }
body { margin: 0 auto; padding: 24px; max-width: 46rem;
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.4rem; padding-top: 0.6rem;
  border-top: 2px solid #1b1f27; }
p, ul { margin: 0.4rem 0; }
.quiet { color: #5b6270; }
table { border-collapse: collapse; width: 100%; margin: 0.6rem 0; font-size: 0.92rem; }
caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
th, td { padding: 3px 10px 3px 0; vertical-align: top; border-bottom: 1px solid #dde1e8; }
th { border-bottom: 1px solid #1b1f27; }
.table { overflow-x: auto; }
td:last-child { overflow-wrap: anywhere; }
figure { margin: 0 0 20px; }
figure img { display: block; width: 100%; height: auto; }
.stretch-picture-drawing { overflow-x: auto; }
@media screen and (max-width: 600px) { figure img { width: 560px; } }
figcaption { color: #5b6270; font-size: 0.8rem; }
.sample { display: inline-block; padding: 2px 12px; margin: 0 0 12px; background: #f89c20;
  font-weight: bold; }
.sample-page { position: fixed; top: 42vh; left: 0; right: 0; z-index: -1; text-align: center;
  font-size: 44px; font-weight: bold; color: #e6e9ef; transform: rotate(-25deg); }
@page { margin: 9mm 12mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.4; }
  h2 { break-after: avoid; margin-top: 1.1rem; padding-top: 0.4rem; }
  .table { overflow-x: visible; }
  table, figure, li { break-inside: avoid; }
  /* The caption stands beside its picture: two of them fit on a page. */
  figure { display: grid; grid-template-columns: 60.8% 1fr; column-gap: 18px; margin: 0 0 6px; }
  figcaption { align-self: end; }
  .annex { break-before: page; }
}
"""
SAMPLE_BADGE = f"""<p class="sample">{SAMPLE}</p>
<div class="sample-page" aria-hidden="true">{SAMPLE}</div>"""
"""At the top, and pale behind every page that is printed."""
NOTHING = "<p>Nothing was kept in this time.</p>"
# Whatever may stand in a note: nothing is fetched, and nothing runs.
ALONE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(title: str, frames: Frames, goal_cm: float | None) -> str:
    """Write the whole page."""
    badge = SAMPLE_BADGE if frames.is_sample else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{ALONE}">
<meta name="generator" content="stretchlib">
<title>{escape(title)}</title>
<style>{LOOK}</style>
</head>
<body>
{badge}
<h1>{escape(title)}</h1>
<p class="quiet">Kept by the person who stretches, with the stretching workbook. “You” is that
person. It is a record, not an examination: nobody measured but themself.</p>
{_body(frames, goal_cm)}
</body>
</html>
"""


def _body(frames: Frames, goal_cm: float | None) -> str:
    first, others = _pictures(frames, goal_cm)
    front = {
        "In short": _html.items(frames.in_short(goal_cm)) or NOTHING,
        "When it hurt": sections.hurt(frames),
        "Which stretches": sections.stretches(frames),
    }
    annex = {
        "What these data cannot tell": _html.items(sections.limits(frames)),
        "What was practised": _practised(frames),
        "Pain and tightness": _felt(frames),
        "Distance from chest to thigh": _measured(frames),
        "Every time it hurt": sections.every_hurt(frames),
        "More pictures": others,
        "How to read this page": sections.how_to_read(),
        "Sources": sections.bibliography(),
    }
    rest = f'<section class="annex">\n<h1>All the rest</h1>\n{_headed(annex)}\n</section>'
    nothing = "" if first else "<p>Nothing to draw.</p>"
    return f"{_headed(front)}\n{first or nothing}\n{rest}"


def _headed(parts: dict[str, str]) -> str:
    return "\n".join(f"<h2>{head}</h2>\n{body}" for head, body in parts.items() if body)


def _practised(frames: Frames) -> str:
    if begun(frames.sessions).empty:
        return "<p>No session.</p>"
    return f"{sections.months(frames)}\n{sections.muscles(frames)}"


def _felt(frames: Frames) -> str:
    if frames.ratings.empty:
        return "<p>Not asked.</p>"
    return f"{sections.ratings(frames)}\n{sections.extents(frames)}"


def _measured(frames: Frames) -> str:
    return "<p>Not measured.</p>" if frames.measurements.empty else sections.distances(frames)


def _pictures(frames: Frames, goal_cm: float | None) -> tuple[str, str]:
    """Draw what there is to draw: the two that answer the first questions, and the others."""
    first = (
        charts.measurement(frames.history, "chest_to_thigh", goal_cm=goal_cm, since=frames.since),
        charts.pain(frames.ratings),
    )
    others = (
        charts.dose(frames.phases, frames.until),
        charts.extent(frames.ratings),
        charts.calendar(frames.sessions, frames.until),
        charts.tightness(frames.ratings),
        charts.sides(frames.measurements, "chest_to_thigh"),
    )
    return _drawn(first), _drawn(others)


def _drawn(pictures: Iterable[charts.Picture]) -> str:
    return "\n".join(each.printed_html() for each in pictures if len(each.table))
