"""Owns the changes that have words of their own: in rules, calendars, connectors, dispositions, details asked, variants.

Everything else is said as what came, went or changed at a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from dsl import reply
from dsl.changes.differences import Difference, entries, texts
from dsl.changes.places import Path
from dsl.notation import NotationError
from dsl.source import Node, Scalar, SequenceNode

NAMED = frozenset({"before", "heard", "only_to", "dispositions", "collect"})
"""Keys whose value is a name or a list of names: which came and which went is what matters."""

_OF_A_RULE = {"when": "rule-when", "holds": "rule-holds", "within": "rule-within", "secret": "rule-secret", "reach": "rule-reach"}
_KINDS_OF_RULES = ("heard", "holds", "secret", "when")
_DEFAULT_WITHIN = "2 turns"


class Saying(Struct, frozen=True):
    """What is said of a change: its code, and what the sentence puts in."""

    code: str
    old: str = ""
    new: str = ""
    come: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    private: bool = False


def of_a_list(file: str, path: Path, old: Node | None, new: Node | None) -> Saying | None:
    """What is said of a list some of whose texts came or went."""
    if file == "calendars.yaml" and len(path) == 3:
        return _hours(str(path[1]), old, new)
    if path and path[-1] in NAMED:
        come, gone = _come_and_gone(_names(old), _names(new))
        return Saying("names", come=come, gone=gone, private=path[-1] == "only_to") if come or gone else None
    return None


def of_a_difference(file: str, one: Difference) -> Saying | None:
    """What is said of one thing that came, went or changed."""
    path = one.path
    if file == "policies.yaml":
        return _rule(one)
    if file == "calendars.yaml" and len(path) == 3:
        return _day(one) if path[1] == "holidays" else _hours(str(path[1]), one.old, one.new)
    if file == "connectors.yaml" and path[-1:] == ("post",) and one.kind == "changed":
        old, new = (urlsplit(_text(node)).netloc for node in (one.old, one.new))
        return Saying("sent-through", old, new, private=True) if old != new else None
    if path == ("dispositions",) and file == "flow.yaml" and one.kind != "changed":
        return Saying(f"dispositions-{one.kind}", ", ".join(_names(one.old)), ", ".join(_names(one.new)))
    if path and path[-1] in NAMED and one.kind == "changed":
        return of_a_list(file, path, one.old, one.new)
    return None


# ---- rules ---------------------------------------------------------------------------------------------------------


def _rule(one: Difference) -> Saying | None:
    if len(one.path) == 1:
        held = entries(one.new or one.old)
        kind = next((kind for kind in _KINDS_OF_RULES if kind in held), "")
        if not kind or one.kind not in ("added", "removed"):
            return None
        said = {key: ", ".join(_names(node)) for key, node in held.items()}
        return Saying(
            f"rule-{one.kind}-{kind}", parts={"before": "", "only_to": "", "reach": "", "within": _DEFAULT_WITHIN, **said}
        )
    key = str(one.path[1])
    if key in NAMED and len(one.path) == 2:
        return of_a_list("policies.yaml", one.path, one.old, one.new)
    if key not in _OF_A_RULE or (key != "within" and one.kind != "changed"):
        return None
    otherwise = _DEFAULT_WITHIN if key == "within" else ""
    return Saying(_OF_A_RULE[key], _text(one.old) or otherwise, _text(one.new) or otherwise)


# ---- calendars -----------------------------------------------------------------------------------------------------


def _day(one: Difference) -> Saying:
    return Saying(f"holiday-{one.kind}", _text(one.old), _text(one.new))


def _hours(part: str, old: Node | None, new: Node | None) -> Saying | None:
    """Hours of some weekdays, or of a special day; `[]` is closed."""
    if part not in ("open", "special"):
        return None
    was, now = (", ".join(_names(node)) for node in (old, new))
    if part == "special":
        if new is None:
            return Saying("special-removed", was or "[]")
        if not now:
            return Saying("special-closed", was)
        return Saying("special-added" if old is None else "special-changed", was or "[]", now)
    if was and now:
        return Saying("hours-changed", was, now) if was != now else None
    return Saying("hours-added" if now else "hours-removed", was, now)


# ---- variants ------------------------------------------------------------------------------------------------------


def of_a_wording(one: Difference) -> Saying | None:
    """A wording in which nothing changed but the ways of saying some of it."""
    old, new = _text(one.old), _text(one.new)
    try:
        before, was = _without_choices(reply.parse(old).parts)
        after, now = _without_choices(reply.parse(new).parts)
    except NotationError:
        return None
    if before != after or not was:
        return None
    pairs = [(_ways(one), _ways(other)) for one, other in zip(was, now, strict=True)]
    come = tuple(way for one, other in pairs for way in other if way not in one)
    gone = tuple(way for one, other in pairs for way in one if way not in other)
    return Saying("variants", old, new, come=come, gone=gone) if come or gone else None


def _without_choices(parts: Sequence[reply.Part]) -> tuple[tuple[object, ...], list[reply.OneOf]]:
    """What is said whatever is chosen, and the choices in between."""
    rest: list[object] = []
    choices: list[reply.OneOf] = []
    for part in parts:
        match part:
            case reply.OneOf():
                rest.append("|")
                choices.append(part)
            case reply.Styled():
                inner, inside = _without_choices(part.parts)
                rest.append((part.style, inner))
                choices += inside
            case _:
                rest.append(reply.write(reply.Reply((part,))))
    return tuple(rest), choices


def _ways(choice: reply.OneOf) -> list[str]:
    return [reply.write(reply.Reply(parts)).strip() for parts in choice.choices]


# ---- names ---------------------------------------------------------------------------------------------------------


def _names(node: Node | None) -> list[str]:
    """The names of a list, or the one that stands by itself."""
    if isinstance(node, Scalar | SequenceNode):
        return list(_held(node))
    return []


def _held(node: Node) -> Iterator[str]:
    return (text for _, text in texts(node))


def _come_and_gone(old: list[str], new: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(name for name in new if name not in old), tuple(name for name in old if name not in new)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
