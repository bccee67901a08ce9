"""Owns lengths of time: 一个半小时, 一刻钟, 一分三十秒, half an hour, an hour and twenty minutes, a fortnight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dsl.values import plain_number
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.mention import Mention, Moment


@dataclass(frozen=True, slots=True)
class _Part:
    """So much of one unit; parts that follow each other from large to small are one length."""

    start: int
    end: int
    count: Decimal
    unit: int

    @property
    def seconds(self) -> Decimal:
        return self.count * self.unit


def find(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    parts = _parts_zh(text) if moment.chinese else _parts_en(text, asked)
    between = _BETWEEN_ZH if moment.chinese else _BETWEEN_EN
    whole: list[_Part] = []
    for part in [*sorted(parts, key=lambda part: part.start), None]:
        joins = part is not None and whole and part.unit < whole[-1].unit and between.fullmatch(text, whole[-1].end, part.start)
        if whole and not joins:
            if not _NO_LENGTH_AFTER.match(text, whole[-1].end):
                seconds = sum((one.seconds for one in whole), Decimal(0))
                yield Mention(whole[0].start, whole[-1].end, "duration", f"{plain_number(seconds)} s")
            whole = []
        if part is not None:
            whole.append(part)


_NO_LENGTH_AFTER = re.compile(
    r"[前后]|[以之][前后]|份|\s+(?:ago|from (?:now|today|tomorrow|\w+day)|later)\b|[一二三四五六七八九十\d]+[日号月]"
)
"""What makes a point in time of a length: 三天后, two days ago."""

# ---- Chinese -------------------------------------------------------------------------------------------------------

_N = numerals_zh.NUMERAL
_SECONDS_ZH = {
    "秒": 1, "秒钟": 1, "分": 60, "分钟": 60, "刻钟": 900, "小时": 3600, "钟头": 3600, "天": 86400, "周": 604800, "星期": 604800,
    "礼拜": 604800, "月": 2592000, "年": 31536000,
}  # fmt: skip
_PART_ZH = re.compile(
    rf"(?:(?P<lead_half>半)|(?P<count>{_N}))(?:来|多|几)?(?P<counter>个)?(?:来|多)?(?P<and_half>半)?(?:工作)?"
    rf"(?P<unit>秒钟?|分钟?|刻钟|小时|钟头|天|周|星期|礼拜|月|年)(?P<tail_half>半)?"
)
_BETWEEN_ZH = re.compile(r"(?:[零又，,\s的]|外加)*")


def _parts_zh(text: str) -> Iterator[_Part]:
    matches = list(_PART_ZH.finditer(text))
    for place, match in enumerate(matches):
        unit = _SECONDS_ZH[match["unit"]]
        count = Decimal(0) if match["lead_half"] else numerals_zh.value_of(match["count"])
        if count is None or (match["unit"] == "月" and not match["counter"]):
            continue  # 三月 is a date
        if match["unit"] == "分" and not _among_parts(text, matches, place):
            continue  # 五分 alone is money, or a mark
        halves = sum(bool(match[half]) for half in ("lead_half", "and_half", "tail_half"))
        yield _Part(match.start(), match.end(), count + Decimal("0.5") * halves, unit)


def _among_parts(text: str, matches: list[re.Match[str]], place: int) -> bool:
    """Whether hours stand right before, or seconds right after."""
    match = matches[place]
    before = place > 0 and matches[place - 1]["unit"] in ("小时", "钟头") and matches[place - 1].end() == match.start()
    after = place + 1 < len(matches) and matches[place + 1]["unit"][0] == "秒" and matches[place + 1].start() == match.end()
    return before or after or text[match.end() : match.end() + 1] == "半"


# ---- English -------------------------------------------------------------------------------------------------------

_SECONDS_EN = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "fortnight": 1209600, "month": 2592000,
    "year": 31536000, "sec": 1, "min": 60,
}  # fmt: skip
_UNIT = "second|minute|hour|day|week|fortnight|month|year|sec|min"
_UNIT_AFTER = re.compile(
    rf"\s*-?(?:(?:or so|business|working|full|whole|more|"
    rf"good) )*(?P<half>and a half )?\b(?P<unit>{_UNIT})s?\b(?P<tail_half> and a half)?"
)
_WORDED = re.compile(
    rf"\b(?:half an? (?P<half_of>{_UNIT})|(?:(?P<quarters>three|3) quarters|"
    rf"(?P<quarter>a quarter)) of an? (?P<quarter_of>{_UNIT})"
    rf"|(?:a )?couple (?:of )?(?P<couple>{_UNIT})s|(?:an?|one|the) (?:whole |full |"
    rf"good )?(?P<one>{_UNIT})(?P<and_half> and a half)?)\b"
)
_LONE_MINUTES = re.compile(r"\s+(?:and )?$")
_BETWEEN_EN = re.compile(r"[\s,]*(?:and\s+)?")


def _parts_en(text: str, asked: bool) -> Iterator[_Part]:
    taken: list[tuple[int, int]] = []
    for match in _WORDED.finditer(text):
        taken.append(match.span())
        of = match["half_of"] or match["quarter_of"] or match["couple"] or match["one"]
        yield _Part(match.start(), match.end(), _share(match), _SECONDS_EN[of])
    numbers = [one for one in numerals_en.find(text) if not any(start <= one.start < end for start, end in taken)]
    hours_end = next((end for _, end in taken if text[:end].endswith("hour")), -1)
    for number in numbers:
        unit = _UNIT_AFTER.match(text, number.end)
        if unit is not None:
            halves = sum(bool(unit[half]) for half in ("half", "tail_half"))
            yield _Part(number.start, unit.end(), number.value + Decimal("0.5") * halves, _SECONDS_EN[unit["unit"]])
            hours_end = unit.end() if unit["unit"] == "hour" else -1
        elif asked and hours_end >= 0 and number.value < 60 and _LONE_MINUTES.match(text[hours_end : number.start]):
            yield _Part(number.start, number.end, number.value, 60)  # one hour fifteen


def _share(match: re.Match[str]) -> Decimal:
    if match["half_of"]:
        return Decimal("0.5")
    if match["quarter_of"]:
        return Decimal("0.75") if match["quarters"] else Decimal("0.25")
    if match["couple"]:
        return Decimal(2)
    return Decimal("1.5") if match["and_half"] else Decimal(1)
