"""Owns every sentence that the language says to a person, by code, in English and Chinese.

A sentence has `{argument}` for what differs, and `[[…]]` around a part that is left out when an argument in it is empty.
A part that asks (“did you mean …?”) leaves a full stop when it is left out.
Arguments named in `TERMS_IN` hold terms (`step`, `money`), which are said in the person's language; `{=type}` is the word
itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dsl.wordings.checks import CHECKS
from dsl.wordings.fixes import FIXES
from dsl.wordings.notations import NOTATIONS
from dsl.wordings.proofs import PROOFS
from dsl.wordings.structure import STRUCTURE
from dsl.wordings.terms import TERMS

TERMS_IN = frozenset({"why", "kind", "other_kind", "reason", "wanted", "type", "left", "right"})

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_ARGUMENT = re.compile(r"\{(=?)(\w+)\}")
_TERM = re.compile(r"[^\s()]+")


def word(code: str, arguments: Mapping[str, str], language: str = "en") -> str:
    """The sentence of a code, or the title of a fix, in `en` or `zh`."""
    zh = language.startswith("zh")

    def optional(part: re.Match[str]) -> str:
        if _full(part[1], arguments):
            return part[1]
        return {"?": ".", "？": "。"}.get(part[1][-1], "")

    sentence = _OPTIONAL.sub(optional, sentences()[code][1 if zh else 0])

    def said(found: re.Match[str]) -> str:
        text = arguments.get(found[2], "")
        return _term(text, zh) if found[2] in TERMS_IN and not found[1] else text

    return _ARGUMENT.sub(said, sentence)


def _full(part: str, arguments: Mapping[str, str]) -> bool:
    return all(arguments.get(name) for _, name in _ARGUMENT.findall(part))


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """Every code's sentence, (English, Chinese)."""
    return STRUCTURE | NOTATIONS | CHECKS | PROOFS | FIXES


def _term(text: str, zh: bool) -> str:
    """A term in the person's language; of `digits(6)` the word before the parenthesis."""
    if text in TERMS:
        return TERMS[text][1 if zh else 0]
    return _TERM.sub(lambda found: TERMS.get(found[0], (found[0], found[0]))[1 if zh else 0], text, count=1)
