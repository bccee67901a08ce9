"""Owns what YAML reads without complaint but nobody meant: texts that a sign of YAML cut short or turned into something else."""

from __future__ import annotations

import re

from dsl.naming import plain
from dsl.source import MappingNode, Node, Scalar, SequenceNode, SourceFile
from dsl.source.mends import Mend
from dsl.source.quoting import quote

_COMMENT = re.compile(r" (#[^\r\n]*)")
_SENTENCE_END = re.compile(r"[.?!。？！…]$")


def swallowed_comment(file: SourceFile, node: Scalar) -> Mend | None:
    """`press # to go on`: one blank before the sign makes it part of the text, two make it a comment."""
    comment = None if node.style else _COMMENT.match(file.working, node.end)
    if comment is None:
        return None
    end = comment.start(1) + len(comment[1].rstrip())
    if "\n" in file.working[node.start : end]:
        return _mend("comment-in-text", node, comment.start(1), end)
    return _mend("comment-in-text", node, comment.start(1), end, quote(file.working[node.start : end].strip()), end=end)


def swallowed_text(file: SourceFile, node: Scalar, anchor: Node) -> Mend | None:
    """`say: # to go on`: the whole text is a comment."""
    comment = re.compile(r"\s*:? (#[^\r\n]*)").match(file.working, anchor.end)
    if comment is None or anchor is node:
        return None
    end = comment.start(1) + len(comment[1].rstrip())
    return _mend("comment-in-text", node, comment.start(1), end, quote(comment[1].rstrip()), start=comment.start(1), end=end)


def text_meant(file: SourceFile, node: Node) -> Mend | None:
    """A map or a list on one line where a text is wanted: the text has a `: ` in it, or begins with a bracket."""
    written = file.working[node.start : node.end]
    if isinstance(node, Scalar) or "\n" in written:
        return None
    if isinstance(node, MappingNode) and not node.flow and node.entries:
        colon = node.entries[0][0].end
        line = file.working[node.start :].splitlines()[0].rstrip()
        return _mend("colon-in-text", node, colon, colon + 1, quote(line), end=node.start + len(line))
    if node.flow:
        return _mend("bracket-in-text", node, node.start, node.start + 1, quote(written))
    return None


def flow_texts(file: SourceFile, node: SequenceNode) -> Mend | None:
    """`[Are you there, sir?]`: texts without quote marks in a list in brackets. A text ends where a sentence ends."""
    plain_items = [item for item in node.items if isinstance(item, Scalar) and not item.style]
    if not node.flow or not plain_items:
        return None
    first, last = plain_items[0], plain_items[-1]
    between = file.working[first.start : last.end]
    texts = len(plain_items) == len(node.items) and "\n" not in between
    if not texts:
        return _mend("texts-in-brackets", node, node.start, node.end)
    one_sentence = _SENTENCE_END.search(last.text) and not any(_SENTENCE_END.search(item.text) for item in plain_items[:-1])
    quoted = quote(between) if one_sentence else ", ".join(quote(item.text) for item in plain_items)
    return _mend("texts-in-brackets", node, node.start, node.end, quoted, start=first.start, end=last.end)


def cut_at_comma(file: SourceFile, node: MappingNode, position: int) -> Mend | None:
    """`{reason: late, rude}`: a key without a value, behind a text without quote marks, is the rest of that text."""
    if not node.flow or position == 0:
        return None
    key, value = node.entries[position]
    before = node.entries[position - 1][1]
    if not (isinstance(value, Scalar) and value.missing and isinstance(before, Scalar) and not before.style and before.text):
        return None
    written = file.working[before.start : key.end]
    return _mend("comma-in-text", key, key.start, key.end, quote(written), start=before.start) if "\n" not in written else None


def full_width_sign(file: SourceFile, node: Scalar) -> Mend | None:
    """A key or a name with signs of a Chinese keyboard in it: `skill：billing` within braces, `“greet”`."""
    found = re.search("[：，“”‘’（）]", node.text)
    if found is None or node.style:
        return None
    meant = re.sub("，", ", ", re.sub("：", ": ", node.text)) if re.search("[：，]", node.text) else plain(node.text)
    at = node.start + found.start()
    return _mend("full-width-sign", node, at, at + 1, meant, sign=found[0])


def _mend(
    code: str,
    node: Node,
    at: int,
    until: int,
    text: str | None = None,
    start: int | None = None,
    end: int | None = None,
    **arguments: str,
) -> Mend:
    return Mend(
        code=code,
        start=node.start if start is None else start,
        end=node.end if end is None else end,
        text=text or "",
        at=at,
        until=until,
        title="quote-text" if text is not None and code != "full-width-sign" else "use-plain-sign" if text is not None else "",
        arguments=arguments,
    )  # fmt: skip
