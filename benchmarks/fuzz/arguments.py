"""What somebody writes in a cell: arguments of every public function, of wrong types and values."""

import decimal
import fractions
import inspect
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import stretchlib as st
from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch, in_words
from benchmarks.fuzz.logs import MORNING, PHASES, become, event, fill, memory, new_id, rows

TEST = "chest_to_thigh"
LOOP: list[Any] = []
LOOP.append(LOOP)
ODD: tuple[Callable[[], Any], ...] = tuple(
    lambda value=value: value
    for value in (
        *(None, True, False, *mutants.NUMBERS, *mutants.ODD, *mutants.TEXTS, 10**5000),
        *(b"", b"\xff\xfe", "x" * 100_000, [], {}, (), set(), [None], ["left"], ["left", 5], LOOP),
        *({"flags": 5}, {"flags": ["fever"]}, {5: 6}, object(), int, len, Ellipsis, 3j, range(3)),
        *(
            MORNING.replace(tzinfo=None),
            datetime.max.replace(tzinfo=UTC),
            date.max,
            date.min,
            date(26, 1, 1),
        ),
        *(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), timedelta(1), pd.NaT, pd.NA),
        *(
            pd.Timestamp("2026-03-02", tz="Asia/Tokyo"),
            np.float64("nan"),
            np.int64(3),
            np.bool_(True),
        ),
        *(
            np.array([12.0, 11.5]),
            np.array([[1]]),
            decimal.Decimal("NaN"),
            fractions.Fraction(1, 3),
        ),
        *(decimal.Decimal(3), Path("a\0b"), Path("/proc/nowhere/at/all"), "2026-03-02", "standard"),
        *(
            pd.DataFrame(),
            pd.Series([1, 2]),
            pd.DataFrame({"day": ["x"], "score": [1]}),
            st,
            st.Hold,
        ),
        *(
            "postgresql+psycopg://nobody@localhost:1/x",
            "sqlite:///:memory:",
            "mysql://x",
            "a://",
            "~x",
        ),
        *("~nobody_of_this_name/log", "x" * 300, "/proc/self/mem", "/dev/full", "file:a?mode=ro"),
    )
)


