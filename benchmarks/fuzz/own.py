"""A person's own stretches, routines, sources, photos and lists of exercises, as files."""

import io
import json
import os
import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

import stretchlib as st
from benchmarks.exercises import exercises
from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch
from stretchlib._data import data_folder
from stretchlib.catalog.reader import get_stretch
from stretchlib.ui.player_drawings import drawings
from stretchlib.user.photos import keep_photo
from stretchlib.user.routine_files import read_routine, routine_toml
from stretchlib.user.sharing import read_shared, shared_toml
from stretchlib.user.stretch_files import read_stretch

MINE = """\
[my_own_book]
title = "A book"
says = "Stretch often."
read = "page"
no_link = "It is on paper."
was = ["my_old_book"]
"""


AT_ONCE = 8
"""Files that are spoilt at once: to read the catalog takes ten times as long as one of them."""


class Own:
    """A folder of one's own with a file that is spoilt, and all that reads it."""

    name = "own"

    def __init__(self, folder: Path) -> None:
        self._own, self._in = folder / "own", folder / "in"
        self._in.mkdir(exist_ok=True)
        os.environ["STRETCHLIB_CATALOG"] = str(self._own)
        self._texts = {
            kind: [one.read_text(encoding="utf-8") for one in sorted(place.glob("*.toml"))]
            for kind in ("stretches", "routines")
            if (place := data_folder() / kind)
        }
        shipped = (data_folder() / "sources.toml").read_text("utf-8")
        self._texts["sources"] = [MINE, shipped[: shipped.index("\n[", 3000)]]
        self._picture = _picture()
        self._shared = self._share()

    def _share(self) -> str:
        """A routine with a stretch of one's own and its photo, as it is passed on."""
        self._begin()
        (self._own / "photos" / "hug.jpg").write_bytes(self._picture)
        (self._own / "stretches" / "hug.toml").write_text(_own_hug(self._texts["stretches"][1]))
        return shared_toml(st.Routine("Theirs").add("my_hug").add("hip_flexor_pull"), "theirs")

    def _begin(self) -> None:
        shutil.rmtree(self._own, ignore_errors=True)
        for kind in ("stretches", "routines", "photos"):
            (self._own / kind).mkdir(parents=True)

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Spoil one file, and read it in every way."""
        self._begin()
        if chance.random() < 0.2:
            (self._own / "sources.toml").write_text(MINE)
        ways: tuple[Callable[[Random, Watch], None], ...] = (
            *(self._stretch, self._stretch, self._stretch, self._routine, self._routine),
            *(self._sources, self._passed_on, self._passed_on, self._list, self._photo),
        )
        chance.choice(ways)(chance, watch)

    def _spoilt(self, chance: Random, text: str) -> bytes:
        if chance.random() < 0.45:
            return mutants.bitten(chance, text.encode())
        tree = tomllib.loads(text)
        mutants.spoilt(chance, tree, odd_toml)
        try:
            return written(tree).encode(errors="surrogatepass")
        except RecursionError:
            # Lists within lists were put into each other.
            return f"slug = {'[' * 2000}".encode()

    def _stretch(self, chance: Random, watch: Watch) -> None:
        watch.mutants, slugs = AT_ONCE, []
        for number in range(AT_ONCE):
            text = chance.choice(self._texts["stretches"])
            slug = tomllib.loads(text)["slug"]
            if chance.random() < 0.7:
                text = text.replace(f'"{slug}"', f'"mine_{number}"', 1)
                slug = f"mine_{number}"
            if chance.random() < 0.1:
                text = f'photo = "hug.jpg"\n{text}'
                picture = self._picture
                picture = mutants.bitten(chance, picture) if chance.random() < 0.5 else picture
                (self._own / "photos" / "hug.jpg").write_bytes(picture)
            data = self._spoilt(chance, text)
            name = chance.choice((slug, f"mine_{number}", "Ümlaut", "a b"))
            (self._own / "stretches" / f"{name}.toml").write_bytes(data)
            watch.case += data + b"\n# ---\n"
            slugs.append(slug)
            if (words := _text(data)) is not None and chance.random() < 0.3:
                watch.call(lambda words=words: read_stretch(words), "read_stretch")
        self._look(chance, watch, slugs)

    def _routine(self, chance: Random, watch: Watch) -> None:
        watch.mutants, slugs = AT_ONCE, []
        for number in range(AT_ONCE):
            text = chance.choice(self._texts["routines"])
            slug = tomllib.loads(text)["slug"]
            text = text.replace(f'"{slug}"', f'"mine_{number}"', 1)
            data = self._spoilt(chance, text)
            (self._own / "routines" / f"mine_{number}.toml").write_bytes(data)
            watch.case += data + b"\n# ---\n"
            slugs.append(f"mine_{number}")
        self._look(chance, watch, [])
        for slug in slugs:
            found = watch.call(lambda slug=slug: st.routine(slug), "routine")
            if found is not None:
                self._practise(chance, watch, found)
                watch.call(lambda found=found: read_routine(routine_toml(found, "again")), "again")

    def _sources(self, chance: Random, watch: Watch) -> None:
        data = watch.case = self._spoilt(chance, chance.choice(self._texts["sources"]))
        (self._own / "sources.toml").write_bytes(data)
        self._look(chance, watch, [])

    def _passed_on(self, chance: Random, watch: Watch) -> None:
        data = watch.case = self._spoilt(chance, self._shared)
        before = _files(self._own)
        found = watch.call(lambda: read_shared(data, "theirs.toml"), "read_shared")
        if found is None:
            watch.changed += _files(self._own) != before
            return
        was = len(watch.refusals)
        watch.call(found.new, "new")
        watch.call(found.other, "other")
        watch.changed += _files(self._own) != before
        if watch.call(found.add, "add") is None and len(watch.refusals) > was:
            watch.changed += _files(self._own) != before
        made = watch.call(found.routine, "shared routine")
        if made is not None:
            self._practise(chance, watch, made)
            watch.call(lambda: shared_toml(made, "again"), "shared_toml")
        if chance.random() < 0.3:
            self._look(chance, watch, ["my_hug"])

    def _list(self, chance: Random, watch: Watch) -> None:
        entries: list[Any] = json.loads(json.dumps(exercises()[:20]))
        mutants.spoilt(chance, entries)
        data = mutants.as_json(chance, entries)
        if chance.random() < 0.4:
            data = mutants.bitten(chance, data)
        watch.case = data
        file = self._in / "exercises.json"
        file.write_bytes(data)
        before = _files(self._own)
        found = watch.call(lambda: st.import_exercises(file), "import_exercises")
        if found is None:
            watch.changed += _files(self._own) != before
            return
        watch.call(lambda: (repr(found), found._repr_html_()), "Imported")
        self._look(chance, watch, [])

    def _photo(self, chance: Random, watch: Watch) -> None:
        data = watch.case = mutants.bitten(chance, self._picture)
        name = chance.choice(("hug.jpg", *mutants.TEXTS))
        before = _files(self._own)
        if watch.call(lambda: keep_photo(data, "my_hug", name[:200]), "keep_photo") is None:
            watch.changed += _files(self._own) != before

    def _look(self, chance: Random, watch: Watch, slugs: list[str]) -> None:
        before = _files(self._own)
        found = watch.call(st.check_catalog, "check_catalog")
        if found is not None:
            watch.call(lambda: (repr(found), found._repr_html_()), "Problems")
        asked: dict[str, Callable[[], object]] = {
            "catalog": lambda: st.catalog()._repr_html_(),
            "cues": st.cues,
            "sources": lambda: (repr(st.sources()), st.sources()._repr_html_()),
        }
        if chance.random() < 0.05:
            asked["gallery"] = lambda: st.gallery()._repr_mimebundle_()
            asked |= {"RoutineBuilder": st.RoutineBuilder, "StretchBuilder": st.StretchBuilder}
        for name, ask in asked.items():
            watch.call(ask, name)
        for slug in slugs:
            one = watch.call(lambda slug=slug: get_stretch(slug), "get_stretch")
            if one is not None:
                watch.call(one._repr_html_, "Stretch")
                made = watch.call(lambda slug=slug: st.Routine("One").add(slug), "add")
                if made is not None:
                    self._practise(chance, watch, made)
        watch.changed += _files(self._own) != before

    def _practise(self, chance: Random, watch: Watch, routine: st.Routine) -> None:
        watch.call(lambda: (routine._repr_html_(), routine.timeline(), repr(routine)), "Routine")
        watch.call(lambda: routine.one_trip().phases(), "one_trip")
        watch.call(lambda: routine.shorten(7), "fit")
        if chance.random() < 0.1:
            watch.call(lambda: drawings(routine), "drawings")


def _own_hug(text: str) -> str:
    return (
        'photo = "hug.jpg"\n' + text.replace('"double_knee_hug"', '"my_hug"').split("[figure]")[0]
    )


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (120, 90), "teal").save(file, "JPEG")
    return file.getvalue()


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def odd_toml(chance: Random) -> Any:
    """A value that TOML may hold."""
    moments = (datetime(2026, 3, 2, tzinfo=UTC), date(26, 1, 1))
    near = ("both", "left", "hold", "stretch", "setup", "double_knee_hug", "mine", 30, 2.5, [], {})
    if chance.random() < 0.5:
        return chance.choice((*near, *moments, [["left"]], {"hold_s": 20}, [{"text": "Sit."}]))
    value = mutants.odd_json(chance)
    return value if value is not None else "none"


def written(value: Any, is_inside: bool = False) -> str:
    """Write a tree as TOML: each table in one line, but for the file itself."""
    if isinstance(value, dict):
        parts = [f"{_quoted(str(key))} = {written(one, True)}" for key, one in value.items()]
        return f"{{{', '.join(parts)}}}" if is_inside else "\n".join(parts) + "\n"
    if isinstance(value, list):
        return f"[{', '.join(written(one, True) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    return "''" if value is None else repr(value)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
