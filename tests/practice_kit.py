"""Answer the questions of a practice, and send what its player would."""

import time

from ulid import ULID

from stretchlib.player import Player
from tests.widgets import answer, every, part


def player_of(practice):
    (player,) = [w for w in every(practice) if isinstance(w, Player)]
    return player


def check_in(practice, pain=None, tightness=None):
    if pain is not None:
        answer(practice, "stretch-checkin-pain", pain)
    if tightness is not None:
        answer(practice, "stretch-checkin-tightness", tightness)
    part(practice, "stretch-checkin-continue").click()


def events_of(player, *happened, session=None):
    """Events of `(kind, phase, done_s)` and perhaps a reason, as the browser has them."""
    return [
        {
            "id": str(ULID()),
            "session": session or player.session,
            "seq": seq,
            "kind": kind,
            "at_ms": int(time.time() * 1000),
            "offset_min": 60,
            "phase": phase,
            "done_s": done_s,
            "reason": reason[0] if reason else None,
        }
        for seq, (kind, phase, done_s, *reason) in enumerate(happened)
    ]


def send(player, *happened, session=None):
    """Send events as the browser would; return their ids."""
    events = events_of(player, *happened, session=session)
    player.outbox = events
    return [event["id"] for event in events]


def forms_of(practice):
    return [w for w in every(practice) if "stretch-form" in w._dom_classes]
