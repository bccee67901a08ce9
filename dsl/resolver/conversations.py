"""Owns whether conversations speak of what the package has: look-ups and their values, intents, slots, entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from dsl.diagnostics import Findings, Fix
from dsl.model import MANNERS, Conversation, DataAnswer, Deed, Lookup, Package, Turn
from dsl.naming import nearest
from dsl.notation import NotationError
from dsl.reading import Reading
from dsl.resolver.vocabulary import BUILT_IN_INTENTS
from dsl.source import Scalar
from dsl.source.files import PathKey
from dsl.values import describe, from_text, parse_type

MESSAGE = Lookup(gives={})
"""What a connector answers: nothing, or that the message was not taken."""

OUTCOMES_OF_EVERY_LOOKUP = ("failed", "timed_out")
ENDINGS = ("disposition", "how")
HEARD = ("intent", "answer")
UNKNOWN = "unknown"
"""What `heard` says where nothing was understood."""


def resolve_conversations(reading: Reading, findings: Findings) -> None:
    assert reading.package is not None
    for stem, conversations in reading.package.conversations.items():
        checker = _ConversationNames(f"conversations/{stem}.yaml", reading, reading.package, findings)
        for index, conversation in enumerate(conversations):
            checker.check(index, conversation)


class _ConversationNames:
    """Checks the names in one file of conversations."""

    def __init__(self, file: str, reading: Reading, package: Package, findings: Findings) -> None:
        self._file = file
        self._reading = reading
        self._package = package
        self._findings = findings

    def check(self, index: int, conversation: Conversation) -> None:
        if conversation.entry == "outbound" and self._package.flow.entry.outbound is None:
            at = self._reading.source.value_span(self._file, (index, "entry"))
            self._findings.report("no-outbound-entry", at or self._reading.key_span(self._file, index))
        for lookup, answer in conversation.data.items():
            self._check_data((index, "data", lookup), lookup, answer)
        for position, turn in enumerate(conversation.talk):
            self._check_turn((index, "talk", position), turn)

    def _check_data(self, path: tuple[PathKey, ...], lookup: str, answer: DataAnswer | tuple[DataAnswer, ...]) -> None:
        declared = self._package.data.get(lookup) or (MESSAGE if lookup in self._package.connectors else None)
        if declared is None and lookup in self._reading.defined("connector"):
            return  # it could not be read
        if declared is None:
            self._unknown("lookup", path, lookup, [*self._reading.defined("lookup"), *self._reading.defined("connector")])
        elif isinstance(answer, tuple):
            for index, one in enumerate(answer):
                self._check_answer((*path, index), declared, one)
        else:
            self._check_answer(path, declared, answer)

    def _check_answer(self, path: tuple[PathKey, ...], declared: Lookup, answer: DataAnswer) -> None:
        if isinstance(answer, str):
            known = (*OUTCOMES_OF_EVERY_LOOKUP, *declared.outcomes)
            if answer not in known:
                self._unknown("outcome", path, answer, known, at_value=True)
        else:
            for name, text in answer.items():
                if name not in declared.gives:
                    self._unknown("field", (*path, name), name, declared.gives)
                else:
                    self._check_value((*path, name), declared.gives[name], text)

    def _check_turn(self, path: tuple[PathKey, ...], turn: Turn) -> None:
        for name, text in (turn.heard or {}).items():
            if name in self._package.slots:
                self._check_value((*path, "heard", name), self._package.slots[name].type, text)
            elif name in HEARD:
                known = self._heard(name)
                if text not in known:
                    self._unknown(name, (*path, "heard", name), text, known, at_value=True)
            else:
                self._unknown("slot", (*path, "heard", name), name, [*HEARD, *self._reading.defined("slot")])
        for key, deed in (("does", turn.does), ("never", turn.never)):
            if isinstance(deed, Deed):
                self._check_deed((*path, key), deed)
        for name in turn.ends or {}:
            if name not in ENDINGS:
                self._unknown("ending", (*path, "ends", name), name, ENDINGS)

    def _check_deed(self, path: tuple[PathKey, ...], deed: Deed) -> None:
        declared = self._package.data.get(deed.fetch or "")
        if declared is None:
            return
        for name, text in deed.with_.items():
            if name not in declared.sends:
                self._unknown("parameter", (*path, "with", name), name, declared.sends)
            else:
                self._check_value((*path, "with", name), declared.sends[name], text)

    def _heard(self, name: str) -> set[str]:
        """What `heard` may name: any intent, the built-in ones too, or any answer."""
        if name == "answer":
            return {UNKNOWN, *self._reading.defined("answer")}
        return {UNKNOWN, *self._reading.defined("intent"), *BUILT_IN_INTENTS, *MANNERS}

    def _check_value(self, path: tuple[PathKey, ...], type_text: str, text: str) -> None:
        try:
            value_type = parse_type(type_text)
        except NotationError:
            return
        if from_text(value_type, text) is None:
            en, zh = describe(value_type, "en"), describe(value_type, "zh")
            self._report("value-of-no-type", path, at_value=True, text=text, type_en=en, type_zh=zh)

    def _unknown(self, kind: str, path: tuple[PathKey, ...], name: str, known: Iterable[str], at_value: bool = False) -> None:
        if any(file.left_out(name) for file in self._reading.source.files.values()) or name in self._reading.defined(kind):
            return
        meant = nearest(name, known)
        source = self._reading.source
        node = source.find(self._file, path) if at_value else source.find_key(self._file, path)
        mendable = meant and isinstance(node, Scalar)
        fix = source.files[self._file].fix_scalar("rename-to-known", cast(Scalar, node), meant) if mendable else None
        self._report("name-unknown", path, at_value, fix, kind=kind, name=name, nearest=meant)

    def _report(
        self, code: str, path: tuple[PathKey, ...], at_value: bool = False, fix: Fix | None = None, **arguments: str
    ) -> None:
        span = self._reading.source.value_span(self._file, path) if at_value else None
        self._findings.report(code, span or self._reading.key_span(self._file, *path), fix=fix, arguments=arguments)
