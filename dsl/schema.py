"""Owns the JSON Schema (draft 2020-12) of each file of a package, for editors that check and complete YAML while it is typed.

It is made from the shapes of the model, so a key is declared once. A schema sees one file and no notation: it says which keys
and words can stand where; names that are none, phrases, replies and conditions are the checks' to judge. Texts may be
written without quote marks in the language, so a number or a truth is a text, too.
"""

from __future__ import annotations

import inspect
import re
import typing
from functools import partial
from typing import Any, TypeAlias

from dsl.calendars import WEEKDAYS
from dsl.libraries import HEADER
from dsl.model import (
    EXACTLY_ONE,
    LANGUAGES,
    ONE_OR_MANY,
    ONLY_BESIDE,
    STEP_KINDS,
    AlwaysRule,
    Choose,
    Notation,
    Part,
    Refers,
    Reprompts,
)  # fmt: skip
from dsl.naming import SPOKEN_OF
from dsl.reader.package import FOLDERS, SINGLE_FILES, shape_of_file
from dsl.reader.shapes import (
    ChoiceShape,
    EitherShape,
    QuantityShape,
    RecordShape,
    RowsShape,
    Shape,
    StepShape,
    SwitchShape,
    TableShape,
    TextShape,
    TranslatedShape,
    WholeShape,
    fields_of,
)  # fmt: skip
from dsl.values import TYPES

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILES: dict[str, str] = {
    **{name: name.removesuffix(".yaml") for name in (*SINGLE_FILES, HEADER)},
    **{f"{folder}/*.yaml": folder for folder in FOLDERS},
}
"""File of a package -> the stem of its schema's name."""

# No letter classes: the dialects of patterns differ in them. What cannot stand in a name is left out instead.
_NO_SIGN = r"\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\s\u2018-\u201f\u3000-\u3002\uff01-\uff0f\uff1a-\uff20"
_PATTERNS = {
    "name": f"^[^{_NO_SIGN}-][^{_NO_SIGN}]*$",
    "spoken": f"^[^{_NO_SIGN}0-9-][^{_NO_SIGN}-]*$",
    "address": f"^[^{_NO_SIGN}-][^{_NO_SIGN}]*(/[^{_NO_SIGN}-][^{_NO_SIGN}]*)?$",
    "key": "^[0-9*#]$",
    "hours": "^[0-9]{1,2}:[0-9]{2} ?- ?[0-9]{1,2}:[0-9]{2}$",
    "weekdays": f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$",
    "days": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$",
    "zone": "^[A-Za-z0-9_+/-]+$",
    "type": rf"^\s*({'|'.join(map(re.escape, TYPES))})\s*(\(.*\))?\s*$",
    "duration": r"^\s*[0-9]{1,9}(\.[0-9]{1,3})?\s*(ms|s|min|h|days?)\s*$",
    "percent": r"^\s*[0-9]{1,3}(\.[0-9]{1,3})?\s*%\s*$",
    "turns": r"^\s*[0-9]{1,2}\s*turns?\s*$",
    "level": r"^(0(\.[0-9]{1,3})?|1(\.0{1,3})?)$",
}
_MEANINGS = {
    "reply": "What the line says. <name> is a value, <pause 400ms> a pause, <calm>…</calm> a style, "
    "<emphasis>…</emphasis> stressed, (a|b) one of two wordings.",
    "phrase": "What a caller says. (a|b) is one of, (a)? perhaps, <slot=example> a value.",
    "condition": 'A condition or an expression: amount > 100 GBP and not caller.known, about(a, b), has plan, x in ["a", "b"].',
    "change": "add 1, reset, or an expression.",
    "plain": "Words for people.",
    "type": f"A type: {', '.join(TYPES)}. digits may have a length, code has a pattern, choice a list of words.yaml.",
    "key": "A key of the telephone: 0 to 9, * or #.",
    "hours": "Opening hours: 9:00-18:00; over midnight 22:00-6:00.",
    "weekdays": "A day of the week, or several: monday, monday-friday.",
    "days": "A day, or several: 2026-10-01, 2026-10-01..2026-10-07.",
    "zone": "A time zone: Asia/Shanghai.",
    "duration": "A length of time: 3s, 400ms, 2 min.",
    "percent": "A share of 100: 20%.",
    "turns": "A number of turns: 2 turns.",
    "level": "From 0 to 1.",
}
_TEXT = ["string", "number", "boolean"]


def schema_of(file: str) -> Schema:
    """The schema of a file of a package, by its name in `FILES`."""
    stem = FILES[file]
    shape = shape_of_file(file.replace("*", "any"))
    assert shape is not None, "every file of the language has a shape"
    writer = _Writer()
    root = writer.of(shape)
    return {
        "$schema": DIALECT,
        "$id": f"urn:callwright:1:{stem}",
        "title": f"Callwright: {file}",
        **root,
        "$defs": writer.defined,
    }


