"""A saved notebook: what it showed is not in it, only its owner reads it, no history keeps it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_server.services.contents.filemanager import FileContentsManager
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from stretchlib import private_files
from stretchlib._data import shipped
from stretchlib.workbook.kernels import ForgetfulKernels
from stretchlib.workbook.saved_notebook import KEEP

NOTE = "Sore since the move"


@pytest.fixture
def contents(tmp_path: Path) -> Iterator[FileContentsManager]:
    """What saves the notebooks of a JupyterLab, with the workbook's settings."""
    settings: Config = PyFileConfigLoader(
        "jupyter_lab_config.py", str(shipped("app") / "lab")
    ).load_config()
    # Else what is run here would be signed in the Jupyter of whoever runs the tests.
    signed_here = Config(NotebookNotary={"db_file": ":memory:"})
    before = os.umask(0o022)
    try:
        private_files.keep_new_ones_private()
        contents = FileContentsManager(root_dir=str(tmp_path), config=signed_here)
        contents.register_pre_save_hook(settings.ContentsManager.pre_save_hook)
        yield contents
        contents.notary.store.close()
    finally:
        os.umask(before)


def run_and_save(contents: FileContentsManager, name: str, *, is_ours: bool) -> Path:
    """Save a notebook as JupyterLab does after its cells have run, and make a checkpoint."""
    book = nbformat.read(shipped("notebooks") / "03_measure.ipynb", as_version=4)
    if not is_ours:
        del book.metadata["stretchlib"]
    for number, cell in enumerate(book.cells):
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.metadata["execution"] = {"iopub.status.busy": "2026-11-30T07:00:00Z"}
            cell.outputs = [nbformat.v4.new_output("stream", text=NOTE)]
    book.metadata["widgets"] = {"state": {"1": {"value": NOTE}}}
    contents.save({"type": "notebook", "format": "json", "content": book}, name)
    contents.create_checkpoint(name)
    return Path(contents.root_dir, name)


@pytest.mark.parametrize(
    "name", ["03_measure.ipynb", "03_measure-Copy1.ipynb", "03_measure (new 2026-11-30).ipynb"]
)
def test_what_a_notebook_of_the_workbook_showed_is_not_saved(
    contents: FileContentsManager, name: str
) -> None:
    saved = run_and_save(contents, name, is_ours=True)
    original = nbformat.read(shipped("notebooks") / "03_measure.ipynb", as_version=4)
    assert nbformat.read(saved, as_version=4) == original
    checkpoint = saved.parent / ".ipynb_checkpoints" / f"{saved.stem}-checkpoint.ipynb"
    assert NOTE not in saved.read_text("utf-8") + checkpoint.read_text("utf-8")


def test_whoever_wants_it_kept_keeps_it(
    contents: FileContentsManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEEP, "1")
    assert NOTE in run_and_save(contents, "03_measure.ipynb", is_ours=True).read_text("utf-8")


def test_a_notebook_of_ones_own_is_saved_as_it_is(contents: FileContentsManager) -> None:
    assert NOTE in run_and_save(contents, "my numbers.ipynb", is_ours=False).read_text("utf-8")


def test_a_notebook_from_before_is_known_by_its_place_in_a_checkout(
    contents: FileContentsManager,
) -> None:
    Path(contents.root_dir, "notebooks").mkdir()
    saved = run_and_save(contents, "notebooks/03_measure.ipynb", is_ours=False)
    assert NOTE not in saved.read_text("utf-8")


@pytest.mark.parametrize("is_ours", [True, False])
def test_only_its_owner_reads_what_was_saved_and_jupyters_copy_of_it(
    contents: FileContentsManager, is_ours: bool
) -> None:
    saved = run_and_save(contents, "mine.ipynb", is_ours=is_ours)
    for path in (saved, *saved.parent.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_every_notebook_says_that_it_is_of_the_workbook() -> None:
    for file in shipped("notebooks").glob("*.ipynb"):
        book = nbformat.read(file, as_version=4)
        assert book.metadata["stretchlib"] == {"notebook": file.stem}


@pytest.mark.parametrize("forgets", [True, False])
def test_what_is_typed_in_a_cell_is_in_no_history_of_ipython(tmp_path: Path, forgets: bool) -> None:
    kernels = {"kernel_spec_manager": ForgetfulKernels()} if forgets else {}
    manager = KernelManager(**kernels)
    manager.start_kernel(env={**os.environ, "IPYTHONDIR": str(tmp_path)})
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(f"note = {NOTE!r}", timeout=60)
    finally:
        client.stop_channels()
        # Asked to end, and not killed: then it writes what it would keep.
        manager.shutdown_kernel()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("history.sqlite*"))
    assert (NOTE.encode() in kept) is not forgets
