"""Owns the intent model of a call: vectors → the intents it may mean, best first. Touches only the rows an utterance needs."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from dsl.journal import Candidate
from runtime.understanding.acceptance import IntentAcceptance
from runtime.understanding.artefacts import unpack_words
from runtime.understanding.neighbours import Neighbours
from runtime.understanding.sentences import SentenceRows
from runtime.understanding.tiers import join
from runtime.understanding.vectors import Sparse, Vocabulary

MOST_CANDIDATES = 5
_SENTENCE_BESIDE_PIECES = 2.0  # what a cosine of sentences counts beside the likeness of pieces, 0 to 2
_TEMPERATURE = 0.7  # of the shares that the intents behind the guess get of what is left of certainty, in spreads
_ALONE = 3.0  # how far an intent leads that has no rival, in spreads


@dataclass(frozen=True, slots=True)
class Ranking:
    """Intents best first with the chance of each; the joined score of the first, and how near its nearest example is.

    `near_miss`: a phrase that it is *not* is nearer than all that it is. `question`: it sounds more like a question that
    the knowledge answers. `background`: how much more it sounds like what may be said anywhere, in spreads.
    """

    candidates: tuple[Candidate, ...]
    score: float
    nearness: float
    near_miss: bool
    question: bool
    background: float


class IntentModel:
    """`intents` are learnt to be told apart, and from questions; `background` ones are found by their nearest phrase."""

    def __init__(self, arrays: dict[str, np.ndarray], settings: dict[str, object]) -> None:
        pieces = [unpack_words(arrays[f"pieces_{number}"]) for number in range(int(str(settings["families"])))]
        self.intents = unpack_words(arrays["intents"])
        self._questions = len(self.intents)  # the class after the last intent; the one after that is the background
        self.background = unpack_words(arrays["background"])
        self.acceptance = msgspec.convert(settings["acceptance"], IntentAcceptance)
        self.vocabulary = Vocabulary(pieces, arrays["rarity"], float(str(settings["unknown_rarity"])))
        self._weights = arrays["weights"]
        self._bias = arrays["bias"]
        self._examples = Neighbours(arrays, "examples")
        self._near_misses = Neighbours(arrays, "near_misses")
        self.reads_sentences = "sentence_weights" in arrays
        if self.reads_sentences:
            self._sentence_weights, self._sentence_bias = arrays["sentence_weights"], arrays["sentence_bias"]
            self._sentences = SentenceRows(arrays, "sentences")
            self._near_miss_sentences = SentenceRows(arrays, "near_miss_sentences")

    @property
    def spread(self) -> float:
        """Of the logits of guesses: what is small and what is large is said in this."""
        return self.acceptance.usual[0].spread

    def rank(self, vector: Sparse, sentence: np.ndarray | None = None, favour: np.ndarray | None = None) -> Ranking:
        """`sentence` where an encoder was trained with; `favour` is what this moment of the call adds to each intent."""
        logits, light = self._logits(vector, sentence)
        intents, (question, background) = logits[: self._questions], logits[self._questions :].tolist()
        if not len(intents):
            return Ranking((), -10.0, 0.0, False, True, _ALONE)
        favoured = intents if favour is None else intents + favour
        order = np.argsort(-favoured, kind="stable")
        best = int(order[0])
        query = self._dense(vector)
        _, nearness = self._examples.nearest(query, best)
        score = self.acceptance.score(self._signals(sentence, best, float(intents[best]), float(light[best]), nearness))
        lead = float(favoured[best] - favoured[order[1]]) / self.spread if len(order) > 1 else _ALONE
        chances = self._chances(favoured[order], self.acceptance.confidence(score, lead))
        leading = zip(order[:MOST_CANDIDATES].tolist(), chances, strict=True)
        candidates = tuple(Candidate(self.intents[number], chance) for number, chance in leading)
        near_miss = self._is_near_miss(query, sentence, best, nearness)
        leader = float(favoured[best])
        return Ranking(candidates, score, nearness, near_miss, question > leader, (background - leader) / self.spread)

    def weigh(self, vector: Sparse, sentence: np.ndarray | None, intent: str | None) -> tuple[str | None, float, float]:
        """The guess, how far an intent (the guess when None) leads its best rival, in spreads, and its score."""
        if not self.intents:
            return None, 0.0, 0.0
        logits, light = self._logits(vector, sentence)
        logits = logits[: self._questions]
        guess = int(logits.argmax())
        chosen = self.intents.index(intent) if intent in self.intents else guess
        others = np.delete(logits, chosen)
        lead = float(logits[chosen] - others.max()) / self.spread if len(others) else float(logits[chosen]) / self.spread
        _, nearness = self._examples.nearest(self._dense(vector), chosen)
        signals = self._signals(sentence, chosen, float(logits[chosen]), float(light[chosen]), nearness)
        return self.intents[guess], lead, self.acceptance.score(signals)

    def _logits(self, vector: Sparse, sentence: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Joined, and of the light tier alone."""
        light = vector.weights @ self._weights[vector.columns].astype(np.float32) + self._bias
        return (light if sentence is None else join(sentence @ self._sentence_weights + self._sentence_bias, light)), light

    def _signals(self, sentence: np.ndarray | None, best: int, logit: float, light: float, nearness: float) -> list[float]:
        """What says how sure the guess is, in the order in which training calibrated it."""
        return [logit, nearness] if sentence is None else [logit, light, self._sentences.nearness(sentence, best)]

    def _is_near_miss(self, query: np.ndarray, sentence: np.ndarray | None, best: int, nearness: float) -> bool:
        _, miss = self._near_misses.nearest(query, best)
        if sentence is not None and miss:
            miss += _SENTENCE_BESIDE_PIECES * self._near_miss_sentences.nearness(sentence, best, 1)
            nearness += _SENTENCE_BESIDE_PIECES * self._sentences.nearness(sentence, best, 1)
        return miss > nearness

    def nearest_background(self, vector: Sparse) -> tuple[str, float]:
        """The background intent with the nearest phrase, and how near it is."""
        if not self.background:
            return "", 0.0
        first = self._questions + 1
        group, nearness = self._examples.nearest(self._dense(vector), first, first + len(self.background) - 1)
        return self.background[group - first], nearness

    def _dense(self, vector: Sparse) -> np.ndarray:
        query = np.zeros(self.vocabulary.size, dtype=np.float32)
        query[vector.columns] = vector.weights
        return query

    def _chances(self, logits: np.ndarray, first: float) -> list[float]:
        """Of the leading intents: the guess as calibrated, of what is left a share each as their logits are."""
        if len(logits) == 1:
            return [first]
        logits = logits.astype(np.float64)  # rounded to less, what is behind the guess could come out a trifle surer than it
        shares = np.exp((logits[1:] - logits[1]) / (_TEMPERATURE * self.spread))
        rest = (1.0 - first) * shares / (shares.sum() + 1.0)
        return [first, *np.minimum(rest[: MOST_CANDIDATES - 1], first).tolist()]
