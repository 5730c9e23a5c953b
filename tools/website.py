"""
Make the website: the pages of `docs/`, the notebooks run on the sample log, the reference.

What is on it asks nothing of any other place. A notebook is run as it stands but for one thing:
whatever log it opens is the sample, which says so on every picture.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from stretchlib.places import CATALOG, LOG

TOP = Path(__file__).resolve().parent.parent
SOURCES = TOP / "docs" / "website"
SITE = TOP / "docs" / "_site"
PAGES = (
    "CHANGELOG.md", "CONTRIBUTING.md", "docs/*.md", "docs/*.png", "data/*.toml",
    "deploy/hub/README.md", "deploy/hub/pg_hba.conf",
)  # fmt: skip
"""What lies elsewhere in the tree, and is a page or what one leads to."""
LONGEST_S = 120
"""A cell that takes longer has failed."""

OPENED = """\
import stretchlib
from stretchlib.log.store import sample_log

stretchlib.open_log = lambda *_, **__: sample_log()
"""
"""What runs before the first cell, and is not shown."""
NOTE = """\
```{note}
This page was run on **sample data**: twelve weeks that were invented. In your workbook it tells of
you. Forms work only there: here a line, or a picture, stands in the place of each.
```
"""
FORMS = {
    "Practice": (
        "player",
        "The player in the middle of a stretch: a large clock, RIGHT in large letters, the figure",
    ),
    "RoutineBuilder": (
        "builder",
        "The beginning of a form: each stretch as a picture with Add under it, then the steps",
    ),
    "Measure": (
        "measure",
        "A form: how to read the ruler, a drawing of that, and three boxes for each side",
    ),
    "LogBrowser": (
        "your_log",
        "A form: what you would like to do, what to show, then the sessions, newest first",
    ),
}
"""By its name: the picture of a form in `docs/`, and what it shows."""
PICTURES = "_pictures"
PNG = re.compile(r'src="data:image/png;base64,([^"]+)"')
WIDGET = "application/vnd.jupyter.widget-view+json"


def slug(heading: str) -> str:
    """The anchor of a heading as JupyterLab makes it: a notebook's own links lead there."""
    return heading.replace(" ", "-")


def put_together(folder: Path, beside: Path, *, run: bool) -> None:
    """
    Lay out all pages as they lie in the tree, so that the links between them lead there.

    What is only shown on them, and not read by Sphinx, goes into the folder `beside`.
    """
    (beside / PICTURES).mkdir(parents=True)
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("conf.py", "static"))
    for pattern in PAGES:
        for file in TOP.glob(pattern):
            target = folder / file.relative_to(TOP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    for file in sorted((TOP / "notebooks").glob("*.ipynb")):
        book = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
        if run:
            print(f"Running {file.name}", flush=True)
            run_on_the_sample(book, folder)
        target = folder / file.relative_to(TOP)
        target.parent.mkdir(exist_ok=True)
        nbformat.write(for_reading(book, beside / PICTURES), target)  # type: ignore[no-untyped-call]


def run_on_the_sample(book: nbformat.NotebookNode, folder: Path) -> None:
    """Run every cell; one that raises, or that is still running after `LONGEST_S`, is an error."""
    book.cells.insert(0, nbformat.v4.new_code_cell(OPENED))  # type: ignore[no-untyped-call]
    there = {"metadata": {"path": str(folder)}}
    NotebookClient(
        book,
        timeout=LONGEST_S,
        resources=there,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    del book.cells[0]


def for_reading(book: nbformat.NotebookNode, pictures: Path) -> nbformat.NotebookNode:
    """Say that it is a sample; a form, which lives where the workbook runs, becomes its line."""
    markdown = nbformat.v4.new_markdown_cell
    cells: list[Any] = []
    for cell in book.cells:
        cells.append(cell)
        if cell.cell_type == "code":
            cell.outputs = [still(output, pictures) for output in cell.outputs]
            cells += [
                markdown(f"![{shows}](../docs/{name}.png)")  # type: ignore[no-untyped-call]
                for form, (name, shows) in FORMS.items()
                if f"st.{form}(" in cell.source
            ]
    if cells[0].cell_type == "code":
        # In the workbook a cell to press comes first; a page begins with what it is.
        heading = next(cell for cell in book.cells if cell.cell_type == "markdown")
        title, _, heading.source = heading.source.partition("\n")
        cells.insert(0, markdown(title))  # type: ignore[no-untyped-call]
    cells.insert(1, markdown(NOTE))  # type: ignore[no-untyped-call]
    book.cells = cells
    return book


def still(output: nbformat.NotebookNode, pictures: Path) -> nbformat.NotebookNode:
    """An output without what would ask another place for a program, its pictures in files."""
    data: Mapping[str, Any] = output.get("data", {})
    if WIDGET in data:
        name = escape(data["text/plain"].partition(":")[0])
        where = "stands here when you run this cell in your workbook."
        line = f'<p class="website-form"><b>{name}</b> {where}</p>'
        output.data = nbformat.from_dict({"text/html": line})  # type: ignore[no-untyped-call]
    elif "text/html" in data:
        output.data["text/html"] = with_files(data["text/html"], pictures)
    return output


def with_files(html: str, pictures: Path) -> str:
    """The same, each picture in a file: a telephone fetches what it comes to, in its theme."""

    def into_a_file(found: re.Match[str]) -> str:
        content = b64decode(found[1])
        name = f"{sha256(content).hexdigest()[:16]}.png"
        (pictures / name).write_bytes(content)
        return f'loading="lazy" src="../{PICTURES}/{name}"'

    return PNG.sub(into_a_file, html)


def build(site: Path, *, run: bool = True) -> int:
    """Make the website in a folder that is not there yet; 0 when nothing had to be warned of."""
    with tempfile.TemporaryDirectory(prefix="stretchlib-website-") as place:
        # Whatever a kernel writes, it never finds the log of the person who makes the website.
        os.environ[LOG] = str(Path(place) / "log.sqlite")
        os.environ[CATALOG] = str(Path(place) / "catalog")
        os.environ["IPYTHONDIR"] = str(Path(place) / "ipython")
        pages, beside = Path(place) / "pages", Path(place) / "beside"
        put_together(pages, beside, run=run)
        from sphinx.cmd.build import main as sphinx_build

        strict = ["-W", "--keep-going", "--quiet", "-D", f"html_extra_path={beside}"]
        # MyST-NB leaves a folder of its own beside what it makes.
        made = Path(place) / "made" / "site"
        folders = ["-c", str(SOURCES), "-d", str(Path(place) / "doctrees"), str(pages), str(made)]
        failed = sphinx_build(["-b", "html", *strict, *folders])
        if not failed:
            shutil.move(made, site)
        return failed


def main(words: list[str]) -> int:
    """Make the website where it belongs, or where it is asked for."""
    asked = argparse.ArgumentParser(prog="make docs", description=__doc__)
    asked.add_argument("--to", type=Path, default=SITE, help="a folder that is not there yet")
    asked.add_argument("--unrun", action="store_true", help="leave the notebooks as they are")
    given = asked.parse_args(words)
    if given.to == SITE:
        shutil.rmtree(SITE, ignore_errors=True)
    elif given.to.exists():
        asked.error(f"{given.to} is there already. Name a folder that is not there yet.")
    failed = build(given.to.resolve(), run=not given.unrun)
    if not failed:
        print(f"The website is in {given.to}: open {given.to / 'index.html'} in a browser.")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
