"""Owns the words of the screens: which language a request speaks, and the text of a key in that language.

The texts stand in `words/<page>.yaml`, one entry a key: `key: {zh: …, en: …}`. `t("page.key", name=…)` reads one and
fills `{name}`. Where English tells one from many, an entry has `en_one` too, taken when `count` is 1. The language is
set once a request (see `appearance.py`), so templates, macros and Python ask for words without passing it along.

What is kept for others to read (what a save did) is kept as its key and what fills it: `told` writes it, and `retold` reads it
in the language of whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import msgspec
import yaml

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent / "words"
_KEPT = '{"say":'

_language: ContextVar[str] = ContextVar("language", default="zh")


class UnknownWord(KeyError):
    """A screen asks for a key that no words file has: a mistake of ours, found by the tests."""


class Later(msgspec.Struct, frozen=True):
    """Words for whoever reads them: a key, and what fills it (a list is said one after the other)."""

    say: str
    filled: dict[str, Later | list[str] | str | int] = {}


@cache
def entries() -> dict[str, dict[str, str]]:
    """Every entry by its whole key (`page.key`)."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        # BaseLoader: every scalar is text, so that the keys `on` and `no` stay what they are.
        page = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or {}
        for key, texts in page.items():
            found[f"{path.stem}.{key}"] = texts
    return found


def t(key: str, /, **arguments: object) -> str:
    """The words of `key` in the language of this request."""
    texts = entries().get(key)
    if texts is None:
        raise UnknownWord(key)
    chosen = language()
    text = texts[chosen]
    if arguments.get("count") == 1:
        text = texts.get(f"{chosen}_one", text)
    return text.format_map(arguments) if arguments else text


def told(key: str, /, **arguments: Later | list[str] | str | int) -> str:
    """The words of `key` as they are kept for others."""
    if key not in entries():
        raise UnknownWord(key)
    return msgspec.json.encode(Later(key, arguments)).decode()


def retold(kept: str) -> str:
    """What was kept, in the language of this request; words that were kept as such are as they were."""
    return _spoken(later(kept))


def later(kept: str) -> Later | str:
    """What was kept, to stand within other words that are."""
    if not kept.startswith(_KEPT):
        return kept
    try:
        return msgspec.json.decode(kept, type=Later)
    except msgspec.DecodeError:
        return kept


def _spoken(what: Later | list[str] | str | int) -> str:
    if isinstance(what, list):
        return t("graph.list_comma").join(what)
    if not isinstance(what, Later):
        return str(what)
    filled = {name: value if isinstance(value, int) else _spoken(value) for name, value in what.filled.items()}
    try:
        return t(what.say, **filled)
    except KeyError:  # words that this release has no more, or fills otherwise
        return " ".join(str(value) for value in filled.values())


def has(key: str) -> bool:
    return key in entries()


def optional(key: str, /, **arguments: object) -> str:
    """The words of `key`, or nothing where nobody wrote any: for help that only some fields need."""
    return t(key, **arguments) if has(key) else ""


def family(page: str) -> dict[str, str]:
    """All words of one page in the language of this request: what a script of that page is given as JSON."""
    prefix = f"{page}."
    return {key.removeprefix(prefix): texts[language()] for key, texts in entries().items() if key.startswith(prefix)}


def language() -> str:
    return _language.get()


def use(chosen: str) -> None:
    """Speak this language for the rest of the request."""
    _language.set(chosen if chosen in LANGUAGES else LANGUAGES[0])


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak this language inside the `with` block."""
    mark = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(mark)


def choose(wanted: str, accept_language: str) -> str:
    """The language somebody chose, else the first of their browser's that we speak, else Chinese."""
    if wanted in LANGUAGES:
        return wanted
    for part in accept_language.split(","):
        spoken = part.split(";")[0].strip().lower()[:2]
        if spoken in LANGUAGES:
            return spoken
    return LANGUAGES[0]
