"""Owns where a secret may go: from the slot that takes it, through the values made from it, into look-ups and words.

What the flow does with the secret is followed whatever path a call takes. What a caller blurts out where nobody asked is no
matter of the flow: it is masked at run time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dsl import reply
from dsl.bundle import Bundle
from dsl.condition import parse_change
from dsl.condition.parsing import Add, Reset
from dsl.model import Answer, Ask, CallBack, Collect, Fetch, HandOff, HangUp, Policy, Say, Send, Set, Step
from dsl.proofs.machine import Machine


class Leak(NamedTuple):
    """A step that lets a secret out, by what of it: `with` of a look-up, or the words it says."""

    address: str
    where: str
    name: str


def leaks(policy: Policy, machine: Machine) -> Iterator[Leak]:
    """Every step that lets the secret of a policy go where it must not."""
    tainted = _tainted(policy.secret, machine)
    for address, step in machine.program.steps.items():
        if isinstance(step, Fetch) and step.fetch not in policy.only_to:
            for parameter, text in step.with_.items():
                if machine.program.heads([text]) & tainted:
                    yield Leak(address, "fetch", parameter)
        for name in sorted(_named(step, machine) & tainted):
            yield Leak(address, "say", name)


def _named(step: Step, machine: Machine) -> frozenset[str]:
    """The slots, values and look-ups that the words of a step read out, in any language of the flow."""
    bundle = machine.bundle
    bundles = [bundle, *(bundle.translations or {}).values()]
    address = next(name for name, one in machine.program.steps.items() if one is step)
    subflow, _, local = address.rpartition("/")
    texts = [text for one in bundles for text in _said_by((one.subflows[subflow].steps if subflow else one.steps)[local], one)]
    told: tuple[str, ...] = (step.send.to,) if isinstance(step, Send) else step.call_back.at if isinstance(step, CallBack) else ()
    return machine.program.heads(told) | frozenset(
        name.name.partition(".")[0] for text in texts for name in reply.names(reply.parse(text))
    )


def _said_by(step: Step, bundle: Bundle) -> Iterator[str]:
    """The words that a step lets out: to the caller, or to whoever reads a note."""
    match step:
        case Say():
            yield step.say
            if step.machine is not None:
                yield step.machine.leave
        case Ask():
            yield step.ask
            for reprompts in (step.no_input, step.no_match):
                yield from reprompts.says if reprompts is not None else ()
            if step.answers != "off":
                yield from (answer.human_only.say if answer.human_only else answer.say for answer in bundle.answers.values())
        case Collect():
            for name in step.collect:
                slot = bundle.slots[name]
                yield from (slot.ask, slot.invalid, *slot.no_match, *slot.no_input)
        case Fetch():
            yield bundle.data[step.fetch].waiting
        case Answer():
            yield bundle.answers[step.answer].say
        case Send():
            yield step.send.text
        case CallBack():
            yield step.call_back.note
        case HandOff():
            yield step.hand_off.say
        case HangUp():
            yield step.hang_up
        case _:
            return


def _tainted(secret: str, machine: Machine) -> frozenset[str]:
    """The secret, and every declared value that is made from it, at first or second hand."""
    tainted = {secret}
    found = True
    while found:
        found = False
        for step in machine.program.steps.values():
            for name, change in step.set.items() if isinstance(step, Set) else ():
                made = not isinstance(parse_change(change), Add | Reset) and machine.program.heads([change]) & tainted
                if made and name not in tainted:
                    tainted.add(name)
                    found = True
    return frozenset(tainted)
