"""Files of a person's own folder: written, filled in, changed, and a photo beside them."""

import stat
from io import BytesIO

from PIL import Image

from stretchlib._data import data_folder
from stretchlib.catalog.reader import get_stretch
from stretchlib.phases import Hold

FILLED = {
    'target = ""': 'target = "hips"',
    'position = ""': 'position = "kneeling on a mat"',
    'felt = ""': 'felt = "the {side} hip"',
    "sides = []": 'sides = ["left", "right"]',
    "setup_s = 0": "setup_s = 30",
    "# switch_s": "switch_s",
    'cautions = [""]': "cautions = []",
    "hold_s = 0": "hold_s = 20",
    'stage = "setup"\ntext = ""': 'stage = "setup"\ntext = "Bring your {side} shin forward."',
    'stage = "stretch"\ntext = ""': (
        'stage = "stretch"\ntext = "Sink down, and stay."\n\n'
        '[[cues]]\nstage = "switch"\ntext = "Change legs."'
    ),
}


def hold_s_of(slug: str) -> float:
    hold = get_stretch(slug).paces["hold"]
    assert isinstance(hold, Hold)
    return hold.hold_s


def write(folder, text, name="mine.toml", kind="stretches"):
    path = folder / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def hug(**changes):
    """The shipped double knee hug, with some words changed."""
    text = (data_folder() / "stretches" / "double_knee_hug.toml").read_text(encoding="utf-8")
    for old, new in {"double_knee_hug": "mine", **changes}.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


def modes(folder):
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


OF_THE_LAST_VERSION = """
slug = "pigeon"
title = "Pigeon"
target = "buttocks"
position = "kneeling on a mat"
sides = ["left", "right"]
felt = "the {side} buttock"
setup_s = 20
switch_s = 10

[paces]
hold = { hold_s = 20 }

[[cues]]
stage = "setup"
text = "Bring your {side} shin forward."

[[cues]]
stage = "stretch"
text = "Sink down, and stay."

[[cues]]
stage = "switch"
text = "Change legs."
"""


def picture(mode="RGB", size=(1800, 1200), kind="JPEG", **written):
    file = BytesIO()
    Image.new(mode, size, "white").save(file, kind, **written)
    return file.getvalue()
