"""Owns the two ways through the whole pipeline: `check` for everything that is wrong, `compile_package` for a bundle.

Compiling fills in what a person need not write: reprompts of every question, built-in words and manners, and where the
manners go. The same text gives the same bytes; comments and layout change nothing.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec
from msgspec import Struct, field

from dsl import manners
from dsl.bundle import Bundle, MannerRule, encode, identity
from dsl.checks import run_checks
from dsl.defaults import first_step, way_out
from dsl.diagnostics import Diagnostic, Findings
from dsl.libraries import files_of, library_of, prefix_of
from dsl.model import (
    AlwaysRule,
    Ask,
    Conversation,
    Defaults,
    EscalationRule,
    HandOff,
    HangUp,
    Intent,
    KnowledgeAnswer,
    Manner,
    Package,
    Reprompts,
    Slot,
    Step,
    Subflow,
)  # fmt: skip
from dsl.proofs import prove
from dsl.reader.package import read
from dsl.reading import Reading
from dsl.resolver import resolve
from dsl.resolver.selection import select
from dsl.source import Source, read_source

_PROVABLE = frozenset({"silent-loop", "step-never-ends"})


class Checked(Struct):
    """What checking a package gives. `package` holds all that could be read, even when there are errors."""

    findings: Findings
    source: Source
    reading: Reading

    @property
    def package(self) -> Package | None:
        return self.reading.package


class Compiled(Struct):
    """A bundle and its identity; `bundle` is None, and `data` empty, when there are errors."""

    findings: Findings
    source: Source
    bundle: Bundle | None = None
    data: bytes = b""
    identity: str = ""
    conversations: dict[str, tuple[Conversation, ...]] = field(default_factory=dict)


def check(files: Mapping[str, bytes | str], *, proven: bool = True) -> Checked:
    """Everything that is wrong with the files of a package or a library, by relative posix path, those of the libraries that it
    may use beside them (`library/identity/slots.yaml`); unless `proven`, what takes no proof.

    A library by itself is not proven: that is done in each package that uses it.
    """
    findings = Findings()
    reading = _examine(files, findings)
    source = reading.source
    for library in source.used:
        findings.adopt(check_library(library, files))
    if proven and not reading.is_library and reading.package is not None and provable(findings):
        prove(reading, reading.package, compile_bundle(reading.package, reading.translations), findings)
    return Checked(findings, source, reading)


def _examine(files: Mapping[str, bytes | str], findings: Findings) -> Reading:
    """All that is looked at before anything is proven."""
    reading = read(read_source(files, findings), findings)
    select(reading)
    resolve(reading, findings)
    run_checks(reading, findings)
    return reading


def check_library(library: str, files: Mapping[str, bytes | str]) -> tuple[Diagnostic, ...]:
    """What is wrong with a library by itself, whoever uses it, at its files' names beside those of a package."""
    beside = {name: content for name, content in files.items() if library_of(name) not in ("", library)}
    return _check_library(library, frozenset({**beside, **files_of(files, library)}.items()))


@lru_cache(maxsize=32)  # libraries change seldom, the packages that use them with every keystroke
def _check_library(library: str, files: frozenset[tuple[str, bytes | str]]) -> tuple[Diagnostic, ...]:
    findings = Findings()
    _examine(dict(files), findings)
    return tuple(one.moved(prefix_of(library)) for one in findings if not library_of(one.span.file))


def provable(findings: Findings) -> bool:
    """Whether a package is whole enough to be proven: circles of steps that nobody asked for are what a proof shows best."""
    return all(one.severity != "error" or one.code in _PROVABLE for one in findings)


def compile_package(files: Mapping[str, bytes | str]) -> Compiled:
    """The bundle of a package, if nothing in it is an error. A library is none: it goes into the bundles of who uses it."""
    checked = check(files)
    if checked.package is None or checked.findings.fatal or checked.reading.is_library:
        return Compiled(checked.findings, checked.source)
    bundle = compile_bundle(checked.package, checked.reading.translations)
    data = encode(bundle)
    return Compiled(checked.findings, checked.source, bundle, data, identity(data), checked.package.conversations)


def compile_bundle(package: Package, translations: Mapping[str, Package] | None = None) -> Bundle:
    """A package without errors, with everything filled in; `translations` are the same in its other languages."""
    own = package.flow.language
    others = {
        language: msgspec.structs.replace(_fill(translated), home=own) for language, translated in (translations or {}).items()
    }
    return msgspec.structs.replace(_fill(package), translations=others) if others else _fill(package)


def _fill(package: Package) -> Bundle:
    """The bundle in one language."""
    flow = package.flow
    words = manners.words(flow.language)
    defaults = _fill_defaults(flow.defaults, flow.steps, words)
    return Bundle(
        package=flow.flow,
        title=flow.title,
        language=flow.language,
        entry=flow.entry,
        topics=flow.topics,
        values=flow.values,
        defaults=defaults,
        if_unsure=flow.if_unsure,
        arousal=True if flow.arousal else msgspec.UNSET,
        steps=_fill_steps(flow.steps, defaults),
        subflows={name: _fill_subflow(subflow, defaults) for name, subflow in package.subflows.items()},
        intents=_fill_intents(package),
        slots={name: _fill_slot(slot, words) for name, slot in package.slots.items()},
        answers=_fill_answers(package),
        escalation=_fill_escalation(package),
        data=package.data,
        words=package.words,
        connectors=package.connectors,
        calendars=package.calendars,
        manners=_fill_manners(package),
        built_in=words,
    )


