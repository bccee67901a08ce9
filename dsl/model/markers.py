"""Owns what a scalar's text means: the markers that every key of the model carries, and the types made of them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct


class Notation(Struct, frozen=True):
    """The scalar is text in one of the notations: `reply`, `phrase`, `condition`, `change` (of a value) or `plain`."""

    name: str


class Refers(Struct, frozen=True):
    """The scalar (or the key of a map) is the name of a definition of this kind."""

    kind: str


class Defines(Struct, frozen=True):
    """The keys of the map define names of this kind."""

    kind: str


class Quantity(Struct, frozen=True):
    """The scalar is a quantity: `duration` (`3s`, `400ms`, `2 min`), read into milliseconds; `percent`; `turns` (`2 turns`)."""

    name: str


class PerLanguage(Struct, frozen=True):
    """Where a flow speaks several languages, this may be a map from each of them to the text or the list.

    The model holds what stands there for one language: a package is read once for each that it speaks.
    """


Language: TypeAlias = Literal["zh-CN", "en-US", "en-GB"]
LANGUAGES: tuple[str, ...] = ("zh-CN", "en-US", "en-GB")

Note: TypeAlias = Annotated[str, Notation("reply")]  # for people, who read the flow's own language
Reply: TypeAlias = Annotated[str, Notation("reply"), PerLanguage()]
Phrase: TypeAlias = Annotated[str, Notation("phrase")]
Phrases: TypeAlias = Annotated[tuple[Phrase, ...], PerLanguage()]
Names: TypeAlias = Annotated[tuple[str, ...], PerLanguage()]  # what callers call one value of a word list
Condition: TypeAlias = Annotated[str, Notation("condition")]
Expression: TypeAlias = Annotated[str, Notation("condition")]
Change: TypeAlias = Annotated[str, Notation("change")]  # `add 1`, `reset`, or an expression
Title: TypeAlias = Annotated[str, Notation("plain")]
Turns: TypeAlias = Annotated[int, Quantity("turns")]
Milliseconds: TypeAlias = Annotated[int, Quantity("duration")]

StepName: TypeAlias = Annotated[str, Refers("step")]
IntentName: TypeAlias = Annotated[str, Refers("intent")]
SlotName: TypeAlias = Annotated[str, Refers("slot")]
AnswerName: TypeAlias = Annotated[str, Refers("answer")]
LookupName: TypeAlias = Annotated[str, Refers("lookup")]
SubflowName: TypeAlias = Annotated[str, Refers("subflow")]
ValueName: TypeAlias = Annotated[str, Refers("value")]
TypeName: TypeAlias = Annotated[str, Notation("type")]  # `money`, `digits(6)`, `choice(sizes)`
Key: TypeAlias = Annotated[str, Notation("key")]  # one of 0-9 * #
ConnectorName: TypeAlias = Annotated[str, Refers("connector")]
LibraryName: TypeAlias = Annotated[str, Refers("library")]
CalendarName: TypeAlias = Annotated[str, Refers("calendar")]
Weekdays: TypeAlias = Annotated[str, Notation("weekdays")]  # `monday`, `monday-friday`
Days: TypeAlias = Annotated[str, Notation("days")]  # `2026-10-01`, `2026-10-01..2026-10-07`
Hours: TypeAlias = Annotated[str, Notation("hours")]  # `9:00-18:00`
Zone: TypeAlias = Annotated[str, Notation("zone")]  # `Asia/Shanghai`


class Part(Struct, frozen=True, kw_only=True, rename={"not_": "not", "with_": "with"}):
    """A node of the model. Immutable, compared by value; attribute `with_` is the key `with`."""
