"""Owns how a typed value is read out: `100 CNY` → 一百元, `2026-10` → 上个月 or 十月, `13800001234` → 一三八，零零零零，….

Voices misread figures in both languages, so what a caller hears is always words. A text that isn't a value of its type
is read out as it stands.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from dsl.values import ValueType

NEAR_DAYS = 180
_ZH_DIGITS = "零一二三四五六七八九"
_ZH_PHONE = "零幺二三四五六七八九"
_EN_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
EN_MONTHS = "January February March April May June July August September October November December".split()
_EN_CURRENCIES = {
    "USD": ("dollar", "dollars", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
}
_ZH_CURRENCIES = {"CNY": "元", "USD": "美元", "GBP": "英镑", "EUR": "欧元", "HKD": "港元"}


def read_aloud(kind: ValueType, text: str, language: str, now: str) -> str:
    """The words for a canonical text of this type. `now` (ISO 8601) lets a date be called by what it is to the caller."""
    chinese = language.startswith("zh")
    try:
        match kind.name:
            case "number" | "count":
                return _number(Decimal(text), chinese)
            case "ordinal":
                return f"第{zh_number(Decimal(text))}" if chinese else en_ordinal(int(text))
            case "money":
                amount, _, currency = text.partition(" ")
                return zh_money(Decimal(amount), currency) if chinese else en_money(Decimal(amount), currency)
            case "date":
                return zh_date(text, now) if chinese else en_date(text, now)
            case "time":
                hour, minute = (int(part) for part in text.split(":")[:2])
                return zh_time(hour, minute) if chinese else en_time(hour, minute)
            case "duration":
                return _duration(Decimal(text.split(" ")[0]), chinese)
            case "phone":
                return spell_phone(text, chinese)
            case "digits" | "code":
                return spell(text, chinese)
            case "yes/no" | "flag":
                yes = text in ("yes", "true")
                return ("是" if yes else "不是") if chinese else ("yes" if yes else "no")
    except (ValueError, InvalidOperation, IndexError):
        return text
    return text


# ---- numbers -----------------------------------------------------------------------------------------------------


def _number(number: Decimal, chinese: bool) -> str:
    return zh_number(number) if chinese else en_number(number)


def counted(text: str, forms: tuple[str, ...], language: str) -> str:
    """So many of something: 两个包裹, one parcel, two parcels. `forms`: after one and after many, or the same after all."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if language.startswith("zh"):
        return ("两" if number == 2 else zh_number(number)) + forms[-1]
    return f"{en_number(number)} {forms[0] if abs(number) == 1 else forms[-1]}"


def zh_number(number: Decimal) -> str:
    """一百零五, 两千, 三点五, 负二"""
    if number < 0:
        return "负" + zh_number(-number)
    whole, fraction = _split(number)
    words = _zh_whole(int(whole))
    return f"{words}点{''.join(_ZH_DIGITS[int(d)] for d in fraction)}" if fraction else words


def _zh_whole(number: int) -> str:
    if number == 0:
        return "零"
    words, gap = "", False
    for power, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // power
        number %= power
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        spoken = _zh_whole(group) if group >= 10**4 else _zh_group(group)
        words += ("两" if unit and spoken == "二" else spoken) + unit
        gap = False
    return words[1:] if words.startswith("一十") else words


def _zh_group(number: int) -> str:
    words, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit == 0:
            gap = gap or bool(words)
            continue
        if gap:
            words += "零"
            gap = False
        words += ("两" if digit == 2 and power >= 1000 else _ZH_DIGITS[digit]) + unit
    return words


def en_number(number: Decimal) -> str:
    """one hundred and five, two thousand, three point five, minus two"""
    if number < 0:
        return "minus " + en_number(-number)
    whole, fraction = _split(number)
    words = _en_whole(int(whole))
    return f"{words} point {' '.join(_EN_SMALL[int(d)] for d in fraction)}" if fraction else words


def _en_whole(number: int) -> str:
    if number < 20:
        return _EN_SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _EN_TENS[tens - 2] + (f"-{_EN_SMALL[ones]}" if ones else "")
    for power, unit in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= power:
            head, rest = divmod(number, power)
            words = f"{_en_whole(head)} {unit}"
            if rest:
                words += (" and " if rest < 100 else " ") + _en_whole(rest)
            return words
    raise AssertionError("every number from 100 has a unit")


def en_ordinal(number: int) -> str:
    """twenty-first, third"""
    head, dash, last = _en_whole(number).rpartition("-")
    if not dash:
        head, dash, last = _en_whole(number).rpartition(" ")
    regular = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return head + dash + _EN_ORDINALS.get(last, regular)


def _split(number: Decimal) -> tuple[str, str]:
    whole, _, fraction = f"{number:f}".partition(".")
    return whole, fraction.rstrip("0")


# ---- money -------------------------------------------------------------------------------------------------------


def zh_money(amount: Decimal, currency: str) -> str:
    """一百元, 三十五元六角, 十二美元"""
    unit = _ZH_CURRENCIES.get(currency, currency)
    if currency != "CNY":
        return ("两" if amount == 2 else zh_number(amount)) + unit
    if amount < 0:
        return "负" + zh_money(-amount, currency)
    fen = int((amount * 100).to_integral_value())
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = _zh_amount(yuan) + "元" if yuan or not fen else ""
    if jiao:
        words += _ZH_DIGITS[jiao] + "角"
    elif rest and yuan:
        words += "零"
    return words + (_ZH_DIGITS[rest] + "分" if rest else "")


