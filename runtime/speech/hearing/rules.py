"""Owns the rules of a bundle, as Kaldi hears them: one an intent, a slot, what is always understood, the answers, and the sounds
by which a listener says no more than “I'm listening”.

A moment of a call is which of them are active, each as likely as it is expected there. A rule is compiled once and used in many
moments; it is the same in two versions of a package whose words for it are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.backchannels import sounds_in
from runtime.speech.hearing.grammar import ASIDE, EXPECTED, TOPIC
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.ways import Way, Ways, shared_beginnings, slot_token

ALWAYS, ANSWERS, LISTENING = "always", "answers", "listening"
LISTENER = 0.03
"""How likely a listener's sound is: below all that answers, so that “yes” is one only where no question is answered by it."""
MOST_WAYS = 3000  # of one rule
PERHAPS = 0.005  # how likely words like "um" and "please" are before and after: noise is easily taken for them


class Active(Struct, frozen=True, order=True):
    """A rule in a moment, and how likely it is there."""

    rule: str
    weight: float


class RuleBook:
    """The rules of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.ways = Ways(bundle)
        self._expressions: dict[str, str] = {}
        self._moments: dict[tuple[object, ...], tuple[Active, ...]] = {}

    def moment(self, expectation: Expectation) -> tuple[Active, ...]:
        """What is listened for: each rule once, as likely as it is at best. Rules that nothing is said by are left out."""
        key = (expectation.slot, expectation.intents, expectation.topics, expectation.answers)
        if key not in self._moments:
            weights: dict[str, float] = {}
            for rule, weight in self._candidates(expectation):
                weights[rule] = max(weight, weights.get(rule, 0.0))
            self._moments[key] = tuple(Active(*each) for each in sorted(weights.items()) if self.expression(each[0]))
        return self._moments[key]

    def active(self) -> tuple[Active, ...]:
        """All that any moment of the bundle needs, in a fixed order; each slot, too, for a correction may ask for any."""
        asked = (Expectation(slot=slot) for slot in self._bundle.slots)
        return tuple(sorted({active for each in (*moments(self._bundle), *asked) for active in self.moment(each)}))

    def expression(self, rule: str) -> str:
        """What is said by a rule; empty when nothing is."""
        if rule not in self._expressions:
            self._expressions[rule] = self._write(rule)
        return self._expressions[rule]

    def aside(self, rule: str) -> str:
        """What may follow the words of a rule, which are whole without it."""
        return "" if rule.startswith("slot:") or rule == LISTENING else f"[/{PERHAPS}/ ({self.ways.language.tail})]"

    def ways_of(self, rule: str) -> list[Way]:
        if rule == ALWAYS:
            return self.ways.manners()
        if rule == ANSWERS:
            return self.ways.answers()
        if rule == LISTENING:
            sounds = [tuple(self.ways.language.words(sound)) for sound in sounds_in(self._bundle.language)]
            return [way for sound in sounds for way in (sound, sound * 2)]  # different ones in a row would sound like anything
        return self.ways.intents([rule.removeprefix("intent:")])

    def samples(self, rule: str) -> list[tuple[str, Way]]:
        """What the package gives as said by a rule, as text and in words."""
        if rule == ALWAYS:
            phrases = [phrase for manner in self._bundle.manners.values() for phrase in manner.phrases]
        elif rule == ANSWERS:
            phrases = [phrase for answer in self._bundle.answers.values() for phrase in answer.questions]
        elif rule == LISTENING:
            phrases = []
        else:
            intent = self._bundle.intents.get(rule.removeprefix("intent:"))
            phrases = list(intent.phrases) if intent is not None else []
        return list(dict(self.ways.samples(phrases)).items())

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _write(self, rule: str) -> str:
        language = self.ways.language
        if rule.startswith("slot:"):
            slot = rule.removeprefix("slot:")
            return f"[/{PERHAPS}/ ({language.slot_lead})] {slot_token(slot)}" if self.ways.slot(slot) else ""
        ways = list(dict.fromkeys(self.ways_of(rule)))[:MOST_WAYS]
        if not ways:
            return ""
        if rule == LISTENING:
            return shared_beginnings(ways)
        return f"[/{PERHAPS}/ ({language.lead})] ({shared_beginnings(ways)})"

    def _candidates(self, expectation: Expectation) -> Iterator[tuple[str, float]]:
        if expectation.slot is not None:
            yield f"slot:{expectation.slot}", EXPECTED
        for intent in expectation.intents:
            yield f"intent:{intent}", EXPECTED
        for topic in expectation.topics:
            yield f"intent:{topic}", TOPIC
        yield ALWAYS, ASIDE
        if expectation.answers:
            yield ANSWERS, ASIDE
        yield LISTENING, LISTENER
