"""Finds by what a practice model's certainty is told (`certainty.WEIGHTS`, `LIKELY_INSTEAD`), on the tuning set.

uv run python -m tests.bench.calibrate_kaldi en|zh
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from runtime.speech.hearing.kaldi.certainty import Evidence
from runtime.speech.hearing.kaldi.decoder import Decoder, evidence_of
from runtime.speech.hearing.kaldi.graphs import HearingCompiler
from runtime.speech.hearing.kaldi.lexicon import lexicon_of
from runtime.speech.hearing.kaldi.model import practice_model
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.rules import RuleBook
from tests.bench.bench_hearing import CONDITIONS, Caller, quietly, sentences
from tests.bench.hearing_tuning import BUNDLES, OTHER

RIDGE = 1.0
VOICES = 2


class Heard(Struct, frozen=True):
    """`dearer`: how much more the likeliest other sentence costs; None: there was none."""

    evidence: Evidence
    right: bool
    dearer: float | None
    other_right: bool


def heard(language: str) -> Iterator[Heard]:
    caller = Caller(language, tuning=True)
    with tempfile.TemporaryDirectory() as folder:
        model, bundle = practice_model(language, Path(folder) / "model"), BUNDLES[language]
        book, lexicon = RuleBook(bundle), lexicon_of(model)

        def sound(text: str) -> list[str]:
            return [phone for word in book.ways.language.words(text) for phone in (lexicon.phones(word) or ((word,),))[0]]

        with quietly():
            hearing = HearingCompiler(model, Path(folder) / "hearing").compile(bundle, "b")
            decoder = Decoder(model, Path(folder) / "hearing", "b")
        for asked in dict.fromkeys(replace(each, step="") for each in moments(bundle)):
            mask = hearing.mask(book.moment(asked), open=False)
            for text in (*sentences(book, asked, 40, seed=7), *OTHER[language]):
                for voice in range(VOICES):
                    for condition in CONDITIONS:
                        pcm = caller.say(text, voice, condition)
                        decoder.hear(pcm, mask)
                        first = decoder.reading()
                        right = sound(decoder.text(first.words)) == sound(text)
                        decoder.hear(pcm, decoder.without(first.rule, mask))
                        second = decoder.reading()
                        yield Heard(
                            evidence_of(first, len(pcm)),
                            right,
                            second.cost - first.cost if second.words else None,
                            sound(decoder.text(second.words)) == sound(text),
                        )


def fit(measures: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression, by Newton's method."""
    rows = np.concatenate([np.ones((len(measures), 1)), measures], axis=1)
    weights = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[0] = 1e-6
    for _ in range(50):
        sure = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - sure) - penalty * weights
        weights += np.linalg.solve((rows * (sure * (1 - sure))[:, None]).T @ rows + np.diag(penalty), slope)
    return weights


def main() -> None:
    language = sys.argv[1]
    found = list(heard(language))
    for fitted in (True, False):
        chosen = [each for each in found if each.evidence.fitted == fitted]
        right = np.array([each.right for each in chosen], float)
        measures = np.array([each.evidence.measures for each in chosen])
        weights = fit(measures, right)
        print(f'    ("{language}", {fitted}): ({", ".join(f"{weight:.2f}" for weight in weights)}),', len(chosen), right.mean())
        wrong = [each for each in chosen if not each.right and each.dearer is not None]
        for limit in (0, 2, 4, 8, 16, 32, 64):
            within = [each.other_right for each in wrong if each.dearer is not None and each.dearer <= limit]
            print(f"  dearer by ≤ {limit}: {sum(within)} of {len(within)} other sentences right")


if __name__ == "__main__":
    main()
