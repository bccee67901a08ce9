"""Owns the English words of dates: last month, in March, the third of May, May 3rd, next Friday, two days ago, 3/5/2026."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from runtime.understanding.slots import numerals_en
from runtime.understanding.slots.date_parts import Found, coming_weekday, day, month_from, same_day_in_month, weekday_of_week

_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = (
    {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {"sept": 9}
)
_WEEKDAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES)} | {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS = (
    {word: number for number, word in enumerate(_ORDINAL_WORDS, 1)}
    | {
        f"{tens}{seam}{ones}": base + number
        for tens, base in (("twenty", 20), ("thirty", 30))
        for number, ones in enumerate(_ORDINAL_WORDS[:9], 1)
        for seam in (" ", "-")
    }
    | {"thirtieth": 30}
)
_STEPS = {
    "last": -1,
    "previous": -1,
    "past": -1,
    "this": 0,
    "current": 0,
    "the current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}
_DAYS = {
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "tomorrow": 1,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DAY = rf"(?:(?P<{{0}}_figure>\d{{{{1,2}}}})(?:st|nd|rd|th)?|(?P<{{0}}_word>{_any(ORDINALS)}))"
_YEAR = (
    r"(?:(?:,|of)?\s*(?P<{0}_year>(?:19|20)\d\d|(?:twenty|nineteen) (?:oh |twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen)[\s\-]?(?:one|two|three|four|five|six|seven|eight|nine)?|two thousand (?:and )?(?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve)|(?:of )?(?:last|this|next) year))"
)
_GRAMMAR = re.compile(
    r"\b(?:"
    r"(?P<iso>(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})(?:-(?P<iso_day>\d{1,2}))?)"
    r"|(?P<slash>(?P<slash_a>\d{1,2})/(?P<slash_b>\d{1,2})(?:/(?P<slash_year>\d{4}|\d{2}))?)"
    rf"|(?P<named_day>{_any(_DAYS)})"
    rf"|(?:the )?{_DAY.format('before')}(?: of)? (?P<before_month>{_any(_MONTHS)})(?:\.?{_YEAR.format('before')})?"
    rf"|(?P<after_month>{_any(_MONTHS)})\.? (?:the )?{_DAY.format('after')}(?!\d| (?:dollars|bucks|pounds|"
    rf"percent|times|people|cents|quid))(?:{_YEAR.format('after')})?"
    rf"|(?P<step_month_step>last|this|next) (?P<step_month>{_any(_MONTHS)})"
    rf"|(?:(?P<preposition>in|of|for|from|since|during|until|by|about|my|"
    rf"the) )?(?P<month>{_any(_MONTHS)})(?!')\b(?:{_YEAR.format('month')})?"
    rf"|(?:the )?(?P<unit_step>{_any(_STEPS)}) (?P<unit>month|year|week)(?:'s)?"
    rf"|(?P<month_before_last>(?:the )?month before last)"
    rf"|(?P<week_step>last|this|next|on|this coming)?\s*\b(?P<weekday>{_any(_WEEKDAYS)})(?:'s)?"
    r"|(?P<ahead>in) (?P<ahead_count>a couple of|a few|an?|\d+|[a-z\-]+(?: [a-z\-]+)?) (?P<ahead_unit>days?|"
    r"weeks?|months?|years?)"
    r"|(?P<ago_count>a couple of|an?|\d+|[a-z\-]+) (?P<ago_unit>days?|weeks?|months?|years?) (?P<ago>ago|from now|later)"
    rf"|(?:the|on the) {_DAY.format('only')}(?=$|[\s,.!?]*$|\s+(?:of (?:this|the|last|"
    rf"next) month))(?P<only_month> of (?:this|the|last|next) month)?"
    r"|(?:in )?(?P<year>(?:19|20)\d\d)(?!\s*(?:dollars|bucks|pounds|yuan|\d))"
    r")\b"
)  # fmt: skip
_BARE = re.compile(rf"^(?:it's |it is |the |for |in )?(?:{_DAY.format('bare')})(?: one)?$")


def find(text: str, today: date, month_first: bool) -> Iterator[Found]:
    anything = False
    for match in _GRAMMAR.finditer(text):
        found = _read(match, today, month_first)
        if found is not None:
            anything = True
            yield found
    bare = None if anything else _BARE.match(text)
    if bare is not None:
        number = _day(bare, "bare")
        if number is not None and 1 <= number <= 31:
            yield Found(bare.start(), bare.end(), number=number)


def _read(match: re.Match[str], today: date, month_first: bool) -> Found | None:
    if match["slash"]:
        return _slash(match, today, month_first)
    for name, read in _READERS.items():
        if match[name]:
            return read(match, today)
    return None


def _day(match: re.Match[str], prefix: str) -> int | None:
    if match[f"{prefix}_figure"]:
        return int(match[f"{prefix}_figure"])
    word = match[f"{prefix}_word"]
    return ORDINALS[word] if word else None


def _year(words: str | None, today: date) -> int | None:
    if not words:
        return None
    for step, years in (("last", -1), ("this", 0), ("next", 1)):
        if step in words:
            return today.year + years
    numbers = numerals_en.find(words)
    return int(numbers[0].value) if numbers else None


def _iso(match: re.Match[str], _: date) -> Found:
    return Found(
        match.start(),
        match.end(),
        int(match["iso_year"]),
        int(match["iso_month"]),
        int(match["iso_day"]) if match["iso_day"] else None,
    )


def _slash(match: re.Match[str], today: date, month_first: bool) -> Found | None:
    first, second = int(match["slash_a"]), int(match["slash_b"])
    month, month_day = (first, second) if month_first else (second, first)
    if month > 12:
        month, month_day = month_day, month
    year = int(match["slash_year"]) if match["slash_year"] else None
    if year is not None and year < 100:
        year += today.year // 100 * 100
    return Found(match.start(), match.end(), year, month, month_day)


def _named_day(match: re.Match[str], today: date) -> Found:
    return day(match.start(), match.end(), today + timedelta(days=_DAYS[match["named_day"]]))


def _day_of_month(prefix: str) -> Callable[[re.Match[str], date], Found]:
    def read(match: re.Match[str], today: date) -> Found:
        return Found(
            match.start(),
            match.end(),
            _year(match[f"{prefix}_year"], today),
            _MONTHS[match[f"{prefix}_month"]],
            _day(match, prefix),
        )

    return read


def _stepped_month(match: re.Match[str], today: date) -> Found:
    month, step = _MONTHS[match["step_month"]], match["step_month_step"]
    if step == "this":
        return Found(match.start(), match.end(), today.year, month)
    if step == "last":
        return Found(match.start(), match.end(), today.year - (month >= today.month), month)
    return Found(match.start(), match.end(), today.year + (month <= today.month), month)


def _month(match: re.Match[str], today: date) -> Found | None:
    """`may` and `march` are words of their own: they count after a preposition, with a year, or standing alone."""
    alone = match.group().strip() == match.string.strip(" .,!?")
    certain = (
        match["month"] not in ("may", "march", "mar", "sun", "sat", "jan", "dec") or match["month_year"] or match["preposition"]
    )
    if not (certain or alone):
        return None
    return Found(match.start("month"), match.end(), _year(match["month_year"], today), _MONTHS[match["month"]])


def _stepped_unit(match: re.Match[str], today: date) -> Found:
    step, unit = _STEPS[match["unit_step"]], match["unit"]
    if unit == "week":
        return day(match.start(), match.end(), weekday_of_week(today, 0, step))
    if unit == "year":
        return Found(match.start(), match.end(), today.year + step)
    year, month = month_from(today, step)
    return Found(match.start(), match.end(), year, month)


def _month_before_last(match: re.Match[str], today: date) -> Found:
    year, month = month_from(today, -2)
    return Found(match.start(), match.end(), year, month)


def _weekday(match: re.Match[str], today: date) -> Found | None:
    if match["weekday"] in ("sun", "sat", "wed", "mon") and not match["week_step"]:
        return None
    weekday = _WEEKDAYS[match["weekday"]]
    if match["week_step"] == "last":
        coming = coming_weekday(today, weekday)
        return day(match.start(), match.end(), coming - timedelta(days=7))
    if match["week_step"] == "next":
        return day(match.start(), match.end(), weekday_of_week(today, weekday, 1))
    return day(match.start(), match.end(), coming_weekday(today, weekday))


def _count(words: str) -> int | None:
    fixed = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
    if words in fixed:
        return fixed[words]
    numbers = numerals_en.find(words)
    return int(numbers[0].value) if len(numbers) == 1 else None


def _shifted(match: re.Match[str], today: date, count: int | None, unit: str) -> Found | None:
    if count is None or abs(count) > 1000:
        return None
    if unit.startswith("year"):
        return Found(match.start(), match.end(), today.year + count)
    if unit.startswith("month"):
        return day(match.start(), match.end(), same_day_in_month(today, count))
    return day(match.start(), match.end(), today + timedelta(days=count * (7 if unit.startswith("week") else 1)))


def _ahead(match: re.Match[str], today: date) -> Found | None:
    return _shifted(match, today, _count(match["ahead_count"]), match["ahead_unit"])


def _ago(match: re.Match[str], today: date) -> Found | None:
    count = _count(match["ago_count"])
    backwards = match["ago"] == "ago"
    return _shifted(match, today, None if count is None else -count if backwards else count, match["ago_unit"])


def _only_day(match: re.Match[str], today: date) -> Found:
    step = match["only_month"] or ""
    year, month = month_from(today, -1 if "last" in step else 1 if "next" in step else 0)
    return Found(match.start(), match.end(), year, month, _day(match, "only"))


def _only_year(match: re.Match[str], _: date) -> Found:
    return Found(match.start("year"), match.end("year"), int(match["year"]))


_READERS: dict[str, Callable[[re.Match[str], date], Found | None]] = {
    "iso": _iso, "named_day": _named_day, "before_month": _day_of_month("before"), "after_month": _day_of_month("after"),
    "step_month": _stepped_month, "month": _month, "unit": _stepped_unit, "month_before_last": _month_before_last,
    "weekday": _weekday, "ahead": _ahead, "ago": _ago, "only_figure": _only_day, "only_word": _only_day, "year": _only_year,
}  # fmt: skip
