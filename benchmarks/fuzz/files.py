"""Files that are brought into a log: looked at, applied, shown, and taken out again."""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import matplotlib.pyplot as plt

import stretchlib as st
from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch
from benchmarks.fuzz.logs import become, fill, ids, memory, rows
from stretchlib.log import Log
from stretchlib.log.snapshots import row_of_timeline

WORKOUT = """ <Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{minutes}" \
durationUnit="min" sourceName="Watch" creationDate="2026-03-{day:02} 07:42:00 +0100" \
startDate="2026-03-{day:02} 07:30:00 +0100" endDate="2026-03-{day:02} 07:43:00 +0100">
  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>
 </Workout>
"""
HEALTH = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Me)>\n'
    ']>\n<HealthData locale="en_GB">\n <ExportDate value="2026-03-09 07:00:00 +0100"/>\n'
    ' <Record type="HKQuantityTypeIdentifierStepCount" value="12"/>\n'
    + "".join(
        WORKOUT.format(kind=kind, minutes=minutes, day=day)
        for day, kind, minutes in [
            (2, "Flexibility", 12.5),
            (3, "Flexibility", 7),
            (4, "Yoga", 30),
            (12, "Flexibility", 12.25),
        ]
    )
    + "</HealthData>\n"
)
ENDINGS = ("", "", "", "", "", "", ".txt", ".CSV", ".jsonl", ".xml", ".zip", ".json")


