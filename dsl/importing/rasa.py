"""Owns reading the training data of Rasa (nlu.yml): intents with `[words](entity)`, synonyms, look-up tables, patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from dsl.importing.brought import Brought, ImportProblem, Marked, Row, marked_row

_MARKED = re.compile(r"\[(?P<text>[^\]]*)\](?:\((?P<short>[^)]*)\)|(?P<long>\{[^}]*\}))")
_ITEM = re.compile(r"^\s*-\s?(.*)$")
_DEEPEST = 40


def is_rasa(text: str) -> bool:
    return re.search(r"^nlu\s*:", text, re.MULTILINE) is not None


def read_rasa(text: str, name: str, brought: Brought) -> None:
    """Adds what one file holds. Its other sections (stories, rules, domain) are listed as left out."""
    document = _load(text, name)
    if not isinstance(document, dict) or not isinstance(document.get("nlu"), list):
        raise ImportProblem(f"{name} has no list “nlu”")
    for key, value in document.items():
        if key not in ("nlu", "version"):
            brought.leave_out(f"Rasa: {key}" + (f" ({len(value)})" if isinstance(value, list | dict) else ""), name)
    for number, entry in enumerate(document["nlu"], start=1):
        _read_entry(entry, number, name, brought)


def _load(text: str, name: str) -> Any:
    """Texts, lists and maps, and nothing else; what refers to another place of the file could grow without end."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise ImportProblem(f"{name} has an alias (*) at line {line}; write it out")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise ImportProblem(f"{name} is nested deeper than {_DEEPEST} levels")
        return yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark is not None else ""
        raise ImportProblem(f"{name} cannot be read as YAML{place}") from None


def _read_entry(entry: object, number: int, name: str, brought: Brought) -> None:
    if not isinstance(entry, dict):
        brought.leave_out("Rasa: an entry that is no map", f"{name}, entry {number}")
        return
    examples = list(_examples(entry.get("examples")))
    kind = next((key for key in ("intent", "synonym", "lookup", "regex") if isinstance(entry.get(key), str)), None)
    if kind is None:
        brought.leave_out("Rasa: an entry of an unknown kind", f"{name}, entry {number}")
        return
    title = str(entry[kind]).strip()
    if not examples:
        brought.leave_out(f"Rasa: {kind} without examples", title)
    if kind == "intent":
        brought.rows += [_row(text, title, number, name, brought) for text in examples]
        if "metadata" in entry:
            brought.leave_out("Rasa: metadata", title)
    elif kind == "synonym":
        brought.synonyms.setdefault(title, {}).update(dict.fromkeys(examples))
    elif kind == "lookup":
        for item in examples:
            brought.entity(title).add(item)
    elif len(examples) == 1:
        brought.entity(title).pattern = examples[0]
    else:
        brought.leave_out("Rasa: several patterns of one name", title)


def _examples(written: object) -> Iterator[str]:
    """Of a block of lines with dashes, or of a list of texts or of maps with `text`."""
    if isinstance(written, str):
        matches = (_ITEM.match(line) for line in written.splitlines())
        yield from (match[1].strip() for match in matches if match and match[1].strip())
    elif isinstance(written, list):
        for item in written:
            text = item.get("text") if isinstance(item, dict) else item
            if isinstance(text, str) and text.strip():
                yield text.strip().removeprefix("- ")


def _row(text: str, intent: str, number: int, name: str, brought: Brought) -> Row:
    parts: list[str | Marked] = []
    at = 0
    for match in _MARKED.finditer(text):
        parts.append(text[at : match.start()])
        marked = _marked(match, intent, brought)
        parts.append(match["text"] if marked is None else marked)
        at = match.end()
    return marked_row([*parts, text[at:]], intent, number, name)


def _marked(match: re.Match[str], intent: str, brought: Brought) -> Marked | None:
    """`[words](entity)`, `[words](entity:value)`, `[words]{"entity": …, "role": …, "value": …}`."""
    if match["short"] is not None:
        entity, _, value = match["short"].partition(":")
        return Marked(match["text"], entity.strip(), value.strip()) if entity.strip() and match["text"].strip() else None
    try:
        said = json.loads(match["long"])
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("entity"), str) or not match["text"].strip():
        brought.leave_out("Rasa: a marking that cannot be read", intent)
        return None
    if "group" in said:
        brought.leave_out("Rasa: a group of an entity", said["entity"])
    role = f"_{said['role']}" if isinstance(said.get("role"), str) else ""
    value = said.get("value")
    return Marked(match["text"], said["entity"] + role, value.strip() if isinstance(value, str) else "")
