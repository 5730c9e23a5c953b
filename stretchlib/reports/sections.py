"""The tables of the report, and its words on limits and on reading."""

from collections.abc import Iterable, Sequence
from itertools import product

import pandas as pd

from stretchlib import _html, progress
from stretchlib.catalog.reader import sources
from stretchlib.model import EXTENTS_SHOWN, HURT_WORDS, MEASURES, MOMENTS, SCALES
from stretchlib.phases import DOSE_STAGES
from stretchlib.progress.adherence import RECENT_WEEKS, STATUS_ORDER, begun
from stretchlib.progress.leg_extents import extents_of
from stretchlib.reports.period import Frames
from stretchlib.safety.facts import facts
from stretchlib.text import SHORT_MONTHS, count, day_month, sentence, signed

NOT_KNOWN_YET = "not known yet"
UNSPECIFIED = "not said"
LATEST_HURT = 5
"""So many stand on the first two pages."""
HOW_TO_READ = (
    "Likely real: the readings are at least ten times likelier with a change than without, whether "
    "it came evenly, early or after some weeks. This may be looked at every day: where nothing "
    "changes it is said even once in half a year in at most 5 of 100 series, on days that do not "
    "resemble each other too much. Leaning: at least 2.4 times likelier, which is no claim. About "
    "how large the change is, is shrunk towards none. The first three measured days do not count, "
    "since one gets better at measuring.",
    "Measurement error: the smallest change between two days that chance alone seldom makes "
    "(MDC95 = 1.96 x root 2 x SEM), from this person's own readings. For ratings it is called "
    "day-to-day scatter.",
    "Worth having is another question. For pain it is what people with back pain call worth "
    "having, which depends on where they began; for the distance it is the person's own goal, if "
    "there is one.",
    "Trend: the Theil-Sen line in cm a week, with its 95 % interval, widened for days that "
    "resemble each other. Negative is nearer.",
    "A reading far from those around it looks like a slip of the pen: it is named and left out.",
    "Minutes a week are time really spent under stretch, left and right apart: holds, presses and "
    "exhales count, releases and inhales do not.",
)
"""But for what `data/safety.toml` says of these minutes."""
CITED = (
    "perez_ortiz_2024",
    "lindon_2022",
    "petrigna_2025",
    "weir_2005",
    "shrout_fleiss_1979",
    "von_neumann_1941",
    "hampel_1974",
    "theil_1950",
    "sen_1968",
    "bayley_hammersley_1946",
    "marriott_pope_1954",
    "ostelo_2008",
    "back_pain_nrs",
    "thomas_2018",
    "ingram_2024",
    "konrad_2024",
    "stanton_2017",
)


def months(frames: Frames) -> str:
    """Tell each month's sessions."""
    sessions = begun(frames.sessions)
    rows = []
    for month, those in sessions.groupby(sessions["day"].dt.to_period("M")):
        had = those["status"].value_counts()
        statuses = [int(had.get(status, 0)) for status in STATUS_ORDER]
        minutes = f"{those['done_s'].sum() / 60:.0f}"
        rows.append([_month(month), those["day"].nunique(), *statuses, minutes])
    heads = ["month", "days", "finished", "stopped", "broken off", "minutes"]
    return _titled("Sessions by month", heads, rows)


def muscles(frames: Frames) -> str:
    """Tell each muscle's minutes under stretch a week."""
    dose = progress.weekly_dose(frames.phases, frames.until)
    recent = dose[dose["week"].isin(dose["week"].drop_duplicates().tail(RECENT_WEEKS))]
    rows = [
        [target, _by_side(weeks), _by_side(recent[recent["target"] == target])]
        for target, weeks in dose.groupby("target", sort=False)
    ]
    heads = ["muscle", "minutes a week, mean", f"of the latest {RECENT_WEEKS} weeks"]
    return _titled("Time under stretch", heads, rows)


