"""Owns the understanding of one utterance: words → intent, details, answer, mood, or honestly unknown.

`deciding` decides the intent, `answering` finds an answer, the readers of slots and mood see to the rest. The guess and the
runner-up are kept in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dsl.bundle import Bundle
from dsl.journal import Candidate, Understood
from dsl.turn import Expectation
from runtime.understanding import artefacts, mood, normalise
from runtime.understanding.answering import Answering
from runtime.understanding.deciding import Decider, Decision
from runtime.understanding.encoder import choice
from runtime.understanding.explanation import Explanation, Weighed, carrying_words, tip
from runtime.understanding.model import MOST_CANDIDATES
from runtime.understanding.reading import WordsReader
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader
from runtime.understanding.sources import prepared_names


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


class Understander:
    """Understands one language of a bundle. Holds no call's state: any number of calls may share it."""

    def __init__(self, bundle: Bundle, folder: Path) -> None:
        names = prepared_names(bundle)
        arrays, settings = artefacts.read_part(folder / names.intents)
        self.artefact = names.artefact
        self._language, self._home = bundle.language, bundle.home_language
        self._words = WordsReader(bundle.language)
        self._slots = SlotReader(bundle.slots, bundle.words)
        self._decider = Decider(arrays, settings, bundle.language, bundle.if_unsure)
        self._answering = Answering(bundle, folder / names.answers, self._words)
        self._annotated = {str(name): tuple(slots) for name, slots in settings["annotated"].items()}
        self._judged: int = settings["judged"]
        self._confused: list[list[str]] = settings["confused"]

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood:
        spoken = normalise.read(text)
        felt = mood.measure(spoken.folded)
        if not spoken.plain:
            return Understood(mood=dict(felt.levels), artefact=self.artefact, reason="nothing-known")
        read = self._words.read(spoken.plain)
        moment = Moment(self._language, now, self._home)
        claims = self._slots.find(spoken, expectation.slot, moment, expectation.dictated)
        answer, answer_confidence = self._answering.answer(read, now)
        mentions = [mention for _, mention in claims]
        decision = self._decider.decide(spoken, read, mentions, expectation, answered=answer is not None)
        going_on = self._answering.going_on(spoken.plain, decision, answer, expectation, now)
        if going_on is not None:
            decision = Decision(None, decision.ranked, "follow-up")
            answer, answer_confidence = going_on
        guess = decision.ranked[0].intent if decision.ranked else None
        details = self._slots.assign(claims, spoken, expectation.slot, self._annotated.get(decision.intent or "", ()))
        return Understood(
            intent=decision.intent,
            guess=guess,
            confidence=round(decision.ranked[0].confidence, 4) if decision.ranked else 0.0,
            runner_up=self._decider.runner_up(decision.ranked),
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
        model = self._decider.model

        def weigh(words: str, rival_of: str | None) -> Weighed:
            intent = self.understand(words, expectation, now).intent if rival_of is None else None
            read = self._words.read(words)
            guess, lead, score = model.weigh(model.vocabulary.vector(read.pieces), read.sentence, rival_of)
            return Weighed(intent, guess, lead, score)

        words = carrying_words(plain, weigh) if plain else ()
        return Explanation(
            tier=choice.tier(self._language),
            intent=understood.intent,
            guess=understood.guess,
            runner_up=understood.runner_up,
            reason=understood.reason,
            answer=understood.answer,
            for_people=self._answering.for_people.get(understood.answer or "", ""),
            words=words,
            tip=tip(plain, words, weigh) if words else None,
            score=round(weigh(plain, understood.guess).score, 2) if words else 0.0,
            needed={choice_: round(value, 2) for choice_, value in model.acceptance.thresholds.items()},
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


def _places(felt: mood.Mood, spoken: normalise.Spoken) -> dict[str, tuple[tuple[int, int], ...]]:
    """Where in the words as they came each mood showed."""
    return {
        name: tuple(spoken.original_span(sign.start, sign.end) for sign in signs) for name, signs in felt.signs.items() if signs
    }


def _rounded(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(Candidate(candidate.intent, round(candidate.confidence, 4)) for candidate in ranked[:MOST_CANDIDATES])
