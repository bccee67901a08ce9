"""Owns the reading of details: which values stand in a caller's words, and which slots of the package they fill.

The slot just asked comes first and is read leniently ("fifty" is an amount then). Other values go to the slots that
the intent's own phrases name, else to the only slot of their type. A secret slot is read only when it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsl.model import Slot, Words
from dsl.turn import Expectation
from dsl.values import ValueType, from_text, parse_type
from runtime.understanding.normalise import Spoken
from runtime.understanding.slots import (
    addresses,
    amounts,
    clock_en,
    clock_zh,
    codes,
    dates,
    digits,
    durations,
    email,
    free,
    money,
    names,
    yes_no,
)
from runtime.understanding.slots.choices import ChoiceList
from runtime.understanding.slots.corrections import Correction, find_correction
from runtime.understanding.slots.mention import Mention, Moment

_PRIORITY = (
    "email",
    "code",
    "phone",
    "money",
    "date",
    "time",
    "duration",
    "choice",
    "digits",
    "ordinal",
    "number",
    "name",
    "yes/no",
    "address",
    "text",
)
"""Which type a stretch of words belongs to when two claim it with the same length."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    type: ValueType
    slot: Slot


@dataclass(frozen=True, slots=True)
class Details:
    """The values that were said, by slot, in canonical texts."""

    slots: dict[str, str]
    correcting: bool


class SlotReader:
    def __init__(self, slots: Mapping[str, Slot], words: Words) -> None:
        self._wanted = {name: _Wanted(name, parse_type(slot.type), slot) for name, slot in slots.items()}
        lists = {wanted.type.argument for wanted in self._wanted.values() if wanted.type.name == "choice"}
        self._lists = {name: ChoiceList(words.lists[name]) for name in sorted(lists) if name in words.lists}

    def piece(self, spoken: Spoken, expectation: Expectation, moment: Moment) -> str:
        """The digits dictated so far of a number that is not whole yet; empty when these words are no piece of it."""
        wanted = self._wanted.get(expectation.slot or "")
        if wanted is None or expectation.confirming or wanted.slot.by == "keys":
            return ""
        return digits.piece(spoken.folded, wanted.type, moment, _still_valid(expectation.dictated, spoken))

    def find(self, spoken: Spoken, asked: str | None, moment: Moment, dictated: str = "") -> list[tuple[str, Mention]]:
        """Every value that one of the slots could take, by slot; where two claim the same words, the better one.

        `dictated` are digits of the slot asked that were heard before.
        """
        dictated = _still_valid(dictated, spoken)
        claims: list[tuple[str, Mention]] = []
        read: dict[tuple[str, str, str, bool], list[Mention]] = {}
        for wanted in self._wanted.values():
            is_asked = wanted.name == asked
            if wanted.slot.secret and not is_asked:
                continue
            key = (wanted.type.name, wanted.type.argument, wanted.slot.grain, is_asked)
            if key not in read:
                values = self._read(wanted, spoken, moment, is_asked, dictated if is_asked else "")
                read[key] = [mention for mention in values if from_text(wanted.type, mention.value) is not None]
            claims.extend((wanted.name, mention) for mention in read[key])
        return _best_claims(claims, asked)

    def assign(self, claims: list[tuple[str, Mention]], spoken: Spoken, asked: str | None, annotated: tuple[str, ...]) -> Details:
        """`annotated` are the slots that stand in the phrases of the understood intent."""
        correction = find_correction(spoken.folded, [mention for _, mention in claims])
        chosen: dict[str, Mention] = {}
        for slot in self._order(asked, annotated):
            candidates = [mention for name, mention in claims if name == slot and not correction.denies(mention)]
            wanted = slot == asked or slot in annotated
            free_ones = [
                mention
                for mention in candidates
                if (wanted or not mention.bare) and not any(mention.overlaps(taken) for taken in chosen.values())
            ]
            if free_ones and (wanted or _only_one(slot, claims)):
                chosen[slot] = _settled(free_ones, correction)
        values = {slot: mention.value for slot, mention in chosen.items()}
        return Details(values, correction.present)

    def _order(self, asked: str | None, annotated: tuple[str, ...]) -> list[str]:
        first = [asked] if asked in self._wanted else []
        return list(dict.fromkeys([*(name for name in first if name), *annotated, *self._wanted]))

    def _read(self, wanted: _Wanted, spoken: Spoken, moment: Moment, asked: bool, dictated: str) -> Iterator[Mention]:
        text, type_ = spoken.folded, wanted.type
        match type_.name:
            case "money":
                yield from _read_money(text, moment, asked)
            case "number":
                yield from amounts.find_number(text, moment, asked)
            case "ordinal":
                yield from amounts.find_ordinal(text, moment, asked)
            case "date":
                yield from dates.find(text, wanted.slot.grain, moment, asked)
            case "time":
                yield from clock_zh.find(text, asked) if moment.chinese else clock_en.find(text, asked, moment.language)
            case "duration":
                yield from durations.find(text, moment, asked)
            case "phone":
                yield from digits.find_phone(text, moment, asked, dictated)
            case "digits":
                yield from digits.find_digits(text, type_, moment, asked, dictated)
            case "code":
                yield from codes.find_code(text, type_, moment, asked)
            case "email":
                yield from email.find_email(text, moment, asked)
            case "choice" if type_.argument in self._lists:
                yield from self._lists[type_.argument].find(text, asked)
            case _:
                yield from _read_free(type_.name, spoken, moment, asked)


