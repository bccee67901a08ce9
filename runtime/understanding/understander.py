"""Owns the understanding of one utterance: words → intent, details, answer, mood, or honestly unknown.

Word for word first (what the operator wrote means what they say it means), then built-in manners that stand in longer
speech, then the model. The guess and the runner-up are kept in any case.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from dsl.bundle import Bundle
from dsl.journal import Candidate, Understood
from dsl.turn import Expectation
from runtime.understanding import artefacts, features, follow_up, mood, normalise
from runtime.understanding.acceptance import BUILT_IN, Acceptance
from runtime.understanding.encoder import choice
from runtime.understanding.encoder.directory import BrokenEncoder
from runtime.understanding.encoder.sentence import SentenceEncoder, shared
from runtime.understanding.explanation import Explanation, Weighed, carrying_words, tip
from runtime.understanding.knowledge import KnowledgeIndex
from runtime.understanding.manners import HONOURED_AT_ONCE, OWED, MannerFinder
from runtime.understanding.model import MOST_CANDIDATES, IntentModel, Ranking
from runtime.understanding.phrases import Sampler, placeholder, template
from runtime.understanding.preparation import BUILT_IN_INTENTS, QUESTION
from runtime.understanding.slots.mention import Mention, Moment
from runtime.understanding.slots.reader import SlotReader
from runtime.understanding.sources import prepared_names

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
class ConfusedPair:
    """Phrases of an intent that are taken for another one."""

    intent: str
    guess: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confusions:
    """Of so many phrases, judged by what had not seen them, so many were right; the pairs that were not, the worst first."""

    phrases: int
    right: int
    pairs: tuple[ConfusedPair, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided of the intent; `intent` None is unknown."""

    intent: str | None
    ranked: tuple[Candidate, ...]
    reason: str = ""
    exact: bool = False  # word for word


