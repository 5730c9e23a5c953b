"""The words of a comparison: which of two is less, and how sure that is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """How one comparison is said; a negative difference is less."""

    subject: str
    """Such as `your left side is`."""
    less: str
    more: str
    than: str
    same: str
    """In place of an amount when there is no difference at all."""
    pairs: str
    """What is counted."""
    needed: str
    """What a pair is made of."""
    unit: str

    def tell(
        self, difference: float, low: float, high: float, pairs: int, *, clear: bool = True
    ) -> str:
        """
        Say the difference with its 95 % interval; what is not `clear` has not enough evidence yet.

        Examples
        --------
        >>> print(OF_SIDES.tell(-2.9, -3.4, -2.5, 10))
        Your left side is 2.9 cm nearer than your right, on the latest 10 days with both (95 %
        interval: 2.5 to 3.4 cm nearer).
        >>> print(OF_SIDES.tell(0.3, -0.4, 1.0, 10))
        No clear difference: your left side is 0.3 cm further away than your right, on the latest
        10 days with both (95 % interval: 0.4 nearer to 1.0 cm further away).
        """
        moved = f"{self._amount(difference)} {self._way(difference)} {self.than}"
        told = f"{self.subject} {moved if round(difference, 1) else self.same}"
        if low <= 0 <= high:
            lead = f"No clear difference: {told}"
        else:
            lead = told[0].upper() + told[1:] if clear else f"Not clear yet: {told}"
        return f"{lead}, {self.pairs.format(pairs)} (95 % interval: {self._between(low, high)})."

    def too_early(self, needed: int, pairs: int) -> str:
        """
        Say how many pairs are missing.

        Examples
        --------
        >>> OF_SIDES.too_early(6, 1)
        'A first answer takes 6 days with both sides, and there is 1 so far.'
        """
        so_far = {0: "there are none yet", 1: "there is 1 so far"}
        there = so_far.get(pairs, f"there are {pairs} so far")
        return f"A first answer takes {needed} {self.needed}, and {there}."

    def _between(self, low: float, high: float) -> str:
        if low <= 0 <= high:
            return f"{abs(low):.1f} {self.less} to {self._amount(high)} {self.more}"
        near, far = sorted((abs(low), abs(high)))
        return f"{near:.1f} to {self._amount(far)} {self._way(low)}"

    def _way(self, difference: float) -> str:
        return self.less if difference < 0 else self.more

    def _amount(self, value: float) -> str:
        return f"{abs(value):.1f} {self.unit}"


OF_SIDES = Comparison(
    subject="your left side is",
    less="nearer",
    more="further away",
    than="than your right",
    same="as near as your right",
    pairs="on the latest {} days with both",
    needed="days with both sides",
    unit="cm",
)


def of_practice(kind: str) -> Comparison:
    """
    Compare pain or tightness after practice with before.

    Examples
    --------
    >>> print(of_practice("pain").tell(-1.4, -1.8, -1.0, 40))
    After practice your pain was 1.4 points lower than before, on average of 40 sessions (95 %
    interval: 1.0 to 1.8 points lower).
    """
    return Comparison(
        subject=f"after practice your {kind} was",
        less="lower",
        more="higher",
        than="than before",
        same="the same as before",
        pairs="on average of {} sessions",
        needed=f"sessions with {kind} answered before and after",
        unit="points",
    )
