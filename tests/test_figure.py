"""The figures show what the words say, for either side, and cannot be drawn broken."""

import copy
import json
import math
import tomllib
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from stretchlib._data import data_folder
from stretchlib.errors import UnknownName
from stretchlib.figure import Drawing, FigureTable, drawing, svg
from stretchlib.figure.body import Joints, Point
from stretchlib.figure.paint import PALETTES

FILES = sorted((data_folder() / "stretches").glob("*.toml"))
STRETCHES = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in FILES}
TABLES: dict[str, dict[str, Any]] = {slug: raw["figure"] for slug, raw in STRETCHES.items()}
DRAWN = [(slug, side) for slug, raw in STRETCHES.items() for side in raw["sides"]]
POSES = [
    pytest.param(slug, pose, id=f"{slug}-{pose}")
    for slug, table in TABLES.items()
    for pose in FigureTable.model_validate(table).poses
]

every_pose = pytest.mark.parametrize(("slug", "pose"), POSES)
every_drawing = pytest.mark.parametrize(("slug", "side"), DRAWN)
every_stretch = pytest.mark.parametrize("slug", TABLES)


def joints(slug: str, pose: str) -> dict[str, Point]:
    table = FigureTable.model_validate(TABLES[slug])
    return Joints(table.poses[pose], table.hands).points


def angle_at(points: dict[str, Point], begin: str, joint: str, end: str) -> float:
    """The inner angle of a joint in degrees: 180 is straight."""
    one = points[begin].minus(points[joint]).unit()
    two = points[end].minus(points[joint]).unit()
    return math.degrees(math.acos(max(-1.0, min(1.0, one.dot(two)))))


def knee(points: dict[str, Point], leg: str) -> float:
    return angle_at(points, f"{leg} hip", f"{leg} knee", f"{leg} ankle")


def apart(points: dict[str, Point], one: str, other: str) -> float:
    return math.dist(points[one], points[other])


def corners(drawn: Drawing, kind: str, pose: str) -> set[tuple[float, float]]:
    numbers = [n for part in drawn["parts"] if part["kind"] == kind for n in part["poses"][pose]]
    return set(zip(numbers[::2], numbers[1::2], strict=True))


def held_in(some: set[tuple[float, float]], others: set[tuple[float, float]]) -> bool:
    """Whether each of some points is, but for rounding, one of the others."""
    return all(any(math.dist(one, other) < 0.2 for other in others) for one in some)


# --- the body ---

BONES = {
    ("hips", "waist"): 18,
    ("waist", "neck"): 25,
    ("neck", "head"): 19,
    ("hip", "knee"): 37,
    ("knee", "ankle"): 37,
    ("heel", "toes"): math.hypot(16, 1.3),
    ("shoulder", "elbow"): 28,
    ("elbow", "wrist"): 24,
    ("wrist", "hand"): 5,
}


@every_pose
def test_every_bone_keeps_its_length_in_every_pose(slug: str, pose: str) -> None:
    points = joints(slug, pose)
    for (begin, end), length in BONES.items():
        for leg in ("side ", "other ") if f"side {end}" in points and begin != "waist" else ("",):
            if leg + begin in points:
                assert apart(points, leg + begin, leg + end) == pytest.approx(length)


def test_the_head_is_a_seventh_or_an_eighth_of_a_person() -> None:
    skull, chin = 8.6, 4.6
    head = skull + math.hypot(6.4, 3.4) + chin
    height = head - skull + 19 + 25 + 18 + 37 + 37 + 6
    assert 7 <= height / head <= 8


@every_pose
def test_no_part_of_the_body_sinks_into_the_ground(slug: str, pose: str) -> None:
    thickness = {"hips": 8.8, "waist": 7.8, "neck": 8.4, "head": 8.6, "hand": 3.3, "elbow": 3.9}
    thickness |= {"hip": 8.0, "knee": 5.5, "ankle": 3.3, "heel": 3.4, "toes": 2.1, "shoulder": 5.3}
    for name, point in joints(slug, pose).items():
        assert point.y - thickness.get(name.split()[-1], 0) > -1, name


@every_pose
def test_no_knee_or_elbow_bends_further_than_a_person_can(slug: str, pose: str) -> None:
    points = joints(slug, pose)
    for leg in ("side", "other"):
        assert knee(points, leg) > 25
        assert angle_at(points, f"{leg} shoulder", f"{leg} elbow", f"{leg} wrist") > 25


# --- what each stretch shows ---


@pytest.mark.parametrize("pose", ["ready", "eased", "deep", "enhance"])
def test_in_the_hip_flexor_pull_the_stretched_leg_lies_straight_and_the_other_is_held(
    pose: str,
) -> None:
    points = joints("hip_flexor_pull", pose)
    assert knee(points, "side") == pytest.approx(180)
    assert points["side ankle"].y == pytest.approx(points["side hip"].y)
    assert knee(points, "other") < 90
    for hand in ("side hand", "other hand"):
        assert apart(points, hand, "other knee") < 14


