"""
Flexibility workouts from Apple Health, as sessions that were not logged here.

`export.xml` can be 1 GB and more: it is read piece by piece, and only the workouts are kept.
Of them is known when and how long, not what was stretched.
"""

import re
import xml.parsers.expat
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, BinaryIO, NamedTuple, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from stretchlib.errors import ExchangeError, StretchError, shown
from stretchlib.exchange.field_checks import check_row
from stretchlib.exchange.incoming import FileRow, Incoming, ReadRows, id_of
from stretchlib.log import frames
from stretchlib.log.events import rows_as_planned
from stretchlib.log.instants import offset_min, what_is_wrong_with
from stretchlib.log.snapshots import snapshot
from stretchlib.log.tables import metadata
from stretchlib.phases import Phase

ACTIVITY_TYPE = "HKWorkoutActivityType"
FLEXIBILITY = f"{ACTIVITY_TYPE}Flexibility"
_FLEXIBILITY = re.compile("fle(x|ks|ss)ib", re.IGNORECASE)
"""How the word begins in English, Spanish, French, German, Italian, Portuguese and others."""
TIME_ZONE = "HKTimeZone"
ROUTINE = "Apple Health"
CHUNK = 1 << 18
HEAD_LIMIT = 1 << 20
"""Bytes in which the DOCTYPE must end. Apple's has about 10,000."""
TAG_LIMIT = 1 << 20
"""Bytes of one tag or comment."""
DEPTH_LIMIT = 64
"""Tags inside tags. Apple has about five."""
WORKOUT_LIMIT = 100_000
KIND_LIMIT = 200
"""Kinds of workouts that are told apart. Apple has about 80."""
UNNAMED = "kinds without a name"
DAY_S = timedelta(days=1).total_seconds()
CURE = "Add the practice by hand: log.add_session(...)"
_DOCTYPE = b"<!DOCTYPE"
_END = re.compile(rb"[\[>]")
_END_OF_SUBSET = re.compile(rb"\]\s*>")
# XML forbids them even escaped; notes in Apple's exports have them all the same.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_TO_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))


class Workout(NamedTuple):
    """One flexibility workout."""

    start: datetime
    """In the zone it was in, where it says so; else with the offset that the export gives it."""
    duration_s: float
    """Without its pauses."""
    source: str
    location: str


def read(stream: BinaryIO, name: str) -> Incoming:
    """
    Read the flexibility workouts of an `export.xml`.

    One that overlaps a session of the log, or an earlier one of the file, is in conflict: the
    watch was worn during a practice that is there already. One that is there twice comes once, one
    that cannot be is left out, and workouts of other kinds are counted and passed over.

    Raises
    ------
    ExchangeError
        When the file as a whole is not what Apple Health writes, naming the line.
    """
    reader = _Reader(name)
    once = {_id(workout): workout for workout in reversed(reader.read(stream))}
    found, taken = reader.found, []
    for workout in sorted(once.values()):
        try:
            found.rows += _rows(workout)
            taken.append(workout)
        except StretchError as error:
            found.leave_out("sessions", workout.location, error)
    return Incoming(
        name,
        found.rows,
        in_the_way=lambda connection: _overlaps(connection, taken),
        left_out=found.left_out,
        passed_over=reader.passed_over,
        is_alike=_is_alike,
    )


def _is_alike(name: str, mine: object, theirs: object) -> bool:
    """An export without zones gives all workouts the offset of the day it is made on."""
    return mine == theirs or name.endswith("_offset_min")


def workouts(stream: BinaryIO, name: str) -> list[Workout]:
    """
    Find the flexibility workouts of an `export.xml`, in bounded memory.

    Examples
    --------
    >>> from io import BytesIO
    >>> xml = b'''<HealthData>
    ... <Workout workoutActivityType="HKWorkoutActivityTypeFlexibility" sourceName="Watch"
    ...  duration="12.5" durationUnit="min"
    ...  startDate="2026-03-02 07:30:00 +0100" endDate="2026-03-02 07:43:00 +0100"/>
    ... </HealthData>'''
    >>> workouts(BytesIO(xml), "export.xml")[0].duration_s
    750.0
    """
    return _Reader(name).read(stream)


