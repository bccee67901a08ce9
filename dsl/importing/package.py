"""Owns the flow package that an import becomes: every intent a topic that is confirmed in one step, and a person to go to."""

from __future__ import annotations

from dsl import reply
from dsl.editing.tree import Data
from dsl.editing.writing import Layout, value_lines, write_scalar
from dsl.importing.details import Detail
from dsl.importing.examples import Imported, thin_out
from dsl.source.intake import FILE_BYTES

MOST_PHRASES = 40_000
"""Of all intents together: past it a file has more parts than the language reads."""

_LAYOUT = Layout()
_AROUND = len("    - \n")

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "comment": "由导入的语料生成：每个来电目的先确认一句，再转人工。",
        "greet": "您好，我是智能语音客服，本次通话会录音。随时说“人工”，可以转人工。",
        "listen": "请问有什么可以帮您？",
        "what": "请问{title}是什么？",
        "confirm": "您要办的是“{title}”，对吗？",
        "no_input": "您还在线吗？",
        "no_match": "抱歉，我没听清。您可以换个说法，或按 0 转人工。",
        "reason": "来电需要人工办理",
        "note": "来电时没有接通人工",
        "bye": "感谢来电，再见。",
        "conversation": "一开口就要人工，人工接了",
        "human": "转人工",
        "line": "智能语音客服",
    },
    "en": {
        "comment": "Made from imported phrases: each reason for calling is confirmed, then a person takes over.",
        "greet": "Hello, this is an automated assistant and this call is recorded. Say “agent” at any time to talk to a person.",
        "listen": "How can I help you?",
        "what": "What is the {title}?",
        "confirm": "You're calling about “{title}”. Is that right?",
        "no_input": "Are you still there?",
        "no_match": "Sorry, I didn't catch that. You can say it another way, or press 0 for a person.",
        "reason": "the caller needs a person",
        "note": "nobody was free when they called",
        "bye": "Thank you for calling. Goodbye.",
        "conversation": "Asks for a person at once, who takes the call",
        "human": "agent",
        "line": "automated assistant",
    },
}


def package_files(imported: Imported, name: str, language: str) -> dict[str, str]:
    """The files of the package by path. Phrases are thinned out evenly where they are too many for one file."""
    words = _WORDS["zh" if language.startswith("zh") else "en"]
    files = {
        "flow.yaml": f"# {words['comment']}\n" + _write(_flow(imported, name, language, words)),
        "intents.yaml": _intents(imported),
        "conversations/opening.yaml": _write([_conversation(words)]),
    }
    details = imported.details
    if details.by_entity:
        files["slots.yaml"] = _write({detail.name: _detail(detail, words) for detail in details.by_entity.values()})
    if details.lists:
        files["words.yaml"] = _write({"lists": {name: _list(items) for name, items in details.lists.items()}})
    return files


def _write(value: dict[str, Data] | list[Data]) -> str:
    return "\n".join(value_lines(value, 0, 0, _LAYOUT)) + "\n"


# ---- intents -------------------------------------------------------------------------------------------------------


def _intents(imported: Imported) -> str:
    """With the largest number of phrases an intent that fits into a file."""
    sizes = {name: [len(write_scalar(phrase).encode()) + _AROUND for phrase in some] for name, some in imported.examples.items()}
    room = FILE_BYTES - sum(
        len(_write({name: {"title": title, "phrases": []}}).encode()) for name, title in imported.titles.items()
    )
    low, high = 1, max(map(len, sizes.values()))
    while low < high:
        middle = (low + high + 1) // 2
        thinned = thin_out(sizes, middle)
        fits = sum(map(sum, thinned.values())) <= room and sum(map(len, thinned.values())) <= MOST_PHRASES
        low, high = (middle, high) if fits else (low, middle - 1)
    phrases = thin_out(imported.examples, low)
    return _write({name: {"title": title, "phrases": [*phrases[name]]} for name, title in imported.titles.items()})


# ---- details -------------------------------------------------------------------------------------------------------


def _detail(detail: Detail, words: dict[str, str]) -> Data:
    title = detail.title.replace("_", " ")[:80]
    ask = detail.ask[:300] or words["what"].format(title=title)
    return {"title": title, "type": detail.type, "ask": reply.quote(ask)}


def _list(items: dict[str, list[str]]) -> Data:
    return {item: [*words] for item, words in items.items()}


# ---- flow ----------------------------------------------------------------------------------------------------------


def _flow(imported: Imported, name: str, language: str, words: dict[str, str]) -> dict[str, Data]:
    steps = {intent: _free(intent) for intent in imported.titles}
    confirmations: dict[str, Data] = {steps[intent]: _confirm(title, words) for intent, title in imported.titles.items()}
    return {
        "callwright": 1,
        "flow": name,
        "title": name.replace("_", " "),
        "language": language,
        "entry": {"inbound": "greet"},
        "topics": {**steps},
        "defaults": {
            "no_input": [words["no_input"], {"go": "agent"}],
            "no_match": [words["no_match"], {"go": "agent"}],
        },
        "steps": {
            "greet": {"say": words["greet"], "barge_in": "never", "next": "listen"},
            "listen": {"ask": words["listen"], "hear": "topics", "keys": {"0": "agent"}},
            **confirmations,
            "agent": {"hand_off": {"skill": "general", "reason": words["reason"]}, "unavailable": "take_message"},
            "take_message": {"call_back": {"note": words["note"]}, "next": "bye"},
            "bye": {"hang_up": words["bye"]},
        },
    }


def _confirm(title: str, words: dict[str, str]) -> Data:
    spoken = reply.quote(title.replace("_", " ")[:80])
    return {"ask": words["confirm"].format(title=spoken), "hear": {"agree": "agent", "refuse": "listen"}, "answers": "off"}


def _free(intent: str) -> str:
    """The step of an intent: its own name, unless a step of the frame has it."""
    return f"about_{intent}" if intent in ("greet", "listen", "agent", "take_message", "bye") else intent


def _conversation(words: dict[str, str]) -> Data:
    turns: list[Data] = [
        {"line": words["line"]},
        {"caller": words["human"]},
        {"step": "agent"},
        {"person": "accepts"},
        {"ends": {"how": "handed_off"}},
    ]
    return {"name": words["conversation"], "talk": turns}
