"""What an answer before practising may say, by its kind: from a form and from a file alike."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from stretchlib.errors import LogError, check_one_of, shown
from stretchlib.log.database import canonical_json
from stretchlib.log.values import check_name, check_numbers, check_text, check_trial
from stretchlib.model import MEASURES
from stretchlib.phases import SIDES


def check_answers(outcome: str, answers: object, *, is_new: bool = True) -> None:
    """
    Refuse answers that nobody could go by.

    Parameters
    ----------
    outcome : str
        Its kind.
    answers : object
        What it says.
    is_new : bool
        False for one that a log has kept before. A last day that cannot be meant does not take
        the condition away with it then: whoever reads it holds to the stricter, and says so.

    Examples
    --------
    >>> check_answers("conditions", {"conditions": ["glaucoma"]})
    >>> check_answers("conditions", {"conditions": ["glaukoma"]})
    Traceback (most recent call last):
    ...
    stretchlib.errors.UnknownName: No condition named 'glaukoma'. Did you mean 'glaucoma'?
    """
    from stretchlib.safety.triggers import SCREEN

    conditions = _check_conditions if is_new else _check_kept_conditions
    checks = dict.fromkeys(SCREEN, _check_screen) | _OTHERS | {"conditions": conditions}
    check = checks[check_one_of("outcome", outcome, checks)]
    if not isinstance(answers, Mapping):
        msg = f"answers={shown(answers)} cannot be kept. Give a dict."
        raise LogError(msg)
    check(answers)


def plain_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers that can be kept as they are."""
    try:
        # Written first: lists that hold themselves have no end that a check would come to.
        canonical_json(dict(answers)).encode()
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"answers={shown(answers)} cannot be kept. Give texts, numbers and lists of them."
        raise LogError(msg) from error
    check_numbers("answers", dict(answers))
    return dict(answers)


def _check_screen(answers: Mapping[str, Any]) -> None:
    for flag in _names("flags", answers.get("flags", [])):
        check_name("warning sign", flag)
    if "asked" in answers:
        check_one_of("asked", answers["asked"], ("weekly", "all"))


def _check_conditions(answers: Mapping[str, Any]) -> None:
    from stretchlib.safety.condition import what_is_wrong_with_end

    _check_kept_conditions(answers)
    today = datetime.now().astimezone().date()
    for detail in answers.get("details", {}).values():
        until = detail.get("until")
        if until and (problem := what_is_wrong_with_end(date.fromisoformat(until), today)):
            msg = f"until={until} {problem}"
            raise LogError(msg)


def _check_kept_conditions(answers: Mapping[str, Any]) -> None:
    from stretchlib.safety.facts import facts

    names = _names("conditions", answers.get("conditions"))
    for name in names:
        check_one_of("condition", name, facts().conditions)
    details = answers.get("details", {})
    if not isinstance(details, Mapping) or not all(
        isinstance(detail, Mapping) for detail in details.values()
    ):
        msg = f"details={shown(details)} cannot be kept. Give a dict of dicts."
        raise LogError(msg)
    for detail in details.values():
        if detail.get("side") is not None:
            check_one_of("side", detail["side"], SIDES)
        if detail.get("until") is not None:
            _check_day(detail["until"])


def _check_bring_back(answers: Mapping[str, Any]) -> None:
    check_name("stretch", answers.get("stretch"))


def _check_leg(answers: Mapping[str, Any]) -> None:
    if not isinstance(answers.get("leg"), bool):
        msg = f"leg={shown(answers.get('leg'))} is not possible. Give True or False."
        raise LogError(msg)


def _check_routine(answers: Mapping[str, Any]) -> None:
    for name in ("proposed", "routine"):
        check_text(name, answers.get(name))
    minutes = answers.get("minutes")
    if minutes is not None and (not isinstance(minutes, int) or isinstance(minutes, bool)):
        msg = f"minutes={shown(minutes)} is not possible. Give a whole number, or None."
        raise LogError(msg)


def _check_goal(answers: Mapping[str, Any]) -> None:
    for name, value in answers.items():
        measure = MEASURES[check_one_of("measure", name, MEASURES)]
        if value is not None:
            check_trial(measure, 1, value)


_OTHERS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "bring_back": _check_bring_back,
    "leg": _check_leg,
    "routine": _check_routine,
    "goal": _check_goal,
}


def _names(what: str, value: object) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    msg = f"{what}={shown(value)} is not a list of names. Give such as [] for none."
    raise LogError(msg)


def _check_day(value: object) -> None:
    try:
        date.fromisoformat(value)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        msg = f"until={shown(value)} is not a day. Write it as 2026-09-30."
        raise LogError(msg) from error
