"""Owns Chinese times of day: 下午三点半, 五点差一刻, 差五分九点, 早上七点四十, 17:30, 中午; 八 when a time was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runtime.understanding.slots import fillers, numerals_zh
from runtime.understanding.slots.mention import Mention

_N = numerals_zh.NUMERAL
_PARTS = (
    "凌晨|清晨|大清早|一大早|清早|早上|早晨|上午|中午|下午|午后|傍晚|晚上|夜里|夜晚|深夜|半夜|"
    "今晚|明晚|昨晚|后晚|当晚|明早|今早|后早|早|晚"
)
_TIME = re.compile(
    rf"(?P<part>{_PARTS})?[的呢,， ]*(?:大概|大约|差不多)?(?:差(?P<short>一刻|{_N})分?(?:钟)?[到就]?)?"
    rf"(?:(?P<figure_hour>\d{{1,2}}):(?P<figure_minute>\d{{2}})"
    rf"|(?P<hour>{_N})(?:点钟?|时(?!间|候|段))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|过?(?P<minute>{_N})(?:分(?!之))?|整)?)"
    rf"(?:差(?P<short_after>一刻|{_N})分?)?"
    r"|(?P<noon>正午|中午)(?!\d)|(?P<midnight>午夜|零点)"
)
_NO_TIME_AFTER = re.compile(r"[\u4e00-\u9fff](?<![到见开前后左吧的])")
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "今晚", "明晚", "昨晚", "后晚", "当晚", "夜里", "夜晚", "深夜", "晚", "半夜")
_NIGHT = ("晚上", "今晚", "明晚", "昨晚", "后晚", "当晚", "夜里", "夜晚", "深夜", "晚", "半夜")
_BARE = re.compile(rf"(?P<hour>{_N})(?:[点:](?P<minute>{_N}))?")


def find(text: str, asked: bool) -> Iterator[Mention]:
    found = False
    for match in _TIME.finditer(text):
        minutes = None if _is_a_little(match) else _minutes(match)
        if minutes is not None:
            found = True
            yield _mention(match.start(), match.end(), minutes)
    if asked and not found:
        start, end = fillers.core(text)
        bare = _BARE.fullmatch(text, start, end)
        hour = _whole(bare["hour"]) if bare else None
        minute = _whole(bare["minute"]) or 0 if bare else 0
        if hour is not None and hour <= 24 and minute < 60:
            yield _mention(start, end, (hour % 24) * 60 + minute, bare=True)


def _mention(start: int, end: int, minutes: int, bare: bool = False) -> Mention:
    return Mention(start, end, "time", f"{minutes // 60:02}:{minutes % 60:02}", bare=bare)


def _is_a_little(match: re.Match[str]) -> bool:
    """一点问题 is no time of day."""
    return match.group() == "一点" and bool(_NO_TIME_AFTER.match(match.string, match.end()))


def _minutes(match: re.Match[str]) -> int | None:
    if match["noon"] or match["midnight"]:
        return 12 * 60 if match["noon"] else 0
    hour = _whole(match["figure_hour"] or match["hour"])
    if match["hour"] and len(match["hour"]) > 1 and all(sign in numerals_zh.DIGITS for sign in match["hour"]):
        return None  # 两三点 is no time
    minute = _whole(match["figure_minute"] or match["minute"]) or 0
    if hour is None or hour > 24 or minute > 59:
        return None
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 if match["quarter"] == "一" else 45
    short = match["short"] or match["short_after"]
    taken = 15 if short == "一刻" else _whole(short) or 0
    return (_hour_of_day(hour % 24, match["part"]) * 60 + minute - taken) % (24 * 60)


def _hour_of_day(hour: int, part: str | None) -> int:
    if part in _NIGHT and (hour == 12 or hour < 5):
        return hour % 12  # 晚上十二点 and 夜里两点 are past midnight
    if part in _AFTERNOON and 1 <= hour < 12:
        return hour + 12
    if part == "中午" and hour in (1, 2):
        return hour + 12
    return 0 if part == "凌晨" and hour == 12 else hour


def _whole(text: str | None) -> int | None:
    value = numerals_zh.value_of(text) if text else None
    return int(value) if value is not None and value == value.to_integral_value() else None
