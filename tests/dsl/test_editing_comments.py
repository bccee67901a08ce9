"""Comments belong to their items: whatever is inserted, removed, moved, renamed or changed, in whatever layout."""

import copy
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.editing import move_item, read_value, set_text
from tests.dsl.layouts import NOTE, TOKEN, Item, Maker, Printer, misplaced
from tests.dsl.random_edits import KINDS, Edit, edit

seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@quick
@given(seeds)
def test_the_layouts_hold_what_they_say(seed: int) -> None:
    root, text = written(seed)
    assert yaml.load(text, yaml.BaseLoader) == root.data
    assert misplaced(text, root) == []


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(seed=seeds)
def test_every_comment_stays_with_its_item(kind: str, seed: int) -> None:
    assert problems_of_an_edit(seed, kind) == []


@quick
@given(seeds)
def test_writing_what_stands_there_changes_not_one_byte(seed: int) -> None:
    root, text = written(seed)
    for path, owner in root.containers():
        assert set_text(text, path, owner.data) == text
        for number, item in enumerate(owner.items):
            part = item.key if owner.kind == "map" else number
            assert set_text(text, (*path, part), item.data) == text
            assert move_item(text, (*path, part), number) == text


def written(seed: int) -> tuple[Item, str]:
    maker = Maker(Random(seed))
    root = maker.root()
    return root, Printer(maker).text(root)


def problems_of_an_edit(seed: int, kind: str = "") -> list[str]:
    """Everything that one random edit of one random text did and should not have done."""
    random = Random(seed)
    maker = Maker(random)
    root = maker.root()
    before = Printer(maker).text(root)
    after, made = edit(random, maker, before, root, kind)
    data = yaml.load(after, yaml.BaseLoader)
    found = [] if data == root.data and _order(data) == _order(root.data) else [f"{made.kind} gave {data}"]
    return [*found, *misplaced(after, root), *_lost_notes(before, after, made), *_others_changed(before, after, made)]


def _order(value: object) -> object:
    if isinstance(value, dict):
        return [(key, _order(one)) for key, one in value.items()]
    return [_order(one) for one in value] if isinstance(value, list) else value


def _lost_notes(before: str, after: str, made: Edit) -> list[str]:
    """Notes that went without their item, or stayed without it."""
    old, new = ({int(number) for number in NOTE.findall(text)} for text in (before, after))
    gone: set[int] = set()
    if made.before is not None and made.kind == "remove":
        gone = {number for one in made.before.walk() for number in one.notes}
    if made.before is not None and made.kind == "set":
        within = {number for number, where in made.before.notes.items() if where == "within"}
        gone = within.union(*(inner.notes for one in made.before.items for inner in one.walk()))
    stayed = gone & new if made.kind == "remove" else set()
    return [f"note {number} stayed alone" for number in stayed] + [f"note {number} is lost" for number in old - new - gone]


def _others_changed(before: str, after: str, made: Edit) -> list[str]:
    """What changed is one stretch of the text, and nothing but the edited item (or for a move, its list) stands in it."""
    assert made.owner is not None
    mine = {token for item in (made.item, made.before or made.item) for token in item.tokens}
    if made.kind == "move":
        mine = set(made.owner.tokens)
    start = _alike(before, after)
    end = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    touched = {*TOKEN.findall(before[start : len(before) - end]), *TOKEN.findall(after[start : len(after) - end])}
    return [f"{token} was touched" for token in touched - mine]


def _alike(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


WHOLE = """\
# the file's

price:  # asked often
  title: Price  # for people
  phrases:
    # the usual way
    - what does it cost  # said most
    - how much is it
    # shouted
    - PRICE
  # in other words
  not:
    - the prize
"""


def test_a_whole_map_written_anew_keeps_the_comments_of_what_stays() -> None:
    value = read_value(WHOLE, ("price",))
    assert isinstance(value, dict)
    new = {"phrases": ["how much is it", "what does it cost"], "title": "The price", "not": value["not"]}
    written = set_text(WHOLE, ("price",), new)
    assert read_value(written, ("price",)) == new
    assert "- what does it cost  # said most\n" in written and "    # the usual way\n    - what does it cost" in written
    assert "title: The price  # for people\n" in written and "  # in other words\n  not:\n" in written
    assert "shouted" not in written, "what went took its comment along"


@quick
@given(seeds)
def test_a_whole_list_or_map_put_in_another_order_loses_no_comment(seed: int) -> None:
    random = Random(seed)
    maker = Maker(random)
    root = maker.root()
    text = Printer(maker).text(root)
    path, _ = random.choice(list(root.containers()))
    value = copy.deepcopy(read_value(text, path))
    shuffled = list(value.items()) if isinstance(value, dict) else list(value)  # type: ignore[arg-type]
    random.shuffle(shuffled)
    new = dict(shuffled) if isinstance(value, dict) else shuffled
    written = set_text(text, path, new)
    assert read_value(written, path) == new
    assert sorted(NOTE.findall(written)) == sorted(NOTE.findall(text))