def test_the_hip_flexor_pull_draws_the_knee_to_the_chest_and_then_reaches_with_the_toes() -> None:
    knees = [
        apart(joints("hip_flexor_pull", pose), "other knee", "neck")
        for pose in ("ready", "eased", "deep")
    ]
    assert all(far > near + 3 for far, near in pairwise(knees))
    toes = {pose: joints("hip_flexor_pull", pose)["side toes"].x for pose in ("deep", "enhance")}
    assert toes["enhance"] > toes["deep"] + 8


@pytest.mark.parametrize("pose", ["ready", "eased", "deep", "enhance"])
def test_in_the_figure_four_the_ankle_lies_across_the_other_knee(pose: str) -> None:
    points = joints("seated_figure_four", pose)
    ankle, other_knee = points["side ankle"], points["other knee"]
    assert abs(ankle.x - other_knee.x) < 8
    # Beyond the thigh, which is 5.7 thick to either side, and above its knee.
    assert 5.7 < other_knee.z - ankle.z < 12
    assert ankle.y - other_knee.y > 5.7
    assert points["side knee"].z > points["side hip"].z + 15
    assert knee(points, "other") == pytest.approx(90, abs=5)
    assert 2.5 <= points["other heel"].y <= 4.5


def test_the_figure_four_leans_lower_and_lower_with_a_flat_back() -> None:
    poses = ["ready", "eased", "deep", "enhance"]
    heights = [joints("seated_figure_four", pose)["neck"].y for pose in poses]
    assert heights == sorted(heights, reverse=True)
    for pose in poses[1:]:
        back = joints("seated_figure_four", pose)
        assert angle_at(back, "hips", "waist", "neck") == pytest.approx(180)


@pytest.mark.parametrize("pose", ["ready", "eased", "deep"])
def test_in_the_standing_hamstring_the_front_leg_is_straight_with_both_palms_on_it(
    pose: str,
) -> None:
    points = joints("standing_hamstring", pose)
    assert knee(points, "side") == pytest.approx(180)
    assert 130 < knee(points, "other") < 176
    assert points["side heel"].x > points["other toes"].x
    assert points["side toes"].y > points["side heel"].y + 8
    for hand in ("side hand", "other hand"):
        assert apart(points, hand, "side hip") < 20


def test_the_standing_hamstring_lowers_a_flat_back_over_feet_that_stay() -> None:
    poses = [joints("standing_hamstring", pose) for pose in ("ready", "eased", "deep")]
    heights = [points["neck"].y for points in poses]
    assert heights == sorted(heights, reverse=True)
    assert angle_at(poses[-1], "hips", "waist", "neck") == pytest.approx(180)
    for foot in ("side heel", "other heel"):
        assert all(math.dist(points[foot], poses[0][foot]) < 1 for points in poses)


@pytest.mark.parametrize("pose", ["ready", "eased", "deep", "enhance", "enhance_back"])
def test_in_the_double_knee_hug_each_hand_is_on_its_knee_and_the_head_on_the_mat(
    pose: str,
) -> None:
    points = joints("double_knee_hug", pose)
    for leg in ("side", "other"):
        assert apart(points, f"{leg} hand", f"{leg} knee") < 10
        assert knee(points, leg) < 90
    assert points["head"].y - 8.6 < 2


def test_the_double_knee_hug_moves_the_buttocks_and_not_the_knees() -> None:
    deep, sunk, risen = (
        joints("double_knee_hug", pose) for pose in ("deep", "enhance", "enhance_back")
    )
    assert sunk["hips"].y < deep["hips"].y < risen["hips"].y
    for other in (sunk, risen):
        assert apart({"a": deep["side knee"], "b": other["side knee"]}, "a", "b") < 1


def test_on_all_fours_straight_arms_stand_on_flat_hands_under_the_shoulders() -> None:
    for pose in ("ready", "eased", "deep"):
        points = joints("all_fours_round", pose)
        for leg in ("side", "other"):
            assert angle_at(points, f"{leg} shoulder", f"{leg} elbow", f"{leg} wrist") > 145
            assert abs(points[f"{leg} wrist"].x - points[f"{leg} shoulder"].x) < 6
            assert points[f"{leg} hand"].y < 5 > points[f"{leg} fingers"].y
            assert points[f"{leg} fingers"].x > points[f"{leg} wrist"].x


def test_a_rounded_back_is_one_curve_without_a_corner() -> None:
    points = joints("all_fours_round", "deep")
    bends = [angle_at(points, f"back {i - 1}", f"back {i}", f"back {i + 1}") for i in (1, 2, 3)]
    assert min(bends) > 140
    assert max(points[f"back {i}"].y for i in range(5)) > points["hips"].y + 10


