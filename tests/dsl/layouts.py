"""Owns YAML texts in many layouts for the tests of editing: the same data in random styles, a numbered comment on every item.

Every key and every scalar begins with a token of its own (`k7`, `v12`), so that a test can say from the text alone,
without our own reading of it, which item a comment stands at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

TOKEN = re.compile(r"\b[kv]\d+x\b")
NOTE = re.compile(r"# note (\d+)\b")
WORDS = ["查话费", "one", "it's", 'say "hi"', "a, b", "[x]", "100%", "您好，再见", "\\d", "— end", "no", "😀"]

Path: TypeAlias = tuple[str | int, ...]


@dataclass
class Item:
    """An entry (with a key) or an item of a list, and the comments that were written for it."""

    key: str = ""
    text: str = ""  # of a scalar
    kind: str = "scalar"  # or map, list
    items: list[Item] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)  # number -> above, after, header, below, closing, within

    @property
    def data(self) -> Any:
        if self.kind == "map":
            return {one.key: one.data for one in self.items}
        return [one.data for one in self.items] if self.kind == "list" else self.text

    def walk(self) -> Iterator[Item]:
        yield self
        for one in self.items:
            yield from one.walk()

    @property
    def tokens(self) -> list[str]:
        """In the order in which they are written."""
        return TOKEN.findall(self.key) + TOKEN.findall(self.text) + [token for one in self.items for token in one.tokens]

    def containers(self, path: Path = ()) -> Iterator[tuple[Path, Item]]:
        """Every map and list that has something in it."""
        if self.items:
            yield path, self
        for number, one in enumerate(self.items):
            yield from one.containers((*path, one.key if self.kind == "map" else number))


class Maker:
    """Makes data at random; tokens and comments are numbered through."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0
        self.notes = 0

    def token(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}x"

    def item(self, keyed: bool, depth: int = 0) -> Item:
        kind = self.random.choice(["scalar", "scalar", "map", "list"]) if depth < 3 else "scalar"
        made = Item(self.token("k") if keyed else "", kind=kind)
        if kind == "scalar":
            made.text = " ".join([self.token("v"), *self.random.sample(WORDS, self.random.randint(0, 3))])
        else:
            made.items = [self.item(kind == "map", depth + 1) for _ in range(self.random.randint(1, 3))]
        return made

    def root(self) -> Item:
        kind = self.random.choice(["map", "map", "list"])
        return Item(kind=kind, items=[self.item(kind == "map") for _ in range(self.random.randint(2, 4))])


