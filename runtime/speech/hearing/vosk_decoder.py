"""Owns decoding by Vosk in a worker: a recogniser an utterance, limited to the phrases of its moment where the model allows that.

Written from Vosk's documented interface; no Vosk model could be had to try it on. A model with a static graph
(`graph/HCLG.fst`) hears its own vocabulary whatever the phrases are, so it is given none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import vosk

from runtime.speech.hearing.kaldi.messages import Begin, Heard, SoFar
from runtime.speech.protocols import SAMPLE_RATE, SpokenWord

UNKNOWN = "[unk]"

vosk.SetLogLevel(-1)


class VoskDecoders:
    """All of one worker; the model is shared."""

    def __init__(self, folder: Path) -> None:
        self._model = vosk.Model(str(folder))
        self._static = (folder / "graph" / "HCLG.fst").is_file()
        self._moments: dict[int, tuple[Any, list[int], frozenset[str]]] = {}

    def begin(self, beginning: Begin) -> None:
        if beginning.phrases and not self._static:
            grammar = json.dumps([*beginning.phrases, UNKNOWN], ensure_ascii=False)
            recognizer = vosk.KaldiRecognizer(self._model, float(SAMPLE_RATE), grammar)
        else:
            recognizer = vosk.KaldiRecognizer(self._model, float(SAMPLE_RATE))
        recognizer.SetWords(True)
        self._moments[beginning.utterance] = recognizer, [0], frozenset(beginning.phrases)

    def feed(self, utterance: int, pcm: bytes) -> None:
        if utterance in self._moments:
            recognizer, heard, _ = self._moments[utterance]
            recognizer.AcceptWaveform(pcm)
            heard[0] += len(pcm)

    def look(self, utterance: int) -> SoFar:
        recognizer, heard, phrases = self._moments[utterance]
        text = _clean(json.loads(recognizer.PartialResult()).get("partial", ""))
        return SoFar(utterance, text, heard[0], *_standing(text, phrases))

    def finish(self, utterance: int) -> Heard:
        so_far = self.look(utterance)
        recognizer, _, phrases = self._moments.pop(utterance)
        result = json.loads(recognizer.FinalResult())
        text = _clean(result.get("text", ""))
        words = [word for word in result.get("result", []) if word["word"] != UNKNOWN]
        sure = sum(word.get("conf", 1.0) for word in words) / len(words) if words else 0.0
        times = tuple(
            SpokenWord(word["word"], round(word["start"] * 1000), round((word["end"] - word["start"]) * 1000)) for word in words
        )
        return Heard(
            utterance,
            text,
            sure if text else 0.0,
            fitted=not phrases or text in phrases,
            words=times,
            so_far=so_far.text,
            complete=so_far.complete,
            goes_on=so_far.goes_on,
        )

    def cancel(self, utterance: int) -> None:
        self._moments.pop(utterance, None)


def _standing(text: str, phrases: frozenset[str]) -> tuple[bool | None, bool | None]:
    """Whether the words are one of the phrases, and whether more of one could follow; None where there are none."""
    if not phrases:
        return None, None
    return text in phrases, any(phrase.startswith(f"{text} ") for phrase in phrases)


def _clean(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)
