"""Owns what is wrong with a text that is no reply, at its place and with what was likely meant."""

from __future__ import annotations

import re

from lark import UnexpectedInput
from msgspec import Struct

from dsl.naming import nearest
from dsl.notation import NotationError, full_width_error, place
from dsl.reply.tree import TONES

LONGEST_PAUSE = 10_000

_MEANT = {"＜": "<", "＞": ">"}
_MEANT_IN_GROUP = {**_MEANT, "（": "(", "）": ")", "｜": "|"}
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class _Group(Struct):
    """A parenthesis of either width that is open, and the signs of a choice seen in it."""

    signs: list[int]
    chooses: bool = False


def check_signs(text: str) -> None:
    """Tags that never end, signs that open nothing, and full-width signs where a tag or a choice is meant."""
    opened = -1
    full_width: list[int] = []
    groups: list[_Group] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
            if at == len(text):
                raise NotationError("escape-nothing", at - 1, at, replacement="\\\\")
        elif sign in _MEANT:
            full_width.append(at)
        elif sign == "<":
            if opened >= 0 and not full_width:
                raise _unclosed(text, opened)
            opened = at
        elif sign == ">":
            if opened < 0 and not full_width:
                raise NotationError("tag-unopened", at, at + 1, replacement="\\>")
            opened = -1
        elif opened < 0:
            full_width += _group_sign(sign, at, groups, text)
        at += 1
    if full_width:
        raise full_width_error(text, sorted(full_width), _MEANT_IN_GROUP)
    if opened >= 0:
        raise _unclosed(text, opened)


def _group_sign(sign: str, at: int, groups: list[_Group], text: str) -> list[int]:
    """The full-width signs of a choice that closes here."""
    if sign in "(（":
        groups.append(_Group([at]))
    elif sign in "|｜" and groups:
        groups[-1].signs.append(at)
        groups[-1].chooses = True
    elif sign in ")）" and groups:
        group = groups.pop()
        if group.chooses:
            return [place for place in (*group.signs, at) if text[place] in _MEANT_IN_GROUP]
    return []


def _unclosed(text: str, opened: int) -> NotationError:
    """`<` without its `>`: a tag when a name or `/` comes right after it, else a sign that was meant to be spoken."""
    name = re.compile(r"/?[^\W\d][\w.]*").match(text, opened + 1)
    if name is None:
        return NotationError("tag-unclosed", opened, opened + 1, replacement="\\<", tag="<")
    return NotationError("tag-unclosed", opened, name.end(), tag=text[opened : name.end()])


def explain(error: UnexpectedInput, text: str) -> NotationError:
    """Every `<` has its `>` already, so what lark still finds is what stands between them."""
    at, _ = place(error, text)
    start = text.rfind("<", 0, at + 1)
    end = text.find(">", start) + 1
    inside = text[start + 1 : end - 1].strip()
    if inside.startswith("pause"):
        return bad_pause(inside.removeprefix("pause").strip(), start, end)
    if inside.startswith("/"):
        return unknown_style(inside[1:].strip(), start, end, "/")
    style = nearest(inside, TONES)
    mended = f"<{inside}>" if _NAME.fullmatch(inside) else f"<{style}>" if style else None
    return NotationError("tag-bad", start, end, replacement=mended, tag=inside)


def bad_pause(length: str, start: int, end: int) -> NotationError:
    mended = f"<pause {length}ms>" if length.isdecimal() and int(length) <= LONGEST_PAUSE else None
    return NotationError("pause-bad", start, end, replacement=mended, length=length)


def unknown_style(style: str, start: int, end: int, slash: str = "") -> NotationError:
    near = nearest(style, TONES)
    return NotationError("style-unknown", start, end, replacement=f"<{slash}{near}>" if near else None, style=style, nearest=near)


def bad_forms(written: str, name: str, start: int, end: int) -> NotationError:
    """`<count parcel|>`, `<count a|b|c>`."""
    kept = [form.strip() for form in written.split("|") if form.strip()]
    mended = f"<{name} {'|'.join(kept)}>" if 0 < len(kept) < 3 else None
    return NotationError("counted-forms", start, end, replacement=mended)
