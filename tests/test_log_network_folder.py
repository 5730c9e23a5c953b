import warnings
from pathlib import Path

import pytest

from stretchlib.log import integrity, open_log
from tests.log_kit import practise


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
hub:/people /people nfs4 rw 0 0
tmpfs /people/me/scratch tmpfs rw 0 0
//nas/share /mnt/My\\040Files cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/people/me/log.sqlite", "nfs4"),
        ("/people/me/scratch/log.sqlite", "tmpfs"),
        ("/peoples/log.sqlite", "ext4"),
        ("/mnt/My Files/log.sqlite", "cifs"),
    ],
)
def test_a_folder_is_of_the_kind_that_is_mounted_nearest_to_it(file, kind):
    assert integrity.filesystem_of(Path(file), MOUNTS) == kind


def test_a_network_folder_is_answered_with_advice_and_used(place, tmp_path, monkeypatch):
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\nhub:/people {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(integrity, "MOUNTS", table)
    with pytest.warns(UserWarning, match=r"in a network folder \(nfs4\). Open it on one") as warned:
        log = open_log(place)
    practise(log)
    assert warned[0].filename == __file__


def test_a_folder_of_ones_own_machine_needs_no_advice(place, monkeypatch):
    monkeypatch.setattr(integrity, "MOUNTS", place.with_name("mounts"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_log(place)
