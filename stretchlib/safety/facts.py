"""What `data/safety.toml` says, checked once; and not again until it says something else."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from stretchlib._data import data_folder
from stretchlib.catalog import cache
from stretchlib.catalog.reader import check_files
from stretchlib.safety.fact_tables import Facts


def facts() -> Facts:
    """
    Read `data/safety.toml`, once.

    Examples
    --------
    >>> facts().flags["fever"].tier
    'doctor'
    """
    return _read(data_folder() / "safety.toml")


@lru_cache(maxsize=1)
def _read(path: Path) -> Facts:
    # Its rules are held to the cues of the catalog: what that says decides, too.
    files = [path, *check_files()[1]]
    mark = cache.digest(files)
    if plain := cache.recall("safety", mark):
        found: Facts = cache.made(Facts, plain)
        return found
    from stretchlib.safety.facts_file import checked_facts

    known = checked_facts(path)
    cache.keep("safety", files, mark, asdict(known))
    return known