# ---- questions ---------------------------------------------------------------------------------------------------


def _fill_defaults(defaults: Defaults, steps: Mapping[str, Step], words: Mapping[str, str]) -> Defaults:
    """Reprompts for every question: those of the flow, else the built-in words and the way out."""
    go = way_out(steps) or ""
    return msgspec.structs.replace(
        defaults,
        no_input=defaults.no_input or Reprompts(says=(words["silent"],), go=go),
        no_match=defaults.no_match or Reprompts(says=(words["not_understood"],), go=go),
    )


def _fill_steps(steps: Mapping[str, Step], defaults: Defaults) -> dict[str, Step]:
    return {name: _fill_question(step, defaults) if isinstance(step, Ask) else step for name, step in steps.items()}


def _fill_question(ask: Ask, defaults: Defaults) -> Ask:
    return msgspec.structs.replace(
        ask,
        no_input=ask.no_input or defaults.no_input,
        no_match=ask.no_match or defaults.no_match,
        no_input_after=ask.no_input_after if ask.no_input_after is not None else defaults.no_input_after,
    )


def _fill_subflow(subflow: Subflow, defaults: Defaults) -> Subflow:
    """A sub-flow says what the flow says by default, but goes on at a step of its own."""
    go = way_out(subflow.steps) or ""
    local = {
        key: msgspec.structs.replace(reprompts, go=go)
        for key in ("no_input", "no_match")
        if (reprompts := getattr(defaults, key)) is not None
    }
    return msgspec.structs.replace(subflow, steps=_fill_steps(subflow.steps, msgspec.structs.replace(defaults, **local)))


def _fill_slot(slot: Slot, words: Mapping[str, str]) -> Slot:
    return msgspec.structs.replace(
        slot,
        no_match=slot.no_match or (words["not_understood"],),
        no_input=slot.no_input or (words["silent"],),
        invalid=slot.invalid or (words["not_understood"] if slot.valid else ""),
    )


# ---- what the line brings along ----------------------------------------------------------------------------------


def _fill_intents(package: Package) -> dict[str, Intent]:
    """The built-in intents too; what a package writes itself comes first, and its `not` takes built-in phrases away."""
    intents = dict(package.intents)
    for name, built_in in manners.intents(package.flow.language).items():
        own = intents.get(name)
        intents[name] = built_in if own is None else _joined(own, built_in)
    return intents


def _joined(own: Intent, built_in: Intent) -> Intent:
    kept = (phrase for phrase in built_in.phrases if phrase not in own.not_)
    return msgspec.structs.replace(own, title=own.title or built_in.title, phrases=_without_doubles(own.phrases, kept))


def _without_doubles(own: Iterable[str], built_in: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*own, *built_in]))


def _fill_manners(package: Package) -> dict[str, MannerRule]:
    """Every built-in manner, reworded or replaced as the flow says."""
    flow = package.flow
    words, phrases = manners.words(flow.language), manners.phrases(flow.language)
    goes = {"human": first_step(flow.steps, HandOff), "goodbye": first_step(flow.steps, HangUp)}
    filled = {}
    for name in typing.get_args(Manner):
        own = flow.always.get(name, AlwaysRule())
        go = own.go or goes.get(name)
        built_in = "" if go else words[manners.SAYS[name]]  # a step that is gone to speaks for itself
        filled[name] = MannerRule(
            phrases=_without_doubles(own.phrases, phrases[name]),
            say=built_in if own.say is None else own.say,
            go=go,
        )
    return filled


def _fill_escalation(package: Package) -> tuple[EscalationRule, ...]:
    otherwise = _nobody(package)
    return tuple(msgspec.structs.replace(rule, unavailable=rule.unavailable or otherwise) for rule in package.escalation)


def _fill_answers(package: Package) -> dict[str, KnowledgeAnswer]:
    """What only people answer has a reason, which they read, and a place to go on at."""
    otherwise = _nobody(package)
    filled = {}
    for name, answer in package.answers.items():
        order = answer.human_only
        if order is not None:
            order = msgspec.structs.replace(order, reason=order.reason or answer.title or name)
            answer = msgspec.structs.replace(answer, human_only=order, unavailable=answer.unavailable or otherwise)
        filled[name] = answer
    return filled


def _nobody(package: Package) -> str | None:
    """Where a call goes on when nobody takes it: as the first hand-off of the flow says."""
    hand_off = next((step for step in package.flow.steps.values() if isinstance(step, HandOff)), None)
    return hand_off.unavailable if hand_off else first_step(package.flow.steps, HangUp)
