"""Ids for what comes without one: the same thing has the same id each time it comes."""

import hashlib
from datetime import datetime

from ulid import ULID

from stretchlib.log.database import canonical_json

_RANDOM_BYTES = 10
"""How much of a ULID is not time."""


def id_of(at: datetime, facts: object) -> str:
    """
    Make a ULID of a moment and of the facts that tell it from others.

    Examples
    --------
    >>> at = datetime.fromisoformat("2026-03-02T06:30:00+00:00")
    >>> id_of(at, ["pain", 3])
    '01KJPKTHJ0KG1H4SF6AD818EYD'
    >>> id_of(at, ["pain", 3]) == id_of(at, ["pain", 4])
    False
    """
    milliseconds = max(0, int(at.timestamp() * 1000))
    digest = hashlib.sha256(canonical_json(facts).encode()).digest()
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + digest[:_RANDOM_BYTES]))
