"""Owns random edits for the tests of editing and merging: each made on a text and, without our own code, on its item tree."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random

from dsl import editing
from tests.dsl.layouts import Item, Maker, Path

KINDS = ("insert", "remove", "move", "rename", "set")


@dataclass
class Edit:
    """What was done; `item` is the item that came, went, moved or changed."""

    kind: str
    path: Path
    item: Item
    before: Item | None = None  # as it was
    owner: Item | None = None  # the map or list that it stands in


def find(root: Item, path: Path) -> Item:
    found = root
    for part in path:
        found = next(one for one in found.items if one.key == part) if found.kind == "map" else found.items[int(part)]
    return found


def edit(random: Random, maker: Maker, text: str, root: Item, kind: str = "") -> tuple[str, Edit]:
    """One random edit: the text after it. `root` is changed alike."""
    path, owner = random.choice(list(root.containers()))
    number = random.randrange(len(owner.items))
    item = owner.items[number]
    part: str | int = item.key if owner.kind == "map" else number
    chosen = kind or random.choice(KINDS)
    if chosen == "remove" and len(owner.items) == 1:
        chosen = "set"
    if chosen == "rename" and owner.kind == "list":
        chosen = "move"
    before = copy.deepcopy(item)
    match chosen:
        case "insert":
            new = maker.item(owner.kind == "map", depth=2)
            if owner.kind == "map":
                after = editing.insert_entry(text, path, new.key, new.data, after=item.key)
                owner.items.insert(number + 1, new)
            else:
                after = editing.insert_item(text, path, number, new.data)
                owner.items.insert(number, new)
            return after, Edit(chosen, path, new, owner=owner)
        case "remove":
            del owner.items[number]
            return editing.remove(text, (*path, part)), Edit(chosen, (*path, part), item, before, owner)
        case "move":
            to = random.randrange(len(owner.items))
            owner.items.insert(to, owner.items.pop(number))
            return editing.move_item(text, (*path, part), to), Edit(chosen, (*path, part), item, before, owner)
        case "rename":
            item.key = maker.token("k")
            return editing.rename_key(text, (*path, part), item.key), Edit(chosen, (*path, part), item, before, owner)
        case _:
            new = maker.item(False, depth=3)
            item.kind, item.items, item.text = "scalar", [], new.text
            item.notes = {number: where for number, where in item.notes.items() if where != "within"}
            return editing.set_text(text, (*path, part), item.text), Edit("set", (*path, part), item, before, owner)
