"""Owns the checks of a flow that speaks several languages: each text is there in all of them, and no other is spoken."""

from __future__ import annotations

import re

from dsl.diagnostics import Findings
from dsl.libraries import library_of
from dsl.model import Package, Switch
from dsl.reading import Place, Reading, Translatable
from dsl.resolver.wiring import step_files
from dsl.source import MappingNode, Node, Scalar, SequenceNode
from dsl.source.files import PathKey

_IN_TAGS = re.compile(r"<[^<>]*>")


def check_languages(reading: Reading, package: Package, findings: Findings) -> None:
    _Languages(reading, package, findings).check()


class _Languages:
    """The checks of one package's languages."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings
        self._spoken = package.flow.spoken

    def check(self) -> None:
        self._check_order()
        for written in self._reading.translatable:
            if not library_of(written.place.file):  # a library may speak more
                self._check_text(written)
        for file, steps in step_files(self._reading, self._package):
            for name, step in steps.items():
                if isinstance(step, Switch):
                    self._check_spoken(step.switch, file, ("steps", name, "switch"))
        for stem, conversations in self._package.conversations.items():
            for index, conversation in enumerate(conversations):
                if conversation.language is not None:
                    self._check_spoken(conversation.language, f"conversations/{stem}.yaml", (index, "language"))

    def _check_order(self) -> None:
        """The list says all of it again, so it must not say otherwise."""
        written = self._package.flow.languages
        if not written or written == self._spoken:
            return
        place = Place(self._reading.header, ("languages",))
        node = self._reading.source.find(place.file, place.path)
        file = self._reading.source.files[place.file]
        meant = f"[{', '.join(self._spoken)}]"
        fix = file.fix("write-instead", node.start, node.end, meant) if isinstance(node, SequenceNode) and node.flow else None
        self._findings.report("languages-order", self._reading.value_or_key_span(place), fix=fix, language=self._spoken[0])

    def _check_text(self, written: Translatable) -> None:
        file = self._reading.source.files[written.place.file]
        if not written.languages:
            if len(self._spoken) > 1 and _has_words(written.node):
                self._findings.report(
                    "not-translated", file.place(written.node), severity="warning", known=", ".join(self._spoken)
                )
            return
        for language, key in written.languages.items():
            if language not in self._spoken:
                self._findings.report("language-not-spoken", file.place(key), language=language, known=", ".join(self._spoken))
        missing = [language for language in self._spoken if language not in written.languages]
        if missing and file.whole_at(written.node):
            self._findings.report("language-missing", file.place(written.anchor), missing=", ".join(missing))

    def _check_spoken(self, language: str, file: str, path: tuple[PathKey, ...]) -> None:
        if language not in self._spoken:
            at = self._reading.source.value_span(file, path) or self._reading.key_span(file, *path)
            self._findings.report("language-not-spoken", at, language=language, known=", ".join(self._spoken))


def _has_words(node: Node) -> bool:
    """Whether there is anything to translate: `<amount>` alone is the same in every language."""
    if isinstance(node, Scalar):
        return any(character.isalpha() for character in _IN_TAGS.sub("", node.text))
    if isinstance(node, SequenceNode):
        return any(_has_words(item) for item in node.items)
    return isinstance(node, MappingNode)
