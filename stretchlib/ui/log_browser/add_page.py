"""The page to add what was not logged at the time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import ipywidgets

from stretchlib import text
from stretchlib.log import Log
from stretchlib.model import SCALES
from stretchlib.routines import routine
from stretchlib.ui.fields import MARKED, Fields, row
from stretchlib.ui.kit import Choice, Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.log_browser import entry_forms, entry_text
from stretchlib.ui.log_browser.entries import at_as_typed

ENTRY_WORDS: Final = {
    "session": "Session",
    "rating": "Rating",
    "measurement": "Measurement",
}
INTRODUCTIONS: Final = {
    "session": (
        "Practised without the player? It counts as a full session. How it felt is kept with it, "
        "as far as you know."
    ),
    "rating": "How sore or how tight you were, from 0 to 10; or how far down you felt it.",
    "measurement": "Chest to thigh, one side: what the ruler said. You can leave boxes empty.",
}


class Add(ipywidgets.VBox):
    """A form for each kind of entry; what is typed into one stays while another is looked at."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._kind = Choice(
            "What is missing?",
            [(label, kind) for kind, label in ENTRY_WORDS.items()],
            "stretch-words",
            value="session",
        )
        self._forms = {
            "session": entry_forms.new_session(),
            "rating": entry_forms.new_rating(),
            "measurement": entry_forms.new_measurement(),
        }
        self._adders: dict[str, Callable[[dict[str, Any]], str]] = {
            "session": self._add_session,
            "rating": self._add_rating,
            "measurement": self._add_measurement,
        }
        self._message = Message("stretch-log-message")
        guarded = shown_when_it_fails(self._message)
        self._kind.observe(lambda _: guarded(self._show)(), names=["value"])
        self._save = button("Add it", guarded(self._add), "stretch-main", "stretch-log-add-save")
        super().__init__()
        self._show()

    def refresh(self) -> None:
        """Leave everything as it was typed."""

    @property
    def _form(self) -> Fields:
        return self._forms[str(self._kind.value)]

    def _show(self) -> None:
        self._message.clear()
        self.children = [
            classed(self._kind, "stretch-log-add-kind"),
            prose(f"<p>{INTRODUCTIONS[str(self._kind.value)]}</p>"),
            self._form,
            row(self._save),
            self._message,
        ]

    def _add(self) -> None:
        self._message.clear()
        answers = self._form.answers()
        if answers is None:
            self._message.warn(f"Not saved yet. {MARKED}")
            return
        answers["at"] = at_as_typed(answers["at"])
        added = self._adders[str(self._kind.value)](answers)
        if added:
            self._form.clear()
            self._message.say(f"Added: {added}, {text.moment(answers['at'])}.")

    def _add_session(self, answers: dict[str, Any]) -> str:
        done = routine(answers["routine"])
        at, phases = answers["at"], done.phases()
        session = self._log.add_session(done.title, phases, at=at, note=answers["note"].strip())
        end = min(at + timedelta(seconds=done.duration_s), datetime.now().astimezone())
        ratings = []
        for moment, then in zip(entry_forms.AROUND, (at, end), strict=True):
            for kind in SCALES:
                score = answers[f"{kind}_{moment}"]
                if score is not None:
                    self._log.rate(kind, score, moment=moment, session_id=session, at=then)
                    ratings.append(f"{entry_text.felt(kind, score)} {moment}")
        return f"{done.title}{' with ' if ratings else ''}{', '.join(ratings)}"

    def _add_rating(self, answers: dict[str, Any]) -> str:
        kind, score = answers.pop("kind"), answers.pop("score")
        self._log.rate(kind, score, **answers)
        return entry_text.felt(kind, score)

    def _add_measurement(self, answers: dict[str, Any]) -> str:
        typed = [value for name, value in answers.items() if name.startswith("trial")]
        trials_cm = [value for value in typed if value is not None]
        if not trials_cm:
            self._message.warn("Nothing to add yet. Type what the ruler said into a box.")
            return ""
        self._log.measure(
            entry_forms.BODY_MEASURE.slug,
            side=answers["side"],
            trials_cm=trials_cm,
            at=answers["at"],
            note=answers["note"].strip(),
        )
        return f"{answers['side']} {', '.join(f'{cm:g}' for cm in trials_cm)} cm"
