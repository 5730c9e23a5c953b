"""Whatever a file holds: it comes in and can be read, or it is refused by name; nothing between."""

import zipfile
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stretchlib.errors import ExchangeError, StretchError
from stretchlib.exchange import export, preview_import
from stretchlib.log import open_log
from tests.apple_kit import health, workout
from tests.exchange_kit import full_log, lines

pytestmark = pytest.mark.more

KINDS = ("log.jsonl", "ratings.csv", "measurements.csv", "export.xml", "mine.zip")
SNIPPETS = st.sampled_from(
    [
        *(b"\0", b'"', b"\n", b"\r", b",", b"{", b"}", b"[", b"null", b"NaN", b"-1", b"1e999"),
        *(b"<", b">", b"&a;", b"<!DOCTYPE a [", b"]>", b"<!ENTITY a 'b'>", b"PK\x05\x06"),
        *(b"\xff", b"\xed\xa0\x80"),
    ]
)
MUTANTS = (
    *(
        b"",
        b"\0",
        b'"',
        b"\n",
        b",",
        b";",
        b"\t",
        b"{",
        b"}",
        b"[",
        b"null",
        b"NaN",
        b"1e999",
        b"-",
    ),
    *(b"9" * 400, b"<", b">", b"&", b"\xff", b"\xef\xbb\xbf", b"Z", b"true", b'"id": ', b"'="),
)


@pytest.fixture(scope="module")
def valid(tmp_path_factory) -> dict[str, bytes]:
    """A whole file of each kind."""
    folder = tmp_path_factory.mktemp("valid")
    exported = export(full_log(), folder / "mine")
    export(full_log(), folder / "mine.zip")
    (exported / "export.xml").write_bytes(health(workout(2), workout(3)))
    (exported / "mine.zip").write_bytes((folder / "mine.zip").read_bytes())
    return {name: (exported / name).read_bytes() for name in KINDS}


@st.composite
def damage(draw: st.DrawFn, data: bytes) -> bytes:
    """A file with a few places cut out, doubled, overwritten or added to."""
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(data)))
        end = min(len(data), begin + draw(st.integers(0, 40)))
        new = draw(SNIPPETS | st.binary(max_size=8) | st.just(data[begin:end] * 2))
        data = data[:begin] + new + data[end:]
    return data


def check(file: Path) -> None:
    """It comes in and every frame can be read, or it is refused by name and nothing is written."""
    log = open_log("sqlite://")
    refusal = None
    try:
        preview = preview_import(log, file)
    except ExchangeError as error:
        refusal = str(error)
    if refusal is not None:
        assert file.name in refusal
        assert len(refusal) < 600
        assert lines(log) == []
        return
    preview._repr_html_()
    preview.apply()
    for frame in (log.sessions(), log.phases(), log.ratings(), log.measurements()):
        repr(frame)
    before = lines(log)
    preview_import(log, file).apply()
    assert lines(log) == before


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_file_comes_in_or_is_refused(valid, tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data.draw(damage(valid[name])))
    check(file)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
@example(data=b"")
def test_any_bytes_come_in_or_are_refused(tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data)
    check(file)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_whole_zip_of_a_damaged_log_comes_in_or_is_refused(valid, tmp_path, data):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine/log.jsonl", data.draw(damage(valid["log.jsonl"])))
    file = tmp_path / "mine.zip"
    file.write_bytes(packed.getvalue())
    check(file)


@pytest.mark.parametrize("name", ["log.jsonl", "ratings.csv", "measurements.csv", "export.xml"])
def test_of_many_mutants_each_is_a_preview_or_a_refusal_in_words(valid, tmp_path, name):
    chance = Random(2026)
    file = tmp_path / name
    log = open_log("sqlite://")
    came, refusals = 0, []
    for _ in range(60):
        data = bytearray(valid[name])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(MUTANTS)
        file.write_bytes(data)
        try:
            preview = preview_import(log, file)
        except StretchError as error:
            refusals.append(str(error))
            continue
        came += 1
        assert preview.left_out["why"].str.len().fillna(0).max() < 600 or preview.left_out.empty
    assert came > 5
    assert max(map(len, refusals), default=0) < 600
