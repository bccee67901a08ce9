"""Owns amounts of money: 一百块零五毛, 三块五, 100元, 两千三, fifty dollars, twelve fifty, a hundred quid, $9.99."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dsl.values import plain_number
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.amounts import plain_numbers
from runtime.understanding.slots.mention import Mention, Moment, Number

_CURRENCY_OF_LANGUAGE = {"zh-CN": "CNY", "en-US": "USD", "en-GB": "GBP"}
_SYMBOLS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY"}

_CURRENCIES_ZH = {
    "块": "CNY", "元": "CNY", "圆": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "刀": "USD", "港币": "HKD",
    "港元": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    "欧": "EUR", "镑": "GBP", "台币": "TWD", "新台币": "TWD", "澳元": "AUD", "加元": "CAD",
}  # fmt: skip
_MINOR_ZH = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "分": Decimal("0.01")}
_MAJOR_ZH = "人民币|新台币|美元|美金|港币|港元|欧元|英镑|日元|台币|澳元|加元|欧|镑|块|元|圆|刀"
_AMOUNT_ZH = re.compile(
    rf"(?P<symbol>[¥￥$£€])\s*(?P<figures>\d+(?:,\d{{3}})*(?:\.\d+)?[万千百]?)"
    rf"|(?P<whole>{numerals_zh.NUMERAL})\s*(?:来|多|几)?(?:个)?(?P<major>{_MAJOR_ZH})(?:钱|整)?(?!钟)"
    rf"(?:零?(?P<tenths>{numerals_zh.NUMERAL})(?P<tenths_unit>[毛角])?(?:(?P<cents>[{numerals_zh.DIGIT_CLASS}\d])分?)?(?:钱)?)?"
    rf"|(?P<small>{numerals_zh.NUMERAL})(?P<small_unit>[毛角]|分钱)(?:(?P<small_cents>[{numerals_zh.DIGIT_CLASS}\d])分?)?(?:钱)?"
)

_COUNTED_ZH = re.compile(r"\s*(?:[个张件台次人位份条只套箱包封单本月日号点时分秒年周天兆岁倍%gm]|星期|小时|分钟|流量)")
_COUNTED_EN = re.compile(
    r"\s*(?:%|percent|times|days?|weeks?|months?|years?|hours?|minutes?|seconds?|gigs?|gb|mb|people|o'clock|am|pm|a\.m|"
    r"p\.m|th|st|nd|rd)"
)
_NO_AMOUNT_BEFORE = re.compile(r"(?:第|号码是?|尾号是?|密码是?|number|ending in|code|pin|order|account|room|line|#)\s*$")

_MAJOR_EN = {
    "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "usd": "USD", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "gbp": "GBP", "sterling": "GBP", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "yen": "JPY",
}  # fmt: skip
_MINOR_EN = {"cent": "USD", "cents": "USD", "penny": "GBP", "pence": "GBP", "p": "GBP"}
_ONE_EN = re.compile(r"\ban? (?P<unit>buck|dollar|pound|quid|euro)\b")
_NOTES_EN = {"fiver": Decimal(5), "tenner": Decimal(10)}
_NOTE_EN = re.compile(r"\ba (?P<note>fiver|tenner)\b")
_WORD_AFTER = re.compile(r"\s*([a-z]+)(?![a-z])")
_FEN = re.compile(r"分(?!钟|之|店|公司|机)")
_PER = frozenset("a an per each every extra more too for on to in and please".split())
_CENTS_AFTER = re.compile(r"\s*(?:and)?\s*$")


def find(text: str, moment: Moment) -> Iterator[Mention]:
    """Amounts that say themselves what they are, by a currency or a symbol."""
    return _find_zh(text) if moment.chinese else _find_en(text, moment.language)


def find_unmarked(text: str, moment: Moment) -> Iterator[Mention]:
    """Numbers that count nothing else (多了两百), for an intent whose own phrases have an amount in them."""
    counted = _COUNTED_ZH if moment.chinese else _COUNTED_EN
    for mention, number in zip(find_bare(text, moment), plain_numbers(text, moment), strict=True):
        if number.value >= 10 and not counted.match(text, number.end) and not _NO_AMOUNT_BEFORE.search(text[: number.start]):
            yield mention


def find_bare(text: str, moment: Moment) -> Iterator[Mention]:
    """Any number, in the currency of the place: what counts when an amount was asked for."""
    currency = _CURRENCY_OF_LANGUAGE[moment.home or moment.language]
    for number in plain_numbers(text, moment):
        value, end = number.value if moment.chinese else _value_of_price(number), number.end
        if fen := _FEN.match(text, end):
            value, end = value / 100, fen.end()
        yield Mention(number.start, end, "money", f"{plain_number(value)} {currency}", bare=True)


def _find_zh(text: str) -> Iterator[Mention]:
    for match in _AMOUNT_ZH.finditer(text):
        read = _read_zh(match)
        if read is not None:
            value, currency, end = read
            yield Mention(match.start(), end, "money", f"{plain_number(value)} {currency}")


def _read_zh(match: re.Match[str]) -> tuple[Decimal, str, int] | None:
    if match["symbol"]:
        value = numerals_zh.value_of(match["figures"])
        return None if value is None else (value, _SYMBOLS[match["symbol"]], match.end())
    if match["small"]:
        return _small_change_zh(match)
    value = numerals_zh.value_of(match["whole"])
    if value is None:
        return None
    currency = _CURRENCIES_ZH[match["major"]]
    rest = numerals_zh.value_of(match["tenths"]) if match["tenths"] else None
    if rest is None:
        return value, currency, match.end()
    if (
        not match["tenths_unit"]
        and rest > 9
        and _counts_something(match)
        and all(c in numerals_zh.DIGITS for c in match["tenths"])
    ):
        return _with_tenths(value, numerals_zh.DIGITS[match["tenths"][0]]), currency, match.end("tenths") - 1  # 两块五一分钟
    if not match["tenths_unit"] and (rest > 9 or match["cents"]):
        if rest > 99 or match["cents"]:
            return value, currency, match.start("tenths")  # another number follows the amount: 一百块三个月
        return value + rest / 100, currency, match.end()
    cents = numerals_zh.value_of(match["cents"]) if match["cents"] else None
    if not match["tenths_unit"] and _counts_something(match):
        return value, currency, match.start("tenths")
    if not match["tenths_unit"] and match.string[match.end("major") :].lstrip("钱整").startswith("零"):
        return value + rest * _MINOR_ZH["分"], currency, match.end()  # 十块零五 is 10.05
    return value + rest * _MINOR_ZH["毛"] + (cents or 0) * _MINOR_ZH["分"], currency, match.end()


def _with_tenths(value: Decimal, tenths: int) -> Decimal:
    return value + tenths * _MINOR_ZH["角"]


_COUNTER_AFTER = re.compile(r"[个天月年次号日张件条台人位点倍]|分钟|小时|秒")


def _counts_something(match: re.Match[str]) -> bool:
    """In 一百块三个月 the three counts months, it is not thirty fen."""
    return _COUNTER_AFTER.match(match.string, match.end()) is not None


def _small_change_zh(match: re.Match[str]) -> tuple[Decimal, str, int] | None:
    value = numerals_zh.value_of(match["small"])
    if value is None:
        return None
    cents = numerals_zh.value_of(match["small_cents"]) if match["small_cents"] else None
    return value * _MINOR_ZH[match["small_unit"][0]] + (cents or 0) * _MINOR_ZH["分"], "CNY", match.end()


def _find_en(text: str, language: str) -> Iterator[Mention]:
    numbers = numerals_en.find(text)
    for match in _NOTE_EN.finditer(text):
        yield _mention(_NOTES_EN[match["note"]], "GBP" if language == "en-GB" else "USD", match.start(), match.end())
    for match in _ONE_EN.finditer(text):
        at = next((place for place, number in enumerate(numbers) if number.start >= match.end()), len(numbers))
        value, end = _cents_after(text, numbers, at, match.end()) or (Decimal(0), match.end())
        yield _mention(1 + value, _MAJOR_EN[match["unit"]], match.start(), end)
        numbers = [number for number in numbers if not (match.end() <= number.start < end)]
    at = 0
    while at < len(numbers):
        read = _read_en(text, numbers, at, language)
        if read is None:
            at += 1
            continue
        mention, at = read
        yield mention


def _read_en(text: str, numbers: list[Number], at: int, language: str) -> tuple[Mention, int] | None:
    number = numbers[at]
    before = text[: number.start].rstrip()
    if before and before[-1] in _SYMBOLS:
        return _mention(_value_of_price(number), _SYMBOLS[before[-1]], len(before) - 1, number.end), at + 1
    unit = _WORD_AFTER.match(text, number.end)
    if unit is None:
        return None
    word = unit.group(1)
    if word in _MINOR_EN and not (word == "p" and number.spoken and (language != "en-GB" or text[unit.end() :].startswith(" m"))):
        return _mention(number.value / 100, _MINOR_EN[word], number.start, unit.end()), at + 1
    if word not in _MAJOR_EN:
        return None
    cents = _cents_after(text, numbers, at + 1, unit.end())
    if cents is None:
        return _mention(_value_of_price(number), _MAJOR_EN[word], number.start, unit.end()), at + 1
    value, end = cents
    return _mention(number.value + value, _MAJOR_EN[word], number.start, end), at + 2


def _cents_after(text: str, numbers: list[Number], at: int, position: int) -> tuple[Decimal, int] | None:
    """`twelve dollars fifty`, `twelve dollars and fifty cents`."""
    if at >= len(numbers) or not _CENTS_AFTER.match(text[position : numbers[at].start]) or numbers[at].value > 99:
        return None
    unit = _WORD_AFTER.match(text, numbers[at].end)
    named = unit is not None and unit.group(1) in _MINOR_EN
    if not named and ((unit is not None and unit.group(1) not in _PER) or text[position : numbers[at].start].strip()):
        return None
    return numbers[at].value / 100, unit.end() if named and unit is not None else numbers[at].end


def _value_of_price(number: Number) -> Decimal:
    """`twelve fifty` is 12.50 and `one ninety nine` 1.99, while `one hundred fifty` is one group, and whole."""
    whole, *rest = number.groups
    if number.spoken and len(rest) == 1 and len(rest[0]) == 2 and Decimal(whole) < 1000:
        return Decimal(f"{whole}.{rest[0]}")
    return number.value


def _mention(value: Decimal, currency: str, start: int, end: int) -> Mention:
    return Mention(start, end, "money", f"{plain_number(value)} {currency}")
