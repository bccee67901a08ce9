"""Owns what a voice actor would have to read for a bundle: each prompt once, where it stands, in which tone.

A prompt that is the same for every caller is read whole. Of one that reads out values, the sentences without any are read, and
the line speaks the others itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Struct

from dsl import reply
from dsl.bundle import Bundle
from dsl.model import Notation, PerLanguage, Send
from dsl.recordings import key_of, path_of
from dsl.sentences import sentences_of

_VALUE = "\ufffc"  # stands for a value, which no recording can hold
_USUAL = "neutral"


class Line(Struct, frozen=True):
    """One recording to make. `place`: `steps.greet.say`, the first that says it."""

    key: str
    place: str
    language: str
    style: str
    text: str


COLUMNS = ("number", "file", "step", "language", "style", "text")
"""Of the script as a table."""


def row_of(number: int, line: Line) -> tuple[str, ...]:
    """A line of the script as a row of the table; its `number` is its place in the whole script."""
    return str(number), path_of(line.key).rpartition("/")[2], line.place, line.language, line.style, line.text


def voice_script(bundle: Bundle) -> Iterator[Line]:
    seen: set[str] = set()
    for language in bundle.languages:
        spoken_in = msgspec.structs.replace(bundle.spoken_in(language), translations=UNSET)
        for place, text in replies_of(spoken_in):
            for wording in reply.wordings(reply.parse(text)):
                for words, style in _to_record(wording.parts):
                    key = key_of(words, language, style)
                    if key not in seen:
                        seen.add(key)
                        yield Line(key, place, language, style, " ".join(words.split()))


def replies_of(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Every reply text of a bundle, with its place: `steps.greet.say`."""
    return _replies(bundle, Bundle, ())


# ---- what can be recorded of a wording -------------------------------------------------------------------------------


def _to_record(parts: tuple[reply.Part, ...]) -> Iterator[tuple[str, str]]:
    """The words of a wording that a recording can hold, with their style: joined as a call joins them."""
    for style, run in itertools.groupby(_flat(parts, _USUAL), lambda piece: piece[1]):
        words = "".join(text for text, _ in run)
        if style is None or not words.strip():
            continue
        for piece in sentences_of(words) if _VALUE in words else (words,):
            if _VALUE not in piece and any(character.isalnum() for character in piece):
                yield piece, style


def _flat(parts: tuple[reply.Part, ...], style: str) -> Iterator[tuple[str, str | None]]:
    """Words with their style; a pause has none, for what stands at its two sides is said in two breaths."""
    for part in parts:
        match part:
            case reply.Words(text=text):
                yield text, style
            case reply.ValueReference():
                yield _VALUE, style
            case reply.Pause():
                yield "", None
            case reply.Styled(style=reply.EMPHASIS, parts=inner):
                yield from _flat(inner, style)
            case reply.Styled(parts=inner):
                yield from _flat(inner, part.tag)


# ---- the reply texts of a bundle -------------------------------------------------------------------------------------


def _replies(value: object, kind: Any, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The reply texts under a value: the model's own annotations say which texts are replies."""
    if isinstance(value, Send):
        return  # a message is written
    if isinstance(value, Struct):
        for name, annotation in _fields(type(value)).items():
            yield from _replies(getattr(value, name), annotation, (*place, name))
    elif isinstance(value, str):
        if _is_reply(kind):
            yield ".".join(place), value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _replies(item, _last(kind), (*place, str(name)))
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            yield from _replies(item, _first(kind), (*place, str(number)))


@cache
def _fields(struct: type[Struct]) -> dict[str, Any]:
    return get_type_hints(struct, include_extras=True)


def _is_reply(kind: Any) -> bool:
    if get_origin(kind) is Annotated:
        return Notation("reply") in kind.__metadata__ and PerLanguage() in kind.__metadata__  # notes are read by people
    return any(_is_reply(part) for part in get_args(kind))


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _last(kind: Any) -> Any:
    return next((get_args(part)[-1] for part in _options(kind) if get_origin(part) is dict), None)


def _first(kind: Any) -> Any:
    return next((get_args(part)[0] for part in _options(kind) if get_origin(part) is tuple), None)


def _options(kind: Any) -> tuple[Any, ...]:
    bare = _bare(kind)
    return (bare,) if get_origin(bare) in (dict, tuple) else tuple(_bare(part) for part in get_args(bare))