class Understander:
    """Understands one language of a bundle. Holds no call's state: any number of calls may share it."""

    def __init__(self, bundle: Bundle, folder: Path) -> None:
        chosen = choice.choose(bundle.language)
        names = prepared_names(bundle)
        arrays, settings = artefacts.read_part(folder / names.intents)
        self.artefact = names.artefact
        self._language, self._home = bundle.language, bundle.home_language
        self._if_unsure = bundle.if_unsure
        self._families = features.families_of(bundle.language)
        self._slots = SlotReader(bundle.slots, bundle.words)
        self._model = IntentModel(arrays, settings)
        self._encoder = _opened(chosen) if chosen else None
        self._number = {name: number for number, name in enumerate(self._model.intents)}
        self._templates = _template_map(arrays, "templates")
        self._near_misses = _template_map(arrays, "near_miss_templates")
        self._judged: int = settings["judged"]
        self._confused: list[list[str]] = settings["confused"]
        self._taken_over: dict[str, str] = settings["taken_over"]
        self._meant_too: dict[str, str] = settings["meant_too"]
        self._annotated = {str(name): tuple(slots) for name, slots in settings["annotated"].items()}
        manners = {key: name for key, name in self._templates.items() if name in self._model.background}
        self._manners = MannerFinder(manners, bundle.language)
        self._load_answers(bundle, folder / names.answers)

    def _load_answers(self, bundle: Bundle, path: Path) -> None:
        arrays, settings = artefacts.read_part(path)
        self._knowledge = KnowledgeIndex(arrays, settings)
        self._answer_acceptance = msgspec.convert(settings["acceptance"], Acceptance)
        self._validity = {name: (answer.valid_from, answer.valid_until) for name, answer in bundle.answers.items()}
        self._sampler = Sampler(bundle.language, bundle.slots, bundle.words)
        self._questions = {name: answer.questions for name, answer in bundle.answers.items()}
        self._for_people = {name: one.human_only.reason for name, one in bundle.answers.items() if one.human_only is not None}
        self._always_valid = not any(start or end for start, end in self._validity.values())

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood:
        spoken = normalise.read(text)
        felt = mood.measure(spoken.folded)
        if not spoken.plain:
            return Understood(mood=dict(felt.levels), artefact=self.artefact, reason="nothing-known")
        pieces = features.extract(spoken.plain, self._families)
        sentence = self._encoder.encode(spoken.plain) if self._encoder else None
        moment = Moment(self._language, now, self._home)
        claims = self._slots.find(spoken, expectation.slot, moment, expectation.dictated)
        answer, answer_confidence = self._answer(pieces, sentence, now)
        decision = self._decide(spoken, pieces, sentence, [mention for _, mention in claims], expectation, answer is not None)
        going_on = self._going_on(spoken.plain, decision, answer, expectation, now)
        if going_on is not None:
            decision = _Decision(None, decision.ranked, "follow-up")
            answer, answer_confidence = going_on
        guess = decision.ranked[0].intent if decision.ranked else None
        details = self._slots.assign(claims, spoken, expectation.slot, self._annotated.get(decision.intent or "", ()))
        return Understood(
            intent=decision.intent,
            guess=guess,
            confidence=round(decision.ranked[0].confidence, 4) if decision.ranked else 0.0,
            runner_up=self._runner_up(decision.ranked),
            ranked=_rounded(decision.ranked),
            slots=details.slots,
            digits=self._slots.piece(spoken, expectation, moment) if expectation.slot not in details.slots else "",
            answer=answer if decision.intent is None else None,
            answer_confidence=answer_confidence,
            correcting=details.correcting,
            mood=dict(felt.levels),
            mood_at=_places(felt, spoken),
            artefact=self.artefact,
            reason=decision.reason,
        )

    # ---- what it thinks of itself ----------------------------------------------------------------------------------

    def explain(self, text: str, expectation: Expectation, now: datetime) -> Explanation:
        """What `understand` makes of the words, and why."""
        understood = self.understand(text, expectation, now)
        plain = normalise.read(text).plain

        def weigh(words: str, rival_of: str | None) -> Weighed:
            intent = self.understand(words, expectation, now).intent if rival_of is None else None
            pieces = features.extract(words, self._families)
            sentence = self._encoder.encode(words) if self._encoder else None
            vector = self._model.vocabulary.vector(pieces)
            guess, lead, score = self._model.weigh(vector, sentence, rival_of)
            return Weighed(intent, guess, lead, score)

        words = carrying_words(plain, weigh) if plain else ()
        return Explanation(
            tier=choice.tier(self._language),
            intent=understood.intent,
            guess=understood.guess,
            runner_up=understood.runner_up,
            reason=understood.reason,
            answer=understood.answer,
            for_people=self._for_people.get(understood.answer or "", ""),
            words=words,
            tip=tip(plain, words, weigh) if words else None,
            score=round(weigh(plain, understood.guess).score, 2) if words else 0.0,
            needed={choice_: round(value, 2) for choice_, value in self._model.acceptance.thresholds.items()},
        )

    def confusions(self, language: str = "") -> Confusions:
        pairs: dict[tuple[str, str], list[str]] = {}
        for phrase, intent, guess in self._confused:
            pairs.setdefault((intent, guess), []).append(phrase)
        worst = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return Confusions(
            phrases=self._judged,
            right=max(0, self._judged - len(self._confused)),
            pairs=tuple(ConfusedPair(intent, guess, tuple(phrases)) for (intent, guess), phrases in worst),
        )

    # ---- the intent ----------------------------------------------------------------------------------------------

    def _decide(
        self,
        spoken: normalise.Spoken,
        pieces: list[features.Pieces],
        sentence: np.ndarray | None,
        mentions: list[Mention],
        expectation: Expectation,
        answered: bool,
    ) -> _Decision:
        keys = _keys(spoken, mentions)
        exact = next((self._templates[key] for key in keys if key in self._templates), None)
        vector = self._model.vocabulary.vector(pieces)
        ranking = self._model.rank(vector, sentence, self._favour(expectation))
        built_in, nearness = self._model.nearest_background(vector)
        built_in = self._manners.turned(built_in, spoken)
        nearness = nearness if built_in else 0.0
        ranked = _merge(ranking, built_in, BUILT_IN.confidence(nearness))
        known = bool(ranking.candidates) and ranking.score >= self._threshold(ranking.candidates[0].intent, expectation)
        if exact is not None and exact != QUESTION and not (known and self._is_taken_over(exact, ranking, expectation)):
            return _Decision(exact, _put_first(exact, 1.0, ranked), exact=True)
        surely = known and ranking.candidates[0].confidence > EMBEDDED_CONFIDENCE
        manner = self._manner(spoken.plain, nearness, ranking, surely) if exact is None else None
        if manner is not None and not self._is_outdone(manner, EMBEDDED_CONFIDENCE, ranking, known, expectation):
            return _Decision(manner, _put_first(manner, EMBEDDED_CONFIDENCE, ranked))
        if answered and (ranking.question or exact == QUESTION):
            return _Decision(None, ranked, "question", exact=exact == QUESTION)
        sure = BUILT_IN.confidence(nearness)
        if self._is_built_in(built_in, nearness, ranking, expectation) and not self._is_outdone(
            built_in, sure, ranking, known, expectation
        ):
            return _Decision(built_in, _put_first(built_in, sure, ranked))
        if not len(vector.columns) or not ranking.candidates:
            return _Decision(None, ranked, "nothing-known")
        best = ranking.candidates[0]
        if ranking.near_miss or any(self._near_misses.get(key) == best.intent for key in keys):
            return _Decision(None, ranked, "near-miss")
        if not known:
            return _Decision(None, ranked, "below-threshold")
        return _Decision(best.intent, _put_first(best.intent, best.confidence, ranked))

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
        return self._model.acceptance.thresholds[self._if_unsure] - ease

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
        favour[numbers] = EXPECTED_BONUS * self._model.spread
        return favour

    def _runner_up(self, ranked: tuple[Candidate, ...]) -> str | None:
        """The next best; of the package's own intents when the guess is one of them."""
        if not ranked:
            return None
        own = ranked[0].intent in self._number
        return next((candidate.intent for candidate in ranked[1:] if not own or candidate.intent in self._number), None)

    # ---- knowledge -----------------------------------------------------------------------------------------------

    def _answer(self, pieces: list[features.Pieces], sentence: np.ndarray | None, now: datetime) -> tuple[str | None, float]:
        hits = self._knowledge.best(pieces, self._allowed(now), sentence)
        if not hits:
            return None, 0.0
        confidence = round(self._answer_acceptance.confidence(hits[0].score), 4)
        accepted = hits[0].score >= self._answer_acceptance.thresholds[self._if_unsure]
        return (hits[0].answer if accepted else None), confidence

    def _going_on(
        self, plain: str, decision: _Decision, answer: str | None, expectation: Expectation, now: datetime
    ) -> tuple[str, float] | None:
        """The answer to words that only go on from the last question. What has a meaning by itself keeps it, unless in doubt."""
        questions = self._questions.get(expectation.answered, ()) if expectation.answers and not decision.exact else ()
        found = follow_up.read(plain, self._language) if questions else None
        if found is None or not (found.marked or (decision.intent is None and answer is None)):
            return None
        asked = self._sampler.utterances(questions[0])[0]
        whole, new = (self._searched(words) for words in (follow_up.joined(asked, found.rest), found.rest))
        hit = self._knowledge.going_on(whole, new, self._knowledge.rows_of(expectation.answered), self._allowed(now))
        if hit is None or hit.score < follow_up.GAIN:
            return None
        confidence = round(follow_up.confidence(hit.score), 4)
        doubted = decision.intent is None or decision.ranked[0].confidence <= confidence
        return (hit.answer, confidence) if doubted else None

    def _searched(self, words: str) -> np.ndarray:
        pieces = features.extract(words, self._families)
        return self._knowledge.scores(pieces, self._encoder.encode(words) if self._encoder else None)

    def _allowed(self, now: datetime) -> set[str] | None:
        return None if self._always_valid else {name for name in self._validity if self._is_valid(name, now)}

    def _is_valid(self, answer: str, now: datetime) -> bool:
        start, end = self._validity[answer]
        today = now.date().isoformat()
        return (not start or start <= today) and (not end or today <= end)


