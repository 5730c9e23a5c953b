"""A password ends once the new one is out, and not before."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from stretchlib import clinic as commands
from stretchlib.clinic.__main__ import main
from stretchlib.clinic.pgpass import kept_in
from stretchlib.errors import LogError
from tests.clinic_kit import Clinic

FULL = "/dev/full"
"""What Linux has to try a full disk with."""
CUT = "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = %s"


def run(clinic, words, out):
    """Run a command as another program would, its standard output being `out`."""
    return subprocess.run(
        [sys.executable, "-m", "stretchlib.clinic", *words],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "STRETCHLIB_LOG": clinic.keeper.where()},
    )


@contextmanager
def broken_pipe():
    read, write = os.pipe()
    os.close(read)
    try:
        yield write
    finally:
        os.close(write)


@contextmanager
def full_disk():
    handle = os.open(FULL, os.O_WRONLY)
    try:
        yield handle
    finally:
        os.close(handle)


OUTS = [
    pytest.param(broken_pipe, id="a pipe that nobody reads"),
    pytest.param(
        full_disk,
        id="a full disk",
        marks=pytest.mark.skipif(not Path(FULL).exists(), reason=f"there is no {FULL} here"),
    ),
]


@pytest.mark.parametrize("out", OUTS)
def test_the_old_password_holds_where_the_new_one_cannot_be_given_out(clinic, out):
    person = clinic.person()
    with out() as handle:
        done = run(clinic, ["new-password", person.name], handle)
    assert done.returncode == 1
    assert "could not be given out" in done.stderr
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert person.ask("SELECT 1") == [(1,)]


@pytest.mark.parametrize("out", OUTS)
def test_nobody_is_let_in_whose_password_cannot_be_given_out(clinic, out):
    with out() as handle:
        done = run(clinic, ["add-person", "nobody_yet", "nor_they"], handle)
    assert (done.returncode, "Nothing was changed" in done.stderr) == (1, True)
    assert clinic.keeper.ask("SELECT 1 FROM pg_roles WHERE rolname ~ '(nobody_yet|nor_they)'") == []


def test_the_old_password_holds_while_the_new_one_is_being_given_out(clinic):
    person = clinic.person()
    asked = []

    @contextmanager
    def hand_over(passwords):
        asked.append(person.ask("SELECT 'still in'"))
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            clinic.member(person.name, passwords[person.name]).connect()
        yield

    password = commands.new_password(person.name, clinic.keeper.where(), hand_over)
    assert asked == [[("still in",)]]
    assert clinic.member(person.name, password).ask("SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        person.connect()


def test_whoever_is_lost_at_the_last_moment_is_told_what_to_do(clinic):
    person = clinic.person()

    @contextmanager
    def hand_over(_):
        clinic.admin.ask(CUT, [clinic.keeper.name])
        yield

    with pytest.raises(LogError, match=r"holds is not known\. Run list: "):
        commands.new_password(person.name, clinic.keeper.where(), hand_over)
    assert person.ask("SELECT 1") == [(1,)]
    again = commands.new_password(person.name, clinic.keeper.where())
    assert clinic.member(person.name, again).ask("SELECT 1") == [(1,)]


# In a file


@pytest.fixture
def file(tmp_path):
    return tmp_path / "passwords"


@pytest.fixture
def say(clinic, monkeypatch, capsys, file):
    """Run a command that puts passwords into the file; return its exit code and what it wrote."""
    monkeypatch.setenv("STRETCHLIB_LOG", clinic.keeper.where())

    def say(*words):
        code = main([*words, "--pgpass", str(file)])
        return code, *capsys.readouterr()

    return say


def connected(clinic, file, name):
    """Who connects as somebody with the password in the file, as PostgreSQL's programs read it."""
    url = clinic.admin.url
    with psycopg.connect(
        host=url.host, port=url.port, dbname=url.database, user=name, passfile=str(file)
    ) as connection:
        ((who,),) = connection.execute("SELECT session_user").fetchall()
    return who


