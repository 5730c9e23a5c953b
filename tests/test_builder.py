"""The builder: what is on its screen is the routine, and nothing fails in silence."""

from datetime import UTC, datetime

import pytest

from stretchlib.log import open_log
from stretchlib.phases import Breath, Pulse
from stretchlib.routines import Routine, routine
from stretchlib.shortening import shortened
from stretchlib.ui.routine_builder import RoutineBuilder
from stretchlib.user import routine_toml
from tests.widgets import every, part, shown

pytestmark = pytest.mark.usefixtures("own")


TOTAL = "stretch-builder-total"


@pytest.fixture
def builder():
    return RoutineBuilder(open_log("sqlite://"), routine("standard"))


def parts(widget, css_class):
    return [w for w in every(widget) if css_class in getattr(w, "_dom_classes", ())]


def field(builder, number, name):
    """A box or list of the step of that number, from 1."""
    return part(parts(builder, "stretch-builder-step")[number - 1], f"stretch-builder-{name}")


def press(builder, name, number=1):
    parts(builder, f"stretch-builder-{name}")[number - 1].click()


def slugs(builder):
    return [step.stretch.slug for step in builder.routine.steps]


def message(builder):
    return part(builder, "stretch-builder-message").value.replace("<wbr>", "")


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
def test_a_routine_comes_out_as_it_went_in(name):
    assert RoutineBuilder(routine=routine(name)).routine == routine(name)


def test_without_a_routine_it_begins_with_nothing():
    builder = RoutineBuilder()
    assert builder.routine == Routine("My routine")
    assert "Nothing in it yet" in shown(builder)


def test_add_puts_a_stretch_at_the_end_with_its_usual_pace(builder):
    press(builder, "add", 4)
    assert slugs(builder)[-1] == "double_knee_hug"
    assert len(builder.routine) == 5
    assert str(builder.routine.steps[-1].pace) == "hold 25 s"


def test_steps_change_places_and_go(builder):
    first = builder.routine
    press(builder, "down", 1)
    assert slugs(builder)[:2] == ["seated_figure_four", "hip_flexor_pull"]
    press(builder, "up", 2)
    assert builder.routine == first
    press(builder, "remove", 4)
    assert len(builder.routine) == 3
    for _ in range(3):
        press(builder, "remove", 1)
    assert builder.routine.steps == ()


def test_the_first_cannot_go_up_nor_the_last_down(builder):
    assert parts(builder, "stretch-builder-up")[0].disabled
    assert parts(builder, "stretch-builder-down")[3].disabled
    assert not parts(builder, "stretch-builder-up")[3].disabled


def test_every_field_changes_the_routine_and_its_total(builder):
    field(builder, 1, "seconds").value = 40
    field(builder, 1, "sets").value = 3
    field(builder, 1, "rest").value = 8
    field(builder, 1, "further").value = 20
    field(builder, 1, "sides").value = ("right",)
    step = builder.routine.steps[0]
    assert (step.pace.hold_s, step.sets, step.rest_s, step.enhance_s) == (40, 3, 8, 20)
    assert step.sides == ("right",)
    assert ("Under stretch on each side: Hip flexor pull 140 s, Seated figure four 60 s, ") in part(
        builder, TOTAL
    ).value


def test_another_pace_begins_as_is_usual(builder):
    field(builder, 3, "pace").value = "pulse"
    assert str(builder.routine.steps[2].pace) == "10 pulses of 6 s"
    # By hand: two sets of ten presses of 3 s.
    assert "Under stretch on each side: 60 s for each stretch." in part(builder, TOTAL).value
    field(builder, 3, "pace").value = "hold"
    assert str(builder.routine.steps[2].pace) == "hold 30 s"
    field(builder, 3, "pace").value = "pulse"
    field(builder, 3, "times").value = 4
    assert builder.routine.steps[2].pace == Pulse(4, 6)
    field(builder, 2, "out").value = 8
    assert builder.routine.steps[1].pace == Breath(8, 4, 8)


