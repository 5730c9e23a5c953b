"""What an administrator copies agrees with itself, with its pages and with what is installed."""

import errno
import json
import os
import re
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml

from stretchlib import private_files
from stretchlib.clinic.pgpass import kept_in
from stretchlib.log import open_log
from stretchlib.routines import routine
from stretchlib.workbook import hub_server
from stretchlib.workbook.jupyter_server import FORGETFUL
from tests.hub_kit import DEPLOY, README, TREE
from tests.page_kit import SCALING, blocks
from tools import wheel

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


class Configuration(dict[str, Any]):
    """A configuration object: every name of it is there."""

    def __getattr__(self, name):
        return self.setdefault(name, Configuration())

    def __setattr__(self, name, value):
        self[name] = value


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """Choose what the example chooses, in a folder of the test's own."""
    for name, value in re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M):
        monkeypatch.setenv(name, value)
    (tmp_path / "passwords").touch(mode=0o600)
    (tmp_path / "people.csv").write_text("Anna,p0042\r\nben , p:43\r\n\r\n", encoding="utf-8-sig")
    (tmp_path / "key").touch(mode=0o600)
    monkeypatch.setenv("CLINIC_PASSWORDS", str(tmp_path / "passwords"))
    monkeypatch.setenv("CLINIC_PEOPLE", str(tmp_path / "people.csv"))
    monkeypatch.setenv("HUB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HUB_KEY", str(tmp_path / "key"))
    return tmp_path


def configured():
    configuration = Configuration()
    more = {"load_subconfig": lambda file: configuration.__setitem__("more", file)}
    return runpy.run_path(str(CONFIG), {"get_config": lambda: configuration, **more}), configuration


def test_the_hub_finds_the_password_that_the_clinic_wrote(chosen):
    written = {"p0042": "of anna", "p:43": r"of\ben:", "p004": "another"}
    with kept_in(chosen / "passwords", "other", {"p0042": "elsewhere"}):
        pass
    with kept_in(chosen / "passwords", "clinic", written):
        pass
    names, configuration = configured()
    found = {user: names["number_of"](user) for user in ("anna", "ben", "Anna", "p0042", "")}
    assert found == {"anna": "p0042", "ben": "p:43", "Anna": "p0042", "p0042": None, "": None}
    for number, password in written.items():
        assert names["password_of"](number) == password
    assert names["password_of"]("nobody") is None
    assert configuration.JupyterHub.authenticator_class == "pam"
    assert configuration.JupyterHub.spawner_class == "localprocess"


@pytest.mark.skipif(os.name != "posix", reason="modes are of these systems")
def test_the_hub_does_not_begin_where_others_may_read_the_passwords(chosen):
    (chosen / "passwords").chmod(0o640)
    with pytest.raises(SystemExit, match="may be read by others"):
        configured()
    (chosen / "passwords").unlink()
    with pytest.raises(SystemExit, match=r"passwords is not there\. .*--pgpass"):
        configured()
    (chosen / "passwords").touch(mode=0o600)
    (chosen / "key").unlink()
    with pytest.raises(
        SystemExit, match=r"key is not there\. Put the key of HUB_CERTIFICATE there"
    ):
        configured()


def test_what_the_example_offers_is_known_to_jupyterhub():
    for kind, variable in (("authenticators", "HUB_AUTHENTICATOR"), ("spawners", "HUB_SPAWNER")):
        (chosen_there,) = re.findall(rf"^{variable}=(.*)$", EXAMPLE, re.M)
        assert chosen_there in {one.name for one in entry_points(group=f"jupyterhub.{kind}")}


def test_the_hub_does_not_begin_without_what_has_to_be_chosen(chosen, monkeypatch):  # noqa: ARG001
    monkeypatch.setenv("HUB_AUTHENTICATOR", "")
    with pytest.raises(SystemExit, match="HUB_AUTHENTICATOR is not set"):
        configured()


def test_settings_of_ones_own_that_are_not_there_are_not_passed_over(chosen, monkeypatch):
    monkeypatch.setenv("HUB_MORE", str(chosen / "more.py"))
    with pytest.raises(SystemExit, match=r"more\.py is not there\. .*leave HUB_MORE empty"):
        configured()


