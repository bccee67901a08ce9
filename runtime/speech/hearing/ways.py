"""Owns the ways in which callers of one bundle say things: its phrases, expanded, in the words of its language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dsl import utterance
from dsl.bundle import Bundle
from dsl.model import Phrase
from dsl.notation import NotationError
from runtime.speech.hearing.slot_rules import is_free, slot_rule
from runtime.speech.hearing.spoken_language import spoken_language

EXPANSIONS = 24  # of one phrase; more are spread evenly over what it stands for

Way = tuple[str, ...]
"""One way to say something: words, and slots as `<slot_name>`."""


class Ways:
    """Of one bundle; each phrase is expanded once."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.language = spoken_language(bundle.language)
        self._expanded: dict[str, list[Way]] = {}

    def intents(self, names: Iterable[str]) -> list[Way]:
        return [way for name in names if name in self._bundle.intents for way in self.said(self._bundle.intents[name].phrases)]

    def manners(self) -> list[Way]:
        return [way for rule in self._bundle.manners.values() for way in self.said(rule.phrases)]

    def answers(self) -> list[Way]:
        return [way for answer in self._bundle.answers.values() for way in self.said(answer.questions)]

    def said(self, phrases: Iterable[Phrase]) -> list[Way]:
        ways: list[Way] = []
        for phrase in phrases:
            if phrase not in self._expanded:
                self._expanded[phrase] = list(self._expand(phrase))
            ways += self._expanded[phrase]
        return ways

    def samples(self, phrases: Iterable[Phrase]) -> Iterator[tuple[str, Way]]:
        """What the package itself gives as said: each phrase with its examples of values, as text and in words."""
        for phrase in phrases:
            try:
                pattern = utterance.parse(phrase)
            except NotationError:
                continue
            for pieces in pattern.expand(EXPANSIONS):
                texts = [piece.text if isinstance(piece, utterance.Words) else piece.sample for piece in pieces]
                if all(text.strip() for text in texts if text is not None) and texts:
                    yield "".join(texts).strip(), tuple(word for text in texts for word in self._words(text))

    def rule(self, name: str) -> str:
        """The right-hand side of `<name>`: a slot's, or a part that other rules are made of."""
        return self.slot(name.removeprefix("slot_")) if name.startswith("slot_") else self.language.parts[name]

    def slot(self, name: str) -> str:
        """What a slot is said with; empty when no grammar hears it."""
        if name not in self._bundle.slots:
            return ""
        return slot_rule(self._bundle.slots[name], self._bundle.words.lists, self.language.words)

    def is_open(self, slot: str | None) -> bool:
        """Whether anything may be said for this slot."""
        return slot in self._bundle.slots and is_free(self._bundle.slots[slot])

    @property
    def sounds_like(self) -> dict[str, str]:
        """Words that the package says sound like others."""
        spoken = self.language.words
        written = self._bundle.words.pronunciations
        return {word.lower(): " ".join(spoken(like)) for word, like in written.items() if spoken(like)}

    def _expand(self, phrase: Phrase) -> Iterable[Way]:
        try:
            pattern = utterance.parse(phrase)
        except NotationError:
            return
        for pieces in pattern.expand(EXPANSIONS):
            way: list[str] = []
            for piece in pieces:
                if isinstance(piece, utterance.Words):
                    way += self._words(piece.text)
                elif self.slot(piece.slot):
                    way.append(slot_token(piece.slot))
                else:
                    way += self._words(piece.sample)
            if way:
                yield tuple(way)

    def _words(self, text: str) -> list[str]:
        """The words of a text; Chinese ones with the sounds that the package gives them."""
        words = self.language.words(text)
        return self.language.resounded(words, self._bundle.words.pronunciations)


def slot_token(name: str) -> str:
    return f"<slot_{name}>"


class _Branch(Struct):
    """Where ways part: what may follow, and whether a way ends here."""

    after: dict[str, _Branch]
    ends: bool = False


def shared_beginnings(ways: Iterable[Way]) -> str:
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
