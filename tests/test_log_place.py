import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stretchlib.errors import LogError, StretchError
from stretchlib.log import open_log
from stretchlib.log.locate import is_there
from stretchlib.places import own_folder
from tests.hardship_kit import shared_folder, without_privileges
from tests.log_kit import practise

OF_VERSION = Path(__file__).parent / "versions"
"""A log as it was in each version."""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "own" / "log.sqlite"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


# Where


def test_a_new_log_can_be_read_by_its_owner_only(place):
    open_log(place)
    assert mode(place) == 0o600
    assert mode(place.parent) == 0o700


def test_a_log_that_others_could_read_is_its_owners_again(place):
    open_log(place)
    place.chmod(0o644)
    assert len(open_log(place).sessions()) == 0
    assert mode(place) == 0o600


def test_what_belongs_to_a_log_lies_beside_the_file_that_a_link_leads_to(place, tmp_path):
    practise(open_log(place))
    link = tmp_path / "link.sqlite"
    link.symlink_to(place)
    log = open_log(link)
    assert log.where == str(place)
    assert [Path(file).parent for file in log.backups()["file"]] == [place.parent / "backups"]


def test_the_argument_comes_before_the_environment(place, tmp_path, monkeypatch):
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "other.sqlite"))
    assert open_log().where == str(tmp_path / "other.sqlite")
    assert open_log(place).where == str(place)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep user data elsewhere")
def test_without_argument_and_environment_it_is_in_the_user_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("STRETCHLIB_LOG")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert open_log().where == str(tmp_path / "stretchlib" / "log.sqlite")


@pytest.mark.parametrize("address", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}?timeout=9"])
def test_one_s_own_files_are_beside_the_log_however_its_address_is_written(
    tmp_path, monkeypatch, address
):
    monkeypatch.delenv("STRETCHLIB_CATALOG", raising=False)
    monkeypatch.setenv("STRETCHLIB_LOG", address.format(tmp_path / "log.sqlite"))
    assert Path(open_log().where).parent == tmp_path
    assert own_folder() == tmp_path / "catalog"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep user data elsewhere")
