"""Shows what the settings of `EnglishDecoder` are chosen by: path scores and right readings on the development set.

uv run python -m tests.bench.calibrate_hearing [noise in dB below the voice]
"""

from __future__ import annotations

import sys
import time

import numpy as np

from runtime.speech.hearing.decoder import EnglishDecoder
from runtime.speech.hearing.grammar import GrammarBook
from runtime.speech.hearing.spoken_sound import SpokenSound
from tests.bench.hearing_sets import BUNDLE, DEVELOPMENT, DEVELOPMENT_VOICES, clip, meaning_of


def words_of(pcm: bytes, noise: float | None) -> bytes:
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    if noise is not None:
        loudness = float(np.sqrt(np.mean(samples[3200:-3200] ** 2)))
        samples = samples + np.random.default_rng(1).normal(0, loudness / 10 ** (noise / 20), samples.size)
    sound = SpokenSound()
    sound.take(np.clip(samples, -32768, 32767).astype(np.int16).tobytes())
    return sound.words()


def main() -> None:
    noise = float(sys.argv[1]) if len(sys.argv) > 1 else None
    decoder, book = EnglishDecoder(), GrammarBook(BUNDLE)
    right: list[float] = []
    wrong: list[tuple[float, str, str]] = []
    unwritten: list[float] = []
    worked = heard = 0.0
    for voice in DEVELOPMENT_VOICES:
        for said in DEVELOPMENT:
            grammar = book.moment(said.moment)
            decoder.learn(grammar)
            pcm = words_of(clip(voice, said.words), noise)
            began = time.process_time()
            text, score = decoder.read(grammar.name, decoder.sound(pcm))
            worked += time.process_time() - began
            heard += len(pcm) / 16000
            if not said.meaning:
                unwritten.append(score)
            elif meaning_of(text) == meaning_of(said.words.lower()):
                right.append(score)
            else:
                wrong.append((score, said.words, text))
    print("right", len(right), "of", len(right) + len(wrong), np.round(np.percentile(right, [1, 5, 10, 50, 90]), 3))
    print("unwritten", len(unwritten), np.round(np.percentile(unwritten, [10, 50, 90, 95, 99]), 3))
    print("processor seconds a second of sound", round(worked / heard, 3))
    print(*sorted(wrong), sep="\n")


if __name__ == "__main__":
    main()
