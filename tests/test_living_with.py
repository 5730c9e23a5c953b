"""What somebody lives with: ticked in boxes, asked no more than needed, and remembered."""

from datetime import date

import pytest

from stretchlib.safety import Condition
from stretchlib.safety.facts import facts
from stretchlib.safety.triggers import chosen, from_answers
from stretchlib.ui.condition_questions import UNKNOWN, LivingWith
from tests.widgets import every, part

HIP = "stretch-screen-hip_replacement"
KNEE = "stretch-screen-knee_trouble"


@pytest.fixture
def form(log):
    return LivingWith(log)


def tick(form, *boxes):
    form.ticks.value = list(boxes)


def is_asked(form, box):
    return part(form, f"stretch-screen-{box}-more").layout.display != "none"


def meant(form):
    return from_answers(form.value)


def kept_and_opened_again(form, log):
    log.add_screening("conditions", dict(form.value))
    return LivingWith(log)


def test_every_condition_has_its_box_and_those_of_a_group_share_one(form):
    boxes = [key for _, key in form.ticks.options]
    groups = {table.group for table in facts().conditions.values()} - {None}
    alone = {name for name, table in facts().conditions.items() if table.group is None}
    assert len(boxes) == len(set(boxes))
    assert set(boxes) == groups | alone


def test_nothing_is_ticked_and_nothing_more_is_asked_beforehand(form):
    assert form.value == {"conditions": []}
    assert not is_asked(form, "hip_replacement")
    assert not is_asked(form, "knee_trouble")


def test_a_ticked_box_asks_for_more_and_no_other_does(form):
    tick(form, "knee_trouble", "glaucoma")
    assert is_asked(form, "knee_trouble")
    assert not is_asked(form, "hip_replacement")
    tick(form, "glaucoma")
    assert not is_asked(form, "knee_trouble")


def test_only_what_makes_a_difference_is_asked(form):
    classes = {name for widget in every(form) for name in widget._dom_classes}
    assert {f"{HIP}-which", f"{HIP}-side", f"{HIP}-until", f"{KNEE}-side"} <= classes
    assert not {f"{KNEE}-which", f"{KNEE}-until", "stretch-screen-glaucoma-more"} & classes


def test_whoever_does_not_say_which_is_taken_the_careful_way(form):
    tick(form, "hip_replacement")
    both = ["hip_replacement_back", "hip_replacement_front"]
    assert form.names == both
    part(form, f"{HIP}-which").value = UNKNOWN
    assert form.names == both
    part(form, f"{HIP}-which").value = "hip_replacement_front"
    assert form.names == ["hip_replacement_front"]


@pytest.mark.parametrize("answer", ["left", "right", "both"])
def test_a_side_is_kept_and_is_there_when_the_form_is_opened_again(form, log, answer):
    tick(form, "knee_trouble")
    part(form, f"{KNEE}-side").value = answer
    assert meant(form) == (Condition("knee_trouble", answer),)
    log.add_screening("conditions", form.value)
    assert part(LivingWith(log), f"{KNEE}-side").value == answer


def test_not_to_know_the_side_keeps_no_side_and_no_detail(form):
    tick(form, "knee_trouble")
    side = part(form, f"{KNEE}-side")
    assert [shown for shown, _ in side.options] == ["Left", "Right", "Both", "I do not know"]
    side.value = UNKNOWN
    assert form.value == {"conditions": ["knee_trouble"]}


def test_a_last_day_is_kept_and_may_be_taken_back(form):
    tick(form, "hip_replacement")
    part(form, f"{HIP}-which").value = "hip_replacement_back"
    part(form, f"{HIP}-until").value = date(2026, 9, 30)
    assert form.value["details"] == {"hip_replacement_back": {"until": "2026-09-30"}}
    part(form, f"{HIP}-until").value = None
    assert "details" not in form.value


def test_what_is_no_longer_ticked_is_forgotten_with_its_details(form):
    tick(form, "knee_trouble")
    part(form, f"{KNEE}-side").value = "left"
    tick(form)
    assert form.value == {"conditions": []}


def test_what_was_answered_comes_back_through_the_log(form, log):
    tick(form, "hip_replacement", "knee_trouble", "glaucoma")
    part(form, f"{HIP}-which").value = "hip_replacement_front"
    part(form, f"{HIP}-side").value = "right"
    part(form, f"{HIP}-until").value = date(2026, 9, 30)
    part(form, f"{KNEE}-side").value = "left"
    again = kept_and_opened_again(form, log)
    assert again.value == form.value
    assert set(again.ticks.value) == {"hip_replacement", "knee_trouble", "glaucoma"}
    assert part(again, f"{HIP}-which").value == "hip_replacement_front"
    assert part(again, f"{HIP}-until").value == date(2026, 9, 30)
    assert is_asked(again, "hip_replacement")
    assert chosen(log.screenings()) == (
        Condition("hip_replacement_front", "right", date(2026, 9, 30)),
        Condition("knee_trouble", "left"),
        Condition("glaucoma"),
    )


def test_not_knowing_comes_back_as_not_knowing(form, log):
    tick(form, "hip_replacement", "knee_trouble")
    part(form, f"{HIP}-which").value = UNKNOWN
    part(form, f"{HIP}-side").value = "left"
    again = kept_and_opened_again(form, log)
    assert part(again, f"{HIP}-which").value == UNKNOWN
    assert part(again, f"{HIP}-side").value == "left"
    assert part(again, f"{KNEE}-side").value == UNKNOWN
    assert again.value == form.value


def test_an_answer_of_the_first_version_is_read(log):
    log.add_screening("conditions", {"conditions": ["hip_replacement_back", "glaucoma"]})
    form = LivingWith(log)
    assert form.value == {"conditions": ["hip_replacement_back", "glaucoma"]}
    assert part(form, f"{HIP}-which").value == "hip_replacement_back"
