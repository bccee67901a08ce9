"""Owns how words sound, in the phones of a model: from its dictionary, by espeak-ng's rules, or by the words they sound like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from runtime.speech.hearing import mandarin
from runtime.speech.hearing.kaldi.model import KaldiModel
from runtime.speech.hearing.pronunciation import Pronouncer
from runtime.speech.practice import stored
from runtime.speech.practice.phones import SILENCE, borrowed, english
from runtime.speech.practice.texts.english import vocabulary

Phones = tuple[str, ...]
MOST_WAYS_TO_SAY = 4

_LETTER_NAMES = """
    eI|b i|s i|d i|i|E f|dZ i|eI tS|aI|dZ eI|k eI|E l|E m|E n|oU|p i|k j u|A r|E s|t i|j u|v i|d V b V l j u|E k s|w aI|z i
"""
_SOUNDS = {
    "mm": ("m m",), "mmm": ("m m",), "hm": ("h m", "m m"), "hmm": ("h m", "h V m"), "mhm": ("m h m",), "yeah": ("j {", "j E V"),
}  # fmt: skip
"""Words that are not said as they are spelled."""
_UNREAD = frozenset({"mm", "mmm", "hm", "mhm"})  # of which espeak-ng reads out the letters

_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTER_NAMES.strip().split("|"), strict=True))


class Lexicon(Protocol):
    """`phones`: every way to say a word, none when it can't be said; `knows`: whether a dictionary told, or only rules."""

    def phones(self, word: str) -> tuple[Phones, ...]: ...

    def knows(self, word: str) -> bool: ...

    def listen_to(self, phrases: Iterable[Sequence[str]]) -> None:
        """Learns how words sound in these phrases, where they sound otherwise than alone."""


_LOANS = {"ok": "ou kai", "vip": "wei ai pi", "wifi": "wai fei", "app": "ei pi pi", "sim": "xi mu", "pos": "pou si"}
"""Words of letters that Mandarin has taken over; they are said so or as in English. Any is given a sound in words.yaml, as in
`{"iphone": "爱疯"}`."""


class Syllables:
    """Mandarin of the practice model: a character's syllable has its phones, an English word the nearest to its own."""

    def __init__(self) -> None:
        self._syllables = {name: tuple(phones.split()) for name, phones in stored.shipped("zh").syllables.items()}
        self._english = SpelledEnglish()

    def phones(self, word: str) -> tuple[Phones, ...]:
        if syllable := mandarin.syllable(word):
            return (self._syllables[syllable],) if syllable in self._syllables else ()
        taken_over = tuple(phone for syllable in _LOANS.get(word, "").split() for phone in self._syllables[syllable])
        ways = (taken_over, *(borrowed(phones) for phones in self._english.phones(word)))
        return tuple(dict.fromkeys(way for way in ways if way))[:MOST_WAYS_TO_SAY]

    def knows(self, word: str) -> bool:
        return bool(mandarin.syllable(word)) or not self.phones(word)

    def listen_to(self, phrases: Iterable[Sequence[str]]) -> None:
        """A syllable sounds the same everywhere, but for its tone, which nobody hears."""


class SpelledEnglish:
    """English of the practice model: espeak-ng says how each word sounds, alone and among its neighbours."""

    def __init__(self) -> None:
        self._dictionary = _spellings()
        self._pronouncer = Pronouncer()
        self._phones: dict[str, dict[Phones, None]] = {}

    def phones(self, word: str) -> tuple[Phones, ...]:
        if word not in self._phones:
            alone = _LETTERS.get(word[0]) if len(word) == 2 and word[1] == "." else None
            spoken = [tuple(alone.split())] if alone else self._spoken(word)
            known = [tuple(sound.split()) for sound in _SOUNDS.get(word, ())]
            self._phones[word] = dict.fromkeys(known + (spoken if len(spoken) == 1 and word not in _UNREAD else []))
        return tuple(phones for phones in self._phones[word] if phones)[:MOST_WAYS_TO_SAY]

    def knows(self, word: str) -> bool:
        return word in self._dictionary or (len(word) == 2 and word[1] == ".")

    def listen_to(self, phrases: Iterable[Sequence[str]]) -> None:
        for phrase in phrases:
            spoken = self._spoken(" ".join(phrase))
            if len(spoken) == len(phrase):
                for word, phones in zip(phrase, spoken, strict=True):
                    if self.phones(word):
                        self._phones[word].setdefault(phones)

    def _spoken(self, text: str) -> list[Phones]:
        """The phones of each word; empty where one has a sound that English doesn't have."""
        return [_xsampa(word) for word in self._pronouncer.phonemes(text)]


