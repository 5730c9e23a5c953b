"""Logs that come out the same each time they are made, for the sample and for tests."""

from random import Random

from ulid import ULIDGenerator

from stretchlib.log.database import sqlite_memory
from stretchlib.log.migrate import bring_up_to_date
from stretchlib.log.store import Log

RANDOM_BYTES = 10
"""How much of a ULID is random."""


def seeded_log(seed: int) -> Log:
    """
    Make an empty log in memory whose ids depend on nothing but the seed and each `at`.

    What is written to it in the same order, with every `at` given, is the same every time.
    """
    random = Random(seed)
    ulids = ULIDGenerator(randomness=lambda _milliseconds: random.randbytes(RANDOM_BYTES))
    database = sqlite_memory()
    bring_up_to_date(database)
    return Log(database, new_id=lambda at: str(ulids.generate(at)))
