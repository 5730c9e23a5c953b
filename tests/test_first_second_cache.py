"""What is kept beside the log for the first second decides nothing by itself."""

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib import figure, private_files
from stretchlib._data import data_folder
from stretchlib.catalog import cache, reader
from stretchlib.errors import CatalogWarning, LogError
from stretchlib.routines import Routine
from stretchlib.safety import facts as safety_facts
from stretchlib.safety.fact_tables import Facts
from stretchlib.safety.facts import facts
from stretchlib.ui import player_drawings
from tests.figure_kit import figure_of
from tests.first_second_kit import CELL, forget, practised_yesterday, said_by
from tests.text_kit import match_in


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return practised_yesterday(tmp_path, monkeypatch)


@pytest.mark.usefixtures("place")
def test_what_is_kept_says_what_the_files_say():
    checked, _ = reader.check_files()
    facts_checked = facts()
    forget()
    assert cache.recall("catalog", cache.digest(reader.check_files()[1])) is not None
    recalled, _ = reader.check_files()
    for part in ("stretches", "routines", "sources", "figures", "renamed", "written_in"):
        assert getattr(recalled, part) == getattr(checked, part), part
        assert list(getattr(recalled, part)) == list(getattr(checked, part)), part
    assert [s.figure for s in recalled.stretches.values()] == [
        s.figure for s in checked.stretches.values()
    ]
    assert facts() == facts_checked
    assert cache.made(Facts, json.loads(json.dumps(asdict(facts_checked)))) == facts_checked


