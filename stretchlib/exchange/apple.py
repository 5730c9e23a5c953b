"""
Flexibility workouts from Apple Health, as sessions that were not logged here.

`export.xml` can be 1 GB and more: it is read piece by piece, and only the workouts are kept.
Of them is known when and how long, not what was stretched.
"""

import re
import xml.parsers.expat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, BinaryIO, NamedTuple, NoReturn

import pandas as pd
from sqlalchemy import Connection

from stretchlib.errors import ExchangeError, StretchError
from stretchlib.exchange.fields import check_row, shown
from stretchlib.exchange.ids import id_of
from stretchlib.exchange.incoming import Incoming, Row
from stretchlib.log import frames
from stretchlib.log.checks import offset_min
from stretchlib.log.events import rows_as_planned
from stretchlib.log.snapshots import snapshot
from stretchlib.log.tables import metadata
from stretchlib.stretch import Phase

FLEXIBILITY = "HKWorkoutActivityTypeFlexibility"
ROUTINE = "Apple Health"
CHUNK = 1 << 18
HEAD_LIMIT = 1 << 20
"""Bytes in which the DOCTYPE must end. Apple's has about 10,000."""
TAG_LIMIT = 1 << 20
"""Bytes of one tag or comment."""
DEPTH_LIMIT = 64
"""Tags inside tags. Apple has about five."""
WORKOUT_LIMIT = 100_000
_DOCTYPE = b"<!DOCTYPE"
_END = re.compile(rb"[\[>]")
_END_OF_SUBSET = re.compile(rb"\]\s*>")
# XML forbids them even escaped; notes in Apple's exports have them all the same.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_TO_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))


class Workout(NamedTuple):
    """One flexibility workout."""

    start: datetime
    duration_s: float
    """Without its pauses."""
    source: str
    place: str


def read(stream: BinaryIO, name: str) -> Incoming:
    """
    Read the flexibility workouts of an `export.xml`.

    One that overlaps a session of the log, or an earlier one of the file, is in conflict: the
    watch was worn during a practice that is there already.

    Raises
    ------
    ExchangeError
        Naming the file, the line, the value and the cure.
    """
    found = sorted(workouts(stream, name))
    rows = [row for workout in found for row in _rows(workout)]
    return Incoming(name, rows, left_out=lambda connection: _overlaps(connection, found))


def workouts(stream: BinaryIO, name: str) -> list[Workout]:
    """
    Find the flexibility workouts of an `export.xml`, in bounded memory.

    Workouts that last no time at all are left aside.

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
        self._name = name
        self._found: list[Workout] = []
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
        return self._found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._root = self._root or tag
        if self._depth > DEPTH_LIMIT:
            self._refuse(f"There are {self._depth} tags inside one another.")
        if tag == "Workout" and attributes.get("workoutActivityType") == FLEXIBILITY:
            self._keep(attributes)

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _keep(self, attributes: Mapping[str, str]) -> None:
        if len(self._found) == WORKOUT_LIMIT:
            self._refuse(f"There are more than {WORKOUT_LIMIT:,} flexibility workouts.")
        start, end = self._moment(attributes, "startDate"), self._moment(attributes, "endDate")
        duration_s = self._duration_s(attributes, (end - start).total_seconds())
        if duration_s:
            source = attributes.get("sourceName", "").strip()
            self._found.append(Workout(start, duration_s, source, self._place()))

    def _moment(self, attributes: Mapping[str, str], key: str) -> datetime:
        text = attributes.get(key, "")
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            msg = (
                f"{key}={shown(text)} of a workout is not a moment like 2026-03-02 07:30:00 +0100."
            )
            self._refuse(msg)
        return moment

    def _duration_s(self, attributes: Mapping[str, str], whole_s: float) -> float:
        """Take the minutes that Apple gives, without pauses; else the whole time."""
        text = attributes.get("duration")
        try:
            minutes = float(text) if text and attributes.get("durationUnit") == "min" else None
            seconds = whole_s if minutes is None else round(minutes * 60, 3)
        except (ValueError, OverflowError):
            self._refuse(f"duration={shown(text)} of a workout is not a number.")
        day_s = timedelta(days=1).total_seconds()
        if not 0 <= seconds <= day_s:
            self._refuse(f"A workout of {seconds:g} s is not possible.")
        return seconds

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("There is a second DOCTYPE, or one that is not Apple's.")

    def _place(self) -> str:
        return f"{self._name}, line {self._parser.CurrentLineNumber}"

    def _refuse(self, problem: str) -> NoReturn:
        msg = f"{self._place()}: {problem} Export it from Apple Health again."
        raise ExchangeError(msg)


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


def _rows(workout: Workout) -> Iterator[Row]:
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
        yield Row("events", event, workout.place)


def _row(table: str, plain: dict[str, Any], workout: Workout) -> Row:
    try:
        return Row(table, check_row(metadata.tables[table], plain), workout.place)
    except StretchError as error:
        msg = f"{workout.place}: {error}"
        raise ExchangeError(msg) from error


def _id(workout: Workout, **part: int) -> str:
    """Make the id of its session, or of one event of it: the same each time it comes."""
    facts = {"start": workout.start.isoformat(), "source": workout.source, **part}
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
    begins = logged["started_utc"]
    ends = begins + pd.to_timedelta(logged["done_s"], unit="s")
    overlapping: dict[str, str] = {}
    free_from = datetime.min.replace(tzinfo=UTC)
    for workout in found:
        id_, end = _id(workout), workout.start + timedelta(seconds=workout.duration_s)
        during = logged["id"][(begins < end) & (ends > workout.start) & (logged["id"] != id_)]
        if len(during):
            overlapping[id_] = f"there is a session at that time: {during.iloc[0]}"
        elif workout.start < free_from:
            overlapping[id_] = "another workout of this file was at that time"
        else:
            free_from = end
    return overlapping
