"""Owns callers with espeak-ng's voices, for models that understand synthetic speech only; none was learned from."""

from __future__ import annotations

import atexit
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np

from runtime.speech.practice.speakers import held_out
from runtime.speech.practice.synthesis import Synthesiser
from runtime.speech.protocols import SAMPLE_RATE

PEAK = 9000
HISS = 60.0


def say(text: str, language: str, caller: int = 0, rate: int = 165, before: float = 0.25, after: float = 0.35) -> bytes:
    """8 kHz PCM of this caller saying this, on a line with a little hiss."""
    samples = _process().submit(_samples, text, language, caller, rate).result()
    quiet = [np.zeros(int(seconds * SAMPLE_RATE)) for seconds in (before, after)]
    heard = np.concatenate([quiet[0], samples / np.abs(samples).max() * PEAK, quiet[1]])
    heard += np.random.default_rng(caller).normal(0, HISS, heard.size)
    return bytes(np.clip(heard, -32768, 32767).astype("<i2").tobytes())


@cache
def _process() -> ProcessPoolExecutor:
    """Of their own: espeak-ng is initialised once in a process, and here with what a voice does not want."""
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    atexit.register(pool.shutdown)
    return pool


@cache
def _synthesiser() -> Synthesiser:
    return Synthesiser()


def _samples(text: str, language: str, caller: int, rate: int) -> np.ndarray:
    return _synthesiser().say(text, held_out(language, caller, rate)).samples
