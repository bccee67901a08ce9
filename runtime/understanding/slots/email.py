"""Owns e-mail addresses as they are spoken: john dot smith at example dot com, zhang三二一艾特163点com, "all one word"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runtime.understanding.slots.dictation import Dictated, dictated
from runtime.understanding.slots.mention import Mention, Moment

_TYPED = re.compile(r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}")
_AT = re.compile(r"@|\bat\b|艾特|爱特|圈a|小老鼠")
_SIGNS = {
    "dot": ".", "point": ".", "点": ".", ".": ".", "underscore": "_", "下划线": "_", "_": "_", "dash": "-", "hyphen": "-",
    "minus": "-", "横杠": "-", "中杠": "-", "减号": "-", "杠": "-", "-": "-", "plus": "+", "加号": "+", "+": "+",
}  # fmt: skip
_SILENT = re.compile(
    r"\b(?:(?:that's )?(?:all )?(?:one word|in lower ?case|lower ?case|small letters|capital letters|upper ?case)|"
    r"capital|lower|letters?|um+|uh+|er+)\b"
    r"|小写的?|大写的?|全部|全是|都是|字母|数字|然后|嗯|呃"
)
_LEAD_INS = frozenset("is it's its that's email e mail address to my the so well okay ok yeah yes sure it you me i'm use".split())
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|下划线|横杠|中杠|减号|加号|[.\-_+]|[\u4e00-\u9fff]")
_DOUBLE = re.compile(r"\bdouble ([a-z])\b")
_ASKS_FOR_IT = re.compile(r"\be-?mails?\b|\bmail\b|邮箱|邮件")


def find_email(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    text = _SILENT.sub(lambda silent: " " * len(silent.group()), text)
    typed = list(_TYPED.finditer(text))
    for match in typed:
        yield Mention(match.start(), match.end(), "email", match.group())
    if typed or not (asked or _ASKS_FOR_IT.search(text)):
        return
    for at in _AT.finditer(text):
        user, start = _user(text, at.start(), moment)
        host, end = _host(text, at.end(), moment)
        if user and host:
            yield Mention(start, end, "email", f"{user}@{host}")
            return


def _user(text: str, end: int, moment: Moment) -> tuple[str, int]:
    """What stands before the sign, as far back as it can be part of an address."""
    written, start = "", end
    for token in reversed(_tokens(text[:end], moment)):
        sign = _sign(token.digits)
        if not sign or token.digits in _LEAD_INS:
            break
        written, start = sign + written, token.start
    trimmed = written.lstrip(".-_+")
    return (trimmed, start) if trimmed and trimmed[-1] not in "." else ("", start)


def _host(text: str, begin: int, moment: Moment) -> tuple[str, int]:
    """Names parted by dots; after the last dot one word counts."""
    tokens = _tokens(text[begin:], moment)
    written, end, at = "", begin, 0
    dots = [place for place, token in enumerate(tokens) if _SIGNS.get(token.digits) == "."]
    if not dots or dots[-1] + 1 >= len(tokens):
        return "", begin
    while at < len(tokens):
        sign = _sign(tokens[at].digits)
        after_last = "." in written and written[-1] != "." and at > 0
        following_dot = next((dot for dot in dots if dot >= at), None)
        if not sign or (after_last and following_dot != at):
            break
        written, end = written + sign, begin + tokens[at].end
        at += 1
    label = r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?"
    return (written, end) if re.fullmatch(rf"{label}(?:\.{label})*\.[a-z]{{2,}}", written) else ("", begin)


def _tokens(text: str, moment: Moment) -> list[Dictated]:
    """Words, signs and spoken digits, in order; digits are figures by now."""
    runs = dictated(text, moment)
    taken = [(run.start, run.end) for run in runs]
    doubled = [Dictated(match.start(), match.end(), match[1] * 2) for match in _DOUBLE.finditer(text)]
    runs += doubled
    taken += [(piece.start, piece.end) for piece in doubled]
    words = (Dictated(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text))
    runs += [word for word in words if not any(start < word.end and word.start < end for start, end in taken)]
    return sorted(runs, key=lambda token: token.start)


def _sign(token: str) -> str:
    """How a token is written in an address; empty when it is no part of one."""
    if token in _SIGNS:
        return _SIGNS[token]
    return token if token.isascii() and token.isalnum() else ""
