"""A stretch of one's own, as a file: written from a person's answers, and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stretchlib.catalog.reader import check_files
from stretchlib.catalog.rules import stretch_from
from stretchlib.catalog.schema import parse_toml
from stretchlib.model import Stretch
from stretchlib.phases import Pace
from stretchlib.user.folder import path_of, write_new, write_over
from stretchlib.user.json_schema import LINE, put_beside
from stretchlib.user.toml import number, text, texts

STAGE_ORDER = ("setup", "stretch", "switch", "enhance", "exit")


@dataclass(frozen=True)
class StretchAnswers:
    """What a person answers about a stretch; what is empty was not answered."""

    slug: str
    title: str
    target: str
    position: str
    sides: Sequence[str]
    felt: str
    setup_s: float
    paces: Mapping[str, Pace]
    cues: Mapping[str, Sequence[str]]
    """Cues by stage, in order."""
    posture: str = ""
    part: str = ""
    switch_s: float = 0
    exit_s: float = 0
    cautions: Sequence[str] = ()
    figure: str = ""
    """The slug of a shipped stretch that looks like it."""
    photo: str = ""
    """The name of a picture in `photos/`."""


def stretch_toml(written: StretchAnswers) -> str:
    """
    Write a stretch as TOML, as a hand would.

    Examples
    --------
    >>> from stretchlib.phases import Hold
    >>> cues = {"setup": ["Sit."], "stretch": ["Lean."]}
    >>> both = ["both"]
    >>> mine = StretchAnswers("a", "A", "b", "c", both, "d", 30, {"hold": Hold(20)}, cues)
    >>> print(stretch_toml(mine))
    slug = "a"
    title = "A"
    target = "b"
    position = "c"
    felt = "d"
    <BLANKLINE>
    sides = ["both"]
    setup_s = 30
    <BLANKLINE>
    cautions = []
    sources = []
    <BLANKLINE>
    [paces]
    hold = { hold_s = 20 }
    <BLANKLINE>
    [[cues]]
    stage = "setup"
    text = "Sit."
    <BLANKLINE>
    [[cues]]
    stage = "stretch"
    text = "Lean."
    <BLANKLINE>
    """
    head = [
        f"{name} = {text(getattr(written, name))}"
        for name in ("slug", "title", "target", "position", "felt")
    ]
    body = [f"sides = {texts(list(written.sides))}", f"setup_s = {number(written.setup_s)}"]
    for name in ("switch_s", "exit_s"):
        if seconds := getattr(written, name):
            body.append(f"{name} = {number(seconds)}")
    for name in ("posture", "part", "figure", "photo"):
        if value := getattr(written, name):
            body.append(f"{name} = {text(value)}")
    lines = "".join(f"    {text(line)},\n" for line in written.cautions)
    cautions = f"[\n{lines}]" if lines else "[]"
    paces = [f"{kind} = {{ {_fields(pace)} }}" for kind, pace in written.paces.items()]
    cues = [
        f"\n[[cues]]\nstage = {text(stage)}\ntext = {text(cue)}"
        for stage in STAGE_ORDER
        for cue in written.cues.get(stage, ())
    ]
    parts = [*head, "", *body, "", f"cautions = {cautions}", "sources = []", "", "[paces]", *paces]
    return "\n".join([*parts, *cues]) + "\n"


def _fields(pace: Pace) -> str:
    return ", ".join(f"{name} = {number(value)}" for name, value in vars(pace).items())


def read_stretch(written: str, name: str = "This stretch") -> Stretch:
    """
    Read a stretch from its TOML, such as somebody passed on; nothing is kept.

    Examples
    --------
    >>> read_stretch('slug = pigeon', "pigeon.toml")
    Traceback (most recent call last):
    ...
    stretchlib.catalog.schema.BrokenFile: pigeon.toml: not valid TOML: Invalid value (at line 1,
    column 8). Put what it says in quotes: slug = "pigeon".
    """
    return _read(name, parse_toml(name, written))


def _read(name: str, raw: dict[str, Any]) -> Stretch:
    found, _ = check_files()
    return stretch_from(name, raw, found.sources, found.figures)


def save_stretch(written: str, slug: str, *, replace: bool = False) -> str:
    """
    Keep the file of a stretch in your own folder, once it is right; return its path.

    Parameters
    ----------
    written : str
        All of the file.
    slug : str
        As in the file.
    replace : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    CatalogError
        When something in it is wrong, the file is there already, or the folder cannot be
        written to. Nothing is written then.
    """
    path = path_of("stretches", slug)
    read_stretch(written, path.name)
    (write_over if replace is True else write_new)(
        path, written if "#:schema" in written else LINE + written
    )
    put_beside(path.parent)
    return str(path)
