"""Owns the comparison of two versions that share a line's calls: what came of each one's, when the stop rule takes the new one's
share away, and what the figures can tell at all.

A runtime asks it of its own calls, the designer of those of all runtimes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from dsl.release import StopRule

Measured = Literal["completed", "handed_off", "hung_up", "failed"]
MEASURED: tuple[Measured, ...] = ("completed", "handed_off", "hung_up", "failed")
WORSE: tuple[Measured, ...] = ("failed", "handed_off", "hung_up")
"""Of which more is worse: what the stop rule looks at, the gravest first."""

Verdict = Literal["too_few", "unclear", "better", "worse"]
FEWEST = 20
"""Ended calls of each version below which no difference is spoken of."""

_Z = 1.959964  # 95 %
_POWER = 0.841621  # 80 %
_MEASURED_BY_ENDING: dict[str, Measured] = {"line": "completed", "handed_off": "handed_off", "caller": "hung_up"}


class Tally(Struct):
    """What came of the ended calls of one version."""

    completed: int = 0
    handed_off: int = 0
    hung_up: int = 0
    failed: int = 0

    @property
    def calls(self) -> int:
        return self.completed + self.handed_off + self.hung_up + self.failed

    def count(self, measured: Measured) -> int:
        found: int = getattr(self, measured)
        return found

    def share(self, measured: Measured) -> float:
        """In percent of the ended calls."""
        return 100 * self.count(measured) / self.calls if self.calls else 0.0

    def add(self, how: str, times: int = 1) -> None:
        """A call that ended so (one of `journal.ENDINGS`)."""
        measured = _MEASURED_BY_ENDING.get(how, "failed")
        setattr(self, measured, self.count(measured) + times)


class Difference(Struct, frozen=True):
    """The new version's share less the old one's, in percentage points, and between what it truly lies (95 %)."""

    points: float
    low: float
    high: float
    verdict: Verdict


def tally(endings: Iterable[str]) -> Tally:
    made = Tally()
    for how in endings:
        made.add(how)
    return made


def broken(rule: StopRule, tried: Tally, live: Tally) -> Measured | None:
    """In what the tried version does worse than the rule allows; None while it doesn't, or while either had too few calls."""
    if min(tried.calls, live.calls) < rule.after:
        return None
    return next((one for one in WORSE if tried.share(one) - live.share(one) >= rule.worse_by), None)


def difference(measured: Measured, tried: Tally, live: Tally) -> Difference:
    points = tried.share(measured) - live.share(measured)
    if not tried.calls or not live.calls:
        return Difference(points, -100.0, 100.0, "too_few")
    low, high = _newcombe(tried.count(measured), tried.calls, live.count(measured), live.calls)
    return Difference(points, low, high, _verdict(measured, low, high, min(tried.calls, live.calls)))


def _verdict(measured: Measured, low: float, high: float, fewest: int) -> Verdict:
    if fewest < FEWEST:
        return "too_few"
    if low <= 0 <= high:
        return "unclear"
    return "worse" if (low > 0) == (measured in WORSE) else "better"


def calls_to_tell(percent: float, points: float) -> int:
    """How many calls of each version it takes to tell, four times in five, that a share of calls grew by so many points."""
    before, after = percent / 100, min(1.0, (percent + points) / 100)
    spread = before * (1 - before) + after * (1 - after)
    return math.ceil((_Z + _POWER) ** 2 * spread / (after - before) ** 2) if after > before else 0


def _newcombe(hits: int, of: int, other_hits: int, of_other: int) -> tuple[float, float]:
    """The interval of a difference of two shares, from Wilson's interval of each: it holds for small numbers too."""
    share, other = hits / of, other_hits / of_other
    low, high = _wilson(hits, of)
    other_low, other_high = _wilson(other_hits, of_other)
    below = math.hypot(share - low, other_high - other)
    above = math.hypot(high - share, other - other_low)
    return 100 * (share - other - below), 100 * (share - other + above)


def _wilson(hits: int, of: int) -> tuple[float, float]:
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return middle - half, middle + half
