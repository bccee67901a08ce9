"""The echo guard: the line's own sound come back is found, and a caller is heard above it. Loudness as syllables make it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from runtime.speech.echo import LINE_BYTES, EchoGuard
from runtime.speech.protocols import FRAME_BYTES

FRAME = FRAME_BYTES // 2


def babble(seed: int, seconds: float = 4.0) -> NDArray[np.float64]:
    """Noise whose loudness goes up and down from syllable to syllable."""
    random = np.random.default_rng(seed)
    levels = np.interp(np.arange(seconds * 8000), np.arange(60) * 560.0, random.uniform(0, 1, 60))
    samples: NDArray[np.float64] = random.normal(0, 6000, levels.size) * levels**2
    return samples


def pcm(samples: NDArray[np.float64]) -> bytes:
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


def come_back(sound: NDArray[np.float64], loss_db: float, late_ms: int) -> NDArray[np.float64]:
    later = np.concatenate([np.zeros(late_ms * 8), sound])[: sound.size]
    return later * 10 ** (-loss_db / 20) + np.random.default_rng(9).normal(0, 10, sound.size)


def frames(sound: bytes) -> list[bytes]:
    return [sound[start : start + FRAME_BYTES] for start in range(0, len(sound), FRAME_BYTES)]


def at(ours: bytes, place: int) -> bytes:
    """What the line has said by the end of this frame."""
    end = (place + 1) * FRAME_BYTES
    return ours[max(0, end - LINE_BYTES) : end]


@pytest.mark.parametrize("loss_db", [6, 15, 25])
@pytest.mark.parametrize("late_ms", [0, 140, 500])
def test_the_lines_own_sound_is_known_again(loss_db: float, late_ms: int) -> None:
    line = babble(1)
    heard = frames(pcm(come_back(line, loss_db, late_ms)))
    guard = EchoGuard()
    assert guard.finds_echo(heard[:100], at(pcm(line), 99))
    assert guard.knows_echo
    masked = [guard.is_echo(heard[place], at(pcm(line), place)) for place in range(100, 190)]
    assert sum(masked) >= 85


def test_another_voice_is_no_echo() -> None:
    line = pcm(babble(1))
    for seed in range(2, 12):
        guard = EchoGuard()
        caller = frames(pcm(babble(seed) * 0.4))
        assert not guard.finds_echo(caller[:100], at(line, 99))
        assert not guard.is_echo(caller[0], at(line, 99))


def test_a_sound_louder_than_the_lines_is_no_echo() -> None:
    line = babble(1) * 0.3
    assert not EchoGuard().finds_echo(frames(pcm(line * 2))[:100], at(pcm(line), 99))


def test_a_caller_is_heard_above_the_echo() -> None:
    line = babble(1)
    echo = come_back(line, 20, 120)
    guard = EchoGuard()
    assert guard.finds_echo(frames(pcm(echo))[:100], at(pcm(line), 99))
    both = frames(pcm(echo + babble(5)))
    heard = [not guard.is_echo(both[place], at(pcm(line), place)) for place in range(100, 190)]
    assert sum(heard) >= 45  # his louder syllables; 13 of 19 make a turn