class Dictionary:
    """The lexicon of a model directory, and espeak-ng's rules for what is not in it (English)."""

    def __init__(self, model: KaldiModel) -> None:
        self._names = frozenset(model.phones)
        self._positions = model.positions_matter
        self._entries = _entries(model.folder / "lexiconp_disambig.base.txt")
        self._pronouncer = Pronouncer() if model.language == "en" else None

    def phones(self, word: str) -> tuple[Phones, ...]:
        if word in self._entries:
            return tuple(self._entries[word])[:MOST_WAYS_TO_SAY]
        if self._pronouncer is None:
            return ()
        spoken = [_xsampa(each) for each in self._pronouncer.phonemes(word)]
        if len(spoken) != 1 or not spoken[0]:
            return ()
        placed = self._placed([self._named(phone) for phone in spoken[0]])
        return (placed,) if all(phone in self._names for phone in placed) else ()

    def knows(self, word: str) -> bool:
        return word in self._entries

    def listen_to(self, phrases: Iterable[Sequence[str]]) -> None:
        """Its dictionary has the ways that its makers heard."""

    def _named(self, phone: str) -> str:
        """The phone as this model calls it: some mark which are stressed."""
        ending = "_S" if self._positions else ""
        return phone if phone + ending in self._names else f"'{phone}"

    def _placed(self, phones: list[str]) -> Phones:
        if not self._positions:
            return tuple(phones)
        if len(phones) == 1:
            return (f"{phones[0]}_S",)
        return (f"{phones[0]}_B", *(f"{phone}_I" for phone in phones[1:-1]), f"{phones[-1]}_E")


def lexicon_of(model: KaldiModel) -> Lexicon:
    if not model.is_practice:
        return Dictionary(model)
    return Syllables() if model.language == "zh" else SpelledEnglish()


def with_sound_alikes(lexicon: Lexicon, word: str, sounds_like: Mapping[str, str]) -> tuple[Phones, ...]:
    """How a word sounds, as words.yaml says where it does: `{"nguyen": "win"}`."""
    if word not in sounds_like:
        return lexicon.phones(word)
    parts = [lexicon.phones(part) for part in sounds_like[word].split()]
    if not all(parts):
        return lexicon.phones(word)
    return (tuple(phone for part in parts for phone in part[0]),)


def _spellings() -> frozenset[str]:
    """Words that are surely English: espeak's rules can be relied on for them. Of CMUdict where it is installed."""
    with suppress(ImportError, OSError):
        from pocketsphinx import get_model_path

        lines = Path(get_model_path("en-us"), "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
        return frozenset(line.partition(" ")[0].partition("(")[0] for line in lines)
    return frozenset(vocabulary())


def _xsampa(phonemes: Sequence[str]) -> Phones:
    """espeak's phonemes of one word; empty when one of them is no sound of English."""
    phones: list[str] = []
    for phoneme in phonemes:
        found = english(phoneme)
        if found is None:
            return ()
        phones += [phone for phone in found if phone != SILENCE]
    return tuple(phones)


def _entries(path: Path) -> dict[str, list[Phones]]:
    """`word 1.0 w_B 3_I d_E #1`, a pronunciation a line."""
    entries: dict[str, list[Phones]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, *phones = line.split()
        if phones:
            entries.setdefault(word, []).append(tuple(phone for phone in phones if not phone.startswith("#")))
    return entries
