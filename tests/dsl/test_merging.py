"""Merging what two people did to a package: names, items, comments and files, and what is left for somebody to choose."""

import pytest

from dsl.compiler import check
from dsl.editing import append_item, set_text
from dsl.editing.renaming import Renaming, rename
from dsl.merging import Conflict, Merged, merge
from tests.dsl.small_package import SMALL, spoil

INTENTS = """\
# what callers want

# money
fee_dispute:
  title: 费用争议
  phrases:
    - 多扣了钱  # often
    - 账单不对
check_balance:
  title: 查余额
  phrases: [余额]
"""


def merged(base: str, ours: str, theirs: str, **options: object) -> Merged:
    """Of one file; the other way round must give the same."""
    there = merge({"intents.yaml": base}, {"intents.yaml": ours}, {"intents.yaml": theirs}, **options)  # type: ignore[arg-type]
    if not options:
        back = merge({"intents.yaml": base}, {"intents.yaml": theirs}, {"intents.yaml": ours})
        assert back.files == there.files
        assert [(one.name, one.theirs, one.ours) for one in back.conflicts] == [
            (one.name, one.ours, one.theirs) for one in there.conflicts
        ]
    return there


def text(one: Merged) -> str:
    assert one.conflicts == ()
    return one.files["intents.yaml"]


def only(one: Merged) -> Conflict:
    assert len(one.conflicts) == 1
    return one.conflicts[0]


def test_phrases_of_both_stand_in_one_list() -> None:
    ours = append_item(INTENTS, ("fee_dispute", "phrases"), "为什么扣我钱")
    theirs = append_item(
        set_text(INTENTS, ("fee_dispute", "phrases", 1), "账单有问题"), ("check_balance", "phrases"), "还剩多少钱"
    )
    result = text(merged(INTENTS, ours, theirs))
    assert "    - 多扣了钱  # often\n    - 账单有问题\n    - 为什么扣我钱\n" in result
    assert "phrases: [余额, 还剩多少钱]" in result


def test_a_phrase_that_both_added_stands_once() -> None:
    ours = append_item(INTENTS, ("fee_dispute", "phrases"), "一样的")
    theirs = append_item(append_item(INTENTS, ("fee_dispute", "phrases"), "别的"), ("fee_dispute", "phrases"), "一样的")
    assert text(merged(INTENTS, ours, theirs)).count("一样的") == 1


def test_comments_and_layout_are_edits_too() -> None:
    ours = INTENTS.replace("# often", "# very often").replace("# money", "# money matters")
    theirs = INTENTS.replace("多扣了钱", "多收了钱").replace("    -", "      -")
    result = text(merged(INTENTS, ours, theirs))
    assert "      - 多收了钱  # very often\n" in result and "# money matters\n" in result


def test_a_map_put_on_one_line_takes_the_others_new_entry() -> None:
    base = "a:\n  b: 1\n  c: 2\n"
    assert text(merged(base, "a: {b: 1, c: 2}\n", "a:\n  b: 1\n  c: 3\n  d: 4\n")) == "a:\n  b: 1\n  c: 3\n  d: 4\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "path"),
    [
        (("title: 费用争议", "title: 账单"), ("title: 费用争议", "title: 费用"), "both-changed", ("fee_dispute", "title")),
        (("    - 账单不对\n", ""), ("账单不对", "账单不对了"), "deleted-and-changed", ("fee_dispute", "phrases", 1)),
        (("# often", "# rare"), ("# often", "# seldom"), "comment", ("fee_dispute", "phrases", 0)),
        (("[余额]\n", "[余额]\nnew: {title: a}\n"), ("[余额]\n", "[余额]\nnew: {title: b}\n"), "both-added", ("new",)),
    ],
)  # fmt: skip
def test_what_both_changed_differently_is_a_conflict(
    ours: tuple[str, str], theirs: tuple[str, str], kind: str, path: tuple[str | int, ...]
) -> None:
    left, right = INTENTS.replace(*ours), INTENTS.replace(*theirs)
    result = merged(INTENTS, left, right)
    conflict = only(result)
    assert (conflict.kind, conflict.path) == (kind, path)
    assert result.files["intents.yaml"] == INTENTS  # the base stands until somebody chooses
    assert merged(INTENTS, left, right, choices={conflict.name: "ours"}).files["intents.yaml"] == left
    assert merged(INTENTS, left, right, choices={conflict.name: "theirs"}).files["intents.yaml"] == right


def test_a_conflict_is_said_in_plain_words() -> None:
    conflict = only(
        merged(INTENTS, set_text(INTENTS, ("fee_dispute", "title"), "a"), set_text(INTENTS, ("fee_dispute", "title"), "b"))
    )
    assert conflict.sentence("zh") == "来电目的 费用争议，名称：两人改了同一处。"
    assert conflict.sentence("en") == "Reason for calling 费用争议, title: both edited this."
    assert (conflict.ours, conflict.theirs) == ("title: a", "title: b")


