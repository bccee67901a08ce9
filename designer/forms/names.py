"""Owns the names of a package that fields offer: by kind, each with the words that an operator knows it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from designer.forms.calendars import ZONES
from designer.forms.spoken import words_alone
from designer.words import t
from dsl.compiler import Checked
from dsl.model import LANGUAGES, STEP_KINDS, Ask, HandOff, HangUp, Package, Return, Say, Step

Names = list[tuple[str, str]]
"""As it is written, and in words."""

_LONGEST = 28  # characters of a step's words beside its name


def names_of(checked: Checked) -> dict[str, Names]:
    """By kind, all that its libraries have among them; nothing in each while the package can't be read."""
    package = checked.reading.offered or checked.package
    kinds: dict[str, Names] = {"zones": [(zone, zone) for zone in ZONES]}
    if package is None:
        return kinds
    flow = package.flow
    kinds["all_languages"] = [(language, t(f"flows.language_{language}")) for language in LANGUAGES]
    kinds["every_part"] = [(name, part.title or name) for name, part in package.subflows.items()]
    kinds["main_steps"] = [(name, _step_words(name, step)) for name, step in flow.steps.items()]
    kinds["steps"] = [(name, _step_words(name, step)) for name, step in flow.steps.items()]
    kinds["every_step"] = [*kinds["steps"], *_steps_of_parts(package)]
    kinds["prompts"] = [(name, words) for name, words in kinds["every_step"] if isinstance(_step(package, name), Say | Ask)]
    kinds["kinds"] = [(verb, t("policies.every_kind", kind=t(f"graph.kind_{verb}"))) for verb in STEP_KINDS]
    kinds["done"] = [*kinds["kinds"], *kinds["every_step"]]
    kinds["slots"] = _titled(package.slots)
    kinds["spoken"] = [*kinds["slots"], *_looked_up(package)]
    kinds["readable"] = [("caller.number", t("conditions.caller_number")), *kinds["spoken"]]
    kinds["changes"] = [("add 1", t("steps.change_add")), ("reset", t("steps.change_reset")), *kinds["readable"]]
    kinds["parameters"] = _all_of(lookup.sends for lookup in package.data.values())
    kinds["data_outcomes"] = _all_of(lookup.outcomes for lookup in package.data.values())
    kinds["part_outcomes"] = _all_of(_outcomes(part.steps.values()) for part in package.subflows.values())
    kinds["secrets"] = [(name, words) for name, words in kinds["slots"] if package.slots[name].secret]
    kinds["intents"] = _titled(package.intents)
    kinds["lookups"] = [(name, name) for name in package.data]
    kinds["connectors"] = _titled(package.connectors)
    kinds["calendars"] = _titled(package.calendars)
    kinds["lists"] = [(name, name) for name in package.words.lists]
    kinds["skills"] = [(name, name) for name in _skills(package)]
    return kinds


def _looked_up(package: Package) -> Iterator[tuple[str, str]]:
    for name, lookup in package.data.items():
        for field in lookup.gives:
            yield f"{name}.{field}", f"{name}.{field}"


def names_in(checked: Checked, part: str) -> dict[str, Names]:
    """The same for the steps of one sub-flow, or of the main flow (empty name): with what only steps speak of."""
    kinds, package = names_of(checked), checked.package
    if package is None:
        return kinds
    steps = package.subflows[part].steps if part in package.subflows else package.flow.steps
    kinds["steps"] = [(name, _step_words(name, step)) for name, step in steps.items()]
    kinds["after_answers"] = [("off", t("steps.answers_off")), *kinds["steps"]]
    kinds["heard"] = [*kinds["intents"], *((name, t(f"graph.intent_{name}")) for name in ("agree", "refuse"))]
    kinds["keys"] = [(key, key) for key in "1234567890*#"]
    kinds["answers"] = _titled(package.answers)
    kinds["parts"] = [(name, held.title or name) for name, held in package.subflows.items() if name != part]
    kinds["flags"] = [(name, name) for name, value in package.flow.values.items() if value.flag is not None]
    kinds["settable"] = [(name, name) for name, value in package.flow.values.items() if value.flag is None]
    kinds["languages"] = [(language, language) for language in package.flow.spoken]
    kinds["dispositions"] = [(name, name) for name in package.flow.dispositions or _used_dispositions(package)]
    kinds["outcomes"] = [(name, name) for name in dict.fromkeys(["ok", *_outcomes(steps.values())])]
    return kinds


def _outcomes(steps: Iterable[Step]) -> list[str]:
    return [step.outcome for step in steps if isinstance(step, Return)]


def _all_of(kinds: Iterable[Iterable[str]]) -> Names:
    return [(name, name) for name in dict.fromkeys(name for names in kinds for name in names)]


def _used_dispositions(package: Package) -> Iterable[str]:
    return dict.fromkeys(step.disposition for step in package.flow.steps.values() if isinstance(step, HangUp))


def _titled(items: Mapping[str, Any]) -> Names:
    return [(name, item.title or name) for name, item in items.items()]


def _steps_of_parts(package: Package) -> Iterator[tuple[str, str]]:
    for part, subflow in package.subflows.items():
        for name, step in subflow.steps.items():
            yield f"{part}/{name}", _step_words(f"{part}/{name}", step)


def _step(package: Package, name: str) -> Step | None:
    part, slash, step = name.rpartition("/")
    return package.subflows[part].steps[step] if slash else package.flow.steps[step]


def _step_words(name: str, step: Step) -> str:
    said = words_alone(next((text for key in ("say", "ask", "hang_up") if isinstance(text := getattr(step, key, None), str)), ""))
    return f"{name} · {said[:_LONGEST]}{'…' if len(said) > _LONGEST else ''}" if said else name


def _skills(package: Package) -> Iterable[str]:
    """Those that this flow hands over to anywhere."""
    steps = [*package.flow.steps.values(), *(step for part in package.subflows.values() for step in part.steps.values())]
    found = {step.hand_off.skill for step in steps if isinstance(step, HandOff)}
    return sorted(found | {rule.hand_off.skill for rule in package.escalation})
