"""Owns English times of day: half past nine, 3 pm, eight oh five a m, five thirty tonight, noon; sixteen thirty when asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runtime.understanding.slots import fillers, numerals_en
from runtime.understanding.slots.mention import Mention

_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d{1,2}"
_ANY_HOUR = rf"{_HOUR}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[\s\-](?:one|two|three))?"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = r"(?:twenty|thirty|forty|fifty)(?:[\s\-](?:one|two|three|four|five|six|seven|eight|nine))?"
_MINUTES = rf"(?:(?:oh|o|zero) (?:one|two|three|four|five|six|seven|eight|nine|\d)|{_TEENS}|{_TENS}|\d{{2}})"
_DAY_PART = r"(?:in the |this |tomorrow |yesterday )?(?:early |late )?(?:morning|afternoon|evening)|at night|tonight|last night"
_HALF_OF_DAY = rf"(?P<{{0}}>a\.? ?m\b\.?|p\.? ?m\b\.?|{_DAY_PART}|o'?clock(?: (?:{_DAY_PART})| ?[ap]\.? ?m\b\.?)?)"
_TIME = re.compile(
    rf"\b(?:(?P<past_amount>half|(?:a )?quarter|\d{{1,2}}|five|ten|twenty(?:[\s\-]five)?)(?: minutes)? "
    rf"(?P<side>past|after|to|till|before|of) (?P<past_hour>{_HOUR}|noon|midnight)(?:\s*{_HALF_OF_DAY.format('past_half')})?"
    rf"|(?P<figure_hour>\d{{1,2}})[:.](?P<figure_minute>\d{{2}})(?:\s*{_HALF_OF_DAY.format('figure_half')})?"
    rf"|(?P<hour>{_HOUR})(?: (?P<minute>{_MINUTES}))?(?:ish)?\s*{_HALF_OF_DAY.format('half')}"
    rf"|half (?P<british>{_HOUR})(?=\W*$| (?:please|in|at|on|tonight|tomorrow|would))"
    rf"|(?P<at>at|around|by|about|before|after) (?:about |around )?(?P<at_hour>{_HOUR})(?: (?P<at_minute>{_MINUTES}))?"
    rf"(?=$|[\s,.!?]*$|[,.!?]| (?:on|today|tomorrow|this|next|please|ish|or|would|if|is|works|i)\b)"
    rf"|(?:twelve )?(?:(?P<noon>noon|midday)|(?P<midnight>midnight)))(?![a-z])"
)
_BARE = re.compile(rf"(?P<hour>{_ANY_HOUR})(?: (?P<minute>{_MINUTES}|hundred))?(?: ?ish| hours)?")
_PARTS = re.compile(r"\b(?P<late>afternoon|evening|tonight|night)\b|\bmorning\b")


def find(text: str, asked: bool, language: str) -> Iterator[Mention]:
    found = False
    for match in _TIME.finditer(text):
        minutes = None if match["british"] and language != "en-GB" else _minutes(match)
        if minutes is not None:
            found = True
            yield _mention(match.start(), match.end(), minutes)
    if not asked or found:
        return
    start, end = fillers.core(text)
    bare = _BARE.fullmatch(text, start, end)
    hour, minute = (
        (_number(bare["hour"]), 0 if bare["minute"] == "hundred" else _number(bare["minute"] or "0")) if bare else (None, None)
    )
    if hour is not None and minute is not None and hour < 24 and minute < 60:
        yield _mention(0, len(text), _in_part_of_day(text, hour) * 60 + minute, bare=True)


def _mention(start: int, end: int, minutes: int, bare: bool = False) -> Mention:
    return Mention(start, end, "time", f"{minutes // 60:02}:{minutes % 60:02}", bare=bare)


def _minutes(match: re.Match[str]) -> int | None:
    if match["noon"] or match["midnight"]:
        return 12 * 60 if match["noon"] else 0
    if match["side"]:
        return _past_or_to(match)
    if match["british"]:
        return _checked(_number(match["british"]), 30, _half("", match))
    hour = _number(match["figure_hour"] or match["hour"] or match["at_hour"])
    minute = _number(match["figure_minute"] or match["minute"] or match["at_minute"] or "0")
    return _checked(hour, minute, _half(match["figure_half"] or match["half"] or "", match))


def _checked(hour: int | None, minute: int | None, half: str) -> int | None:
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return _half_of_day(hour % 24, half) * 60 + minute


def _half(words: str, match: re.Match[str]) -> str:
    """The half of the day that was said with the time, or elsewhere in the sentence: "tonight at eight"."""
    if words and not re.fullmatch(r"o'?clock", words):
        return words
    part = _PARTS.search(match.string)
    return part.group() if part else words


def _past_or_to(match: re.Match[str]) -> int | None:
    named = {"noon": 12, "midnight": 0}.get(match["past_hour"])
    hour = named if named is not None else _number(match["past_hour"])
    amount = match["past_amount"]
    minutes = 30 if amount == "half" else 15 if amount.endswith("quarter") else _number(amount)
    if hour is None or minutes is None or hour > 24:
        return None
    at = (hour if named is not None else _half_of_day(hour % 24, _half(match["past_half"] or "", match))) * 60
    return (at + minutes if match["side"] in ("past", "after") else at - minutes) % (24 * 60)


def _half_of_day(hour: int, words: str) -> int:
    words = words.replace(".", "").replace(" ", "")
    if words.endswith(("night", "tonight")) and (hour == 12 or 1 <= hour < 4):
        return hour % 12
    if words.endswith(("pm", "afternoon", "evening", "night")):
        return hour + 12 if 1 <= hour < 12 else hour
    return 0 if words.endswith(("am", "morning")) and hour == 12 else hour


def _in_part_of_day(text: str, hour: int) -> int:
    part = _PARTS.search(text)
    return _half_of_day(hour, part.group()) if part else hour


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    numbers = numerals_en.find(words)
    if len(numbers) != 1 or numbers[0].value != numbers[0].value.to_integral_value():
        return None
    return int(numbers[0].value)
