"""Owns inputs that nobody would write, and what must hold for each: no exception but those that are documented, no long wait,
and no memory without end. Every input is made from a number alone, so that one that fails can be made again.
"""

from __future__ import annotations

import random
import resource
import signal
import string
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from msgspec import Struct

from dsl import condition, editing, matching, overlap, reply, utterance, values
from dsl.bundle import encode
from dsl.compiler import check, compile_bundle
from dsl.importing import ImportProblem, gather, read_rows
from dsl.notation import NotationError
from tests.dsl.small_package import SMALL

LONGEST_WAIT = 1.0
"""Seconds of the processor that one input may take."""

_STOPPED_AT = 4.0
_FLOWS = Path(__file__).parents[2] / "flows"

Files = dict[str, str | bytes]


class Failure(Struct, frozen=True):
    """What went wrong, and the number that makes the input again."""

    number: int
    kind: str
    what: str


class Hang(BaseException):
    """Raised into an input that takes far too long; no code of ours can swallow it."""


# ---- running ---------------------------------------------------------------------------------------------------------


def run(numbers: Iterator[int], until: Callable[[], bool]) -> tuple[int, float, list[Failure]]:
    """How many inputs were tried, the longest time that one took, and what failed."""
    tried, longest, failures = 0, 0.0, list[Failure]()
    for number in numbers:
        if until():
            break
        seconds, failure = attempt(number)
        tried += 1
        longest = max(longest, seconds)
        if failure is not None:
            failures.append(failure)
    return tried, longest, failures


def attempt(number: int) -> tuple[float, Failure | None]:
    """One input: how long it took, and what failed."""
    kinds = list(KINDS)
    kind = kinds[number % len(kinds)]
    chance = random.Random(number)
    wrong = ""
    began = time.process_time()
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _STOPPED_AT)
    try:
        KINDS[kind](chance)
    except Hang:
        wrong = f"stopped after {_STOPPED_AT} s"
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        wrong = traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    seconds = time.process_time() - began
    if not wrong and seconds > LONGEST_WAIT and _slow_again(kind, number):
        wrong = f"took {seconds:.1f} s"
    return seconds, Failure(number, kind, wrong) if wrong else None


def _slow_again(kind: str, number: int) -> bool:
    """Whether it was the input, and not what else the machine does."""
    began = time.process_time()
    KINDS[kind](random.Random(number))
    return time.process_time() - began > LONGEST_WAIT


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ---- packages --------------------------------------------------------------------------------------------------------

SIGNS = [
    *"：，“”‘’（）｜＜＞＝#:-[]{}&*!|>'\"%@`?<>()\\=+~^$/.,;\t\r\n é你😀𠀀",
    *"\ufeff\u2028\u2029\x85\x00\x07\x1b\x7f\u200b\u200d\u202e\u0301\ufffe",
    ": ", " #", "- ", "---\n", "...\n", "? ", "<<: ", "\\", "\n  ", "\r\n", "|-\n", ">+\n",
    "&a ", "*a", "!!x ", "<a>", "(a|b)?", "${x}", "''", '"', "\\x", "\\U0010FFFF", "\ud800", "𝒳", "İ", "ﬁ", "ß", "％", "١",
]  # fmt: skip


def packages() -> list[Files]:
    """The small package and those that are shipped."""
    found: list[Files] = [dict(SMALL)]
    for flow in sorted(_FLOWS.glob("*/flow.yaml")):
        files = sorted(flow.parent.rglob("*.yaml"))
        found.append({path.relative_to(flow.parent).as_posix(): path.read_text(encoding="utf-8") for path in files})
    return found


PACKAGES = packages()
TOKENS = sorted({token for files in PACKAGES for text in files.values() for token in str(text).split()})


