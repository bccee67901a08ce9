"""Owns reading exported agents of Dialogflow: ES (intents/*.json with *_usersays_<language>.json) and CX (a folder an intent)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dsl.importing.brought import Brought, ImportProblem, Marked, Row, marked_row

_USER_SAYS = re.compile(r"^(?:.*/)?intents/(?P<intent>.+)_usersays_(?P<language>[A-Za-z-]+)\.json$")
_ENTRIES = re.compile(r"^(?:.*/)?entities/(?P<entity>.+)_entries_(?P<language>[A-Za-z-]+)\.json$")
_ES_INTENT = re.compile(r"^(?:.*/)?intents/(?P<intent>[^/]+)\.json$")
_CX_PHRASES = re.compile(r"^(?:.*/)?intents/(?P<intent>[^/]+)/trainingPhrases/(?P<language>[A-Za-z-]+)\.json$")
_CX_INTENT = re.compile(r"^(?:.*/)?intents/(?P<intent>[^/]+)/(?P=intent)\.json$")
_CX_ENTITIES = re.compile(r"^(?:.*/)?entityTypes/(?P<entity>[^/]+)/entities/(?P<language>[A-Za-z-]+)\.json$")
_NOT_TAKEN = re.compile(r"^(?:.*/)?(?P<what>flows|pages|webhooks|testCases|transitionRouteGroups|generators|playbooks|tools)/")


def is_agent(files: Mapping[str, bytes]) -> bool:
    return any(pattern.match(path) for path in files for pattern in (_USER_SAYS, _ES_INTENT, _CX_PHRASES, _CX_INTENT))


def read_agent(files: Mapping[str, bytes], name: str, language: str, brought: Brought) -> None:
    """`language` is the one wanted, empty for the agent's own."""
    agent: object = next(
        (_json(data, path) for path, data in sorted(files.items()) if path.rpartition("/")[2] == "agent.json"), {}
    )
    own = str(agent.get("language") or agent.get("defaultLanguageCode") or "") if isinstance(agent, dict) else ""
    cx = any(_CX_PHRASES.match(path) or _CX_INTENT.match(path) for path in files)
    there = {match["language"] for path in files if (match := (_CX_PHRASES if cx else _USER_SAYS).match(path))}
    chosen = _choose(there, language or own)
    if there and not chosen:
        raise ImportProblem(f"{name} has no phrases in {language}; it has {', '.join(sorted(there))}")
    for other in sorted(there - {chosen}):
        brought.leave_out("Dialogflow: phrases in another language", other)
    brought.language = _language(chosen)
    (_read_cx if cx else _read_es)(files, chosen, brought)
    for what in sorted({match["what"] for path in files if (match := _NOT_TAKEN.match(path))}):
        brought.leave_out(f"Dialogflow: {what}")


def _choose(there: set[str], wanted: str) -> str:
    """The language itself, else one of the same tongue; without a wish the first."""
    if not wanted:
        return min(there, default="")
    exact = next((one for one in sorted(there) if one.lower() == wanted.lower()), "")
    return exact or next((one for one in sorted(there) if one[:2].lower() == wanted[:2].lower()), "")


def _language(code: str) -> str:
    code = code.lower()
    return "zh-CN" if code.startswith("zh") else "en-GB" if code == "en-gb" else "en-US" if code.startswith("en") else ""


