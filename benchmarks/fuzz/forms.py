"""What is typed, chosen, pressed and brought into every form, as a browser sends it."""

import io
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import ipywidgets
from PIL import Image

import stretchlib as st
from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch
from benchmarks.fuzz.files import HEALTH
from benchmarks.fuzz.logs import become, event, fill, ids, memory, rows
from stretchlib._data import data_folder
from stretchlib.log import Log
from stretchlib.log.backups import everything_of
from stretchlib.player import Player
from stretchlib.ui.kit import Choice
from stretchlib.ui.log_browser.delete_page import InBrowser
from stretchlib.ui.log_browser.paged_table import PagedTable
from stretchlib.ui.uploads import MOST_BYTES, FileChooser
from stretchlib.user.sharing import shared_toml
from tests.log_kit import MORNING

NAME = "smuggled"
"""A tag or an attribute of this name in what is shown came out of words that were not escaped."""
SMUGGLED = (
    *(f"<b {NAME}>", f'"><b {NAME}>', f"'><img src=x {NAME}>", f"</p><script {NAME}>", f"<{NAME}>"),
    *(f"--><b {NAME}>", f"</textarea></style></title><b {NAME}>", f"&lt;b {NAME}&gt;"),
    *(
        f'x" {NAME}="1',
        f"x' {NAME}='1",
        f"{{side}}<b {NAME}>",
        f"/a_b/c.d<b {NAME}>",
        f"<b\n{NAME}>",
    ),
)
TYPED = (
    *mutants.TEXTS,
    *SMUGGLED,
    *("x" * 10_000, "猫" * 10_000, "<" * 10_000, "0" * 10_000, f"<b {NAME}>" * 1000, "a\n" * 5000),
    *(
        "12.5",
        "12,5",
        "3",
        "7",
        "1e308",
        "nan",
        "-1",
        "0,",
        ",5",
        "12.5 cm",
        "1,000.5",
        "-0",
        "1e-320",
    ),
    *(
        "delete",
        "DELETE ",
        "mine.zip",
        "mine.jsonl",
        "new.zip",
        "a/b/c.zip",
        ".",
        "..",
        "~",
        "~/a.zip",
    ),
    *("~nobody_of_this_name/a.zip", "here.zip/a", "a" * 250 + ".zip", "a/" * 2000, "practice.ics"),
    *("Sit tall.", "Hip flexors", "The {side} hip", "Keep the {other} leg long.", "{sid}", "{}"),
)
FLOATS = (
    *(0, 1, 2, 5, 20, 30, -1, 0.5, 0.1, 2.5, 600, 601, 1e9, 1e308, -1e308, 5e-324),
    12.3456789,
)
YEARS = (*(1, 26, 202, 1582, 1899, 1969, 1970, 1989, 1990, 2024, 2025, 2026), *(2027, 2099, 9999))
BEYOND = (0, 10_000, 20_261, 275_760)
"""Years that a browser takes, and Python does not know."""


