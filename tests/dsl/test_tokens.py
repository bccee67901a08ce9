"""A finding covers the wrong words and nothing else, whatever style of YAML they are written in, and so does its fix."""

import random
from collections.abc import Callable

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dsl.compiler import check
from dsl.diagnostics import Diagnostic
from tests.dsl.small_package import SMALL, apply, lines, spoil


class Mistake(Struct, frozen=True):
    """A wrong `token` between right words, put in the place of `old`, and the code of its finding.

    `lead` and `tail` stand around the text, which hangs on a block at `column`. `prose`: what may stand before the words;
    without it the text is a name, which is written on one line. `flow`: it stands in brackets or braces.
    """

    code: str
    file: str
    old: str
    lead: str
    before: str
    token: str
    after: str = ""
    tail: str = ""
    column: int = 4
    prose: tuple[str, ...] = ()
    flow: bool = False
    is_key: bool = False


FLOW, SLOTS, INTENTS, DATA, TALK = "flow.yaml", "slots.yaml", "intents.yaml", "data.yaml", "conversations/prices.yaml"
WHEN, HELLO, PHRASE = "when: price_list.amount > 100 GBP", "say: Hello.", "- what does it cost"
TESTS = ('plan == "金额😀" and ', "offers > 1 and not ", "anger >= 0.5 or ", "(turns > 2 or turns > 3) and ")
REPLY = ("Hello, ", "您好，😀 it's ", "<calm>慢慢来。</calm> ", "Wait <pause 400ms> for <price_list.amount> or ", "3 \\< 4 ")
PHRASES = ("please ", "我想😀 ", "(can|could) you ", "it's (really)? ", "<size=the big one> or ")

MISTAKES: dict[str, Mistake] = {
    "unknown name in a condition": Mistake(
        "name-unknown", FLOW, WHEN, "when: ", "", "price_list.amont", " > 100 GBP", column=8, prose=TESTS
    ),
    "single equals": Mistake("single-equals", FLOW, WHEN, "when: ", "plan ", "=", " 'new'", column=8, prose=TESTS),
    "types that do not fit": Mistake("compare-types", FLOW, WHEN, "when: ", "", "offers == 'x'", column=8, prose=TESTS),
    "pattern": Mistake("pattern-bad", FLOW, WHEN, "when: ", 'plan matches "\\"a\\d', "[", '"', column=8, prose=TESTS),
    "unclosed parenthesis": Mistake("parenthesis-unclosed", FLOW, WHEN, "when: ", "", "(", "offers > 1", column=8, prose=TESTS),
    "condition of a slot": Mistake(
        "name-unknown", SLOTS, 'valid: day > "2026-01-01"', "valid: ", "", "dya", " > '2026-01-01'", column=2, prose=TESTS
    ),
    "unknown value in a reply": Mistake(
        "name-unknown", FLOW, HELLO, "say: ", "it is <", "price_list.amout", "> now.", prose=REPLY
    ),
    "unclosed tag": Mistake("tag-unclosed", FLOW, HELLO, "say: ", "it is ", "<size", prose=REPLY),
    "style": Mistake("style-unknown", FLOW, HELLO, "say: ", "it is ", "<clam>", "so.</calm>", prose=REPLY),
    "pause": Mistake("pause-bad", FLOW, HELLO, "say: ", "wait ", "<pause 400>", " please.", prose=REPLY),
    "secret": Mistake("secret-said", FLOW, HELLO, "say: ", "it is ", "<pin>", ".", prose=REPLY),
    "reply in braces": Mistake(
        "name-unknown", FLOW, "reason: Price enquiry}", "reason: x, say: ", "It is <", "price_list.amout", "> now.", "}",
        prose=REPLY[1:3], flow=True,
    ),
    "reply in a list": Mistake("name-unknown", FLOW, "- Sorry?", "- ", "It is <", "price_list.amout", ">", prose=REPLY),
    "slot of a phrase": Mistake("name-unknown", INTENTS, PHRASE, "- ", "how much is <", "sizes", "=that> now", prose=PHRASES),
    "unclosed slot": Mistake("slot-unclosed", INTENTS, PHRASE, "- ", "how much is ", "<size", "(", prose=PHRASES),
    "unclosed group": Mistake("group-unclosed", INTENTS, PHRASE, "- ", "how much ", "(", "is it", prose=PHRASES),
    "phrase between quote marks in brackets": Mistake(
        "name-unknown", INTENTS, "not:\n    - what is this", 'not: ["a b", ', "how much is <", "sizes", "> now", ", 'c d']",
        column=2, prose=PHRASES, flow=True,
    ),
    "type": Mistake("type-unknown", SLOTS, "type: date", "type: ", "", "dates", column=2),
    "argument of a type": Mistake("type-digits-length", SLOTS, "type: digits(4)", "type: ", "digits(", "four", ")", column=2),
    "list of a type": Mistake("name-unknown", SLOTS, "choice(sizes)", "", "choice(", "size", ")", column=2),
    "type in braces": Mistake("type-unknown", DATA, "note: text", "note: ", "", "txet", column=2, flow=True),
    "step": Mistake("name-unknown", FLOW, "unavailable: message", "unavailable: ", "", "massage"),
    "step of a list": Mistake("name-unknown", FLOW, "- go: bye", "- go: ", "", "bey", column=8),
    "step in braces": Mistake("name-unknown", FLOW, "refuse: bye", "refuse: ", "", "bey", flow=True),
    "slot in brackets": Mistake("name-unknown", FLOW, "[size, day]", "[size, ", "", "dya", tail="]", flow=True),
    "word": Mistake("word-unknown", SLOTS, "by: keys", "by: ", "", "kyes", column=2),
    "length of time": Mistake("duration-bad", DATA, "within: 2s", "within: ", "", "2sec", column=2),
    "date": Mistake("date-bad", "answers.yaml", "2026-01-01", "", "", "2026-02-30", column=2),
    "address": Mistake("address-bad", DATA, "https://shop.example/prices", "", "", "shop.example/prices", column=2),
    "parameter": Mistake("name-unknown", FLOW, "number: caller.number", "number: ", "", "caller.nubmer", flow=True),
    "value in a conversation": Mistake("value-of-no-type", TALK, "amount: 20 GBP", "amount: ", "", "twenty", column=2, flow=True),
    "intent in a conversation": Mistake("name-unknown", TALK, "ask_price", "", "", "ask_prize", column=6, flow=True),
    "key of a telephone": Mistake("key-unknown", TALK, '"1234"', "", "12", "a", "4", column=6),
    "unknown key": Mistake("unknown-key", FLOW, "next: listen", "", "", "nxet", tail=": listen", is_key=True),
    "unknown key in braces": Mistake(
        "unknown-key", FLOW, "reason: Price enquiry", "", "", "reasno", tail=": x", flow=True, is_key=True
    ),
    "intent as a key": Mistake("name-unknown", FLOW, "ask_price: price", "", "", "ask_prise", tail=": price", is_key=True),
    "outcome as a key": Mistake(
        "outcome-unknown", FLOW, "sold_out: sorry", "sold_out: sorry, ", "", "soldout", tail=": sorry", flow=True, is_key=True
    ),
    "parameter as a key": Mistake(
        "parameter-unknown", FLOW, "size: size,", "size: size, ", "", "sise", tail=": size,", flow=True, is_key=True
    ),
    "telephone key as a key": Mistake(
        "key-unknown", FLOW, "keys: {1:", "keys: {1: price, ", "", "10", tail=": price, 2:", flow=True, is_key=True
    ),
}  # fmt: skip

