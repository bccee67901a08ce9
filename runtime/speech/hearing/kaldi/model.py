"""Owns what a Kaldi model is to us: a directory as kaldi-active-grammar reads it, and how it likes to decode."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from runtime.speech.practice import kaldi_files, stored

PRACTICE = "practice"
"""The name of the models that come with the product."""


class Unusable(Exception):
    """The directory is no such model; the message says what is missing, in one sentence."""


NEEDED = (
    "final.mdl", "tree", "phones.txt", "left_context_phones.txt", "disambig.int", "wdisambig_phones.int",
    "ivector_extractor.conf", "words.base.txt", "lexiconp_disambig.base.txt", "Dictation.fst",
)  # fmt: skip


class KaldiModel:
    """One model directory."""

    def __init__(self, folder: Path, language: str, name: str) -> None:
        self.folder, self.language, self.name = folder, language, name

    @property
    def is_practice(self) -> bool:
        return self.name == PRACTICE

    @cached_property
    def phones(self) -> dict[str, int]:
        return _symbols(self.folder / "phones.txt")

    @cached_property
    def positions_matter(self) -> bool:
        """Whether a phone has another name at the beginning, inside and at the end of a word."""
        return any(phone.endswith("_B") for phone in self.phones)

    @property
    def sample_rate(self) -> int:
        """Of the sound that it learned from."""
        for name in ("mfcc_hires.conf", "mfcc.conf"):
            path = self.folder / name
            if path.is_file():
                for line in path.read_text().splitlines():
                    if line.startswith("--sample-frequency="):
                        return int(float(line.partition("=")[2]))
        return 16_000

    @property
    def settings(self) -> dict[str, object]:
        """For the decoder. A wide lattice takes seconds to finish a run of digits."""
        silences = [number for phone, number in self.phones.items() if phone.partition("_")[0] in ("SIL", "SPN", "NSN")]
        return {
            "acoustic_scale": 0.35 if self.is_practice else 1.0,
            "lattice_beam": 2.0,
            "beam": 16.0,
            "silence_phones_str": ":".join(str(number) for number in silences),
        }

    def check(self) -> None:
        """Raises `Unusable`."""
        missing = [name for name in NEEDED if not (self.folder / name).is_file()]
        if missing:
            raise Unusable(f"{self.folder} is no Kaldi model directory for kaldi-active-grammar: it has no {', '.join(missing)}")


def practice_model(language: str, folder: Path) -> KaldiModel:
    """The one that comes with the product, unpacked into a folder of the caller's. Raises KeyError when there is none."""
    kaldi_files.write(stored.shipped(language), folder)
    return KaldiModel(folder, language, PRACTICE)


def _symbols(path: Path) -> dict[str, int]:
    pairs = (line.rsplit(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {symbol: int(number) for symbol, number in pairs}
