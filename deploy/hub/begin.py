"""
What a person's server on a hub does first: bring the notebooks of this version, then start Jupyter.

It runs as that person and never as the hub: in a folder that is theirs, a link could lead whoever
writes there for them to any other place.
"""

import os
import sys
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from tempfile import NamedTemporaryFile

TREE = Path(__file__).resolve().parents[2]
"""The project, of which `notebooks/` and JupyterLab's settings in `app/lab/` are used."""
FOLDER = "Stretching workbook"
LAID = ".laid.json"
"""What was laid there, by name: the SHA-256 of each notebook as it was."""


def lay(notebooks: Path, folder: Path) -> list[str]:
    """
    Bring notebooks into a folder; say what became of those that the person had changed.

    One that nobody touched is renewed. One that was changed stays, and the new one lies beside it,
    with the day in its name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    record = folder / LAID
    laid = _laid(record)
    told = []
    for new in sorted(notebooks.glob("*.ipynb")):
        content, mine = new.read_bytes(), folder / new.name
        digest = sha256(content).hexdigest()
        if laid.get(new.name) == digest and mine.exists():
            continue
        if mine.exists() and digest != _digest(mine) != laid.get(new.name):
            mine = _beside(mine, content)
            told.append(f"You changed {new.name}, and so it stays. The new one is {mine.name}.")
        _write(mine, content)
        laid[new.name] = digest
        _write(record, dumps(laid, indent=1).encode())
    return told


def _laid(record: Path) -> dict[str, str]:
    """Where nobody knows any more what was laid, every notebook counts as changed by the person."""
    try:
        return dict(loads(record.read_text("utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return {}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _beside(path: Path, content: bytes) -> Path:
    """A name that is free, or has just this."""
    day = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    for number in range(1, 1000):
        words = day if number == 1 else f"{day}, {number}"
        beside = path.with_stem(f"{path.stem} ({words})")
        if not beside.exists() or beside.read_bytes() == content:
            return beside
    raise FileExistsError(path)


def _write(path: Path, content: bytes) -> None:
    """Nobody ever finds half of it, and only its owner may read it."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def page() -> str:
    """Today's page for whoever has practised, and the first one for everybody else."""
    from stretchlib.errors import StretchError
    from stretchlib.log import open_log

    try:
        return "01_start_here" if open_log().is_empty() else "00_today"
    except StretchError as error:
        print(error, file=sys.stderr)
        return "00_today"  # which says what is wrong


if __name__ == "__main__":
    os.umask(0o077)
    try:
        for sentence in lay(TREE / "notebooks", Path.home() / FOLDER):
            print(sentence, file=sys.stderr)
    except OSError as error:
        # A full disk is no reason to keep somebody from the notebooks they have.
        print(f"The notebooks of this version could not be laid: {error}", file=sys.stderr)
    os.environ["JUPYTERHUB_DEFAULT_URL"] = f"/lab/tree/{FOLDER}/{page()}.ipynb"
    settings = [str(TREE / "app" / "lab"), os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, settings))
    os.chdir(Path.home())
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]])
