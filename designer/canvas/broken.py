"""Owns a step that could not be read: what is drawn of it is what its text says, so that it can be mended on the canvas."""

from __future__ import annotations

from msgspec import Struct

from dsl.compiler import Checked
from dsl.edges import STAYING
from dsl.model import STEP_KINDS
from dsl.source import MappingNode, Scalar

SHOWN = 90


class Way(Struct, frozen=True):
    """One way on from a step. `kind` and `label` are those of the language's edge; `own` false: the flow's defaults say it."""

    kind: str
    label: str
    words: str
    to: str
    own: bool = True


class BrokenStep(Struct, frozen=True):
    kind: str
    words: str
    ways: tuple[Way, ...]


def written_steps(checked: Checked, file: str) -> list[str]:
    """The names of all steps of a file, those that could not be read included."""
    node = checked.source.find(file, ("steps",))
    return list(dict.fromkeys(key.text for key, _ in node.entries)) if isinstance(node, MappingNode) else []


def broken_step(checked: Checked, file: str, name: str) -> BrokenStep:
    """What can be told of it: its verb, the words behind that, and every step that it speaks of."""
    node = checked.source.find(file, ("steps", name))
    entries = node.entries if isinstance(node, MappingNode) else ()
    kind, words = next(((key.text, value) for key, value in entries if key.text in STEP_KINDS), ("set", None))
    said = words.text if isinstance(words, Scalar) else ""
    mentions = [one for one in checked.reading.mentions if one.place.file == file and one.place.path[:2] == ("steps", name)]
    targets = [one for one in mentions if "step" in one.kind.split(" or ") and one.name not in STAYING]
    ways = [Way(key, "", "" if key == "next" else key, one.name) for one in targets if (key := str(one.place.path[2]))]
    return BrokenStep(kind, said[:SHOWN], tuple(ways))
