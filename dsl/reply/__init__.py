"""Owns replies: the notation in which operators write what the line says.

    <apologetic>抱歉让您担心了。</apologetic>多出的<bill.extra>是<bill.item>。<pause 400ms>(还有别的|还有什么)可以帮您吗？

`<bill.extra>` is a value, `<parcels parcel|parcels>` a value with what it counts, `<pause 400ms>` a pause, `<calm>…</calm>`
a style, `<calm 3>…</calm>` a strong one, `<emphasis>…</emphasis>` stressed words, `(a|b)` one of; `\\` before a sign makes it
plain. A parenthesis without `|` in it is plain anyway.

`parsing` reads the text into the `tree`, `nesting` being its second half; `mistakes` says what is wrong with it,
`printing` writes it.
"""

from dsl.reply.parsing import LONGEST, parse
from dsl.reply.printing import quote, write
from dsl.reply.tree import (
    AS_IT_IS,
    EMPHASIS,
    STRENGTHS,
    STYLES,
    OneOf,
    Part,
    Pause,
    Reply,
    Styled,
    ValueReference,
    Words,
    may_be_silent,
    names,
    plain,
    size,
    wordings,
)

__all__ = [
    "AS_IT_IS",
    "EMPHASIS",
    "LONGEST",
    "STRENGTHS",
    "STYLES",
    "OneOf",
    "Part",
    "Pause",
    "Reply",
    "Styled",
    "ValueReference",
    "Words",
    "may_be_silent",
    "names",
    "parse",
    "plain",
    "quote",
    "size",
    "wordings",
    "write",
]
