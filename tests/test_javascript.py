"""The player's JavaScript, tested by Node, and its bundle, compared with its source."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import contract

TOP = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STATIC = TOP / "stretchlib" / "player" / "static"


def npm_run(script: str, *arguments: str) -> None:
    """Run one script of package.json with the Node of this Python; show its words if it fails."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    done = subprocess.run(
        [BIN / "npm", "run", "--silent", script, "--", *arguments],
        cwd=TOP,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_modules_of_the_player_pass_their_own_tests() -> None:
    assert list((TOP / "tests" / "js").glob("*.test.mjs")), "Node is content with no test at all."
    npm_run("test")


@pytest.mark.parametrize("name", ["player.js", "player.css"])
def test_the_bundle_is_what_its_source_gives(tmp_path: Path, name: str) -> None:
    npm_run("bundle", f"--outdir={tmp_path}")
    fresh = (tmp_path / name).read_text("utf-8")
    assert (STATIC / name).read_text("utf-8") == fresh, "Run `make bundle`."


def test_the_contract_is_what_python_says() -> None:
    assert contract.TARGET.read_text("utf-8") == contract.script(), "Run `make bundle`."


def test_package_json_leaves_the_scripts_of_jupyterlab_as_they_are() -> None:
    """With "type": "module", Node reads those under .venv as modules too, and they break."""
    assert "type" not in json.loads((TOP / "package.json").read_text("utf-8"))
