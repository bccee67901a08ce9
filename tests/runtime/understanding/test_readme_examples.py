"""The language's page says what callers may say for each type; every line there is read here."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from dsl.compiler import check
from dsl.model import Slot, Words
from dsl.values import TYPES, parse_type
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader

PAGE = (Path(__file__).parents[3] / "dsl" / "README.md").read_text(encoding="utf-8")
PART = PAGE.split("### What callers may say")[1].split("\n## ")[0]
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def examples() -> list[tuple[str, str, str, str, str | None]]:
    """Type, grain, language, what is said, and the value."""
    found = []
    for section in PART.split("\n#### ")[1:]:
        heading = re.match(r"`([^`]+)`(?: by (month|year))?\n", section)
        assert heading is not None, section[:40]
        for tongue, said, value in re.findall(r"^\| (zh|en) \| (.+?) \| (.+?) \|$", section, re.MULTILINE):
            found.append((heading[1], heading[2] or "day", LANGUAGES[tongue], said, None if value == "–" else value.strip("`")))
    return found


def words() -> Words:
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return check(dict(blocks)).package.words  # type: ignore[union-attr]


EXAMPLES = examples()


@pytest.mark.parametrize(("type_", "grain", "language", "said", "value"), EXAMPLES)
def test_it_is_read_as_the_page_says(now: datetime, type_: str, grain: str, language: str, said: str, value: str | None) -> None:
    reader = SlotReader({"detail": Slot(type=type_, ask="?", grain=grain)}, words())  # type: ignore[arg-type]
    spoken = normalise.read(said)
    claims = reader.find(spoken, "detail", Moment(language, now))
    assert reader.assign(claims, spoken, "detail", ()).slots.get("detail") == value


def test_every_type_that_a_caller_can_give_has_examples_in_both_languages() -> None:
    shown = {(parse_type(type_).name, language) for type_, _, language, _, _ in EXAMPLES}
    assert shown == {(name, language) for name in TYPES if name not in ("flag", "count") for language in LANGUAGES.values()}