def test_both_moved_differently() -> None:
    rows = "- a\n- b\n- c\n- d\n"
    result = merged(rows, "- b\n- c\n- a\n- d\n", "- b\n- c\n- d\n- a\n")
    assert only(result).kind == "both-moved" and result.files["intents.yaml"] == rows
    settled = merged(rows, "- b\n- c\n- a\n- d\n", "- b\n- c\n- d\n- a\n", choices={only(result).name: "theirs"})
    assert settled.files["intents.yaml"] == "- b\n- c\n- d\n- a\n"


def test_what_cannot_be_read_is_a_conflict_of_the_file() -> None:
    assert only(merged(INTENTS, INTENTS + "x: [", INTENTS + "y: 1\n")).kind == "file"


# ---- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recorded", [True, False])
def test_a_rename_of_one_and_an_edit_of_the_other_go_together(recorded: bool) -> None:
    renaming = Renaming("intent", "ask_price", "price")
    ours = rename(SMALL, renaming)
    theirs = spoil(SMALL, "intents.yaml", "    - what does it cost\n", "    - what does it cost\n    - the price please\n")
    theirs = spoil(
        theirs, "flow.yaml", "hear: {agree: listen, refuse: bye}", "hear: {agree: listen, refuse: bye, ask_price: price}"
    )
    result = merge(SMALL, ours, theirs, our_renamings=[renaming] if recorded else [])
    assert result.conflicts == ()
    assert result.files == merge(SMALL, theirs, ours, their_renamings=[renaming] if recorded else []).files
    assert "price:\n  title: Price\n  phrases:\n    - what does it cost\n    - the price please\n" in result.files["intents.yaml"]
    assert "refuse: bye, price: price}" in result.files["flow.yaml"]  # what the other wrote speaks of the new name
    assert list(check(result.files).findings) == []


def test_both_rename_one_thing_differently() -> None:
    ours, theirs = (rename(SMALL, Renaming("slot", "size", new)) for new in ("how_big", "extent"))
    result = merge(SMALL, ours, theirs)
    conflict = only(result)
    assert (conflict.kind, conflict.ours, conflict.theirs) == ("both-renamed", "how_big", "extent")
    assert result.files == SMALL
    assert merge(SMALL, ours, theirs, choices={conflict.name: "ours"}).files == ours
    assert merge(SMALL, ours, theirs, choices={conflict.name: "theirs"}).files == theirs


def test_both_rename_one_thing_alike_and_both_give_one_name_to_two_things() -> None:
    alike = rename(SMALL, Renaming("slot", "size", "how_big"))
    edited = {**alike, "answers.yaml": SMALL["answers.yaml"].replace("It is", "It's")}
    assert merge(SMALL, alike, edited) == Merged(edited)
    other = rename(SMALL, Renaming("slot", "day", "how_big"))
    conflict = only(merge(SMALL, alike, other))
    assert conflict.kind == "same-name" and merge(SMALL, alike, other).files == SMALL
    assert merge(SMALL, alike, other, choices={conflict.name: "ours"}).files == alike
    assert merge(SMALL, alike, other, choices={conflict.name: "theirs"}).files == other


def test_one_renames_what_the_other_deletes() -> None:
    ours = rename(SMALL, Renaming("answer", "sold_out", "gone"))
    theirs = {**SMALL, "answers.yaml": "{}\n"}
    conflict = only(merge(SMALL, ours, theirs))
    assert conflict.kind == "deleted-and-renamed" and conflict.ours == "gone"


def test_a_sub_flow_renamed_by_one_and_edited_by_the_other() -> None:
    ours = rename(SMALL, Renaming("subflow", "booking", "reserve"))
    theirs = spoil(SMALL, "subflows/booking.yaml", "Shall I book it?", "Shall I book it for you?")
    result = merge(SMALL, ours, theirs)
    assert result.conflicts == () and "book it for you?" in result.files["subflows/reserve.yaml"]
    assert "subflows/booking.yaml" not in result.files and "call: reserve" in result.files["flow.yaml"]


# ---- files ---------------------------------------------------------------------------------------------------------


def test_files_come_and_go() -> None:
    ours = {path: written for path, written in SMALL.items() if path != "words.yaml"}
    theirs = {**SMALL, "extra.yaml": "a: 1\n"}
    assert merge(SMALL, ours, theirs).files == {**ours, "extra.yaml": "a: 1\n"}
    changed = spoil(SMALL, "words.yaml", "huge", "giant")
    result = merge(SMALL, ours, changed)
    assert only(result).kind == "deleted-and-changed" and result.files["words.yaml"] == SMALL["words.yaml"]
    assert "words.yaml" not in merge(SMALL, ours, changed, choices={only(result).name: "ours"}).files


def test_what_speaks_of_something_deleted_is_left_for_the_check() -> None:
    ours = {
        **SMALL,
        "answers.yaml": "{}\n",
        "flow.yaml": SMALL["flow.yaml"].replace("    answer: sold_out\n    next: book\n", "    say: Sold out.\n    next: book\n"),
    }
    theirs = spoil(
        SMALL, "flow.yaml", "    next: listen\n", "    next: tell\n  tell_again:\n    answer: sold_out\n    next: listen\n"
    )
    result = merge(SMALL, ours, theirs)
    assert result.conflicts == ()
    assert any(one.code == "name-unknown" and one.arguments["name"] == "sold_out" for one in check(result.files).findings)