class Arguments:
    """Calls of what is public, with one or two of their arguments spoilt."""

    name = "arguments"

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        os.environ["STRETCHLIB_CATALOG"] = str(folder / "catalog")
        os.environ["STRETCHLIB_LOG"] = str(folder / "default" / "log.sqlite")
        # So deep that a path with .. in it leads nowhere else.
        os.chdir(_made(folder / "here" / "and" / "here" / "and" / "here"))
        self._whole, self._log = fill(memory(), days=12), memory()
        self._session = self._whole.sessions()["id"].iloc[0]
        self._rating = self._whole.ratings()["id"].iloc[0]
        self._exported = self._whole.export(folder / "mine.zip")
        self._frames: dict[str, pd.DataFrame] = {
            "sessions": self._whole.sessions(),
            "phases": self._whole.phases(),
            "ratings": self._whole.ratings(),
            "measurements": self._whole.measurements(),
        }
        self._calls = self._all_calls()

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Make one call."""
        log = self._log
        become(log, self._whole)
        shutil.rmtree(self._folder / "catalog", ignore_errors=True)
        before = rows(log)
        name = chance.choice(list(self._calls))
        if name in SLOW and chance.random() < 0.8:
            name = chance.choice(list(self._calls))
        call, right = self._calls[name]
        given = {key: self._right(value) for key, value in right.items()}
        for key in chance.sample(list(given), min(len(given), chance.choice((1, 1, 2)))):
            given[key] = self._odd(chance, given[key])
        watch.case = name.encode() + b"(" + in_words(given) + b")"
        was = len(watch.refusals)
        found = watch.call(lambda: call(**given), name)
        if len(watch.refusals) > was:
            watch.changed += rows(log) != before and name != "Log.append"
        elif found is not None:
            watch.call(lambda: _shown(found), f"{name}, shown")
        watch.lost += len(set(before) - set(rows(log)))
        plt.close("all")

    def _right(self, value: Any) -> Any:
        if value is NEW:
            return self._folder / f"new-{next(self._numbers)}.zip"
        return self._log if value is LOG else value

    def _odd(self, chance: Random, right: Any) -> Any:
        if isinstance(right, pd.DataFrame) and chance.random() < 0.7:
            return _spoilt_frame(chance, right)
        if isinstance(right, list | dict) and chance.random() < 0.5:
            tree = {"it": _copied(right)}
            mutants.spoilt(chance, tree, lambda one: one.choice(ODD)())
            return tree.get("it")
        return chance.choice(ODD)()

    def _all_calls(self) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
        standard, hug = st.routine("standard"), st.stretch("double_knee_hug")
        frames, session = self._frames, self._session
        trials = {"frame": frames["measurements"], "measure": TEST}
        events = [event(session, 50, "paused"), event(session, 51, "hurt", phase=1, done_s=1.0)]
        at = {"at": MORNING}
        calls: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "Hold": (st.Hold, {"hold_s": 20}),
            "Pulse": (st.Pulse, {"count": 10, "period_s": 6}),
            "Breath": (st.Breath, {"breaths": 6, "inhale_s": 4, "exhale_s": 6}),
            "Routine": (st.Routine, {"title": "Mine", "steps": standard.steps}),
            "Routine.add": (
                st.Routine("Mine").add,
                {"slug": "seated_figure_four", "pace": "hold", "sets": 2, "enhance": 5.0}
                | {"rest_s": 5.0, "sides": ["left"]},
            ),
            "Routine.shorten": (standard.shorten, {"minutes": 10}),
            "routine": (st.routine, {"name": "gentle"}),
            "stretch": (st.stretch, {"slug": hug.slug}),
            "new_stretch": (st.new_stretch, {"slug": "pigeon"}),
            "Routine.save": (standard.save, {"slug": "mine", "replace": False}),
            "import_exercises": (st.import_exercises, {"path": self._exported}),
            "open_log": (
                st.open_log,
                {"where": self._folder / "a" / "log.sqlite", "restore": None},
            ),
            "Log.preview_import": (self._log.preview_import, {"path": self._exported}),
            "Log.export": (self._log.export, {"where": NEW}),
            "Log.export_fhir": (self._log.export_fhir, {"where": NEW}),
            "write_reminders": (
                st.write_reminders,
                {"where": NEW, "days": ["monday"], "at": "07:30", "tz": "Europe/Berlin"}
                | {"start": date(2026, 3, 2)},
            ),
            "dashboard": (st.dashboard, {"log": LOG, "goal_cm": 5.0, "until": "2026-03-20"}),
            "report": (
                st.report,
                {"log": LOG, "since": "2026-03-02", "until": "2026-03-20", "name": "Ann"}
                | {"goal_cm": 5.0},
            ),
            "Goal": (st.Goal, {"log": LOG}),
            "Measure": (st.Measure, {"log": LOG, "measure": TEST}),
            "Screening": (st.Screening, {"log": LOG, "go_on": lambda: None}),
            "Practice": (st.Practice, {"routine": standard, "log": LOG}),
            "LogBrowser": (st.LogBrowser, {"log": LOG}),
            "allowed": (
                st.safety.allowed,
                {"routine": standard, "conditions": ["glaucoma"], "resting": [hug.slug]},
            ),
            "Condition": (_allowed_with, {"name": "knee_trouble", "side": "left", "until": None}),
            "outcome_of": (st.safety.outcome_of, {"flags": ["fever"]}),
            "Log.start_session": (
                lambda **arguments: self._log.start_session(**arguments),
                {"routine": "Mine", "phases": list(PHASES), "session_id": new_id(), **at},
            ),
            "Log.add_session": (
                lambda **arguments: self._log.add_session(**arguments),
                {"routine": "Mine", "phases": PHASES, "session_id": None, "note": "", **at},
            ),
            "Log.append": (lambda **arguments: self._log.append(**arguments), {"events": events}),
            "Log.rate": (
                lambda **arguments: self._log.rate(**arguments),
                {"kind": "pain", "score": 3, "moment": "any", "area": "hip", "side": "left"}
                | {"session_id": session, **at},
            ),
            "Log.measure": (
                lambda **arguments: self._log.measure(**arguments),
                {"measure": TEST, "side": "left", "trials_cm": [12.0, 11.0], "note": "warm"}
                | {"session_id": session, **at},
            ),
            "Log.note": (
                lambda **arguments: self._log.note(**arguments),
                {"session_id": session, "text": "warm", **at},
            ),
            "Log.add_screening": (
                lambda **arguments: self._log.add_screening(**arguments),
                {"outcome": "go", "answers": {"flags": []}, **at},
            ),
            "Log.screen conditions": (
                lambda **arguments: self._log.add_screening(**arguments),
                {"outcome": "conditions"}
                | {"answers": {"conditions": ["glaucoma"], "details": {"glaucoma": {}}}, **at},
            ),
            "Log.correct": (
                lambda **arguments: self._log.correct(**arguments),
                {"entry": self._rating, "score": 5, "area": "hip", "side": "left", **at},
            ),
            "Log.correct session": (
                lambda **arguments: self._log.correct(**arguments),
                {"entry": session, "routine": "Gentle", "note": "x", "along": True, **at},
            ),
            "Log.hide": (lambda **arguments: self._log.hide(**arguments), {"entry": session}),
            "Log.undo": (lambda **arguments: self._log.undo(**arguments), {"entry": self._rating}),
            "Log.history": (lambda **arguments: self._log.history(**arguments), {"entry": session}),
            "Log.belonging": (
                lambda **arguments: self._log.belonging(**arguments),
                {"session_id": session},
            ),
            "Log.replan": (
                lambda **arguments: self._log.replan(**arguments),
                {"session_id": session, "phases": PHASES, "routine": "Gentle"},
            ),
            "Log.delete_everything": (
                lambda **arguments: self._log.delete_everything(**arguments),
                {"confirm": "no"},
            ),
            "charts.measurement": (
                st.charts.measurement,
                {**trials, "goal_cm": 5.0, "since": date(2026, 3, 2)},
            ),
            "charts.sides": (st.charts.sides, trials),
            "charts.timeline": (st.charts.timeline, {"routine": standard}),
            "in_short": (
                st.progress.in_short,
                {key: frames[key] for key in ("sessions", "ratings", "measurements")}
                | {"goal_cm": 5.0},
            ),
        }
        return {**calls, **self._of_frames(calls)}

    def _of_frames(self, known: dict[str, Any]) -> dict[str, Any]:
        """The other functions of `charts` and `progress`, by the names of their arguments."""
        more: dict[str, Any] = {}
        for module in (st.charts, st.progress):
            for name in module.__all__:
                call = getattr(module, name)
                if not inspect.isfunction(call) or name in known or f"charts.{name}" in known:
                    continue
                right = {
                    key: self._frames.get(key, RIGHT.get(key, one.default))
                    for key, one in inspect.signature(call).parameters.items()
                }
                if not any(value is inspect.Parameter.empty for value in right.values()):
                    more[f"{module.__name__.rpartition('.')[2]}.{name}"] = call, right
        return more


SLOW = (
    "dashboard",
    "report",
    "Practice",
    "LogBrowser",
    "Screening",
    "Measure",
    "allowed",
    "export",
)
NEW, LOG = object(), object()
"""Stand for a path that is not there yet, and for the log."""
RIGHT = {
    "measure": TEST,
    "kind": "pain",
    "until": date(2026, 3, 20),
    "since": date(2026, 3, 2),
    "goal_cm": 5.0,
    "today": date(2026, 3, 20),
    "day": date(2026, 3, 20),
}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _allowed_with(**arguments: Any) -> object:
    return st.safety.allowed(st.routine("standard"), st.safety.Condition(**arguments))


def _shown(found: Any) -> None:
    """Whatever came back can be looked at."""
    if isinstance(found, st.Routine):
        found.timeline()
        found._repr_html_()
    if isinstance(found, st.charts.Picture):
        found.figure()
        found.html()
    repr(found)
    if html := getattr(found, "_repr_html_", None):
        html()


def _copied(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _copied(one) for key, one in tree.items()}
    return [_copied(one) for one in tree] if isinstance(tree, list) else tree


def _spoilt_frame(chance: Random, frame: pd.DataFrame) -> pd.DataFrame:
    column = chance.choice(list(frame.columns))
    what = chance.randrange(8)
    if what == 0:
        return frame.drop(columns=column)
    if what == 1:
        return frame.rename(columns={column: chance.choice(mutants.TEXTS)})
    if what == 2:
        return frame.head(chance.randrange(3))
    if what == 3:
        return pd.concat([frame, frame])
    if what == 4:
        return frame.assign(**{column: chance.choice(ODD[: len(mutants.NUMBERS) + 60])()})
    cells = frame[column].astype("object").copy()
    for _ in range(chance.choice((1, 3, len(cells)))):
        position = chance.randrange(len(cells))
        cells.iat[position] = chance.choice(ODD)() if what < 7 else chance.choice(mutants.NUMBERS)
    return frame.assign(**{column: cells})