def _json(data: bytes, path: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ImportProblem(f"{path} is no JSON") from None


def _maps(value: object) -> Iterator[dict[str, Any]]:
    """The maps of a list; anything else is nothing."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# ---- ES --------------------------------------------------------------------------------------------------------------


def _read_es(files: Mapping[str, bytes], language: str, brought: Brought) -> None:
    for path, data in sorted(files.items()):
        if match := _USER_SAYS.match(path):
            if match["language"] == language:
                brought.rows += _es_rows(_json(data, path), match["intent"], path, brought)
        elif match := _ENTRIES.match(path):
            if match["language"] == language:
                _read_entries(_json(data, path), match["entity"], brought)
        elif match := _ES_INTENT.match(path):
            _read_es_intent(_json(data, path), match["intent"], language, brought)


def _es_rows(written: object, intent: str, path: str, brought: Brought) -> Iterator[Row]:
    for number, phrase in enumerate(_maps(written), start=1):
        if phrase.get("isTemplate"):
            brought.leave_out("Dialogflow: a template phrase", intent)
            continue
        parts = [
            _marked(str(part.get("text") or ""), part.get("alias"), part.get("meta"), brought)
            for part in _maps(phrase.get("data"))
        ]
        yield marked_row(parts, intent, number, path)


def _marked(text: str, name: object, kind: object, brought: Brought) -> str | Marked:
    """A part with its entity: one of the system's by the name of its parameter, one of the agent's by its own name."""
    if not isinstance(kind, str) or not kind or kind == "@sys.ignore" or not text.strip():
        return text
    system = kind.startswith("@sys.")
    entity = str(name or kind.removeprefix("@sys.")) if system else kind.removeprefix("@")
    if system:
        brought.entity(entity).system = kind
    return Marked(text, entity)


def _read_entries(written: object, entity: str, brought: Brought) -> None:
    for entry in _maps(written.get("entities") if isinstance(written, dict) else written):
        if isinstance(entry.get("value"), str) and entry["value"].strip():
            brought.entity(entity).add(entry["value"], _texts(entry.get("synonyms")))


def _read_es_intent(written: object, intent: str, language: str, brought: Brought) -> None:
    if not isinstance(written, dict):
        return
    if written.get("fallbackIntent"):
        brought.leave_out("Dialogflow: fallback intent", intent)
    for what in ("events", "contexts"):
        if written.get(what):
            brought.leave_out(f"Dialogflow: {what} of an intent", intent)
    for response in _maps(written.get("responses")):
        if any(response.get(what) for what in ("messages", "speech", "action")):
            brought.leave_out("Dialogflow: what an intent answers", intent)
        for parameter in _maps(response.get("parameters")):
            _read_prompts(parameter, language, brought)


def _read_prompts(parameter: dict[str, Any], language: str, brought: Brought) -> None:
    kind, name = str(parameter.get("dataType") or ""), str(parameter.get("name") or "")
    prompts = [
        str(prompt["value"])
        for prompt in _maps(parameter.get("prompts"))
        if prompt.get("lang") == language and prompt.get("value")
    ]
    entity = name if kind.startswith("@sys.") else kind.removeprefix("@")
    if entity and prompts:
        brought.entity(entity).ask = brought.entity(entity).ask or prompts[0]
        if kind.startswith("@sys."):
            brought.entity(entity).system = kind


# ---- CX --------------------------------------------------------------------------------------------------------------


def _read_cx(files: Mapping[str, bytes], language: str, brought: Brought) -> None:
    kinds: dict[str, dict[str, str]] = {}
    for path, data in sorted(files.items()):
        if match := _CX_INTENT.match(path):
            written = _json(data, path)
            parameters = _maps(written.get("parameters")) if isinstance(written, dict) else iter(())
            kinds[match["intent"]] = {str(one.get("id")): str(one.get("entityType") or "") for one in parameters}
    for path, data in sorted(files.items()):
        if (match := _CX_PHRASES.match(path)) and match["language"] == language:
            written = _json(data, path)
            phrases = written.get("trainingPhrases") if isinstance(written, dict) else written
            brought.rows += _cx_rows(phrases, match["intent"], kinds.get(match["intent"], {}), path, brought)
        elif (match := _CX_ENTITIES.match(path)) and match["language"] == language:
            _read_entries(_json(data, path), match["entity"], brought)


def _cx_rows(phrases: object, intent: str, kinds: dict[str, str], path: str, brought: Brought) -> Iterator[Row]:
    for number, phrase in enumerate(_maps(phrases), start=1):
        parts: list[str | Marked] = []
        for part in _maps(phrase.get("parts")):
            name = part.get("parameterId")
            kind = kinds.get(str(name), "") if name else ""
            short = f"@{kind.rpartition('/')[2].removeprefix('@')}" if kind else None
            parts.append(_marked(str(part.get("text") or ""), name, short, brought))
        yield marked_row(parts, intent, number, path)