def stretches(frames: Frames) -> str:
    """Tell each stretch's days, minutes, and how often it hurt or was skipped."""
    steps = frames.phases
    if steps.empty:
        return "<p>None.</p>"
    rows: list[tuple[int, list[object]]] = []
    for slug, of_one in steps.groupby("stretch", sort=False):
        had = of_one.loc[of_one["dose_s"] > 0]
        sides = had.groupby("side", sort=False)["dose_s"].sum() / 60
        minutes = ", ".join(
            f"{spent:.1f}" if side == "both" else f"{side} {spent:.1f}"
            for side, spent in sides.items()
        )
        # Who passes over the way there is in position; and a side has several sets.
        skipped = of_one[(of_one["stage"] == "stretch") & (of_one["outcome"] == "skipped")]
        sides_skipped = len(skipped.drop_duplicates(["session_id", "step", "side"]))
        last = of_one["day"].max()
        counts = [sides_skipped, (of_one["outcome"] == "hurt").sum()]
        when = f"{day_month(last)} {last.year}"
        days = had["day"].nunique()
        rows.append((days, [_named(slug), days, when, minutes or "0", *counts]))
    heads = ["stretch", "days", "last", "minutes under stretch", "skipped", "hurt"]
    return _titled(
        "On most days first", heads, [row for _, row in sorted(rows, key=lambda each: -each[0])]
    )


def _named(slug: object) -> str:
    return sentence(str(slug).replace("_", " "))


def _by_side(weeks: pd.DataFrame) -> str:
    minutes = weeks.groupby("side", sort=False)["minutes"].mean()
    return ", ".join(f"{side} {mean:.1f}" for side, mean in minutes.items())


def ratings(frames: Frames) -> str:
    """Tell each question's answers, first and latest."""
    rows = []
    for kind, moment in product(SCALES, MOMENTS):
        asked = frames.ratings[
            (frames.ratings["kind"] == kind) & (frames.ratings["moment"] == moment)
        ]
        if asked.empty:
            continue
        verdict = progress.rating_verdict(frames.ratings, kind, moment=moment)
        found = verdict.change
        answered = int(asked["score"].notna().sum())
        numbers = [_figure(value, "g") for value in (found.first, found.latest)]
        error = _figure(found.mdc, ".1f")
        what = f"{kind}, {moment.replace('_', ' ')}"
        rows.append([what, f"{answered} of {len(asked)}", *numbers, error, verdict.short])
    if not rows:
        return ""
    heads = [
        "0 to 10",
        "answered",
        "first 3 days",
        "latest 3 days",
        "day-to-day scatter",
        "verdict",
    ]
    return _titled("Answers, medians", heads, rows)


def extents(frames: Frames) -> str:
    """Tell on how many days it went how far down; nothing where nobody said so."""
    answers = extents_of(frames.ratings).dropna(subset=["score"])
    if answers.empty:
        return ""
    days = answers.groupby("day")["score"].max().value_counts()
    counts = [f"{word} {days.get(extent, 0)}" for extent, word in enumerate(EXTENTS_SHOWN)]
    return (
        "<p>How far down pain, numbness or tingling went, in days, each by its furthest answer: "
        f"{', '.join(counts)}.</p>"
    )


def distances(frames: Frames) -> str:
    """Tell each side's distance, change and trend."""
    rows = []
    for measure, known in MEASURES.items():
        for side in known.sides:
            found = progress.verdict(frames.history, measure, side, since=frames.since)
            if not found.change.days:
                continue
            change, trend = found.change, found.trend
            moved = NOT_KNOWN_YET if change.change is None else signed(change.change, 1)
            numbers = [_figure(value, ".1f") for value in (change.first, change.latest)]
            error = _figure(change.mdc, ".1f")
            figures = [*numbers, moved, error, _per_week(trend), _about(found), found.short]
            rows.append([known.title, side, change.days, *figures])
    heads = ["measure", "side", "days", "first 3 days", "latest 3 days", "change", "own error"]
    heads += ["trend a week", "likely change", "verdict"]
    return _titled("In cm, medians; 0 is touching", heads, rows)


