"""How a prompt is put together: words of one style in one breath, and pauses as long as they are written."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import pytest

from dsl.emphasis import CLOSE, OPEN
from runtime.call import rehearsal
from runtime.call.prompts import in_one_breath
from runtime.dialogue.effects import Pause, Words

QUIET_MS, WORDS_MS = 70, 300


class Hum:
    """A voice whose words are a hum between two silences."""

    name = "hum"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]:
        self.asked.append(text)
        yield bytes(QUIET_MS * 16) + np.full(WORDS_MS * 8, 5000, np.int16).tobytes()
        yield np.full(8, 5000, np.int16).tobytes() + bytes(QUIET_MS * 16)


async def played(*segments: Words | Pause) -> tuple[np.ndarray, list[str]]:
    voice = Hum()
    return np.frombuffer(await rehearsal.played(voice, segments, {}), np.int16), voice.asked


@pytest.mark.parametrize("milliseconds", [200, 400, 2000])
async def test_a_pause_is_as_long_as_it_is_written_whatever_silence_the_words_have(milliseconds: int) -> None:
    sound, _ = await played(Words("a"), Pause(milliseconds), Words("b"))
    gaps = np.diff(np.flatnonzero(sound)) / 8
    assert gaps.max() == pytest.approx(milliseconds, abs=1)


async def test_stressed_words_stay_in_their_sentence() -> None:
    _, asked = await played(Words("It is "), Words("ten", emphasis=True), Words(" pounds."), Words("Sorry.", "calm"))
    assert asked == [f"It is {OPEN}ten{CLOSE} pounds.", "Sorry."]


def test_what_is_not_stressed_stays_as_it_is() -> None:
    segments = (Words("a"), Pause(5), Words("b"), Words("c", "calm"))
    assert tuple(in_one_breath(segments)) == segments