class _Writer:
    """Writes the schema of one file; records are defined once and referred to."""

    def __init__(self) -> None:
        self.defined: dict[str, Schema] = {}

    def of(self, shape: Shape) -> Schema:
        match shape:
            case TextShape():
                return _text(shape)
            case WholeShape():
                return {"type": "integer"}
            case SwitchShape():
                return {"type": "boolean"}
            case ChoiceShape():
                return {"enum": list(shape.words)}
            case QuantityShape():
                return _quantity(shape.name)
            case RowsShape():
                return {"type": ["array", "null"], "items": self.of(shape.item)}
            case TableShape():
                return self._table(shape)
            case EitherShape():
                members = [one for one in (shape.text, shape.table, shape.rows) if one is not None]
                return {"anyOf": [self.of(one) for one in members]}
            case TranslatedShape():
                return self._translated(shape)
            case StepShape():
                return self._defined("step", self._step)
            case RecordShape():
                return self._record_or_form(shape.part)

    def _table(self, shape: TableShape) -> Schema:
        names = self.of(shape.key)
        if shape.kind and shape.kind != "pronunciation":
            names = {"pattern": _PATTERNS["spoken" if shape.kind in SPOKEN_OF else "name"]}
        return {"type": ["object", "null"], "propertyNames": _of_names(names), "additionalProperties": self.of(shape.value)}

    def _translated(self, shape: TranslatedShape) -> Schema:
        one = self.of(shape.item)
        each = {"type": "object", "propertyNames": {"enum": list(LANGUAGES)}, "additionalProperties": one, "minProperties": 1}
        return {"anyOf": [one, each]}

    # ---- records -------------------------------------------------------------------------------------------------

    def _defined(self, name: str, write: typing.Callable[[], Schema]) -> Schema:
        if name not in self.defined:
            self.defined[name] = {}  # a record may hold itself
            self.defined[name] = write()
        return {"$ref": f"#/$defs/{name}"}

    def _record_or_form(self, part: type[Part]) -> Schema:
        if part is Reprompts:
            return self._defined("reprompts", self._reprompts)
        if part is AlwaysRule:
            go = self.of(fields_of(AlwaysRule)["go"].shape)
            return {"anyOf": [go, self._defined(_name(part), lambda: self._record(part))]}
        return self._defined(_name(part), lambda: self._record(part))

    def _record(self, part: type[Part]) -> Schema:
        """A map with the keys of a class of the model."""
        fields = fields_of(part)
        schema: Schema = {
            **_documented(part),
            "type": "object" if any(field.required for field in fields.values()) else ["object", "null"],
            "properties": {key: self.of(field.shape) for key, field in fields.items()},
            "additionalProperties": False,
        }
        if required := [key for key, field in fields.items() if field.required]:
            schema["required"] = required
        if part in EXACTLY_ONE:
            schema["oneOf"] = [{"required": [key]} for key in EXACTLY_ONE[part]]
        for key in ONE_OR_MANY.get(part, ()):
            names = schema["properties"][key]
            schema["properties"][key] = {"anyOf": [names["items"], names]}
        if part in ONLY_BESIDE:
            schema["dependentSchemas"] = {
                key: {"anyOf": [{"required": [other]} for other in others]} for key, others in ONLY_BESIDE[part].items()
            }
        return schema

    def _step(self) -> Schema:
        """Exactly one verb: each kind allows its own keys alone."""
        kinds = [self._defined(verb, partial(self._kind, kind)) for verb, kind in STEP_KINDS.items()]
        return {"description": f"One step: exactly one of {', '.join(STEP_KINDS)}.", "type": "object", "oneOf": kinds}

    def _kind(self, kind: type[Part]) -> Schema:
        schema = self._record(kind)
        if kind is Choose:
            otherwise = self._closing("otherwise", schema["properties"].pop("otherwise"))
            branches = schema["properties"]["choose"]["items"]
            schema["properties"]["choose"] = _ending({"anyOf": [branches, otherwise]}, otherwise)
            schema["required"].remove("otherwise")
        return schema

    def _reprompts(self) -> Schema:
        says = fields_of(Reprompts)["says"].shape
        assert isinstance(says, RowsShape)
        go = self._closing("go", self.of(fields_of(Reprompts)["go"].shape))
        return {**_documented(Reprompts), **_ending({"anyOf": [self.of(says.item), go]}, go)}

    def _closing(self, key: str, target: Schema) -> Schema:
        return {"type": "object", "properties": {key: target}, "required": [key], "additionalProperties": False}


def _ending(items: Schema, last: Schema) -> Schema:
    """A list with exactly one item of the kind that must end it; that it is the last a schema cannot say."""
    return {"type": "array", "items": items, "contains": last, "minContains": 1, "maxContains": 1}


def _text(shape: TextShape) -> Schema:
    meaning = shape.meaning
    if isinstance(meaning, Refers):
        kind = meaning.kind
        pattern = "spoken" if kind in SPOKEN_OF else "address" if kind in ("step", "step or kind") else "name"
        return {"type": ["string", "integer"], "pattern": _PATTERNS[pattern], "description": f"The name of a {kind}."}
    if isinstance(meaning, Notation):
        schema: Schema = {"type": _TEXT, "description": _MEANINGS[meaning.name]}
        if meaning.name in _PATTERNS:
            schema["pattern"] = _PATTERNS[meaning.name]
        return schema
    return {"type": _TEXT}


def _quantity(name: str) -> Schema:
    text = {"type": "string", "pattern": _PATTERNS[name]}
    if name == "level":
        return {"description": _MEANINGS[name], "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, text]}
    return {"description": _MEANINGS[name], **text}


def _of_names(schema: Schema) -> Schema:
    """What a key may be; keys are always texts."""
    return {key: value for key, value in schema.items() if key in ("pattern", "enum")}


def _documented(part: type[Part]) -> Schema:
    words = inspect.cleandoc(part.__doc__ or "")
    return {"title": _name(part)} | ({"description": " ".join(words.split())} if words and "Struct" not in words else {})


def _name(part: type[Part]) -> str:
    """The name of a record: its class's, as it would be in YAML."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", part.__name__).lower()
