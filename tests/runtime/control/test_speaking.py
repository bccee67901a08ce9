"""Saying a reply on its own: styles, pauses, the first of several wordings, and values that stand in."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator

import pytest

from runtime.control.speaking import CannotSpeak, Sample, spoken_wave


class Parrot:
    """A voice that gives one sample a character, and remembers what it was asked to say."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]:
        if language == "xx":
            raise ValueError("no such language")
        self.asked.append((text, style))
        yield bytes(2 * len(text))


async def test_styles_pauses_and_values_are_said():
    voice = Parrot()
    samples = {"bill.extra": Sample("money", "100 CNY"), "parcels": Sample("count", "2")}
    text = "<apologetic>抱歉。</apologetic>多出<bill.extra>，有<parcels 个包裹>。<pause 500ms>(好的|行)？"
    sound = await spoken_wave(voice, text, "zh-CN", samples)
    assert voice.asked == [
        ("抱歉。", "apologetic"),
        ("多出一百元，有两个包裹。", "neutral"),
        ("好的", "neutral"),
        ("？", "neutral"),
    ]
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getnchannels()) == (8000, 1)
        assert file.getnframes() == 4000 + sum(len(words) for words, _ in voice.asked)


@pytest.mark.parametrize(("text", "language"), [("<unclosed", "en-GB"), ("", "en-GB"), ("Hello.", "xx"), ("<nothing>", "en-GB")])
async def test_what_cannot_be_said_is_one_sentence(text, language):
    with pytest.raises(CannotSpeak, match=r"^[A-Z].*\.$"):
        await spoken_wave(Parrot(), text, language, {})


async def test_without_a_voice_it_says_so():
    with pytest.raises(CannotSpeak):
        await spoken_wave(None, "Hello.", "en-GB", {})
