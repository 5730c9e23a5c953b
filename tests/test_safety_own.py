"""What today allows of somebody's own stretches: their cautions, and whose place they take."""

import re

import pytest

import stretchlib as st
from stretchlib.routines import Routine
from stretchlib.safety import allowed


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Make a stretch of one's own, `mine`, with these cautions."""
    (tmp_path / "stretches").mkdir()
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path))

    def make(*cautions):
        quoted = ", ".join(f'"{words}"' for words in cautions)
        lines = [
            'slug = "mine"',
            'title = "Mine"',
            'target = "calves"',
            'position = "standing"',
            'sides = ["left", "right"]',
            'felt = "the {side} calf"',
            "setup_s = 10",
            "switch_s = 5",
            f"cautions = [{quoted}]",
            'sources = ["csp_back_pain"]',
            "[paces]",
            "hold = { hold_s = 20 }",
            *(
                f'[[cues]]\nstage = "{stage}"\ntext = "Lean on the {{side}} leg."'
                for stage in ("setup", "stretch", "switch")
            ),
        ]
        (tmp_path / "stretches" / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
        return Routine("Mine").add("mine")

    return make


def test_an_own_stretch_is_left_out_where_its_own_cautions_name_the_condition(mine):
    after, changes = allowed(mine("Osteoporosis: ask about the {side} leg first."), "osteoporosis")
    assert after.steps == ()
    assert changes["reason"].tolist() == [
        'Its own cautions name this: "Osteoporosis: ask about the left leg first."'
    ]


def test_an_own_stretch_that_nobody_judged_stays_and_the_table_says_so(mine):
    before = mine("Glaucoma: no.")
    after, changes = allowed(before, "osteoporosis")
    assert after == before
    assert changes["effect"].tolist() == ["allowed"]
    assert "Nobody has judged this stretch" in changes["reason"].iloc[0]
    assert "ask your doctor" in changes["reason"].iloc[0]


@pytest.mark.parametrize("condition", ["recent_surgery", "blood_clot"])
def test_what_forbids_everything_forbids_an_own_stretch_too(mine, condition):
    assert allowed(mine(), condition).routine.steps == ()


def test_what_changes_everything_changes_an_own_stretch_and_its_cautions_may_be_stricter(mine):
    assert allowed(mine(), "leg_pain").changes["effect"].tolist() == ["changed"]
    assert allowed(mine("Sciatica: leave it out."), "leg_pain").routine.steps == ()


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    """Put a stretch in the place of a shipped one, with these cautions."""
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path))
    st.new_stretch("standing_hip_flexor")
    (file,) = (tmp_path / "stretches").glob("*.toml")
    written = re.sub(r"cautions = \[.*?\n\]", "cautions = []", file.read_text(), flags=re.DOTALL)

    def make(*cautions):
        quoted = ", ".join(f'"{words}"' for words in cautions)
        file.write_text(written.replace("cautions = []", f"cautions = [{quoted}]"))
        return Routine("One").add("standing_hip_flexor")

    return make


def test_a_stretch_in_the_place_of_a_shipped_one_is_not_judged_as_that(overlay):
    before = overlay()
    after, changes = allowed(before, "glaucoma")
    assert after == before
    assert changes["effect"].tolist() == ["allowed"]
    assert "Nobody has judged this stretch" in changes["reason"].iloc[0]


def test_its_own_cautions_count(overlay):
    after, changes = allowed(overlay("Glaucoma: leave it out."), "glaucoma")
    assert after.steps == ()
    assert "Its own cautions name this" in changes["reason"].iloc[0]


def test_what_goes_for_the_shipped_one_goes_for_it_where_that_is_stricter(overlay):
    after, changes = allowed(overlay(), "poor_balance")
    assert [step.stretch.slug for step in after.steps] == ["hip_flexor_pull"]
    assert changes["effect"].iloc[0] == "replaced"
    assert allowed(overlay(), "hip_replacement_front").routine.steps == ()
    _, changes = allowed(overlay(), "hypermobility")
    assert changes["effect"].tolist() == ["changed"]
    assert "Nobody has judged your own way of doing it." in changes["reason"].iloc[0]
