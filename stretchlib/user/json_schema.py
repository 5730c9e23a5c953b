"""The rules of a file as JSON Schema, by which an editor completes and underlines."""

import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from stretchlib.catalog.schema import RoutineFile, StretchFile
from stretchlib.errors import CatalogError
from stretchlib.user.folder import write_over

MODELS: dict[str, type[BaseModel]] = {"stretches": StretchFile, "routines": RoutineFile}
SCHEMA_FILE = "schema.json"
LINE = f"#:schema ./{SCHEMA_FILE}\n"
"""The first line of a file, from which editors with Even Better TOML find the rules."""


def schema(kind: str) -> dict[str, Any]:
    """
    Rules of the files in `stretches` or `routines`, made from the very models that check them.

    Examples
    --------
    >>> schema("stretches")["properties"]["sides"]["items"]["enum"]
    ['left', 'right', 'both']
    """
    rules = MODELS[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **rules}


@lru_cache
def _rules(kind: str) -> str:
    return json.dumps(schema(kind), indent=1) + "\n"


def put_beside(folder: Path) -> None:
    """Write the rules into the folder of files they are for, unless they are there."""
    path, rules = folder / SCHEMA_FILE, _rules(folder.name)
    with suppress(OSError, UnicodeDecodeError):
        if path.read_text(encoding="utf-8") == rules:
            return
    # An editor's help is no reason to fail: the file itself has been written.
    with suppress(CatalogError):
        write_over(path, rules)