def _still_valid(dictated: str, spoken: Spoken) -> str:
    """The digits heard before, unless the caller takes them back: 不对，是一三九."""
    return "" if dictated and find_correction(spoken.folded, []).present else dictated


def _only_one(slot: str, claims: list[tuple[str, Mention]]) -> bool:
    """Whether no other slot could take this value as well."""
    places = {(mention.start, mention.end) for name, mention in claims if name == slot}
    return not any(name != slot and (mention.start, mention.end) in places for name, mention in claims)


def _read_money(text: str, moment: Moment, asked: bool) -> list[Mention]:
    found = list(money.find(text, moment))
    return found or list(money.find_bare(text, moment) if asked else money.find_unmarked(text, moment))


def _read_free(type_name: str, spoken: Spoken, moment: Moment, asked: bool) -> Iterator[Mention]:
    if type_name == "name":
        mention = names.read_name(spoken, moment, asked)
    elif not asked:
        return
    elif type_name == "yes/no":
        mention = yes_no.read_yes_no(spoken)
    elif type_name == "address":
        mention = addresses.read_address(spoken, moment)
    else:
        mention = free.read_text(spoken)
    if mention is not None:
        yield mention


def _best_claims(claims: list[tuple[str, Mention]], asked: str | None) -> list[tuple[str, Mention]]:
    """The slot asked keeps what says itself what it is; else the longest claim on the same words stays, the slot asked first."""

    def rank(claim: tuple[str, Mention]) -> tuple[int, int, bool, bool, int]:
        name, mention = claim
        group = 0 if name == asked and not mention.bare else 2 if name != asked and mention.bare else 1
        return (group, mention.start - mention.end, name != asked, mention.bare, _PRIORITY.index(mention.type))

    kept: list[tuple[str, Mention]] = []
    for name, mention in sorted(claims, key=rank):
        clash = any(mention.overlaps(other) and mention.type != other.type for _, other in kept if _excludes(other, mention))
        if not clash:
            kept.append((name, mention))
    return sorted(kept, key=lambda claim: claim[1].start)


def _excludes(kept: Mention, other: Mention) -> bool:
    """Free text is no claim on the words in it."""
    return kept.type not in ("text", "address", "yes/no") and other.type not in ("text", "address", "yes/no")


def _settled(mentions: list[Mention], correction: Correction) -> Mention:
    """Of several values the corrected one, which is said last; else the first that was said plainly."""
    plain = [mention for mention in mentions if not mention.bare] or mentions
    return plain[-1] if correction.present else plain[0]
