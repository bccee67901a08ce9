"""Owns the check of dispositions: calls end with what the flow lists, and conversations expect what calls can end with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from dsl.diagnostics import Findings
from dsl.journal import ENDINGS, OWN_DISPOSITIONS
from dsl.model import HangUp, Package, Say
from dsl.naming import nearest
from dsl.reading import Reading
from dsl.resolver.wiring import step_files
from dsl.source import Scalar
from dsl.source.files import PathKey


def check_dispositions(reading: Reading, package: Package, findings: Findings) -> None:
    _Dispositions(reading, package, findings).check()


class _Dispositions:
    """The dispositions of one package."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings
        self._written: dict[str, None] = {}

    def check(self) -> None:
        for file, steps in step_files(self._reading, self._package):
            for name, step in steps.items():
                if isinstance(step, HangUp):
                    self._check_step(step.disposition, file, ("steps", name))
                if isinstance(step, Say) and step.machine is not None:
                    self._check_step(step.machine.disposition, file, ("steps", name, "machine"))
        for stem, conversations in self._package.conversations.items():
            for index, conversation in enumerate(conversations):
                for position, turn in enumerate(conversation.talk):
                    self._check_ends(turn.ends or {}, f"conversations/{stem}.yaml", (index, "talk", position, "ends"))

    def _check_step(self, text: str, file: str, owner: tuple[PathKey, ...]) -> None:
        """Where the flow lists its dispositions, one of them; also where nobody wrote one."""
        self._written[text] = None
        listed = self._package.flow.dispositions
        if listed and text not in listed:
            self._report("disposition-unknown", text, file, owner, "disposition", listed)

    def _check_ends(self, ends: dict[str, str], file: str, path: tuple[PathKey, ...]) -> None:
        """A call ends with what the flow lists, else with what its steps say, or with what the line says by itself."""
        known = (*(self._package.flow.dispositions or self._written), *OWN_DISPOSITIONS)
        text = ends.get("disposition", "")
        if text and text not in known and not self._reading.broken:
            self._report("disposition-unknown", text, file, path, "disposition", known)
        how = ends.get("how", ENDINGS[0])
        if how not in ENDINGS:
            self._report("ending-unknown", how, file, path, "how", ENDINGS)

    def _report(self, code: str, text: str, file: str, owner: tuple[PathKey, ...], key: str, known: Sequence[str]) -> None:
        source, path = self._reading.source, (*owner, key)
        meant, node = nearest(text, known), source.find(file, path)
        mendable = meant and isinstance(node, Scalar)
        fix = source.files[file].fix_scalar("rename-to-known", cast(Scalar, node), meant) if mendable else None
        span = source.value_span(file, path) or self._reading.key_span(file, *owner)
        others = "" if meant else ", ".join(known)
        self._findings.report(code, span, fix=fix, text=text, nearest=meant, known=others)