class Printer:
    """Writes an item tree in a layout drawn at random, as no program would and people do."""

    def __init__(self, maker: Maker, busy: float = 0.5) -> None:
        self.maker = maker
        self.random = maker.random
        self.busy = busy  # how often a comment is written

    def flip(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def note(self, item: Item | None, where: str) -> str:
        self.maker.notes += 1
        if item is not None:
            item.notes[self.maker.notes] = where
        return f"# note {self.maker.notes}: a - b"

    def text(self, root: Item) -> str:
        opened = [self.note(None, ""), ""] if self.flip(0.4) else []
        lines = [*opened, *self.lines(root, 0, opens_file=not opened)]
        if self.flip(0.2):
            lines = ["", *lines, "", self.note(None, "")]
        newline = self.random.choice(["\n", "\n", "\r\n"])
        end = newline if self.flip(0.8) else ""
        return ("\ufeff" if self.flip(0.2) else "") + newline.join(lines) + end

    # -- block style

    def lines(self, owner: Item, column: int, opens_file: bool = False) -> list[str]:
        """The items of a map or a list, at a column. A comment that opens the file would be the file's."""
        written: list[str] = []
        for number, item in enumerate(owner.items):
            if number and self.flip(0.3):
                written.append("")
                if self.flip(0.3):  # between blank lines: the whole map's or list's
                    written += [" " * column + self.note(owner, "within"), ""]
            if self.flip(self.busy) and (number or not opens_file):
                above = column if number == 0 else self.random.choice([column, column, max(0, column - 1)])
                written += [" " * above + self.note(item, "above") for _ in range(self.random.randint(1, 2))]
            written += self.led(item, column, owner.kind)
        return written

    def led(self, item: Item, column: int, kind: str) -> list[str]:
        """An item with its key or dash."""
        lead = " " * column + (self.quoted_key(item.key) + ":" if kind == "map" else "-")
        step = self.random.randint(1, 4)
        if item.kind == "scalar":
            return self.scalar_lines(item, lead, column, column + step)
        if self.flip(0.25):
            return [*self.flow_lines(item, lead, column, kind), *self.below(item, column)]
        inner = column + (0 if kind == "map" and item.kind == "list" and self.flip(0.3) else step)
        if kind == "list" and self.flip(0.6):  # begins behind the dash
            gap = " " * self.random.randint(1, 3)
            inner = column + 1 + len(gap)
            below = self.lines(item, inner)
            if not below[0].lstrip().startswith("#"):
                tail = [" " * inner + self.note(item, "below")] if self.flip(self.busy * 0.3) else []
                return [lead + gap + below[0].lstrip(" "), *below[1:], *tail]
            return [lead, *below]
        header = f" {self.note(item, 'header')}" if self.flip(self.busy) else ""
        tail = [" " * inner + self.note(item, "below")] if inner > column and self.flip(self.busy * 0.3) else []
        return [lead + header, *self.lines(item, inner), *tail]

    def below(self, item: Item, column: int) -> list[str]:
        return [" " * (column + self.random.randint(1, 4)) + self.note(item, "below")] if self.flip(self.busy * 0.3) else []

    def after(self, item: Item, where: str = "after") -> str:
        return " " * self.random.randint(1, 3) + self.note(item, where) if self.flip(self.busy) else ""

    def scalar_lines(self, item: Item, lead: str, column: int, inner: int) -> list[str]:
        style = self.random.choice(["one", "one", "one", "|", ">", "below", "folded"])
        pad = " " * inner
        words = item.text.split(" ")
        if style in ("|", ">"):
            body = [item.text] if style == "|" or len(words) == 1 else [words[0], " ".join(words[1:])]
            return [f"{lead} {style}-{self.after(item, 'header')}", *(pad + line for line in body)]
        quote = self.quote(item.text)
        if style == "folded" and len(words) > 1 and quote:
            first, *rest = self.in_quotes(item.text, quote).split(" ")
            last = f"{' '.join(rest)}{self.after(item)}"
            return [f"{lead} {first}", pad + last, *self.below(item, column)]
        written = self.in_quotes(item.text, quote)
        if style == "below":
            return [lead + self.after(item, "header"), pad + written, *self.below(item, column)]
        return [f"{lead} {written}{self.after(item)}", *self.below(item, column)]

    def quote(self, text: str) -> str:
        """A style of quotes that can hold the text; empty for none."""
        plain = not any(sign in text for sign in ("[", "# ", ": "))
        return self.random.choice(["", "'", '"'] if plain else ["'", '"'])

    def in_quotes(self, text: str, quote: str) -> str:
        if quote == "'":
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if quote else text

    def quoted_key(self, key: str) -> str:
        return self.random.choice([key, key, f'"{key}"', f"'{key}'"])

    # -- flow style

    def flow_lines(self, item: Item, lead: str, column: int, kind: str) -> list[str]:
        if self.flip(0.6):
            return [f"{lead} {self.flow(item)}{self.after(item)}"]
        opening, closing = "{}" if item.kind == "map" else "[]"
        written = [f"{lead} {opening}{self.after(item, 'header')}"]
        for number, one in enumerate(item.items):
            pad = " " * (column + self.random.randint(1, 4))
            if self.flip(self.busy):
                written.append(pad + self.note(one, "above"))
            comma = "," if number < len(item.items) - 1 or self.flip(0.3) else ""
            written.append(pad + self.flow_part(one) + comma + self.after(one))
        return [*written, " " * (column + 1) + closing + self.after(item, "closing")]

    def flow_part(self, one: Item) -> str:
        return f"{self.quoted_key(one.key)}: {self.flow(one)}" if one.key else self.flow(one)

    def flow(self, item: Item) -> str:
        if item.kind == "scalar":
            return self.in_quotes(item.text, self.random.choice("'\""))
        inner = ", ".join(self.flow_part(one) for one in item.items)
        pad = " " * self.random.randint(0, 1)
        return f"{{{pad}{inner}{pad}}}" if item.kind == "map" else f"[{pad}{inner}{pad}]"


def misplaced(text: str, root: Item) -> list[str]:
    """The comments of `root`'s items that are not at their item in `text`, each in a few words."""
    return [
        problem for item in root.walk() for number, where in item.notes.items() if (problem := _astray(text, item, number, where))
    ]


def _astray(text: str, item: Item, number: int, where: str) -> str:
    found = [one for one in NOTE.finditer(text) if int(one[1]) == number]
    if len(found) != 1:
        return f"note {number} stands there {len(found)} times"
    tokens, at = item.tokens, found[0].start()
    if not tokens or where == "within":
        return ""
    before = [one[0] for one in TOKEN.finditer(_without_notes(text[:at]))]
    behind = [one[0] for one in TOKEN.finditer(_without_notes(text[at:]))]
    if where == "above" or (where == "header" and behind[:1] == tokens[:1]):
        return "" if behind[:1] == tokens[:1] else f"note {number} above {tokens[:1]} is above {behind[:1]}"
    return "" if before and before[-1] in tokens else f"note {number} of {tokens} is after {before[-1:]}"


def _without_notes(text: str) -> str:
    return re.sub(r"# note [^\r\n]*", "", text)