def test_the_picture_follows(builder):
    before = part(builder, "stretch-builder-picture").value
    field(builder, 4, "sets").value = 4
    after = part(builder, "stretch-builder-picture").value
    assert after != before
    assert "<table" in after, "for whoever cannot see it"


def test_five_and_fifteen_minutes_are_versions_of_what_was_written(builder):
    press(builder, "fit", 1)
    assert builder.routine == shortened(routine("standard"), 5)
    press(builder, "fit", 3)
    assert builder.routine == shortened(routine("standard"), 15)
    press(builder, "unfit")
    assert builder.routine == routine("standard")


def test_a_version_that_cannot_be_is_said(builder):
    for _ in range(3):
        press(builder, "remove", 1)
    press(builder, "fit", 3)
    assert "cannot fill 15 minutes" in message(builder)
    assert len(builder.routine) == 1


def title(builder, words):
    part(builder, "stretch-builder-title").value = words


def test_the_list_says_which_routines_come_with_the_workbook(builder):
    title(builder, "My mornings")
    press(builder, "save")
    options = [words for words, _ in part(builder, "stretch-builder-list").options]
    assert options[0].startswith("My mornings (own")
    assert options[1:] == [f"{name} (built in)" for name in ("Gentle", "Longer", "Standard")]


def test_what_is_saved_comes_back_by_its_name(builder):
    title(builder, "My mornings")
    press(builder, "save")
    assert "It is under Routine, and on the Start card." in message(builder)
    assert routine("my_mornings") == builder.routine
    assert 'download="my_mornings.toml"' in shown(builder)


def test_a_saved_routine_is_replaced_only_when_save_is_pressed_again(builder):
    title(builder, "Mine")
    press(builder, "save")
    field(builder, 1, "sets").value = 1
    press(builder, "save")
    assert "press Save again to replace it" in message(builder)
    assert routine("mine").steps[0].sets == 2
    press(builder, "save")
    assert routine("mine").steps[0].sets == 1


def test_a_word_of_warning_is_for_what_was_on_the_screen_then(builder, own):
    press(builder, "save")
    assert "standard comes with the workbook" in message(builder)
    field(builder, 1, "sets").value = 1
    press(builder, "save")
    assert "standard comes with the workbook" in message(builder)
    assert not own.exists()


def test_what_a_file_says_besides_its_steps_is_not_lost_without_a_word(builder):
    title(builder, "Mine")
    press(builder, "save")
    press(builder, "save")
    assert "summary, sources or comments" in message(builder)


def test_a_shipped_routine_is_overlaid_only_when_save_is_pressed_again(builder, own):
    press(builder, "save")
    assert "standard comes with the workbook" in message(builder)
    assert not own.exists()
    press(builder, "save")
    assert (own / "routines" / "standard.toml").is_file()


def test_a_title_without_letters_and_an_empty_routine_are_said(builder):
    title(builder, "!!")
    press(builder, "save")
    assert "Add a word" in message(builder)
    title(builder, "Mine")
    for _ in range(4):
        press(builder, "remove", 1)
    press(builder, "save")
    assert "is empty" in message(builder)


def test_a_listed_routine_is_opened(builder):
    part(builder, "stretch-builder-list").value = "gentle"
    press(builder, "open")
    assert builder.routine == routine("gentle")


def upload(builder, content, name="theirs.toml"):
    box = part(builder, "stretch-file-widget")
    box.name, box.content = name, content
    box.chosen += 1


def test_a_file_that_was_passed_on_is_opened_and_not_yet_kept(builder, own):
    upload(builder, routine_toml(routine("longer"), "theirs").encode())
    assert builder.routine == routine("longer")
    assert "Opened theirs.toml" in message(builder)
    assert not own.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not a text file in UTF-8"),
        (b"a = [", "not valid TOML"),
        (b"# x\n" * 300_000, "too large to be a routine"),
        (b'slug = "xx"\ntitle = "X"\n', "steps: the key is missing"),
    ],
)
def test_a_file_that_is_no_routine_is_said_and_the_screen_stays(builder, content, said):
    upload(builder, content, "<b>.toml")
    assert said in message(builder)
    assert "<b>" not in message(builder)
    assert builder.routine == routine("standard")


