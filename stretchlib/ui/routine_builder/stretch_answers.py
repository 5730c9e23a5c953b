"""What is asked about a stretch of one's own, and how the answers are written into its file."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import ipywidgets

from stretchlib.catalog.reader import check_files
from stretchlib.phases import PACES
from stretchlib.ui import fields
from stretchlib.ui.fields import Field, Fields
from stretchlib.user.stretch_files import StretchAnswers, stretch_toml

CUES: Final = {
    "setup": "Getting into it, a sentence a line",
    "stretch": "While you stretch, a sentence a line",
    "switch": "Changing sides, a sentence a line",
    "exit": "Getting out of it, a sentence a line; or nothing",
}
POSTURE_OPTIONS: Final = [
    ("Choose one", ""),
    ("Lying on the back", "lying"),
    ("Lying on the front", "prone"),
    ("Sitting", "sitting"),
    ("Standing", "standing"),
    ("On all fours", "all_fours"),
]
STRETCHED_SIDES: Final = [
    ("Left, then right", "left"),
    ("Right, then left", "right"),
    ("Both at once", "both"),
]
IN_TURN: Final = {"left": ["left", "right"], "right": ["right", "left"], "both": ["both"]}
PACE_OPTIONS: Final = [
    ("Stay in it", "hold"),
    ("Press and let go", "pulse"),
    ("With the breath", "breath"),
]
NUMBERS: Final = {
    "hold_s": ("Seconds to stay", 20.0, 1.0, 600.0),
    "count": ("Times", 10, 1, 100),
    "period_s": ("Seconds each, press and let go", 6.0, 1.0, 60.0),
    "breaths": ("Breaths", 6, 1, 100),
    "inhale_s": ("Seconds in", 4.0, 1.0, 30.0),
    "exhale_s": ("Seconds out", 6.0, 1.0, 30.0),
}
"""The question, what is usual, the least and the most; whole where those are."""
OF_PACE: Final = {
    "hold": ("hold_s",),
    "pulse": ("count", "period_s"),
    "breath": ("breaths", "inhale_s", "exhale_s"),
}
EXIT_S: Final = 8.0
"""Seconds to get out of it, where there are words for that."""
PLAIN: Final = {"slug", "title", "target", "position", "felt", "posture", "part", "photo"}
SHOWABLE_KEYS: Final = PLAIN | {
    "sides", "setup_s", "switch_s", "exit_s", "cautions", "figure", "paces", "cues",
    "variants", "checks", "sources", "draft",
}  # fmt: skip
"""What a file may say so that the form can show it; of the last but one nothing but []."""


class OwnFields(Fields):
    """The fields of a stretch; what is out of sight is not asked."""

    def answers(self) -> dict[str, Any] | None:
        """Every answer that was asked for, by name; None when any of them cannot be."""
        return self._read([name for name, one in self._fields.items() if _is_seen(one)])

    def cues(self) -> list[str]:
        """The field of each cue, in the order of the file."""
        return [name for name in CUES for _ in _lines(str(self[name].widget.value))]


def is_showable(raw: Mapping[str, Any]) -> bool:
    """Whether the form can show all that a file says, so that saving loses nothing of it."""
    cues, paces = raw.get("cues", []), raw.get("paces", {})
    if not raw.keys() <= SHOWABLE_KEYS or not isinstance(paces, dict) or not isinstance(cues, list):
        return False
    if any(raw.get(key) for key in ("variants", "checks", "sources")):
        return False
    if any(not isinstance(raw.get(key, ""), str) for key in PLAIN | {"figure"}):
        return False
    if not all(isinstance(cue, dict) and cue.keys() <= {"stage", "text"} for cue in cues):
        return False
    if not all(
        cue.get("stage") in (*CUES, "") and isinstance(cue.get("text"), str) for cue in cues
    ):
        return False
    is_one_pace = len(paces) <= 1 and all(
        kind in PACES and isinstance(pace, dict) and pace.keys() <= set(OF_PACE[kind])
        for kind, pace in paces.items()
    )
    return is_one_pace and list(raw.get("sides", [])) in ([], *IN_TURN.values())


def fields_of(raw: Mapping[str, Any]) -> OwnFields:
    """Ask for a stretch; what a file of it says already is there."""
    texts = {stage: _cue_texts(raw, stage) for stage in CUES}
    # An exercise that was brought in says no stage: its sentences are there to be sorted.
    texts["setup"] += _cue_texts(raw, "")
    sides = next((k for k, v in IN_TURN.items() if v == list(raw.get("sides", []))), None)
    kind, pace = next(iter(raw.get("paces", {}).items()), ("hold", {}))
    asked = {
        "title": _words(raw, "title", "Name", "Give it a name."),
        "target": _words(raw, "target", "Which muscles it is for", "Such as: hip flexors."),
        "posture": _choice("How one starts", POSTURE_OPTIONS, raw.get("posture", ""), "posture"),
        "position": _words(raw, "position", "More exactly", "Such as: on a mat, legs long."),
        "sides": fields.choice("Which side?", STRETCHED_SIDES, sides, "sides"),
        "part": fields.text(
            "What a side names, such as hip", raw.get("part", ""), str.strip, "part"
        ),
        "felt": _words(raw, "felt", "Where it is felt", "Such as: the front of the {side} hip."),
        "setup_s": _seconds(raw, "setup_s", "Seconds to get into it", 30, 1),
        "setup": _cues("setup", texts),
        "pace": fields.choice("How is it done?", PACE_OPTIONS, kind, "pace"),
        **{name: _number(name, pace) for name in NUMBERS},
        "stretch": _cues("stretch", texts),
        "switch_s": _seconds(raw, "switch_s", "Seconds to change sides", 15, 1),
        "switch": _cues("switch", texts),
        "exit": _cues("exit", texts),
        "cautions": _area(
            "Who should take care or leave it out, a sentence a line; nothing when nobody",
            [line for line in raw.get("cautions", []) if line],
            "cautions",
            _lines,
        ),
        "figure": _choice("How it looks", _figures(), _figure(raw), "figure"),
    }
    return OwnFields(**asked)


def toml_of(slug: str, answers: Mapping[str, Any], *, photo: str) -> str:
    """The file of a stretch, from what was answered."""
    kind = str(answers["pace"])
    exit_cues = answers["exit"]
    figure = answers["figure"]
    return stretch_toml(
        StretchAnswers(
            slug=slug,
            title=answers["title"],
            target=answers["target"],
            position=answers["position"],
            sides=IN_TURN[answers["sides"]],
            felt=answers["felt"],
            setup_s=answers["setup_s"],
            paces={kind: PACES[kind](**{name: answers[name] for name in OF_PACE[kind]})},
            cues={stage: answers[stage] for stage in CUES if stage in answers},
            posture=answers["posture"],
            part=answers.get("part", ""),
            switch_s=answers.get("switch_s", 0),
            exit_s=EXIT_S if exit_cues else 0,
            cautions=answers["cautions"],
            figure="" if figure == "photo" else figure,
            photo=photo,
        )
    )


def _cue_texts(raw: Mapping[str, Any], stage: str) -> list[str]:
    return [cue["text"] for cue in raw.get("cues", []) if cue["stage"] == stage and cue["text"]]


def _figures() -> list[tuple[str, str]]:
    """No picture, a photo, or any shipped figure."""
    found, _ = check_files()
    drawn = [(f"As in {found.stretches[slug].title}", slug) for slug in found.figures]
    return [("No picture", ""), ("A photo of my own", "photo"), *drawn]


def _figure(raw: Mapping[str, Any]) -> str:
    named = "photo" if raw.get("photo") else str(raw.get("figure", ""))
    return named if named in dict(map(reversed, _figures())) else ""  # type: ignore[arg-type]


def _words(raw: Mapping[str, Any], name: str, question: str, example: str) -> Field:
    def read(typed: str) -> str:
        if not typed.strip():
            msg = f"It is empty. {example}"
            raise ValueError(msg)
        return typed.strip()

    return fields.text(question, raw.get(name, ""), read, name)


def _choice(question: str, options: list[tuple[str, str]], value: str, name: str) -> Field:
    asked = ipywidgets.Dropdown(description=question, options=options, value=value)
    return Field(asked, str, f"stretch-field-{name}")


def _seconds(raw: Mapping[str, Any], name: str, question: str, usual: float, least: float) -> Field:
    return fields.number(question, f"{raw.get(name) or usual:g}", name, least, 600)


def _number(name: str, pace: Mapping[str, Any]) -> Field:
    question, usual, least, most = NUMBERS[name]
    value = pace.get(name) or usual
    is_whole = isinstance(usual, int)
    return fields.number(question, f"{value:g}", name, least, most, is_whole=is_whole)


def _cues(stage: str, texts: Mapping[str, list[str]]) -> Field:
    def read(typed: str) -> list[str]:
        lines = _lines(typed)
        if not lines and stage != "exit":
            msg = "Write at least one short sentence, as you would say it."
            raise ValueError(msg)
        return lines

    return _area(CUES[stage], texts[stage], stage, read)


def _area(question: str, lines: list[str], name: str, read: Callable[[str], list[str]]) -> Field:
    asked = ipywidgets.Textarea(
        description=question, value="\n".join(lines), continuous_update=False
    )
    return Field(asked, read, f"stretch-field-{name}")


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _is_seen(widget: Any) -> bool:
    return bool(widget.layout.display != "none")