def spoilt_package(chance: random.Random) -> None:
    files = dict(chance.choice(PACKAGES))
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        name = chance.choice(sorted(files))
        text = files[name]
        if isinstance(text, str):
            files[name] = text = chance.choice(SPOILS)(text, chance)
        if chance.random() < 0.05:
            files[name] = spoilt_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), chance)
    if chance.random() < 0.02:
        files[chance.choice(["x.yaml", "subflows/x.yaml", "conversations/a/b.yaml", "../flow.yaml", "", "policies.yaml"])] = (
            "a: b"
        )
    assert_checked(files)


def assert_checked(files: Files) -> None:
    """Every finding can be said and stands in its file, every fix can be applied, and what has no error compiles."""
    checked = check(files)
    for one in checked.findings:
        assert one.line("en") and one.line("zh")
        text = checked.source.files[one.span.file].text if one.span.file in checked.source.files else ""
        assert 0 <= one.span.start <= one.span.end <= len(text), one
        for edit in one.fix.edits if one.fix else ():
            assert 0 <= edit.start <= edit.end <= len(checked.source.files[edit.file].text), one
    if not checked.findings.fatal:
        assert checked.package is not None
        assert encode(compile_bundle(checked.package, checked.reading.translations))


def spoilt_bytes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    junk = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
    return data[:at] + junk + data[at + chance.randrange(3) :]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(1, 40) :]


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + "".join(chance.choices(SIGNS, k=chance.randrange(1, 4))) + text[at:]


def _exchange(text: str, chance: random.Random) -> str:
    """A word in the place of another."""
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(TOKENS)
    return " ".join(words)


def _lines(text: str, chance: random.Random) -> str:
    """Lines that are swapped, doubled, left out, indented, or taken from another file."""
    lines = text.splitlines(keepends=True) or [""]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            del lines[one : one + chance.randrange(1, 4)]
        case 3:
            lines[one] = chance.choice([" ", "  ", "\t", "      "]) + lines[one]
        case 4:
            lines[one] = lines[one].lstrip()
        case _:
            lines[one:one] = str(chance.choice(list(chance.choice(PACKAGES).values()))).splitlines(keepends=True)[:5]
    return "".join(lines)


def _value(text: str, chance: random.Random) -> str:
    """Another text behind a key, in some style."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    lines[at] = key + (colon or ":") + " " + _written(chance) + "\n"
    return "".join(lines)


def _written(chance: random.Random) -> str:
    word = chance.choice(TOKENS)
    styles = [
        word, f"'{word}'", f'"{word}"', f"|\n          {word}", f">+2\n   {word}\n\n", f"[{word}, {word}]",
        f"{{{word}: {word}}}", f"[[{{{word}: [{word}]}}]]", "", "~", "null", "1e999", "-0", "0x1F", "99999999999999999999",
        f"[{word}", f'"{word}', "- " * 5,
    ]  # fmt: skip
    made = chance.choice([nested, huge, condition_text, phrase_text, reply_text])
    return chance.choice(styles) if chance.random() < 0.75 else made(chance)


def nested(chance: random.Random) -> str:
    depth = chance.choice([5, 23, 24, 25, 40, 400, 5000])
    opening, closing = chance.choice(
        [("[", "]"), ("{a: ", "}"), ("- ", ""), ("(", ")"), ("<calm>", "</calm>"), ("not ", ""), ("-", "")]
    )
    return opening * depth + chance.choice(["x", "", "<a>"]) + closing * chance.choice([depth, depth - 1, 0])


def huge(chance: random.Random) -> str:
    piece = chance.choice(
        ["a", "你", "ab ", "(a|b)", "<a>", "\\", "<", "a: ", "😀", "1", "(a)?", "<x=1>", "and ", "\n", "\n      - a", "a b\n"]
    )
    return piece * chance.choice([10, 300, 3_000, 30_000])


def _endings(text: str, chance: random.Random) -> str:
    return chance.choice(
        [text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text, text.replace("  ", "\t"), text + "\x00"]
    )


def _long(text: str, chance: random.Random) -> str:
    """A line many times over."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    return "".join([*lines[:at], lines[at] * chance.choice([50, 500, 3_000]), *lines[at + 1 :]])


