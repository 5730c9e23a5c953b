"""What an administrator copies agrees with itself, with its pages and with what is installed."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from stretchlib.clinic.pgpass import kept_in
from tests.hub_kit import DEPLOY, README, TREE
from tests.page_kit import SCALING, blocks

CONFIG = DEPLOY / "jupyterhub_config.py"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
EXAMPLE = (DEPLOY / "hub.env.example").read_text("utf-8")


def variables(text):
    return set(re.findall(r"\b(?:HUB|CLINIC)_[A-Z_]+\b", text))


def test_the_example_has_every_variable_that_must_be_chosen_and_none_that_nobody_reads():
    read = CONFIG.read_text("utf-8")
    must = set(re.findall(r'(?:chosen|secret)\("(\w+)"\)', read))
    offered = set(re.findall(r"^(\w+)=", EXAMPLE, re.M))
    assert must <= offered
    assert offered <= variables(read)
    assert variables(README.read_text("utf-8")) <= variables(read)


# The configuration, run by itself


class Told(dict[str, Any]):
    """A configuration object: every name of it is there."""

    def __getattr__(self, name):
        return self.setdefault(name, Told())

    def __setattr__(self, name, value):
        self[name] = value


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """Choose what the example chooses, in a folder of the test's own."""
    for name, value in re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M):
        monkeypatch.setenv(name, value)
    (tmp_path / "passwords").touch(mode=0o600)
    (tmp_path / "people.csv").write_text("anna,p0042\r\nben , p:43\r\n\r\n", encoding="utf-8-sig")
    (tmp_path / "key").touch(mode=0o600)
    monkeypatch.setenv("CLINIC_PASSWORDS", str(tmp_path / "passwords"))
    monkeypatch.setenv("CLINIC_PEOPLE", str(tmp_path / "people.csv"))
    monkeypatch.setenv("HUB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HUB_KEY", str(tmp_path / "key"))
    return tmp_path


def configured():
    told = Told()
    return runpy.run_path(str(CONFIG), {"get_config": lambda: told}), told


def test_the_hub_finds_the_password_that_the_clinic_wrote(chosen):
    written = {"p0042": "of anna", "p:43": r"of\ben:", "p004": "another"}
    with kept_in(chosen / "passwords", "other", {"p0042": "elsewhere"}):
        pass
    with kept_in(chosen / "passwords", "clinic", written):
        pass
    names, told = configured()
    found = {user: names["number_of"](user) for user in ("anna", "ben", "Anna", "p0042", "")}
    assert found == {"anna": "p0042", "ben": "p:43", "Anna": None, "p0042": None, "": None}
    for number, password in written.items():
        assert names["password_of"](number) == password
    assert names["password_of"]("nobody") is None
    assert told.JupyterHub.authenticator_class == "pam"
    assert told.JupyterHub.spawner_class == "local-process"


@pytest.mark.skipif(os.name != "posix", reason="modes are of these systems")
def test_the_hub_does_not_begin_where_others_may_read_the_passwords(chosen):
    (chosen / "passwords").chmod(0o640)
    with pytest.raises(SystemExit, match="may be read by others"):
        configured()
    (chosen / "passwords").unlink()
    with pytest.raises(SystemExit, match="is not there"):
        configured()


def test_the_hub_does_not_begin_without_what_has_to_be_chosen(chosen, monkeypatch):  # noqa: ARG001
    monkeypatch.setenv("HUB_AUTHENTICATOR", "")
    with pytest.raises(SystemExit, match="HUB_AUTHENTICATOR is not set"):
        configured()


def test_a_server_in_a_container_is_told_where_the_hub_is(chosen, monkeypatch):  # noqa: ARG001
    page = README.read_text("utf-8")
    (text,) = re.findall(r"<!-- settings: containers -->\n```\n(.*?)```", page, re.S)
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.M):
        if name.startswith("HUB_"):
            monkeypatch.setenv(name, value)
    _, told = configured()
    assert told.JupyterHub.spawner_class == "docker"
    assert told.DockerSpawner.image == COMPOSE["services"]["notebook"]["image"]
    assert told.DockerSpawner.network_name == COMPOSE["networks"]["stretchlib"]["name"]
    assert told.Spawner.cmd == ["python", "/opt/stretchlib/deploy/hub/begin.py"]
    assert "//hub:" in told.JupyterHub.hub_connect_url
    assert "hub" in COMPOSE["services"]


# In containers


def test_what_an_image_copies_is_there_and_nothing_else_goes_in():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    assert [path for path in let_in if not (TREE / path).exists()] == []
    for source in re.findall(r"^COPY (?!--)(\S+) ", DOCKERFILE, re.M):
        assert source == "." or source in let_in
    assert "hub.env" not in " ".join(let_in)


