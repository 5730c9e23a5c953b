import pytest
from pandas.testing import assert_frame_equal

from stretchlib.errors import LogError
from stretchlib.log import Log, open_log, sample
from stretchlib.log.seeded import seeded_log
from tests.log_kit import MORNING, practise

FRAMES = ("sessions", "phases", "ratings", "measurements")


@pytest.fixture
def written():
    """A log with every kind of row, and a session whose note was edited twice."""
    log = seeded_log(7)
    session = practise(log, ("phase_done", 1, 30.0), ("hurt", 3, 4.0))
    log.note(session, "first", at=MORNING)
    log.note(session, "Rücken <b>\u2028\x85", at=MORNING)
    log.rate("pain", None, moment="before", session_id=session, at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5], at=MORNING)
    return log


@pytest.fixture
def loaded(written, tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(sample.dump(written)) + "\n", encoding="utf-8")
    return Log(sample.loaded(file), is_sample=True)


@pytest.mark.parametrize("name", FRAMES)
def test_what_was_dumped_comes_back_the_same(written, loaded, name):
    assert_frame_equal(getattr(loaded, name)(), getattr(written, name)())


def test_dumping_what_came_back_gives_the_same_lines(written, loaded):
    assert list(sample.dump(loaded)) == list(sample.dump(written))


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_of_a_sample_says_so(loaded, name):
    assert loaded.is_sample
    assert getattr(loaded, name)().attrs == {"sample": True}


def test_a_sample_has_no_place_of_its_own(loaded):
    assert loaded.where == "sample"
    assert repr(loaded) == "Log('sample')"


@pytest.mark.parametrize(
    "write",
    [
        practise,
        lambda log: log.append([]),
        lambda log: log.rate("pain", 1, moment="any"),
        lambda log: log.measure("chest_to_thigh", side="left", trials_cm=[9.0]),
        lambda log: log.note(log.sessions()["id"][0], "mine"),
    ],
    ids=["session", "events", "rating", "measurement", "note"],
)
def test_nothing_of_ones_own_can_be_written_into_a_sample(loaded, write):
    with pytest.raises(LogError, match="The sample log keeps nothing of yours"):
        write(loaded)


def test_an_empty_log_shows_the_sample_and_a_full_one_itself(tmp_path):
    log = open_log(tmp_path / "log.sqlite")
    assert log.or_sample().is_sample
    assert log.or_sample() is log.or_sample()
    practise(log)
    assert log.or_sample() is log


@pytest.mark.parametrize("line", ["{", "[]", '{"table": "elsewhere"}', '{"table": "sessions"}'])
def test_a_line_that_is_no_row_is_named(tmp_path, line):
    file = tmp_path / "log.jsonl"
    file.write_text(line)
    with pytest.raises(LogError, match=r"log\.jsonl, line 1 is not a row of a log"):
        sample.loaded(file)


def test_a_missing_sample_is_named(tmp_path):
    with pytest.raises(LogError, match=r"gone\.jsonl cannot be read"):
        sample.loaded(tmp_path / "gone.jsonl")
