"""Many are let in at once, all of them are listed, and whoever was let go may come back."""

import psycopg
import pytest

from stretchlib import clinic as commands
from stretchlib.clinic.__main__ import main
from stretchlib.errors import LogError
from tests.clinic_kit import Clinic
from tests.log_kit import practise


@pytest.fixture
def own_clinic(server):
    """A clinic that nobody else is in."""
    return Clinic.at(server)


@pytest.fixture
def say(own_clinic, monkeypatch, capsys):
    """Run a command as whoever runs the clinic; return its exit code and what it wrote."""
    monkeypatch.setenv("STRETCHLIB_LOG", own_clinic.keeper.where())

    def say(*words):
        code = main(words)
        return code, *capsys.readouterr()

    return say


def named(own_clinic, *numbers):
    """Names that no other clinic of the server has taken."""
    return [f"{own_clinic.admin.url.database}_{number}" for number in numbers]


def test_many_are_let_in_from_a_file(own_clinic, say, tmp_path):
    one, two, three = names = named(own_clinic, 1, 2, 3)
    file = tmp_path / "people.txt"
    file.write_text(f"\ufeff{one}\r\n\n  {two}\n{three}", encoding="utf-8")
    code, out, err = say("add-person", "--file", str(file))
    assert (code, err.splitlines()[-1]) == (0, "3 people may connect.")
    passwords = dict(line.split("\t") for line in out.splitlines())
    assert list(passwords) == names
    for name, password in passwords.items():
        assert own_clinic.member(name, password).ask("SELECT session_user") == [(name,)]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("{new}\n{old}\n", "{old}' is taken"),
        ("{new}\n{new}\n", "{new}' stands there twice"),
        ("{new}\n" + "x" * 64, "cannot be the name of a role"),
        ("{new}\npg_me\n", "reserved"),
        ("\n", "Nobody is named"),
        ("{new}\n# of the north\n", "Line 2 of FILE is '# of the north'. Write one name a line"),
        ("{new}, Anna\n", "Line 1 of FILE is '{new}, Anna'."),
    ],
    ids=["taken", "twice", "too long", "reserved", "empty", "a remark", "a table"],
)
def test_all_of_a_file_are_let_in_or_none(own_clinic, say, tmp_path, lines, why):
    new, old = named(own_clinic, "new", "old")
    commands.add_person(old, own_clinic.keeper.where())
    file = tmp_path / "people.txt"
    file.write_text(lines.format(new=new, old=old))
    code, out, err = say("add-person", "--file", str(file))
    assert (code, out) == (1, "")
    assert why.format(new=new, old=old).replace("FILE", str(file)) in err
    assert commands.members(own_clinic.keeper.where())["name"].tolist() == [old]


def test_a_file_that_is_not_there_or_no_text_is_named(say, tmp_path):
    picture = tmp_path / "picture"
    picture.write_bytes(b"\x89PNG\xff")
    for file in (tmp_path / "missing", picture):
        code, _, err = say("add-person", "--file", str(file))
        assert (code, err.startswith(f"{file} cannot be read")) == (1, True)


def test_the_list_tells_who_is_in_who_was_let_go_and_who_reads_whom(own_clinic, say):
    anna, ben = own_clinic.person(), own_clinic.person()
    lee = own_clinic.clinician(anna, ben)
    commands.revoke(ben.name, where=own_clinic.keeper.where())
    code, out, err = say("list")
    assert (code, err) == (0, "")
    assert sorted(out.splitlines()) == sorted(
        [
            f"{anna.name}\tperson\tmay connect\t{lee.name}",
            f"{ben.name}\tperson\tlet go\t{lee.name}",
            f"{lee.name}\tclinician\tmay connect\t{anna.name}, {ben.name}",
        ]
    )


def test_a_list_of_nobody_has_the_same_columns(own_clinic):
    found = commands.members(own_clinic.keeper.where())
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {
        "name": "str", "kind": "str", "may_connect": "bool", "assigned": "str",
    }  # fmt: skip


def test_whoever_comes_back_finds_what_is_theirs(own_clinic, say):
    person = own_clinic.person()
    practise(person.log())
    lee = own_clinic.clinician(person)
    say("revoke", person.name)
    code, password, _ = say("return", person.name)
    again = own_clinic.member(person.name, password)
    assert code == 0
    assert len(again.log().sessions()) == 1
    practise(again.log())
    assert len(lee.log(person=person.name).sessions()) == 2
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        person.connect()


def test_a_clinician_who_comes_back_reads_nobody_until_they_are_assigned(own_clinic, say):
    person = own_clinic.person()
    practise(person.log())
    lee = own_clinic.clinician(person)
    say("revoke", lee.name)
    _, password, err = say("return", lee.name)
    again = own_clinic.member(lee.name, password)
    assert "reads nobody until assign is run" in err
    assert again.ask("SELECT count(*) FROM sessions") == [(0,)]
    say("assign", lee.name, person.name)
    assert again.ask("SELECT count(*) FROM sessions") == [(1,)]


def test_whoever_was_let_go_before_there_was_a_list_of_them_comes_back_too(own_clinic, say):
    person, alone = own_clinic.person(), own_clinic.person()
    own_clinic.clinician(person)
    group = f"{own_clinic.admin.url.database}_people"
    for one in (person, alone):
        own_clinic.keeper.ask(f"REVOKE {group} FROM {one.name}")
        own_clinic.keeper.ask(f"ALTER ROLE {one.name} NOLOGIN PASSWORD NULL")
    code, password, _ = say("return", person.name)
    assert code == 0
    assert own_clinic.member(person.name, password).log().sessions().empty
    code, _, err = say("return", alone.name)
    assert (code, f'GRANT "{group}_let_go" TO' in err) == (1, True)
    own_clinic.admin.ask(f"GRANT {group}_let_go TO {alone.name}")
    assert say("return", alone.name)[0] == 0


def test_only_somebody_who_was_let_go_here_comes_back(server, own_clinic):
    person = own_clinic.person()
    other = Clinic.at(server)
    elsewhere = other.person()
    commands.revoke(elsewhere.name, where=other.keeper.where())
    own_clinic.admin.ask("CREATE ROLE of_nobody")
    where = own_clinic.keeper.where()
    try:
        for name, why in {
            person.name: "may connect: nobody let them go",
            elsewhere.name: "Nobody named .* was let go here",
            "of_nobody": "Nobody named .* was let go here",
            "admin": "Nobody named .* was let go here",
            own_clinic.keeper.name: "Nobody named .* was let go here",
        }.items():
            with pytest.raises(LogError, match=why):
                commands.bring_back(name, where)
    finally:
        own_clinic.admin.ask("DROP ROLE of_nobody")


def test_somebody_let_go_sees_nothing_by_the_group_of_those(own_clinic):
    person = own_clinic.person()
    commands.revoke(person.name, where=own_clinic.keeper.where())
    group = f"{own_clinic.admin.url.database}_people_let_go"
    may = "SELECT has_database_privilege(%s, current_database(), 'CONNECT')"
    assert own_clinic.admin.ask(may, [group]) == [(False,)]
    assert own_clinic.admin.ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [group]) == [
        (False,)
    ]