def test_the_images_have_the_versions_that_are_tried():
    package = json.loads((TREE / "package.json").read_text("utf-8"))["devDependencies"]
    wanted = f"configurable-http-proxy@{package['configurable-http-proxy']}"
    assert wanted in DOCKERFILE
    assert wanted in README.read_text("utf-8")
    bound = re.search(r'"(jupyterhub[^"]+)"', (TREE / "pyproject.toml").read_text("utf-8"))
    assert bound is not None
    for text in (DOCKERFILE, README.read_text("utf-8")):
        assert set(re.findall(r"'(jupyterhub[<>=].*?)'", text)) == {bound[1]}


def test_every_part_of_the_compose_file_is_of_an_image_that_is_made_or_named():
    targets = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.M))
    built = [each["build"] for each in COMPOSE["services"].values() if "build" in each]
    assert {each["target"] for each in built} <= targets
    for each in built:
        assert (DEPLOY / each["context"] / each["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    made = {each["image"] for each in COMPOSE["services"].values() if "build" in each}
    assert COMPOSE["services"]["keeper"]["image"] in made
    for each in COMPOSE["services"].values():
        assert set(each["networks"]) <= set(COMPOSE["networks"])
    secret = COMPOSE["secrets"]["postgres"]["file"]
    assert secret.startswith("/srv/clinic/")
    assert "POSTGRES_PASSWORD" not in COMPOSE["services"]["db"]["environment"]


def test_the_pages_name_the_same_database():
    lines = [*blocks(SCALING, "init"), *blocks(README, "certificates")]
    hosts = set(re.findall(r"\b[a-z.]+\.example\.org\b", " ".join(lines)))
    assert hosts == {"db.example.org"}
    assert COMPOSE["services"]["db"]["networks"]["stretchlib"]["aliases"] == ["db.example.org"]


# What each person's server does first


@pytest.fixture
def begin():
    return runpy.run_path(str(DEPLOY / "begin.py"))


@pytest.fixture
def version(tmp_path):
    """A version of two notebooks."""
    folder = tmp_path / "version"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.ipynb").write_text(f"{name} of the first")
    return folder


def contents(folder):
    return {path.name: path.read_text() for path in sorted(folder.glob("*.ipynb"))}


def test_notebooks_are_laid_once_and_only_their_owner_reads_them(begin, version, tmp_path):
    own = tmp_path / "home" / "own"
    assert begin["lay"](version, own) == []
    assert contents(own) == contents(version)
    if os.name == "posix":
        assert own.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in own.iterdir()} == {0o600}
    assert begin["lay"](version, own) == []


def test_what_was_changed_stays_and_the_new_lies_beside_it_once(begin, version, tmp_path):
    own = tmp_path / "own"
    begin["lay"](version, own)
    (own / "one.ipynb").write_text("mine")
    for name in ("one", "two"):
        (version / f"{name}.ipynb").write_text(f"{name} of the second")
    (told,) = begin["lay"](version, own)
    assert begin["lay"](version, own) == []
    (beside,) = set(contents(own)) - {"one.ipynb", "two.ipynb"}
    assert beside in told
    assert contents(own) == {
        "one.ipynb": "mine",
        "two.ipynb": "two of the second",
        beside: "one of the second",
    }


@pytest.mark.parametrize("record", [None, "{", "[1]", "null"])
def test_where_nobody_knows_what_was_laid_nothing_is_written_over(begin, version, tmp_path, record):
    own = tmp_path / "own"
    begin["lay"](version, own)
    (own / "one.ipynb").write_text("mine")
    (own / ".laid.json").unlink()
    if record is not None:
        (own / ".laid.json").write_text(record)
    begin["lay"](version, own)
    assert contents(own)["one.ipynb"] == "mine"
    assert list(contents(own).values()).count("one of the first") == 1


def test_it_runs_in_a_python_that_knows_nothing_of_the_hub():
    """Whoever cannot be told apart is still shown the page that says what is wrong."""
    code = f"import runpy; print(runpy.run_path({str(DEPLOY / 'begin.py')!r})['page']())"
    environment = {**os.environ, "STRETCHLIB_LOG": "postgresql+psycopg://nobody@localhost:1/x"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "00_today"
    assert "nobody@localhost" in done.stderr


def test_what_is_for_the_hub_alone_is_kept_out_of_git():
    ignored = (TREE / ".gitignore").read_text("utf-8").splitlines()
    assert f"/{Path('deploy/hub/hub.env')}" in ignored
