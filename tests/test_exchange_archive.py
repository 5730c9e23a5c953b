import os
import struct
import zipfile
from pathlib import Path

import pytest

from stretchlib.errors import ExchangeError
from stretchlib.exchange import archive, export, preview_import
from stretchlib.log import open_log
from tests.apple_kit import health, workout
from tests.exchange_kit import brought_in, full_log, lines


def refused(path, problem: str) -> None:
    log = open_log("sqlite://")
    with pytest.raises(ExchangeError, match=problem):
        preview_import(log, path)
    assert lines(log) == []


@pytest.fixture
def zip_(tmp_path) -> Path:
    return export(full_log(), tmp_path / "mine.zip")


@pytest.mark.parametrize(
    "name", ["../log.jsonl", "/etc/passwd", "a/../../b", "..\\log.jsonl", "C:\\log.jsonl"]
)
def test_a_zip_that_climbs_out_of_its_folder_is_refused(zip_, name):
    before = set(zip_.parent.parent.rglob("*"))
    with zipfile.ZipFile(zip_, "a") as file:
        file.writestr(name, "x")
    refused(zip_, "leads out of it. Do not open this file")
    assert set(zip_.parent.parent.rglob("*")) == before


def test_a_zip_that_would_inflate_is_refused_before_it_does(tmp_path):
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("log.jsonl", b"0" * 40_000_000)
    assert file.stat().st_size < 100_000
    refused(file, "would grow from .* to 40,000,000 bytes. No export does")


def test_a_zip_that_says_it_holds_10_gb_is_refused(tmp_path):
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("log.jsonl", b"0" * 1000)
        made.filelist[0].file_size = 10_000_000_000
    refused(file, "log.jsonl has 10,000,000,000 bytes; at most 200,000,000 can be")