Style = Callable[[Mistake, random.Random], tuple[str, int, int]]
"""Writes a mistake: the text as it stands in the file, and from where to where its token does."""


def joined(before: str, token: str, after: str, opening: str = "", closing: str = "") -> tuple[str, int, int]:
    start = len(opening) + len(before)
    return opening + before + token + after + closing, start, start + len(token)


def broken(text: str, mistake: Mistake, chance: random.Random, kept: tuple[str, ...], column: int = 0) -> str:
    """Some blanks between words as line breaks, with the indentation of the next line behind them."""
    indent = " " * (column or mistake.column + 4)

    def sign(at: int) -> str:
        breaks = mistake.prose and text[at] == " " and at + 1 < len(text) and chance.random() < 0.3
        return chance.choice(kept) + indent if breaks else text[at]

    return "".join(sign(at) for at in range(len(text)))


def plain(mistake: Mistake, chance: random.Random) -> tuple[str, int, int]:
    before, after = (broken(one, mistake, chance, ("\n", "  \n", "\n\n")) for one in (mistake.before, mistake.after))
    return joined(before, mistake.token, after)


def single_quoted(mistake: Mistake, chance: random.Random) -> tuple[str, int, int]:
    def written(text: str) -> str:
        return broken(text.replace("'", "''"), mistake, chance, ("\n", "  \n", "\n\n", "\n \n"))

    return joined(written(mistake.before), mistake.token.replace("'", "''"), written(mistake.after), "'", "'")


def double_quoted(mistake: Mistake, chance: random.Random) -> tuple[str, int, int]:
    """With escapes, with line breaks, and with lines that go on behind a backslash, in the midst of words too."""

    def sign(one: str) -> str:
        if one in '"\\':
            return "\\" + one
        numbers = [f"\\U{ord(one):08x}", *([f"\\u{ord(one):04X}"] if ord(one) < 0x10000 else [])]
        if ord(one) < 0x100:
            numbers.append(f"\\x{ord(one):02x}")
        return chance.choice(numbers) if chance.random() < 0.2 else one

    def going_on(following: str) -> str:
        allowed = not mistake.is_key and not following.startswith(" ")
        return f"\\\n{' ' * chance.randrange(mistake.column + 1, 12)}" if allowed and chance.random() < 0.1 else ""

    def words(text: str, going: bool) -> str:
        found = ""
        for at, one in enumerate(text):
            found += going_on(one) if at or going else ""
            may_break = one == " " and 0 < at < len(text) - 1 and mistake.prose and chance.random() < 0.3
            found += chance.choice(["\n", "\t \n", "\n\n"]) + " " * (mistake.column + 4) if may_break else sign(one)
        return found

    before = words(mistake.before, going=True) + going_on(mistake.token)
    return joined(before, words(mistake.token, going=False), words(mistake.after, going=True), '"', '"')


