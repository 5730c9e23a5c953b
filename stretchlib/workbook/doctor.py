"""What is installed where, whether it fits together, and what is missing."""

import os
import platform
import shutil
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from stretchlib import places, text
from stretchlib._data import checkout
from stretchlib._install import NAME, install_command, own_version, remove_command, upgrade_command
from stretchlib.errors import StretchError
from stretchlib.log import open_log
from stretchlib.log.driver_errors import cure_of
from stretchlib.log.locate import is_there
from stretchlib.workbook.environments import jupyterlabs, version_here, what_lacks
from stretchlib.workbook.laid_record import read

PACKAGES: Final = ("jupyterlab", "ipykernel", "ipywidgets", "anywidget")
EXTRAS: Final = {"voila": "app", "psycopg": "clinic"}
LITTLE: Final = 200_000_000
"""Bytes of free disk below which a log, its daily copies and an upgrade may not find room."""


class Check(NamedTuple):
    """One line of what was found."""

    what: str
    details: str
    is_wrong: bool = False


def main(folder: Path) -> int:
    """Print what is found; 1 where something is wrong."""
    found = list(look(folder))
    width = max(len(one.what) for one in found)
    for one in found:
        print(f"{'!' if one.is_wrong else ' '} {one.what:{width}}  {one.details}")
    wrong = sum(one.is_wrong for one in found)
    print(f"\n{text.count(wrong, 'thing')} to mend, marked with !" if wrong else "\nAll is well.")
    return int(wrong > 0)


def look(folder: Path) -> Iterator[Check]:
    """
    Look at all that the workbook stands on.

    Parameters
    ----------
    folder : Path
        Of the person's notebooks.
    """
    yield Check("workbook", f"{NAME} {own_version()}, in {Path(__file__).parent.parent}")
    yield Check("Python", f"{platform.python_version()}, {platform.platform()}, in {sys.prefix}")
    yield from _packages()
    yield from _servers()
    yield from _kernels()
    yield from _browser()
    yield from _folder(folder)
    yield from _log()
    yield _room("disk", folder)
    yield _room("disk of the log", places.log_folder())
    yield Check("to upgrade", upgrade_command())
    yield Check("to remove", f"{remove_command()}; the folders above stay until you delete them")


def _packages() -> Iterator[Check]:
    for package in PACKAGES:
        there = version_here(package)
        yield Check(package, there or f"is not here. To bring it: {install_command()}", not there)
    for package, extra in EXTRAS.items():
        there = version_here(package)
        yield Check(package, there or f"is not here; only if you want it: {install_command(extra)}")


def _servers() -> Iterator[Check]:
    seen: set[Path] = set()
    for what, prefix in jupyterlabs():
        if prefix in seen:
            continue
        seen.add(prefix)
        lacking = what_lacks(prefix)
        is_here = prefix == Path(sys.prefix).resolve()
        where = "the environment of the kernel" if is_here else f"another environment: {prefix}"
        if lacking:
            needs = " ".join(f'"{one}"' if "=" in one else one for one in lacking)
            cure = f"Without it no form is seen. Install there: pip install {needs}"
            yield Check(what, f"{where}. It lacks {text.listed(lacking)}. {cure}", is_wrong=True)
        else:
            yield Check(what, f"{where}; it shows the forms and the player")


def _kernels() -> Iterator[Check]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        starts = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        yield Check("kernel", f"there is none. To bring it: {install_command()}", is_wrong=True)
        return
    except OSError as error:
        why = f"{error.filename}: {error.strerror}. {cure_of(error)}"
        yield Check("kernel", f"none can be looked for at {why}", is_wrong=True)
        return
    where = Path(starts)
    if not where.is_absolute() or where.parent == Path(sys.executable).parent:
        yield Check("kernel", "python3 runs in this environment")
    else:
        cure = f"Install {NAME} there, or remove that kernel: jupyter kernelspec remove python3"
        yield Check("kernel", f"python3 runs {where}, not this environment. {cure}", is_wrong=True)


def _browser() -> Iterator[Check]:
    try:
        name = getattr(webbrowser.get(), "name", "") or "the system's own"
        yield Check("browser", f"{name}; what it lacks is said on the Start card")
    except webbrowser.Error:
        cure = "Open the address in one that you have."
        yield Check("browser", f"none is found from here. {cure}")
    if sys.platform in ("darwin", "win32"):
        yield Check("voice", "the voices of the system speak the cues")
    elif shutil.which("speech-dispatcher"):
        yield Check("voice", "speech-dispatcher is here; your browser may speak through it")
    else:
        missing = "no speech-dispatcher is here, so browsers have no voice"
        yield Check("voice", f"{missing}: the cues stand on the screen, and tones tell when")


def _folder(folder: Path) -> Iterator[Check]:
    try:
        record = read(folder)
    except OSError as error:
        why = f"{error.strerror or error}. {cure_of(error)}"
        yield Check("notebooks", f"{folder} cannot be read: {why}", is_wrong=True)
        return
    there = _nearest(folder)
    as_it_runs = os.access in os.supports_effective_ids
    if not os.access(there, os.W_OK | os.X_OK, effective_ids=as_it_runs):
        cure = "Give yourself permission, or choose another folder: --folder PATH"
        yield Check("notebooks", f"{folder}: you may not write to {there}. {cure}", is_wrong=True)
    elif not folder.exists():
        yield Check("notebooks", f"{folder}, not made yet: the command {NAME} makes it")
    elif record is None:
        yield Check("notebooks", f"{folder}, where none are laid yet")
    else:
        yield Check("notebooks", f"{folder}, as stretchlib {record.version} laid them")
    if top := checkout():
        yield Check("checkout", f"{top}; make lab opens the notebooks of it")


def _log() -> Iterator[Check]:
    try:
        if not is_there():
            yield Check("log", f"{places.log_address()}, not begun yet")
            return
        log = open_log()
        done = len(log.sessions())
        yield Check("log", f"{log.where}, {text.count(done, 'session')}, {log.who_reads}")
    except StretchError as error:
        yield Check("log", str(error), is_wrong=True)
        return
    if log.file:
        beside = log.file.parent
        yield Check("backups", f"{text.count(len(log.backups()), 'copy', 'copies')} beside it")
        yield Check("own stretches", f"{places.own_folder()}; kept to be quick: {beside / 'cache'}")


def _room(what: str, folder: Path) -> Check:
    there = _nearest(folder)
    free = shutil.disk_usage(there).free
    words = f"{text.size(free)} free" if free < 1e9 else f"{free / 1e9:.0f} GB free"
    if free >= LITTLE:
        return Check(what, words)
    return Check(what, f"{words} at {there}, which is little. Make room there.", is_wrong=True)


def _nearest(folder: Path) -> Path:
    """The folder, or of those that it is to be made in, the first that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())
