"""Owns the checks of what callers say: one sentence cannot mean two things, and what is never said is never heard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from msgspec import Struct

from dsl import overlap, utterance
from dsl.checks.overlaps import Said, find_overlaps
from dsl.diagnostics import Findings, Fix, Severity
from dsl.model import KnowledgeAnswer, Package
from dsl.notation import NotationError
from dsl.overlap import SlotWords
from dsl.reading import Reading, WrittenText
from dsl.resolver.vocabulary import BUILT_IN_INTENTS
from dsl.values import parse_type

EXPANSIONS = 100
"""Phrases of up to so many sentences are said to be there already when another of their intent has all of them."""


def check_phrases(reading: Reading, package: Package, findings: Findings) -> None:
    packages = {package.flow.language: package, **reading.translations}
    for language in package.flow.spoken:
        _Phrases(language, packages.get(language, package), reading, findings).check()
    given = {mention.name for mention in reading.mentions if mention.kind == "answer"}
    for name in package.intents:
        spoken = (one.intents[name].phrases for one in packages.values() if name in one.intents)
        if name not in BUILT_IN_INTENTS and not all(spoken):
            _warn("intent-without-phrases", "intent", name, reading, findings)
    for name in package.answers:
        if name not in given and not all(one.answers[name].questions for one in packages.values() if name in one.answers):
            _warn("answer-without-questions", "answer", name, reading, findings)


class _Pair(Struct, frozen=True):
    """Two phrases that share a sentence; `text` is the one to speak of."""

    text: WrittenText
    other: WrittenText
    words: str


class _Phrases:
    """The phrases of one package that are heard in one language."""

    def __init__(self, language: str, package: Package, reading: Reading, findings: Findings) -> None:
        self._language = language
        self._reading = reading
        self._package = package
        self._findings = findings
        self._slots = _slot_words(package)

    def check(self) -> None:
        intents, answers = self._texts("intent", "phrases"), self._texts("answer", "questions")
        self._check_doubles(intents, "phrase-in-two-intents")
        self._check_doubles(answers, "question-in-two-answers")
        self._check_questions(intents, answers)
        self._check_negatives(intents)

    def _texts(self, kind: str, key: str) -> list[WrittenText]:
        return [
            text
            for text in self._reading.texts
            if text.notation == "phrase"
            and text.place.language in ("", self._language)
            and len(text.place.common) == 3
            and text.place.common[1] == key
            and self._reading.within(kind, text.place)
        ]

    def _was_found(self, pair: _Pair) -> bool:
        """Whether the two clash in every language, and did so in the package's own already."""
        own = self._reading.package.flow.language if self._reading.package else ""
        return self._language != own and not pair.text.place.language and not pair.other.place.language

    def _check_doubles(self, texts: list[WrittenText], code: str) -> None:
        """Sentences of two intents, or of two answers: to the letter they are errors, by what slots may stand for warnings."""
        said = tuple(Said(text.node.text, str(text.place.path[0])) for text in texts)
        clashing = set()
        for found in find_overlaps(said, None):
            earlier, later = texts[found.earlier], texts[found.later]
            if said[found.earlier].owner == said[found.later].owner:
                self._check_doubled(earlier, later)
            elif self._at_one_time(earlier, later):
                clashing.add(found.later)
                self._report(code, self._pair(later, earlier, None), "error")
        with_slots = any("<" in one.text for one in said)
        for found in find_overlaps(said, tuple(self._slots.items()), own=False) if with_slots else ():
            earlier, later = texts[found.earlier], texts[found.later]
            if found.later not in clashing and self._at_one_time(earlier, later):
                self._report("phrases-overlap", self._pair(later, earlier, self._slots), "warning")

    def _check_doubled(self, earlier: WrittenText, later: WrittenText) -> None:
        """A phrase whose every sentence another of the same intent has."""
        for text, other in ((later, earlier), (earlier, later)):
            if _has_all(other.node.text, text.node.text):
                fix = self._reading.deletion(text.place)
                self._report("phrase-twice", _Pair(text, other, text.node.text), "warning", fix)
                return

    def _check_questions(self, intents: list[WrittenText], answers: list[WrittenText]) -> None:
        """Questions of answers that are phrases of intents: those are heard first."""
        texts = [*intents, *answers]
        said = tuple(Said(text.node.text, "intent" if at < len(intents) else "answer") for at, text in enumerate(texts))
        for found in find_overlaps(said, tuple(self._slots.items()), own=False) if intents and answers else ():
            pair = self._pair(texts[found.later], texts[found.earlier], self._slots)
            self._report("question-is-phrase", pair, "warning")

    def _check_negatives(self, intents: list[WrittenText]) -> None:
        """A sentence among `not` that its own intent has among its phrases."""
        negatives = self._texts("intent", "not")
        owners = {text.place.path[0] for text in negatives}
        texts = [*(text for text in intents if text.place.path[0] in owners), *negatives]
        said = tuple(Said(text.node.text, str(text.place.path[0])) for text in texts)
        meant = len(texts) - len(negatives)
        for found in find_overlaps(said, ()):
            own = said[found.earlier].owner == said[found.later].owner
            if own and found.earlier < meant <= found.later:
                pair = self._pair(texts[found.later], texts[found.earlier], {})
                self._report("not-equals-phrase", pair, "error")

    def _pair(self, text: WrittenText, other: WrittenText, slots: Mapping[str, SlotWords] | None) -> _Pair:
        """With the shortest sentence that both stand for; a text without choices is shown as it is written."""
        pattern = cast(utterance.Pattern, text.tree)
        one, two = (
            overlap.sounds(each.node.text, None if slots is None else overlap.slots_of(cast(utterance.Pattern, each.tree), slots))
            for each in (text, other)
        )
        only = pattern.size() == 1 and not pattern.slots()
        return _Pair(text, other, text.node.text if only else overlap.shared_sentence(one, two) or text.node.text)

    def _at_one_time(self, earlier: WrittenText, later: WrittenText) -> bool:
        """Whether two answers hold on some day both."""
        one, other = (self._package.answers.get(str(text.place.path[0])) for text in (earlier, later))
        return one is None or other is None or not (_over_before(one, other) or _over_before(other, one))

    def _report(self, code: str, pair: _Pair, severity: Severity, fix: Fix | None = None) -> None:
        if self._was_found(pair):
            return
        span = self._reading.span(pair.text.node, pair.text.place)
        there = self._reading.span(pair.other.node, pair.other.place)
        place = {"line": str(there.line), "place": f"{there.file}:{there.line}", "other": str(pair.other.place.path[0])}
        arguments = {"phrase": pair.words, **place}
        self._findings.report(code, span, severity=severity, fix=fix, related=(there,), arguments=arguments)


