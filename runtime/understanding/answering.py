"""Owns what the knowledge answers: a question's own answer, and that to words which only go on from the last one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.understanding import artefacts, follow_up
from runtime.understanding.acceptance import Acceptance
from runtime.understanding.deciding import Decision
from runtime.understanding.knowledge import KnowledgeIndex
from runtime.understanding.phrases import Sampler
from runtime.understanding.reading import Read, WordsReader


class Answering:
    """The answers of one language of a bundle, by what was prepared for them at `path`."""

    def __init__(self, bundle: Bundle, path: Path, words: WordsReader) -> None:
        arrays, settings = artefacts.read_part(path)
        self._words = words
        self._language, self._if_unsure = bundle.language, bundle.if_unsure
        self._knowledge = KnowledgeIndex(arrays, settings)
        self._acceptance = msgspec.convert(settings["acceptance"], Acceptance)
        self._validity = {name: (answer.valid_from, answer.valid_until) for name, answer in bundle.answers.items()}
        self._sampler = Sampler(bundle.language, bundle.slots, bundle.words)
        self._questions = {name: answer.questions for name, answer in bundle.answers.items()}
        self._always_valid = not any(start or end for start, end in self._validity.values())
        self.for_people = {name: one.human_only.reason for name, one in bundle.answers.items() if one.human_only is not None}

    def answer(self, read: Read, now: datetime) -> tuple[str | None, float]:
        """The answer that is found surely enough, and how sure the best one is."""
        hits = self._knowledge.best(read.pieces, self._allowed(now), read.sentence)
        if not hits:
            return None, 0.0
        confidence = round(self._acceptance.confidence(hits[0].score), 4)
        accepted = hits[0].score >= self._acceptance.thresholds[self._if_unsure]
        return (hits[0].answer if accepted else None), confidence

    def going_on(
        self, plain: str, decision: Decision, answer: str | None, expectation: Expectation, now: datetime
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
        read = self._words.read(words)
        return self._knowledge.scores(read.pieces, read.sentence)

    def _allowed(self, now: datetime) -> set[str] | None:
        return None if self._always_valid else {name for name in self._validity if self._is_valid(name, now)}

    def _is_valid(self, answer: str, now: datetime) -> bool:
        start, end = self._validity[answer]
        today = now.date().isoformat()
        return (not start or start <= today) and (not end or today <= end)
