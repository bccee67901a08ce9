"""Renaming a definition reaches every place that speaks of it, in every file, and touches nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_package
from dsl.editing import EditError
from dsl.editing.renaming import Kind, Renaming, occurrences, remove, rename
from tests.dsl.small_package import SMALL
from tests.dsl.test_readme import examples

FLOWS = Path(__file__).parents[2] / "flows"
KINDS: tuple[Kind, ...] = get_args(Kind)


def packages() -> dict[str, Mapping[str, str]]:
    shipped = {
        name: {path: data.decode() for path, data in read_with_libraries(FLOWS / name).items()}
        for name in ("phone_bill", "parcel_status")
    }
    return {"small": SMALL, "readme": examples(), **shipped}


@pytest.mark.parametrize("package", packages())
def test_every_definition_can_be_renamed_and_named_back(package: str) -> None:
    files = packages()[package]
    before = [(one.code, one.arguments) for one in check(files).findings]
    reading = check(files).reading
    renamed = 0
    for (kind, scope), definitions in reading.definitions.items():
        for name, definition in definitions.items():
            if kind not in KINDS or name in ("agree", "refuse") or definition.library:
                continue
            there = rename(files, Renaming(kind, name, "renamed_once", scope))
            assert [(one.code, one.arguments) for one in check(there).findings] == before
            assert occurrences(there, kind, name, scope) == []
            assert rename(there, Renaming(kind, "renamed_once", name, scope)) == dict(files)
            renamed += 1
    assert renamed > 20


def test_a_rename_reaches_conditions_replies_phrases_keys_and_conversations() -> None:
    files = {**SMALL, "escalation.yaml": SMALL["escalation.yaml"] + '- when: intent == "ask_price"\n  hand_off: {skill: x}\n'}
    slot = rename(files, Renaming("slot", "size", "尺寸"))
    assert "- (how much|what) is <尺寸=the big one>" in slot["intents.yaml"]
    assert "with: {size: 尺寸, number: caller.number}" in slot["flow.yaml"]  # the look-up's own word stays
    assert "collect: [尺寸, day]" in slot["flow.yaml"] and "note: About <尺寸>" in slot["flow.yaml"]
    assert "heard: {intent: ask_price, 尺寸: big}" in slot["conversations/prices.yaml"]
    lookup = rename(files, Renaming("lookup", "price_list", "prices"))
    assert "when: prices.amount > 100 GBP" in lookup["flow.yaml"] and "It is <prices.amount>." in lookup["flow.yaml"]
    assert "plan: prices.note" in lookup["flow.yaml"] and "data: {prices: {amount" in lookup["conversations/prices.yaml"]
    intent = rename(files, Renaming("intent", "ask_price", "price_asked"))
    assert (
        'intent == "price_asked"' in intent["escalation.yaml"]
        and "heard: {intent: price_asked" in intent["conversations/prices.yaml"]
    )
    assert "type: choice(big_ones)" in rename(files, Renaming("word list", "sizes", "big_ones"))["slots.yaml"]
    assert "day_2 > " in rename(files, Renaming("slot", "day", "day_2"))["slots.yaml"]


def test_a_step_is_renamed_in_its_own_file_only() -> None:
    step = rename(SMALL, Renaming("step", "ask_pin", "ask_code", "subflows/identity.yaml"))
    assert "start: ask_code" in step["subflows/identity.yaml"] and "step: identity/ask_code" in step["conversations/prices.yaml"]
    assert step["flow.yaml"] == SMALL["flow.yaml"]


def test_a_sub_flow_takes_its_file_along() -> None:
    renamed = rename(SMALL, Renaming("subflow", "identity", "who"))
    assert "subflows/identity.yaml" not in renamed and renamed["subflows/who.yaml"].startswith("subflow: who\n")
    assert "verified: {flag: who}" in renamed["flow.yaml"] and "step: who/ask_pin" in renamed["conversations/prices.yaml"]
    assert compile_package(renamed).bundle is not None


@pytest.mark.parametrize(
    ("renaming", "sentence"),
    [
        (Renaming("step", "greet", "listen"), "already"),
        (Renaming("slot", "size", "plan"), "already"),  # a value has that name
        (Renaming("slot", "size", "anger"), "already"),  # every call knows that
        (Renaming("intent", "ask_price", "agree"), "already"),
        (Renaming("step", "greet", "stay"), "cannot be the name"),
        (Renaming("slot", "size", "a b"), "cannot be the name"),
        (Renaming("slot", "nothing", "b"), "no slot"),
        (Renaming("step", "greet", "hello", "subflows/identity.yaml"), "no step"),
    ],
)
def test_a_name_that_cannot_be_given_is_one_sentence(renaming: Renaming, sentence: str) -> None:
    with pytest.raises(EditError, match=sentence) as refused:
        rename(SMALL, renaming)
    why = {"already": "taken", "cannot be the name": "bad"}.get(sentence)
    assert getattr(refused.value, "why", None) == why


def test_deleting_says_who_still_speaks_of_it() -> None:
    removal = remove(SMALL, "slot", "size")
    assert "size:" not in removal.files["slots.yaml"]
    left = {(one.span.file, one.path) for one in removal.left}
    assert left == {
        ("flow.yaml", ("steps", "price", "collect", 0)),
        ("flow.yaml", ("steps", "fetch_price", "with", "size")),
        ("flow.yaml", ("steps", "message", "send", "text")),
        ("flow.yaml", ("steps", "ring_back", "call_back", "note")),
        ("intents.yaml", ("ask_price", "phrases", 1)),
        ("conversations/prices.yaml", (0, "talk", 1, "heard", "size")),
    }
    assert "subflows/booking.yaml" not in remove(SMALL, "subflow", "booking").files
    assert [one.path for one in remove(SMALL, "subflow", "booking").left] == [("steps", "book", "call")]
    assert remove(SMALL, "slot", "pin").left[0].span.file == "subflows/identity.yaml"
