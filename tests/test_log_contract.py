"""What every log keeps to, be it a file or on a server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pandas as pd
import pytest

from stretchlib import exchange
from stretchlib.errors import LogError
from stretchlib.log import open_log
from tests.log_kit import MORNING, PHASES, TEXTS, event, practise

FRAMES = ("sessions", "phases", "ratings", "measurements")


@pytest.fixture(params=["file", "server"])
def anywhere(request):
    """An empty log, in a file and on a server."""
    if request.param == "file":
        return request.getfixturevalue("log")
    return request.getfixturevalue("clinic").person().log()


def shown(log):
    return [getattr(log, name)() for name in FRAMES]


def write_all_there_is(log):
    first = practise(log, ("phase_done", 1, 30.0), ("hurt", 3, 8.0), ("phase_skipped", 3, 9.0))
    practise(log, ("phase_skipped", 0, 2.5), last="stopped", at=MORNING + timedelta(days=1))
    practise(log, last=None, at=MORNING + timedelta(days=2))
    log.note(first, "Rücken 痛い <b>")
    log.rate("pain", None, moment="before", session_id=first, at=MORNING)
    wrong = log.rate("tightness", 9, moment="after", session_id=first, at=MORNING)
    log.correct(wrong, score=2)
    log.hide(log.rate("pain", 8, moment="any", at=MORNING))
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5], note="ruler", at=MORNING)


def test_what_is_sent_again_is_saved_once(anywhere):
    session = anywhere.start_session("standard", PHASES, at=MORNING)
    assert anywhere.start_session("standard", PHASES, session_id=session) == session
    sent = [event(session, 0, "started"), event(session, 1, "phase_done", 0, 10.0)]
    assert anywhere.append(sent[:1]) == [sent[0]["id"]]
    assert anywhere.append(sent) == [one["id"] for one in sent]
    assert anywhere.sessions()["done_s"].tolist() == [10.0]


def test_an_event_of_one_session_is_not_taken_for_another(anywhere):
    first, second = (anywhere.start_session("standard", PHASES) for _ in range(2))
    sent = event(first, 0, "started")
    anywhere.append([sent])
    with pytest.raises(LogError, match="belongs to another event"):
        anywhere.append([{**sent, "session": second}])


def test_an_empty_log_has_frames_of_the_same_types(anywhere):
    before = shown(anywhere)
    write_all_there_is(anywhere)
    for empty, full in zip(before, shown(anywhere), strict=True):
        assert empty.empty
        assert not full.empty
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_an_entry_may_be_corrected_hidden_and_brought_back(anywhere):
    rating = anywhere.rate("pain", 3, moment="any", at=MORNING)
    anywhere.correct(rating, score=4)
    anywhere.hide(rating)
    assert anywhere.ratings().empty
    anywhere.undo(rating)
    assert anywhere.ratings()["score"].tolist() == [4]
    assert anywhere.history(rating)["change"].tolist() == [
        "entered",
        "corrected",
        "hidden",
        "brought back",
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_note_is_kept_exactly_as_typed(anywhere, text):
    anywhere.note(practise(anywhere), text)
    assert anywhere.sessions()["note"].tolist() == [text]


def test_a_file_and_a_server_show_the_same_frames(clinic, tmp_path, monkeypatch):
    logs = open_log(tmp_path / "log.sqlite"), clinic.person().log()
    for log in logs:
        numbers = count(1)
        monkeypatch.setattr(
            log._handle, "new_id", lambda _, numbers=numbers: f"{next(numbers):026}"
        )
        write_all_there_is(log)
    for in_file, on_server in zip(*map(shown, logs), strict=True):
        pd.testing.assert_frame_equal(in_file, on_server)


def test_a_log_moves_from_a_file_to_a_server_and_back(clinic, tmp_path):
    mine, theirs = open_log(tmp_path / "log.sqlite"), clinic.person().log()
    write_all_there_is(mine)
    exchange.preview_import(theirs, exchange.export(mine, tmp_path / "out")).apply()
    back = open_log(tmp_path / "back.sqlite")
    exchange.preview_import(back, exchange.export(theirs, tmp_path / "home")).apply()
    for before, after in zip(shown(mine), shown(back), strict=True):
        pd.testing.assert_frame_equal(before, after)


@pytest.mark.more
def test_fifty_connections_at_once_lose_nothing_and_double_nothing(clinic):
    people = [clinic.person() for _ in range(5)]
    logs = [person.log() for person in people for _ in range(10)]
    sessions = [log.start_session("standard", PHASES) for log in logs]
    together = Barrier(len(logs))

    def write(log, session):
        sent = [event(session, seq, "phase_done", 1, 1.0) for seq in range(4)]
        together.wait()
        # Each is sent twice, as a page does that heard no answer.
        return [saved for one in sent for saved in (log.append([one]) + log.append([one]))[:1]]

    with ThreadPoolExecutor(len(logs)) as threads:
        saved = [ids for batch in threads.map(write, logs, sessions) for ids in batch]
    assert len(set(saved)) == 200
    for person in people:
        assert person.log().sessions()["done_s"].tolist() == [4.0] * 10