class Forms:
    """Forms of every kind, in which somebody types, chooses and presses whatever there is."""

    name = "forms"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        os.environ |= {
            "STRETCHLIB_CATALOG": str(folder / "own"),
            "STRETCHLIB_LOG": str(folder / "default" / "log.sqlite"),
            # Nobody's own history is looked at or emptied.
            "IPYTHONDIR": str(folder / "ipython"),
            "HOME": str(folder / "home"),
        }
        # So deep that a path with .. in it leads nowhere else.
        self._here = folder / "here" / "and" / "here" / "and" / "here"
        self._begin()
        self._whole, self._log = fill(memory(), days=3), memory()
        self._whole.add_screening("go", {"flags": [], "asked": "all"})
        self._made = self._log_with_backups()
        self._brought = self._files()

    def _begin(self) -> None:
        """A folder of one's own, and one to work in, with names and words that are markup."""
        for name in ("own", "here", "home", "ipython", "mine"):
            shutil.rmtree(self._folder / name, ignore_errors=True)
        for made in (self._here, self._folder / "home", self._folder / "own" / "stretches"):
            made.mkdir(parents=True)
        (self._folder / "own" / "routines").mkdir()
        os.chdir(self._here)
        history = self._folder / "ipython" / "profile_default"
        history.mkdir(parents=True)
        (history / "history.sqlite").write_bytes(b"no history")
        (self._here / f"a<b {NAME}>.ipynb").write_text('{"cells": "stretchlib"}')
        (self._here / f"a<b {NAME}>.jsonl").write_text("{}\n")

    def _log_with_backups(self) -> Path:
        """A log that is a file, with what belongs to it, to be copied for each mutant."""
        file = self._folder / "made" / "log.sqlite"
        log = fill(st.open_log(file), days=3)
        phases = st.routine("gentle").phases()
        log.add_session(f"<b {NAME}>", phases, at=MORNING, note=f'"><b {NAME}>')
        st.open_log(file)
        return file

    def _files(self) -> dict[type, list[tuple[str, bytes]]]:
        """Whole files of each kind that a form takes."""
        out = self._folder / "out"
        out.mkdir()
        exported = self._whole.export(out / "mine")
        self._whole.export(out / "mine.zip")
        found = [(one.name, one.read_bytes()) for one in (*exported.iterdir(), out / "mine.zip")]
        found += [("export.xml", HEALTH.encode()), ("export.zip", _zip("export.xml", HEALTH))]
        bomb = _zip("log.jsonl", "\0" * 200_000_000)
        shared = shared_toml(st.Routine(f"<b {NAME}>").add("double_knee_hug"), "theirs")
        stretch = (data_folder() / "stretches" / "double_knee_hug.toml").read_bytes()
        return {
            st.LogBrowser: [*found, ("bomb.zip", bomb)],
            st.RoutineBuilder: [("theirs.toml", shared.encode()), ("hug.toml", stretch)],
            st.StretchBuilder: [
                ("me.jpg", _picture(90, 60)),
                ("wide.png", _picture(20_000, 9_000)),
            ],
        }

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Open a form, and do one thing after another in it."""
        self._begin()
        if chance.random() < 0.5:
            self._write_own(chance)
        become(self._log, self._whole)
        kind = chance.choice(FORMS)
        on_file = kind is st.LogBrowser and chance.random() < 0.9
        file, log = None, self._log
        if on_file:
            shutil.copytree(self._made.parent, self._folder / "mine")
            file = self._folder / "mine" / self._made.name
            log = st.open_log(file)
        watch.mutants = 0
        form = watch.call(lambda: _opened(kind, log), kind.__name__)
        trial = Trial(kind, form, log, file, self._folder / "own", watch)
        trial.looked()
        # A picture is drawn at each change in the builder.
        most = chance.choice((4, 8) if kind is st.RoutineBuilder else (4, 12, 30))
        for _ in range(most if form is not None else 0):
            if watch.found or watch.changed or watch.lost or trial.is_over:
                break
            watch.mutants += 1
            self._act(chance, trial)
        watch.mutants = max(1, watch.mutants)

    def _write_own(self, chance: Random) -> None:
        """A stretch and a routine of one's own whose words are markup; or broken ones."""
        text = (data_folder() / "stretches" / "double_knee_hug.toml").read_text("utf-8")
        slug = chance.choice(("my_hug", "hug"))
        title = chance.choice(SMUGGLED).replace("\\", "").replace('"', '\\"').replace("\n", " ")
        text = text.replace('"double_knee_hug"', f'"{slug}"', 1)
        head, _, rest = text.partition('title = "')
        text = f'{head}title = "{title}"{rest.partition(chr(34))[2]}'
        data = text.encode() if chance.random() < 0.7 else mutants.bitten(chance, text.encode())
        (self._folder / "own" / "stretches" / f"{slug}.toml").write_bytes(data)

    def _act(self, chance: Random, trial: "Trial") -> None:
        """Press, fill or bring in something that is seen."""
        parts = list(seen(trial.form))
        buttons = [one for one in parts if isinstance(one, ipywidgets.Button) and not one.disabled]
        fields = [one for one in parts if isinstance(one, (Choice, *FIELDS))]
        others = [
            one for one in parts if isinstance(one, FileChooser | PagedTable | InBrowser | Player)
        ]
        groups = [one for one in (buttons, buttons, fields, fields, others) if one]
        if not groups:
            trial.is_over = True
            return
        part = chance.choice(chance.choice(groups))
        if isinstance(part, ipywidgets.Button):
            trial.do(f"press {part.description[:80]!r}", lambda: _press(part))
            return
        if isinstance(part, FileChooser):
            sent = self._upload(chance, trial.kind)
            upload = f"{sent['name'][:80]!r} of {len(sent['content'])} bytes"
            trial.do(f"bring {upload}", lambda: part.set_state({**sent, "chosen": part.chosen + 1}))
            return
        sent = _sent(chance, part)
        name = getattr(part, "description", "") or getattr(part, "question", "")
        trial.do(
            f"{type(part).__name__} {name[:60]!r}: {sent!r:.300}", lambda: part.set_state(sent)
        )

    def _upload(self, chance: Random, kind: type) -> dict[str, Any]:
        """A file as the browser sends it: whole, broken, empty, huge, of another kind or name."""
        kinds = list(self._brought)
        if kind not in kinds or chance.random() < 0.1:
            kind = chance.choice(kinds)
        name, data = chance.choice(self._brought[kind])
        what = chance.random()
        if what < 0.35:
            data = mutants.bitten(chance, data)
        elif what < 0.45 and name.endswith(".csv"):
            data = mutants.cells(chance, data)
        elif what < 0.5:
            insides = [one for _, one in self._brought[st.LogBrowser] if len(one) < 100_000]
            name, data = "some.zip", mutants.zipped(chance, insides)
        elif what < 0.55:
            data = chance.choice((b"", b"\0" * MOST_BYTES, b"9" * MOST_BYTES, b"[" * MOST_BYTES))
        elif what < 0.6:
            data = chance.randbytes(chance.choice((1, 100, MOST_BYTES)))
        elif what < 0.65:
            data = data[:100_000].decode("utf-8", "replace").encode(chance.choice(ENCODINGS))
        if chance.random() < 0.3:
            name = chance.choice((*TYPED, "mine.toml", "a\\b.zip", "x.exe", "log.jsonl"))
        return {"name": name, "content": memoryview(data)}


