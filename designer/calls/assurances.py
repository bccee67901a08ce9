"""Owns what a call shows whoever reads it: whether what must be heard was heard to its end, and whether identity was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from dsl.journal import Heard, Record, Said, StepEntered

Outcome = Literal["whole", "cut_off", "not_yet", "never"]
Check = Literal["passed", "failed", "begun", "never"]


class Notice(Struct, frozen=True):
    """Something that must be heard, by the rule that says so: any one of `steps` will do."""

    rule: str
    steps: tuple[str, ...]


class Played(Struct, frozen=True):
    """What became of it. `at`: when it was over, or begun where it was not; empty where it never was."""

    rule: str
    outcome: Outcome
    at: str = ""


class Checked(Struct, frozen=True):
    """What became of one check of identity: the value that it makes true."""

    value: str
    outcome: Check
    at: str = ""


def played(records: Sequence[Record], notices: Sequence[Notice], ended: bool) -> list[Played]:
    """For each notice the best that happened: heard to its end, else begun, else not at all."""
    return [_played(records, notice, ended) for notice in notices]


def _played(records: Sequence[Record], notice: Notice, ended: bool) -> Played:
    begun: dict[int, str] = {}
    for record in records:
        match record.fact:
            case Said(say=number) if record.step in notice.steps:
                begun[number] = record.at
            case Heard(say=number, finished=True) if number in begun:
                return Played(notice.rule, "whole", record.at)
    if begun:
        return Played(notice.rule, "cut_off" if ended else "not_yet", next(iter(begun.values())))
    return Played(notice.rule, "never")


def checked(records: Sequence[Record], checks: Mapping[str, str]) -> list[Checked]:
    """`checks`: each value that a sub-flow makes true, and that sub-flow. The last time counts."""
    return [_checked(records, value, subflow) for value, subflow in checks.items()]


def _checked(records: Sequence[Record], value: str, subflow: str) -> Checked:
    found, inside = Checked(value, "never"), False
    for record in records:
        if not isinstance(record.fact, StepEntered):
            continue
        within = record.step.startswith(f"{subflow}/")
        if within and not inside:
            found = Checked(value, "begun", record.at)
        elif inside and not within:
            passed = record.fact.why == "return:ok"
            found = Checked(value, "passed" if passed else "failed", record.at)
        inside = within
    return found
