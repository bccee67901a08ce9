"""Owns reading replies: text → pieces, by the grammar → the nested parts."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from dsl.notation import NotationError, grammar
from dsl.reply.mistakes import LONGEST_PAUSE, bad_forms, bad_pause, check_signs, explain
from dsl.reply.nesting import Closing, Nest, Opening, Piece, Sign
from dsl.reply.tree import AS_IT_IS, EMPHASIS, STRENGTHS, Pause, Reply, ValueReference, Words, size
from dsl.values import parse_duration

LONGEST = 2000
MOST_WORDINGS = 100
"""Ways to say one reply: the sound of each is made before anybody rings."""

_SPECIAL = re.compile(r"[<>\\＜＞|｜]|\)\?\w")


@lru_cache(maxsize=20_000)
def parse(text: str) -> Reply:
    """The parts of a reply. Raises NotationError."""
    if len(text) > LONGEST:
        raise NotationError("reply-too-long", 0, len(text), limit=str(LONGEST))
    if not _SPECIAL.search(text):
        return Reply((Words(text, 0, len(text)),) if text else ())
    check_signs(text)
    try:
        pieces = cast(list[Piece], _parser().parse(text))
    except UnexpectedInput as error:
        raise explain(error, text) from None
    reply = Reply(Nest(text).nest(pieces))
    if size(reply.parts) > MOST_WORDINGS:
        raise NotationError("reply-too-many", 0, len(text), limit=str(MOST_WORDINGS))
    return reply


@cache
def _parser() -> Lark:
    return grammar("reply", _PieceMaker())


@v_args(inline=True)
class _PieceMaker(Transformer[Token, object]):
    """Makes the pieces while lark parses. Its methods carry the names of the grammar's rules."""

    def start(self, *pieces: Any) -> list[Piece]:
        return list(pieces)

    def words(self, *tokens: Token) -> Words:
        text = re.sub(r"\\(.)", r"\1", "".join(tokens), flags=re.DOTALL)
        return Words(text, tokens[0].start_pos or 0, tokens[-1].end_pos or 0)

    def sign(self, token: Token) -> Sign:
        return Sign(str(token), token.start_pos or 0, token.end_pos or 0)

    def value(self, opening: Token, name: Token, closing: Token) -> ValueReference:
        return ValueReference(str(name), opening.start_pos or 0, closing.end_pos or 0)

    def counted(self, opening: Token, name: Token, counted: Token, closing: Token) -> ValueReference:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        forms = tuple(form.strip() for form in counted.split("|"))
        if len(forms) > 2 or not all(forms):
            raise bad_forms(counted, str(name), start, end)
        return ValueReference(str(name), start, end, forms)

    def pause(self, opening: Token, _pause: Token, length: Token, closing: Token) -> Pause:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        try:
            milliseconds = parse_duration(length)
        except NotationError:
            raise bad_pause(length.strip(), start, end) from None
        if milliseconds > LONGEST_PAUSE:
            raise NotationError("pause-too-long", start, end, limit=f"{LONGEST_PAUSE // 1000} s")
        return Pause(milliseconds, start, end)

    def opening(self, opening: Token, style: Token, closing: Token) -> Opening:
        return Opening(str(style), opening.start_pos or 0, closing.end_pos or 0, AS_IT_IS)

    def strong_opening(self, opening: Token, style: Token, strength: Token, closing: Token) -> Opening:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        if style in (EMPHASIS, "neutral") or strength.strip() not in map(str, STRENGTHS):
            raise NotationError("strength-bad", start, end, replacement=f"<{style}>", strength=strength.strip())
        return Opening(str(style), start, end, int(strength))

    def closing(self, opening: Token, style: Token, closing: Token) -> Closing:
        return Closing(str(style), opening.start_pos or 0, closing.end_pos or 0)
