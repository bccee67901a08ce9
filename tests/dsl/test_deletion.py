"""The fix that takes a definition out leaves exactly what the edit of the same name leaves, comments and blank lines included."""

import pytest

from dsl.compiler import check
from dsl.diagnostics import Findings
from dsl.editing import remove
from dsl.editing.tree import Data, Text, data
from dsl.source import read_source
from dsl.source.deletion import delete
from tests.dsl.fuzzing import PACKAGES
from tests.dsl.small_package import SMALL, apply, spoil

INTENTS, FLOW, ANSWERS = "intents.yaml", "flow.yaml", "answers.yaml"

LAID_OUT = """\
# all that callers want

# about prices
ask_price:
    # dear ones first
    phrases:
    # the plain one
    - what does it cost   # often

    # the doubled one
    - What does it cost?
      # said loudly
    - how much is <size=the big one>
    not: [ "what is this" ]
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_taking_a_phrase_out_leaves_what_editing_leaves(newline: str) -> None:
    text = LAID_OUT.replace("\n", newline)
    files = {**SMALL, INTENTS: text}
    (one,) = [found for found in check(files).findings if found.code == "phrase-twice"]
    assert one.fix is not None
    assert apply(one.fix, files)[INTENTS] == remove(text, ("ask_price", "phrases", 1))


OPENING = """\
# all of them
# and their words
first: [a]   # one

# the second

second:
  # its own
  - b
  - c
      # of c
  -
    d: e
    f: |
      g

  # nobody's
third: {h: i, j: k}
"""


def paths(value: Data, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [found for key, below in parts for found in ((*path, key), *paths(below, (*path, key)))]


TEXTS = [OPENING, LAID_OUT, *(text for files in PACKAGES for text in files.values() if isinstance(text, str))]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_part_goes_as_editing_takes_it(text: str) -> None:
    offered = 0
    for path in paths(data(Text(text).root)):
        file = read_source({"a.yaml": text}, Findings()).files["a.yaml"]
        fix = delete(file, path)
        if fix is not None:
            offered += 1
            assert apply(fix, {"a.yaml": text})["a.yaml"] == remove(text, path), path
    assert offered


def test_the_last_of_its_kind_and_parts_in_brackets_stay() -> None:
    file = read_source({"a.yaml": "a: {b: c, d: e}\n"}, Findings()).files["a.yaml"]
    assert delete(file, ("a",)) is None and delete(file, ("a", "b")) is None and delete(file, ("x", "y")) is None


def test_nothing_is_taken_out_that_something_else_names() -> None:
    lost = "  lost:\n    say: Hm.\n    next: lost_too\n  lost_too:\n    say: Hm.\n    next: bye\n  message:\n"
    found = [one for one in check(spoil(SMALL, FLOW, "  message:\n", lost)).findings if one.code == "step-unreachable"]
    assert [(one.arguments["name"], one.fix is not None) for one in found] == [("lost", True), ("lost_too", False)]
    idle = "complain:\n  phrases:\n    - this is bad\nask_price:\n"
    tried = spoil(
        spoil(SMALL, INTENTS, "ask_price:\n", idle), "conversations/prices.yaml", "intent: ask_price", "intent: complain"
    )
    (unused,) = [one for one in check(tried).findings if one.code == "unused"]
    assert unused.fix is None


def test_an_answer_that_a_step_gives_needs_no_questions() -> None:
    questions = "  questions:\n    - is it sold out\n"
    assert [one.code for one in check(spoil(SMALL, ANSWERS, questions, "  questions: []\n")).findings] == []
