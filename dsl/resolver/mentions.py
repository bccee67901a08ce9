"""Owns resolving plain names: a step, an intent, a slot, … named where the model says that one is meant."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.diagnostics import Findings, Fix
from dsl.model import STEP_KINDS
from dsl.naming import nearest, plain
from dsl.reading import FLOW_FILE, POLICIES_FILE, Mention, Reading
from dsl.resolver.vocabulary import BUILT_IN_INTENTS

_WORDS_BESIDE_STEPS = {"step or stay or off": ("stay", "off"), "step or kind": tuple(STEP_KINDS)}


def resolve_mentions(reading: Reading, findings: Findings) -> None:
    names: dict[tuple[str, str, str], set[str]] = {}
    for mention in reading.mentions:
        place = (mention.kind, mention.place.file, mention.place.scope)
        if place not in names:
            names[place] = known_names(reading, mention)
        known = names[place]
        if mention.name not in known and not _unread(reading, mention):
            _report(reading, findings, mention, known)


def known_names(reading: Reading, mention: Mention) -> set[str]:
    """Every name that would be right at this place."""
    kind = mention.kind
    if kind == "library":
        return {name for name in reading.source.libraries if name != reading.source.own_library}
    if "step" in kind.split(" or ") and mention.place.file == POLICIES_FILE:
        return {*reading.defined("step"), *_addresses(reading), *_WORDS_BESIDE_STEPS.get(kind, ())}
    if kind in _WORDS_BESIDE_STEPS:
        return {*_WORDS_BESIDE_STEPS[kind], *reading.defined("step", mention.place.scope)}
    if kind == "step" and mention.place.file.startswith("conversations/"):
        return {*reading.defined("step"), *_addresses(reading)}
    known = set(reading.defined(kind, mention.place.scope))
    return known | set(BUILT_IN_INTENTS) if kind == "intent" else known


def _addresses(reading: Reading) -> set[str]:
    """Steps of sub-flows, as conversations name them: `identity/ask_pin`."""
    return {
        f"{name}/{step}"
        for name, subflow in reading.defined("subflow").items()
        for step in reading.defined("step", subflow.place.file)
    }


def _unread(reading: Reading, mention: Mention) -> bool:
    """Whether the name may be defined in what could not be read."""
    return any(file.left_out(mention.name) for file in reading.source.files.values())


def _report(reading: Reading, findings: Findings, mention: Mention, known: Iterable[str]) -> None:
    kind = "step" if mention.kind in _WORDS_BESIDE_STEPS else mention.kind
    span = reading.span(mention.node, mention.place)
    if kind == "step" and mention.place.scope != FLOW_FILE and mention.name in reading.defined("step"):
        findings.report("step-outside-subflow", span, name=mention.name)
        return
    meant = nearest(mention.name, known)
    fix: Fix | None = None
    if meant:
        fix = reading.fix("rename-to-known", mention.node, mention.place, meant)
    if meant and plain(mention.name) == meant:
        findings.report("name-in-wide-signs", span, fix=fix, name=mention.name, plain=meant)
        return
    findings.report("name-unknown", span, fix=fix, kind=kind, name=mention.name, nearest=meant)