class Trial:
    """One form in which things are done, with what is looked at after each."""

    def __init__(
        self, kind: type, form: Any, log: Log, file: Path | None, own: Path, watch: Watch
    ) -> None:
        self.kind, self.form = kind, form
        self.is_over = False
        self._log, self._file, self._own, self._watch = log, file, own, watch
        self._showing: set[str] = set()
        self._checked: set[str] = set()
        self._before = self._held()

    def do(self, what: str, act: Callable[[], object]) -> None:
        """Do one thing, and look at what it shows and what is kept."""
        watch = self._watch
        watch.case += f"{what}\n".encode(errors="backslashreplace")
        try:
            act()
        except Exception as error:
            # Whatever gets out of a handler is seen by nobody, ours or not.
            watch.raw(error, f"{self.kind.__name__}, {what.split()[0]}")
        refused = self.looked()
        if self._file is not None and not self._file.exists():
            # Everything was deleted, as was asked for.
            self.is_over = True
            return
        after = self._held()
        gone = ids(self._before[0]) - ids(after[0])
        if gone and self._file is not None:
            gone -= _set_aside(self._file)
        watch.lost += len(gone)
        for words in refused:
            watch.refuse(words, self.kind.__name__)
        if refused and after != self._before and not any(map(_is_in_part, refused)):
            watch.changed += 1
            watch.find(f"{self.kind.__name__}: changed after a refusal", str(refused)[:2000])
        self._before = after

    def _held(self) -> tuple[list[str], dict[str, bytes]]:
        own = self._own.rglob("*")
        return rows(self._log), {str(one): one.read_bytes() for one in own if one.is_file()}

    def looked(self) -> list[str]:
        """Look for markup that came through, and return what is refused now and was not before."""
        refused, showing = [], set()
        for part in every(self.form):
            words = str(part.value) if isinstance(part, ipywidgets.HTML) else ""
            if getattr(part, "description_allow_html", False):
                words += part.description
            if NAME in words and words not in self._checked:
                self._checked.add(words)
                if found := smuggled(words):
                    self._watch.find(f"{self.kind.__name__}: markup in {part._dom_classes}", found)
            if 'class="stretch-wrong"' in words:
                key = f"{part.model_id} {words}"
                showing.add(key)
                if key not in self._showing:
                    refused.append(unescape(_in_words(words)))
        self._showing = showing
        return refused


class _Words(HTMLParser):
    """Reads HTML as a browser does: which tags and attributes it has, and its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = ""
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {tag, *(name for name, _ in attrs)}
        if any(NAME in name for name in names):
            self.found = self.get_starttag_text() or tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def smuggled(html: str) -> str:
    """The first tag that somebody's words have brought into HTML; empty where none has."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.found


