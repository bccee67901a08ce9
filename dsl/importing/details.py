"""Owns what entities become: a detail of a type that callers' words are read by, and word lists with their synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from msgspec import Struct, field

from dsl.importing.brought import Brought, Entity, Marked
from dsl.importing.labels import label_name, sound
from dsl.matching import compile_pattern
from dsl.notation import NotationError
from dsl.resolver.vocabulary import OF_THE_CALL
from dsl.utterance import speakable

MOST_WORDS = 15_000
LONGEST_WORD = 100
_RESERVED = {name.partition(".")[0] for name in OF_THE_CALL} | {"now"}

_SYSTEM_TYPES = {
    "date": "date", "date-time": "date", "date-period": "date", "time": "time", "time-period": "time", "duration": "duration",
    "unit-currency": "money", "currency-amount": "money", "amount-of-money": "money", "money": "money",
    "number": "number", "number-integer": "number", "cardinal": "number", "percentage": "number", "age": "number",
    "ordinal": "ordinal", "phone-number": "phone", "email": "email", "person": "name", "given-name": "name", "last-name": "name",
    "address": "address", "street-address": "address", "location": "address", "any": "text",
}  # fmt: skip
_KNOWN_NAMES = {
    "amount": "money", "price": "money", "金额": "money", "date": "date", "日期": "date", "time": "time", "时间": "time",
    "duration": "duration", "时长": "duration", "phone": "phone", "phone_number": "phone", "mobile": "phone", "手机号": "phone",
    "电话": "phone", "email": "email", "邮箱": "email", "name": "name", "person": "name", "姓名": "name", "address": "address",
    "地址": "address", "number": "number", "quantity": "number", "数量": "number", "ordinal": "ordinal",
}  # fmt: skip
_DIGITS = re.compile(r"(?:\\d|\[0-9\])\{(\d{1,2})(?:,(\d{1,2}))?\}")
_AROUND_PATTERN = re.compile(r"^(?:\^|\\b)+|(?:\$|\\b)+$")
_WORDS = re.compile(r"\w+")


class Detail(Struct):
    name: str
    title: str
    type: str
    ask: str = ""


class Details(Struct):
    """The details and lists of a package, and which entity became which detail."""

    by_entity: dict[str, Detail] = field(default_factory=dict)
    lists: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def make_details(brought: Brought) -> Details:
    """One detail for every entity that stands in a phrase."""
    details = Details()
    _note_values(brought)
    used = {part.entity for row in brought.rows for part in row.parts if isinstance(part, Marked)}
    _spread_synonyms(brought, used)
    names: dict[str, str] = dict.fromkeys(_RESERVED, "")
    for entity in sorted(brought.entities):
        if entity not in used:
            brought.leave_out("an entity that is in no phrase", entity)
            continue
        name = label_name(entity, names, "detail")
        names[name] = entity
        kind = _type_of(entity, brought.entities[entity], name, details.lists, brought)
        details.by_entity[entity] = Detail(name, speakable(entity), kind, speakable(brought.entities[entity].ask))
    return details


def _note_values(brought: Brought) -> None:
    """The values that phrases have are items of their entities, unless they are words of items already."""
    for row in brought.rows:
        for part in row.parts:
            if isinstance(part, Marked):
                entity, text = brought.entity(part.entity), speakable(part.text)
                known = any(text == item or text in synonyms for item, synonyms in entity.items.items())
                if part.value or not known:
                    entity.add(part.value or text, [text])


def _spread_synonyms(brought: Brought, used: set[str]) -> None:
    """Synonyms of no entity in particular go to each that has the word."""
    for word, synonyms in brought.synonyms.items():
        takers = [
            brought.entities[name]
            for name in sorted(used)
            if word in brought.entities[name].items or any(one in brought.entities[name].items for one in synonyms)
        ]
        for entity in takers:
            for one in synonyms:
                entity.items.pop(one, None)
            entity.add(word, synonyms)
        if not takers:
            brought.leave_out("synonyms of a word that is in no phrase", word)


def _type_of(title: str, entity: Entity, name: str, lists: dict[str, dict[str, list[str]]], brought: Brought) -> str:
    if entity.system:
        return _system_type(title, entity.system, brought)
    if entity.pattern:
        pattern = _AROUND_PATTERN.sub("", entity.pattern)
        if digits := _DIGITS.fullmatch(pattern):
            return f"digits({digits[1]}-{digits[2]})" if digits[2] else f"digits({digits[1]})"
        if _can_match(pattern):
            return f"code({pattern})"
        brought.leave_out("a pattern that this language cannot match", title)
    known = _KNOWN_NAMES.get(name) or _SYSTEM_TYPES.get(name.replace("_", "-"))
    if known and not any(len(synonyms) > 1 for synonyms in entity.items.values()):
        return known
    items = _list_of(entity, title, brought)
    if not items:
        brought.leave_out("an entity of no known type, which became free text", title)
        return "text"
    lists[name] = items
    return f"choice({name})"


def _system_type(title: str, system: str, brought: Brought) -> str:
    known = _SYSTEM_TYPES.get(system.removeprefix("@sys."))
    if known is None:
        brought.leave_out(f"a type of the other system, which became free text: {system}", title)
    return known or "text"


def _can_match(pattern: str) -> bool:
    if "(" in pattern or ")" in pattern:
        return False  # the parentheses of a type's own notation
    try:
        compile_pattern(pattern)
    except NotationError:
        return False
    return True


def _list_of(entity: Entity, title: str, brought: Brought) -> dict[str, list[str]]:
    """The items by a name of letters, each with its words; a word that two items have stays with the first."""
    items: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    room = MOST_WORDS
    for item, synonyms in entity.items.items():
        words = [speakable(word)[:LONGEST_WORD] for word in (item, *synonyms)]
        fresh = {sound(word): word for word in words if sound(word) and sound(word) not in taken}
        if len(fresh) > room:
            brought.leave_out(f"words past {MOST_WORDS:,} of a list", title)
            break
        clashing = {sound(word) for word in words if sound(word)} - set(fresh)
        if clashing:
            brought.leave_out("a word that another item of the list has already", title)
        if fresh:
            key = _item_name(item, items)
            taken |= dict.fromkeys(fresh, key)
            taken.setdefault(sound(key), key)
            items[key] = list(fresh.values())
            room -= len(fresh)
    return items


def _item_name(item: str, items: Mapping[str, object]) -> str:
    stem = "_".join(_WORDS.findall(unicodedata.normalize("NFKC", speakable(item)).lower()))[:60].strip("_") or "item"
    name, number = stem, 2
    while name in items:
        name, number = f"{stem}_{number}", number + 1
    return name
