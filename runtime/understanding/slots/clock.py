"""Owns times of day and lengths of time: 下午三点半, 差五分八点, half past nine, 3 pm; 一个半小时, two days, 90 minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dsl.values import plain_number
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.mention import Mention, Moment

_N = numerals_zh.NUMERAL
_TIME_ZH = re.compile(
    rf"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|今晚|明晚|明早|今早|晚)?的?(?:差(?P<short>{_N}|一刻)分?(?:钟)?)?"
    rf"(?:(?P<figure_hour>\d{{1,2}}):(?P<figure_minute>\d{{2}})"
    rf"|(?P<hour>{_N})(?:点钟?|时(?!间|候|段))(?:(?P<half>半)|(?P<quarter>[一三])刻|过?(?P<minute>{_N})分?|"
    rf"整)?)(?:差(?P<short_after>{_N}|一刻)分?)?"
    r"|(?P<noon>正午|中午)(?!\d)|(?P<midnight>午夜|零点)"
)
_NO_TIME_AFTER = re.compile(r"[\u4e00-\u9fff](?<![到见开前后左吧的])")
_AFTERNOON_ZH = ("下午", "傍晚", "晚上", "今晚", "明晚", "夜里", "晚", "半夜")

_HOUR_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d{1,2}"
_MINUTES_EN = r"(?:oh |o )?(?:\d{1,2}|[a-z]+(?:[\s\-](?:one|two|three|four|five|six|seven|eight|nine))?)"
_HALF_OF_DAY = (
    r"(?P<{0}>a\.?m\.?|p\.?m\.?|in the (?:morning|afternoon|evening)|at night|o'?clock(?: in the (?:morning|"
    r"afternoon|evening)| at night|(?: [ap]\.?m\.?))?)"
)
_TIME_EN = re.compile(
    rf"\b(?:(?P<past_amount>half|(?:a )?quarter|\d{{1,2}}|five|ten|"
    rf"twenty(?:[\s\-]five)?)(?: minutes)? (?P<side>past|after|to|till|before) (?P<past_hour>{_HOUR_EN}|noon|"
    rf"midnight)(?: {_HALF_OF_DAY.format('past_half')})?"
    rf"|(?P<figure_hour>\d{{1,2}})[:.](?P<figure_minute>\d{{2}})(?:\s*{_HALF_OF_DAY.format('figure_half')})?"
    rf"|(?P<hour>{_HOUR_EN})(?: (?P<minute>{_MINUTES_EN}))?\s*{_HALF_OF_DAY.format('half')}"
    rf"|(?P<at>at|around|by|about|before|after) (?P<at_hour>{_HOUR_EN})(?: (?P<at_minute>thirty|fifteen|"
    rf"forty[\s\-]five|oh five|ten|twenty|forty|fifty))?(?=$|[\s,.!?]*$|[,.!?]| (?:on|today|tomorrow|this|next|"
    rf"please))"
    rf"|(?P<noon>noon|midday)|(?P<midnight>midnight))(?![a-z])"
)
_BARE_EN = re.compile(rf"^\W*(?:it's |maybe |let's say )?(?P<hour>{_HOUR_EN})(?: (?P<minute>{_MINUTES_EN}))?\W*$")

_SECONDS_ZH = {
    "秒": 1,
    "分": 60,
    "小时": 3600,
    "钟头": 3600,
    "天": 86400,
    "日": 86400,
    "周": 604800,
    "星期": 604800,
    "礼拜": 604800,
    "月": 2592000,
    "年": 31536000,
}
_DURATION_ZH = re.compile(
    rf"(?:(?P<lead_half>半)个?|(?P<count>{_N})个?(?P<and_half>半)?)(?P<unit>秒钟?|分钟|小时|钟头|天|周|星期|礼拜|月|"
    rf"年)(?P<tail_half>半)?(?!前|后|以前|以后|之前|之后|份|[一二三四五六七八九十\d]+[日号月])"
)
_SECONDS_EN = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}
_DURATION_EN = re.compile(
    r"\s*-?(?P<half>and a half )?\b(?P<unit>second|minute|hour|day|week|month|"
    r"year)s?\b(?P<tail_half> and a half)?(?! ago| from now)"
)
_HALF_EN = re.compile(
    r"\b(?:half an? (?P<unit>hour|day|minute|year)|an? (?P<one>second|minute|hour|day|week|month|"
    r"year)(?P<and_half> and a half)?)\b(?! ago| from now)"
)


def find_time(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    if moment.chinese:
        return _times_zh(text)
    return _times_en(text, asked)


def find_duration(text: str, moment: Moment) -> Iterator[Mention]:
    return _durations_zh(text) if moment.chinese else _durations_en(text)


def _times_zh(text: str) -> Iterator[Mention]:
    for match in _TIME_ZH.finditer(text):
        minutes = None if _is_a_little(match) else _minutes_zh(match)
        if minutes is not None and 0 <= minutes < 24 * 60:
            yield Mention(match.start(), match.end(), "time", _clock(minutes))


def _is_a_little(match: re.Match[str]) -> bool:
    """一点问题 is no time of day."""
    return match.group() == "一点" and bool(_NO_TIME_AFTER.match(match.string, match.end()))


def _minutes_zh(match: re.Match[str]) -> int | None:
    if match["noon"] or match["midnight"]:
        return 12 * 60 if match["noon"] else 0
    hour = _whole_zh(match["figure_hour"] or match["hour"])
    minute = _whole_zh(match["figure_minute"] or match["minute"]) or 0
    if hour is None or hour > 24 or minute > 59:
        return None
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 if match["quarter"] == "一" else 45
    short = match["short"] or match["short_after"]
    taken = 15 if short == "一刻" else _whole_zh(short) or 0
    return _afternoon_zh(hour % 24, match["part"]) * 60 + minute - taken


def _afternoon_zh(hour: int, part: str | None) -> int:
    if part in _AFTERNOON_ZH and 1 <= hour < 12:
        late_night = part in ("夜里", "半夜") and hour < 6
        return hour if late_night else hour + 12
    if part == "中午" and hour in (1, 2):
        return hour + 12
    return 0 if part in ("晚上", "夜里", "半夜", "凌晨") and hour == 12 else hour


def _whole_zh(text: str | None) -> int | None:
    value = numerals_zh.value_of(text) if text else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def _times_en(text: str, asked: bool) -> Iterator[Mention]:
    found = False
    for match in _TIME_EN.finditer(text):
        minutes = _minutes_en(match)
        if minutes is not None and 0 <= minutes < 24 * 60:
            found = True
            yield Mention(match.start(), match.end(), "time", _clock(minutes))
    bare = None if found or not asked else _BARE_EN.match(text)
    if bare is not None:
        hour, minute = _number_en(bare["hour"]), _number_en(bare["minute"] or "0")
        if hour is not None and minute is not None and hour < 24 and minute < 60:
            yield Mention(0, len(text), "time", _clock(hour * 60 + minute), bare=True)


def _minutes_en(match: re.Match[str]) -> int | None:
    if match["noon"] or match["midnight"]:
        return 12 * 60 if match["noon"] else 0
    if match["side"]:
        return _past_or_to(match)
    hour = _number_en(match["figure_hour"] or match["hour"] or match["at_hour"])
    minute = _number_en(match["figure_minute"] or match["minute"] or match["at_minute"] or "0")
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return _half_of_day(hour % 24, match["figure_half"] or match["half"] or "") * 60 + minute


def _past_or_to(match: re.Match[str]) -> int | None:
    named = {"noon": 12, "midnight": 0}.get(match["past_hour"])
    hour = named if named is not None else _number_en(match["past_hour"])
    amount = match["past_amount"]
    minutes = 30 if amount == "half" else 15 if amount.endswith("quarter") else _number_en(amount)
    if hour is None or minutes is None or hour > 24:
        return None
    at = _half_of_day(hour % 24, match["past_half"] or "") * 60
    return (at + minutes if match["side"] in ("past", "after") else at - minutes) % (24 * 60)


def _half_of_day(hour: int, words: str) -> int:
    words = words.replace(".", "")
    if words.endswith(("pm", "afternoon", "evening", "night")):
        return hour + 12 if 1 <= hour < 12 else hour
    return 0 if words.endswith(("am", "morning")) and hour == 12 else hour


def _number_en(words: str | None) -> int | None:
    if words is None:
        return None
    numbers = numerals_en.find(words)
    if len(numbers) != 1 or numbers[0].value != numbers[0].value.to_integral_value():
        return None
    return int(numbers[0].value)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _durations_zh(text: str) -> Iterator[Mention]:
    for match in _DURATION_ZH.finditer(text):
        unit = _SECONDS_ZH[match["unit"].rstrip("钟") if match["unit"] != "钟头" else "钟头"]
        count = Decimal(0) if match["lead_half"] else numerals_zh.value_of(match["count"])
        if count is None or (match["unit"] == "月" and "个" not in match.group()):
            continue  # 三月 is a date
        halves = sum(bool(match[half]) for half in ("lead_half", "and_half", "tail_half"))
        yield _duration(match.start(), match.end(), (count + Decimal("0.5") * halves) * unit)


def _durations_en(text: str) -> Iterator[Mention]:
    for number in numerals_en.find(text):
        match = _DURATION_EN.match(text, number.end)
        if match is not None:
            halves = sum(bool(match[half]) for half in ("half", "tail_half"))
            yield _duration(number.start, match.end(), (number.value + Decimal("0.5") * halves) * _SECONDS_EN[match["unit"]])
    for match in _HALF_EN.finditer(text):
        share = Decimal("0.5") if match["unit"] else Decimal("1.5") if match["and_half"] else Decimal(1)
        yield _duration(match.start(), match.end(), share * _SECONDS_EN[match["unit"] or match["one"]])


def _duration(start: int, end: int, seconds: Decimal) -> Mention:
    return Mention(start, end, "duration", f"{plain_number(seconds)} s")
