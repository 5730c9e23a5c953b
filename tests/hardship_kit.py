"""Places that cannot be written: a disk without room, a folder without leave, for any user."""

import codecs
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
SMALLEST = 512
"""Bytes that one file may still have on a disk that only pretends to be full."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder that `full` can fill: a small disk of its own where we may mount one."""
    options = ["-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)
    try:
        yield folder
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave no room in a folder: really where it is a disk of its own, else by a limit."""
    if os.path.ismount(folder):
        filler = folder / "filler"
        filler.write_bytes(b"\0" * shutil.disk_usage(folder).free)
        yield
        filler.unlink()
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLEST, limits[1]))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def shared_folder() -> Iterator[Path]:
    """Give a folder that everybody can reach, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be somebody whom the modes of files apply to; root is not."""
    if os.geteuid() != 0:
        yield
        return
    # `zipfile` asks for it, and where Python lies in the home of root nobody can read it then.
    codecs.lookup("cp437")
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write in a folder; be somebody to whom that applies."""
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    yield
    folder.chmod(mode)
