"""Owns which words of a bundle are the same for every caller, so that their sound can be made before anybody rings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Struct

from dsl.bundle import Bundle
from dsl.model import Notation, PerLanguage, Send
from dsl.pronunciation import Pronunciations
from runtime.dialogue.program import Inserted, Program, ReplyPart, Spoken
from runtime.speech.emphasis import stressed, unstressed
from runtime.speech.protocols import StaticPrompt


def static_prompts(bundle: Bundle) -> Iterator[StaticPrompt]:
    """Each once, in every language and every wording of a reply. One that reads out a value is made when it is said."""
    for language in bundle.languages:
        yield from _in_one_language(msgspec.structs.replace(bundle.spoken_in(language), translations=UNSET))


def _in_one_language(bundle: Bundle) -> Iterator[StaticPrompt]:
    program = Program(bundle)
    pronounce = Pronunciations(bundle.words.pronunciations).spoken
    seen: set[StaticPrompt] = set()
    for text in dict.fromkeys(text for _, text in replies_of(bundle)):
        for parts in program.wordings(text):
            if any(isinstance(part, Inserted) for part in parts):
                continue
            for spoken, style in spoken_runs(parts):
                prompt = StaticPrompt(pronounce(spoken), bundle.language, style)
                if prompt not in seen:
                    seen.add(prompt)
                    yield prompt


def spoken_runs(parts: tuple[ReplyPart, ...], *, stress: bool = True) -> Iterator[tuple[str, str]]:
    """The words and their style, joined as a call joins them: what follows in the same style is said in one breath."""
    for style, run in itertools.groupby(parts, lambda part: part.style if isinstance(part, Spoken) else None):
        text = "".join(stressed(part.text) if part.emphasis and stress else part.text for part in run if isinstance(part, Spoken))
        if style is not None and unstressed(text).strip():
            yield text, style


def replies_of(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """Every reply text of a bundle, with its place: `steps.greet.say`."""
    return _replies(bundle, Bundle, ())


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
