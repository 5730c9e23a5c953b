"""A picture without a date that stands alone, years from all others, which it names."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

from stretchlib.charts.picture import Picture
from stretchlib.progress.outliers import odd_told, without_odd

Draw = TypeVar("Draw", bound=Callable[..., Picture])


def without_odd_days(draw: Draw) -> Draw:
    """Draw a frame without its odd days, and name them below the picture and in its words."""
    asked = signature(draw)

    @wraps(draw)
    def drawn(*args: Any, **options: Any) -> Picture:
        given = asked.bind(*args, **options)
        name, frame = next(iter(given.arguments.items()))
        given.arguments[name], odd = without_odd(frame)
        if not odd:
            return draw(*args, **options)
        picture = draw(*given.args, **given.kwargs)
        return replace(
            picture,
            description=f"{picture.description} {odd_told(odd)}",
            how_to_read=f"{picture.how_to_read} {odd_told(odd)}",
        )

    return cast("Draw", drawn)
