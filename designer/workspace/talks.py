"""Owns how a talk of the try-out becomes a conversation of the package: what happened, what was understood, how it ended.

What other systems answered is written down with it, so that the test asks nobody. Secrets are replaced by as many other digits.
"""

from __future__ import annotations

from itertools import cycle, groupby, islice
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dsl import editing

FILE = "conversations/tryout.yaml"
MOST = 200

Short = Annotated[str, Meta(max_length=500)]


class Happened(Struct, frozen=True, kw_only=True):
    """One thing of the talk, in order. `understood`, `handed_off` and `ended` are what came of it."""

    kind: Literal["caller", "keys", "silence", "person", "hang_up", "understood", "handed_off", "ended"]
    text: Short = ""  # the words, the keys, the skill, the disposition
    secret: bool = False
    anger: Annotated[float, Meta(ge=0, le=1)] | None = None
    interrupts: bool = False
    accepts: bool = False
    intent: Short = ""
    answer: Short = ""


class Answered(Struct, frozen=True):
    """What a look-up answered, or a message came to."""

    name: Short
    outcome: Short
    values: dict[Short, Short] = {}


class Talk(Struct, frozen=True, kw_only=True):
    name: Short
    happened: Annotated[tuple[Happened, ...], Meta(max_length=MOST)]
    answered: Annotated[tuple[Answered, ...], Meta(max_length=MOST)] = ()
    caller: Annotated[str, Meta(max_length=32)] = ""
    now: Annotated[str, Meta(max_length=40)] = ""
    slow: Annotated[tuple[Short, ...], Meta(max_length=MOST)] = ()


def appended(text: str, talk: Talk) -> str:
    """The file of the conversations with this one more. Raises `EditError`."""
    return editing.append_item(text, (), conversation(talk)) if text.strip() else editing.set_text(text, (), [conversation(talk)])


def conversation(talk: Talk) -> dict[str, editing.Data]:
    made: dict[str, editing.Data] = {"name": talk.name}
    if talk.caller:
        made["caller"] = {"number": talk.caller}
    if answers := _answers(talk.answered):
        made["data"] = answers
    if talk.slow:
        made["slow"] = [*talk.slow]
    if talk.now:
        made["now"] = talk.now
    made["talk"] = _turns(talk.happened)
    return made


def _answers(answered: tuple[Answered, ...]) -> dict[str, editing.Data]:
    """By name: what was answered, or where that differed from time to time the list of it."""
    found: dict[str, list[Any]] = {}
    for one in answered:
        found.setdefault(one.name, []).append(dict(one.values) if one.outcome == "ok" else one.outcome)
    return {name: each[0] if all(one == each[0] for one in each) else each for name, each in found.items() if name}


def _turns(happened: tuple[Happened, ...]) -> list[editing.Data]:
    """Keys that follow each other are one turn; those of a secret are one of their own."""
    turns: list[editing.Data] = []
    for (kind, secret), group in groupby(happened, key=lambda one: (one.kind, one.secret and one.kind == "keys")):
        if kind == "keys":
            keys = "".join(one.text for one in group)
            turns.append({"keys": _other_keys(keys) if secret else keys})
        else:
            turns += [turn for one in group if (turn := _turn(one))]
    return turns


def _turn(one: Happened) -> dict[str, editing.Data] | None:
    match one.kind:
        case "caller":
            turn: dict[str, editing.Data] = {"caller": _others(one.text) if one.secret else one.text}
            mood: dict[str, editing.Data] = {"mood": {"anger": one.anger}} if one.anger is not None else {}
            return turn | mood | ({"interrupts": True} if one.interrupts else {})
        case "silence":
            return {"silence": True}
        case "person":
            return {"person": "accepts" if one.accepts else "refuses"}
        case "hang_up":
            return {"hang_up": True}
        case "understood":
            meant: dict[str, editing.Data] = (
                {"intent": one.intent} if one.intent else {"answer": one.answer} if one.answer else {}
            )
            return {"heard": meant} if meant else None
        case "handed_off":
            return {"does": {"hand_off": {"skill": one.text}}}
        case "ended":
            return {"ends": {"disposition": one.text}} if one.text else None
    return None


def _others(text: str) -> str:
    """As many digits as there are, and nothing else of what was said."""
    wanted = sum(sign.isdigit() for sign in text) or 4
    return "".join(islice(cycle("1234567890"), wanted))


def _other_keys(keys: str) -> str:
    digits = cycle("1234567890")
    return "".join(next(digits) if key.isdigit() else key for key in keys)
