"""Owns the decision of the intent: word for word first, then built-in manners that stand in longer speech, then the model."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsl.journal import Candidate
from dsl.turn import Expectation
from runtime.understanding import artefacts, normalise
from runtime.understanding.acceptance import BUILT_IN
from runtime.understanding.manners import HONOURED_AT_ONCE, OWED, MannerFinder
from runtime.understanding.model import IntentModel, Ranking
from runtime.understanding.phrases import placeholder, template
from runtime.understanding.preparation import BUILT_IN_INTENTS, QUESTION
from runtime.understanding.reading import Read
from runtime.understanding.slots.mention import Mention

EXPECTED_BONUS = 0.7
"""What an intent that the step hears gets over a close rival, in spreads of the model's logits."""

EXPECTED_EASE = 0.3
"""How much lower the threshold is for an intent that the step hears."""

BUILT_IN_EASE = 0.15
"""How much less like a built-in phrase words may be that the step waits for."""

AS_WRITTEN = 1.2
"""So near (of 2) to a phrase that the operator wrote, an utterance means that, even where it names a person to speak to."""

PERSON_EASE = 0.2
"""How much less like a built-in phrase a wish for a person may be: to overhear it is worse than to grant it once too often."""

PERSON_LAG = 0.5
"""How much less such a wish may sound like what is said anywhere than like an intent of the package, in spreads."""

CLEARLY = 0.05
"""So much surer than a known intent of the package a built-in one has to be."""

EMBEDDED_CONFIDENCE = 0.95
"""Of a built-in manner whose own phrase stands in the words, with nothing but politeness around it."""

_MOST_VALUES = 4  # values of one utterance that are tried as places of a template


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of the intent; `intent` None is unknown."""

    intent: str | None
    ranked: tuple[Candidate, ...]
    reason: str = ""
    exact: bool = False  # word for word


class Decider:
    """Decides for one language of a bundle, by what was prepared for its intents. `if_unsure`: the bundle's."""

    def __init__(self, arrays: dict[str, np.ndarray], settings: Mapping[str, Any], language: str, if_unsure: str) -> None:
        self.model = IntentModel(arrays, dict(settings))
        self._if_unsure = if_unsure
        self._number = {name: number for number, name in enumerate(self.model.intents)}
        self._templates = _template_map(arrays, "templates")
        self._near_misses = _template_map(arrays, "near_miss_templates")
        self._taken_over: dict[str, str] = settings["taken_over"]
        self._meant_too: dict[str, str] = settings["meant_too"]
        manners = {key: name for key, name in self._templates.items() if name in self.model.background}
        self._manners = MannerFinder(manners, language)

    def decide(
        self, spoken: normalise.Spoken, read: Read, mentions: list[Mention], expectation: Expectation, *, answered: bool
    ) -> Decision:
        """`mentions`: the values in the words. `answered`: the knowledge has an answer to them."""
        keys = _keys(spoken, mentions)
        exact = next((self._templates[key] for key in keys if key in self._templates), None)
        vector = self.model.vocabulary.vector(read.pieces)
        ranking = self.model.rank(vector, read.sentence, self._favour(expectation))
        built_in, nearness = self.model.nearest_background(vector)
        built_in = self._manners.turned(built_in, spoken)
        nearness = nearness if built_in else 0.0
        ranked = _merge(ranking, built_in, BUILT_IN.confidence(nearness))
        known = bool(ranking.candidates) and ranking.score >= self._threshold(ranking.candidates[0].intent, expectation)
        if exact is not None and exact != QUESTION and not (known and self._is_taken_over(exact, ranking, expectation)):
            return Decision(exact, _put_first(exact, 1.0, ranked), exact=True)
        surely = known and ranking.candidates[0].confidence > EMBEDDED_CONFIDENCE
        manner = self._manner(spoken.plain, nearness, ranking, surely) if exact is None else None
        if manner is not None and not self._is_outdone(manner, EMBEDDED_CONFIDENCE, ranking, known, expectation):
            return Decision(manner, _put_first(manner, EMBEDDED_CONFIDENCE, ranked))
        if answered and (ranking.question or exact == QUESTION):
            return Decision(None, ranked, "question", exact=exact == QUESTION)
        sure = BUILT_IN.confidence(nearness)
        if self._is_built_in(built_in, nearness, ranking, expectation) and not self._is_outdone(
            built_in, sure, ranking, known, expectation
        ):
            return Decision(built_in, _put_first(built_in, sure, ranked))
        if not len(vector.columns) or not ranking.candidates:
            return Decision(None, ranked, "nothing-known")
        best = ranking.candidates[0]
        if ranking.near_miss or any(self._near_misses.get(key) == best.intent for key in keys):
            return Decision(None, ranked, "near-miss")
        if not known:
            return Decision(None, ranked, "below-threshold")
        return Decision(best.intent, _put_first(best.intent, best.confidence, ranked))

    def _manner(self, plain: str, nearness: float, ranking: Ranking, surely: bool) -> str | None:
        """A built-in manner whose own words stand in these, unless the package has an intent that is nearer."""
        manner = self._manners.find(plain, surely)
        if manner == HONOURED_AT_ONCE:
            written = ranking.nearness > max(nearness, AS_WRITTEN)
            return None if written or self._manners.refuses_person(plain) else manner
        return manner if nearness > ranking.nearness else None

    def _is_built_in(self, built_in: str, nearness: float, ranking: Ranking, expectation: Expectation) -> bool:
        """Near enough to a built-in phrase, and nearer than to any of the package's own intents: these come first."""
        threshold = BUILT_IN.thresholds[self._if_unsure]
        if built_in in self._expected(expectation):
            return nearness >= threshold - BUILT_IN_EASE and nearness > ranking.nearness
        if built_in == HONOURED_AT_ONCE:
            return nearness >= threshold - PERSON_EASE and nearness > ranking.nearness and ranking.background > -PERSON_LAG
        return nearness >= threshold and nearness > ranking.nearness and ranking.background > 0

    def _is_outdone(self, built_in: str, confidence: float, ranking: Ranking, known: bool, expectation: Expectation) -> bool:
        """An intent of the package comes first: what means the same, or what is known more surely."""
        if built_in in self._expected(expectation):
            return False
        surer = known and built_in not in OWED and ranking.candidates[0].confidence > confidence - CLEARLY
        meant = bool(ranking.candidates) and self._meant_too.get(built_in) == ranking.candidates[0].intent
        return surer or meant or self._is_taken_over(built_in, ranking, expectation)

    def _is_taken_over(self, built_in: str, ranking: Ranking, expectation: Expectation) -> bool:
        """The package has an intent of its own for what a built-in one means, and these words mean it."""
        if built_in in self._expected(expectation) or not ranking.candidates:
            return False
        return self._taken_over.get(built_in) == ranking.candidates[0].intent

    def _threshold(self, intent: str, expectation: Expectation) -> float:
        ease = EXPECTED_EASE * self._telling(expectation) if intent in self._expected(expectation) else 0.0
        return self.model.acceptance.thresholds[self._if_unsure] - ease

    def _telling(self, expectation: Expectation) -> float:
        """How much it says that the step hears these intents: nothing when it hears all there are."""
        heard = sum(name in self._number for name in expectation.intents)
        return 1.0 - heard / len(self._number) if self._number else 0.0

    def _expected(self, expectation: Expectation) -> set[str]:
        return {*expectation.intents, *(BUILT_IN_INTENTS if expectation.confirming else ())}

    def _favour(self, expectation: Expectation) -> np.ndarray | None:
        numbers = [self._number[name] for name in expectation.intents if name in self._number]
        if not numbers:
            return None
        favour = np.zeros(len(self._number), dtype=np.float32)
        favour[numbers] = EXPECTED_BONUS * self.model.spread
        return favour

    def runner_up(self, ranked: tuple[Candidate, ...]) -> str | None:
        """The next best; of the package's own intents when the guess is one of them."""
        if not ranked:
            return None
        own = ranked[0].intent in self._number
        return next((candidate.intent for candidate in ranked[1:] if not own or candidate.intent in self._number), None)


