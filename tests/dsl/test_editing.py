"""Edits by path: what was asked for is there, and everything else is as it was, to the byte."""

import pytest

from dsl.editing import (
    EditError,
    append_item,
    insert_entry,
    insert_item,
    move_item,
    read_value,
    remove,
    rename_key,
    set_text,
)  # fmt: skip

FLOW = """\
# 话费热线
callwright: 1 # 版本

# 步骤
steps: # 全部
  greet: {say: 您好, next: listen} # 开场

  # 问来意
  listen:
    ask: "请问有什么可以帮您？" # 问句
    hear: topics
    no_input:
      # 第一次
      - 您还在线吗？
      - 'it''s' # 第二次
      - |
        很长的
        一段话
      - go: agent
    # listen 到此为止

  bye: # 结尾
    hang_up: 再见
names: [month, amount] # 名字
"""


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines taken away and the lines put in, of one contiguous change."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (("callwright",), 2, ["callwright: 1 # 版本"], ["callwright: 2 # 版本"]),
        (("callwright",), "2", ["callwright: 1 # 版本"], ['callwright: "2" # 版本']),
        (("steps", "greet", "say"), "你好", None, ["  greet: {say: 你好, next: listen} # 开场"]),
        (("steps", "greet", "say"), "a, b", None, ['  greet: {say: "a, b", next: listen} # 开场']),
        (("steps", "listen", "ask"), "在吗", None, ['    ask: "在吗" # 问句']),
        (("steps", "listen", "hear"), "press # to go", None, ['    hear: "press # to go"']),
        (("steps", "listen", "hear"), 'say "x": y', None, ["    hear: 'say \"x\": y'"]),
        (("steps", "listen", "hear"), "a\nb", None, ["    hear: |-", "      a", "      b"]),
        (("steps", "listen", "hear"), " a", None, ['    hear: " a"']),
        (("steps", "listen", "hear"), "true", None, ['    hear: "true"']),
        (("steps", "listen", "hear"), "no", None, ["    hear: no"]),
        (("steps", "listen", "hear"), {"agree": "bye"}, None, ["    hear:", "      agree: bye"]),
        (("steps", "listen", "no_input", 1), "it is", None, ["      - 'it is' # 第二次"]),
        (("steps", "listen", "no_input", 2), "短", ["      - |", "        很长的", "        一段话"], ["      - 短"]),
        (("steps", "bye", "hang_up"), ["a", {"b": []}], None, ["    hang_up:", "      - a", "      - b: []"]),
        (("steps", "bye"), "x", ["  bye: # 结尾", "    hang_up: 再见"], ["  bye: x # 结尾"]),
        (("names",), ["x"], None, ["names: # 名字", "  - x"]),
        (("names", 0), "year", None, ["names: [year, amount] # 名字"]),
        (("steps", "bye", "disposition"), "solved", [], ["    disposition: solved"]),
        (("steps", "bye", "machine", "leave"), "留言", [], ["    machine:", "      leave: 留言"]),
        (("new", "list", 0), "x", [], ["new:", "  list:", "    - x"]),
    ],
)  # fmt: skip
def test_setting_a_value_changes_its_own_place(path, value, gone, come) -> None:  # type: ignore[no-untyped-def]
    after = set_text(FLOW, path, value)
    old, new = changed(FLOW, after)
    assert new == come
    assert gone is None or old == gone
    assert read_value(after, path) == value
    assert set_text(after, path, value) == after
    assert after.count("#") >= FLOW.count("#")


def test_inserting_items() -> None:
    path = ("steps", "listen", "no_input")
    assert changed(FLOW, insert_item(FLOW, path, 0, "喂？")) == ([], ["      - 喂？"])
    assert "      - 喂？\n      # 第一次\n      - 您还在线吗？" in insert_item(FLOW, path, 0, "喂？")
    assert "一段话\n      - go: x\n      - go: agent" in insert_item(FLOW, path, 3, {"go": "x"})
    assert append_item(FLOW, ("names",), "year").endswith("names: [month, amount, year] # 名字\n")
    assert insert_item(FLOW, ("names",), 1, "a, b").endswith('names: [month, "a, b", amount] # 名字\n')


def test_a_text_among_quoted_ones_in_brackets_is_quoted() -> None:
    assert append_item("phrases: ['a b', 'c']\n", ("phrases",), "it's d") == "phrases: ['a b', 'c', 'it''s d']\n"
    assert append_item('phrases: ["a b"]\n', ("phrases",), "d") == 'phrases: ["a b", "d"]\n'
    assert append_item("collect: [a, b]\n", ("collect",), "c") == "collect: [a, b, c]\n"


def test_lines_above_a_deeper_comment_are_written_in_quotes() -> None:
    assert set_text("- - a\n   # why\n- b\n", (0,), "1\n1") == '- "1\\n1"\n   # why\n- b\n'


def test_inserting_entries() -> None:
    step = {"say": "好的。", "next": "bye"}
    after = insert_entry(FLOW, ("steps",), "ok", step, after="greet")
    assert changed(FLOW, after) == ([], ["  ok:", "    say: 好的。", "    next: bye"])
    assert list(read_value(after, ("steps",))) == ["greet", "ok", "listen", "bye"]  # type: ignore[arg-type]
    assert insert_entry(FLOW, ("steps", "greet"), "barge_in", "never").count("next: listen, barge_in: never}") == 1
    at_end = insert_entry(FLOW, ("steps", "listen"), "answers", "stay")
    assert "    # listen 到此为止\n" in at_end and "      - go: agent\n    answers: stay\n" in at_end