def _in_words(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


def every(form: Any) -> Iterator[Any]:
    """A widget and all that is in it."""
    if form is not None:
        yield form
    for one in getattr(form, "children", ()):
        yield from every(one)


def seen(form: Any) -> Iterator[Any]:
    """What of a form is not out of sight."""
    if form.layout.display == "none" and not isinstance(form, InBrowser):
        return
    yield form
    for one in getattr(form, "children", ()):
        yield from seen(one)


def _opened(kind: type, log: Log) -> Any:
    if kind is st.StretchBuilder:
        return kind()
    if kind is st.RoutineBuilder:
        return kind(log, st.routine("gentle"))
    return kind(st.routine("gentle"), log) if kind is st.Practice else kind(log)


def _press(button: ipywidgets.Button) -> None:
    # Not by its own click(): that prints what is raised, and goes on.
    for handler in list(button._click_handlers.callbacks):
        handler(button)


def _is_in_part(refusal: str) -> bool:
    """Whether it says that a part of it is done."""
    return refusal.startswith(("Saved in ", "Could not be cleared"))


def _set_aside(file: Path) -> set[tuple[str, str]]:
    """The ids of all rows in the copies of a log, and in what was set aside."""
    found: set[tuple[str, str]] = set()
    for copy in everything_of(file):
        if copy == file or copy.suffix != file.suffix:
            continue
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?immutable=1", uri=True)) as one:
            for table in ("sessions", "events", "ratings", "measurements", "screenings"):
                found |= {(table, name) for (name,) in one.execute(f"SELECT id FROM {table}")}
    return found


# What a browser sends


def _sent(chance: Random, part: Any) -> dict[str, Any]:
    """What a browser sends of a part, once somebody has done something with it."""
    if isinstance(part, Choice):
        return {"value": _chosen(chance, part)}
    if isinstance(part, PagedTable):
        if part.rows and chance.random() < 0.7:
            return {"opened": chance.choice(part.rows)["id"]}
        return {"page": chance.choice((0, 1, 5, -1, 10**9))}
    if isinstance(part, InBrowser):
        return {"cleared": not part.cleared}
    if isinstance(part, Player):
        return _played(chance, part)
    fill = next(one for kind, one in FIELDS.items() if isinstance(part, kind))
    return fill(chance, part)


def _chosen(chance: Random, part: Choice) -> Any:
    kept = [value for _, value in part.options]
    if chance.random() < 0.03:
        return mutants.odd_json(chance)
    if part.many:
        return chance.sample(kept, min(len(kept), chance.choice((0, 0, 1, 1, 2, 5))))
    return chance.choice(kept)


def _played(chance: Random, player: Player) -> dict[str, Any]:
    """A practice that is begun, hurts or is over."""
    session = player.session
    some = [
        event(session, 0, "started"),
        event(session, 1, "phase_done", phase=0, done_s=10.0),
        event(session, 2, "hurt", phase=1, done_s=1.0, reason=chance.choice(("leg", "back"))),
        event(session, 3, chance.choice(("finished", "stopped"))),
    ]
    return {"outbox": [one for one in some if one["seq"] != 2 or chance.random() < 0.3]}


def _words(chance: Random, part: Any) -> dict[str, Any]:
    options = list(getattr(part, "options", ()))
    return {"value": chance.choice((*TYPED, *options * 5)) if options else chance.choice(TYPED)}


def _listed(chance: Random, part: Any) -> dict[str, Any]:
    return {"index": chance.randrange(len(part.options)) if part.options else None}


def _number(chance: Random, part: Any) -> dict[str, Any]:
    del part
    return {"value": chance.choice(FLOATS)}


def _day(chance: Random, part: Any) -> dict[str, Any]:
    del part
    if chance.random() < 0.1:
        return {"value": None}
    year = chance.choice(BEYOND if chance.random() < 0.15 else YEARS)
    month, date = chance.choice(((0, 1), (11, 31), (2, 2), (9, 25), (10, 29)))
    return {"value": {"year": year, "month": month, "date": date}}


def _moment(chance: Random, part: Any) -> dict[str, Any]:
    day, clock = _day(chance, part)["value"], _clock(chance, part)["value"]
    return {"value": {**day, **clock} if day and clock else None}


def _clock(chance: Random, part: Any) -> dict[str, Any]:
    del part
    if chance.random() < 0.1:
        return {"value": None}
    hours, minutes = chance.choice(((0, 0), (7, 30), (23, 59), (2, 30)))
    seconds = {"seconds": chance.choice((0, 59)), "milliseconds": chance.choice((0, 999))}
    return {"value": {"hours": hours, "minutes": minutes, **seconds}}


FIELDS: dict[type, Callable[[Random, Any], dict[str, Any]]] = {
    ipywidgets.Text: _words,
    ipywidgets.Textarea: _words,
    ipywidgets.Dropdown: _listed,
    ipywidgets.FloatText: _number,
    ipywidgets.DatePicker: _day,
    ipywidgets.NaiveDatetimePicker: _moment,
    ipywidgets.TimePicker: _clock,
}
FORMS: tuple[type, ...] = (
    *(st.LogBrowser, st.LogBrowser, st.LogBrowser, st.LogBrowser, st.Measure, st.Goal),
    *(st.Screening, st.Practice, st.Practice, st.RoutineBuilder, st.StretchBuilder),
    st.StretchBuilder,
)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7")


def _zip(name: str, words: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, words)
    return packed.getvalue()


def _picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1" if width > 1000 else "RGB", (width, height)).save(
        file, "PNG" if width > 1000 else "JPEG"
    )
    return file.getvalue()