def test_a_title_with_html_is_shown_as_text(builder):
    title(builder, "<script>alert(1)</script> mine")
    press(builder, "save")
    assert "<script>" not in shown(builder)


def test_what_a_condition_changes_is_told_beforehand():
    log = open_log("sqlite://")
    assert part(RoutineBuilder(log, routine("standard")), "stretch-builder-changes").value == ""
    log.add_screening("conditions", {"conditions": ["pregnancy"]})
    changes = part(RoutineBuilder(log, routine("standard")), "stretch-builder-changes").value
    assert "Made to fit you" in changes
    assert "Double knee hug" in changes


def test_whom_to_ask_first_is_told_beforehand():
    log = open_log("sqlite://")
    log.add_screening("conditions", {"conditions": ["pregnancy"]})
    only = Routine("Only").add("standing_hamstring")
    changes = part(RoutineBuilder(log, only), "stretch-builder-changes").value
    assert "your midwife or doctor first" in changes


def test_what_hurt_twice_is_told_beforehand():
    log = open_log("sqlite://")
    hug = Routine("Hug").add("double_knee_hug")
    for day in (2, 3):
        at = datetime(2026, 3, day, 7, tzinfo=UTC)
        session = log.add_session("Hug", hug.phases(), at=at)
        hurt = {"session": session, "seq": 9, "kind": "hurt", "phase": 1, "done_s": 5.0}
        moment = {"at_ms": int(at.timestamp() * 1000), "offset_min": 0}
        log.append([{"id": f"01KJPNHFC0000000000000000{day}", **hurt, **moment}])
    assert "It hurt twice" in part(RoutineBuilder(log, hug), "stretch-builder-changes").value


def test_a_dose_past_the_mark_of_a_session_is_told(builder):
    total = part(builder, TOTAL)
    assert "More than four minutes" not in total.value
    # By hand: two sets of 40 presses of 3 s are 240 s, of which the releases are none.
    field(builder, 3, "pace").value = "pulse"
    field(builder, 3, "times").value = 41
    assert "More than four minutes under stretch on a side: hamstrings." in total.value
    field(builder, 3, "times").value = 40
    assert "More than four minutes" not in total.value


def test_practise_it_now_practises_what_is_on_the_screen(builder):
    press(builder, "remove", 1)
    press(builder, "go")
    assert any(w.__class__.__name__ == "Practice" for w in every(builder))


def test_without_a_log_there_is_nothing_to_practise_with():
    assert parts(RoutineBuilder(), "stretch-builder-go") == []


def wrong(builder, number):
    return part(parts(builder, "stretch-builder-step")[number - 1], "stretch-builder-wrong").value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seconds", 9000, "9000 is too much. It is from 0.5 to 600. Until then it is 18."),
        ("seconds", -3, "-3 is too little."),
        ("sets", 2.5, "2.5 is not a whole number."),
        ("sets", 0, "0 is too little. It is from 1 to 100."),
    ],
)
def test_a_number_out_of_range_is_said_and_neither_changed_nor_used(builder, name, value, said):
    before = builder.routine
    field(builder, 4, name).value = value
    assert said in wrong(builder, 4)
    assert field(builder, 4, name).value == value
    assert builder.routine == before
    field(builder, 4, name).value = 3
    assert wrong(builder, 4) == ""
    assert builder.routine != before


def test_a_step_that_is_added_is_shown_where_it_went(builder):
    press(builder, "add", 4)
    (highlight,) = [w for w in every(builder) if w.__class__.__name__ == "Highlight"]
    assert (highlight.position, highlight.times) == (5, 1)


def test_minutes_are_told_in_words(builder):
    for _ in range(4):
        press(builder, "remove", 1)
    press(builder, "fit", 1)
    assert "There is nothing in it yet. Press Add" in message(builder)
    press(builder, "add", 4)
    press(builder, "fit", 3)
    assert "Add a stretch, or take 3 minutes." in message(builder)
    assert "=" not in message(builder).partition(">")[2].replace("</p>", "")
