"""Owns how words that the dictionary lacks are pronounced: espeak-ng's letter-to-sound rules, in the phones of CMUdict.

The rules give IPA for any spelling; each IPA sign has one ARPAbet phone here. A word with a sign that English doesn't have
gets no pronunciation, and the recogniser says that it can't hear it.
"""

from __future__ import annotations

import ctypes

from runtime.speech.voice.espeak import load_library

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8, _IPA = 1, 0x02
_SEPARATOR = "_"
_APART = "~"  # stands in no name of a phoneme, as `_` does
_IGNORED = "ˈˌːˑ̩ʔ̃ʲ"

_PHONES = {
    "aɪɚ": "AY ER", "aɪə": "AY AH", "aʊɚ": "AW ER", "ɑːɹ": "AA R", "əl": "AH L",
    "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "tʃ": "CH", "dʒ": "JH",
    "ɑ": "AA", "a": "AA", "æ": "AE", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ᵻ": "IH", "ɔ": "AO", "ɒ": "AA", "o": "OW", "e": "EY",
    "ɛ": "EH", "ɜ": "ER", "ɚ": "ER", "ɝ": "ER", "ɪ": "IH", "i": "IY", "ʊ": "UH", "u": "UW",
    "b": "B", "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "x": "K", "k": "K", "l": "L", "ɫ": "L", "m": "M",
    "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "s": "S", "ʃ": "SH", "t": "T", "ɾ": "T", "θ": "TH", "v": "V", "w": "W",
    "ʍ": "W", "j": "Y", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
_LONGEST_SIGN = max(map(len, _PHONES))


class Pronouncer:
    """Spellings to phones. espeak-ng is initialised once in a process."""

    def __init__(self) -> None:
        self._library = load_library()
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _DONT_EXIT) <= 0:
            raise RuntimeError("espeak-ng could not be initialised")
        self._library.espeak_SetVoiceByName(b"en-us")

    def phones(self, word: str) -> str | None:
        """`callwright` → K AO L R AY T; None when it can't be said in English."""
        text = ctypes.c_char_p(word.encode())
        ipa = self._library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA | ord(_SEPARATOR) << 8)
        return arpabet(ipa.decode() if ipa else "")

    def phonemes(self, text: str) -> list[list[str]]:
        """`my parcel` → m aI, p A@ s @L: espeak's own names, without stress, a list a word."""
        rest = ctypes.c_char_p(text.encode())
        words: list[list[str]] = []
        while rest.value is not None:
            clause = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, ord(_APART) << 8)
            spoken = (word.split(_APART) for word in (clause or b"").decode().split())
            words += [[name.lstrip("',%=") for name in word if name.lstrip("',%=")] for word in spoken]
        return words


def arpabet(ipa: str) -> str | None:
    """IPA as espeak writes it, in ARPAbet without stress; None when a sign has no phone."""
    signs = "".join(sign for sign in ipa if sign not in _IGNORED and not sign.isspace())
    phones: list[str] = []
    for syllable in signs.split(_SEPARATOR):
        while syllable:
            sign = next((syllable[:size] for size in range(_LONGEST_SIGN, 0, -1) if syllable[:size] in _PHONES), None)
            if sign is None:
                return None
            phones.append(_PHONES[sign])
            syllable = syllable[len(sign) :]
    return " ".join(phones) or None
