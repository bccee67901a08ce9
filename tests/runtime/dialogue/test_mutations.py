"""The policies of the ready-made flows hold because of guards; without any one of them, or past it, a policy is seen to break.

Every guard is taken away, turned round or gone past by a program. A mutant that no policy catches is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from dsl.bundle import Bundle
from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_bundle
from dsl.failing_call import FailingCall
from dsl.model import Choose, Fetch, Policy, Say, Step
from dsl.proofs import prove_policy
from dsl.proofs.machine import Machine
from dsl.proofs.secrets import leaks
from dsl.proofs.settling import Failing
from dsl.proofs.watching import steps_meant
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay

FLOWS = Path(__file__).parents[3] / "flows"
PACKAGES = sorted(path.parent.name for path in FLOWS.glob("*/policies.yaml"))

EQUIVALENT: dict[tuple[str, str], str] = {
    ("phone_bill", "compare: branches turned round"): "which charge is explained is no matter of a policy",
    ("parcel_status", "tell_status: branches turned round"): "which news is told is no matter of a policy",
    ("parcel_status", "forget_parcel: branches turned round"): "how often a number is asked again is no matter of a policy",
    ("parcel_status", "rule 1: turned round"): "everybody is sent to a person at once, and nobody too late",
    ("phone_bill", "rule 1: turned round"): "everybody is sent to a person at once, and nobody too late",
}
"""Mutants that no policy speaks of, and why."""


@cache
def checked(name: str) -> tuple[Bundle, tuple[Policy, ...]]:
    found = check(read_with_libraries(FLOWS / name))
    assert found.package is not None
    assert [one.line() for one in found.findings] == []
    return compile_bundle(found.package, found.reading.translations), found.package.policies


def mutants(bundle: Bundle, policies: tuple[Policy, ...]) -> Iterator[tuple[str, Bundle]]:
    """Every guard, taken away, turned round or gone past."""
    machine = Machine(bundle, policies)
    for address, step in machine.program.steps.items():
        if machine.program.needs(step):
            yield f"{address}: needs taken away", with_step(bundle, address, msgspec.structs.replace(step, needs=None))
        if isinstance(step, Say) and step.barge_in == "never" and any(address in policy.heard for policy in policies):
            yield f"{address}: may be interrupted", with_step(bundle, address, msgspec.structs.replace(step, barge_in="allowed"))
        if isinstance(step, Choose):
            first = step.choose[0]
            turned = (msgspec.structs.replace(first, next=step.otherwise), *step.choose[1:])
            yield (
                f"{address}: branches turned round",
                with_step(bundle, address, msgspec.structs.replace(step, choose=turned, otherwise=first.next)),
            )
        if isinstance(step, Fetch):
            for policy in policies:
                if policy.secret and step.fetch not in policy.only_to:
                    sends = {**step.with_, "more": policy.secret}
                    yield (
                        f"{address}: sends {policy.secret}",
                        with_step(bundle, address, msgspec.structs.replace(step, with_=sends)),
                    )
    for index, rule in enumerate(bundle.escalation):
        rest = bundle.escalation[:index] + bundle.escalation[index + 1 :]
        yield f"rule {index}: taken away", msgspec.structs.replace(bundle, escalation=rest)
        turned_rule = msgspec.structs.replace(rule, when=f"not ({rule.when})")
        rules = (*bundle.escalation[:index], turned_rule, *bundle.escalation[index + 1 :])
        yield f"rule {index}: turned round", msgspec.structs.replace(bundle, escalation=rules)
    yield from bypasses(bundle, policies, machine)


def bypasses(bundle: Bundle, policies: tuple[Policy, ...], machine: Machine) -> Iterator[tuple[str, Bundle]]:
    """Calls that begin past what must be heard first, and a question that leads straight to what is guarded."""
    for policy in policies:
        for heard in policy.heard:
            step = machine.program.steps[heard]
            for entry in ("inbound", "outbound"):
                if getattr(bundle.entry, entry) == heard and isinstance(step, Say):
                    moved = msgspec.structs.replace(bundle.entry, **{entry: step.next})
                    yield f"{entry}: past {heard}", msgspec.structs.replace(bundle, entry=moved)
        if policy.holds:
            for protected in sorted(steps_meant(policy.before, machine)):
                steps = machine.program.steps
                source = next(at for at in ("listen", "identity/ask_pin") if at in steps and _together(at, protected))
                step = steps[source]
                target = protected.rpartition("/")[2]
                changed = (
                    msgspec.structs.replace(step, keys={**step.keys, "9": target})  # type: ignore[union-attr]
                    if source == "listen"
                    else msgspec.structs.replace(step, next=target)  # type: ignore[call-overload]
                )
                yield f"{source}: straight to {protected}", with_step(bundle, source, changed)


def _together(one: str, other: str) -> bool:
    return one.rpartition("/")[0] == other.rpartition("/")[0]


def with_step(bundle: Bundle, address: str, step: Step) -> Bundle:
    subflow, _, name = address.rpartition("/")
    if not subflow:
        return msgspec.structs.replace(bundle, steps={**bundle.steps, name: step})
    changed = msgspec.structs.replace(bundle.subflows[subflow], steps={**bundle.subflows[subflow].steps, name: step})
    return msgspec.structs.replace(bundle, subflows={**bundle.subflows, subflow: changed})


def broken(bundle: Bundle, policies: tuple[Policy, ...]) -> list[tuple[str, FailingCall | None]]:
    """The policies that a bundle breaks, each with its failing call; a leak shows its step instead."""
    machine = Machine(bundle, policies)
    found: list[tuple[str, FailingCall | None]] = []
    for policy in policies:
        if policy.secret:
            found += [(policy.name, None) for _ in leaks(policy, machine)]
            continue
        verdict = prove_policy(machine, policy)
        if isinstance(verdict, Failing):
            found.append((policy.name, verdict.call))
        else:
            assert type(verdict).__name__ == "Proven", (policy.name, verdict)
    return found


ALL = [(name, label) for name in PACKAGES for label, _ in mutants(*checked(name))]


def test_there_are_guards_in_every_package():
    assert PACKAGES == ["front_desk", "parcel_status", "phone_bill"]
    assert {name for name, _ in ALL} == {*PACKAGES}
    assert {*EQUIVALENT} <= {*ALL}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_packages_as_they_are_break_nothing(name):
    assert broken(*checked(name)) == []


@pytest.mark.parametrize(("name", "label"), ALL)
def test_a_mutant_is_caught_with_its_path(name, label):
    bundle, policies = checked(name)
    mutant = dict(mutants(bundle, policies))[label]
    caught = broken(mutant, policies)
    assert (caught == []) == ((name, label) in EQUIVALENT), caught
    for _, call in caught:
        if call is not None:
            played = replay(Program(mutant), call)
            assert played.unplayed == () and call.steps[-1] in played.steps
