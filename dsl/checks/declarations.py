"""Owns the checks of what is declared: numbers within their bounds, addresses, dates, slots that can be given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlsplit

from dsl.diagnostics import Findings, Severity
from dsl.model import Answer, Ask, Choose, Conversation, KnowledgeAnswer, Lookup, Package, Slot, Step
from dsl.notation import NotationError
from dsl.notations import KEYS
from dsl.pronunciation import sayable
from dsl.reading import FLOW_FILE, Place, Reading
from dsl.resolver.wiring import step_files
from dsl.source import MappingNode, Scalar
from dsl.source.files import PathKey
from dsl.values import parse_type

LANGUAGE_VERSION = 1
TYPED_ON_KEYS = {"number", "ordinal", "money", "date", "time", "phone", "digits", "choice", "yes/no", "count"}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def check_declarations(reading: Reading, package: Package, findings: Findings) -> None:
    _Declarations(reading, package, findings).check()


class _Declarations:
    """The checks of one package's declarations."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings

    def check(self) -> None:
        self._check_flow()
        for file, steps in step_files(self._reading, self._package):
            for name, step in steps.items():
                self._check_step(file, name, step)
        for name, slot in self._package.slots.items():
            self._check_slot(name, slot)
        for name, answer in self._package.answers.items():
            self._check_answer(name, answer)
        for name, lookup in self._package.data.items():
            self._check_lookup(name, lookup)
        for name, connector in self._package.connectors.items():
            self._check_address(connector.post, self._at("connector", name, "post"))
            self._check_range(connector.within, 100, 60_000, self._at("connector", name, "within"), _seconds)
        for language, package in {"": self._package, **self._reading.translations}.items():
            for name, entries in package.words.lists.items():
                self._check_list(name, entries, language)
        for word, sound in self._package.words.pronunciations.items():
            if not sayable(sound):
                self._report("pronunciation-bad", self._at("pronunciation", word), text=sound)
        for stem, conversations in self._package.conversations.items():
            for index, conversation in enumerate(conversations):
                self._check_conversation(f"conversations/{stem}.yaml", index, conversation)

    def _check_flow(self) -> None:
        flow = self._package.flow
        if flow.callwright != LANGUAGE_VERSION:
            self._report("version-unknown", Place(self._reading.header, ("callwright",)), text=str(flow.callwright))
        for name, declared in flow.values.items():
            if declared.count is not None:
                self._check_range(declared.count, 1, 1000, self._at("value", name, "count"))
        self._check_patience(flow.defaults.no_input_after, Place(FLOW_FILE, ("defaults", "no_input_after")))

    def _check_step(self, file: str, name: str, step: Step) -> None:
        path = ("steps", name)
        if isinstance(step, Choose):
            shares = [branch.share for branch in step.choose if branch.share is not None]
            if sum(shares) > 100:
                self._report("shares-too-many", Place(file, (*path, "choose")), at_key=True)
        if isinstance(step, Answer) and (given := self._package.answers.get(step.answer)) and given.human_only:
            self._report("answer-for-people", Place(file, (*path, "answer")), name=step.answer)
        if not isinstance(step, Ask):
            return
        if step.no_input_after is not None:
            self._check_patience(step.no_input_after, Place(file, (*path, "no_input_after")))
        if self._reading.broken:
            return  # what seems to be missing may be what could not be read
        if step.hear == "topics" and not self._package.flow.topics and not self._reading.is_library:
            self._report("no-topics", Place(file, (*path, "hear")))
        if not step.hear and not step.keys and step.answers in ("off", "stay"):
            self._report("ask-hears-nothing", Place(file, path), at_key=True)

    def _check_slot(self, name: str, slot: Slot) -> None:
        self._check_range(slot.tries, 1, 9, self._at("slot", name, "tries"))
        try:
            type_name = parse_type(slot.type).name
        except NotationError:
            return
        if slot.by == "keys" and type_name not in TYPED_ON_KEYS:
            self._report("keys-cannot-type", self._at("slot", name, "by"), type=type_name)
        if slot.grain != "day" and type_name != "date":
            self._report("grain-without-date", self._at("slot", name, "grain"), severity="warning", type=type_name)

    def _check_answer(self, name: str, answer: KnowledgeAnswer) -> None:
        days = {}
        for key in ("valid_from", "valid_until"):
            text = getattr(answer, key)
            if text and not _is_day(text):
                self._report("date-bad", self._at("answer", name, key), text=text)
            elif text:
                days[key] = text
        if len(days) == 2 and days["valid_until"] < days["valid_from"]:
            self._report("dates-crossed", self._at("answer", name, "valid_until"))

    def _check_lookup(self, name: str, lookup: Lookup) -> None:
        key = "get" if lookup.get is not None else "post"
        self._check_address(lookup.get or lookup.post or "", self._at("lookup", name, key))
        self._check_range(lookup.within, 100, 60_000, self._at("lookup", name, "within"), _seconds)
        for outcome, status in lookup.outcomes.items():
            self._check_range(status, 100, 599, self._at("lookup", name, "outcomes", outcome))

    def _check_address(self, text: str, place: Place) -> None:
        if not _is_address(text):
            self._report("address-bad", place, text=text)

    def _check_list(self, name: str, entries: dict[str, tuple[str, ...]], language: str) -> None:
        if not entries and not language:
            self._report("list-empty", self._at("word list", name), at_key=True, name=name)
        owners: dict[str, str] = {}
        for entry, words in entries.items():
            if not words and not language:
                at = self._at("word list", name, entry)
                self._report("entry-without-words", at, at_key=True, severity="warning", name=entry)
            for position, word in enumerate(words):
                other = owners.setdefault(word.casefold(), entry)
                if other != entry:
                    place = self._place_of_word(self._at("word list", name, entry), position, language)
                    if place is not None:
                        self._report("word-in-two-entries", place, word=word, other=other)

    def _place_of_word(self, entry: Place, position: int, language: str) -> Place | None:
        """Where a word of a list stands; None where it is for all languages and was looked at in the flow's own."""
        written = self._reading.source.find(entry.file, entry.path)
        if not isinstance(written, MappingNode):
            return None if language else Place(entry.file, (*entry.path, position))
        return Place(entry.file, (*entry.path, language or self._package.flow.language, position))

    def _check_conversation(self, file: str, index: int, conversation: Conversation) -> None:
        if not _is_moment(conversation.now):
            self._report("time-bad", Place(file, (index, "now")), text=conversation.now)
        for position, turn in enumerate(conversation.talk):
            if turn.now is not None and not _is_moment(turn.now):
                self._report("time-bad", Place(file, (index, "talk", position, "now")), text=turn.now)
            wrong = next((at for at, sign in enumerate(turn.keys or "") if sign not in KEYS), None)
            node = self._reading.source.find(file, (index, "talk", position, "keys"))
            if wrong is not None and isinstance(node, Scalar):
                span = self._reading.source.files[file].inside(node, wrong, wrong + 1)
                self._findings.report("key-unknown", span, text=node.text[wrong])

    def _check_patience(self, milliseconds: int, place: Place) -> None:
        self._check_range(milliseconds, 500, 60_000, place, _seconds)

    def _check_range(
        self,
        value: int,
        least: int,
        most: int,
        place: Place,
        shown: Callable[[int], str] = str,
    ) -> None:
        if not least <= value <= most:
            self._report("out-of-range", place, least=shown(least), most=shown(most))

    def _report(
        self,
        code: str,
        place: Place,
        at_key: bool = False,
        severity: Severity = "error",
        **arguments: str,
    ) -> None:
        at = self._reading.key_span(place.file, *place.path) if at_key else self._reading.value_or_key_span(place)
        self._findings.report(code, at, severity=severity, arguments=arguments)

    def _at(self, kind: str, name: str, *below: PathKey) -> Place:
        return self._reading.place(kind, name, *below)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:g}s"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    """An ISO moment with its time zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