class _Reader:
    """Reads one file; keeps what the tags say of a workout, and how deep they go."""

    def __init__(self, name: str) -> None:
        self.found = ReadRows(name)
        """What cannot be read."""
        self.passed_over: Counter[str] = Counter()
        """How many workouts of other kinds there are."""
        self._name = name
        self._workouts: list[Workout] = []
        self._open: tuple[dict[str, str], str] | None = None
        self._depth = 0
        self._root = ""
        self._parser = xml.parsers.expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, stream: BinaryIO) -> list[Workout]:
        fed = 0
        try:
            for chunk in _without_doctype(stream, self._name):
                fed += len(chunk)
                self._parser.Parse(chunk.translate(_TO_SPACES), False)
                if fed - self._parser.CurrentByteIndex > TAG_LIMIT:
                    self._refuse(f"A tag is longer than {TAG_LIMIT:,} bytes.")
            self._parser.Parse(b"", True)
        except xml.parsers.expat.ExpatError as error:
            problem = xml.parsers.expat.ErrorString(error.code)
            self._refuse(f"This is not XML as Apple Health writes it: {problem}.")
        if self._root != "HealthData":
            msg = f"{self._name} holds {shown(self._root)}, not HealthData. Give an export.xml."
            raise ExchangeError(msg)
        return self._workouts

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._root = self._root or tag
        if self._depth > DEPTH_LIMIT:
            self._refuse(f"There are {self._depth} tags inside one another.")
        if tag == "Workout":
            self._begin(attributes)
        elif tag == "MetadataEntry" and self._open and attributes.get("key") == TIME_ZONE:
            self._open[0][TIME_ZONE] = attributes.get("value", "")

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "Workout" and self._open:
            (attributes, location), self._open = self._open, None
            self._keep(attributes, location)

    def _begin(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("workoutActivityType", "").removeprefix(ACTIVITY_TYPE)
        if _FLEXIBILITY.match(kind):
            self._open = attributes, self._location()
            return
        named = shown(kind).strip("'") if kind.strip() else UNNAMED
        if len(self.passed_over) == KIND_LIMIT and named not in self.passed_over:
            named = UNNAMED
        self.passed_over[named] += 1

    def _keep(self, attributes: Mapping[str, str], location: str) -> None:
        if len(self._workouts) == WORKOUT_LIMIT:
            self._refuse(f"There are more than {WORKOUT_LIMIT:,} flexibility workouts.")
        try:
            start, end = _moment(attributes, "startDate"), _moment(attributes, "endDate")
            if problem := what_is_wrong_with(start):
                msg = f"startDate={shown(attributes['startDate'])} {problem} {CURE}"
                raise ExchangeError(msg)
            duration_s = _duration_s(attributes, (end - start).total_seconds())
        except ExchangeError as error:
            self.found.leave_out("sessions", location, error)
            return
        local = _in_zone(start, attributes.get(TIME_ZONE, ""))
        source = attributes.get("sourceName", "").strip()
        self._workouts.append(Workout(local, duration_s, source, location))

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("There is a second DOCTYPE, or one that is not Apple's.")

    def _location(self) -> str:
        return f"{self._name}, line {self._parser.CurrentLineNumber}"

    def _refuse(self, problem: str) -> NoReturn:
        msg = f"{self._location()}: {problem} Export it from Apple Health again."
        raise ExchangeError(msg)


def _moment(attributes: Mapping[str, str], key: str) -> datetime:
    text = attributes.get(key, "")
    try:
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = (
            f"{key}={shown(text)} of a workout is not a moment like 2026-03-02 07:30:00 +0100. "
            f"{CURE}"
        )
        raise ExchangeError(msg) from error
    return moment


def _duration_s(attributes: Mapping[str, str], whole_s: float) -> float:
    """Take the minutes that Apple gives, without pauses; else the whole time."""
    text = attributes.get("duration")
    try:
        minutes = float(text) if text and attributes.get("durationUnit") == "min" else None
        seconds = whole_s if minutes is None else round(minutes * 60, 3)
    except (ValueError, OverflowError) as error:
        msg = f"duration={shown(text)} of a workout is not a number. {CURE}"
        raise ExchangeError(msg) from error
    if not 0 < seconds <= DAY_S:
        msg = f"A workout of {seconds:g} s is not possible. {CURE}"
        raise ExchangeError(msg)
    return seconds


def _in_zone(moment: datetime, zone: str) -> datetime:
    """The same instant on the clock of a zone; as it is, where there is no such zone."""
    try:
        return moment.astimezone(ZoneInfo(zone)) if zone else moment
    # A name may be none, a folder, or lead out of the folder of zones.
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return moment


def _without_doctype(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """
    Give the file in pieces, its DOCTYPE left out, with as many lines as it had.

    That of iOS 16 (export version 12) is broken, so that no parser takes it. Without one, there
    are no entities either.
    """
    head = stream.read(HEAD_LIMIT)
    before, doctype, head = _parted(head)
    if b"<!ENTITY" in doctype:
        line = (before + doctype[: doctype.index(b"<!ENTITY")]).count(b"\n") + 1
        msg = f"{name}, line {line} declares an entity. Apple Health does not: do not open it."
        raise ExchangeError(msg)
    yield before + b"\n" * doctype.count(b"\n")
    for at in range(0, len(head), CHUNK):
        yield head[at : at + CHUNK]
    while chunk := stream.read(CHUNK):
        yield chunk


def _parted(head: bytes) -> tuple[bytes, bytes, bytes]:
    """
    Part the beginning of a file into what is before its DOCTYPE, the DOCTYPE, and the rest.

    It is looked through once: an expression that tries each DOCTYPE to the end of the file would
    take hours for one that has nothing else in it.

    Examples
    --------
    >>> _parted(b'<?xml?><!DOCTYPE HealthData [<!ELEMENT a (b)>] ><HealthData>')
    (b'<?xml?>', b'<!DOCTYPE HealthData [<!ELEMENT a (b)>] >', b'<HealthData>')
    """
    begin = max(head.find(_DOCTYPE), 0)
    end = _END.search(head, begin) if head.startswith(_DOCTYPE, begin) else None
    if end and end.group() == b"[":
        end = _END_OF_SUBSET.search(head, end.end())
    if not end:
        return b"", b"", head
    return head[:begin], head[begin : end.end()], head[end.end() :]


def _rows(workout: Workout) -> Iterator[FileRow]:
    """Make the rows of a session with one phase, done to its end."""
    phases = [_phase(workout.duration_s)]
    timeline = snapshot(phases)
    session = {
        "id": _id(workout),
        "started_utc": workout.start.isoformat(),
        "started_offset_min": offset_min(workout.start),
        "routine": ROUTINE,
        "timeline_id": timeline["id"],
        "note": f"A flexibility workout from {workout.source or 'an unnamed source'}.",
    }
    yield _row("timelines", timeline, workout)
    yield _row("sessions", session, workout)
    numbers = count()
    for event in rows_as_planned(
        _id(workout), phases, workout.start, lambda: _id(workout, event=next(numbers))
    ):
        yield FileRow("events", event, workout.location)


def _row(table: str, plain: dict[str, Any], workout: Workout) -> FileRow:
    return FileRow(table, check_row(metadata.tables[table], plain), workout.location)


def _id(workout: Workout, **part: int) -> str:
    """Make the id of its session, or of one event of it: the same each time it comes."""
    instant = workout.start.astimezone(UTC).isoformat()
    facts = {"start": instant, "source": workout.source, **part}
    return id_of([facts, workout.duration_s])


def _phase(duration_s: float) -> Phase:
    return Phase(
        phase=0,
        step=1,
        set=1,
        stretch="flexibility_workout",
        title="Flexibility workout",
        target="not recorded",
        side="both",
        stage="stretch",
        pace=None,
        start_s=0.0,
        duration_s=duration_s,
        cues=(),
        beats=(),
    )


def _overlaps(connection: Connection, found: list[Workout]) -> dict[str, str]:
    """Find workouts that happened while another session did, by the id they would have."""
    logged = frames.sessions(connection)
    # As plain arrays: asked of pandas for each of 20,000 workouts, it takes most of a minute.
    begun = logged["started_utc"].dt.tz_convert(None)
    ended = begun + pd.to_timedelta(logged["done_s"].clip(upper=DAY_S), unit="s")
    ids, begins, ends = logged["id"].to_numpy(), begun.to_numpy(), ended.to_numpy()
    overlapping: dict[str, str] = {}
    free_from = datetime.min.replace(tzinfo=UTC)
    for workout in found:
        id_, end = _id(workout), workout.start + timedelta(seconds=workout.duration_s)
        during = ids[(begins < _plain(end)) & (ends > _plain(workout.start)) & (ids != id_)]
        if len(during):
            overlapping[id_] = f"there is a session at that time: {during[0]}"
        elif workout.start < free_from:
            overlapping[id_] = "another workout of this file was at that time"
        else:
            free_from = end
    return overlapping


def _plain(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None))