def test_a_zip_that_holds_more_than_it_says_is_refused(tmp_path):
    file = tmp_path / "liar.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("log.jsonl", b'{"a": 1}\n' * 1_000_000)
    data = bytearray(file.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    for at in (22, central + 24):
        data[at : at + 4] = struct.pack("<I", 9)
    file.write_bytes(data)
    refused(file, "is not a whole zip file|does not begin like a log")


@pytest.mark.parametrize("kept", [0, 4, 100, -1, -30])
def test_a_truncated_zip_is_refused(zip_, kept):
    zip_.write_bytes(zip_.read_bytes()[:kept])
    refused(zip_, "is not a whole zip file: .* Take another copy")


def test_a_damaged_zip_is_refused(zip_):
    data = bytearray(zip_.read_bytes())
    with zipfile.ZipFile(zip_) as file:
        at = file.getinfo("mine/log.jsonl").header_offset + 80
    data[at : at + 20] = bytes(20)
    zip_.write_bytes(data)
    refused(zip_, "is not a whole zip file|not JSON|does not begin")


def test_a_zip_with_a_password_is_refused(zip_):
    data = bytearray(zip_.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    zip_.write_bytes(data)
    refused(zip_, "cannot be opened: .*encrypted.* without a password")


def test_a_zip_of_a_later_version_of_zip_is_refused(zip_):
    data = bytearray(zip_.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 6] = 64
    zip_.write_bytes(data)
    refused(zip_, r"cannot be opened: zip file version 6.4\. Make the zip again")


@pytest.mark.parametrize("header", [b"PK\x01\x02", b"PK\x03\x04"], ids=["directory", "file"])
def test_a_zip_with_a_name_that_is_no_text_is_refused(zip_, header):
    flag, name = {b"PK\x01\x02": (8, 46), b"PK\x03\x04": (6, 30)}[header]
    data = bytearray(zip_.read_bytes())
    with zipfile.ZipFile(zip_) as file:
        number = file.namelist().index("mine/log.jsonl")
    at = -1
    for _ in range(number + 1):
        at = data.index(header, at + 1)
    data[at + flag + 1] |= 0x08
    data[at + name] = 0xFF
    zip_.write_bytes(data)
    refused(zip_, "cannot be opened: .*codec can't decode.* Make the zip again")


def test_a_zip_of_something_else_is_refused(tmp_path):
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("photo.txt", "x")
    refused(file, "photos.zip has neither log.jsonl nor export.xml")


def packed(file: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file


OURS = {"mine/log.jsonl": '{"format": "stretchlib log", "version": "0001", "rows": {}}'}


@pytest.mark.parametrize("name", ["eksport.xml", "Exportación.xml", "导出.xml", "EXPORT.XML"])
@pytest.mark.parametrize("where", ["zip", "windows zip", "folder", "alone"])
def test_an_export_of_apple_is_known_in_any_language(tmp_path, name, where):
    beside = {"export_cda.xml": b"<ClinicalDocument/>", "._eksport.xml": b"\0\5"}
    inside = {f"apple/{each}": data for each, data in ({name: health(workout())} | beside).items()}
    if where == "windows zip":
        inside = {each.replace("/", "\\"): data for each, data in inside.items()}
    if "zip" in where:
        file = packed(tmp_path / "exportar.zip", **inside)
    else:
        (tmp_path / "apple").mkdir()
        for each, data in inside.items():
            (tmp_path / each).write_bytes(data)
        file = tmp_path / "apple" / name if where == "alone" else tmp_path
    assert len(brought_in(file).sessions()) == 1


def test_a_log_is_known_by_what_it_holds_too(tmp_path, zip_):
    with zipfile.ZipFile(zip_) as file:
        data = file.read("mine/log.jsonl")
    for name in ("log.txt", "my log (1).jsonl", "log.json", "log"):
        (tmp_path / name).write_bytes(data)
        assert preview_import(open_log("sqlite://"), tmp_path / name).counts["new"].sum() > 5
    windows = packed(tmp_path / "windows.zip", **{"mine\\log (2).jsonl": data})
    assert preview_import(open_log("sqlite://"), windows).counts["new"].sum() > 5


@pytest.mark.parametrize(
    "second", [{"b/export.xml": "<HealthData/>"}, {"b/old.jsonl": OURS["mine/log.jsonl"]}]
)
def test_of_two_exports_in_one_zip_or_folder_none_is_taken_silently(tmp_path, second):
    refused(packed(tmp_path / "two.zip", **OURS, **second), "two.zip holds 2 exports, .* alone")
    for name, text in (OURS | second).items():
        (tmp_path / "two" / name).parent.mkdir(parents=True)
        (tmp_path / "two" / name).write_text(text)
    refused(tmp_path / "two", "two holds 2 exports, .*mine/log.jsonl.* alone")


def test_a_folder_of_something_else_is_refused(tmp_path):
    refused(tmp_path, "has neither log.jsonl nor export.xml")


def test_a_file_that_is_not_there_is_named(tmp_path):
    refused(tmp_path / "mine.jsonl", r"mine\.jsonl cannot be read: No such file or directory")
    refused(tmp_path / "mine.zip", r"mine\.zip cannot be read: No such file or directory")


def test_a_link_to_nowhere_is_named(tmp_path):
    (tmp_path / "log.jsonl").symlink_to(tmp_path / "nowhere")
    refused(tmp_path / "log.jsonl", "cannot be read: No such file")


def test_a_kind_of_file_that_is_not_known_is_refused(tmp_path):
    (tmp_path / "log.xlsx").write_bytes(b"PK")
    refused(tmp_path / "log.xlsx", "Give one of: .jsonl, .csv, .xml, .zip")


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "log.jsonl")
    refused(tmp_path / "log.jsonl", "is not a file")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setitem(archive.SIZE_LIMITS, ".csv", 10)
    (tmp_path / "ratings.csv").write_text("a" * 11)
    refused(tmp_path / "ratings.csv", "has 11 bytes; at most 10 can be")


def test_tilde_is_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    written = export(full_log(), Path("~/mine"))
    assert (tmp_path / "mine" / "log.jsonl").is_file()
    assert preview_import(open_log("sqlite://"), "~/mine").counts["new"].sum() > 0
    assert written == tmp_path / "mine"
