"""Owns what the model's classes look like from YAML: the shape that each place of a file must have.

Shapes are made once from the type hints of `model`, so that a key is declared there and nowhere else.
"""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any, Literal, TypeAlias, Union

import msgspec
from msgspec import Struct

from dsl.model import STEP_KINDS, Defines, Notation, Part, PerLanguage, Quantity, Refers


class TextShape(Struct, frozen=True):
    """Any text: in a notation, the name of something, or free (`meaning` is None)."""

    meaning: Notation | Refers | None = None

    @property
    def free(self) -> bool:
        """Whether it is words rather than a name or a sign."""
        return not isinstance(self.meaning, Refers) and self.meaning not in (Notation("type"), Notation("key"))

    @property
    def written(self) -> bool:
        """Whether it is a sentence, which may well have a comma in it."""
        return self.meaning in (Notation("reply"), Notation("phrase"))


class WholeShape(Struct, frozen=True):
    """A whole number."""


class SwitchShape(Struct, frozen=True):
    """true or false."""


class QuantityShape(Struct, frozen=True):
    name: str  # duration, percent, level


class ChoiceShape(Struct, frozen=True):
    """One of a few words."""

    words: tuple[str, ...]


class TableShape(Struct, frozen=True):
    """A map whose keys are not fixed. `kind`: what its keys define."""

    key: Shape
    value: Shape
    kind: str = ""


class RowsShape(Struct, frozen=True):
    """A list."""

    item: Shape


class EitherShape(Struct, frozen=True):
    """A text or a map, whichever is written; with `rows` perhaps a list of them."""

    text: Shape
    table: Shape
    rows: Shape | None = None


class RecordShape(Struct, frozen=True):
    """A map with the keys of one class of the model."""

    part: type[Part]


class TranslatedShape(Struct, frozen=True):
    """A text or a list as it is, or a map from languages to it."""

    item: Shape


class StepShape(Struct, frozen=True):
    """A map with the keys of one of the step kinds, told by its verb."""


Shape: TypeAlias = (
    TextShape | WholeShape | SwitchShape | QuantityShape | ChoiceShape
    | TableShape | RowsShape | EitherShape | RecordShape | StepShape | TranslatedShape
)  # fmt: skip


class Field(Struct, frozen=True):
    """One key of a record."""

    key: str
    attribute: str
    shape: Shape
    required: bool


@cache
def fields_of(part: type[Part]) -> dict[str, Field]:
    """The keys that a class of the model has in YAML, in the order they are declared."""
    hints = typing.get_type_hints(part, include_extras=True)
    return {
        declared.encode_name: Field(declared.encode_name, declared.name, shape_of(hints[declared.name]), declared.required)
        for declared in msgspec.structs.fields(part)
    }


def shape_of(hint: Any) -> Shape:
    """The shape of one type hint of the model."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _marked(arguments[0], arguments[1:])
    if origin is dict:
        return TableShape(shape_of(arguments[0]), shape_of(arguments[1]))
    if origin is tuple:
        return RowsShape(shape_of(arguments[0]))
    if origin is Literal:
        return ChoiceShape(arguments)
    if origin in (Union, types.UnionType):
        return _union([one for one in arguments if one is not type(None)])
    if isinstance(hint, type) and issubclass(hint, Part):
        return RecordShape(hint)
    plain: dict[Any, Shape] = {str: TextShape(), int: WholeShape(), bool: SwitchShape()}
    return plain[hint]


def bare(shape: Shape) -> Shape:
    """The shape of what stands in one language."""
    return shape.item if isinstance(shape, TranslatedShape) else shape


def _marked(hint: Any, markers: tuple[Any, ...]) -> Shape:
    if PerLanguage() in markers:
        return TranslatedShape(_marked(hint, tuple(marker for marker in markers if marker != PerLanguage())))
    for marker in markers:
        if isinstance(marker, Quantity):
            return QuantityShape(marker.name)
        if isinstance(marker, Notation | Refers):
            return TextShape(marker)
        if isinstance(marker, Defines):
            table = shape_of(hint)
            assert isinstance(table, TableShape)
            return TableShape(table.key, table.value, marker.kind)
    return shape_of(hint)


def _union(members: list[Any]) -> Shape:
    if len(members) == 1:
        return shape_of(members[0])
    if set(members) == set(STEP_KINDS.values()):
        return StepShape()
    text, table, *rows = map(shape_of, members)
    return EitherShape(text, table, *rows)
