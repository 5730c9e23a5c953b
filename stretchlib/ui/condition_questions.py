"""What a person lives with as a question: boxes to tick, and what more to tell of a ticked one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import ipywidgets
import traitlets

from stretchlib.safety import Condition
from stretchlib.safety.condition import what_is_wrong_with_end
from stretchlib.safety.facts import facts
from stretchlib.safety.triggers import as_written, chosen
from stretchlib.ui.fields import DayPicker
from stretchlib.ui.kit import Choice, Message, Several, classed, prose

if TYPE_CHECKING:
    from stretchlib.log import Log

UNKNOWN: Final = "unknown"
"""The answer of somebody who does not know; no answer is taken the same way: the stricter holds."""
SIDE_OPTIONS: Final = [
    ("Left", "left"),
    ("Right", "right"),
    ("Both", "both"),
    ("I do not know", UNKNOWN),
]


class LivingWith(ipywidgets.VBox):
    """
    Conditions to tick, as the log knows them, with the questions that a ticked one asks.

    Which way a hip was replaced, which side, until when: asked only where it makes a difference,
    and only of somebody who has ticked it. Whoever does not know is taken the careful way.

    Parameters
    ----------
    log : Log
        Where the conditions were chosen before, from `st.open_log()`.
    ahead : bool
        Whether to tick, too, what was chosen last by a clock that was ahead.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> form = LivingWith(open_log("sqlite://"))
    >>> form.value
    {'conditions': []}
    >>> form.ticks.value = ["hip_replacement", "glaucoma"]
    >>> form.value
    {'conditions': ['hip_replacement_back', 'hip_replacement_front', 'glaucoma']}
    """

    value = traitlets.Dict()
    """
    As `log.add_screening("conditions", ...)` keeps it: `conditions`, their names, and `details`,
    what is known of them by name (`side`, and `until` as 2026-09-30); without details that key is
    missing.
    """

    def __init__(self, log: "Log", *, ahead: bool = False) -> None:
        screenings = log.known().screenings
        # What is dated later than now counts once somebody has seen it here and let it stand.
        seen = as_written(screenings) if ahead else screenings
        known = {one.name: one for one in chosen(seen)}
        self._boxes = [_Box(key, names, known) for key, names in _boxes()]
        self.ticks = Several(
            "Do you live with any of these?",
            [(box.title, box.key) for box in self._boxes],
            "stretch-screen-conditions",
            value=_in_the_order_of(known, self._boxes),
        )
        super().__init__()
        lead = prose(
            "<h3>What you live with</h3><p>Tick these even where you are allowed to exercise: your "
            "routine is changed to fit, and you are told why. They are remembered, "
            f"{log.who_reads}, and may be changed at any time.</p>",
            "stretch-screen-lead",
        )
        self.children = [lead, self.ticks, *(box.more for box in self._boxes if box.asks)]
        classed(self, "stretch-screen-living")
        self.ticks.observe(self._follow, names=["value"])
        for box in self._boxes:
            box.on_change(self._follow)
        self._follow()

    @property
    def names(self) -> list[str]:
        """The names of the conditions that are ticked."""
        return list(self.value["conditions"])

    def _follow(self, _: object = None) -> None:
        """Ask more of what is ticked, and of nothing else; and know it."""
        boxes = {box.key: box for box in self._boxes}
        ticked = list(self.ticks.value)
        for key, box in boxes.items():
            box.more.layout.display = None if key in ticked else "none"
        conditions = [one for key in ticked for one in boxes[key].conditions()]
        details = {one.name: of_one for one in conditions if (of_one := _details(one))}
        names = [one.name for one in conditions]
        self.value = {"conditions": names} | ({"details": details} if details else {})


class _Box:
    """One box to tick, for one condition or a group of them, and what it asks when ticked."""

    def __init__(self, key: str, names: Sequence[str], known: dict[str, Condition]) -> None:
        tables = [facts().conditions[name] for name in names]
        group = facts().groups.get(key)
        had = [known[name] for name in names if name in known]
        self.key = key
        self.title = group.title if group else tables[0].title
        self.names = list(names)
        self._which: Choice | None = None
        self._side: Choice | None = None
        self._until: DayPicker | None = None
        self._odd = Message(f"stretch-screen-{key}-until-odd")
        if group:
            options = [(table.option, name) for table, name in zip(tables, names, strict=True)]
            self._which = Choice(
                f"{self.title}: {group.asks}",
                [*options, ("I do not know", UNKNOWN)],
                f"stretch-screen-{key}-which",
                value=_answer([one.name for one in had]),
            )
        if any(table.sided for table in tables):
            self._side = Choice(
                f"{self.title}: which side?",
                SIDE_OPTIONS,
                f"stretch-screen-{key}-side",
                value=next((one.side for one in had if one.side), UNKNOWN if had else None),
            )
        if any(table.ends for table in tables):
            until = next((one.until for one in had if one.until), None)
            self._until = classed(
                DayPicker(
                    description="Until",
                    tooltip=f"{self.title}: the last day of its precautions",
                    value=until,
                ),
                f"stretch-screen-{key}-until",
            )
            self._until.observe(self._check_end, names=["value"])
            self._check_end()
        self.asks = [one for one in (self._which, self._side, self._until) if one is not None]
        question = prose(
            "<p>Were you told to be careful until a certain day? If not, leave it empty.</p>"
        )
        ending = [question, self._until, self._odd]
        shown = [w for one in self.asks for w in (ending if one is self._until else [one])]
        self.more = classed(ipywidgets.VBox(shown), f"stretch-screen-{key}-more")

    def on_change(self, handler: Callable[[object], None]) -> None:
        for one in self.asks:
            one.observe(handler, names=["value"])

    def _check_end(self, _: object = None) -> None:
        """Say below the day what is wrong with it; the log refuses it so."""
        self._odd.clear()
        until = self._until.value if self._until else None
        today = datetime.now().astimezone().date()
        if until and (problem := what_is_wrong_with_end(until, today)):
            self._odd.warn(f"{until} {problem}")

    def conditions(self) -> Iterator[Condition]:
        """What is meant; every one of a group where nobody knows which."""
        which = self._which.value if self._which else None
        for name in self.names if which in (None, UNKNOWN) else [which]:
            table = facts().conditions[name]
            side = self._side.value if self._side and table.sided else None
            until = self._until.value if self._until and table.ends else None
            yield Condition(name, None if side == UNKNOWN else side, until)


def _boxes() -> Iterator[tuple[str, list[str]]]:
    """Each box by its key, that of a group or of a condition, with the conditions it stands for."""
    boxes: dict[str, list[str]] = {}
    for name, table in facts().conditions.items():
        boxes.setdefault(table.group or name, []).append(name)
    yield from boxes.items()


def _in_the_order_of(names: Iterable[str], boxes: Sequence[_Box]) -> list[str]:
    """The boxes that stand for some conditions, in their order."""
    key_of = {name: box.key for box in boxes for name in box.names}
    return list(dict.fromkeys(key_of[name] for name in names if name in key_of))


def _answer(had: Sequence[str]) -> str | None:
    """What was answered, from what was kept of it."""
    if len(had) == 1:
        return had[0]
    return UNKNOWN if had else None


def _details(one: Condition) -> dict[str, Any]:
    """The side and the last day of a condition, where they are known."""
    until: date | None = one.until
    details = {"side": one.side, "until": until.isoformat() if until else None}
    return {key: value for key, value in details.items() if value}