def _template_map(arrays: dict[str, np.ndarray], name: str) -> dict[str, str]:
    return dict(zip(artefacts.unpack_words(arrays[name]), artefacts.unpack_words(arrays[f"{name}_intents"]), strict=True))


def _merge(ranking: Ranking, built_in: str, confidence: float) -> tuple[Candidate, ...]:
    """Best first, the nearest built-in one among the package's own, behind the first: it leads only where it was decided for."""
    own = ranking.candidates
    if own:
        confidence = min(confidence, own[0].confidence)
    others = (Candidate(built_in, confidence),) if built_in else ()
    return tuple(sorted((*own, *others), key=lambda candidate: -candidate.confidence))


def _put_first(intent: str, confidence: float, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """What was decided leads the ranking; nothing behind it is surer."""
    others = (candidate for candidate in ranked if candidate.intent != intent)
    left = 1.0 - confidence
    return (Candidate(intent, confidence), *(Candidate(item.intent, min(item.confidence, left)) for item in others))


def _keys(spoken: normalise.Spoken, mentions: list[Mention]) -> list[str]:
    """The utterance as templates: as it is, and with values in the place of slots, in every combination."""
    values = [
        mention for mention in dict.fromkeys(mentions) if not mention.bare or mention.end - mention.start < len(spoken.folded)
    ]
    values = values[:_MOST_VALUES]
    keys = [template([spoken.plain])]
    for count in range(1, len(values) + 1):
        for chosen in itertools.combinations(values, count):
            if all(left.end <= right.start for left, right in itertools.pairwise(chosen)):
                keys.append(_key(spoken.folded, chosen))  # noqa: PERF401 - three levels deep, a comprehension hides more than it saves
    return keys


def _key(folded: str, values: tuple[Mention, ...]) -> str:
    parts: list[str] = []
    at = 0
    for value in values:
        parts += [normalise.plain(folded[at : value.start]), placeholder(value.type)]
        at = value.end
    return template([*parts, normalise.plain(folded[at:])])