def test_what_is_kept_is_private(place):
    st.routine("standard")
    assert stat.S_IMODE((place / "cache").stat().st_mode) == 0o700
    files = list((place / "cache").iterdir())
    assert {path.name for path in files} == {"catalog.json", "safety.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def own_stretch(place: Path, title: str) -> Path:
    file = place / "catalog" / "stretches" / "double_knee_hug.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    shipped = (data_folder() / "stretches" / "double_knee_hug.toml").read_text("utf-8")
    file.write_text(shipped.replace('title = "Double knee hug"', f'title = "{title}"'), "utf-8")
    return file


def test_a_file_that_says_something_else_is_read_anew_even_with_its_former_size_and_time(place):
    file = own_stretch(place, "One")
    assert st.stretch("double_knee_hug").title == "One"
    before = file.stat()
    own_stretch(place, "Two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    forget()
    assert st.stretch("double_knee_hug").title == "Two"


def test_a_file_that_breaks_a_rule_is_told_of_each_time(place):
    st.routine("standard")
    file = own_stretch(place, "One")
    file.write_text("title = Pigeon", "utf-8")
    for _ in range(2):
        forget()
        with pytest.warns(CatalogWarning, match="Put what it says in quotes"):
            st.catalog()


@pytest.mark.parametrize("spoil", ["cut", "one letter", "nothing", "not JSON", "no text", "folder"])
def test_what_was_kept_and_is_damaged_is_made_anew(place, spoil):
    titles = [each.title for each in reader.load().stretches.values()]
    file = place / "cache" / "catalog.json"
    whole = file.read_bytes()
    if spoil == "folder":
        file.unlink()
        file.mkdir()
    else:
        spoilt = {
            "cut": whole[:-50],
            "one letter": whole.replace(b"Double knee hug", b"Double knee bug", 1),
            "nothing": b"",
            "no text": bytes(range(256)) * 20,
            "not JSON": whole.partition(b"\n")[0] + b"\n{",
        }
        file.write_bytes(spoilt[spoil])
    forget()
    assert [each.title for each in reader.load().stretches.values()] == titles
    if spoil != "folder":
        assert file.read_bytes() == whole


def another_title(file: Path) -> bytes:
    """What was kept, with another title in it, and a mark that fits."""
    head, _, content = file.read_bytes().partition(b"\n")
    content = content.replace(b"Double knee hug", b"Double knee bug")
    return head.split()[0] + b" " + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def test_a_file_that_others_may_write_or_that_leads_elsewhere_is_not_believed(place):
    reader.load()
    file = place / "cache" / "catalog.json"
    forged = another_title(file)
    file.write_bytes(forged)
    forget()
    assert st.stretch("double_knee_hug").title == "Double knee bug", "The forgery is none."
    for spoil in (lambda: file.chmod(0o660), lambda: lead_elsewhere(file)):
        file.write_bytes(forged)
        spoil()
        forget()
        assert st.stretch("double_knee_hug").title == "Double knee hug"


def lead_elsewhere(file: Path) -> None:
    other = file.with_name("other.json")
    shutil.copy(file, other)
    file.unlink()
    file.symlink_to(other)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Whose a file is, POSIX says.")
def test_a_file_of_somebody_else_is_not_believed(place, monkeypatch):
    reader.load()
    file = place / "cache" / "catalog.json"
    file.write_bytes(another_title(file))
    forget()
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert st.stretch("double_knee_hug").title == "Double knee hug"


def test_another_version_of_the_program_makes_it_anew(place, monkeypatch):
    reader.load()
    file = place / "cache" / "catalog.json"
    file.write_bytes(another_title(file))
    forget()
    monkeypatch.setattr(cache, "PROGRAM", b"another version")
    assert st.stretch("double_knee_hug").title == "Double knee hug"


def test_code_that_is_put_in_place_under_a_python_that_runs_keeps_nothing(place, monkeypatch):
    shutil.rmtree(place / "cache")
    monkeypatch.setattr(cache, "_program", lambda: b"another version")
    reader.load()
    assert not (place / "cache").exists()


def test_every_module_that_has_a_say_in_what_is_kept_is_looked_at():
    """Those of the lowest floors say how a thing is told, and never what it is."""
    words = {"_card", "_data", "_html", "_paths", "errors", "dates", "places", "private_files"}
    names = {room.removesuffix(".py") for room in cache.DECIDES}
    files = [kept_by / "figure", kept_by / "catalog"]
    found = {room for folder in files for file in folder.glob("*.py") for room in rooms_of(file)}
    found |= rooms_of(kept_by / "model.py") | rooms_of(kept_by / "phases.py")
    for name in ("facts", "facts_file", "fact_tables"):
        found |= rooms_of(kept_by / "safety" / f"{name}.py")
    assert found - words <= names


kept_by = Path(st.__file__).parent


def rooms_of(file: Path) -> set[str]:
    code = file.read_text("utf-8")
    return set(re.findall(r"^\s*from stretchlib\.?(?: import )?(\w+)", code, re.MULTILINE))


def test_a_file_that_changes_while_it_is_checked_is_not_kept_by_what_it_said_before(
    place, monkeypatch
):
    file = own_stretch(place, "One")
    check = reader._checked

    def changed_meanwhile(files):
        own_stretch(place, "Two")
        return check(files)

    monkeypatch.setattr(reader, "_checked", changed_meanwhile)
    forget()
    assert st.stretch("double_knee_hug").title == "Two"
    monkeypatch.setattr(reader, "_checked", check)
    own_stretch(place, "One")
    forget()
    assert st.stretch("double_knee_hug").title == "One", file


@pytest.mark.parametrize("what", ["added", "removed"])
def test_a_file_that_is_added_or_removed_counts_at_once(place, what):
    file = own_stretch(place, "One")
    written = file.read_bytes()
    if what == "added":
        file.unlink()
    forget()
    titles = [st.stretch("double_knee_hug").title]
    file.unlink(missing_ok=True) if what == "removed" else file.write_bytes(written)
    forget()
    titles.append(st.stretch("double_knee_hug").title)
    assert titles == (["Double knee hug", "One"] if what == "added" else ["One", "Double knee hug"])


def test_a_picture_of_ones_own_that_is_another_is_shown_at_once(place):
    file, png = own_stretch(place, "One"), b"\x89PNG\r\n\x1a\n"
    without_figure = re.sub(
        r"\n\[figure.*?(?=\n\[(?!figure)|$)", "", file.read_text("utf-8"), flags=re.DOTALL
    )
    file.write_text(f'photo = "mine.png"\n{without_figure}', "utf-8")
    (place / "catalog" / "photos").mkdir()
    shown = []
    for content in (b"first", b"again"):
        (place / "catalog" / "photos" / "mine.png").write_bytes(png + content)
        forget()
        shown.append(st.stretch("double_knee_hug").photo)
    assert shown[0] != shown[1]


def test_what_the_warning_signs_say_is_read_anew_when_it_is_another(place, monkeypatch):
    shipped = data_folder()
    data = shutil.copytree(shipped, place / "data")
    for module in (reader, safety_facts):
        monkeypatch.setattr(module, "data_folder", lambda: data)
    forget()
    assert facts().flags["fever"].tier == "doctor"
    file = data / "safety.toml"
    before, text = file.stat(), file.read_text("utf-8")
    spot = text.index("[flags.fever]")
    file.write_text(text[:spot] + text[spot:].replace('"doctor"', '"ask"   ', 1), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    forget()
    assert facts().flags["fever"].tier == "ask"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="There are no pipes in a folder.")
def test_a_pipe_among_ones_own_files_is_not_waited_for(place):
    own_stretch(place, "One")
    os.mkfifo(place / "catalog" / "stretches" / "pipe.toml")
    forget()
    with pytest.warns(CatalogWarning, match="not a file that can be read"):
        st.catalog()


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_where_nothing_can_be_kept_nothing_is_missed(place, monkeypatch, error):
    titles = [each.title for each in reader.load().stretches.values()]
    for file in (place / "cache").iterdir():
        file.write_bytes(b"")

    def refuse(_path, _pieces):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(private_files, "write_over", refuse)
    forget()
    assert [each.title for each in reader.load().stretches.values()] == titles
    assert {file.read_bytes() for file in (place / "cache").iterdir()} == {b""}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is full.")
def test_a_disk_that_is_full_leaves_what_was_kept_and_nothing_half_written(place, monkeypatch):
    reader.load()
    own_stretch(place, "One")
    before = {file.name: file.read_bytes() for file in (place / "cache").iterdir()}

    def onto_a_full_disk(*, dir, **named):  # noqa: A002
        handle, name = mkstemp(dir=dir, **named)
        os.dup2(os.open("/dev/full", os.O_WRONLY), handle)
        return handle, name

    mkstemp = tempfile.mkstemp
    monkeypatch.setattr(tempfile, "mkstemp", onto_a_full_disk)
    forget()
    assert st.stretch("double_knee_hug").title == "One"
    assert {file.name: file.read_bytes() for file in (place / "cache").iterdir()} == before


def test_where_there_is_no_log_yet_nothing_is_begun(tmp_path, monkeypatch):
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "new" / "log.sqlite"))
    forget()
    assert len(st.routine("standard")) == 4
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_to_costs_time_and_nothing_else(place):
    shutil.rmtree(place / "cache", ignore_errors=True)
    (place / "cache").write_text("a file where the folder would be")
    forget()
    assert len(st.routine("standard")) == 4


def test_the_drawings_go_when_everything_of_the_log_goes(place):
    said_by(CELL)
    player_drawings.drawings(st.routine("standard"))
    before = drawn(place)
    log = st.open_log()
    with pytest.raises(LogError) as asked:
        log.delete_everything(confirm="")
    words = match_in(r"confirm='([^']*)'", str(asked.value))[1]
    log.delete_everything(confirm=words)
    assert not (place / "cache" / "drawings.json").exists()
    st.open_log()
    player_drawings.drawings(Routine("Another").add("single_knee_hug"))
    assert drawn(place)
    assert not drawn(place) & before, "What was deleted is not written again."


def drawn(place: Path) -> set[str]:
    return {*json.loads((place / "cache" / "drawings.json").read_bytes().partition(b"\n")[2])}


@pytest.mark.usefixtures("place")
def test_a_drawing_that_was_kept_is_the_drawing():
    routine = st.routine("standard")
    anew = player_drawings.drawings(routine)
    forget()
    assert player_drawings._drawn_before()
    assert (
        player_drawings.drawings(routine)
        == anew
        == {
            f"{step.stretch.slug}/{side}": figure.drawing(figure_of(step.stretch), side)
            for step in routine.steps
            for side in step.sides
        }
    )