def test_a_server_in_a_container_is_told_where_the_hub_is(chosen, monkeypatch):
    page = README.read_text("utf-8")
    (text,) = re.findall(r"<!-- settings: containers -->\n```\n(.*?)```", page, re.S)
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.M):
        if name.startswith("HUB_"):
            monkeypatch.setenv(name, value)
    (chosen / "more.py").touch(mode=0o600)
    monkeypatch.setenv("HUB_MORE", str(chosen / "more.py"))
    _, configuration = configured()
    assert configuration["more"] == str(chosen / "more.py")
    assert configuration.JupyterHub.spawner_class == "docker"
    assert configuration.DockerSpawner.image == COMPOSE["services"]["notebook"]["image"]
    assert configuration.DockerSpawner.network_name == COMPOSE["networks"]["stretchlib"]["name"]
    assert configuration.Spawner.cmd == ["python", "-m", "stretchlib.workbook.hub_server"]
    assert f"CMD {json.dumps(configuration.Spawner.cmd)}" in DOCKERFILE
    assert "//hub:" in configuration.JupyterHub.hub_connect_url
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
def home(tmp_path, monkeypatch):
    """The folder of somebody who has a log, and has practised."""
    log = open_log(tmp_path / "log.sqlite")
    log.add_session("Standard", routine("standard").phases(), at=datetime.now(UTC))
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "log.sqlite"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def begun(home):
    return hub_server.address_in(home, home / "Stretching workbook")


def test_a_server_brings_the_notebooks_and_opens_on_the_right_one(home, monkeypatch):
    assert begun(home) == "/lab/tree/Stretching%20workbook/00_today.ipynb"
    laid = {path.name for path in (home / "Stretching workbook").glob("*.ipynb")}
    assert laid == {path.name for path in (TREE / "notebooks").glob("*.ipynb")}
    monkeypatch.setenv("STRETCHLIB_LOG", str(home / "none.sqlite"))
    assert begun(home) == "/lab/tree/Stretching%20workbook/01_start_here.ipynb"


def test_whoever_cannot_reach_their_log_sees_the_page_that_says_why(home, monkeypatch):
    monkeypatch.setenv("STRETCHLIB_LOG", "postgresql+psycopg://nobody@localhost:1/x")
    assert begun(home) == "/lab/tree/Stretching%20workbook/00_today.ipynb"


def test_a_folder_that_cannot_be_written_keeps_nobody_from_the_notebooks_they_have(
    home, monkeypatch, capsys
):
    (home / "Stretching workbook").write_text("a file of mine")
    assert begun(home) == "/lab"
    (home / "Stretching workbook").unlink()
    begun(home)

    def is_full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(private_files, "write_over", is_full)
    assert begun(home) == "/lab/tree/Stretching%20workbook/00_today.ipynb"
    errors = capsys.readouterr().err
    assert "cannot be the folder of your notebooks" in errors
    assert "No space left on device" in errors


def test_the_server_that_follows_keeps_no_history_and_saves_no_outputs(home, monkeypatch):
    begins = []
    monkeypatch.setattr(os, "execv", lambda _program, words: begins.append(words))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["hub_server", "--allow-root"])
    monkeypatch.chdir(home)
    environment, mask = dict(os.environ), os.umask(0)
    try:
        hub_server.main()
        settings = Path(os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        assert os.environ["STRETCHLIB_FOLDER"] == str(home / "Stretching workbook")
        assert os.umask(0) == 0o077
    finally:
        os.umask(mask)
        os.environ.clear()
        os.environ.update(environment)
    assert begins == [[sys.executable, "-m", "jupyterhub.singleuser", FORGETFUL, "--allow-root"]]
    assert "pre_save_hook" in (settings / "jupyter_lab_config.py").read_text("utf-8")


def test_what_the_commands_of_the_pages_write_is_kept_out_of_git():
    pages = [SCALING.read_text("utf-8"), README.read_text("utf-8")]
    pattern = r"(?:--pgpass|--file|-keyout|-out)[ =](\S+)|cp \S+ (\S+)"
    written = {one or other for page in pages for one, other in re.findall(pattern, page)}
    names = {Path(name).name for name in written}
    assert {"passwords", "people.txt", "root.key", "server.key", "hub.env"} <= names
    command = ["git", "check-ignore", *sorted({*names, "people.csv", "passwords.new"})]
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == {*names, "people.csv", "passwords.new"}


def test_a_release_takes_what_git_keeps_and_nothing_else(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    for name in ("ours.py", "passwords"):
        (tmp_path / name).touch()
    subprocess.run(["git", "-C", str(tmp_path), "add", "ours.py"], check=True)
    monkeypatch.setattr(wheel, "TOP", tmp_path)
    assert wheel.tracked() == ["ours.py"]
