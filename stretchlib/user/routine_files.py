"""A routine of one's own, as a file: written, and read back."""

from stretchlib.catalog.reader import load
from stretchlib.catalog.rules import entry_of, routine_problems
from stretchlib.catalog.schema import BrokenFile, RoutineFile, check, parse_toml
from stretchlib.errors import RoutineError
from stretchlib.routines import Routine, Step, check_routine, routine_from
from stretchlib.user.folder import path_of, write_new, write_over
from stretchlib.user.json_schema import LINE, put_beside
from stretchlib.user.toml import number, text, texts


def save_routine(routine: Routine, slug: str, *, replace: bool = False) -> str:
    """Keep a routine in your own folder; `Routine.save` says how."""
    check_routine(routine)
    if not len(routine):
        msg = f'{routine.title!r} is empty. Add a stretch: .add("double_knee_hug").'
        raise RoutineError(msg)
    path = path_of("routines", slug)
    written = routine_toml(routine, slug)
    read_routine(written)
    (write_over if replace is True else write_new)(path, LINE + written)
    put_beside(path.parent)
    return str(path)


def routine_toml(routine: Routine, slug: str) -> str:
    """
    Write a routine as TOML.

    Examples
    --------
    >>> print(routine_toml(Routine("Mine").add("double_knee_hug", sets=2), "mine"))
    slug = "mine"
    title = "Mine"
    <BLANKLINE>
    [[steps]]
    stretch = "double_knee_hug"
    hold = { hold_s = 25 }
    sets = 2
    rest_s = 5
    <BLANKLINE>
    """
    head = f"slug = {text(slug)}\ntitle = {text(routine.title)}\n"
    return head + "".join(_step(step) for step in routine.steps)


def _step(step: Step) -> str:
    fields = ", ".join(f"{name} = {number(value)}" for name, value in vars(step.pace).items())
    lines = [
        "",
        "[[steps]]",
        f"stretch = {text(step.stretch.slug)}",
        f"{step.pace.kind} = {{ {fields} }}",
        f"sets = {step.sets}",
        f"rest_s = {number(step.rest_s)}",
    ]
    if step.enhance_s:
        lines.append(f"enhance_s = {number(step.enhance_s)}")
    if step.sides != step.stretch.sides:
        lines.append(f"sides = {texts(step.sides)}")
    return "\n".join(lines) + "\n"


def read_routine(written: str, name: str = "This routine") -> Routine:
    """
    Read a routine from its TOML, such as somebody passed on; nothing is kept.

    Raises
    ------
    CatalogError
        Naming every key that is wrong, its value and the cure; also a stretch that is not here.

    Examples
    --------
    >>> shared = routine_toml(Routine("Theirs").add("double_knee_hug"), "theirs")
    >>> read_routine(shared)
    <Routine 'Theirs': 1 step, ... min>
    """
    file = check(name, RoutineFile, parse_toml(name, written))
    problems = list(routine_problems(file, load().stretches))
    if problems:
        raise BrokenFile(name, problems)
    return routine_from(entry_of(file))
