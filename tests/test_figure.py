"""The figures are drawn the same for either side, and cannot be drawn broken."""

import copy
import json
import math
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from stretchlib.errors import UnknownName
from stretchlib.figure import Drawing, FigureTable, drawing, svg
from stretchlib.figure.body import Point
from stretchlib.figure.paint import HAND, OUTLINE, PALETTES
from stretchlib.figure.paper import Camera
from tests.figure_kit import DRAWN, STRETCHES, TABLES, every_drawing, every_stretch


def corners(drawn: Drawing, kind: str, pose: str) -> set[tuple[float, float]]:
    numbers = [n for part in drawn["parts"] if part["kind"] == kind for n in part["poses"][pose]]
    return set(zip(numbers[::2], numbers[1::2], strict=True))


def held_in(some: set[tuple[float, float]], others: set[tuple[float, float]]) -> bool:
    """Whether each of some points is, but for rounding, one of the others."""
    return all(any(math.dist(one, other) < 0.2 for other in others) for one in some)


# --- the drawing ---


@pytest.mark.parametrize("slug", [slug for slug, side in DRAWN if side == "left"])
def test_the_other_side_is_the_mirror_image(slug: str) -> None:
    left, right = drawing(TABLES[slug], "left"), drawing(TABLES[slug], "right")
    for kind in ("near", "far", "trunk", "mark"):
        for pose in left["alt"]:
            mirrored = {(right["width"] - x, y) for x, y in corners(right, kind, pose)}
            assert held_in(corners(left, kind, pose), mirrored)
            assert held_in(mirrored, corners(left, kind, pose))
    assert left["label"]["x"] == pytest.approx(right["width"] - right["label"]["x"], abs=0.11)


@pytest.mark.parametrize(
    ("point", "seen"),
    [
        (Point(2, 0, 0), (1, math.sqrt(3) / 2)),
        (Point(0, 2, 0), (0, -math.sqrt(3))),
        (Point(0, 0, 2), (-math.sqrt(3), 0.5)),
    ],
    ids=["ahead", "up", "aside"],
)
def test_seen_from_above_and_turned_each_direction_of_the_room_is_where_it_belongs(
    point: Point, seen: tuple[float, float]
) -> None:
    """By hand, of 60 degrees round and 30 down: what is nearer is lower on the paper."""
    assert Camera(turn=60, tilt=30, mirror=1).see(point) == pytest.approx(seen)
    left, down = Camera(turn=60, tilt=30, mirror=-1, left=100, top=80, scale=2).see(point)
    assert (left, down) == pytest.approx((100 - 2 * seen[0], 80 + 2 * seen[1]))


@every_drawing
def test_a_drawing_is_plain_json_with_a_number_for_every_sign(slug: str, side: str) -> None:
    drawn = drawing(TABLES[slug], side)
    assert json.loads(json.dumps(drawn)) == drawn
    for part in drawn["parts"]:
        assert {len(numbers) for numbers in part["poses"].values()} <= {part["shape"].count("#")}
        assert part["kind"] in drawn["paint"]


@every_drawing
def test_a_drawing_stays_on_its_paper(slug: str, side: str) -> None:
    drawn = drawing(TABLES[slug], side)
    for part in drawn["parts"]:
        for numbers in part["poses"].values():
            assert all(1 < x < drawn["width"] - 1 for x in numbers[::2])
            assert all(1 < y < drawn["height"] - 1 for y in numbers[1::2])
    if drawn["label"]["text"]:
        assert 20 < drawn["label"]["x"] < drawn["width"] - 20, "half a word to either side"
        assert 40 < drawn["label"]["y"] < drawn["height"] - 4, "below the word in the corner"


@every_drawing
def test_the_ground_is_cut_at_the_edge_of_the_paper_and_a_chair_stands_on_it_whole(
    slug: str, side: str
) -> None:
    drawn = drawing(TABLES[slug], side)
    for part in drawn["parts"]:
        if part["poses"]:
            continue
        points = [
            tuple(map(float, point.split()))
            for point in part["shape"].replace("M", "L").replace("Z", "").split("L")[1:]
        ]
        assert len(points) >= 3
        assert all(2 < x < drawn["width"] - 2 and 2 < y < drawn["height"] - 2 for x, y in points)


