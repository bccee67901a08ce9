"""Owns finding built-in manners inside longer speech: "我要转人工" in an angry sentence, "can I talk to a real person please"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from runtime.understanding import normalise

HONOURED_AT_ONCE = "human"
"""The manner that is honoured wherever it stands: who asks for a person gets one."""

_FILLERS = {
    "zh": (
        "请|麻烦|帮|我|你|您|要|想|给|可以|能|能不能|可不可以|一下|吗|吧|啊|呢|呀|了|嗯|呃|哦|喂|你好|您好|那|那个|就|好|好的|谢谢|现在|马上|直接|先|这|的|那就|行|不|还是|还|"
        "快|赶紧|让|跟|和|说|来|嘛|哈|喔|哎|唉"),
    "en": (
        "please|can|could|would|i|you|me|to|a|an|the|just|now|uh|um|er|oh|hi|hello|hey|well|so|ok|okay|thanks|"
        "thank|like|want|need|'d|i'd|would|let|get|give|my|with|for|and|right|then|that|it|sorry|again|do|is|"
        "there|some|any|really|could|may|i'm|i'll|actually"),
}  # fmt: skip
_SHORTEST = {"zh": 2, "en": 4}  # characters without spaces: shorter phrases (对, no) mean little inside other speech
_SHORTEST_AT_ONCE = {"zh": 3, "en": 7}


_REFUSED = re.compile(
    r"(?:不(?:想|要|用|需要)?|别(?:给我)?|没|\b(?:not|don't|never|no)(?: (?:want|need|me|to|wish|a|an|the|any))*) ?$"
)


class MannerFinder:
    def __init__(self, templates: Mapping[str, str], language: str) -> None:
        """`templates` are the manners' phrases without spaces."""
        self._language = "zh" if language.startswith("zh") else "en"
        self._fillers = frozenset(_FILLERS[self._language].split("|"))
        self._longest_filler = max(map(len, self._fillers))
        self._phrases = sorted(
            (
                (phrase, name)
                for phrase, name in templates.items()
                if len(phrase) >= _SHORTEST[self._language] and "⟨" not in phrase
            ),
            key=lambda item: (-len(item[0]), item[0]),
        )

    def find(self, plain: str) -> str | None:
        """The manner whose phrase stands in the words when nothing but politeness does beside it."""
        tokens = normalise.tokens_of(plain)
        joined = "".join(tokens)
        starts = _starts(tokens)
        for phrase, name in self._phrases:
            place = _find_whole(phrase, joined, starts)
            if place < 0:
                continue
            if name == HONOURED_AT_ONCE and len(phrase) >= _SHORTEST_AT_ONCE[self._language]:
                return name
            rest = [*tokens[: starts[place]], "", *tokens[starts[place + len(phrase)] :]]
            if self._is_filler(rest):
                return name
        return None

    def refuses_person(self, plain: str) -> bool:
        """Whether the words say that a person is *not* wanted: 我不要转人工, "I don't want an agent"."""
        tokens = normalise.tokens_of(plain)
        joined = "".join(tokens)
        starts = _starts(tokens)
        places = [_find_whole(phrase, joined, starts) for phrase, name in self._phrases if name == HONOURED_AT_ONCE]
        found = [normalise.join_tokens(tokens[: starts[place]]) for place in places if place > 0]
        return any(_REFUSED.search(before) for before in found)

    def _is_filler(self, tokens: list[str]) -> bool:
        """Whether nothing but politeness is left."""
        if self._language == "en":
            return all(not token or token in self._fillers for token in tokens)
        return all(self._splits("".join(part)) for part in _split_at_gap(tokens))

    def _splits(self, text: str) -> bool:
        """Whether the text is a row of fillers."""
        reachable = {0}
        for end in range(1, len(text) + 1):
            if any(
                end - size in reachable and text[end - size : end] in self._fillers for size in range(1, self._longest_filler + 1)
            ):
                reachable.add(end)
        return len(text) in reachable


def _find_whole(phrase: str, joined: str, starts: Mapping[int, int]) -> int:
    """Where the phrase stands as whole words; -1 when it doesn't."""
    place = joined.find(phrase)
    while place >= 0 and not (place in starts and place + len(phrase) in starts):
        place = joined.find(phrase, place + 1)
    return place


def _starts(tokens: list[str]) -> dict[int, int]:
    """Where each token begins in the joined text, the end included."""
    starts = {0: 0}
    at = 0
    for number, token in enumerate(tokens, 1):
        at += len(token)
        starts[at] = number
    return starts


def _split_at_gap(tokens: list[str]) -> tuple[list[str], list[str]]:
    gap = tokens.index("")
    return tokens[:gap], tokens[gap + 1 :]
