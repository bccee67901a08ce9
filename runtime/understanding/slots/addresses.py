"""Owns addresses as they are said: 文三路一百二十号 → 文三路120号, "one twenty oak avenue" → 120 Oak Avenue.

The value is the address as one would write it: what leads to it is left out, numbers of houses, flats and postcodes are figures.
"""

from __future__ import annotations

import re

from runtime.understanding.normalise import Spoken
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.dictation import dictated
from runtime.understanding.slots.mention import Mention, Moment
from runtime.understanding.slots.names import written

_LONGEST = 300

_BEFORE_ZH = re.compile(
    r"^(?:[，,。\s嗯呃额啊哦]|那个|(?:我(?:家|公司|现在|们)?的?)?(?:家庭|收货|详细|公司|通讯|邮寄)?(?:地址|住址|家)(?:是|在|就是|填)|我家?(?:就)?住(?:的是|在)?|"
    r"(?:请)?(?:送到|寄到|发到)|就是|住在|在(?=.{4}))+"
)
_AFTER_ZH = re.compile(r"(?:[。.!！,，\s]|吧|啊|呀|这里|这边|谢谢|就行|的)+$")
_NUMBERED_ZH = re.compile(rf"(?P<number>{numerals_zh.NUMERAL})(?=号|弄|栋|幢|座|单元|楼|层|室|户|门|巷|期|组|村民|街坊|$|，|,)")
_BEFORE_EN = re.compile(
    r"^(?:\W|\b(?:um+|uh+|oh|well|so|yeah|yes|sure|ok|okay|it's|it is|its|that's|that is|(?:my|the|our)(?: home| street|"
    r" delivery| billing| mailing)? "
    r"address(?:'s| is| would be)?|i live (?:at|on|in)|we live (?:at|on|in)|i'm (?:at|on)|i am (?:at|on)|send it to|"
    r"ship it to|deliver(?: it)? to|at)\b)+"
)
_AFTER_EN = re.compile(r"(?:\W|\b(?:please|thanks|thank you)\b)+$")
_CARDINAL_EN = re.compile(
    r"\b(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ \-](?:one|two|three|four|five|six|seven|eight|"
    r"nine))?) (?:hundred|thousand)"
    r"(?: (?:and )?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ \-](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen))?)\b"
)
_FLAT = re.compile(r"\b(\d+) ([a-z])(?= |$|,)")
_SMALL_WORDS = frozenset({"of", "and", "the", "on"})
_INITIALS = {"po": "PO", "nw": "NW", "ne": "NE", "sw": "SW", "se": "SE"}


def read_address(spoken: Spoken, moment: Moment) -> Mention | None:
    text = spoken.folded
    before, after = (_BEFORE_ZH, _AFTER_ZH) if moment.chinese else (_BEFORE_EN, _AFTER_EN)
    lead = before.match(text)
    start = lead.end() if lead else 0
    trail = after.search(text, start)
    end = trail.start() if trail else len(text)
    said = spoken.original_text(start, end).strip() if start < end else spoken.original.strip()
    address = _written_zh(said) if moment.chinese else _written_en(said, moment)
    return Mention(0, len(text), "address", address[:_LONGEST], bare=True) if address else None


def _written_zh(said: str) -> str:
    def figures(match: re.Match[str]) -> str:
        value = numerals_zh.value_of(match["number"])
        digits = [str(numerals_zh.DIGITS[sign]) for sign in match["number"] if sign in numerals_zh.DIGITS]
        if value is None or (match["number"].isascii() and match["number"].isdigit()):
            return match["number"]
        return "".join(digits) if len(digits) == len(match["number"]) else str(value)  # 五零二 is a room, and 〇 counts

    return _NUMBERED_ZH.sub(figures, said)


def _written_en(said: str, moment: Moment) -> str:
    """Numbers as figures (streets that are named by a position stay as they are), words with capitals."""
    text = _CARDINAL_EN.sub(lambda match: str(numerals_en.find(match.group())[0].value), said.lower())
    pieces: list[str] = []
    at = 0
    for run in dictated(text, moment):
        pieces += [text[at : run.start], run.digits]
        at = run.end
    text = _FLAT.sub(r"\1\2", "".join([*pieces, text[at:]]))
    return said if text == said.lower() and not said.islower() else _capitals(text)


def _capitals(text: str) -> str:
    words = text.split(" ")
    return " ".join(_capital(word, place) for place, word in enumerate(words))


def _capital(word: str, place: int) -> str:
    if word in _INITIALS:
        return _INITIALS[word]
    if word in _SMALL_WORDS and place:
        return word
    return word.upper() if re.fullmatch(r"\d+[a-z],?", word) else written(word) if word[:1].isalpha() else word
