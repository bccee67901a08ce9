"""Owns turning a caller's words into a phrase that may be kept: personal values go, typed blanks stand in their place.

Numbers (written and spoken), e-mail addresses, money, dates, names and addresses are found by how they look and by the
words before them. Where the package has a slot of that type its blank is put in (`<amount>`), else a neutral sample of the
type. It is a rough sieve and leans towards blanking too much: a person reads every phrase before it is taken up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from dsl.editing import EditError, read_value
from dsl.notation import NotationError
from dsl.utterance import escape, join_within_limit, speakable
from dsl.values import ValueType, digit_lengths, from_text, parse_type

LONGEST = 400  # characters that are looked at; what a caller says in one turn is shorter

SAMPLES: dict[str, tuple[str, str]] = {
    "email": ("name@example.com", "name@example.com"),
    "money": ("twenty dollars", "一百块"),
    "date": ("March 1st", "三月一号"),
    "phone": ("555 555 0100", "13800000000"),
    "digits": ("123456", "123456"),
    "code": ("A12345", "A12345"),
    "name": ("Alex Smith", "张三"),
    "address": ("1 Main Street", "人民路1号"),
}
"""What stands for a value of each type where the package has no slot for it, in English and in Chinese."""

_DIGIT = "[0-9０-９零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
_BETWEEN = r"[\s\-－.,，、·]{0,2}"
_HAN = "[\u4e00-\u9fff]"
_NUMERAL = "[0-9０-９零〇一二三四五六七八九十百千万亿两半点.]"
_SAID_EN = (
    "zero|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double|triple"
)
_MAIL = "[a-z0-9._+-]{1,64}"
_MONTHS_EN = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_ORDINALS_EN = (
    r"(?:[0-3]?\d(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|twenty[- ]\w+|thirtieth|thirty[- ]first)\b"
)
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖"
    "姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_FULL_SURNAME = f"(?:欧阳|上官|司马|诸葛|司徒|东方|慕容|[{_SURNAMES}])"
_NAME_ENDS = r"(?=$|[\s，。,.！!？?、；;]|我|想|要|的|你|您|他|她|电话|手机|号|住|先生|女士|小姐|是)"
_ROAD_EN = r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|way|close|boulevard|blvd|square|place|terrace)\b\.?"
_WORD_OF_NAME = (
    r"(?!(?:and|i|i'm|my|the|a|an|is|not|calling|from|with|on|in|at|to|so|but|because|about|for|can|could|you|it|that)\b)"
    r"[a-z][\w'’-]*"
)

_Pattern: TypeAlias = "tuple[str, re.Pattern[str]]"


def _pattern(kind: str, *alternatives: str, case: bool = False) -> _Pattern:
    return kind, re.compile("|".join(f"(?:{one})" for one in alternatives), 0 if case else re.IGNORECASE)


# In order of precedence. What a pattern finds is its last group that took part, else all of it.
_PATTERNS: tuple[_Pattern, ...] = (
    _pattern("email", rf"{_MAIL}\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+", rf"{_MAIL} at [a-z0-9-]+ dot (?:com|net|org|cn|co|edu)\b"),
    _pattern(
        "address",
        r"(?:my address is|i live (?:at|on|in)|(?:send|deliver|ship) (?:it|this|them) to|address:?)\s+([^,.;!?]*\d[^.;!?]{3,60})",
        rf"(?:地址(?:是|在|为|：)?|家住在?|我住在?|寄到|送到)({_HAN}{{2,20}}[^，。！？,.!?]{{0,30}})",
    ),
    _pattern(
        "address",
        rf"\b\d{{1,5}}[a-z]?(?:\s+[a-z]+){{1,3}}\s+{_ROAD_EN}",
        r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b",
        rf"(?:{_HAN}{{2,6}}(?:省|市))?(?:{_HAN}{{1,6}}(?:区|县|镇))?{_HAN}{{1,6}}(?:路|街|巷|弄|大道|胡同|小区|花园|大厦)"
        rf"{_NUMERAL}{{1,8}}(?:号|栋|幢|弄|单元|室|楼)+(?:{_NUMERAL}{{1,5}}(?:号|号楼|栋|幢|单元|室|楼|层))*",
    ),
    _pattern(
        "name",
        rf"(?:我叫|我的?名字(?:叫|是)|本人(?:叫)?|姓名(?:是|叫)?|户名(?:是|叫)?|机主(?:是|叫)?|收件人(?:是|叫)?)"
        rf"({_FULL_SURNAME}{_HAN}{{1,2}}?{_NAME_ENDS}|{_FULL_SURNAME}{_HAN}{{1,2}}|{_HAN}{{2,3}}|[a-z]+)",
        rf"我是({_FULL_SURNAME}{_HAN}{{1,2}}?){_NAME_ENDS}",
        rf"(?:我|免贵)姓({_FULL_SURNAME})",
        rf"({_FULL_SURNAME}{_HAN}{{0,2}}?)(?:先生|女士|小姐|太太)",
        rf"(?:my (?:full )?name is|my name's|i am called|name:)\s+({_WORD_OF_NAME}(?:\s+{_WORD_OF_NAME})?)",
    ),
    _pattern(
        "name",
        r"(?:[Tt]his is|I'm|I am|[Cc]all me|[Ss]peaking with)\s+([A-Z][a-z'’-]+(?:\s+[A-Z][\w'’-]+){0,2})",
        r"(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)",
        case=True,
    ),
    _pattern(
        "date",
        r"(?<!\d)(?:19|20)\d\d[-/.年]\s?[01]?\d[-/.月]\s?[0-3]?\d[日号]?",
        r"(?<!\d)[0-3]?\d[/.-][0-3]?\d[/.-](?:19|20)?\d\d(?!\d)",
        rf"\b(?:{_MONTHS_EN})\.?\s+(?:the\s+)?{_ORDINALS_EN}(?:,?\s+(?:19|20)\d\d)?",
        rf"\b(?:the\s+)?{_ORDINALS_EN}\s+(?:of\s+)?(?:{_MONTHS_EN})\b(?:,?\s+(?:19|20)\d\d)?",
        "(?:[0-9０-９零〇一二三四五六七八九]{2,4}年)?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?"
        "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})(?:日|号)",
    ),
    _pattern(
        "money",
        r"(?:[$£€¥￥]|rmb|cny|usd|gbp|eur)\s?\d[\d,]*(?:\.\d{1,2})?",
        r"(?<![\d.])\d[\d,]*(?:\.\d{1,2})?\s?(?:dollars?|bucks?|pounds?|quid|euros?|cents?|pence|yuan|rmb|cny|usd|gbp|eur)(?![a-z])",
        rf"\b(?:(?:{_SAID_EN}|and|a)[\s-]+){{1,8}}(?:dollars?|bucks?|pounds?|quid|euros?|cents?|pence|yuan)\b",
        rf"{_NUMERAL}{{1,12}}(?:多|几)?(?:块钱|块|元钱|元|圆|人民币|美元|欧元|英镑|港币|毛钱|毛|角)"
        rf"(?:[0-9一二三四五六七八九](?:毛|角)?(?![0-9一二三四五六七八九个次天年月]))?",
    ),
    _pattern(
        "code",
        r"(?<![a-z\d])(?=[a-z-]{0,10}\d)(?=[\d-]{0,10}[a-z])[a-z\d]{1,12}(?:-?[a-z\d]{2,12}){0,3}(?<=[a-z\d]{4})(?![a-z\d])",
    ),
    _pattern("phone", rf"\+?(?<!\d)[1１一幺]{_BETWEEN}[3-9３-９三四五六七八九](?:{_BETWEEN}{_DIGIT}){{9}}(?!\d)"),
    _pattern(
        "phone",
        r"(?<!\d)\+\d(?:[\s().-]{0,2}\d){6,14}",
        r"(?<!\d)\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)",
        rf"(?:phone|number|mobile|cell)(?: number)? is\s+((?:(?:{_SAID_EN})[\s,-]+){{6,}}(?:{_SAID_EN}))\b",
    ),
    _pattern(
        "digits",
        rf"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{3,}}(?!年)[xX]?",
        rf"\b(?:(?:{_SAID_EN})[\s,-]+){{3,}}(?:{_SAID_EN})\b",
    ),
)  # fmt: skip


class _Found(Struct, frozen=True):
    start: int
    end: int
    kind: str


def blank_personal(text: str, language: str) -> str:
    """The words with a neutral sample in the place of every personal value."""
    words = speakable(text)[:LONGEST]
    return "".join(part if found is None else _sample(found.kind, language) for part, found in _parts(words))


def to_phrase(text: str, slots: Mapping[str, str], language: str) -> str:
    """The words as a phrase of the language: a blank of the package's `slots` (name → type), or a sample, for each value.

    Always a valid phrase, whatever the caller said; empty when nothing was said that could be written down.
    """
    types = _types(slots)
    words = speakable(text)[:LONGEST]
    pieces: list[str] = []
    for part, found in _parts(words):
        if found is None:
            pieces += [escape(character) for character in part]
        else:
            slot = _slot_for(found.kind, part, types)
            pieces.append(f"<{slot}>" if slot else escape(_sample(found.kind, language)))
    return join_within_limit(pieces)


def personal_parts(text: str) -> list[tuple[str, str]]:
    """The words cut into what stays, with an empty kind, and what is personal, with its kind (a key of `SAMPLES`)."""
    return [(part, found.kind if found else "") for part, found in _parts(text) if part]


def slot_types(files: Mapping[str, str]) -> dict[str, str]:
    """The slots of a package and their types, as its `slots.yaml` has them; nothing where that cannot be read."""
    try:
        slots = read_value(files.get("slots.yaml", ""))
    except EditError:
        return {}
    if not isinstance(slots, dict):
        return {}
    return {name: str(slot["type"]) for name, slot in slots.items() if isinstance(slot, dict) and slot.get("type")}


# ---- finding -------------------------------------------------------------------------------------------------------


def _parts(words: str) -> list[tuple[str, _Found | None]]:
    """The words cut into what stays and what was found, in reading order."""
    parts: list[tuple[str, _Found | None]] = []
    at = 0
    for found in _find(words):
        parts += [(words[at : found.start], None), (words[found.start : found.end], found)]
        at = found.end
    return [*parts, (words[at:], None)]


def _find(words: str) -> list[_Found]:
    taken = [False] * len(words)
    found: list[_Found] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(words):
            start, end = match.span(match.lastindex or 0)
            while end > start and words[end - 1].isspace():
                end -= 1
            if start < end and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(_Found(start, end, kind))
    return sorted(found, key=lambda one: one.start)


# ---- blanks --------------------------------------------------------------------------------------------------------

_STANDS_IN = {"phone": ("phone", "digits"), "digits": ("digits", "number"), "code": ("code", "digits")}
"""Which slots' types a found kind may fill, the first choice first; every other kind fills its own alone."""

_NAME = re.compile(r"[^\W\d]\w*")


def _types(slots: Mapping[str, str]) -> dict[str, ValueType]:
    types: dict[str, ValueType] = {}
    for name, text in slots.items():
        try:
            if _NAME.fullmatch(name):
                types[name] = parse_type(text)
        except NotationError:
            continue
    return types


def _slot_for(kind: str, written: str, types: Mapping[str, ValueType]) -> str | None:
    """The first slot whose type takes such a value."""
    for wanted in _STANDS_IN.get(kind, (kind,)):
        for name, value_type in types.items():
            if value_type.name == wanted and _takes(value_type, written):
                return name
    return None


def _takes(value_type: ValueType, written: str) -> bool:
    digits = sum(re.match(_DIGIT, character) is not None for character in written)
    if value_type.name == "digits":
        lengths = digit_lengths(value_type)
        return lengths is not None and lengths[0] <= digits <= lengths[1]
    return value_type.name not in ("code", "number") or from_text(value_type, written.upper()) is not None


def _sample(kind: str, language: str) -> str:
    return SAMPLES[kind][1 if language.startswith("zh") else 0]
