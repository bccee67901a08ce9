"""Owns finding built-in manners inside longer speech: "我要转人工" in an angry sentence, "can I talk to a real person please"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.understanding import normalise
from runtime.understanding.slots.yes_no import read_yes_no

HONOURED_AT_ONCE = "human"
"""The manner that is honoured wherever it stands: who asks for a person gets one."""

OWED = (HONOURED_AT_ONCE, "stop_calling")
"""What is owed to whoever asks for it: no intent that only sounds like it comes first."""

_BY_WEIGHT = ("human", "stop_calling", "correction", "goodbye", "repeat", "slower", "wait", "refuse", "agree")
_FILLERS = {
    "zh": (
        "请|麻烦|帮|我|你|您|要|想|给|可以|能|能不能|可不可以|一下|吗|吧|啊|呢|呀|了|嗯|呃|哦|喂|你好|您好|那|那个|就|好|好的|谢谢|现在|马上|直接|先|这|的|那就|行|不|还是|还|"
        "快|赶紧|让|跟|和|说|来|嘛|哈|喔|哎|唉"),
    "en": (
        "please|can|could|would|i|you|me|to|a|an|the|just|now|uh|um|er|oh|hi|hello|hey|well|so|ok|okay|thanks|"
        "thank|like|want|need|'d|i'd|would|let|get|give|my|with|for|and|right|then|that|it|sorry|again|do|is|"
        "there|some|any|really|could|may|i'm|i'll|actually"),
}  # fmt: skip
_SHORTEST = {"zh": 2, "en": 2}  # characters without spaces: shorter phrases (好, 要) are parts of other words
_SHORTEST_AT_ONCE = {"zh": 3, "en": 7}


_TALKED_OF = frozenset(("customerservice",))
"""Phrases for a person that are as often what the words are about: "tell them their customer service is great"."""

_REFUSED = re.compile(
    r"(?:不(?:想|要|用|需要)?|别(?:给我)?|没|\b(?:not|don't|never|no)(?: (?:want|need|me|to|wish|a|an|the|any))*) ?$"
)
_STOPPING = re.compile(
    r"\b(?:stop|quit|not|never|no|off|remove|delete|unsubscribe|leave|end|bother\w*|harass\w*|enough)\b"
    r"|[别不停删勿拒]|骚扰|取消|拉黑|退订|去掉"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A manner's phrase in an utterance: which tokens it is."""

    first: int
    last: int
    length: int
    manner: str


class MannerFinder:
    def __init__(self, templates: Mapping[str, str], language: str) -> None:
        """`templates` are the manners' phrases without spaces."""
        self._language = "zh" if language.startswith("zh") else "en"
        self._fillers = frozenset(_FILLERS[self._language].split("|"))
        self._longest_filler = max(map(len, self._fillers))
        shortest = _SHORTEST[self._language]
        self._phrases = {phrase: name for phrase, name in templates.items() if len(phrase) >= shortest and "⟨" not in phrase}
        self._longest = max(map(len, self._phrases), default=0)

    def find(self, plain: str, known: bool = False) -> str | None:
        """The weightiest manner of words that are nothing but phrases of manners and politeness; a person from any words.

        `known`: an intent of the package is surely meant; then what they name may be what they talk of.
        """
        tokens = normalise.tokens_of(plain)
        places = self._places(tokens)
        if any(self._is_wish(place, tokens, known) for place in places):
            return HONOURED_AT_ONCE
        found: list[str] = []
        left = list(tokens)
        for place in places:
            if all(left[place.first : place.last]):
                found.append(place.manner)
                left[place.first : place.last] = [""] * (place.last - place.first)
        return min(found, key=_weight) if found and self._is_filler(left) else None

    def _is_wish(self, place: _Place, tokens: list[str], known: bool) -> bool:
        """For a person, anywhere in the words."""
        if place.manner != HONOURED_AT_ONCE or place.length < _SHORTEST_AT_ONCE[self._language]:
            return False
        return not (known and "".join(tokens[place.first : place.last]) in _TALKED_OF)

    def refuses_person(self, plain: str) -> bool:
        """Whether the words say that a person is *not* wanted: 我不要转人工, "I don't want an agent"."""
        tokens = normalise.tokens_of(plain)
        before = (
            normalise.join_tokens(tokens[: place.first]) for place in self._places(tokens) if place.manner == HONOURED_AT_ONCE
        )
        return any(_REFUSED.search(text) for text in before)

    def turned(self, manner: str, spoken: normalise.Spoken) -> str:
        """What the nearest built-in phrase says, where a word turns it round: “not correct” is near to “correct”.

        Empty: nothing of the kind.
        """
        if manner == HONOURED_AT_ONCE and self.refuses_person(spoken.plain):
            return ""
        if manner == "stop_calling" and not _STOPPING.search(spoken.plain):
            return ""
        if manner == "agree" and (answer := read_yes_no(spoken)) is not None and answer.value == "no":
            return "refuse"
        return manner

    def _places(self, tokens: list[str]) -> list[_Place]:
        """Phrases that stand here as whole words, the longest first."""
        found: list[_Place] = []
        for first in range(len(tokens)):
            text = ""
            for last in range(first, len(tokens)):
                text += tokens[last]
                if len(text) > self._longest:
                    break
                manner = self._phrases.get(text)
                if manner is not None:
                    found.append(_Place(first, last + 1, len(text), manner))
        return sorted(found, key=lambda place: (-place.length, place.first))

    def _is_filler(self, tokens: list[str]) -> bool:
        """Whether these are nothing but politeness; an empty token is a gap."""
        if self._language == "en":
            return all(not token or token in self._fillers for token in tokens)
        return all(self._splits(part) for part in " ".join(token or "/" for token in tokens).replace(" ", "").split("/"))

    def _splits(self, text: str) -> bool:
        """Whether the text is a row of fillers."""
        reachable = {0}
        for end in range(1, len(text) + 1):
            if any(
                end - size in reachable and text[end - size : end] in self._fillers for size in range(1, self._longest_filler + 1)
            ):
                reachable.add(end)
        return len(text) in reachable


def _weight(manner: str) -> int:
    """Of "okay, thanks, bye" the goodbye is what matters."""
    return _BY_WEIGHT.index(manner) if manner in _BY_WEIGHT else len(_BY_WEIGHT)
