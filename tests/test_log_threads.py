import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest

from stretchlib.log import open_log
from tests.log_kit import PHASES, event, practise

WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from tests.log_kit import PHASES, event
from stretchlib.log import open_log

log = open_log(sys.argv[1])
session = log.start_session("standard", PHASES)
for seq in range(100_000):
    print(*log.append([event(session, seq, "paused")]), flush=True)
"""
BEGINNER = """
import sys
from stretchlib.log import open_log

sys.stdin.read(1)
open_log(sys.argv[1]).rate("pain", 1, moment="any")
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


def start(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_log_opened_in_one_thread_is_used_in_another(place):
    log = open_log(place)
    session = log.start_session("standard", PHASES)
    saved = []
    thread = Thread(target=lambda: saved.extend(log.append([event(session, 0, "started")])))
    thread.start()
    thread.join()
    assert len(saved) == 1
    assert log.sessions()["id"].tolist() == [session]


@pytest.mark.parametrize("where", ["file", "sqlite://"])
def test_four_threads_that_write_at_once_lose_nothing(place, where):
    log = open_log(place if where == "file" else where)
    session = log.start_session("standard", PHASES)
    together = Barrier(4)

    def write(thread):
        together.wait()
        return [
            log.append([event(session, 25 * thread + number, "phase_done", 1, 1.0)])
            for number in range(25)
        ]

    with ThreadPoolExecutor(4) as threads:
        saved = [ids for batch in threads.map(write, range(4)) for ids in batch]
    assert len(saved) == 100
    assert log.sessions()["done_s"].tolist() == [100.0]


def test_one_thread_reads_while_another_writes(place):
    writer, reader = open_log(place), open_log(place)
    with ThreadPoolExecutor(2) as threads:
        written = [threads.submit(practise, writer, ("phase_done", 1, 30.0)) for _ in range(10)]
        read = [threads.submit(reader.sessions) for _ in range(10)]
    assert {len(frame.result()) for frame in read} <= set(range(11))
    assert sorted(one.result() for one in written) == sorted(reader.sessions()["id"])


def test_a_killed_process_leaves_every_event_that_was_acknowledged(place):
    writer = start(WRITER, place, Path(__file__).parents[1])
    acknowledged = [writer.stdout.readline().strip() for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    acknowledged += rest.split()
    log = open_log(place)
    assert len(log.sessions()) == 1
    assert len(acknowledged) >= 20
    assert set(acknowledged) <= ids_in(place)


def ids_in(place):
    with closing(sqlite3.connect(place)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM events")}


def test_processes_that_begin_the_same_log_at_once_all_get_it(place):
    beginners = [start(BEGINNER, place) for _ in range(3)]
    for beginner in beginners:
        beginner.stdin.write("x")
        beginner.stdin.flush()
    for beginner in beginners:
        beginner.communicate()
    assert [beginner.returncode for beginner in beginners] == [0, 0, 0]
    assert len(open_log(place).ratings()) == 3
