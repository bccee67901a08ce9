"""Owns the checks of policies: each says all that its kind needs, and names things that can be what it says."""

from __future__ import annotations

from dsl.diagnostics import Findings
from dsl.model import Ask, Package, Policy, Say, Step
from dsl.reading import POLICIES_FILE, Reading
from dsl.source import SequenceNode

_BESIDE: dict[str, tuple[str, ...]] = {
    "heard": ("before",),
    "holds": ("before",),
    "secret": ("only_to",),
    "when": ("reach", "within"),
}
"""What a rule says first, and what it must say beside it."""


def check_policies(reading: Reading, package: Package, findings: Findings) -> None:
    written = reading.source.find(POLICIES_FILE, ())
    if not isinstance(written, SequenceNode) or len(written.items) != len(package.policies):
        return  # some could not be read, and what is said of the others should stand at the right place
    for index, policy in enumerate(package.policies):
        _Check(reading, package, findings, index).check(policy)


class _Check:
    """The checks of one policy."""

    def __init__(self, reading: Reading, package: Package, findings: Findings, index: int) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings
        self._index = index

    def check(self, policy: Policy) -> None:
        kind = next(kind for kind in _BESIDE if self._written(kind))
        for key in ("before", "only_to", "reach", "within"):
            if key in _BESIDE[kind] and not self._written(key):
                self._report("policy-incomplete", kind, kind_of=kind, key=key)
            elif key not in _BESIDE[kind] and self._written(key):
                self._report("policy-key-misplaced", key, kind_of=kind, key=key)
        for name in policy.heard:
            step = self._step(name)
            if step is not None and not isinstance(step, Say | Ask):
                self._report("policy-never-heard", "heard", name=name)
        slot = self._package.slots.get(policy.secret)
        if slot is not None and not slot.secret:
            self._report("policy-no-secret", "secret", name=policy.secret)

    def _written(self, key: str) -> bool:
        return self._reading.source.find_key(POLICIES_FILE, (self._index, key)) is not None

    def _step(self, name: str) -> Step | None:
        subflow, slash, step = name.rpartition("/")
        if not slash:
            return self._package.flow.steps.get(name)
        owner = self._package.subflows.get(subflow)
        return owner.steps.get(step) if owner is not None else None

    def _report(self, code: str, at_key: str, **arguments: str) -> None:
        at = self._reading.source.value_span(POLICIES_FILE, (self._index, at_key))
        self._findings.report(code, at or self._reading.key_span(POLICIES_FILE, self._index, at_key), arguments=arguments)