def block(mistake: Mistake, chance: random.Random, sign: str, kept: tuple[str, ...]) -> tuple[str, int, int]:
    """A literal or folded block: a header with or without indentation, chomping and comment, and lines below."""
    width = chance.randrange(1, 6)
    column = mistake.column + width
    leading = chance.choice(["", "\n", "\n  \n"]) if mistake.prose else ""
    further = chance.choice(["", "  "]) if mistake.prose else ""  # needs the indentation to be told
    chomping = chance.choice(["", "-", "+"]) if mistake.prose else "-"
    told = str(width) if further or leading or chance.random() < 0.5 else ""
    header = sign + chance.choice([told + chomping, chomping + told]) + chance.choice(["", "  # note", " "])
    closing = chance.choice(["", "\n", "\n\n"]) if mistake.prose else ""
    before, after = (broken(one, mistake, chance, kept, column) for one in (mistake.before, mistake.after))
    return joined(before, mistake.token, after, f"{header}\n{leading}{' ' * column}{further}", closing)


def literal(mistake: Mistake, chance: random.Random) -> tuple[str, int, int]:
    return block(mistake, chance, "|", ("\n", "\n\n", "\n \n"))


def folded(mistake: Mistake, chance: random.Random) -> tuple[str, int, int]:
    return block(mistake, chance, ">", ("\n", "\n\n", "\n \n", "\n\n\n"))


NOT_PLAIN = {
    ("phrase between quote marks in brackets", "plain"),
    ("reply in braces", "plain"),
    ("key of a telephone", "plain"),
}
"""What needs quote marks to be what it is."""

TIMES = 6
STYLES: dict[str, Style] = {
    "plain": plain, "single-quoted": single_quoted, "double-quoted": double_quoted, "literal": literal, "folded": folded,
}  # fmt: skip


def written(mistake: Mistake, style: Style, chance: random.Random) -> tuple[dict[str, str], int, int]:
    """The small package with the mistake in it, and where the file's token is."""
    if mistake.prose:
        words = "".join(chance.choices(mistake.prose, k=chance.randrange(3)))
        mistake = replace(mistake, before=words + mistake.before)
    text, start, end = style(mistake, chance)
    files = spoil(SMALL, mistake.file, mistake.old, mistake.lead + text + mistake.tail)
    at = SMALL[mistake.file].index(mistake.old) + len(mistake.lead)
    return files, at + start, at + end


def as_on_other_systems(text: str, places: tuple[int, int], chance: random.Random) -> tuple[str, int, int]:
    """The file with a byte order mark or carriage returns, or as it is."""
    start, end = places
    if chance.random() < 0.3:
        start, end = (at + text.count("\n", 0, at) for at in places)
        text = text.replace("\n", "\r\n")
    mark = chance.choice(["", "", "\ufeff"])
    return mark + text, start + len(mark), end + len(mark)


def ways() -> list[tuple[str, str]]:
    """Every mistake in every style that YAML has for it."""
    found = []
    for name, mistake in MISTAKES.items():
        in_line = mistake.flow or mistake.is_key
        found += [(name, style) for style in STYLES if not (in_line and style in ("literal", "folded"))]
    return [way for way in found if way not in NOT_PLAIN]


@pytest.mark.parametrize(("name", "style"), ways())
def test_the_very_token_is_covered(name: str, style: str) -> None:
    for number in range(TIMES):
        is_covered(MISTAKES[name], STYLES[style], random.Random(f"{name} {style} {number}"))


def is_covered(mistake: Mistake, style: Style, chance: random.Random) -> None:
    files, start, end = written(mistake, style, chance)
    text, start, end = as_on_other_systems(files[mistake.file], (start, end), chance)
    files[mistake.file] = text
    findings = list(check(files).findings)
    ours = [one for one in findings if one.code == mistake.code and one.span.file == mistake.file]
    assert [(text[one.span.start : one.span.end], one.span.start) for one in ours] == [(text[start:end], start)], lines(findings)
    (one,) = ours
    assert one.span.line == text.count("\n", 0, start) + 1
    assert one.span.column == start - text.rfind("\n", 0, start) - (text.startswith("\ufeff") and one.span.line == 1)
    mends(one, files)


def mends(one: Diagnostic, files: dict[str, str]) -> None:
    """What a fix writes is what was wrong, and no more: nothing of it is left, and nothing new is wrong."""
    if one.fix is not None:
        before = [found.code for found in check(files).findings]
        after = [found.code for found in check(apply(one.fix, files)).findings]
        assert one.code not in after, (before, after)
        assert len(after) < len(before) or before == [one.code]
