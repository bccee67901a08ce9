"""Owns the checks of what the line says: something where words are due, things counted by their number, and never a secret."""

from __future__ import annotations

import re
from typing import cast

from dsl import reply
from dsl.diagnostics import Findings
from dsl.model import Package
from dsl.reading import Reading, WrittenText
from dsl.resolver.spoken import spoken_names
from dsl.resolver.vocabulary import Vocabulary

_MUST_SPEAK = {"say", "ask", "leave", "text"}
_COUNTING = {"number", "count"}


def check_words(reading: Reading, package: Package, findings: Findings) -> None:
    secrets = {name for name, slot in package.slots.items() if slot.secret}
    counted = _Counted(reading, findings)
    for text in reading.texts:
        if text.place.step and (text.place.common[2:3] == ("send",) or text.place.common[2:4] == ("call_back", "at")):
            _check_message(text, secrets, reading, findings)
        elif text.notation == "reply":
            _check_secrets(text, secrets, reading, findings)
        if text.notation == "reply":
            for language in [text.place.language] if text.place.language else package.flow.spoken:
                counted.check(text, language)
            if text.place.common[-1] in _MUST_SPEAK and text.place.step and reply.may_be_silent(cast(reply.Reply, text.tree)):
                findings.report("nothing-said", reading.span(text.node, text.place))
    for name, slot in package.slots.items():
        if slot.secret and slot.confirm != "none":
            at = reading.value_or_key_span(reading.place("slot", name, "confirm"))
            findings.report("secret-read-back", at, name=name)


def _check_secrets(text: WrittenText, secrets: set[str], reading: Reading, findings: Findings) -> None:
    for part in reply.names(cast(reply.Reply, text.tree)):
        if part.name in secrets:
            findings.report("secret-said", reading.span(text.node, text.place, part.start, part.end), name=part.name)


def _check_message(text: WrittenText, secrets: set[str], reading: Reading, findings: Findings) -> None:
    """Neither the words of a message, nor what it is sent to, nor when somebody rings back may be a secret."""
    for name, start, end in spoken_names(text):
        if name in secrets:
            findings.report("secret-sent", reading.span(text.node, text.place, start, end), name=name)


class _Counted:
    """The check of `<parcels parcel|parcels>`: a number is counted, and the language decides how many forms its thing has."""

    def __init__(self, reading: Reading, findings: Findings) -> None:
        self._reading = reading
        self._findings = findings
        self._type_of = Vocabulary(reading).type_of

    def check(self, text: WrittenText, language: str) -> None:
        for part in reply.names(cast(reply.Reply, text.tree)):
            if not part.forms:
                continue
            known = self._type_of(part.name)
            if known is not None and known.name not in _COUNTING:
                self._report("counted-type", text, part, name=part.name, type=known.name)
            elif language.startswith("zh") and len(part.forms) > 1:
                self._report("plural-unknown", text, part, part.forms[0])
            elif not language.startswith("zh") and len(part.forms) == 1:
                self._report("plural-missing", text, part, f"{part.forms[0]}|{plural(part.forms[0])}", form=part.forms[0])

    def _report(self, code: str, text: WrittenText, part: reply.ValueReference, forms: str = "", **arguments: str) -> None:
        mended = f"<{part.name} {forms}>"
        fix = self._reading.fix_inside("use-meant-signs", text.node, text.place, part.start, part.end, mended) if forms else None
        self._findings.report(code, self._reading.span(text.node, text.place, part.start, part.end), fix=fix, arguments=arguments)


def plural(form: str) -> str:
    """How most English words make their plural: what the fix offers, for a person to look at."""
    if re.search(r"[^aeiou]y$", form):
        return form[:-1] + "ies"
    return form + ("es" if re.search(r"(s|x|z|ch|sh)$", form) else "s")
