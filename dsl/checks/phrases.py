"""Owns the checks of what callers say: one phrase cannot mean two things, and what is never said is never heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import cast

from dsl import utterance
from dsl.diagnostics import Findings, Severity
from dsl.model import Package
from dsl.reading import Reading, WrittenText
from dsl.resolver.vocabulary import BUILT_IN_INTENTS

EXPANSIONS = 100
"""How many sentences of one phrase are compared; of a phrase that stands for more, so many spread evenly over them."""

_SILENT = re.compile(r"[\W_]+")


def check_phrases(reading: Reading, package: Package, findings: Findings) -> None:
    for language in package.flow.spoken:
        _check_doubles("intents.yaml", "phrases", "phrase-in-two-intents", language, reading, findings)
        _check_doubles("answers.yaml", "questions", "question-in-two-answers", language, reading, findings)
        _check_negatives(language, reading, findings)
    packages = [package, *reading.translations.values()]
    for name in package.intents:
        if name not in BUILT_IN_INTENTS and not all(one.intents[name].phrases for one in packages if name in one.intents):
            _warn("intent-without-phrases", "intents.yaml", name, reading, findings)
    for name in package.answers:
        if not all(one.answers[name].questions for one in packages if name in one.answers):
            _warn("answer-without-questions", "answers.yaml", name, reading, findings)


def sentences(text: WrittenText) -> Iterator[str]:
    """What a phrase stands for, as it sounds: no punctuation, no case, slots by name. Latin words stay apart."""
    for pieces in cast(utterance.Pattern, text.tree).expand(EXPANSIONS):
        written = "".join(piece.text if isinstance(piece, utterance.Words) else f" ⟨{piece.slot}⟩ " for piece in pieces)
        yield _SILENT.sub(" ", unicodedata.normalize("NFKC", written.replace("⟨", "slot0"))).strip().casefold()


def _phrases(file: str, key: str, language: str, reading: Reading) -> list[WrittenText]:
    """Those that are heard in a language."""
    return [
        text
        for text in reading.texts
        if text.notation == "phrase"
        and text.place.file == file
        and text.place.language in ("", language)
        and len(text.place.common) == 3
        and text.place.common[1] == key
    ]


def _check_doubles(file: str, key: str, code: str, language: str, reading: Reading, findings: Findings) -> None:
    seen: dict[str, WrittenText] = {}
    for text in _phrases(file, key, language, reading):
        owner = text.place.path[0]
        for sentence in sentences(text):
            first = seen.setdefault(sentence, text)
            if first is not text and not _was_found(text, first, language, reading):
                other = str(first.place.path[0])
                same = other == owner
                severity: Severity = "warning" if same else "error"
                _report("phrase-twice" if same else code, text, first, reading, findings, severity, other=other)
                break


def _check_negatives(language: str, reading: Reading, findings: Findings) -> None:
    """A sentence among `not` that its own intent has among its phrases."""
    meant: dict[tuple[object, str], WrittenText] = {}
    for text in _phrases("intents.yaml", "phrases", language, reading):
        for sentence in sentences(text):
            meant.setdefault((text.place.path[0], sentence), text)
    for text in _phrases("intents.yaml", "not", language, reading):
        clash = next((meant[key] for one in sentences(text) if (key := (text.place.path[0], one)) in meant), None)
        if clash is not None and not _was_found(text, clash, language, reading):
            _report("not-equals-phrase", text, clash, reading, findings, "error")


def _was_found(text: WrittenText, first: WrittenText, language: str, reading: Reading) -> bool:
    """Whether the two clash in every language, and did so in the package's own already."""
    own = reading.package.flow.language if reading.package else ""
    return language != own and not text.place.language and not first.place.language


def _report(
    code: str, text: WrittenText, first: WrittenText, reading: Reading, findings: Findings, severity: Severity, other: str = ""
) -> None:
    span = reading.span(text.node, text.place)
    line = str(reading.span(first.node, first.place).line)
    findings.report(code, span, severity=severity, phrase=text.node.text, line=line, other=other)


def _warn(code: str, file: str, name: str, reading: Reading, findings: Findings) -> None:
    findings.report(code, reading.key_span(file, name), severity="warning", name=name)
