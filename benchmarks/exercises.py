"""An import of 873 exercises, beside json.load and pydantic on the same file."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from benchmarks.harness import Row, elapsed_ms, ratio
from stretchlib.user.exercises import EXERCISES, import_exercises

ENTRIES, STRETCHES, ROUNDS = 873, 123, 15
LIMIT = 2.0
SENTENCE = "Keep your {} where it is and move the other one slowly, as far as is comfortable."


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        file, own = Path(place) / "exercises.json", Path(place) / "catalog"
        file.write_text(json.dumps(exercises()), encoding="utf-8")
        os.environ["STRETCHLIB_CATALOG"] = str(own)

        def ours() -> None:
            assert len(import_exercises(file)) == STRETCHES

        def beside() -> None:
            with file.open(encoding="utf-8") as lines:
                EXERCISES.validate_python(json.load(lines))

        mine, other = [], []
        for _ in range(ROUNDS):
            mine.append(elapsed_ms(ours))
            other.append(elapsed_ms(beside))
            shutil.rmtree(own)
    what = f"{ENTRIES} entries, {STRETCHES} drafts written, beside only reading them"
    return [ratio(what, mine, other, LIMIT)]


def exercises() -> list[dict[str, object]]:
    """Invented entries, together some 900 kB, as many and as long as those of free-exercise-db."""
    return [
        {
            "name": f"Invented exercise {number}",
            "force": "static",
            "level": "beginner",
            "mechanic": None,
            "equipment": "body only",
            "primaryMuscles": ["hamstrings"],
            "secondaryMuscles": ["calves", "glutes"],
            "instructions": [SENTENCE.format(f"part {part}") for part in range(9)],
            "category": "stretching" if number % 7 == 0 and number < 7 * STRETCHES else "strength",
            "images": [f"Invented_exercise_{number}/0.jpg"],
            "id": f"Invented_exercise_{number}",
        }
        for number in range(ENTRIES)
    ]