def test_in_the_single_knee_hug_the_drawn_foot_hangs_free_of_the_other_knee() -> None:
    for pose in ("ready", "eased", "deep"):
        points = joints("single_knee_hug", pose)
        assert points["side ankle"].y > points["other knee"].y + 10
        assert apart(points, "side heel", "other knee") > 15


def test_in_the_seated_hamstring_both_feet_are_on_the_floor() -> None:
    for pose in ("ready", "eased", "deep"):
        points = joints("seated_hamstring", pose)
        assert points["side heel"].y == pytest.approx(3.4, abs=0.6)
        assert points["other heel"].y == pytest.approx(3.4, abs=0.6)


def test_in_the_lying_figure_four_both_hands_are_behind_the_other_thigh() -> None:
    table = FigureTable.model_validate(TABLES["supine_figure_four"])
    for pose in table.poses.values():
        body = Joints(pose, table.hands)
        behind = body.along("other thigh", 0.6, -7)
        for leg in ("side", "other"):
            assert math.dist(body.points[f"{leg} hand"], behind) < 8


def test_on_the_forearms_the_elbows_stand_under_the_shoulders_and_the_hips_stay() -> None:
    ready, deep = (joints("prone_on_elbows", pose) for pose in ("ready", "deep"))
    assert deep["hips"] == ready["hips"]
    for leg in ("side", "other"):
        elbow, shoulder = deep[f"{leg} elbow"], deep[f"{leg} shoulder"]
        assert elbow.y == pytest.approx(3.9, abs=0.2)
        assert ready[f"{leg} elbow"].y == pytest.approx(3.9, abs=0.2)
        assert abs(elbow.x - shoulder.x) < 6
        assert abs(elbow.z - shoulder.z) < 6
        assert deep[f"{leg} fingers"].x > elbow.x + 25
        assert deep[f"{leg} wrist"].y < 6


def test_in_the_knee_roll_both_knees_fall_to_the_other_side_and_the_shoulders_stay() -> None:
    ready, deep = (joints("lying_trunk_rotation", pose) for pose in ("ready", "deep"))
    for leg in ("side", "other"):
        assert deep[f"{leg} knee"].z < -25
        assert deep[f"{leg} knee"].y < ready[f"{leg} knee"].y - 10
        assert apart({"a": deep[f"{leg} shoulder"], "b": ready[f"{leg} shoulder"]}, "a", "b") < 3
        assert abs(deep[f"{leg} hand"].z) > 60
    assert deep["side hip"].y > deep["other hip"].y + 8
    assert apart(deep, "side knee", "other knee") < 24


HUGS = ("hip_flexor_pull", "double_knee_hug", "single_knee_hug")


@pytest.mark.parametrize("slug", HUGS)
def test_behind_the_thigh_the_hands_leave_the_knee_alone_and_the_words_say_so(slug: str) -> None:
    usual = FigureTable.model_validate(TABLES[slug])
    behind = usual.held("behind_thigh")
    for name, pose in usual.poses.items():
        on_it, below = (Joints(pose, table.hands).points for table in (usual, behind))
        for leg in ("side", "other"):
            held = "other" if slug == "hip_flexor_pull" else "side" if slug[0] == "s" else leg
            knee_of = f"{held} knee"
            assert math.dist(below[f"{leg} hand"], below[knee_of]) > 11, name
            assert math.dist(on_it[f"{leg} hand"], on_it[knee_of]) < 12, name
    assert all("behind" in words for words in drawing(behind, "left")["alt"].values())
    assert not any("behind the" in words for words in drawing(usual, "left")["alt"].values())


def test_a_stretch_without_such_hands_is_drawn_as_it_is() -> None:
    table = FigureTable.model_validate(TABLES["all_fours_round"])
    assert table.held("behind_thigh") == table


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


@every_pose
def test_an_arrow_begins_within_the_part_that_moves(slug: str, pose: str) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    body = Joints(table.poses[pose], table.hands)
    for arrow in table.poses[pose].arrows:
        begun = body.place(arrow)
        assert min(math.dist(begun, joint) for joint in body.points.values()) < 12


@pytest.mark.parametrize(
    ("slug", "begin", "end"),
    [
        ("hip_flexor_pull", "side hip", "side hip"),
        ("seated_figure_four", "side hip", "side hip"),
        ("standing_hamstring", "side hip", "side knee"),
        ("double_knee_hug", "hips", "waist"),
    ],
)
def test_the_marked_place_is_where_the_stretch_is_felt(slug: str, begin: str, end: str) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    body = Joints(table.deep, table.hands)
    marked = body.along(table.mark.on, (table.mark.begin + table.mark.end) / 2, table.mark.front)
    middle = body.points[begin].moved(body.points[end].minus(body.points[begin]), 0.5)
    assert math.dist(marked, middle) < 10


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
