"""Ids for what comes without one: the same thing has the same id each time it comes."""

import hashlib

from ulid import ULID

from stretchlib.log.database import canonical_json

_RANDOM_BYTES = 10
"""How much of a ULID is not time."""
_NO_TIME = bytes(6)
"""Where others tell when they were written: for what comes once more, that is not known."""


def id_of(facts: object) -> str:
    """
    Make a ULID of the facts that tell a thing from others.

    Examples
    --------
    >>> id_of(["pain", 3])
    '0000000000KG1H4SF6AD818EYD'
    >>> id_of(["pain", 3]) == id_of(["pain", 4])
    False
    """
    digest = hashlib.sha256(canonical_json(facts).encode()).digest()
    return str(ULID.from_bytes(_NO_TIME + digest[:_RANDOM_BYTES]))
