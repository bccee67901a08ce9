"""Owns which words of a bundle are the same for every caller, so that their sound can be made before anybody rings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from dsl.bundle import Bundle
from dsl.emphasis import stressed, unstressed
from dsl.pronunciation import Pronunciations
from dsl.voice_script import replies_of
from runtime.dialogue.program import Inserted, Program, ReplyPart, Spoken
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


def spoken_runs(parts: tuple[ReplyPart, ...]) -> Iterator[tuple[str, str]]:
    """The words and their style, joined as a call joins them: what follows in the same style is said in one breath."""
    for style, run in itertools.groupby(parts, lambda part: part.style if isinstance(part, Spoken) else None):
        text = "".join(stressed(part.text) if part.emphasis else part.text for part in run if isinstance(part, Spoken))
        if style is not None and unstressed(text).strip():
            yield text, style
