"""Owns the English words of dates: last month, in March, the third of May, May 3rd, next Friday, two days ago, 3/5/2026."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from runtime.understanding.slots import fillers, numerals_en
from runtime.understanding.slots.date_parts import (
    Found,
    Grain,
    coming_weekday,
    day,
    end_of_month,
    full_year,
    month_from,
    same_day_in_month,
    weekday_of_week,
)

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
_CARDINALS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six twenty-seven twenty-eight "
        "twenty-nine thirty thirty-one".split(),
        1,
    )
}
_DAY_WORDS = ORDINALS | _CARDINALS | {word.replace("-", " "): number for word, number in _CARDINALS.items()}
_HOLIDAYS = {
    "new year's day": (1, 1), "new years day": (1, 1), "valentine's day": (2, 14), "valentines day": (2, 14),
    "saint patrick's day": (3, 17),
    "independence day": (7, 4), "halloween": (10, 31), "christmas eve": (12, 24), "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26), "new year's eve": (12, 31), "new years eve": (12, 31),
}  # fmt: skip
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


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_COUNT = r"a couple of|a few|an?|\d+|[a-z\-]+"
_SPAN = r"days?|weeks?|fortnights?|months?|years?"
_DAY = rf"(?:(?P<{{0}}_figure>\d{{{{1,2}}}})(?:st|nd|rd|th)?|(?P<{{0}}_word>{_any(ORDINALS)}))"
_DAY_OR_CARDINAL = _DAY.format("after").replace(_any(ORDINALS), _any(_DAY_WORDS))
_YEAR = (
    r"(?:(?:,|of)?\s*(?P<{0}_year>(?:19|20)\d\d|(?:twenty|nineteen) (?:oh |twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen)[\s\-]?(?:one|two|three|four|five|six|seven|eight|nine)?|two thousand(?: (?:and )?(?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve))?|nineteen hundred|(?:of )?(?:last|this|next) year))"
)
_GRAMMAR = re.compile(
    r"\b(?:"
    r"(?P<iso>(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})(?:-(?P<iso_day>\d{1,2}))?)"
    r"|(?P<slash>(?P<slash_a>\d{1,2})/(?P<slash_b>\d{1,2})(?:/(?P<slash_year>\d{4}|\d{2}))?)"
    rf"|(?P<named_day>{_any(_DAYS)})"
    rf"|(?P<from_count>{_COUNT}) (?P<from_unit>{_SPAN}) (?:from|after) (?P<from_day>today|now|tomorrow|{_any(_WEEKDAYS)})"
    rf"|(?P<holiday>{_any(_HOLIDAYS)})"
    rf"|(?:the )?(?P<edge>end|last day|beginning|start|first day|first|middle) of (?P<edge_step>the|this|last|"
    rf"next) (?P<edge_unit>month|year)"
    rf"|(?:the )?{_DAY.format('before')}(?: of)? (?P<before_month>{_any(_MONTHS)})(?:\.?{_YEAR.format('before')})?"
    rf"|(?P<spoken_month>{_any(_MONTHS)}) (?P<spoken_year>(?:twenty|nineteen) (?:oh |twenty|thirty|forty|fifty|sixty|"
    rf"seventy|eighty|ninety|ten|eleven|"
    rf"twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)(?:[\s\-]?(?:one|two|three|four|five|six|"
    rf"seven|eight|nine))?)"
    rf"|(?P<after_month>{_any(_MONTHS)})\.? (?:the )?{_DAY_OR_CARDINAL}(?!\d| (?:hundred|thousand|dollars|bucks|pounds|"
    rf"percent|times|people|cents|quid))(?:{_YEAR.format('after')})?"
    rf"|(?P<step_month_step>last|this|next) (?P<step_month>{_any(_MONTHS)})"
    rf"|(?:(?P<preposition>in|of|for|from|since|during|until|by|about|my|"
    rf"the) )?(?P<month>{_any(_MONTHS)})(?!')\b(?:{_YEAR.format('month')})?"
    rf"|(?:the )?(?P<unit_step>{_any(_STEPS)}) (?P<unit>month|year|week)(?:'s)?"
    rf"|(?P<month_before_last>(?:the )?month before last)"
    rf"|(?P<week_step>last|this|next|on|this coming)?\s*\b(?P<weekday>{_any(_WEEKDAYS)})(?:'s)?"
    r"|(?P<ahead>in) (?P<ahead_count>a couple of|a few|an?|\d+|[a-z\-]+(?: [a-z\-]+)?) (?P<ahead_unit>days?|"
    r"weeks?|fortnights?|months?|years?)"
    r"|(?P<ago_count>a couple of|an?|\d+|[a-z\-]+) (?P<ago_unit>days?|weeks?|fortnights?|months?|years?) (?P<ago>ago|"
    r"from now|later)"
    rf"|(?:the|on the) {_DAY.format('only')}(?=$|[\s,.!?]*$|\s+(?:of (?:this|the|last|next) month|at|please|in the|if|"
    rf"would|works|around|i))(?P<only_month> of (?:this|the|last|next) month)?"
    r"|(?:in )?(?P<year>(?:19|20)\d\d)(?!\s*(?:dollars|bucks|pounds|yuan|\d))"
    r"|(?P<year_before_last>(?:the )?year before last)"
    r")\b"
)  # fmt: skip
_BARE = re.compile(rf"(?:\d{{1,4}}(?:st|nd|rd|th)?|{_any(_DAY_WORDS)})")
_DATED = re.compile(rf",? (?:(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)\b|(?:{_any(ORDINALS)})\b)|(?:{_any(_MONTHS)}) )")
"""What follows a weekday that only goes along with a date: `Tuesday the twenty fourth`."""
_WHICH = re.compile(
    r"(?:the )?(?P<step>last|previous|latest|this|current|next|most recent)(?: (?:one|bill|statement|invoice|month|year|period))?"
)


def find(text: str, today: date, month_first: bool, grain: Grain) -> Iterator[Found]:
    anything = False
    for match in _GRAMMAR.finditer(text):
        found = _read(match, today, month_first)
        if found is not None:
            anything = True
            yield found
    if not anything:
        yield from _alone(text, grain)


def _alone(text: str, grain: Grain) -> Iterator[Found]:
    """`the fifth`, `twenty twenty four` or `last one` to the question which day, which year or which month."""
    start, end = fillers.core(text)
    words = text[start:end]
    if which := _WHICH.fullmatch(text.strip(" .,!?")) or _WHICH.fullmatch(words):
        yield Found(start, end, step={"last": -1, "previous": -1, "next": 1}.get(which["step"], 0))
    elif grain == "year" and (year := _year_alone(text.strip(" .,!?")) or _year_alone(words)):
        yield Found(start, end, number=year)
    elif _BARE.fullmatch(words):
        number = _DAY_WORDS.get(words) or int(re.sub(r"\D", "", words) or 0)
        if number:
            yield Found(start, end, number=number)


def _year_alone(words: str) -> int | None:
    numbers = numerals_en.find(words)
    whole = len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(words))
    return int(numbers[0].value) if whole and numbers[0].value >= 10 else None


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
    return _DAY_WORDS[word] if word else None


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
    year = None if year is None else full_year(year, today)
    return Found(match.start(), match.end(), year, month, month_day)


def _from_day(match: re.Match[str], today: date) -> Found | None:
    """`two weeks from Friday`."""
    named = match["from_day"]
    begin = coming_weekday(today, _WEEKDAYS[named]) if named in _WEEKDAYS else today + timedelta(days=named == "tomorrow")
    return _shifted(match, begin, _count(match["from_count"]), match["from_unit"])


def _holiday(match: re.Match[str], _: date) -> Found:
    return Found(match.start(), match.end(), None, *_HOLIDAYS[match["holiday"]])


def _edge(match: re.Match[str], today: date) -> Found:
    """`the end of the month`, `the first of next month`, `the end of last year`."""
    step = _STEPS.get(match["edge_step"], 0)
    side = match["edge"]
    if match["edge_unit"] == "year":
        return Found(match.start(), match.end(), today.year + step, *((12, 31) if side in ("end", "last day") else (1, 1)))
    year, month = month_from(today, step)
    days = {"end": end_of_month(year, month), "last day": end_of_month(year, month), "middle": 15}
    return Found(match.start(), match.end(), year, month, days.get(side, 1))


def _spoken_year(match: re.Match[str], today: date) -> Found:
    return Found(match.start(), match.end(), _year(match["spoken_year"], today), _MONTHS[match["spoken_month"]])


def _year_before_last(match: re.Match[str], today: date) -> Found:
    return Found(match.start(), match.end(), today.year - 2)


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
    if _DATED.match(match.string, match.end()) or (match["weekday"] in ("sun", "sat", "wed", "mon") and not match["week_step"]):
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


_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


def _shifted(match: re.Match[str], today: date, count: int | None, unit: str) -> Found | None:
    if count is None or abs(count) > 1000:
        return None
    if unit.startswith("year"):
        return Found(match.start(), match.end(), today.year + count)
    if unit.startswith("month"):
        return day(match.start(), match.end(), same_day_in_month(today, count))
    return day(match.start(), match.end(), today + timedelta(days=count * _DAYS_OF[unit.rstrip("s")]))


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
    "iso": _iso, "from_count": _from_day, "holiday": _holiday, "edge": _edge, "spoken_year": _spoken_year,
    "year_before_last": _year_before_last, "named_day": _named_day,
    "before_month": _day_of_month("before"), "after_month": _day_of_month("after"),
    "step_month": _stepped_month, "month": _month, "unit": _stepped_unit, "month_before_last": _month_before_last,
    "weekday": _weekday, "ahead": _ahead, "ago": _ago, "only_figure": _only_day, "only_word": _only_day, "year": _only_year,
}  # fmt: skip
