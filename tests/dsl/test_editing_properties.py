"""Edits of any file, however it is laid out: styles, comments, blank lines, line breaks and indentation are drawn at random."""

from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.editing import append_item, insert_entry, insert_item, move_item, remove, rename_key, set_text
from dsl.editing.tree import resolve

KEYS = st.sampled_from(["say", "next", "phrases", "金额", "a b", "no", "0", "#", "x:y"])
WORDS = st.text("ab您 :#-,[]{}'\"\\?|>&*!%@`<=~.1\t\n\x85\u2028\u3000😀", max_size=12)
TEXTS = st.one_of(
    WORDS,
    st.sampled_from(
        ["", "no", "true", "null", "12", "0x1f", "1e3", ".5", "- a", "a: b", "a #b", "'", '"', "---", "...", "<<", "="]
    ),
)
SCALARS = st.one_of(TEXTS, st.integers(-99, 99), st.booleans(), st.none(), st.sampled_from([0.5, float("inf")]))
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=10
)
ROOTS = st.one_of(st.dictionaries(KEYS, TREES, max_size=4), st.lists(TREES, max_size=4))
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


class Printer:
    """Writes data as YAML in a style drawn at random, as no program would and people do."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 3, 4]))
        self.dash = draw(st.sampled_from([0, 2]))
        self.comments = 0

    def flip(self) -> bool:
        return bool(self.draw(st.booleans()))

    def comment(self) -> str:
        self.comments += 1
        return f"# note {self.comments} - a: b"

    def after(self) -> str:
        return f" {self.comment()}" if self.flip() else ""

    def above(self, column: int) -> list[str]:
        lines = [""] if self.flip() else []
        return [*lines, " " * column + self.comment()] if self.flip() else lines

    def scalar(self, value: Any, flow: bool) -> str:
        if value is None:
            return self.draw(st.sampled_from(["null", "~"]))
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return ".inf" if value == float("inf") else str(value)
        safe = value.isalpha() and isinstance(resolve(value), str)
        style = self.draw(st.sampled_from(["plain", "'", '"'] if safe else ["'", '"']))
        if style == "plain":
            return str(value)
        if style == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        return yaml.dump(value, default_style='"', allow_unicode=False, width=10**6).strip()

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.scalar(key, True)}: {self.flow(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(one) for one in value) + "]"
        return self.scalar(value, True)

    def led(self, lead: str, value: Any, column: int, dashes: int) -> list[str]:
        """A value after its key or dash."""
        if isinstance(value, dict | list) and value and self.flip():
            if lead.endswith("-") and self.flip():
                first, *below = self.block(value, column, inline=True)
                return [f"{lead} {first.lstrip()}", *below]
            below = self.block(value, dashes if isinstance(value, list) else column)
            return [lead + self.after(), *below]
        if isinstance(value, str) and value.isprintable() and value.strip() == value != "" and self.flip():
            return [f"{lead} {self.draw(st.sampled_from(['|-', '>-']))}{self.after()}", " " * column + value]
        if value is None and self.flip():
            return [lead + self.after()]
        return [f"{lead} {self.flow(value)}{self.after()}"]

    def block(self, value: Any, column: int, inline: bool = False) -> list[str]:
        lines: list[str] = []
        pairs = list(value.items()) if isinstance(value, dict) else [(None, one) for one in value]
        for key, one in pairs:
            lines += [] if inline and not lines else self.above(column)
            lead = " " * column + ("-" if key is None else f"{self.scalar(key, False)}:")
            below = column + (2 if key is None else self.step)
            lines += self.led(lead, one, below, below if key is None else column + self.dash)
        if self.flip():
            lines.append(" " * (column + 1) + self.comment())
        return lines


@st.composite
def files(draw: Any) -> tuple[str, Any]:
    """A text and the data that stand in it."""
    root = draw(ROOTS)
    printer = Printer(draw)
    lines = printer.block(root, 0) if root else [printer.flow(root)]
    text = draw(st.sampled_from(["\n", "\r\n"])).join(["", *lines, ""] if printer.flip() else lines)
    return draw(st.sampled_from(["", "\ufeff"])) + text, root


def texts_of(value: Any) -> Any:
    """As PyYAML's own loader gives it when it resolves nothing: the independent witness of these tests."""
    if isinstance(value, dict):
        return {key: texts_of(one) for key, one in value.items()}
    if isinstance(value, list):
        return [texts_of(one) for one in value]
    return value if isinstance(value, str) else None


