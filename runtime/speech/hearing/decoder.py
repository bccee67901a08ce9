"""Owns the pocketsphinx decoder of one worker: an utterance is read by its grammar, and what doesn't fit by dictation.

Pocketsphinx forces any sound onto some phrase of the grammar. Its path score, which it counts against the best sounds of each
frame, tells a phrase that was said from one that was forced when it is shared out over the segments (words and silences) of
the path: below `FITS` the words are taken down by the language model instead, so that a question nobody wrote still has
words. Scores against a phone loop and against the language model were tried as well; they cost more and part no better.
`FITS` and the decoder's settings were chosen on the development set of tests/bench, which no figure is given for.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict

import numpy as np
from pocketsphinx import Config, Decoder, get_model_path

from runtime.speech.hearing.grammar import Grammar
from runtime.speech.hearing.messages import Forgotten, Heard, Learned
from runtime.speech.hearing.pronunciation import Pronouncer

FITS = -0.095
OPEN_FITS = -0.075  # where a name or an address was asked, a phrase of the grammar must fit better
SPREAD = 0.008  # how far from the border a score is when it is likely (73 %) on its side
DICTATED_AT_BEST = 0.5  # confidence in dictated words: at telephone band every third is wrong
MOST_GRAMMARS = 12  # kept by a worker: one with dates or money takes some 10 MB
DICTATION = "dictation"
PADDING = np.zeros(8000 * 150 // 1000, np.int16)  # the model wants some silence on both sides
HISS = 5  # amplitude of the noise that is mixed in: digital silence has no features


class EnglishDecoder:
    """One decoder with the grammars it has learned. Its language model is loaded when dictation is first needed."""

    def __init__(self) -> None:
        self._model = get_model_path("en-us")
        self._decoder = Decoder(
            Config(
                hmm=f"{self._model}/en-us",
                dict=f"{self._model}/cmudict-en-us.dict",
                lm=None,
                cmn="batch",
                wip=0.01,
                silprob=0.1,
                loglevel="FATAL",
            )
        )
        self._grammars: OrderedDict[str, Grammar] = OrderedDict()
        self._pronouncer: Pronouncer | None = None
        self._dictation = False
        self._random = np.random.default_rng(0)

    def learn(self, grammar: Grammar) -> Learned:
        """Adds words that the dictionary lacks, then the grammar; it is left unchanged what can't be pronounced."""
        pronounced: dict[str, str] = {}
        unheard: list[str] = []
        for word in grammar.words:
            phones = self._phones(word, grammar.sounds_like.get(word))
            if phones is None:
                unheard.append(word)
            elif phones:
                pronounced[word] = phones
                self._decoder.add_word(word, phones, True)
        if grammar.name not in self._grammars:
            self._decoder.add_jsgf_string(grammar.name, _without(grammar.jsgf, unheard))
        self._grammars[grammar.name] = grammar
        self._decoder.activate_search(grammar.name)  # for the active search must not be among those that are removed
        self._make_room()
        return Learned(pronounced, tuple(unheard))

    def hear(self, name: str, pcm: bytes) -> Heard | Forgotten:
        grammar = self._grammars.get(name)
        if grammar is None:
            return Forgotten()
        self._grammars.move_to_end(name)
        sound = self.sound(pcm)
        text, score = self.read(name, sound)
        fits = OPEN_FITS if grammar.open else FITS
        if text and score >= fits:
            return Heard(text, _probability(score, fits))
        dictated, _ = self.read(self._dictation_search(), sound)
        others = (text,) if text and text != dictated else ()
        return Heard(dictated, DICTATED_AT_BEST * (1 - _probability(score, fits)) if dictated else 0.0, others, False)

    def sound(self, pcm: bytes) -> bytes:
        """Telephone sound at the model's 16 kHz.

        Each sample is held, not filtered: the images of the voice that this leaves above 4 kHz stand for the
        part that a telephone cuts off and the model was trained with. With a clean resampler 17 of 150 development clips
        were read wrong, with this 10.
        """
        heard = np.concatenate([PADDING, np.frombuffer(pcm[: len(pcm) // 2 * 2], np.int16), PADDING]).astype(np.int32)
        heard += self._random.integers(-HISS, HISS + 1, heard.size)
        return np.repeat(np.clip(heard, -32768, 32767).astype(np.int16), 2).tobytes()

    def read(self, search: str, sound: bytes) -> tuple[str, float]:
        """The words by one search (a grammar, or `DICTATION`), and the path score a segment."""
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._decoder.process_raw(sound, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        if hypothesis is None or not hypothesis.hypstr:
            return "", -math.inf
        return hypothesis.hypstr, math.log(max(hypothesis.best_score, 1e-300)) / max(1, sum(1 for _ in self._decoder.seg()))

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _dictation_search(self) -> str:
        if not self._dictation:
            self._decoder.add_lm_file(DICTATION, f"{self._model}/en-us.lm.bin")
            self._dictation = True
        return DICTATION

    def _phones(self, word: str, sounds_like: str | None) -> str | None:
        """Phones to add; empty when the dictionary has the word, None when it can't be said."""
        if sounds_like is None and self._decoder.lookup_word(word):
            return ""
        if self._pronouncer is None:
            self._pronouncer = Pronouncer()
        parts = [self._decoder.lookup_word(part) or self._pronouncer.phones(part) for part in (sounds_like or word).split()]
        return " ".join(part for part in parts if part) if all(parts) else None

    def _make_room(self) -> None:
        while len(self._grammars) > MOST_GRAMMARS:
            name, _ = self._grammars.popitem(last=False)
            self._decoder.remove_search(name)


def _probability(score: float, border: float) -> float:
    """How likely the words were said, half at the border."""
    return 1 / (1 + math.exp(min(50.0, (border - score) / SPREAD)))


def _without(jsgf: str, words: list[str]) -> str:
    """The grammar without the ways that need these words: each becomes what can never be said."""
    for word in words:
        jsgf = re.sub(rf"(?<![\w'.<]){re.escape(word)}(?![\w'.>])", "<VOID>", jsgf)
    return jsgf
