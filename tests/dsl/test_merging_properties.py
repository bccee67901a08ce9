"""Random pairs of edits merged, in all layouts: each is in the result or in a conflict, and it is the same either way round."""

import copy
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.editing import rename_key
from dsl.merging import Choice, Conflict, merge
from dsl.merging.pieces import data_of, read, write
from tests.dsl.layouts import NOTE, TOKEN, Item, Maker, Printer, misplaced
from tests.dsl.random_edits import Edit, edit

FILE = "intents.yaml"
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@dataclass
class Side:
    """One person's version: the text, its items, and what was done."""

    text: str
    root: Item
    edits: list[Edit] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # written into comments
    base: Item = field(default_factory=Item)


def pair(seed: int, most: int = 2) -> tuple[str, Side, Side]:
    """A text, and what two people made of it."""
    random = Random(seed)
    maker = Maker(random)
    root = maker.root()
    base = Printer(maker).text(root)
    return base, _edited(random, maker, base, root, most), _edited(random, maker, base, root, most)


def _edited(random: Random, maker: Maker, base: str, root: Item, most: int) -> Side:
    side = Side(base, copy.deepcopy(root), base=root)
    for _ in range(random.randint(1, most)):
        if random.random() < 0.2 and (notes := list(NOTE.finditer(side.text))):
            word = maker.token("w")
            note = random.choice(notes)
            side.text = side.text[: note.end()] + f" {word}" + side.text[note.end() :]
            side.words.append(word)
            continue
        side.text, made = edit(random, maker, side.text, side.root)
        side.edits.append(made)
    side.words = [word for word in side.words if word in side.text]
    return side


def problems_of_a_merge(seed: int) -> list[str]:
    """Everything that a merge did and should not have done."""
    base, ours, theirs = pair(seed)
    merged, conflicts = merged_text(base, ours.text, theirs.text)
    swapped, mirrored = merged_text(base, theirs.text, ours.text)
    found = [] if merged == swapped else ["another result the other way round"]
    if [(one.name, one.ours, one.theirs) for one in conflicts] != [(one.name, one.theirs, one.ours) for one in mirrored]:
        found.append("other conflicts the other way round")
    yaml.load(merged, yaml.BaseLoader)
    disputed = "\n".join(text for one in conflicts for text in (one.base, one.ours, one.theirs))
    disputed += "".join(
        " ".join(item.tokens)
        for one in conflicts
        if one.kind == "deleted-and-renamed"
        for item in ours.base.walk()
        if item.key == one.base
    )
    for side, other in ((ours, theirs), (theirs, ours)):
        found += _lost(base, side, other, merged, disputed)
    return [*found, *_comments_astray(ours, theirs, merged, disputed)]


def merged_text(base: str, ours: str, theirs: str, choices: dict[str, Choice] | None = None) -> tuple[str, tuple[Conflict, ...]]:
    merged = merge({FILE: base}, {FILE: ours}, {FILE: theirs}, choices=choices)
    return merged.files[FILE], merged.conflicts


def _tokens(text: str) -> set[str]:
    return set(TOKEN.findall(re.sub(r"# note [^\r\n]*", "", text)))


def _lost(base: str, side: Side, other: Side, merged: str, disputed: str) -> list[str]:
    """What one person wrote or took away, and is neither in the result nor in a conflict.

    A key that one renamed and edited is a new entry to everybody who keeps no record of it: it is not what the other took away.
    """
    anew = {token for made in other.edits if made.kind == "rename" and made.before for token in made.before.tokens}
    written, taken = _tokens(side.text) - _tokens(base), _tokens(base) - _tokens(side.text)
    lost = [f"{token} is lost" for token in written if token not in _tokens(merged) | _tokens(disputed)]
    back = [f"{token} is back" for token in taken if token in _tokens(merged) and token not in _tokens(disputed) | anew]
    words = [f"comment {word} is lost" for word in side.words if word not in merged and word not in disputed]
    return lost + back + words


def _comments_astray(ours: Side, theirs: Side, merged: str, disputed: str) -> list[str]:
    """Comments that are not at their item, of the items that both left whole."""
    standing = _tokens(merged)
    mine = {item.tokens[0]: item for item in ours.root.walk() if item.key or item.text}
    whole = [
        Item(item.key, item.text, item.kind, item.items, item.notes)
        for item in theirs.root.walk()
        if (item.key or item.text) and set(item.tokens) <= standing and item.tokens == mine.get(item.tokens[0], Item()).tokens
    ]
    problems = [
        problem for item in whole for problem in misplaced(merged, Item(item.key, item.text, "scalar", item.items, item.notes))
    ]
    both = {number for side in (ours, theirs) for number in re.findall(r"# note (\d+) w", side.text)}
    return [one for one in problems if one.split()[1] not in both and f"note {one.split()[1]}:" not in disputed]


