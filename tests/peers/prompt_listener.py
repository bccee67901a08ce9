"""Owns the ear that tells one prompt from others: a recogniser that must decide for one of a few texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import soxr
from pocketsphinx import Decoder

HISS = 100.0  # the recogniser takes speech for silence where the pauses are all zeros, as no telephone's are
WIDE = {"beam": 1e-60, "wbeam": 1e-40, "pbeam": 1e-60}


class PromptListener:
    """Listens for whole prompts in English. The line's own hearing has no part in it."""

    def __init__(self) -> None:
        self._decoder = Decoder(samprate=16000, loglevel="FATAL", **WIDE)

    def choose(self, pcm: bytes, prompts: Sequence[str]) -> int | None:
        """Which of the prompts this sound is; None when it is none of them."""
        worded = [self._words(prompt) for prompt in prompts]
        choice = " | ".join(" ".join(words) for words in worded)
        self._decoder.add_jsgf_string("prompts", f"#JSGF V1.0;\ngrammar prompts;\npublic <prompt> = {choice};\n")
        self._decoder.activate_search("prompts")
        self._decoder.start_utt()
        self._decoder.process_raw(_as_on_a_telephone(pcm), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        found = [number for number, words in enumerate(worded) if heard and heard.hypstr.split() == words]
        return found[0] if found else None

    def _words(self, text: str) -> list[str]:
        """What of a text can be listened for: words the recogniser knows."""
        words = re.findall(r"[a-z']+", text.lower().replace("’", "'"))
        return [word for word in words if self._decoder.lookup_word(word)]


def _as_on_a_telephone(pcm: bytes) -> bytes:
    """With a faint hiss, at the 16 kHz that the recogniser was made for."""
    samples = np.frombuffer(bytes(4000) + pcm + bytes(4000), dtype="<i2").astype(np.float32)
    hiss = np.random.default_rng(1).normal(0, HISS, len(samples))
    return soxr.resample(samples + hiss, 8000, 16000).clip(-32768, 32767).astype("<i2").tobytes()