def test_a_file_that_only_its_owner_reads_has_the_passwords_of_all(clinic, say, file):
    names = ["f1", r"f:2 \ ", "f3"]
    code, out, err = say("add-person", *names)
    assert (code, out) == (0, "")
    assert "3 people may connect" in err
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    assert [connected(clinic, file, name) for name in names] == names
    assert say("new-password", names[1])[:2] == (0, "")
    assert [connected(clinic, file, name) for name in names] == names
    assert len(file.read_text("utf-8").splitlines()) == 3
    assert [path.name for path in file.parent.iterdir()] == ["passwords"]


def test_two_clinics_share_a_file_and_a_comment_stays(server, clinic, say, file):
    file.touch(mode=0o600)
    file.write_text("# of both houses\n")
    say("add-person", "shared")
    before = file.read_text()
    other = Clinic.at(server)
    command = ["add-person", "shared_too", "--pgpass", str(file)]
    assert run(other, command, subprocess.DEVNULL).returncode == 0
    assert file.read_text().startswith(before)
    assert before.startswith("# of both houses\n*:*:")
    assert connected(other, file, "shared_too") == "shared_too"
    assert connected(clinic, file, "shared") == "shared"


@pytest.mark.skipif(os.name != "posix", reason="modes are of these systems")
def test_a_file_that_others_may_read_is_refused_and_nobody_is_let_in(clinic, say, file):
    file.touch()
    file.chmod(0o640)
    code, _, err = say("add-person", "unlet")
    assert (code, "may be read by others" in err, "chmod 600" in err) == (1, True, True)
    assert clinic.keeper.ask("SELECT 1 FROM pg_roles WHERE rolname = 'unlet'") == []


def test_a_file_that_is_no_text_is_told_and_nobody_is_let_in(clinic, say, file):
    file.touch(mode=0o600)
    file.write_bytes(b"# of M\xfcnchen\n")
    code, _, err = say("add-person", "unlet_too")
    assert (code, "is not in UTF-8" in err, "Traceback" in err) == (1, True, False)
    assert clinic.keeper.ask("SELECT 1 FROM pg_roles WHERE rolname = 'unlet_too'") == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_what_root_gives_away_is_the_file_it_wrote_and_no_other(tmp_path, monkeypatch):
    """Whoever owns the folder may put a link there at any moment."""
    file, other = tmp_path / "passwords", tmp_path / "of root"
    for path in (file, other):
        path.touch(mode=0o600)
    os.chown(file, 65534, 65534)
    opened = os.fdopen

    def swapped(handle, *words):
        beside = tmp_path / "passwords.new"
        if beside.exists():
            beside.unlink()
            beside.symlink_to(other)
        return opened(handle, *words)

    monkeypatch.setattr(os, "fdopen", swapped)
    with kept_in(file, "clinic", {"p1": "new"}):
        pass
    assert other.stat().st_uid == 0


@pytest.mark.skipif(not Path(FULL).exists(), reason=f"there is no {FULL} here")
def test_a_list_that_cannot_be_written_is_told_in_one_sentence(clinic):
    with full_disk() as out:
        done = run(clinic, ["list"], out)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_written_ends_no_password(clinic, monkeypatch, capsys, tmp_path):
    person = clinic.person()
    monkeypatch.setenv("STRETCHLIB_LOG", clinic.keeper.where())
    nowhere = tmp_path / "not there" / "passwords"
    assert main(["new-password", person.name, "--pgpass", str(nowhere)]) == 1
    assert "could not be given out" in capsys.readouterr().err
    assert person.ask("SELECT 1") == [(1,)]


def test_the_file_goes_on_with_what_holds_where_the_server_is_lost(clinic, say, file):
    say("add-person", "lost")
    before = file.read_text("utf-8")

    @contextmanager
    def hand_over(passwords):
        with kept_in(file, clinic.keeper.url.database, passwords):
            clinic.admin.ask(CUT, [clinic.keeper.name])
            yield

    with pytest.raises(LogError, match="holds is not known"):
        commands.new_password("lost", clinic.keeper.where(), hand_over)
    assert file.read_text("utf-8") == before
    assert connected(clinic, file, "lost") == "lost"
    beside = file.with_name("passwords.new")
    assert beside.stat().st_mode & 0o077 == 0
    assert say("new-password", "lost")[0] == 0
    assert connected(clinic, file, "lost") == "lost"
    assert not beside.exists()