def hurt(frames: Frames) -> str:
    """Count what hurt, and list the latest times that "it hurt" was pressed."""
    steps = frames.phases[frames.phases["outcome"] == "hurt"]
    if steps.empty:
        return "<p>“It hurt” was never pressed in this time.</p>"
    caption = f"“It hurt” was pressed {_times(len(steps))}"
    if len(steps) > LATEST_HURT:
        caption += f". The latest {LATEST_HURT}; all stand further below"
    by_kind = steps["hurt"].value_counts()
    counts = [f"{words}: {by_kind[kind]}" for kind, words in HURT_WORDS.items() if kind in by_kind]
    unspecified = (
        [f"{UNSPECIFIED}: {len(steps) - by_kind.sum()}"] if by_kind.sum() < len(steps) else []
    )
    table = _hurt_table(caption, frames, steps.tail(LATEST_HURT))
    return f"{table}\n<p>What hurt. {sentence('; '.join([*counts, *unspecified]))}.</p>"


def every_hurt(frames: Frames) -> str:
    """List every time that "it hurt" was pressed; nothing where `hurt` listed them all."""
    steps = frames.phases[frames.phases["outcome"] == "hurt"]
    return _hurt_table("From first to last", frames, steps) if len(steps) > LATEST_HURT else ""


def _hurt_table(caption: str, frames: Frames, steps: pd.DataFrame) -> str:
    notes = frames.sessions.set_index("id")["note"]
    rows = [
        [
            step["day"].date().isoformat(),
            _named(step["stretch"]),
            step["side"],
            _when(step["stage"], step["done_s"]),
            HURT_WORDS.get(step["hurt"], UNSPECIFIED),
            notes.get(step["session_id"], ""),
        ]
        for step in steps.to_dict("records")
    ]
    heads = ["day", "stretch", "side", "when", "what", "note of the session"]
    return _titled(caption, heads, rows)


def limits(frames: Frames) -> list[str]:
    """Say what must not be read out of this page."""
    sentences = [
        "Distances were read by the person themself, with a ruler. Nobody has published how "
        "reliable this test is: its error is known from this person's own readings alone.",
        "There is nothing to compare with: whatever changed may have changed for other reasons. "
        "Nothing here shows a cause.",
        "How tight a back feels is not how stiff it measures; the two are never mixed here.",
        "What was not kept is not here: practice without the workbook, medicines, other care.",
    ]
    missing, asked = int(frames.ratings["score"].isna().sum()), len(frames.ratings)
    if asked:
        sentences.append(f"Of {count(asked, 'question')}, {missing} were left unanswered: not a 0.")
    days = [*frames.days, *filter(None, [frames.until])] if len(frames.days) else []
    gap = pd.Series(days, dtype="datetime64[us]").drop_duplicates().sort_values().diff().max()
    if pd.notna(gap) and gap.days > 1:
        sentences.append(f"The longest time without any entry is {count(gap.days - 1, 'day')}.")
    return sentences


def how_to_read() -> str:
    """Say what the words of the page mean."""
    *others, minutes = HOW_TO_READ
    return _html.items([*others, f"{minutes} {facts().advice['weekly_minutes'].says}"])


def bibliography() -> str:
    """List what the page leans on."""
    cited = sources().loc[list(CITED)]
    return _html.items(f"{source.title}. {source.says}" for source in cited.itertuples())


def _titled(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    table = _html.table(heads, rows)
    titled = table.replace("<table>", f"<table><caption>{caption}</caption>", 1)
    return f'<div class="table" role="region" aria-label="{caption}" tabindex="0">{titled}</div>'


def _figure(value: float | None, form: str) -> str:
    return NOT_KNOWN_YET if value is None else format(value, form)


def _per_week(trend: progress.Trend) -> str:
    if trend.per_week is None or trend.low is None or trend.high is None:
        return trend.reason
    return f"{signed(trend.per_week)} ({signed(trend.low)} to {signed(trend.high)})"


def _about(found: progress.Verdict) -> str:
    """The change that the verdict gives, with its interval where there is one."""
    about, low, high = (found.finding.about, found.finding.low, found.finding.high)
    if about is None:
        return NOT_KNOWN_YET
    if low is None or high is None:
        return f"about {signed(about, 1)}"
    return f"about {signed(about, 1)} ({signed(low, 1)} to {signed(high, 1)})"


def _month(month: pd.Period) -> str:
    return f"{SHORT_MONTHS[month.month - 1]} {month.year}"


def _when(stage: str, done_s: float) -> str:
    seconds = count(round(done_s), "second")
    return f"after {seconds} of stretching" if stage in DOSE_STAGES else f"{stage}, after {seconds}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
