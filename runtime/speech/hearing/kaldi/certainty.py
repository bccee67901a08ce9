"""Owns how sure a reading is: from what the decoder tells of it, the probability that it is what was said.

The scales are those of the practice models, found on the tuning set by `tests.bench.calibrate_kaldi`; of an operator's model only
the decoder's own expectation is known, which looks at near misses alone.
"""

from __future__ import annotations

import math

from msgspec import Struct

LIKELY_INSTEAD = 3.0
"""By so much in cost may a sentence be less likely than what was heard, and still be what was said."""


class Evidence(Struct, frozen=True):
    """Of one utterance: its states, what the best path through them costs, and what that path says."""

    frames: int
    cost: float
    expected_errors: float
    words: int
    spoken_ms: int
    fitted: bool

    @property
    def posterior(self) -> float:
        """The share of its words that the decoder expects to be right."""
        return max(0.0, 1 - self.expected_errors / max(1, self.words))

    @property
    def measures(self) -> tuple[float, ...]:
        """What certainty is made of, each of about the same size."""
        spoken = max(1.0, self.spoken_ms / 30)
        return (
            -self.cost / self.frames - 7,
            min(1.0, self.expected_errors / max(1, self.words)),
            min(1.0, spoken / self.frames),
            math.log(spoken / max(1, self.words)) - 2,
        )


WEIGHTS: dict[tuple[str, bool], tuple[float, ...]] = {
    ("en", True): (2.73, 0.93, -0.54, 2.83, 1.14),
    ("en", False): (2.49, 1.20, -0.30, 0.00, -2.17),
    ("zh", True): (5.54, 1.23, -0.25, -0.51, -1.44),
    ("zh", False): (3.36, 2.05, 2.91, 1.59, -2.75),
}
"""By language and whether a sentence was heard: the constant, then one of each measure."""


def certainty(evidence: Evidence, language: str) -> float:
    """The probability that the words are what was said."""
    constant, *weights = WEIGHTS[language, evidence.fitted]
    total = constant + sum(weight * measure for weight, measure in zip(weights, evidence.measures, strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


def is_alternative(dearer: float) -> bool:
    """Whether a sentence that costs so much more than what was heard may have been said."""
    return dearer <= LIKELY_INSTEAD
