"""Owns codes of letters and digits by pattern: SF幺二三, "a b one two", "alpha bravo", "b as in boy", 五五五杠一二三四."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from dsl.matching import Pattern, compile_pattern
from dsl.values import ValueType
from runtime.understanding.slots.dictation import BETWEEN, Dictated, dictated
from runtime.understanding.slots.mention import Mention, Moment

_MOST_PIECES = 24
_MOST_READINGS = 64
_LETTER_O = re.compile(r"\bo\b")
_SPELLING = {
    word: word[0]
    for word in (
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo "
        "sierra tango uniform victor whiskey yankee zulu"
    ).split()
} | {"alfa": "a", "juliett": "j", "xray": "x", "whisky": "w", "zee": "z", "zed": "z"}
_LETTERS = re.compile(
    r"(?<![a-z])(?P<letter>[a-z])(?: as in| for| like) (?P<example>[a-z]{2,})"
    r"|\bdouble (?P<double>[a-z])(?![a-z])|(?P<ex_ray>x[\s\-]ray)|(?P<double_u>double (?:u|you))"
    r"|(?P<dash>\b(?:dash|hyphen|minus)\b|杠|横杠|横线)|(?P<word>[a-z]+)"
)


def find_code(text: str, type_: ValueType, moment: Moment, asked: bool) -> Iterator[Mention]:
    """The first stretch of letters and digits that fits the pattern, however it was spelled."""
    pattern = compile_pattern(type_.argument)
    pieces = _pieces(text, moment, type_.argument)
    for first in range(len(pieces)):
        for last in range(min(len(pieces), first + _MOST_PIECES), first, -1):
            stretch = pieces[first:last]
            found = _fitting(pattern, stretch) if _close_together(text, stretch) else None
            if found is not None and (asked or any(character.isdigit() for character in found)):
                yield Mention(stretch[0].start, stretch[-1].end, "code", found)
                return


def _fitting(pattern: Pattern, stretch: list[Dictated]) -> str | None:
    """Of the ways to write the pieces the one that the pattern has; an O may be a zero."""
    doubtful = [place for place, piece in enumerate(stretch) if piece.digits == "o"]
    for zeros in itertools.islice(itertools.product((True, False), repeat=len(doubtful)), _MOST_READINGS):
        read = dict(zip(doubtful, zeros, strict=True))
        found = _fitting_as_read(pattern, [replace(one, digits="0") if read.get(at) else one for at, one in enumerate(stretch)])
        if found is not None:
            return found
    return None


def _fitting_as_read(pattern: Pattern, stretch: list[Dictated]) -> str | None:
    spelled = "".join(piece.digits for piece in stretch)
    joined = spelled.replace("-", "")
    dashed = "-".join(piece.digits for piece in stretch if piece.digits != "-")
    forms = (joined.upper(), joined, spelled.upper(), spelled, dashed.upper())
    return next((form for form in forms if pattern.matches(form)), None)


def _pieces(text: str, moment: Moment, argument: str) -> list[Dictated]:
    """The text in pieces: digits as figures, letters by themselves, Latin words whole, and signs that the pattern knows."""
    pieces = [*_digits(text, moment), *_hanzi(text, argument)]
    taken = [(piece.start, piece.end) for piece in pieces]
    pieces += [piece for piece in _letters(text) if not any(start < piece.end and piece.start < end for start, end in taken)]
    return sorted(pieces, key=lambda piece: piece.start)


def _digits(text: str, moment: Moment) -> Iterator[Dictated]:
    """Runs of digits, cut where the words had a pause or a dash, for the pattern may have one there."""
    for run in dictated(_LETTER_O.sub("\0", text), moment):
        groups = re.findall(r"\d+", text[run.start : run.end])
        if len(groups) > 1 and "".join(groups) == run.digits:
            at = run.start
            for group in groups:
                at = text.index(group, at)
                yield Dictated(at, at + len(group), group)
                at += len(group)
        else:
            yield from _around_dashes(text, run, moment)


def _around_dashes(text: str, run: Dictated, moment: Moment) -> Iterator[Dictated]:
    start = run.start
    for dash in re.finditer(r"\bdash\b|\bhyphen\b|横?杠|-", text[run.start : run.end]):
        end = run.start + dash.start()
        yield from (Dictated(start + part.start, start + part.end, part.digits) for part in dictated(text[start:end], moment))
        yield Dictated(end, run.start + dash.end(), "-")
        start = run.start + dash.end()
    if start == run.start:
        yield run
    else:
        rest = dictated(text[start : run.end], moment)
        yield from (Dictated(start + part.start, start + part.end, part.digits) for part in rest)


def _hanzi(text: str, argument: str) -> Iterator[Dictated]:
    """Chinese characters that stand in the pattern: 京 of a number plate."""
    known = {character for character in argument if "\u4e00" <= character <= "\u9fff"}
    yield from (Dictated(at, at + 1, character) for at, character in enumerate(text) if character in known)


def _letters(text: str) -> Iterator[Dictated]:
    for match in _LETTERS.finditer(text):
        if match["letter"]:
            yield Dictated(match.start(), match.end(), match["letter"])
        elif match["double_u"] or match["ex_ray"]:
            yield Dictated(match.start(), match.end(), "w" if match["double_u"] else "x")
        elif match["double"]:
            yield Dictated(match.start(), match.end(), match["double"] * 2)
        elif match["dash"]:
            yield Dictated(match.start(), match.end(), "-")
        else:
            word = match["word"]
            yield Dictated(match.start(), match.end(), _SPELLING.get(word, word))


def _close_together(text: str, pieces: list[Dictated]) -> bool:
    return all(_is_gap(text[left.end : right.start]) for left, right in itertools.pairwise(pieces))


def _is_gap(between: str) -> bool:
    return BETWEEN.fullmatch(between) is not None
