"""The figures show what the words say: a body that can do so, each stretch as it is done."""

import math
from itertools import pairwise

import pytest

from stretchlib.figure import FigureTable, drawing
from stretchlib.figure.body import Joints, direction
from stretchlib.figure.shapes import framed
from tests.figure_kit import TABLES, angle_at, apart, every_pose, joints, knee

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
    skull, chin = 9.2, 5.0
    head = skull + math.hypot(6.4, 3.4) + chin
    height = head - skull + 19 + 25 + 18 + 37 + 37 + 6
    assert 7 <= height / head <= 8


@every_pose
def test_no_part_of_the_body_sinks_into_the_ground(slug: str, pose: str) -> None:
    thickness = {"hips": 9.4, "waist": 7.8, "neck": 8.4, "head": 9.2, "hand": 4.2, "elbow": 4.7}
    thickness |= {"hip": 8.8, "knee": 6.2, "ankle": 4.1, "heel": 3.9, "toes": 2.6, "shoulder": 5.8}
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


@every_pose
def test_fingers_round_a_bone_lie_across_it_towards_the_middle_of_the_body(
    slug: str, pose: str
) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    body = Joints(table.poses[pose], table.hands)
    for leg, inward in (("side", -1), ("other", 1)):
        held = getattr(table.hands, leg)
        if held.fingers == "across":
            bone = body.along(held.on, 1, 0).minus(body.along(held.on, 0, 0)).unit()
            lie = body.points[f"{leg} fingers"].minus(body.points[f"{leg} hand"]).unit()
            assert lie.dot(bone) == pytest.approx(0, abs=1e-9)
            assert lie.z * inward > 0


def test_in_the_lying_figure_four_both_hands_are_behind_the_other_thigh() -> None:
    table = FigureTable.model_validate(TABLES["supine_figure_four"])
    for pose in table.poses.values():
        body = Joints(pose, table.hands)
        behind = body.along("other thigh", 0.32, -7)
        for leg in ("side", "other"):
            assert math.dist(body.points[f"{leg} hand"], behind) < 8


def test_on_the_forearms_the_elbows_stand_under_the_shoulders_and_the_hips_stay() -> None:
    ready, deep = (joints("prone_on_elbows", pose) for pose in ("ready", "deep"))
    assert deep["hips"] == ready["hips"]
    for leg in ("side", "other"):
        elbow, shoulder = deep[f"{leg} elbow"], deep[f"{leg} shoulder"]
        assert elbow.y == pytest.approx(4.7, abs=0.2)
        assert ready[f"{leg} elbow"].y == pytest.approx(4.7, abs=0.2)
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


@every_pose
def test_an_arrow_begins_at_the_part_that_moves_or_where_it_was(slug: str, pose: str) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    body = table.joints(pose)
    was = {"enhance": "enhance_back", "enhance_back": "enhance"}.get(pose, pose)
    shown = [body, table.joints(was if was in table.poses else pose)]
    for arrow in table.poses[pose].arrows:
        begun = body.room_point(arrow)
        assert min(math.dist(begun, joint) for each in shown for joint in each.points.values()) < 14


@every_pose
def test_an_arrow_leads_away_from_faces_hands_knees_and_feet(slug: str, pose: str) -> None:
    table = FigureTable.model_validate(TABLES[slug])
    bodies = {name: table.joints(name) for name in table.poses}
    camera = framed(table, bodies, mirror=1)
    seen = {name: camera.see(point) for name, point in bodies[pose].points.items()}
    clear = {"head": 9.2, "hand": 4.2, "knee": 6.2, "heel": 3.9, "toes": 2.6}
    for arrow in table.poses[pose].arrows:
        tail = bodies[pose].room_point(arrow)
        for share in (0.6, 0.8, 1.0):
            at = camera.see(tail.moved(direction(*arrow.angle), share * arrow.length))
            for name, point in seen.items():
                least = clear.get(name.split()[-1], 0) * camera.scale
                assert math.dist(at, point) > least, name


def test_before_the_forearms_the_forehead_rests_on_both_hands() -> None:
    points = joints("prone_on_elbows", "ready")
    for leg in ("side", "other"):
        assert apart(points, f"{leg} hand", "nose") < 12
        assert points[f"{leg} elbow"].y == pytest.approx(4.7, abs=0.2)
    alt = drawing(TABLES["prone_on_elbows"], "both")["alt"]
    assert "forehead rests on both hands" in alt["ready"]
    assert "forearms" in alt["deep"]
    assert "forehead" not in alt["deep"]


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
    body = table.joints("deep")
    marked = body.along(table.mark.on, (table.mark.begin + table.mark.end) / 2, table.mark.front)
    middle = body.points[begin].moved(body.points[end].minus(body.points[begin]), 0.5)
    assert math.dist(marked, middle) < 10
