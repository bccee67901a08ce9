"""Owns what can be heard at one moment of a call: a JSGF grammar made of the bundle and what the line waits for.

The step's own phrases and the slot just asked weigh most; topics, manners and the questions of answers are in it with less.
Phrases share their beginnings, so that a thousand of them stay quick. A grammar is named by its content: moments that
hear the same share one.
"""

from __future__ import annotations

import hashlib
import re

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.hearing.ways import Way, Ways, shared_beginnings, slot_token

MOST_PHRASES = 3000  # of one moment; what is expected comes first

EXPECTED, TOPIC, ASIDE = 1.0, 0.3, 0.15
"""How likely a phrase of the step, of a topic, and of anything else is, against each other."""

PERHAPS = 0.05  # how likely such words are before and after
_RULE = re.compile(r"<(\w+)>")


class Grammar(Struct, frozen=True):
    """What a decoder listens by. `open`: anything may be said here, so dictation counts as much as the grammar."""

    name: str
    jsgf: str
    words: tuple[str, ...]
    sounds_like: dict[str, str] = {}
    open: bool = False


class GrammarBook:
    """The grammars of one bundle, made when they are first needed."""

    def __init__(self, bundle: Bundle) -> None:
        self._ways = Ways(bundle)
        self._grammars: dict[tuple[object, ...], Grammar] = {}

    def moment(self, expectation: Expectation) -> Grammar:
        """The grammar of what the line waits for."""
        key = (expectation.slot, expectation.intents, expectation.topics, expectation.answers)
        if key not in self._grammars:
            self._grammars[key] = self._compile(expectation)
        return self._grammars[key]

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _compile(self, expectation: Expectation) -> Grammar:
        ways, language = self._ways, self._ways.language
        groups: list[tuple[float, list[Way]]] = [
            (EXPECTED, ways.intents(expectation.intents)),
            (TOPIC, ways.intents(expectation.topics)),
            (ASIDE, ways.manners()),
        ]
        if expectation.answers:
            groups.append((ASIDE, ways.answers()))
        alternatives: list[str] = []
        if expectation.slot is not None and ways.slot(expectation.slot):
            alternatives.append(f"/{EXPECTED}/ ([/{PERHAPS}/ ({language.slot_lead})] {slot_token(expectation.slot)})")
        phrases = _weigh(groups)
        if phrases:
            alternatives.append(f"[/{PERHAPS}/ ({language.lead})] ({' | '.join(phrases)}) [/{PERHAPS}/ ({language.tail})]")
        return self._write(alternatives, open=ways.is_open(expectation.slot))

    def _write(self, alternatives: list[str], *, open: bool) -> Grammar:
        rules: dict[str, str] = {}
        body = " | ".join(alternatives) or "<NULL>"
        self._gather(body, rules)
        lines = ["#JSGF V1.0;", "grammar moment;", f"public <moment> = {body};"]
        lines += [f"<{name}> = {rule};" for name, rule in sorted(rules.items())]
        jsgf = "\n".join(lines)
        words = sorted(set(re.findall(r"[a-z][a-z'.]*", re.sub(r"<\w+>|#.*|grammar moment|public", " ", jsgf))))
        sounds_like = self._ways.sounds_like
        sounds = {word: sounds_like[word] for word in words if word in sounds_like}
        name = hashlib.sha256(f"{jsgf}{sorted(sounds.items())}{open}".encode()).hexdigest()[:24]
        return Grammar(name, jsgf, tuple(words), sounds, open)

    def _gather(self, text: str, rules: dict[str, str]) -> None:
        """The rules that this text needs, and those that they need."""
        for name in _RULE.findall(text):
            if name not in rules and name != "NULL":
                rules[name] = self._ways.rule(name)
                self._gather(rules[name], rules)


def _weigh(groups: list[tuple[float, list[Way]]]) -> list[str]:
    """One weighted alternative a group; a way that two groups have counts in the first."""
    seen: set[Way] = set()
    alternatives: list[str] = []
    for weight, ways in groups:
        fresh = list(dict.fromkeys(way for way in ways if way not in seen))[: max(0, MOST_PHRASES - len(seen))]
        seen.update(fresh)
        if fresh:
            alternatives.append(f"/{weight}/ {shared_beginnings(fresh)}")
    return alternatives
