"""A hub and its database as deploy/hub and docs/scaling.md say it: every command as written."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from tests.browser.lab import free_port, serving
from tests.page_kit import SCALING, blocks
from tools.postgres import find_with_tls, running

TREE = Path(__file__).resolve().parents[1]
DEPLOY = TREE / "deploy" / "hub"
README = DEPLOY / "README.md"
HOST, DATABASE = "db.example.org", "clinic"
USERS = {"anna": "p0042", "ben": "p0043", "lee": "c07"}
"""Who logs in, and their number; a stranger has none."""
SHARED = "one password for this test"
"""Of everybody at the hub: who they say they are is not what is tried."""
ENCRYPTED = {"ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key"}


@dataclass(frozen=True)
class House:
    """The machine that the pages speak of: a folder, its environment, and the database."""

    folder: Path
    environment: dict[str, str]
    superuser: URL

    def say(self, lines: list[str], typed: str = "") -> str:
        """Run lines in one shell, each as it is written; the first that fails fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "umask 077\n" + "\n".join(lines)],
            cwd=self.folder,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            # Without a terminal, createuser reads a password where it is given.
            start_new_session=True,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def clinic(self, *lines: str) -> str:
        """Run lines as the keeper."""
        (export,) = [line for line in blocks(SCALING, "init") if line.startswith("export ")]
        return self.say([export, *lines])

    def ask(self, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
        """Ask the database as its superuser."""
        with psycopg.connect(
            self.superuser.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
        ) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def house() -> Iterator[House]:
    """Do what the two pages say up to the hub, on a server that encrypts."""
    programs = find_with_tls()
    with tempfile.TemporaryDirectory(prefix="stretchlib-hub-") as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "HOME": name,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(programs), os.defpath]),
            "PYTHONPATH": str(TREE),
        }
        bare = House(folder, environment, URL.create("postgresql"))
        bare.say(blocks(README, "certificates"))
        files = {each: (folder / each).read_bytes() for each in ("server.crt", "server.key")}
        with running(programs, {**ENCRYPTED, "log_statement": "all"}, files) as server:
            yield _begun(bare, server)


def _begun(bare: House, server: URL) -> House:
    folder, password = bare.folder, secrets.token_urlsafe()
    # The page's names lead here; who is on the other side is still proven by its certificate.
    environment = {
        **bare.environment,
        "PGHOST": HOST,
        "PGHOSTADDR": str(server.host),
        "PGPORT": str(server.port),
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(folder / "root.crt"),
        "PGUSER": "postgres",
        "PGPASSFILE": str(folder / "pgpass"),
    }
    house = House(folder, environment, server.set(database=DATABASE))
    with psycopg.connect(
        server.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as connection:
        as_postgres = f"CREATE ROLE postgres SUPERUSER LOGIN PASSWORD '{password}'"
        connection.execute(as_postgres)
        ((access,),) = connection.execute("SHOW hba_file").fetchall()
        Path(access).write_bytes((DEPLOY / "pg_hba.conf").read_bytes())
        connection.execute("SELECT pg_reload_conf()")
    for who in ("postgres", "keeper"):
        _add_line(folder / "pgpass", f"*:*:*:{who}:{password}")
    house.say(blocks(SCALING, "superuser"), f"{password}\n{password}\n")
    house.say([line for line in blocks(SCALING, "init") if not line.startswith("pip ")])
    for number in ("p0042", "p0043", "p0044"):
        _add_line(folder / "people.txt", number)
    house.clinic(*blocks(SCALING, "people"))
    for user, number in USERS.items():
        _add_line(folder / "people.csv", f"{user},{number}")
    return house


def _add_line(file: Path, line: str) -> None:
    file.touch(mode=0o600)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


@dataclass(frozen=True)
class Hub:
    """A JupyterHub that runs."""

    url: str
    house: House
    tree: Path
    """The version of the workbook that it has."""

    def home_of(self, user: str) -> Path:
        """Where somebody's folder is."""
        return self.house.folder / "homes" / user

    def workbook_of(self, user: str) -> Path:
        """Where their notebooks lie."""
        return self.home_of(user) / "Stretching workbook"


@contextmanager
def running_hub(house: House) -> Iterator[Hub]:
    """Start the hub as its README says, with the settings of the example but for places."""
    folder, port, inside = house.folder, free_port(), free_port()
    tree = folder / "version"
    for part in ("stretchlib", "data", "docs", "notebooks", "app", "deploy"):
        shutil.copytree(TREE / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    settings = {
        **dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / "hub.env.example").read_text(), re.M)),
        "CLINIC_ROOT_CERTIFICATE": str(folder / "root.crt"),
        "CLINIC_PEOPLE": str(folder / "people.csv"),
        "CLINIC_PASSWORDS": str(folder / "passwords"),
        "HUB_AUTHENTICATOR": "shared-password",
        "HUB_SPAWNER": "simple",
        "HUB_ADDRESS": f"http://127.0.0.1:{port}",
        "HUB_STATE": str(folder / "hub"),
        "HUB_CERTIFICATE": "",
        "HUB_SUBDOMAIN_HOST": "",
        "HUB_PYTHON": sys.executable,
        "HUB_MORE": str(folder / "more.py"),
    }
    (folder / "more.py").write_text(_more(house, tree, inside), encoding="utf-8")
    (folder / "more.py").chmod(0o600)
    config = str(tree / "deploy" / "hub" / "jupyterhub_config.py")
    command = [sys.executable, "-m", "jupyterhub", "--config", config]
    # The hub itself knows nothing of the database but what its settings say.
    environment = {
        name: value for name, value in house.environment.items() if not name.startswith("PG")
    }
    url = f"http://127.0.0.1:{port}"
    # It stops each person's server first, and one whose kernel just starts takes half a minute.
    patience_s = 90
    health = f"{url}/hub/health"
    with serving(command, folder, {**environment, **settings}, health, patience_s):
        yield Hub(url, house, tree)


def _more(house: House, tree: Path, inside: int) -> str:
    """What a test machine needs besides: its proxy, its ports, its folders, and who is root."""
    node = shutil.which(
        "node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    proxy = TREE / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    reached = {name: house.environment[name] for name in ("PGHOSTADDR", "PGPORT")}
    environment = {**reached, "PYTHONPATH": str(tree)}
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return f"""
c.SharedPasswordAuthenticator.user_password = {SHARED!r}
c.ConfigurableHTTPProxy.command = {[node, str(proxy)]!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.JupyterHub.hub_port = {inside}
c.JupyterHub.cleanup_servers = True
c.SimpleLocalProcessSpawner.home_dir_template = {str(house.folder / "homes")!r} + "/{{username}}"
c.Spawner.environment = {environment!r}
c.Spawner.args = {["--LabApp.expose_app_in_browser=True", *(["--allow-root"] if is_root else [])]!r}
"""
