"""Owns renaming a definition through a whole package, and what deleting one leaves behind.

A `Renaming` is a small record that is kept beside a save, so that a merge knows what became of a name.

    rename(files, Renaming("slot", "month", "billing_month"))      # its key, and every place in every file that speaks of it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, cast

from msgspec import Struct

from dsl import editing, utterance
from dsl.condition import tree as condition
from dsl.diagnostics import Findings, Span
from dsl.editing.tree import EditError
from dsl.libraries import name_within
from dsl.naming import SPOKEN_OF, acceptable
from dsl.reader.package import read
from dsl.reading import FLOW_FILE, Place, Reading, WrittenText
from dsl.resolver.conversations import HEARD
from dsl.resolver.definitions import RESERVED
from dsl.resolver.spoken import spoken_calendars, spoken_names
from dsl.resolver.vocabulary import BUILT_IN_INTENTS, OF_THE_CALL
from dsl.source import MappingNode, Scalar, SequenceNode, read_source
from dsl.source.files import PathKey
from dsl.values import ValueType

Kind = Literal["step", "intent", "slot", "answer", "lookup", "value", "subflow", "word list", "calendar", "connector"]


class Renaming(Struct, frozen=True, order=True, omit_defaults=True):
    """One definition's old and new name. `scope` is the file of a step; everything else is the whole package's."""

    kind: Kind
    old: str
    new: str
    scope: str = FLOW_FILE


class Occurrence(Struct, frozen=True, order=True):
    """A name, where it stands: the characters of `span`, and the path of the value or key that holds them."""

    span: Span
    path: tuple[PathKey, ...]
    defines: bool = False


class NameRefused(EditError):
    """`why` a definition cannot have the name that was wanted."""

    def __init__(self, why: Literal["bad", "built_in", "taken"], sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


class Removal(Struct, frozen=True):
    """A package without a definition, and every place that still speaks of it."""

    files: dict[str, str]
    left: tuple[Occurrence, ...]


def rename(files: Mapping[str, str], renaming: Renaming) -> dict[str, str]:
    """The package with another name for one definition. Raises `NameRefused` where that name cannot be given, and
    `EditError` where there is no such definition to rename."""
    kind, old, new, scope = renaming.kind, renaming.old, renaming.new, renaming.scope
    reading = _read(files)
    if old == new:
        return dict(files)
    _refuse_of_library(reading, kind, old, scope)
    _check_new_name(reading, renaming)
    found = list(_occurrences(reading, kind, old, scope))
    if not any(one.defines for one in found):
        raise EditError(f"There is no {kind} “{old}”.")
    changed = dict(files)
    for span in sorted({one.span for one in found}, key=lambda span: -span.start):
        text = changed[span.file]
        changed[span.file] = text[: span.start] + new + text[span.end :]
    if kind == "subflow":
        changed = _with_file_renamed(changed, f"subflows/{old}.yaml", f"subflows/{new}.yaml")
    _verify(changed, renaming, len(found))
    return changed


def occurrences(files: Mapping[str, str], kind: Kind, name: str, scope: str = FLOW_FILE) -> list[Occurrence]:
    """Every place in the package that defines a name or speaks of it, in reading order."""
    return sorted(_occurrences(_read(files), kind, name, scope))


def remove(files: Mapping[str, str], kind: Kind, name: str, scope: str = FLOW_FILE) -> Removal:
    """The package without a definition; what speaks of it is left for a person to change."""
    reading = _read(files)
    definition = reading.defined(kind, scope).get(name)
    if definition is None:
        raise EditError(f"There is no {kind} “{name}”.")
    _refuse_of_library(reading, kind, name, scope)
    place = definition.place
    changed = dict(files)
    if kind == "subflow":
        del changed[place.file]
    else:
        changed[place.file] = editing.remove(changed[place.file], place.path)
    if kind == "subflow" and not any(one.defines for one in occurrences(changed, kind, name)):
        return Removal(changed, tuple(sorted(_occurrences(_read(changed), kind, name, scope))))
    return Removal(changed, tuple(one for one in sorted(_occurrences(_read(changed), kind, name, scope)) if not one.defines))


def _read(files: Mapping[str, str]) -> Reading:
    findings = Findings()
    return read(read_source(files, findings), findings)


# ---- where a name stands -------------------------------------------------------------------------------------------


def _occurrences(reading: Reading, kind: Kind, name: str, scope: str) -> Iterator[Occurrence]:
    definition = reading.defined(kind, scope).get(name)
    if definition is not None:
        yield _whole(reading, definition.key, definition.place, defines=True)
    yield from _mentioned(reading, kind, name, scope)
    for text in reading.texts:
        for start, end in _in_text(text, kind, name):
            yield Occurrence(reading.span(text.node, text.place, start, end), text.place.path)
    yield from _in_conversations(reading, kind, name)


def _whole(reading: Reading, node: Scalar, place: Place, *, start: int = 0, end: int = -1, defines: bool = False) -> Occurrence:
    """The characters of a scalar, without its quote marks."""
    return Occurrence(reading.span(node, place, start, len(node.text) if end < 0 else end), place.path, defines)


def _mentioned(reading: Reading, kind: Kind, name: str, scope: str) -> Iterator[Occurrence]:
    """Where the model says that a name stands."""
    address = f"{name}/"
    for mention in reading.mentions:
        meant = mention.kind.split(" or ")
        outside = not name_within(mention.place.file).startswith("subflows/") and mention.place.file != FLOW_FILE
        if kind == "subflow" and "step" in meant and outside and mention.name.startswith(address):
            yield _whole(reading, mention.node, mention.place, end=len(name))  # `identity/ask_pin`
        elif kind == "step" and scope != FLOW_FILE and "step" in meant and outside:
            prefix = _subflow_of(reading, scope) + "/"
            if mention.name == prefix + name:
                yield _whole(reading, mention.node, mention.place, start=len(prefix))
        elif kind in meant and mention.name == name and (kind != "step" or mention.place.scope == scope):
            yield _whole(reading, mention.node, mention.place)


def _subflow_of(reading: Reading, file: str) -> str:
    return next((name for name, one in reading.defined("subflow").items() if one.place.file == file), "")


def _in_text(text: WrittenText, kind: Kind, name: str) -> Iterator[tuple[int, int]]:
    """Where a condition, a reply, a phrase or a type speaks of a name."""
    match text.notation:
        case "condition" | "change" | "reply" if kind in SPOKEN_OF:
            for spoken, start, _ in spoken_names(text):
                if spoken == name or (kind == "lookup" and spoken.split(".")[0] == name):
                    yield start, start + len(name)
        case "condition" | "change" if kind == "calendar":
            yield from ((start, end) for spoken, start, end in spoken_calendars(text) if spoken == name)
        case "condition" | "change" if kind == "intent" and isinstance(text.tree, condition.Node):
            for start, end in _compared_with_intent(text.tree):
                if text.node.text[start + 1 : end - 1] == name:
                    yield start + 1, end - 1
        case "phrase" if kind == "slot":
            for part in cast(utterance.Pattern, text.tree).slots():
                if part.slot == name:
                    start = text.node.text.find(name, part.start)
                    yield start, start + len(name)
        case "type" if kind == "word list":
            meant = cast(ValueType, text.tree)
            if meant.name == "choice" and meant.argument == name:
                start = text.node.text.find(name, text.node.text.find("("))
                yield start, start + len(name)


def _compared_with_intent(expr: condition.Expr) -> Iterator[tuple[int, int]]:
    """The texts that a condition compares with the caller's intent: `intent == "fee_dispute"`, `intent in ["a", "b"]`."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        below = condition.children(node)
        waiting.extend(below)
        asks = any(isinstance(one, condition.Name) and one.name == "intent" for one in below)
        if asks and isinstance(node, condition.Comparison | condition.Membership):
            for one in (inner for side in below for inner in (side.items if isinstance(side, condition.ListOf) else (side,))):
                if isinstance(one, condition.Literal) and isinstance(one.value, str):
                    yield one.start, one.end


