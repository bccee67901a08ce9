"""Owns what can be heard at one moment of a call: a JSGF grammar made of the bundle and what the line waits for.

The step's own phrases and the slot just asked weigh most; topics, manners and the questions of answers are in it with less.
Phrases share their beginnings, so that a thousand of them stay quick. A grammar is named by its content: moments that
hear the same share one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

from dsl import utterance
from dsl.bundle import Bundle
from dsl.model import Phrase
from dsl.notation import NotationError
from dsl.turn import Expectation
from runtime.speech.hearing.english import spoken_words
from runtime.speech.hearing.slot_rules import PARTS, is_free, slot_rule

EXPANSIONS = 24  # of one phrase; more are spread evenly over what it stands for
MOST_PHRASES = 3000  # of one moment; what is expected comes first

EXPECTED, TOPIC, ASIDE = 1.0, 0.3, 0.15
"""How likely a phrase of the step, of a topic, and of anything else is, against each other."""

_LEAD = "um | uh | well | okay | hello | sorry | please | yes | no"
_TAIL = "please | thanks | thank you"
_SLOT_LEAD = "it's | it is | that's | that is | make it | i think | no it's | the number is | my number is"
_PERHAPS = 0.05  # how likely such words are before and after
_RULE = re.compile(r"<(\w+)>")

Way = tuple[str, ...]
"""One way to say something: words, and slots as `<slot_name>`."""


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
        self._bundle = bundle
        self._ways: dict[str, list[Way]] = {}
        self._grammars: dict[tuple[object, ...], Grammar] = {}

    def moment(self, expectation: Expectation) -> Grammar:
        """The grammar of what the line waits for."""
        key = (expectation.slot, expectation.intents, expectation.topics, expectation.answers)
        if key not in self._grammars:
            self._grammars[key] = self._compile(expectation)
        return self._grammars[key]

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _compile(self, expectation: Expectation) -> Grammar:
        bundle = self._bundle
        groups: list[tuple[float, list[Way]]] = [
            (EXPECTED, self._intents(expectation.intents)),
            (TOPIC, self._intents(expectation.topics)),
            (ASIDE, self._manners()),
        ]
        if expectation.answers:
            groups.append((ASIDE, self._answers()))
        slot = bundle.slots.get(expectation.slot or "")
        alternatives: list[str] = []
        if slot is not None and expectation.slot is not None and self._slot_rule(expectation.slot):
            alternatives.append(f"/{EXPECTED}/ ([/{_PERHAPS}/ ({_SLOT_LEAD})] {_slot_token(expectation.slot)})")
        phrases = _weigh(groups)
        if phrases:
            alternatives.append(f"[/{_PERHAPS}/ ({_LEAD})] ({' | '.join(phrases)}) [/{_PERHAPS}/ ({_TAIL})]")
        return self._write(alternatives, open=slot is not None and is_free(slot))

    def _write(self, alternatives: list[str], *, open: bool) -> Grammar:
        rules: dict[str, str] = {}
        body = " | ".join(alternatives) or "<NULL>"
        self._gather(body, rules)
        lines = ["#JSGF V1.0;", "grammar moment;", f"public <moment> = {body};"]
        lines += [f"<{name}> = {rule};" for name, rule in sorted(rules.items())]
        jsgf = "\n".join(lines)
        words = sorted(set(re.findall(r"[a-z][a-z'.]*", re.sub(r"<\w+>|#.*|grammar moment|public", " ", jsgf))))
        sounds = {word: self._sounds[word] for word in words if word in self._sounds}
        name = hashlib.sha256(f"{jsgf}{sorted(sounds.items())}{open}".encode()).hexdigest()[:24]
        return Grammar(name, jsgf, tuple(words), sounds, open)

    @property
    def _sounds(self) -> dict[str, str]:
        """Words that the package says sound like others."""
        written = self._bundle.words.pronunciations
        return {word.lower(): " ".join(spoken_words(like)) for word, like in written.items() if spoken_words(like)}

    def _gather(self, text: str, rules: dict[str, str]) -> None:
        """The rules that this text needs, and those that they need."""
        for name in _RULE.findall(text):
            if name not in rules and name != "NULL":
                rules[name] = self._slot_rule(name.removeprefix("slot_")) if name.startswith("slot_") else PARTS[name]
                self._gather(rules[name], rules)

    def _slot_rule(self, name: str) -> str:
        return slot_rule(self._bundle.slots[name], self._bundle.words.lists) if name in self._bundle.slots else ""

    def _intents(self, names: Iterable[str]) -> list[Way]:
        return [way for name in names if name in self._bundle.intents for way in self._said(self._bundle.intents[name].phrases)]

    def _manners(self) -> list[Way]:
        return [way for rule in self._bundle.manners.values() for way in self._said(rule.phrases)]

    def _answers(self) -> list[Way]:
        return [way for answer in self._bundle.answers.values() for way in self._said(answer.questions)]

    def _said(self, phrases: Iterable[Phrase]) -> list[Way]:
        ways: list[Way] = []
        for phrase in phrases:
            if phrase not in self._ways:
                self._ways[phrase] = list(self._expand(phrase))
            ways += self._ways[phrase]
        return ways

    def _expand(self, phrase: Phrase) -> Iterable[Way]:
        try:
            pattern = utterance.parse(phrase)
        except NotationError:
            return
        for pieces in pattern.expand(EXPANSIONS):
            way: list[str] = []
            for piece in pieces:
                if isinstance(piece, utterance.Words):
                    way += spoken_words(piece.text)
                elif self._slot_rule(piece.slot):
                    way.append(_slot_token(piece.slot))
                else:
                    way += spoken_words(piece.sample)
            if way:
                yield tuple(way)


def _slot_token(name: str) -> str:
    return f"<slot_{name}>"


def _weigh(groups: list[tuple[float, list[Way]]]) -> list[str]:
    """One weighted alternative a group; a way that two groups have counts in the first."""
    seen: set[Way] = set()
    alternatives: list[str] = []
    for weight, ways in groups:
        fresh = list(dict.fromkeys(way for way in ways if way not in seen))[: max(0, MOST_PHRASES - len(seen))]
        seen.update(fresh)
        if fresh:
            alternatives.append(f"/{weight}/ {_shared_beginnings(fresh)}")
    return alternatives


class _Branch(Struct):
    """Where ways part: what may follow, and whether a way ends here."""

    after: dict[str, _Branch]
    ends: bool = False


def _shared_beginnings(ways: Iterable[Way]) -> str:
    """`where is my parcel`, `where is the van` → `(where is (my parcel | the van))`."""
    root = _Branch({})
    for way in ways:
        branch = root
        for token in way:
            branch = branch.after.setdefault(token, _Branch({}))
        branch.ends = True
    return _written(root)


def _written(branch: _Branch) -> str:
    options = []
    for token, after in branch.after.items():
        rest = _written(after)
        options.append(f"{token} {rest}" if rest else token)
    if not options:
        return ""
    if len(options) == 1 and not branch.ends:
        return options[0]
    inner = " | ".join(options)
    return f"[{inner}]" if branch.ends else f"({inner})"