SPOILS: list[Callable[[str, random.Random], str]] = [
    *[_cut] * 3, *[_insert] * 5, *[_exchange] * 4, *[_lines] * 5, *[_value] * 5, _endings, _long
]  # fmt: skip


# ---- the notations ---------------------------------------------------------------------------------------------------

CONDITION_PARTS = [
    "a", "bill.extra", "金额", "1", "2.5", "100 CNY", "3 min", '"x"', "'y'", "true", "and", "or", "not", "in", "has", "matches",
    "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", "[", "]", ",", "about(", "open(", "age(",
    '"[a-z]{2,40}"', '"(a|b)*c+?"', "=", "&&", "！", "“", "\\", "'", '"', ".", "..", "a.", "1a", "é", "\x00", "\u2028",
]  # fmt: skip
PHRASE_PARTS = [
    "(", ")", "|", "?", "<", ">", "=", "\\", "<a>", "<a=b c>", "(a|b)", "(c)?", "word ", "你好", " ", "（", "？", "＜", "\x00",
    "𝒳", "İ",
]  # fmt: skip
REPLY_PARTS = [
    "<", ">", "</", "\\", "<a>", "<b.c>", "<pause 400ms>", "<pause 9h>", "<calm>", "</calm>", "<urgent>", "</urgent>", "word ",
    "你好", "＜", "<pause", "(a|b)", "|", "(", ")", "?", "=", "\n", "\x00", "<a|b>", "<n 个>", "<count:one|many>",
]  # fmt: skip


def _soup(parts: list[str], chance: random.Random, joint: str) -> str:
    if chance.random() < 0.1:
        return chance.choice([nested, huge])(chance)
    text = joint.join(chance.choices(parts, k=chance.choice([1, 2, 4, 8, 16, 60, 200])))
    return _insert(text, chance) if chance.random() < 0.2 else text


def condition_text(chance: random.Random) -> str:
    return _soup(CONDITION_PARTS, chance, chance.choice([" ", " ", ""]))


def phrase_text(chance: random.Random) -> str:
    return _soup(PHRASE_PARTS, chance, "")


def reply_text(chance: random.Random) -> str:
    return _soup(REPLY_PARTS, chance, "")


VALUES = [
    None,
    True,
    3,
    0.7,
    values.Money(values.Decimal("1e14"), "CNY"),
    values.Duration(values.Decimal(3)),
    "2026-10-03",
    "x" * 400,
    "",
]


def conditions(chance: random.Random) -> None:
    text = condition_text(chance)
    try:
        tree = condition.parse(text)
    except NotationError as error:
        assert 0 <= error.start <= error.end <= max(1, len(text)), text
        return
    condition.type_errors(tree, lambda name: chance.choice([None, *map(values.ValueType, values.TYPES)]), condition=True)
    condition.evaluate(tree, lambda name: chance.choice(VALUES))


def phrases(chance: random.Random) -> None:
    read = []
    for text in (phrase_text(chance), phrase_text(chance)):
        try:
            read.append((text, utterance.parse(text)))
        except NotationError as error:
            assert 0 <= error.start <= error.end <= max(1, len(text)), text
    for text, pattern in read:
        assert len(pattern.samples(20)) <= 20 and pattern.size() >= 1
        overlap.sounds(text, ())
        overlap.plain_parts(pattern)
    if len(read) == 2:
        overlap.shared_sentence(*(overlap.sounds(text) for text, _ in read))
    quoted = utterance.quote(phrase_text(chance))
    if quoted:
        utterance.parse(quoted)


def replies(chance: random.Random) -> None:
    text = reply_text(chance)
    try:
        tree = reply.parse(text)
    except NotationError as error:
        assert 0 <= error.start <= error.end <= max(1, len(text)), text
    else:
        reply.names(tree)
        reply.plain(tree)