@every_stretch
def test_a_hand_is_painted_over_the_leg_that_it_holds(slug: str) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    for held in (table, *(table.held(variant) for variant in table.variants)):
        kinds = [part["kind"] for part in drawing(held, "both")["parts"]]
        assert kinds.count("hand") == 2
        if "thigh" in held.hands.side.on or "shin" in held.hands.side.on:
            first = kinds.index("hand")
            assert not {"near", "far"} & set(kinds[first:])


def test_a_curved_arrow_turns_the_other_way_on_the_other_side() -> None:
    """Seen from its tail, the middle of its curve is on the other hand."""
    turned = {}
    for side in ("left", "right"):
        drawn = drawing(TABLES["lying_trunk_rotation"], side)
        numbers = next(part for part in drawn["parts"] if part["kind"] == "arrow")["poses"]["deep"]
        tail, tip, middle = numbers[0:2], numbers[8:10], numbers[2:4]
        ahead = tip[0] - tail[0], tip[1] - tail[1]
        turned[side] = ahead[0] * (middle[1] - tail[1]) - ahead[1] * (middle[0] - tail[0])
    assert turned["left"] * turned["right"] < 0


def test_a_to_and_fro_shows_its_other_end_faintly_and_nothing_else_does() -> None:
    for slug, table in TABLES.items():
        ghosts = [part for part in drawing(table, "both")["parts"] if part["kind"] == "ghost"]
        ends = {"enhance", "enhance_back"} if "enhance_back" in table else set()
        assert {pose for part in ghosts for pose in part["poses"]} == ends, slug
    drawn = drawing(TABLES["double_knee_hug"], "both")
    thigh = next(part for part in drawn["parts"] if part["kind"] == "near")
    for part in drawn["parts"]:
        if "enhance" in part["poses"] and part["kind"] == "ghost":
            assert part["poses"]["enhance"][-8:] == thigh["poses"]["enhance_back"]


@every_drawing
def test_the_words_name_both_sides_as_the_drawing_has_them(slug: str, side: str) -> None:
    alt = drawing(TABLES[slug], side)["alt"]
    assert {"ready", "eased", "deep"} <= set(alt)
    if side == "both":
        assert not any("left" in words or "right" in words for words in alt.values())
    else:
        assert all(side in words for words in alt.values())


def test_the_words_for_the_right_side_tell_the_anatomy() -> None:
    words = {slug: drawing(TABLES[slug], "right")["alt"] for slug in TABLES}
    assert "The left knee is bent" in words["hip_flexor_pull"]["ready"]
    assert "the right leg lies straight" in words["hip_flexor_pull"]["ready"]
    assert "The right ankle lies across the left knee" in words["seated_figure_four"]["ready"]
    assert "the right leg a step ahead and straight" in words["standing_hamstring"]["ready"]


@every_stretch
def test_a_stretch_has_a_pose_for_its_enhance_stage_if_it_has_one(slug: str) -> None:
    assert ("enhance" in TABLES[slug]) == (STRETCHES[slug]["enhance_s"] > 0)


def test_a_side_or_a_pose_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'right'"):
        drawing(TABLES["hip_flexor_pull"], "rihgt")
    with pytest.raises(UnknownName, match="Did you mean 'deep'"):
        svg(drawing(TABLES["hip_flexor_pull"], "right"), "deeep")


# --- the still picture ---


@every_drawing
def test_each_still_says_start_or_stretch_and_marks_only_what_stretches(
    slug: str, side: str
) -> None:
    drawn = drawing(TABLES[slug], side)
    for pose in drawn["alt"]:
        root = ElementTree.fromstring(svg(drawn, pose, "light"))
        word = root.findall("{*}text")[-1].text or ""
        is_start = pose in ("ready", "eased")
        assert word.startswith("start" if is_start else "stretch")
        marked = PALETTES["light"]["warm"] in svg(drawn, pose, "light")
        assert marked is not is_start
        assert ("marked" in drawn["alt"][pose]) is not is_start


