"""How long a text or a list of a file may be: said beside its type, checked by pydantic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Length:
    """At least so many letters or entries, and at most; pydantic itself takes long to import."""

    least: int
    most: int | None = None

    def __get_pydantic_core_schema__(self, kind: Any, checks: Callable[[Any], Any]) -> Any:
        """Add the limits to what pydantic checks of the type."""
        most = {} if self.most is None else {"max_length": self.most}
        return {**checks(kind), "min_length": self.least, **most}
