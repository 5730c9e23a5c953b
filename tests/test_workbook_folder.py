"""The folder of a person's notebooks: made for them, brought up to date, and never written over."""

import json
import os
import stat
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stretchlib import private_files
from stretchlib.errors import WorkbookError
from stretchlib.workbook import laying
from stretchlib.workbook.laid_record import FILE, read, write
from stretchlib.workbook.own_folder import Prepared, prepare
from stretchlib.workbook.shipped_pages import Shipped, shipped_pages
from tests.hardship_kit import full, read_only, shared_folder, small_disk, without_privileges
from tests.text_kit import links_in

DAY = date(2026, 11, 30)
START = "01_start_here.ipynb"
NEXT = "# A later version says this\n"
"""What the first cell of each notebook begins with in the version after this one."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the notebooks are to be; nothing is there yet."""
    return tmp_path / "Documents" / "Stretching workbook"


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Come to the version after this one."""

    def later(pages: list[Shipped]) -> list[Shipped]:
        return [
            page._replace(content=with_first_line(page.content, NEXT))
            if page.name.endswith(".ipynb")
            else page
            for page in pages
        ]

    now = shipped_pages()

    def come() -> None:
        monkeypatch.setattr(laying, "shipped_pages", lambda: later(now))
        monkeypatch.setattr(laying, "own_version", lambda: "99.0.0")

    return come


def with_first_line(notebook: bytes, line: str) -> bytes:
    document = json.loads(notebook)
    document["cells"][0]["source"] = [line, *document["cells"][0]["source"]]
    return json.dumps(document).encode()


def change(notebook: Path, line: str = "# Mine\n") -> bytes:
    """Write into the first cell of a notebook, as a person does."""
    changed = with_first_line(notebook.read_bytes(), line)
    notebook.write_bytes(changed)
    return changed


def run(notebook: Path) -> None:
    """Leave behind what JupyterLab does when all cells were run with Shift and Enter."""
    document = json.loads(notebook.read_text("utf-8"))
    for number, cell in enumerate(document["cells"]):
        if cell["cell_type"] == "code":
            cell.update(execution_count=number)
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-11-30"}
            cell["source"] = "".join(cell["source"])
    document["cells"].append({"cell_type": "code", "source": "", "outputs": [], "metadata": {}})
    document["metadata"]["kernelspec"]["display_name"] = "Python 3.14"
    notebook.write_text(json.dumps(document), "utf-8")


def content(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, but for the record."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != FILE
    }


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_person_finds_every_notebook_and_what_it_links_to(folder: Path) -> None:
    assert prepare(folder, DAY).notices == []
    assert content(folder) == {page.name: page.content for page in shipped_pages()}
    assert START in content(folder)


def test_all_of_it_is_for_its_owner_alone(folder: Path) -> None:
    prepare(folder, DAY)
    made = [folder, *folder.rglob("*")]
    assert {mode(path) for path in made if path.is_dir()} == {0o700}
    assert {mode(path) for path in made if path.is_file()} == {0o600}


def test_a_link_leads_to_something_that_lies_there(folder: Path) -> None:
    prepare(folder, DAY)
    gone = [
        (file.name, link)
        for file in (*folder.glob("*.ipynb"), *folder.glob("docs/*.md"))
        for link in links_in(file)
        if not (file.parent / link).is_file()
    ]
    assert gone == []


def test_the_second_time_nothing_is_written_but_what_is_missing(folder: Path) -> None:
    prepare(folder, DAY)
    os.utime(folder / START, (0, 0))
    (folder / "03_measure.ipynb").unlink()
    assert prepare(folder, DAY).notices == []
    assert (folder / START).stat().st_mtime == 0
    assert (folder / "03_measure.ipynb").is_file()


def test_an_upgrade_renews_what_was_only_run(folder: Path, upgrade: Callable[[], None]) -> None:
    prepare(folder, DAY)
    run(folder / START)
    upgrade()
    assert prepare(folder, DAY).notices == []
    assert NEXT in (folder / START).read_text("utf-8").replace("\\n", "\n")
    assert len(content(folder)) == len(shipped_pages())


def test_an_upgrade_lays_the_new_one_beside_what_was_changed_and_says_so_once(
    folder: Path, upgrade: Callable[[], None]
) -> None:
    prepare(folder, DAY)
    mine = change(folder / START)
    upgrade()
    (notice,) = prepare(folder, DAY).notices
    new = "01_start_here (new 2026-11-30).ipynb"
    assert notice == f"{START} is left as it is: you changed it. The new one is beside it: {new}"
    assert (folder / START).read_bytes() == mine
    assert NEXT in json.loads((folder / new).read_text("utf-8"))["cells"][0]["source"]
    assert mode(folder / new) == 0o600
    # Whoever does not want it deletes it, and it stays away.
    (folder / new).unlink()
    assert prepare(folder, date(2026, 12, 1)).notices == []
    assert not (folder / new).exists()


def test_what_a_run_showed_and_was_kept_is_not_written_over(
    folder: Path, upgrade: Callable[[], None]
) -> None:
    prepare(folder, DAY)
    kept = json.loads((folder / START).read_text("utf-8"))
    code = next(cell for cell in kept["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "text": "Sore since the move"}]
    (folder / START).write_text(json.dumps(kept), "utf-8")
    upgrade()
    (notice,) = prepare(folder, DAY).notices
    assert notice.startswith(f"{START} is left as it is: it has what a run showed.")
    assert "Sore since the move" in (folder / START).read_text("utf-8")


@pytest.mark.parametrize("before", ["98.9.0", "99.0.0rc1", "99.0.0.dev3", "of nobody's making"])
def test_a_version_before_the_release_is_older_than_it(
    folder: Path, upgrade: Callable[[], None], before: str
) -> None:
    prepare(folder, DAY)
    record = read(folder)
    assert record
    record.version = before
    write(folder, record)
    upgrade()
    assert prepare(folder, DAY).notices == []
    assert NEXT in json.loads((folder / START).read_text("utf-8"))["cells"][0]["source"]


def test_what_was_changed_is_left_alone_as_long_as_there_is_no_other_version(folder: Path) -> None:
    prepare(folder, DAY)
    mine = change(folder / START)
    assert prepare(folder, DAY).notices == []
    assert (folder / START).read_bytes() == mine
    assert len(content(folder)) == len(shipped_pages())


@pytest.mark.parametrize("clock", [date(2025, 11, 30), date(2027, 11, 30), date(1970, 1, 1)])
def test_a_clock_that_is_wrong_by_years_costs_nothing_but_a_strange_name(
    folder: Path, upgrade: Callable[[], None], clock: date
) -> None:
    prepare(folder, DAY)
    mine = change(folder / START)
    upgrade()
    (notice,) = prepare(folder, clock).notices
    assert f"(new {clock.isoformat()})" in notice
    assert (folder / START).read_bytes() == mine
    assert prepare(folder, DAY).notices == []


def test_a_dated_name_that_is_taken_is_left_to_what_has_it(
    folder: Path, upgrade: Callable[[], None]
) -> None:
    prepare(folder, DAY)
    change(folder / START)
    taken = folder / "01_start_here (new 2026-11-30).ipynb"
    taken.write_text("mine", "utf-8")
    upgrade()
    (notice,) = prepare(folder, DAY).notices
    assert notice.endswith("01_start_here (new 2026-11-30 2).ipynb")
    assert taken.read_text("utf-8") == "mine"


@pytest.mark.parametrize("own", ["a notebook of mine", '{"cells": 3}', '{"cells": [3]}', "", "["])
def test_a_file_of_somebody_that_is_called_as_one_of_ours_is_never_written_over(
    folder: Path, upgrade: Callable[[], None], own: str
) -> None:
    folder.mkdir(parents=True)
    (folder / START).write_text(own, "utf-8")
    prepared = prepare(folder, DAY)
    (notice,) = [line for line in prepared.notices if START in line]
    ours = "01_start_here (workbook).ipynb"
    assert notice.endswith(f"is yours, and is left as it is. The workbook's own is {ours}.")
    assert laying.name_in_folder(prepared.record, START) == ours
    assert (folder / ours).is_file()
    upgrade()
    prepare(folder, DAY)
    assert (folder / START).read_text("utf-8") == own
    assert NEXT in json.loads((folder / ours).read_text("utf-8"))["cells"][0]["source"]


def test_a_folder_or_a_dead_link_with_that_name_is_somebodys_too(folder: Path) -> None:
    (folder / START).mkdir(parents=True)
    (folder / "00_today.ipynb").symlink_to("nowhere")
    prepare(folder, DAY)
    assert (folder / START).is_dir()
    assert (folder / "00_today.ipynb").readlink() == Path("nowhere")
    assert (folder / "00_today (workbook).ipynb").is_file()


@pytest.mark.parametrize("written", [1, 4, 7])
def test_an_interrupted_first_run_is_taken_up_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    whole, count = private_files.write_over, iter(range(100))

    def interrupted(path: Path, pieces: list[bytes]) -> None:
        if next(count) == written:
            raise KeyboardInterrupt
        whole(path, pieces)

    monkeypatch.setattr(private_files, "write_over", interrupted)
    with pytest.raises(KeyboardInterrupt):
        prepare(folder, DAY)
    monkeypatch.setattr(private_files, "write_over", whole)
    assert prepare(folder, DAY).notices == []
    assert content(folder) == {page.name: page.content for page in shipped_pages()}


def test_what_a_killed_run_left_behind_goes_an_hour_later(folder: Path) -> None:
    prepare(folder, DAY)
    old, new, mine = (folder / name for name in (".a1b2c3d4.part", ".e5f6g7h8.part", "my.part"))
    for file in (old, new, mine):
        file.write_text("half", "utf-8")
    for file in (old, mine):
        os.utime(file, (0, 0))
    prepare(folder, DAY)
    assert [file.exists() for file in (old, new, mine)] == [False, True, True]


@pytest.mark.parametrize("lost", ["", "{", "[]", '{"files": {"a": 3}}', "[" * 100_000])
def test_without_its_record_everything_there_counts_as_the_persons_own(
    folder: Path, upgrade: Callable[[], None], lost: str
) -> None:
    prepare(folder, DAY)
    mine = change(folder / START)
    (folder / FILE).write_text(lost, "utf-8")
    upgrade()
    prepare(folder, DAY)
    assert (folder / START).read_bytes() == mine


def test_an_older_program_leaves_newer_notebooks_and_says_what_helps(folder: Path) -> None:
    prepare(folder, DAY)
    record = read(folder)
    assert record
    record.version = "99.0.0"
    write(folder, record)
    mine = change(folder / START, "# Of a later version\n")
    (notice,) = prepare(folder, DAY).notices
    assert "are of stretchlib 99.0.0, and this is" in notice
    assert notice.endswith("To bring this one up to date: git pull")
    assert (folder / START).read_bytes() == mine


def test_a_full_disk_is_told_and_what_was_there_is_as_it_was(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        folder = disk / "Stretching workbook"
        folder.mkdir()
        (folder / "00_today.ipynb").write_text("mine", "utf-8")
        with (
            full(disk),
            pytest.raises(WorkbookError, match="What was there is as it was") as raised,
        ):
            prepare(folder, DAY)
        assert "cannot be written" in str(raised.value)
        assert content(folder) == {"00_today.ipynb": b"mine"}
        prepare(folder, DAY)
        assert {START, "00_today (workbook).ipynb"} < {*content(folder)}


def test_without_leave_to_write_it_says_what_to_do_instead() -> None:
    with (
        shared_folder() as place,
        read_only(place),
        without_privileges(),
        pytest.raises(WorkbookError) as raised,
    ):
        prepare(place / "Stretching workbook", DAY)
    assert "cannot be the folder of your notebooks: Permission denied" in str(raised.value)
    assert str(raised.value).endswith("Choose another folder: stretchlib --folder PATH")


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file", "utf-8")
    with pytest.raises(WorkbookError, match=r"Something else has that name\. .*Choose another"):
        prepare(folder, DAY)
    assert folder.read_text("utf-8") == "a file"


def test_a_folder_of_others_keeps_its_mode_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear", "utf-8")
    tmp_path.chmod(0o755)
    notices = [prepare(tmp_path, DAY).notices, prepare(tmp_path, DAY).notices]
    assert mode(tmp_path) == 0o755
    assert all("Others on this computer can see" in one[0] for one in notices)
    assert mode(tmp_path / START) == 0o600


def test_an_empty_folder_is_made_private(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    prepare(folder, DAY)
    assert mode(folder) == 0o700


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git checkout of somebody."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "site")], check=True)
    return tmp_path / "site"


def test_nothing_is_laid_within_a_git_checkout(repository: Path) -> None:
    folder = repository / "notes" / "back"
    with pytest.raises(WorkbookError) as raised:
        prepare(folder, DAY)
    what = f"{folder} is in the git checkout {repository}: what you write in a notebook there"
    assert str(raised.value).startswith(
        f"{what} could be published with it. Nothing was laid there."
    )
    assert str(raised.value).endswith(f"to {repository / '.gitignore'}")
    assert not folder.parent.exists()
    # The cure cures.
    line = str(raised.value).partition("add the line ")[2].partition(" to ")[0]
    (repository / ".gitignore").write_text(f"{line}\n", "utf-8")
    assert prepare(folder, DAY).notices == []


def test_the_checkout_itself_is_no_folder_for_notebooks(repository: Path) -> None:
    with pytest.raises(WorkbookError, match=r"Choose another folder: stretchlib --folder PATH$"):
        prepare(repository, DAY)


def test_a_folder_that_became_a_checkout_is_told_of_and_goes_on(folder: Path) -> None:
    prepare(folder, DAY)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    prepared: Prepared = prepare(folder, DAY)
    assert "could be published with it" in prepared.notices[0]
