"""Owns what a new step begins with: words to write over, and the first detail, look-up or answer that there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from designer.refusal import Refused
from designer.words import speaking, t
from dsl import editing, model
from dsl.defaults import first_step, way_out

KINDS = tuple(model.STEP_KINDS)
SHOWS_ITSELF = "stumbles >= 3"  # a condition that holds in any package


def free_name(kind: str, taken: Collection[str]) -> str:
    """`say_1`, or the next number that is free."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{kind}_{number}") not in taken)


def offered(package: model.Package, subflow: str) -> list[str]:
    """The kinds of steps that can be added here: those for which there is what they need."""
    needed: dict[str, object] = {
        "collect": package.slots,
        "set": _settable(package),
        "fetch": package.data,
        "answer": package.answers,
        "call": [name for name in package.subflows if name != subflow],
        "send": package.connectors,
        "switch": package.flow.spoken[1:],
        "return": subflow,
    }
    return [kind for kind in KINDS if needed.get(kind, True)]


def first_value(kind: str, package: model.Package, subflow: str, onward: str) -> editing.Data:
    """The step as it is first written; it goes on at `onward`."""
    if kind not in offered(package, subflow):
        raise Refused("canvas.nothing_for_kind", kind=t(f"graph.kind_{kind}") if kind in KINDS else kind[:40])
    steps = package.subflows[subflow].steps if subflow else package.flow.steps
    failed = way_out(steps) or onward
    match kind:
        case "say":
            return {"say": _words(package, "say"), "next": onward}
        case "ask":
            return {"ask": _words(package, "ask"), "hear": {"agree": onward}}
        case "collect":
            return {"collect": [next(iter(package.slots))], "failed": failed, "next": onward}
        case "choose":
            return {"choose": [{"when": SHOWS_ITSELF, "next": failed}, {"otherwise": onward}]}
        case "set":
            name, change = _settable(package)[0]
            return {"set": {name: change}, "next": onward}
        case "fetch":
            return _fetch(next(iter(package.data)), package, failed, onward)
        case "answer":
            return {"answer": next(iter(package.answers)), "next": onward}
        case "call":
            called = next(name for name in package.subflows if name != subflow)
            return {"call": called, "results": dict.fromkeys(outcomes(package.subflows[called]), onward)}
        case "send":
            order: editing.Data = {
                "text": _words(package, "send"),
                "by": next(iter(package.connectors)),
                "to": "caller.number",
            }
            return {"send": order, "failed": failed, "next": onward}
        case "call_back":
            return {"call_back": {"note": _words(package, "call_back")}, "next": onward}
        case "hand_off":
            return {"hand_off": {"skill": next(iter(skills(package)), "general")}, "unavailable": _last(steps, onward)}
        case "hang_up":
            return {"hang_up": _words(package, "hang_up"), "disposition": (*package.flow.dispositions, "solved")[0]}
        case "switch":
            return {"switch": package.flow.spoken[1], "next": onward}
        case "record":
            return {"record": "off", "next": onward}
        case _:
            return {"return": "ok"}


def outcomes(subflow: model.Subflow) -> list[str]:
    """What a sub-flow may come back with."""
    return list(dict.fromkeys(step.outcome for step in subflow.steps.values() if isinstance(step, model.Return))) or ["ok"]


def skills(package: model.Package) -> list[str]:
    """The skills that this package hands over to anywhere."""
    everywhere = [package.flow.steps, *(subflow.steps for subflow in package.subflows.values())]
    orders = [step.hand_off.skill for steps in everywhere for step in steps.values() if isinstance(step, model.HandOff)]
    return list(dict.fromkeys([*orders, *(rule.hand_off.skill for rule in package.escalation)]))


def _fetch(lookup: str, package: model.Package, failed: str, onward: str) -> editing.Data:
    """What the look-up is sent is taken from where it most likely comes: the details of that name, the caller's number."""
    known: dict[str, editing.Data] = {}
    for name, kind in package.data[lookup].sends.items():
        if name in package.slots:
            known[name] = name
        elif kind == "phone":
            known[name] = "caller.number"
    beside: dict[str, editing.Data] = {"with": known} if known else {}
    return {"fetch": lookup, **beside, "failed": failed, "next": onward}


def _last(steps: Mapping[str, model.Step], onward: str) -> str:
    """Where a call goes that nobody takes: not to a person again."""
    taken = isinstance(steps.get(onward), model.HandOff)
    return onward if onward and not taken else first_step(steps, model.HangUp) or onward


def _settable(package: model.Package) -> list[tuple[str, str]]:
    values = package.flow.values.items()
    return [(name, "add 1" if value.count is not None else "reset") for name, value in values if value.flag is None]


def _words(package: model.Package, kind: str) -> str:
    """Words in the language of the flow, which is not that of the screen."""
    with speaking(package.flow.language.partition("-")[0]):
        return t(f"canvas.first_{kind}")
