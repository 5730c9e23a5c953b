"""
What today allows, and why: `data/safety.toml` and a person's answers, turned into decisions.

`red_flags` are the signs with which nobody should practise, `conditions` what a person may live
with, `Condition` one of these with its side and its end, `matrix` what each changes in each
stretch, and `allowed` a routine made to fit. What is to be asked, and when, `triggers` reads from
the frames of the log.
"""

from stretchlib.safety.condition import Condition
from stretchlib.safety.red_flags import outcome_of, red_flags
from stretchlib.safety.rulings import conditions, matrix
from stretchlib.safety.tailoring import Allowed, allowed

__all__ = [
    "Allowed",
    "Condition",
    "allowed",
    "conditions",
    "matrix",
    "outcome_of",
    "red_flags",
]
