"""Owns what a step is called on the canvas: its kind, its first words, and the words of each way on from it."""

from __future__ import annotations

from designer.forms.spoken import words_alone
from designer.words import t
from dsl import model
from dsl.edges import OTHERWISE, Edge

SHOWN = 90  # characters of a step's words that a box may need
_FAILED: dict[type[model.Step], str] = {model.Fetch: "graph.failed_fetch", model.Send: "graph.failed_send"}


def kind_of(step: model.Step) -> str:
    return str(step.__struct_config__.tag)


def first_words(step: model.Step, package: model.Package) -> str:
    """What is said, asked or done, as much as a box may need."""
    text = _words(step, package)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _words(step: model.Step, package: model.Package) -> str:
    match step:
        case model.Say():
            return words_alone(step.say)
        case model.Ask():
            return words_alone(step.ask)
        case model.Collect():
            return t("graph.list_comma").join(slot_title(name, package) for name in step.collect)
        case model.Choose():
            return t("graph.choose_words", count=len(step.choose) + 1)
        case model.Set():
            return t("graph.list_comma").join(f"{name}: {change}" for name, change in step.set.items())
        case model.Fetch():
            return step.fetch
        case model.Answer():
            answer = package.answers.get(step.answer)
            return answer.title or step.answer if answer else step.answer
        case model.Call():
            called = package.subflows.get(step.call)
            return called.title or step.call if called else step.call
        case model.Send():
            return words_alone(step.send.text)
        case model.CallBack():
            return step.call_back.note
        case model.HandOff():
            return step.hand_off.reason or step.hand_off.skill
        case model.HangUp():
            return words_alone(step.hang_up)
        case model.Switch():
            return step.switch
        case model.Record():
            return t(f"graph.record_{step.record}")
        case model.Return():
            return step.outcome


def way_words(edge: Edge, step: model.Step, package: model.Package) -> str:
    """When a call goes this way; empty where it simply goes on."""
    match edge.kind:
        case "next":
            return ""
        case "hear":
            return intent_title(edge.label, package)
        case "keys":
            return t("graph.key", key=edge.label)
        case "choose":
            return _branch_words(edge.label, step)
        case "results":
            return edge.label
        case "failed":
            return t(_FAILED.get(type(step), "graph.failed"))
        case _:
            return t(f"graph.{edge.kind}")


def _branch_words(label: str, step: model.Step) -> str:
    if label == OTHERWISE or not isinstance(step, model.Choose):
        return t("graph.otherwise")
    branch = step.choose[int(label) - 1]
    share = t("graph.share", percent=f"{branch.share:g}") if branch.share is not None else ""
    return branch.when or share


def intent_title(name: str, package: model.Package) -> str:
    if name in ("agree", "refuse"):
        return t(f"graph.intent_{name}")
    intent = package.intents.get(name)
    return (intent.title if intent else "") or name


def slot_title(name: str, package: model.Package) -> str:
    slot = package.slots.get(name)
    return (slot.title if slot else "") or name