def patterns(chance: random.Random) -> None:
    text = _soup([*"ab.[]()|?*+{}^-\\,0 9", "[a-z]", "\\d", "{2,4}", "{50}", "(a*)*", "[^", "你"], chance, "")
    try:
        pattern = matching.compile_pattern(text)
    except NotationError as error:
        assert 0 <= error.start <= error.end, text
        return
    for _ in range(3):
        pattern.matches("".join(chance.choices("ab09 你z-", k=chance.choice([0, 1, 5, 299, 400]))))


def types(chance: random.Random) -> None:
    text = _soup([*values.TYPES, "(", ")", "4", "-", "6", "[A-Z]", "\\d", "sizes", " "], chance, "")
    written = chance.choice(
        [*TOKENS, "".join(chance.choices(string.printable, k=8)), huge(chance), "9" * 40, "2026-02-30", "24:60", "1e5"]
    )
    try:
        kind = values.parse_type(text)
    except NotationError:
        kind = values.ValueType(
            chance.choice(["number", "money", "date", "time", "duration", "phone", "email", "digits", "text"])
        )
    value = values.from_text(kind, written)
    if value is not None:
        assert values.from_text(kind, values.to_text(kind, value)) == value, (kind, written)
    for quantity in (values.parse_duration, values.parse_percent):
        try:
            quantity(written)
        except NotationError:
            continue


# ---- edits and imports -----------------------------------------------------------------------------------------------


def edits(chance: random.Random) -> None:
    text = str(chance.choice(list(chance.choice(PACKAGES).values())))
    if chance.random() < 0.5:
        text = chance.choice(SPOILS)(text, chance)
    try:
        editing.read_value(_edit(text, chance))
    except editing.EditError as error:
        assert str(error)


def _edit(text: str, chance: random.Random) -> str:
    path = _path(editing.read_value(text), chance)
    value: Any = chance.choice(
        [
            "x",
            "a: b",
            "#",
            "",
            "- a",
            3,
            True,
            None,
            [],
            {},
            ["a", "b: c"],
            {"say": "x", "next": "y"},
            reply_text(chance),
            [[["x"]]],
        ]
    )
    match chance.randrange(7):
        case 0:
            return editing.set_text(text, path, value)
        case 1:
            return editing.append_item(text, path, value)
        case 2:
            return editing.insert_entry(text, path, chance.choice(["a", "a b", "x: y", "#", ""]), value)
        case 3:
            return editing.insert_item(text, path, chance.randrange(-1, 4), value)
        case 4:
            return editing.remove(text, path)
        case 5:
            return editing.rename_key(text, path, chance.choice(["a", "a b", "x: y", "#", "'"]))
        case _:
            return editing.move_item(text, path, chance.randrange(5))


def _path(value: Any, chance: random.Random) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while chance.random() < 0.8:
        if isinstance(value, dict) and value:
            key = chance.choice(list(value))
            value = value[key]
        elif isinstance(value, list) and value:
            key = chance.randrange(len(value))
            value = value[key]
        else:
            break
        path.append(key)
    return (*path, chance.choice(["x", 0, 99, -1])) if chance.random() < 0.1 else tuple(path)


def imports(chance: random.Random) -> None:
    rows = "\n".join(
        _soup([*PHRASE_PARTS, ",", '"', "\t", "text", "intent", "说法", "\n", '{"text": "a", "intent": "b"}'], chance, "")
        for _ in range(5)
    )
    data = rows.encode(chance.choice(["utf-8", "utf-16", "gb18030"]), "replace")
    if chance.random() < 0.3:
        data = spoilt_bytes(data, chance)
    try:
        gather(read_rows(data, chance.choice(["a.csv", "a.jsonl", "a", "a.xlsx"])))
    except ImportProblem as problem:
        assert str(problem)


KINDS: dict[str, Callable[[random.Random], None]] = {
    "package": spoilt_package, "condition": conditions, "package ": spoilt_package, "phrase": phrases, "reply": replies,
    "pattern": patterns, "type": types, "edit": edits, "package  ": spoilt_package, "import": imports,
}  # fmt: skip
"""What is tried, in turn; packages most often."""
