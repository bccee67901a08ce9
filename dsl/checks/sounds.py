"""Owns the checks of choices that a telephone makes alike: words of one list, and short phrases that one question hears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, cast

from dsl import manners, sound, utterance
from dsl.diagnostics import Findings, Span
from dsl.model import Ask, Package
from dsl.reading import Reading, WrittenText
from dsl.resolver.wiring import step_files
from dsl.source.files import PathKey

MOST_WORDS, MOST_CHARACTERS = 2, 4
"""What is longer than this tells itself apart."""

MOST_SENTENCES = 20

Phrase: TypeAlias = "tuple[str, WrittenText | None]"
"""The intent, and where the phrase is written; built-in ones are written nowhere."""


def check_sounds(reading: Reading, package: Package, findings: Findings) -> None:
    packages = {package.flow.language: package, **reading.translations}
    for language in package.flow.spoken:
        _Sounds(language, packages.get(language, package), reading, findings).check()


class _Sounds:
    """The checks of one package in one language."""

    def __init__(self, language: str, package: Package, reading: Reading, findings: Findings) -> None:
        self._language = language
        self._package = package
        self._reading = reading
        self._findings = findings
        self._reported: set[tuple[int, int]] = set()

    def check(self) -> None:
        for name, entries in self._package.words.lists.items():
            self._check_list(name, entries)
        short = self._short_phrases()
        heard: set[frozenset[str]] = set()
        for _, steps in step_files(self._reading, self._package):
            for name, step in steps.items():
                if isinstance(step, Ask):
                    intents = frozenset(self._package.flow.topics if step.hear == "topics" else step.hear)
                    if len(intents) > 1 and intents not in heard:
                        heard.add(intents)
                        self._check_question(name, [one for intent in sorted(intents) for one in short.get(intent, ())])

    # -- lists

    def _check_list(self, name: str, entries: dict[str, tuple[str, ...]]) -> None:
        words = [(word, (entry, at)) for entry, synonyms in entries.items() for at, word in enumerate(synonyms)]
        for (other_word, (other, _)), (word, (entry, position)) in sound.pairs_alike(words):
            span = self._word(name, entry, position)
            if entry != other and span is not None:
                arguments = {"word": word, "other_word": other_word, "other": other}
                self._findings.report("words-sound-alike", span, severity="warning", arguments=arguments)

    def _word(self, name: str, entry: str, position: int) -> Span | None:
        """Where a word of an entry is written, in this language or in all."""
        ways: tuple[tuple[PathKey, ...], ...] = (
            (entry, self._language, position),
            (self._language, entry, position),
            (entry, position),
        )
        places = (self._reading.place("word list", name, *way) for way in ways)
        found = (self._reading.source.value_span(place.file, place.path) for place in places)
        return next((span for span in found if span is not None), None)

    # -- questions

    def _short_phrases(self) -> dict[str, list[tuple[str, Phrase]]]:
        """What each intent may be said as in a word or two."""
        found: dict[str, list[tuple[str, Phrase]]] = {}
        for text in self._reading.texts:
            intent = str(text.place.path[0])
            meant = text.place.common[1:2] == ("phrases",) and self._reading.within("intent", text.place)
            if meant and text.notation == "phrase" and text.place.language in ("", self._language):
                short = _short(cast(utterance.Pattern, text.tree))
                found.setdefault(intent, []).extend((words, (intent, text)) for words in short)
        for intent, built_in in manners.intents(self._language).items():
            for phrase in built_in.phrases:
                short = _short(utterance.parse(phrase))
                found.setdefault(intent, []).extend((words, (intent, None)) for words in short)
        return found

    def _check_question(self, step: str, phrases: list[tuple[str, Phrase]]) -> None:
        for one, other in sound.pairs_alike(phrases):
            (words, (intent, text)), (other_words, (other_intent, other_text)) = (one, other) if one[1][1] else (other, one)
            pair = id(text), id(other_text)
            if text is None or intent == other_intent or pair in self._reported:
                continue
            self._reported.add(pair)
            if other_text is not None and other_text.node.start > text.node.start:
                words, text, other_words, other_text, other_intent = other_words, other_text, words, text, intent
            related = () if other_text is None else (self._reading.span(other_text.node, other_text.place),)
            self._findings.report(
                "phrases-sound-alike", self._reading.span(text.node, text.place), severity="warning", related=related,
                phrase=words, other_phrase=other_words, other=other_intent, step=step,
            )  # fmt: skip


def _short(pattern: utterance.Pattern) -> Iterator[str]:
    """The sentences of a phrase that have a word or two, and no slot."""
    if pattern.size() > MOST_SENTENCES or pattern.slots():
        return
    for words in pattern.samples(MOST_SENTENCES):
        if len(words.split()) <= MOST_WORDS and (words.isascii() or len(words) <= MOST_CHARACTERS):
            yield words