@every_drawing
def test_a_still_picture_says_what_it_shows(slug: str, side: str) -> None:
    drawn = drawing(TABLES[slug], side)
    for pose, words in drawn["alt"].items():
        root = ElementTree.fromstring(svg(drawn, pose))
        assert root.get("role") == "img"
        assert root.get("aria-label") == words
        assert root.findtext("{*}title") == words
        assert root.findtext("{*}text") == ("" if side == "both" else side)
        assert "transform" not in svg(drawn, pose)


def test_words_that_look_like_html_are_shown_as_words() -> None:
    table = copy.deepcopy(TABLES["hip_flexor_pull"])
    table["deep"]["says"] = '<b>"bent"</b>'
    table["hands"]["says"] = ""
    picture = svg(drawing(table, "left"), "deep")
    assert "<b>" not in picture
    assert ElementTree.fromstring(picture).get("aria-label") == '<b>"bent"</b>'


def test_a_still_picture_follows_the_theme_or_carries_colours_of_its_own() -> None:
    drawn = drawing(TABLES["hip_flexor_pull"], "left")
    assert "var(--jp-" in svg(drawn, "deep")
    for theme in PALETTES:
        assert "var(" not in svg(drawn, "deep", theme)


def test_an_arrow_is_shown_in_its_own_pose_only() -> None:
    drawn = drawing(TABLES["hip_flexor_pull"], "left")
    paths = {
        pose: svg(drawn, pose, "light").count(PALETTES["light"]["arrow"]) for pose in drawn["alt"]
    }
    assert paths == {"ready": 0, "eased": 0, "deep": 2, "enhance": 1}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", PALETTES)
def test_whatever_has_a_meaning_stands_out_from_the_card(theme: str) -> None:
    colours = PALETTES["light" if theme == "light" else "dark"]
    least = {"near": 7, "trunk": 4.5, "far": 2.5, "warm": 3, "arrow": 4.5, "ink": 7}
    for kind, ratio in least.items():
        assert contrast(colours[kind], colours["card"]) >= ratio, kind
    assert contrast(colours["glow"], colours["warm"]) >= 2
    for kind in ("near", "far", "trunk", "arm", "card"):
        best = max(contrast(colour, colours[kind]) for colour in (HAND, OUTLINE))
        assert best >= 2.5, f"a hand on {kind}"


# --- a table of one's own ---


def changed(**poses: dict[str, Any]) -> dict[str, Any]:
    table = copy.deepcopy(TABLES["hip_flexor_pull"])
    for pose, changes in poses.items():
        table[pose] |= changes
    return table


@pytest.mark.parametrize(
    ("table", "where", "what"),
    [
        (changed(deep={"knee": 3}), ("deep", "knee"), "not permitted"),
        (changed(deep={"head": "up"}), ("deep", "head"), "number"),
        (changed(eased={"says": "The {side leg."}), ("eased", "says"), ""),
        (changed(eased={"says": "The {leg} leg."}), ("eased", "says"), "{side} or {other}"),
        (
            changed(ready={"side": {"thigh": "x", "shin": 0, "foot": 0}}),
            ("ready", "side", "thigh"),
            "two",
        ),
        (changed(ready={"chest": 270}), (), "pose 'ready': from the side shoulder"),
        (changed() | {"on": "bed"}, ("on",), "'mat', 'chair', 'floor'"),
        ({k: v for k, v in changed().items() if k != "eased"}, ("eased",), "required"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused_with_its_place(
    table: dict[str, Any], where: tuple[str, ...], what: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        FigureTable.model_validate(table)
    problems = refused.value.errors()
    assert [problem["loc"] for problem in problems] == [where]
    assert what in problems[0]["msg"]