def test_removing_takes_the_comments_that_belong_to_it() -> None:
    without = remove(FLOW, ("steps", "listen"))
    assert "问来意" not in without and "到此为止" not in without and "# 开场\n\n  bye: # 结尾" in without
    assert "第一次" not in remove(FLOW, ("steps", "listen", "no_input", 0))
    assert remove(FLOW, ("names", 0)).endswith("names: [amount] # 名字\n")
    assert remove(FLOW, ("names", 1)).endswith("names: [month] # 名字\n")
    assert remove(FLOW, ("callwright",)).startswith("# 话费热线\n\n# 步骤\n")  # the comment that opens the file stays
    assert "  bye: {} # 结尾\n" in remove(FLOW, ("steps", "bye", "hang_up"))


def test_moving_takes_the_comments_along() -> None:
    after = move_item(FLOW, ("steps", "listen", "no_input", 0), 2)
    assert "        一段话\n      # 第一次\n      - 您还在线吗？\n      - go: agent" in after
    swapped = move_item(FLOW, ("steps", "bye"), 0)
    assert list(read_value(swapped, ("steps",))) == ["bye", "greet", "listen"]  # type: ignore[arg-type]
    assert sorted(swapped) == sorted(FLOW)
    assert move_item(FLOW, ("names", 1), 0).endswith("names: [amount, month] # 名字\n")
    assert move_item(FLOW, ("names", 1), 1) == FLOW


def test_renaming_keeps_value_and_place() -> None:
    after = rename_key(FLOW, ("steps", "bye"), "再见: 吧")
    assert changed(FLOW, after) == (["  bye: # 结尾"], ['  "再见: 吧": # 结尾'])
    assert rename_key(FLOW, ("steps", "bye"), "bye") == FLOW


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "a:\n  - x\n"),
        ("# only a comment", "# only a comment\na:\n  - x\n"),
        ("{}\n", "a:\n  - x\n"),
        ("---\n", "---\na:\n  - x\n"),
        ("a:", "a:\n  - x"),
        ("a: # why\nb: 1\n", "a: # why\n  - x\nb: 1\n"),
        ("a: []\n", "a:\n  - x\n"),
        ("b: 1", "b: 1\na:\n  - x"),
        ("b:\n- 1\n", "b:\n- 1\na:\n- x\n"),
        ("b: 1\r\nc: 2\r\n", "b: 1\r\nc: 2\r\na:\r\n  - x\r\n"),
        ("\ufeffb: 1\n", "\ufeffb: 1\na:\n  - x\n"),
        ("a: {b: 1}\n", None),
        ("a: {}\n", "a:\n  - x\n"),
    ],
)
def test_a_list_is_made_where_there_is_none(before: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(EditError, match="no list"):
            append_item(before, ("a",), "x")
    else:
        assert append_item(before, ("a",), "x") == after


def test_lists_within_lists_and_maps_within_lists() -> None:
    text = "- - a\n  - b # b\n- k: 1\n  # about m\n  m: 2\n"
    assert insert_item(text, (0,), 0, "z") == "- - z\n  - a\n  - b # b\n- k: 1\n  # about m\n  m: 2\n"
    assert remove(text, (0, 0)) == "- - b # b\n- k: 1\n  # about m\n  m: 2\n"
    assert remove(text, (1, "k")) == "- - a\n  - b # b\n-\n  # about m\n  m: 2\n"
    assert move_item(text, (0, 1), 0) == "- - b # b\n  - a\n- k: 1\n  # about m\n  m: 2\n"
    assert insert_entry(text, (1,), "l", "x", after="k") == "- - a\n  - b # b\n- k: 1\n  l: x\n  # about m\n  m: 2\n"


@pytest.mark.parametrize(
    ("text", "edit", "sentence"),
    [
        ("a: [", lambda t: set_text(t, ("a",), 1), "cannot be read"),
        ("a: &x 1\nb: *x\n", lambda t: set_text(t, ("a",), 2), "anchors"),
        ("a: 1\na: 2\n", lambda t: set_text(t, ("a",), 3), "twice"),
        ("? [a, b]\n: 1\n", lambda t: set_text(t, ("a",), 3), "not a plain name"),
        ("a: 1\n---\nb: 2\n", lambda t: set_text(t, ("a",), 3), "cannot be read"),
        ("[" * 70 + "]" * 70, lambda t: append_item(t, (), 1), "too deep"),
        ("a: 1\n", lambda t: remove(t, ("b",)), "nothing at “b”"),
        ("a: 1\n", lambda t: remove(t, ()), "nothing at “the file”"),
        ("a: [1]\n", lambda t: set_text(t, ("a", 5), 1), "nothing at “a › 5”"),
        ("a: 1\n", lambda t: set_text(t, ("a", "b"), 1), "no map"),
        ("a: 1\nb: 2\n", lambda t: rename_key(t, ("a",), "b"), "already"),
        ("a: 1\nb: 2\n", lambda t: insert_entry(t, (), "b", 1), "already"),
        ("a: 1\n", lambda t: insert_entry(t, (), "b", 1, after="x"), "no entry “x”"),
        ("a: [1]\n", lambda t: move_item(t, ("a", 0), 3), "1 places"),
        ("a: [1]\n", lambda t: rename_key(t, ("a", 0), "x"), "entry of a map"),
        ("a: 1\n", lambda t: set_text(t, ("a",), "\ud800"), "half of a character"),
        ("a: 1\n", lambda t: insert_entry(t, (), "", 1), "not empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_one_sentence(text, edit, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EditError, match=sentence) as caught:
        edit(text)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_nothing_is_moved_in_a_map_that_has_a_key_twice() -> None:
    with pytest.raises(EditError, match="twice"):
        move_item("a: 1\nb: 2\nb: 3\n", ("a",), 2)
