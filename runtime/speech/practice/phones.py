"""Owns the phones of the practice models: espeak-ng's phonemes, brought down to the sounds that a model tells apart.

English has the 39 of CMUdict under their X-SAMPA names, as real Kaldi models have them. Mandarin keeps espeak's own, without
tones: what MFCCs hear of a tone is too little, and the grammar knows which syllable of that sound is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SILENCE, NOISE = "SIL", "SPN"

ENGLISH = tuple("A { V O aU aI b tS d D E 3 eI f g h I i dZ k l m N n oU OI p r S s T t U u v w j Z z".split())

MANDARIN = tuple(
    """
    @ @r A Au N S; X a ai ei f i i. iA iE i[ io iou j k kh l m n o o- ong ou p ph s s. t tS; tS;h th ts ts. ts.h tsh u u@ ua
    uai uei uo w y y& y@ yE yi z.
    """.split()
)

_SAME = {
    "aI3": "aI 3", "aI@": "aI 3", "aI2": "aI", "I2": "I", "I#": "I", "i:": "i", "aa": "{", "a": "{", "a#": "V", "0": "A",
    "0#": "A", "O2": "A", "A:": "A", "O:": "O", "@": "V", "@-": "V", "@2": "V", "@5": "V", "3:": "3", "VR": "3", "IR": "3",
    "u:": "u", "A@": "A r", "O@": "O r", "o@": "O r", "i@": "I r", "i@3": "I r", "e@": "E r", "U@": "U r", "@L": "V l",
    "r-": "r", "n-": "n", "m-": "m", "l#": "l", "t#": "t", "t2": "t", "t[": "t", "d#": "d", "x": "k", "w#": "w", "z#": "z",
    "s#": "s", "E#": "E", "E2": "E", "oU#": "oU", "?": "", ";": "", "N-": "N", "R": "r", "h#": "h", "V#": "V", "U#": "U",
    "3#": "3", "k#": "k", "p#": "p", "D#": "D", "a2": "{", "l-": "l", "s;": "s", "k2": "k", "aU@": "aU 3", "3:r": "3",
    "A#": "A", "o": "oU", "e": "eI", "r2": "r", "D2": "D", "v#": "v", "_:": SILENCE, "_": SILENCE, "_|": "", "_!": SILENCE,
    "||": "", "|": "",
}  # fmt: skip
_PAUSES = frozenset({"_", "_:", "_!", ";_"})
_BREAKS = frozenset({"_|", "?", "||", "|"})
_FOREIGN = "(en)"  # espeak says a syllable that it doesn't know in English

_BORROWED = {
    "A": "A", "{": "a", "V": "A", "O": "o", "aU": "Au", "aI": "ai", "b": "p", "tS": "tS;h", "d": "t", "D": "ts", "3": "@r",
    "E": "ei", "eI": "ei", "f": "f", "g": "k", "h": "X", "I": "i", "i": "i", "dZ": "tS;", "k": "kh", "l": "l", "m": "m",
    "n": "n", "N": "N", "oU": "ou", "OI": "o i", "p": "ph", "r": "z.", "s": "s", "S": "s.", "T": "s", "t": "th", "U": "u",
    "u": "u", "v": "w", "w": "w", "j": "j", "Z": "z.", "z": "ts",
}  # fmt: skip

INVENTORY = {"en": ENGLISH, "zh": MANDARIN}


def english(phoneme: str) -> list[str] | None:
    """The phones of one espeak phoneme, none for what is no sound; None when English has no such phoneme."""
    if phoneme in _SAME:
        return _SAME[phoneme].split()
    return [phoneme] if phoneme in ENGLISH else None


def mandarin(phoneme: str) -> list[str] | None:
    """As `english`."""
    if phoneme in _PAUSES:
        return [SILENCE]
    if phoneme in _BREAKS:
        return []
    if phoneme == "N-":  # 嗯, which pinyin has as en or ng
        return ["@", "n"]
    return [phoneme] if phoneme in MANDARIN else None


def borrowed(english_phones: Sequence[str]) -> tuple[str, ...]:
    """The sounds of an English word among Mandarin ones: each the nearest there is. After s, English stops have no breath."""
    found: list[str] = []
    for place, phone in enumerate(english_phones):
        after_s = place > 0 and english_phones[place - 1] == "s" and phone in ("p", "t", "k")
        found += phone if after_s else _BORROWED[phone].split()
    return tuple(found)


def timed(language: str, phonemes: Iterable[tuple[float, str]], end: float) -> list[tuple[float, str]] | None:
    """The phones of speech with the second at which each begins; None when there is a phoneme that is none of ours."""
    spoken = [(second, name) for second, name in phonemes if not name.startswith("(") or name == _FOREIGN]
    found: list[tuple[float, str]] = []
    for place, (second, name) in enumerate(spoken):
        until = spoken[place + 1][0] if place + 1 < len(spoken) else end
        phones = english(name) if language == "en" else mandarin(name)
        if phones is None:
            return None
        for part, phone in enumerate(phones):
            if not (phone == SILENCE and found and found[-1][1] == SILENCE):
                found.append((second + (until - second) * part / len(phones), phone))
    return found
