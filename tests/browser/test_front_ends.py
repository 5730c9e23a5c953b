"""A JupyterLab without what shows a widget, as where kernels have environments of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import running_lab

WHERE = "Install it in the environment that JupyterLab itself runs in:"
COMMAND = 'pip install ipywidgets "anywidget==0.11.*"'


@pytest.mark.parametrize(
    ("lacks", "begins"),
    [
        ("@jupyter-widgets/jupyterlab-manager", "Practice: run this cell, and it is here again."),
        ("anywidget", "Do you see “Click to show javascript error”, or nothing to press?"),
    ],
    ids=["ipywidgets", "anywidget"],
)
def test_it_says_in_words_what_to_install_and_where(
    tmp_path: Path, open_page: Callable[..., Page], lacks: str, begins: str
) -> None:
    config = tmp_path / "config" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"disabledExtensions": {lacks: True}}), "utf-8")
    with running_lab(tmp_path) as lab:
        page = open_page(alone=True)
        page.goto(lab.page_of("00_today.ipynb"))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        shown = page.locator(".jp-OutputArea-output").first
        expect(shown).to_contain_text(begins, timeout=60_000)
        expect(shown).to_contain_text(WHERE)
        expect(shown.locator("pre", has_text="pip")).to_have_text(COMMAND)
        expect(shown.locator("pre", has_text="pip")).to_be_in_viewport(timeout=60_000)
        # Whoever cannot see the warning signs cannot say that there are none.
        expect(shown.get_by_role("button", name="None of these")).to_have_count(0)
        lab.stop_kernels()