@quick
@given(seeds)
def test_pieces_put_together_are_the_text(seed: int) -> None:
    maker = Maker(Random(seed))
    root = maker.root()
    text = Printer(maker).text(root)
    document = read(text)
    assert document is not None and data_of(document.root) == root.data
    assert write(document) == text


@quick
@given(seeds)
def test_each_edit_is_in_the_result_or_in_a_conflict(seed: int) -> None:
    assert problems_of_a_merge(seed) == []


@quick
@given(seeds)
def test_where_one_changed_nothing_the_result_is_the_others(seed: int) -> None:
    base, ours, _ = pair(seed)
    assert merged_text(base, ours.text, base) == merged_text(base, base, ours.text) == (ours.text, ())
    assert merged_text(base, ours.text, ours.text) == (ours.text, ())


@quick
@given(seeds)
def test_conflicts_can_be_settled_either_way(seed: int) -> None:
    base, ours, theirs = pair(seed)
    _, conflicts = merged_text(base, ours.text, theirs.text)
    mine, left = merged_text(base, ours.text, theirs.text, {one.name: "ours" for one in conflicts})
    same, _ = merged_text(base, theirs.text, ours.text, {one.name: "theirs" for one in conflicts})
    assert left == () and mine == same
    yaml.load(mine, yaml.BaseLoader)


def _lists(value: object) -> list[list[object]]:
    """Every list of a list of lists with something to move or take away."""
    found = [value] if isinstance(value, list) and len(value) > 1 else []
    return found + [one for item in (value if isinstance(value, list) else []) for one in _lists(item)]


def _nested(random: Random, depth: int, words: Iterator[int]) -> object:
    if depth == 0:
        return f"w{next(words)}"
    return [_nested(random, depth - (random.random() < 0.8), words) for _ in range(random.randint(1, 3))]


def _without(value: object, gone: set[str]) -> object:
    """A list of lists without some words, and without what they leave empty."""
    if isinstance(value, list):
        return [kept for item in value if (kept := _without(item, gone)) not in ([], None)]
    return None if value in gone else value


@quick
@given(seeds)
def test_what_is_moved_deep_in_lists_stays_moved_beside_what_is_taken_away(seed: int) -> None:
    random = Random(seed)
    base = [_nested(random, 2, words := itertools.count()), _nested(random, 2, words)]
    ours, theirs = copy.deepcopy(base), copy.deepcopy(base)
    moved, shortened = random.choice(_lists(ours)), random.choice(_lists(theirs))
    moved.insert(random.randrange(len(moved)), moved.pop(random.randrange(len(moved))))
    gone = set(re.findall(r"w\d+", str(shortened.pop(random.randrange(len(shortened))))))
    texts = [yaml.safe_dump({"x": value}, default_flow_style=False) for value in (base, ours, theirs)]
    merged, conflicts = merged_text(*texts)
    assert merged == merged_text(texts[0], texts[2], texts[1])[0]
    if not conflicts:
        assert _without(yaml.safe_load(merged)["x"], set()) == _without(ours, gone)


@quick
@given(seeds)
def test_a_key_that_both_gave_another_name_is_one_entry_and_a_conflict(seed: int) -> None:
    """At any depth: an entry never stands twice."""
    random = Random(seed)
    maker = Maker(random)
    root = maker.root()
    base = Printer(maker).text(root)
    maps = [(path, owner) for path, owner in root.containers() if owner.kind == "map" and path]
    if not maps:
        return
    path, owner = random.choice(maps)
    item = random.choice(owner.items)
    versions = [rename_key(base, (*path, item.key), name) for name in ("mine", "yours")]
    if sum(other.data == item.data for other in owner.items) > 1:
        return
    merged, conflicts = merged_text(base, *versions)
    swapped, _ = merged_text(base, *reversed(versions))
    assert merged == swapped == base
    assert [(one.kind, one.base, one.ours, one.theirs) for one in conflicts] == [("both-renamed", item.key, "mine", "yours")]
    chosen, left = merged_text(base, *versions, choices={conflicts[0].name: "theirs"})
    assert (chosen, left) == (versions[1], ())
