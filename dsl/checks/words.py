"""Owns the checks of what the line says: something where words are due, and never a secret."""

from __future__ import annotations

from typing import cast

from dsl import reply
from dsl.diagnostics import Findings
from dsl.model import Package
from dsl.reading import Reading, WrittenText

_MUST_SPEAK = {"say", "ask", "leave"}


def check_words(reading: Reading, package: Package, findings: Findings) -> None:
    secrets = {name for name, slot in package.slots.items() if slot.secret}
    for text in reading.texts:
        if text.notation == "reply":
            _check_secrets(text, secrets, reading, findings)
            if text.place.path[-1] in _MUST_SPEAK and text.place.step and not reply.plain(cast(reply.Reply, text.tree)).strip():
                findings.report("nothing-said", reading.span(text.node, text.place))
    for name, slot in package.slots.items():
        if slot.secret and slot.confirm != "none":
            span = reading.source.value_span("slots.yaml", (name, "confirm"))
            findings.report("secret-read-back", span or reading.key_span("slots.yaml", name), name=name)


def _check_secrets(text: WrittenText, secrets: set[str], reading: Reading, findings: Findings) -> None:
    for part in reply.names(cast(reply.Reply, text.tree)):
        if part.name in secrets:
            findings.report("secret-said", reading.span(text.node, text.place, part.start, part.end), name=part.name)