def loaded(text: str, like: Any) -> Any:
    return _masked(yaml.load(text.translate({0x85: " ", 0x2028: " "}), yaml.BaseLoader), like)


def _masked(value: Any, like: Any) -> Any:
    """What is no text in `like` is masked: BaseLoader gives it as it is written, in one of several ways."""
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: _masked(one, like.get(key, "")) for key, one in value.items()}
    if isinstance(value, list) and isinstance(like, list):
        return [_masked(one, other) for one, other in zip(value, like, strict=True)]
    return value if isinstance(like, str) else None


def assert_reads(text: str, wanted: Any) -> None:
    read = loaded(text, wanted)
    assert read == texts_of(wanted)
    if isinstance(wanted, dict):
        assert list(read) == list(wanted)


def assert_spliced(before: str, after: str) -> None:
    """Nothing of `before` is lost: `after` is it with something put in at one place."""
    assert _alike(before, after) + _alike(before[::-1], after[::-1]) >= len(before)


def _alike(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def containers(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    if not isinstance(value, dict | list):
        return []
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    return [(path, value)] + [found for key, one in pairs for found in containers(one, (*path, key))]


def parts_of(value: Any) -> list[str | int]:
    return list(value) if isinstance(value, dict) else list(range(len(value)))


@quick
@given(files())
def test_the_printer_writes_what_it_says(file: tuple[str, Any]) -> None:
    assert_reads(*file)


@quick
@given(files(), TREES, st.data())
def test_any_value_can_be_set_anywhere(file: tuple[str, Any], value: Any, data: Any) -> None:
    text, root = file
    paths = [(path, part) for path, inner in containers(root) for part in parts_of(inner)]
    if not paths:
        return
    path, part = data.draw(st.sampled_from(paths))
    inner = next(one for at, one in containers(root) if at == path)
    assert set_text(text, (*path, part), inner[part]) == text  # nothing asked, nothing changed
    inner[part] = value
    after = set_text(text, (*path, part), value)
    assert_reads(after, root)
    assert set_text(after, (*path, part), value) == after


@quick
@given(files(), TREES, st.data())
def test_anything_can_be_inserted_anywhere(file: tuple[str, Any], value: Any, data: Any) -> None:
    text, root = file
    path, inner = data.draw(st.sampled_from(containers(root)))
    filled = bool(inner)
    if isinstance(inner, list):
        index = data.draw(st.integers(0, len(inner)))
        after = append_item(text, path, value) if index == len(inner) else insert_item(text, path, index, value)
        inner.insert(index, value)
    else:
        behind = data.draw(st.sampled_from([None, *inner]))
        after = insert_entry(text, path, "new key", value, after=behind)
        entries = list(inner.items())
        entries.insert(len(entries) if behind is None else list(inner).index(behind) + 1, ("new key", value))
        inner.clear()
        inner.update(entries)
    assert_reads(after, root)
    if filled:
        assert_spliced(text, after)


@quick
@given(files(), st.data())
def test_anything_can_be_removed(file: tuple[str, Any], data: Any) -> None:
    text, root = file
    filled = [(path, inner) for path, inner in containers(root) if inner]
    if not filled:
        return
    path, inner = data.draw(st.sampled_from(filled))
    part = data.draw(st.sampled_from(parts_of(inner)))
    after = remove(text, (*path, part))
    del inner[part]
    assert_reads(after, root)
    if inner:
        assert_spliced(after, text)


@quick
@given(files(), st.data())
def test_anything_can_be_moved_and_renamed(file: tuple[str, Any], data: Any) -> None:
    text, root = file
    filled = [(path, inner) for path, inner in containers(root) if inner]
    if not filled:
        return
    path, inner = data.draw(st.sampled_from(filled))
    parts = parts_of(inner)
    number, to = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, len(parts) - 1))
    after = move_item(text, (*path, parts[number]), to)
    assert after.count("# note") == text.count("# note")
    pairs = [(part, inner[part]) for part in parts]
    pairs.insert(to, pairs.pop(number))
    if isinstance(inner, list):
        inner[:] = [one for _, one in pairs]
        assert_reads(after, root)
        return
    inner.clear()
    inner.update(pairs)
    assert_reads(after, root)
    renamed = rename_key(after, (*path, pairs[to][0]), "new key")
    pairs[to] = ("new key", pairs[to][1])
    inner.clear()
    inner.update(pairs)
    assert_reads(renamed, root)