class Files:
    """Every kind of file that `preview_import` takes, spoilt."""

    name = "files"

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"
        self._mine, self._other, self._log = fill(memory()), fill(memory()), memory()
        self._empty, self._again = memory(), memory()
        self._states = (self._empty, self._mine, self._other)
        self._whole = self._exported(folder / "out")

    def _exported(self, out: Path) -> dict[str, bytes]:
        """A whole file of each kind; and of those that are written only."""
        out.mkdir()
        exported = self._mine.export(out / "mine")
        self._mine.export(out / "mine.zip")
        self._mine.export_fhir(out / "log.fhir.json")
        st.write_reminders(out / "days.ics", days=["monday"], at="07:30", tz="Europe/Berlin")
        found = {one.name: one.read_bytes() for one in [*exported.iterdir(), *out.glob("*.*")]}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("apple_health_export/export.xml", HEALTH)
            archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        return {**found, "export.xml": HEALTH.encode(), "health.zip": packed.getvalue()}

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Bring in one file."""
        file = self._mutant(chance)
        watch.case = file.read_bytes() if file.is_file() else repr(list(file.rglob("*"))).encode()
        log = self._log
        become(log, chance.choice(self._states))
        before = rows(log)
        preview = watch.call(lambda: log.preview_import(file), "preview_import")
        if preview is None:
            watch.changed += rows(log) != before
            return
        self._look_at(watch, preview)
        if rows(log) != before:
            watch.changed += 1
        written = watch.call(preview.apply, "apply")
        after = rows(log)
        if written is None:
            watch.changed += after != before
            return
        watch.call(lambda: (repr(written), written._repr_html_()), "Written")
        watch.lost += len(set(before) - set(after))
        if len(after) - len(before) != sum(written.rows.values()):
            watch.find("rows: not as many as written", f"{len(before)}, {written}, {len(after)}")
        if len(after) > len(before):
            self._show(chance, watch, log)
            self._take_out(chance, watch, log, after)

    def _mutant(self, chance: Random) -> Path:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        name = chance.choice((*KINDS, *KINDS, *self._whole))
        spoil = KINDS.get(name, mutants.bitten)
        if name == "mine.zip":
            insides = [*self._whole.values(), self._lines(chance), HEALTH.encode()]
            data = mutants.zipped(chance, insides)
        elif name == "log.jsonl" and chance.random() < 0.7:
            data = self._lines(chance)
        elif chance.random() < 0.6:
            data = spoil(chance, self._whole[name])
        else:
            data = mutants.bitten(chance, self._whole[name])
        file = self._folder / f"{Path(name).stem}{chance.choice(ENDINGS) or Path(name).suffix}"
        file.write_bytes(data)
        if chance.random() < 0.05:
            inside = self._folder / chance.choice(("log", "log.jsonl", "mine.zip", "猫"))
            if not inside.exists():
                inside.mkdir()
            return self._folder
        return file

    def _lines(self, chance: Random) -> bytes:
        """A log as lines, with rows that are changed; its first line says how many there are."""
        head, *lines = [json.loads(line) for line in self._whole["log.jsonl"].splitlines()]
        if chance.random() < 0.3:
            _other_phases(chance, lines)
        for _ in range(chance.choice((0, 1, 1, 2))):
            _ROWS[chance.randrange(len(_ROWS))](chance, lines)
        counts = dict.fromkeys(head["rows"], 0) | {"events": len(lines)}
        if chance.random() < 0.05:
            mutants.spoilt(chance, head)
        elif chance.random() < 0.95:
            head["rows"] = counts
        return b"\n".join(mutants.as_json(chance, row) for row in [head, *lines]) + b"\n"

    def _look_at(self, watch: Watch, preview: Any) -> None:
        views = watch.call(
            lambda: (
                *(repr(preview), preview._repr_html_(), preview.counts, preview.conflicts),
                *(preview.left_out, preview.passed_over),
            ),
            "the preview",
        )
        if views is not None:
            for why in [*views[3]["why"], *views[4]["why"]]:
                if len(why) >= 1200:
                    watch.find("left_out: 1200 characters or more", why[:300])
            if re.search(r"<script|<img src=x", views[1]):
                watch.find("the preview: markup as it is", views[1][:2000])

    def _show(self, chance: Random, watch: Watch, log: Log) -> None:
        """Whatever came in can be looked at."""
        frames = {one: getattr(log, one) for one in FRAMES}
        for name, frame in frames.items():
            found = watch.call(frame, name)
            if found is not None and chance.random() < 0.2:
                watch.call(partial(_looked_at, found), name)
        # Forms and pictures take a hundred times as long as all the rest.
        if chance.random() < 0.15:
            name, show = chance.choice(list(SHOWS.items()))
            watch.call(lambda: show(log), name)
        plt.close("all")

    def _take_out(self, chance: Random, watch: Watch, log: Log, before: list[str]) -> None:
        """What came in goes out, and makes the same log again."""
        if chance.random() > 0.2:
            return
        out = self._folder / "again.zip"
        if watch.call(lambda: log.export(out), "export") is None:
            return
        watch.call(lambda: log.export_fhir(self._folder / "a.fhir.json"), "export_fhir")
        become(self._again, self._empty)
        preview = watch.call(lambda: self._again.preview_import(out), "preview_import again")
        if preview is None or watch.call(preview.apply, "apply again") is None:
            return
        watch.lost += len(ids(before) - ids(rows(self._again)))
        for name in ("ratings.csv", "measurements.csv"):
            file = self._folder / name
            with zipfile.ZipFile(out) as archive:
                (inside,) = [one for one in archive.namelist() if one.endswith(name)]
                file.write_bytes(archive.read(inside))
            cells = watch.call(partial(log.preview_import, file), f"{name} again")
            if cells is not None:
                counts = cells.counts
                odd = counts["new"].sum() + counts["in conflict"].sum() + len(cells.left_out)
                if odd:
                    details = f"{cells!r} {cells.left_out['why'].tolist()} {cells.conflicts}"
                    watch.find(f"{name} again: not the same", details[:2000])


FRAMES = ("sessions", "phases", "hurts", "ratings", "measurements", "screenings")
TEST = "chest_to_thigh"
SHOWS: dict[str, Callable[[Log], object]] = {
    "dashboard": lambda log: st.dashboard(log)._repr_mimebundle_(),
    "report": lambda log: st.report(log)._repr_html_(),
    "LogBrowser": st.LogBrowser,
    "Goal": st.Goal,
    "Measure": st.Measure,
    "Screening": lambda log: st.Screening(log, lambda: None),
    "Practice": lambda log: st.Practice(st.routine("standard"), log),
    "calendar": lambda log: st.charts.calendar(log.sessions()).figure(),
    "dose": lambda log: st.charts.dose(log.phases()).figure(),
    "pain": lambda log: st.charts.pain(log.ratings()).figure(),
    "tightness": lambda log: st.charts.tightness(log.ratings()).figure(),
    "extent": lambda log: st.charts.extent(log.ratings()).figure(),
    "measurement": lambda log: st.charts.measurement(log.measurements(), TEST).figure(),
    "sides": lambda log: st.charts.sides(log.measurements(), TEST).figure(),
    "in_short": lambda log: st.progress.in_short(log.sessions(), log.ratings(), log.measurements()),
    "verdict": lambda log: st.progress.verdict(log.measurements(), TEST),
    "history": lambda log: [
        _as_page(log.history(one))
        for frame in (log.sessions(), log.ratings(), log.measurements(), log.screenings())
        for one in frame["id"]
    ],
}


def _looked_at(found: Any) -> tuple[str, str]:
    return repr(found), _as_page(found)


# The stubs of pandas leave it out.
def _as_page(found: Any) -> str:
    page: str = found._repr_html_()
    return page


def _other_phases(chance: Random, lines: list[dict[str, Any]]) -> None:
    """Another timeline that is right in itself, whatever its phases say."""
    timelines = [row for row in lines if row["table"] == "timelines"]
    row = chance.choice(timelines)
    former = row["id"]
    mutants.spoilt(chance, row["phases"], odd_phase)
    try:
        row |= row_of_timeline(row["phases"])
    except Exception:
        # It is no timeline at all then, and comes as it is.
        return
    for other in lines:
        if other.get("timeline_id") == former:
            other["timeline_id"] = row["id"]


def odd_phase(chance: Random) -> Any:
    """A value that a phase may have, or nearly."""
    words = ("left", "both", "stretch", "hold", "pulse", "enhance", "exhale", "release", "press")
    near: tuple[object, ...]
    near = (0, 0.0, 1e-9, 2**31 - 1, 86_400.0, -1.0, None, [], [[0.0, "hold"]], [[5.0, "press"]])
    return chance.choice((*words, *near)) if chance.random() < 0.6 else mutants.odd_json(chance)


def _spoil_row(chance: Random, lines: list[dict[str, Any]]) -> None:
    mutants.spoilt(chance, chance.choice(lines))


def _double(chance: Random, lines: list[dict[str, Any]]) -> None:
    lines.insert(chance.randrange(len(lines)), dict(chance.choice(lines)))
    mutants.spoilt(chance, lines[chance.randrange(len(lines))])


def _same_id(chance: Random, lines: list[dict[str, Any]]) -> None:
    chance.choice(lines)["id"] = chance.choice(lines)["id"]


def _circle(chance: Random, lines: list[dict[str, Any]]) -> None:
    """Edits that lead round, or to somewhere else."""
    edited = [row for row in lines if "replaces" in row]
    for _ in range(chance.choice((1, 2, 3))):
        chance.choice(edited)["replaces"] = chance.choice(edited)["id"]


def _drop(chance: Random, lines: list[dict[str, Any]]) -> None:
    del lines[chance.randrange(len(lines))]


def _shuffle(chance: Random, lines: list[dict[str, Any]]) -> None:
    chance.shuffle(lines)


def _moments(chance: Random, lines: list[dict[str, Any]]) -> None:
    """Another moment and another clock, as far as a log goes."""
    row = chance.choice(lines)
    for name in row:
        if name.endswith("_utc"):
            year = chance.choice(("0026", "0202", "1900", "1970", "1989", "2026", "2199", "9999"))
            row[name] = f"{year}{row[name][4:]}"
        elif name.endswith("_offset_min"):
            row[name] = chance.choice((0, 840, -720, 1439, -1439, 1440, 60.0, "60", None))


_ROWS = (_spoil_row, _spoil_row, _spoil_row, _double, _same_id, _circle, _drop, _shuffle, _moments)


def _attributes(chance: Random, data: bytes) -> bytes:
    """An Apple export with other values in its attributes."""
    text = data.decode()
    for _ in range(chance.choice((1, 2, 3))):
        found = list(re.finditer(r'"([^"\n]*)"', text))
        one = chance.choice(found)
        value = str(chance.choice((*mutants.TEXTS, *mutants.NUMBERS[:-4], *XML)))[:500]
        is_escaped = chance.random() < 0.7
        value = attribute(value) if is_escaped else value
        text = text[: one.start(1)] + value + text[one.end(1) :]
    return text.encode(errors="surrogatepass")


def attribute(value: str) -> str:
    """A value that ends no attribute."""
    for old, new in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\0", "")):
        value = value.replace(old, new)
    return value


XML = (
    *("HKWorkoutActivityTypeFlexibility", "HKWorkoutActivityTypeflexión", "Etc/../../etc", "UTC"),
    *("2026-03-29 02:30:00 +0100", "2026-03-02 07:30:00 +2359", "1800-01-01 00:00:00 +0000"),
    *("nan", "-5", "1e309", "0", "min", "hr", "Asia/Tokyo", "posixrules", "../etc", "."),
)
KINDS: dict[str, Callable[[Random, bytes], bytes]] = {
    "log.jsonl": mutants.bitten,
    "ratings.csv": mutants.cells,
    "measurements.csv": mutants.cells,
    "export.xml": _attributes,
    "mine.zip": mutants.bitten,
}
