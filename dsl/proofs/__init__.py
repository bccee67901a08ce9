"""Owns the fifth stage: what is proven of a package that has no errors. Nobody gets stuck, and every policy holds.

The model is a state machine with sub-flows: `machine` and `moves` say how calls go on, `exploration` (with `summaries`),
`circles` and `settling` look at all of them at once, `walking` makes a failing call concrete, `telling` tells it as events,
`watching` and `secrets` hold the policies.
"""

from __future__ import annotations

from dsl.bundle import Bundle
from dsl.diagnostics import Findings, Span
from dsl.failing_call import FailingCall
from dsl.model import Package, Policy
from dsl.proofs.machine import Machine
from dsl.proofs.moves.watcher import Watcher
from dsl.proofs.secrets import leaks
from dsl.proofs.settling import Failing, Verdict, settle
from dsl.proofs.walking import Undecided
from dsl.proofs.watching import VIOLATED, Arrives, first_tracked, watcher_of
from dsl.reading import FLOW_FILE, POLICIES_FILE, Reading

__all__ = ["FailingCall", "prove", "prove_policy", "prove_termination"]

MOST_ATOMS = 12
"""Comparisons in the condition of one policy; a rule with more is not decided."""


def prove(reading: Reading, package: Package, bundle: Bundle, findings: Findings) -> None:
    """Reports what can be shown to fail, and what could not be decided. The package must be free of other errors."""
    machine = Machine(bundle, package.policies)
    verdict = prove_termination(machine)
    if isinstance(verdict, Failing):
        steps = verdict.call.round or verdict.call.steps[-1:]
        span = _step_span(reading, steps[0])
        findings.report("caller-trapped", span, steps=" → ".join([*steps, steps[0]]), call=verdict.call)
    elif isinstance(verdict, Undecided):
        span = reading.key_span(FLOW_FILE, "steps")
        findings.report("proof-undecided", span, name="", why=verdict.why, detail=verdict.detail)
    for index, policy in enumerate(package.policies):
        _prove_policy(reading, machine, policy, index, findings)


def _prove_policy(reading: Reading, machine: Machine, policy: Policy, index: int, findings: Findings) -> None:
    span = reading.source.value_span(POLICIES_FILE, (index, "name")) or reading.key_span(POLICIES_FILE, index)
    if policy.secret:
        for leak in leaks(policy, machine):
            call = _call_to(machine, leak.address, policy.secret)
            step = leak.address.rpartition("/")[2]
            at = _step_span(reading, leak.address)
            findings.report(f"secret-in-{leak.where}", at, call=call, policy=policy.name, step=step, name=leak.name)
        return
    verdict = prove_policy(machine, policy)
    if isinstance(verdict, Failing):
        findings.report("policy-broken", span, call=verdict.call, name=policy.name, step=verdict.call.steps[-1])
    elif isinstance(verdict, Undecided):
        findings.report("proof-undecided", span, name=policy.name, why=verdict.why, detail=verdict.detail)


def prove_termination(machine: Machine) -> Verdict:
    """Whether a caller can be kept in a circle that they do nothing for."""
    return settle(machine, Watcher())


def prove_policy(machine: Machine, policy: Policy) -> Verdict:
    """Whether some call breaks a policy of paths."""
    asked = policy.when or policy.holds or ""
    if asked and len(list(machine.conditions.atoms_of(machine.program.tree(asked), asked))) > MOST_ATOMS:
        return Undecided("too-many-atoms", str(MOST_ATOMS))
    return settle(
        machine,
        watcher_of(policy, machine),
        goal=VIOLATED,
        tracked=first_tracked(policy, machine),
        turns_matter=bool(policy.when),
    )


def _call_to(machine: Machine, address: str, secret: str) -> FailingCall | None:
    """A call that comes to a step once the secret is known; None where none is found."""
    verdict = settle(machine, Arrives(address, secret), goal=VIOLATED, tracked=[("slot", secret)])
    return verdict.call if isinstance(verdict, Failing) else None


def _step_span(reading: Reading, address: str) -> Span:
    subflow, _, step = address.rpartition("/")
    file = reading.defined("subflow")[subflow].place.file if subflow else FLOW_FILE
    return reading.key_span(file, "steps", step)