class Understanders:
    """One for each language of a bundle; the call says which is spoken."""

    def __init__(self, own: Understander, others: Mapping[str, Understander]) -> None:
        self._own, self._others = own, others

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood:
        return self._others.get(expectation.language, self._own).understand(text, expectation, now)

    def explain(self, text: str, expectation: Expectation, now: datetime) -> Explanation:
        return self._others.get(expectation.language, self._own).explain(text, expectation, now)

    def confusions(self, language: str) -> Confusions:
        return self._others.get(language, self._own).confusions()


def load(bundle: Bundle, folder: Path) -> Understander | Understanders:
    """Raises `artefacts.ArtefactMissing` when the bundle was not prepared in this folder."""
    own = Understander(bundle, folder)
    others = {language: Understander(bundle.spoken_in(language), folder) for language in bundle.languages[1:]}
    return Understanders(own, others) if others else own


def _opened(chosen: choice.Chosen) -> SentenceEncoder:
    try:
        return shared(chosen.folder)
    except BrokenEncoder as problem:
        raise artefacts.ArtefactMissing(str(problem)) from problem


def _places(felt: mood.Mood, spoken: normalise.Spoken) -> dict[str, tuple[tuple[int, int], ...]]:
    """Where in the words as they came each mood showed."""
    return {
        name: tuple(spoken.original_span(sign.start, sign.end) for sign in signs) for name, signs in felt.signs.items() if signs
    }


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


def _rounded(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(Candidate(candidate.intent, round(candidate.confidence, 4)) for candidate in ranked[:MOST_CANDIDATES])


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
