"""Owns the shapes below a shape of the model: what tells records, whose keys have an order, from maps."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.layout.order import of_part, of_step
from dsl.model import STEP_KINDS
from dsl.reader.shapes import EitherShape, RecordShape, RowsShape, Shape, StepShape, TableShape, fields_of


def shape_at(shape: Shape | None, key: str | int, keys: Iterable[str] = ()) -> Shape | None:
    """The shape below a key, or at an item. `keys` are all keys of the map, which tell a step's kind."""
    match shape:
        case EitherShape() if isinstance(key, int):
            return shape_at(shape.rows, key)
        case EitherShape():
            return shape_at(shape.table, key, keys)
        case TableShape():
            return shape.value
        case RowsShape():
            return shape.item
        case RecordShape():
            field = fields_of(shape.part).get(str(key))
            return field.shape if field else None
        case StepShape():
            kind = next((STEP_KINDS[one] for one in keys if one in STEP_KINDS), None)
            field = fields_of(kind).get(str(key)) if kind else None
            return field.shape if field else None
        case _:
            return None


def key_order(shape: Shape | None, keys: list[str]) -> list[str]:
    """The keys of a map in their canonical order; those of a map that is no record stay as they are."""
    match shape:
        case EitherShape():
            return key_order(shape.table, keys)
        case RecordShape():
            ranks = of_part(shape.part)
        case StepShape():
            ranks = of_step()
        case _:
            return keys
    return sorted(keys, key=lambda key: ranks.get(key, len(ranks)))
