"""Owns names: what a name may look like, and which known name a wrong one was probably meant to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dsl import sound

_IN_NOTATIONS = re.compile(r"[^\W\d]\w*")
_ELSEWHERE = re.compile(r"\w[\w-]*")
SPOKEN_OF = {"value", "slot", "lookup", "calendar", "connector"}
"""Kinds whose names stand inside of conditions and replies, and so must look like names there."""

_MARKS = str.maketrans(dict.fromkeys("“”‘’\"'`（）()【】「」<>，、。：；,;: "))


def acceptable(name: str, kind: str) -> bool:
    """Whether a definition of this kind may have this name; a pronunciation is that of any words."""
    if kind == "pronunciation":
        return True
    return (_IN_NOTATIONS if kind in SPOKEN_OF else _ELSEWHERE).fullmatch(name) is not None


def plain(name: str) -> str:
    """The name as it was probably meant: ASCII signs, no quote marks, no punctuation around it."""
    return unicodedata.normalize("NFKC", name).translate(_MARKS)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant: few slips away or, in Chinese, alike in sound. Empty when none is near."""
    candidates = {_folded(one): one for one in sorted(known)}
    wanted = _folded(name)
    if wanted in candidates:
        return candidates[wanted]
    slips = max(len(wanted) // 3, len(wanted) > 1) if wanted.isascii() else len(wanted) // 2
    found = process.extract(wanted, list(candidates), scorer=OSA.distance, score_cutoff=slips, limit=None) if slips else []
    if not wanted.isascii():
        return candidates.get(_nearest_in_sound(wanted, {one: slip for one, slip, _ in found}, candidates), "")
    return candidates[found[0][0]] if found else ""


def _nearest_in_sound(wanted: str, slips: Mapping[str, float], candidates: Iterable[str]) -> str:
    """Whoever types by sound takes the wrong characters of the right sound, so that sound decides between equal slips."""
    sounds = {one: sound.distance(wanted, one) for one in candidates}
    near = [one for one in candidates if one in slips or sounds[one] <= sound.ALIKE]
    return min(near, key=lambda one: (sounds[one] > sound.ALIKE, slips.get(one, 0), sounds[one], one), default="")


def _folded(name: str) -> str:
    return plain(name).casefold().replace("-", "").replace("_", "")
