"""Who is let in, who reads whom, and how that ends."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest

from stretchlib import clinic as commands
from stretchlib._install import install_command
from stretchlib.clinic.__main__ import main
from stretchlib.errors import LogError
from stretchlib.log.tables import metadata
from tests.clinic_kit import Member, fresh_database, keeper_of
from tests.log_kit import MORNING, practise


@pytest.fixture
def say(clinic, monkeypatch, capsys):
    """Run a command as whoever runs the clinic; return its exit code and what it wrote."""
    monkeypatch.setenv("STRETCHLIB_LOG", clinic.keeper.where())

    def say(*words):
        code = main(words)
        return code, *capsys.readouterr()

    return say


def test_a_clinic_from_the_command_line(clinic, say):
    code, out, err = say("init")
    assert (code, out) == (0, "")
    assert err.startswith("Every table is there, up to date and guarded.\nNot guarded: ")
    code, password, err = say("add-person", "p7")
    assert (code, err) == (
        0,
        "The password of p7, which is not shown again:\np7 may connect.\n",
    )
    person = Member("p7", clinic.admin.url.set(username="p7", password=password.strip()))
    practise(person.log())
    _, password, _ = say("add-clinician", "lee")
    lee = Member("lee", clinic.admin.url.set(username="lee", password=password.strip()))
    assert say("assign", "lee", "p7") == (0, "", "lee may read the log of p7.\n")
    assert len(lee.log(person="p7").sessions()) == 1
    assert say("revoke", "lee", "p7") == (0, "", "lee may no longer read the log of p7.\n")
    assert say("revoke", "p7") == (0, "", "p7 may no longer connect.\n")
    with pytest.raises(LogError, match="password authentication failed"):
        person.log()


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "stretchlib.clinic", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for word in ("init", "add-person", "add-clinician", "new-password", "assign", "revoke", "list"):
        assert word in done.stdout


def test_without_its_package_it_says_what_to_install():
    code = "import sys; sys.modules['psycopg'] = None; import stretchlib.clinic"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"A clinic needs the package psycopg. Run: {install_command('clinic')}" in done.stderr


def test_a_password_in_the_command_is_refused(clinic, capsys):
    with pytest.raises(SystemExit):
        main(["--url", clinic.admin.where(), "init"])
    err = capsys.readouterr().err
    assert "every program on this machine can see" in err
    assert clinic.admin.url.password not in err


def test_no_password_stands_in_the_log_of_the_server(clinic):
    person = clinic.person()
    ((data,),) = clinic.admin.ask("SHOW data_directory")
    written = (Path(data).parent / "server.log").read_text()
    assert f'CREATE ROLE "{person.name}" LOGIN' in written
    assert "SCRAM-SHA-256$" in written
    assert person.url.password not in written


@pytest.mark.parametrize(
    "name", ['a"b', "a'b", "x; DROP TABLE events; --", "100%s", "Ä 痛", "MiXed", "select", "x" * 63]
)
def test_a_name_is_a_name_whatever_stands_in_it(clinic, name):
    person = Member(
        name,
        clinic.admin.url.set(
            username=name, password=commands.add_person(name, clinic.keeper.where())
        ),
    )
    practise(person.log())
    assert person.ask("SELECT DISTINCT person FROM sessions") == [(name,)]
    commands.revoke(name, where=clinic.keeper.where())
    with pytest.raises(psycopg.OperationalError):
        person.connect()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "cannot be the name of a role"),
        ("x" * 64, "cannot be the name of a role"),
        ("a\nb", "cannot be the name of a role"),
        ("a\0b", "cannot be the name of a role"),
        ("pg_me", "reserved"),
        ("public", "reserved"),
        ("admin", "'admin' is taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused(clinic, name, message):
    with pytest.raises(LogError, match=message):
        commands.add_person(name, clinic.keeper.where())


def test_the_name_of_somebody_let_go_is_not_given_to_another(clinic):
    person = clinic.person()
    practise(person.log())
    commands.revoke(person.name, where=clinic.keeper.where())
    with pytest.raises(LogError, match=r"is taken\. Names are for life"):
        commands.add_person(person.name, clinic.keeper.where())


def test_only_those_who_belong_here_are_ever_touched(clinic):
    where = clinic.keeper.where()
    person, lee = clinic.person(), clinic.clinician()
    refused = {
        "No person and no clinician named 'admin'": lambda: commands.revoke("admin", where=where),
        "No clinician named 'admin'": lambda: commands.assign("admin", [person.name], where),
        "No person named 'nobody'": lambda: commands.assign(lee.name, ["nobody"], where),
        f"No person named '{lee.name}'": lambda: commands.assign(lee.name, [lee.name], where),
        "does not read the log of": lambda: commands.revoke(lee.name, [person.name], where),
    }
    for message, attempt in refused.items():
        with pytest.raises(LogError, match=message):
            attempt()


def test_people_are_assigned_all_or_none(clinic):
    person, lee = clinic.person(), clinic.clinician()
    with pytest.raises(LogError, match="No person named 'nobody'"):
        commands.assign(lee.name, [person.name, "nobody"], clinic.keeper.where())
    assert commands.weekly_summary(MORNING.date(), lee.where()).empty


def test_an_assignment_may_end_and_begin_again_and_both_are_remembered(clinic):
    person = clinic.person()
    lee = clinic.clinician(person)
    commands.assign(lee.name, [person.name], clinic.keeper.where())
    commands.revoke(lee.name, [person.name], clinic.keeper.where())
    commands.assign(lee.name, [person.name], clinic.keeper.where())
    ended = "SELECT until_utc IS NULL FROM assignments WHERE clinician = %s ORDER BY since_utc"
    assert clinic.admin.ask(ended, [lee.name]) == [(False,), (True,)]


@pytest.mark.parametrize("who", ["person", "clinician"])
def test_whoever_lost_their_password_goes_on_with_a_new_one(clinic, say, who):
    person = clinic.person()
    practise(person.log())
    one = {"person": person, "clinician": clinic.clinician(person)}[who]
    with one.connect(autocommit=True) as connection:
        code, password, err = say("new-password", one.name)
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            connection.execute("SELECT 1")
    assert (code, err.splitlines()[-1]) == (0, f"The old password of {one.name} no longer works.")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        one.connect()
    again = Member(one.name, one.url.set(password=password.strip()))
    assert len(again.log(**{} if who == "person" else {"person": person.name}).sessions()) == 1


def test_nobody_who_was_let_go_or_is_not_of_the_clinic_gets_a_new_password(clinic):
    person = clinic.person()
    commands.revoke(person.name, where=clinic.keeper.where())
    for name in (person.name, "admin", "nobody"):
        with pytest.raises(LogError, match=f"No person and no clinician named '{name}'"):
            commands.new_password(name, clinic.keeper.where())


# The end comes at once


def test_a_transaction_that_looks_at_the_past_is_cut_off(clinic):
    person = clinic.person()
    practise(person.log())
    lee = clinic.clinician(person)
    with lee.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
        commands.revoke(lee.name, [person.name], clinic.keeper.where())
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            connection.execute("SELECT count(*) FROM sessions")
    assert lee.ask("SELECT count(*) FROM sessions") == [(0,)]


@pytest.mark.parametrize("who", ["person", "clinician"])
def test_whoever_is_let_go_is_out_and_their_rows_stay(clinic, who):
    person = clinic.person()
    practise(person.log())
    one = {"person": person, "clinician": clinic.clinician(person)}[who]
    with one.connect(autocommit=True) as connection:
        commands.revoke(one.name, where=clinic.keeper.where())
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            connection.execute("SELECT count(*) FROM sessions")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        one.connect()
    kept = "SELECT count(*) FROM sessions WHERE person = %s"
    assert clinic.admin.ask(kept, [person.name]) == [(1,)]


# Those who run it


def test_whoever_runs_it_sees_nobodys_rows(clinic):
    practise(clinic.person().log())
    assert clinic.keeper.ask("SELECT count(*) FROM sessions") == [(0,)]
    assert clinic.keeper.ask("SELECT rolsuper FROM pg_roles WHERE rolname = session_user") == [
        (False,)
    ]


def test_whoever_runs_it_goes_on_with_what_a_superuser_began(server):
    admin = Member("admin", fresh_database(server))
    commands.init(admin.where())
    person = clinic_member(admin, commands.add_person("before_keeper", admin.where()))
    practise(person.log())
    keeper = keeper_of(admin)
    commands.init(admin.where())
    commands.init(keeper.where())
    commands.revoke(person.name, where=keeper.where())
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        person.connect()
    again = clinic_member(admin, commands.bring_back(person.name, keeper.where()))
    assert len(again.log().sessions()) == 1


def clinic_member(admin, password, name="before_keeper"):
    return Member(name, admin.url.set(username=name, password=password))


def test_who_may_not_cut_off_is_told_by_init_and_by_revoke(server):
    admin = Member("admin", fresh_database(server))
    keeper = keeper_of(admin)
    commands.init(keeper.where())
    admin.ask(f"REVOKE pg_signal_backend FROM {keeper.name}")
    admin.ask(f"ALTER ROLE {keeper.name} NOCREATEROLE")
    notices = " ".join(commands.init(keeper.where()))
    assert "goes on, for your role may not cut it off" in notices
    admin.ask(f"ALTER ROLE {keeper.name} CREATEROLE")
    name = f"p_of_{admin.url.database}"
    person = clinic_member(admin, commands.add_person(name, keeper.where()), name)
    with person.connect(autocommit=True) as connection:
        with pytest.raises(LogError, match=r"It has ended.*Run init once as a superuser"):
            commands.revoke(name, where=keeper.where())
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert "cut" not in " ".join(commands.init(admin.where()))
        commands.bring_back(name, keeper.where())
        commands.revoke(name, where=keeper.where())
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            connection.execute("SELECT 1")


def test_the_page_on_scaling_forgets_one_person_and_no_other(clinic):
    gone, stays = clinic.person(), clinic.person()
    for person in (gone, stays):
        log = person.log()
        log.note(practise(log), "twice")
        log.rate("pain", 1, moment="any")
        log.measure("chest_to_thigh", side="left", trials_cm=[9.0])
    lee = clinic.clinician(gone, stays)
    ((kept,),) = clinic.admin.ask("SELECT lo_create(0)")
    clinic.admin.ask(f"ALTER LARGE OBJECT {kept} OWNER TO {gone.name}")
    page = (Path(__file__).parent.parent / "docs" / "scaling.md").read_text("utf-8")
    (code,) = re.findall(r"<!-- forget -->\n```sql\n(.*?)```\n<!-- end -->", page, re.DOTALL)
    clinic.admin.ask(code.replace("p0042", gone.name))
    assert lee.ask("SELECT DISTINCT person FROM sessions") == [(stays.name,)]
    for table in (*metadata.tables, "assignments"):
        left = clinic.admin.ask(f"SELECT count(*) FROM {table} WHERE person = %s", [gone.name])
        assert left == [(0,)]
    with pytest.raises(psycopg.OperationalError):
        gone.connect()


# Where there is nothing yet


def test_a_database_without_a_log_is_refused_with_the_cure(server):
    empty = Member("admin", fresh_database(server))
    with pytest.raises(LogError, match=r"has no log yet.*python -m stretchlib\.clinic init"):
        empty.log()
    with pytest.raises(LogError, match=r"no log here yet.*init"):
        commands.add_person("early", empty.where())


@pytest.mark.parametrize(
    "command",
    [
        commands.init,
        lambda where: commands.add_person("p", where),
        lambda where: commands.weekly_summary(date(2026, 3, 2), where),
    ],
)
def test_a_file_is_no_clinic(tmp_path, command):
    with pytest.raises(LogError, match="is not on a server, and only one person's"):
        command(str(tmp_path / "log.sqlite"))


def test_a_person_cannot_run_a_clinic(clinic):
    person = clinic.person()
    for command in (commands.init, lambda where: commands.add_person("p9", where)):
        with pytest.raises(LogError, match="Use a role that owns it and may make roles"):
            command(person.where())