def test_one_s_own_files_of_before_are_found_until_there_are_some_beside_the_log(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("STRETCHLIB_CATALOG", raising=False)
    monkeypatch.setenv("STRETCHLIB_LOG", f"sqlite:///{tmp_path / 'log.sqlite'}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    former = tmp_path / "data" / "stretchlib" / "catalog"
    (former / "routines").mkdir(parents=True)
    (tmp_path / "catalog").mkdir()
    assert own_folder() == former
    (tmp_path / "catalog" / "stretches").mkdir()
    assert own_folder() == tmp_path / "catalog"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep user data elsewhere")
@pytest.mark.parametrize("address", ["", "sqlite://", "postgresql+psycopg://name@host/clinic"])
def test_one_s_own_files_are_in_the_user_data_folder_where_the_log_is_no_file_of_one_s_own(
    tmp_path, monkeypatch, address
):
    monkeypatch.delenv("STRETCHLIB_CATALOG", raising=False)
    monkeypatch.setenv("STRETCHLIB_LOG", address)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert own_folder() == tmp_path / "stretchlib" / "catalog"


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert open_log("~/log.sqlite").where == str(tmp_path / "log.sqlite")


def test_a_log_stays_where_it_is_when_the_working_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = open_log("log.sqlite")
    monkeypatch.chdir("/")
    practise(log)
    assert len(open_log(tmp_path / "log.sqlite").sessions()) == 1


def test_a_url_names_the_same_file_as_its_path(place):
    practise(open_log(place))
    assert len(open_log(f"sqlite:///{place}").sessions()) == 1


@pytest.mark.parametrize("name", ["with space.sqlite", "100%.sqlite", "a?b#c.sqlite", "ä痛.db"])
def test_a_file_may_have_any_name(tmp_path, name):
    practise(open_log(tmp_path / name))
    assert len(open_log(tmp_path / name).sessions()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["backups", name])
    assert len(open_log(tmp_path / name).backups()) == 1


def test_a_log_in_memory_is_fresh_each_time():
    log = open_log("sqlite://")
    practise(log)
    assert not log.is_empty()
    assert open_log("sqlite://").is_empty()


def test_what_to_install_for_a_server_is_all_that_it_needs():
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from stretchlib.log import open_log; open_log('postgresql+psycopg://me@host/db')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'Run: pip install "psycopg[binary]"' in done.stderr


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("mysql://host/db", "cannot be kept in mysql"),
        ("nonsense://host/db", "not one that SQLAlchemy knows"),
        ("postgresql+pg8000://me:secret@host/db", 'Run: pip install "pg8000"'),
        ("postgresql+psycopg://me:secret@host:port/db", "not one that SQLAlchemy knows"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(where, message):
    with pytest.raises(LogError, match=message) as error:
        open_log(where)
    assert "secret" not in str(error.value)


# What is not ours


def refused(where, message):
    with pytest.raises(LogError, match=message) as error:
        open_log(where)
    return str(error.value)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("log\0.sqlite", "has a character that a path cannot have"),
        ("x" * 300, "File name too long. Choose a shorter name"),
        ("x" * 530, "SQLite opens none of more than 504. Choose a shorter one"),
        ("folder/" * 75 + "log.sqlite", "SQLite opens none of more than 504. Choose a shorter one"),
        ("//server/share/log.sqlite", "on a server, as Windows writes it. Let this computer"),
        (r"\\server\share\log.sqlite", "on a server, as Windows writes it. Let this computer"),
        ("circle/log.sqlite", "circle of links. Unlink one of them"),
        ("circle/deeper/log.sqlite", "circle of links. Unlink one of them"),
        ("~nobody-by-that-name/log.sqlite", "a user this computer does not know"),
    ],
)
@pytest.mark.parametrize("asked", [open_log, is_there])
def test_a_path_that_leads_nowhere_is_refused_with_what_helps(
    tmp_path, monkeypatch, asked, where, message
):
    monkeypatch.chdir(tmp_path)
    Path("circle").symlink_to("circle")
    with pytest.raises(LogError, match=message) as error:
        asked(where)
    assert len(str(error.value)) < 300
    assert [path.name for path in tmp_path.iterdir()] == ["circle"]


@pytest.mark.parametrize("backup", ["log\0.sqlite", "x" * 530, "circle/one.sqlite"])
def test_a_backup_whose_path_leads_nowhere_is_refused_and_no_log_begun(
    tmp_path, monkeypatch, backup
):
    monkeypatch.chdir(tmp_path)
    Path("circle").symlink_to("circle")
    with pytest.raises(LogError) as error:
        open_log("log.sqlite", restore=backup)
    assert len(str(error.value)) < 400
    assert [path.name for path in tmp_path.iterdir()] == ["circle"]


def test_a_link_to_nowhere_is_what_is_left_of_a_log(tmp_path):
    link = tmp_path / "log.sqlite"
    link.symlink_to(tmp_path / "gone.sqlite")
    assert is_there(link)


def test_two_strokes_where_one_would_do_lead_to_the_same_log(place):
    practise(open_log(place))
    assert open_log(f"/{place}").where == str(place)


@pytest.mark.parametrize("restored", [False, True])
def test_a_pipe_is_refused_at_once(tmp_path, restored):
    """To open one is to wait for somebody at its other end, for ever."""
    backup = open_log(tmp_path / "other.sqlite").where
    pipe = tmp_path / "log.sqlite"
    os.mkfifo(pipe)
    with pytest.raises(LogError, match="is not a file"):
        open_log(pipe, restore=backup if restored else None)
    with pytest.raises(LogError, match="is not a whole backup"):
        open_log(backup, restore=pipe)
    assert pipe.is_fifo()


@pytest.mark.parametrize("restored", [False, True])
def test_a_log_that_has_another_name_is_refused_until_it_has_one(place, tmp_path, restored):
    practise(open_log(place))
    backup = tmp_path / "one.sqlite"
    backup.write_bytes(place.read_bytes())
    other = tmp_path / "other.sqlite"
    other.hardlink_to(place)
    for name in (place, other):
        with pytest.raises(LogError, match=r"another name as well \(a hard link\).* Delete the"):
            open_log(name, restore=backup if restored else None)
    other.unlink()
    assert len(open_log(place).sessions()) == 1


def test_a_folder_is_refused_with_the_file_to_name(tmp_path):
    assert str(tmp_path / "log.sqlite") in refused(tmp_path, "is a folder")


def test_a_text_file_is_refused_untouched(tmp_path):
    path = tmp_path / "diary.txt"
    path.write_text("Monday: stiff.")
    refused(path, "another kind of file")
    assert path.read_text() == "Monday: stiff."
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_the_sqlite_file_of_another_program_is_refused_untouched(tmp_path, journal):
    path = tmp_path / "photos.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("CREATE TABLE sessions (id TEXT)")
        connection.commit()
    before = path.read_bytes(), path.stat().st_mtime_ns, mode(path)
    refused(path, "SQLite file of another program")
    assert (path.read_bytes(), path.stat().st_mtime_ns, mode(path)) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_nowhere_is_refused_and_not_followed(tmp_path):
    link = tmp_path / "log.sqlite"
    link.symlink_to(tmp_path / "gone.sqlite")
    refused(link, "which is not there")
    assert not (tmp_path / "gone.sqlite").exists()


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "is not a file")