def _zh_amount(yuan: int) -> str:
    return "两" if yuan == 2 else _zh_whole(yuan)


def en_money(amount: Decimal, currency: str) -> str:
    """fifty dollars, twelve pounds and thirty pence"""
    if amount < 0:
        return "minus " + en_money(-amount, currency)
    if currency not in _EN_CURRENCIES:
        return f"{en_number(amount)} {currency}".strip()
    one, many, small_one, small_many = _EN_CURRENCIES[currency]
    cents = int((amount * 100).to_integral_value())
    whole, rest = divmod(cents, 100)
    words = f"{_en_whole(whole)} {one if whole == 1 else many}" if whole or not rest else ""
    if rest:
        words += (" and " if words else "") + f"{_en_whole(rest)} {small_one if rest == 1 else small_many}"
    return words


# ---- dates and times ---------------------------------------------------------------------------------------------


def _today(now: str) -> date | None:
    try:
        return datetime.fromisoformat(now.replace("Z", "+00:00")).date()
    except ValueError:
        return None


def _goes_without_year(year: int, month: int, day: int, today: date) -> bool:
    """Whether everybody takes it for this year's: a month that has begun, a day that is nearer than that of another year."""
    return abs((date(year, month, day) - today).days) <= NEAR_DAYS if day else month <= today.month


def zh_date(text: str, now: str) -> str:
    """十月三号, 去年十月, 二零二四年"""
    today = _today(now)
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if not month:
        return "".join(_ZH_DIGITS[int(d)] for d in str(year)) + "年"
    words = f"{_zh_whole(month)}月" + (f"{_zh_whole(day)}号" if day else "份")
    if today is None:
        return words
    if year == today.year:
        return words if _goes_without_year(year, month, day, today) else "今年" + words
    if year == today.year - 1:
        return "去年" + words
    return "".join(_ZH_DIGITS[int(d)] for d in str(year)) + "年" + words


def en_date(text: str, now: str) -> str:
    """October the third, October last year, twenty twenty-four"""
    today = _today(now)
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if not month:
        return en_year(year)
    words = EN_MONTHS[month - 1] + (f" the {en_ordinal(day)}" if day else "")
    if today is None:
        return words
    if year == today.year:
        return words if _goes_without_year(year, month, day, today) else f"{words} this year"
    return f"{words} last year" if year == today.year - 1 else f"{words} {en_year(year)}"


def en_year(year: int) -> str:
    century, rest = divmod(year, 100)
    if rest == 0 or 2000 <= year < 2010:
        return _en_whole(year)
    return f"{_en_whole(century)} {'oh ' if rest < 10 else ''}{_en_whole(rest)}"


def zh_time(hour: int, minute: int) -> str:
    """上午九点半, 下午三点零五分"""
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    twelve = hour if hour <= 12 else hour - 12
    words = f"{part}{'两' if twelve == 2 else _zh_whole(twelve)}点"
    if minute == 30:
        return words + "半"
    if not minute:
        return words
    return words + ("零" if minute < 10 else "") + f"{_zh_whole(minute)}分"


def en_time(hour: int, minute: int) -> str:
    """nine thirty a.m., three oh five p.m."""
    twelve = hour % 12 or 12
    half = "a.m." if hour < 12 else "p.m."
    if not minute:
        return f"{_en_whole(twelve)} {half}"
    return f"{_en_whole(twelve)} {'oh ' if minute < 10 else ''}{_en_whole(minute)} {half}"


def _duration(seconds: Decimal, chinese: bool) -> str:
    total = int(seconds)
    parts = ((total // 3600, "小时", "hour"), (total % 3600 // 60, "分钟", "minute"), (total % 60, "秒", "second"))
    spoken = [part for part in parts if part[0]] or [parts[2]]
    if chinese:
        return "".join(("两" if count == 2 else _zh_whole(count)) + zh for count, zh, _ in spoken)
    return " and ".join(f"{_en_whole(count)} {en}{'' if count == 1 else 's'}" for count, _, en in spoken)


# ---- spelled -----------------------------------------------------------------------------------------------------


def spell_phone(text: str, chinese: bool) -> str:
    """In groups, as people say them; 1 is 幺 in Chinese telephone numbers."""
    digits = re.sub(r"\D", "", text)
    cuts = (3, 7) if len(digits) == 11 else tuple(range(3, max(len(digits) - 1, 3), 3))
    starts = (0, *cuts)
    groups = [digits[a:b] for a, b in zip(starts, (*cuts, len(digits)), strict=True)]
    if chinese:
        return "，".join("".join(_ZH_PHONE[int(d)] for d in group) for group in groups if group)
    return ", ".join(" ".join(_EN_SMALL[int(d)] for d in group) for group in groups if group)


def spell(text: str, chinese: bool) -> str:
    """Character by character: digits as words, letters by themselves."""
    words = [
        (_ZH_DIGITS[int(c)] if chinese else _EN_SMALL[int(c)]) if c.isascii() and c.isdigit() else c
        for c in text
        if not c.isspace()
    ]
    return " ".join(words)
