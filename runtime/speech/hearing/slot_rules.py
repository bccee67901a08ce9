"""Owns what a caller may say for a value of each type, as rules of a JSGF grammar; the parts of English stand here.

The words are what understanding reads ("fifty dollars", "march third"); which of them are a right value is decided there.
Free types (a name, an address, free text) have no rule: dictation hears them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dsl.model import Slot
from dsl.values import ValueType, digit_lengths, parse_type
from runtime.speech.hearing.english import MONTHS, ONES, TEENS, TENS, WEEKDAYS

FREE = frozenset({"name", "address", "email", "text"})
LONGEST_COUNTED = 20  # digits of a number whose length is known; longer ones are heard as a loop

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "thirtieth",
    "twenty (first | second | third | fourth | fifth | sixth | seventh | eighth | ninth)", "thirty first",
)  # fmt: skip
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


def _one_of(*options: str) -> str:
    return "(" + " | ".join(options) + ")"


PARTS: dict[str, str] = {
    "digit": _one_of(*ONES, "oh"),
    "digit_group": "<digit> | /0.05/ (double | triple) <digit>",
    "letter": _one_of(*(f"{letter}." for letter in _LETTERS)),
    "unit": _one_of(*ONES[1:]),
    "teen": _one_of(*TEENS),
    "tens": _one_of(*TENS),
    "ordinal_word": _one_of(*_ORDINALS),
    "month": _one_of(*MONTHS),
    "weekday": _one_of(*WEEKDAYS),
    "below_hundred": "<unit> | <teen> | <tens> [<unit>]",
    "number": "zero | <below_hundred> | (a | <unit>) hundred [[and] <below_hundred>]"
    " | (a | <unit> | <teen>) thousand [<unit> hundred] [[and] <below_hundred>] | <teen> hundred [[and] <below_hundred>]",
    "decimal": "<number> [point <digit> [<digit>]]",
    "currency": "dollars | bucks | pounds | euros | yuan",
    "one_currency": "(one | a) (dollar | pound | euro)",
    "cents": "[and] <below_hundred> (cents | pence) | [and] (<teen> | <tens> [<unit>])",
    "money": "(<number> <currency> | <one_currency>) [<cents>] | <below_hundred> (cents | pence)"
    " | /0.1/ <number> | /0.1/ <below_hundred> <tens> [<unit>]",
    "day": "[the] <ordinal_word> | /0.3/ <below_hundred>",
    "year": "twenty <below_hundred> | two thousand [[and] <below_hundred>] | nineteen <below_hundred>",
    "date": "today | tomorrow | yesterday | [the] day (after tomorrow | before yesterday) | [on | last | next | this] <weekday>"
    " | (this | last | next) (week | month | year) | (last | next) <month> | [on | in] <month> [<day>] [<year>]"
    " | [on] the <ordinal_word> [[of] <month>] | <ordinal_word> of <month>",
    "minute": "oh <unit> | <teen> | <tens> [<unit>]",
    "hour": _one_of(*ONES[1:], *TEENS[:3]),
    "time": "[at] (<hour> [<minute>] | <hour> o'clock | half past <hour> | [a] quarter (past | to) <hour> | noon | midnight)"
    " [a. m. | p. m. | in the morning | in the afternoon | in the evening]",
    "duration": "[about] (<number> | an | half an | a [few | couple of])"
    " (second | seconds | minute | minutes | hour | hours | day | days | week | weeks | month | months | year | years)",
    "ordinal": "[the] <ordinal_word> [one] | [number] <below_hundred>",
    "digits": "<digit_group>+",
    "code": "(<digit> | <letter>)+",
    "yes_no": "yes | yeah | yep | sure | correct | right | that's right | no | nope | nah | wrong | not really",
}
"""Rules that other rules are made of. All are acyclic; a digit run is the only loop."""

_RULE_OF_TYPE = {
    "number": "decimal", "count": "number", "ordinal": "ordinal", "money": "money", "date": "date", "time": "time",
    "duration": "duration", "phone": "digits", "digits": "digits", "code": "code", "yes/no": "yes_no", "flag": "yes_no",
}  # fmt: skip


SpokenWords = Callable[[str], list[str]]


def is_free(slot: Slot) -> bool:
    """Whether only dictation can hear this slot."""
    return parse_type(slot.type).name in FREE


def slot_rule(slot: Slot, lists: Mapping[str, Mapping[str, tuple[str, ...]]], spoken_words: SpokenWords) -> str:
    """The right-hand side of the rule that hears this slot; empty when no grammar can."""
    kind = parse_type(slot.type)
    if kind.name == "choice":
        return _choice(lists.get(kind.argument or "", {}), spoken_words)
    if kind.name == "digits":
        return _digits(kind)
    rule = _RULE_OF_TYPE.get(kind.name)
    return f"<{rule}>" if rule else ""


def _choice(names: Mapping[str, tuple[str, ...]], spoken_words: SpokenWords) -> str:
    ways = {" ".join(spoken_words(way)) for value, synonyms in names.items() for way in (value, *synonyms)}
    return " | ".join(f"({way})" for way in sorted(ways - {""}))


def _digits(kind: ValueType) -> str:
    """A run of the right length, or of fewer digits, for people stop midway; never of more: that is mostly a breath."""
    least, most = digit_lengths(kind) or (1, LONGEST_COUNTED + 1)
    if most > LONGEST_COUNTED:
        return "<digits>"
    whole = " ".join(["<digit>"] * least)
    for _ in range(most - least):
        whole = f"{whole} [<digit>]"
    fewer = "[".join(["<digit> "] * (least - 1)) + "]" * (least - 2)
    return f"/0.98/ ({whole}) | /0.02/ ({fewer})" if least > 1 else whole