@pytest.mark.parametrize("kept", [10, 50, 99, 5000, -5000, -4096])
def test_a_log_that_is_cut_short_is_refused_untouched_and_its_backup_offered(place, kept):
    log = open_log(place)
    for _ in range(20):
        practise(log)
    cut = place.read_bytes()[:kept]
    place.write_bytes(cut)
    said = refused(place, "is damaged: .* Nothing was changed. Go on from its newest backup")
    assert str(place.parent / "backups") in said
    assert place.read_bytes() == cut


def test_an_empty_file_becomes_a_log(tmp_path):
    path = tmp_path / "log.sqlite"
    path.touch()
    assert open_log(path).is_empty()


def test_a_file_under_a_file_is_refused(tmp_path):
    (tmp_path / "diary.txt").touch()
    refused(tmp_path / "diary.txt" / "log.sqlite", "Choose a folder that you may write to")


def test_a_log_that_vanished_is_not_begun_again_in_silence(place):
    log = open_log(place)
    place.unlink()
    with pytest.raises(LogError, match="Check that the file and its folder are still there"):
        log.rate("pain", 1, moment="any")
    assert not place.exists()


# Where one may not write


@pytest.fixture
def shared():
    with shared_folder() as folder:
        yield folder


def test_a_folder_that_may_not_be_written_is_refused(shared):
    shared.chmod(0o555)
    with without_privileges():
        refused(shared / "log.sqlite", "Permission denied. Choose a folder")


def test_a_log_that_may_not_be_written_is_refused(shared):
    with without_privileges():
        open_log(shared / "log.sqlite")
        (shared / "log.sqlite").chmod(0o400)
        refused(shared / "log.sqlite", "Permission denied. Choose a folder")


def test_a_log_whose_folder_may_not_be_written_is_refused(shared):
    with without_privileges():
        open_log(shared / "log.sqlite")
    shared.chmod(0o555)
    with without_privileges():
        refused(shared / "log.sqlite", "Permission denied. Choose a folder")


def test_a_log_that_can_no_longer_be_written_says_so(shared):
    with without_privileges():
        log = open_log(shared / "log.sqlite")
        (shared / "log.sqlite").chmod(0o400)
        with pytest.raises(LogError, match="Give yourself permission to write the file"):
            log.rate("pain", 1, moment="any")


# What it costs to begin


def imported(code):
    """Which of the slow packages are imported once `code` has run."""
    slow = "[name for name in ('sqlalchemy', 'alembic') if name in sys.modules]"
    code = f"import sys\n{code}\nprint(*{slow})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_sqlalchemy_is_imported_only_to_open_a_log_and_alembic_only_for_an_older_one(place):
    opening = f"from stretchlib.log import open_log; open_log({str(place)!r})"
    assert imported("import stretchlib.log") == []
    assert imported(opening) == ["sqlalchemy"]
    assert imported(opening) == ["sqlalchemy"]
    place.unlink()
    with contextlib.closing(sqlite3.connect(place)) as older:
        older.executescript((OF_VERSION / "0001.sql").read_text("utf-8"))
    assert imported(opening) == ["sqlalchemy", "alembic"]


@pytest.mark.parametrize("variable", ["STRETCHLIB_LOG", "STRETCHLIB_CATALOG"])
def test_a_folder_of_nobody_in_the_environment_is_told_in_words(monkeypatch, variable):
    monkeypatch.delenv("STRETCHLIB_CATALOG")
    monkeypatch.setenv(variable, "~nobody-by-that-name/mine")
    with pytest.raises(
        StretchError, match=r"mine' cannot be a path.* does not know\. Write it out"
    ):
        own_folder()