def _in_conversations(reading: Reading, kind: Kind, name: str) -> Iterator[Occurrence]:
    """The names of look-ups and connectors in `data`; of slots, intents and answers in `heard`."""
    for file, source in reading.source.files.items():
        if not file.startswith("conversations/") or not isinstance(source.root, SequenceNode):
            continue
        for number, conversation in enumerate(source.root.items):
            if not isinstance(conversation, MappingNode):
                continue
            if kind in ("lookup", "connector"):
                yield from _keys(reading, conversation.get("data"), name, Place(file, (number, "data")))
            talk = conversation.get("talk")
            for turn, one in enumerate(talk.items if isinstance(talk, SequenceNode) else ()):
                heard = one.get("heard") if isinstance(one, MappingNode) else None
                place = Place(file, (number, "talk", turn, "heard"))
                if kind == "slot":
                    yield from _keys(reading, heard, name, place)
                named = heard.get(kind) if kind in HEARD and isinstance(heard, MappingNode) else None
                if isinstance(named, Scalar) and named.text == name:
                    yield _whole(reading, named, Place(file, (*place.path, kind)))


def _keys(reading: Reading, node: object, name: str, place: Place) -> Iterator[Occurrence]:
    key = node.key(name) if isinstance(node, MappingNode) else None
    if key is not None:
        yield _whole(reading, key, Place(place.file, (*place.path, name)))


def _refuse_of_library(reading: Reading, kind: Kind, name: str, scope: str) -> None:
    """What a library has is changed in the library: other packages use it, too."""
    definition = reading.defined(kind, scope).get(name)
    if definition is not None and definition.library:
        raise EditError(f"“{name}” belongs to the library “{definition.library}”; change it there.")


# ---- whether a name can be given -----------------------------------------------------------------------------------


def _check_new_name(reading: Reading, renaming: Renaming) -> None:
    kind, new = renaming.kind, renaming.new
    if not acceptable(new, kind) or new in RESERVED.get(kind, ()):
        raise NameRefused("bad", f"“{new}” cannot be the name of a {kind}.")
    if kind == "intent" and renaming.old in BUILT_IN_INTENTS:
        raise NameRefused("built_in", f"“{renaming.old}” is a built-in intent; its name cannot change.")
    taken = {name for one in (SPOKEN_OF if kind in SPOKEN_OF else {kind}) for name in reading.defined(one, renaming.scope)}
    if kind == "intent":
        taken.update(BUILT_IN_INTENTS)
    if kind in SPOKEN_OF:
        taken.update(name.split(".")[0] for name in OF_THE_CALL)
    if new in taken:
        raise NameRefused("taken", f"There is a “{new}” already.")


def _with_file_renamed(files: dict[str, str], old: str, new: str) -> dict[str, str]:
    if new in files:
        raise NameRefused("taken", f"There is a file “{new}” already.")
    return {new if path == old else path: text for path, text in files.items()}


def _verify(files: dict[str, str], renaming: Renaming, wanted: int) -> None:
    """What came out is read again: every place must speak of the new name, and none of the old."""
    reading = _read(files)
    kind, scope = renaming.kind, renaming.scope
    found = len({one.span for one in _occurrences(reading, kind, renaming.new, scope)})
    if found < wanted or any(True for _ in _occurrences(reading, kind, renaming.old, scope)):
        raise EditError("This name stands at a place that cannot be edited safely here; use the source view.")