def _slot_words(package: Package) -> Mapping[str, SlotWords]:
    """What may be said in the place of each slot."""
    found = {}
    for name, slot in package.slots.items():
        try:
            kind = parse_type(slot.type)
        except NotationError:
            continue
        entries = package.words.lists.get(kind.argument, {}) if kind.name == "choice" else {}
        words = [word for entry, synonyms in entries.items() for word in (entry, *synonyms)]
        found[name] = SlotWords(str(kind), tuple(words))
    return found


@lru_cache(maxsize=20_000)
def _has_all(other: str, text: str) -> bool:
    """Whether each sentence of a phrase is one of the other's."""
    pattern = utterance.parse(text)
    if text == other:
        return True
    if pattern.size() > EXPANSIONS:
        return False
    whole = overlap.sounds(other)
    said = ("".join(_escaped(piece) for piece in pieces) for pieces in pattern.expand(EXPANSIONS))
    return all(overlap.shared_sentence(overlap.sounds(one), whole) is not None for one in said)


def _escaped(piece: utterance.Piece) -> str:
    return utterance.escape(piece.text) if isinstance(piece, utterance.Words) else f"<{piece.slot}>"


def _over_before(one: KnowledgeAnswer, other: KnowledgeAnswer) -> bool:
    return bool(one.valid_until and other.valid_from) and one.valid_until < other.valid_from


def _warn(code: str, kind: str, name: str, reading: Reading, findings: Findings) -> None:
    definition = reading.defined(kind)[name]
    findings.report(code, reading.span(definition.key, definition.place), severity="warning", name=name)
