"""What changed between two versions, in the operator's words: nothing is silent, nothing is said that did not happen."""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.changes import Change, changes
from dsl.changes.places import KEYS
from dsl.changes.sentences import SENTENCES
from dsl.commands import main
from dsl.editing import Data, read_value, remove, set_text
from dsl.editing.renaming import Renaming, rename
from tests.dsl.layouts import Maker, Printer
from tests.dsl.random_edits import edit
from tests.dsl.small_package import SMALL, spoil
from tests.dsl.test_readme import examples

FILES = ("flow.yaml", "intents.yaml", "slots.yaml", "data.yaml", "escalation.yaml", "subflows/a.yaml", "conversations/a.yaml")
LAYOUT = {"layout", "comments"}
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def one_change(file: str, old: str, new: str) -> Change:
    found = changes(SMALL, spoil(SMALL, file, old, new))
    assert len(found) == 1, [one.sentence() for one in found]
    return found[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "english", "chinese"),
    [
        ("intents.yaml", "    - what does it cost\n", "    - what does it cost\n    - a\n    - b\n",
         "Reason for calling Price: 2 phrases added", "来电目的 Price：新增 2 句说法"),
        ("flow.yaml", "- otherwise: tell", "- otherwise: sorry",
         "Step judge: otherwise now goes to sorry (was tell)", "步骤 judge：否则改去 sorry（原来去 tell）"),
        ("flow.yaml", "ask_price: price", "ask_price: tell",
         "Topic Price: now goes to tell (was price)", "话题 Price：改去 tell（原来去 price）"),
        ("flow.yaml", "keys: {1: price, 0: agent}", "keys: {1: price, 0: agent, 2: book}",
         "Step listen: keys 2 goes to book", "步骤 listen：按键 2去 book（新增）"),
        ("flow.yaml", "say: Hello.", "say: Good day.", "Step greet: wording changed", "步骤 greet：话术改了措辞"),
        ("flow.yaml", "title: Small", "title: Tiny", "Flow: title now “Tiny” (was “Small”)", "流程：名称由“Small”改为“Tiny”"),
        ("flow.yaml", "      - go: bye", "      - go: agent",
         "Step more: Silent then now goes to agent (was bye)", "步骤 more：没出声 之后改去 agent（原来去 bye）"),
        ("slots.yaml", "secret: true", "secret: false", "Detail to ask pin: no longer kept secret", "要问的信息 pin：不再保密"),
        ("data.yaml", "shop.example", "evil.example", "Look-up price_list: now asks evil.example (was shop.example)",
         "查系统 price_list：改向 evil.example 查询（原来是 shop.example）"),
        ("escalation.yaml", "stumbles > 3", "stumbles > 4",
         "When a person takes over, rule 1: condition now “anger >= 0.7 or stumbles > 4” (was “anger >= 0.7 or stumbles > 3”)",
         "转人工规则 1：条件由“anger >= 0.7 or stumbles > 3”改为“anger >= 0.7 or stumbles > 4”"),
        ("answers.yaml", "sold_out:\n", "# note\nsold_out:\n",
         "answers.yaml: comments changed, nothing else", "answers.yaml：只改了注释"),
        ("answers.yaml", "say: It", "say:   It", "answers.yaml: only the layout changed", "answers.yaml：只改了排版"),
        ("subflows/booking.yaml", "return: full", "return: none",
         "Sub-flow booking, Step full: outcome now “none” (was “full”)", "子流程 booking，步骤 full：返回由“full”改为“none”"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_the_operators_words(file: str, old: str, new: str, english: str, chinese: str) -> None:
    change = one_change(file, old, new)
    assert (change.sentence("en"), change.sentence("zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("file", "old", "new", "english", "chinese"),
    [
        ("policies.yaml", "before: [tell_fee, tell_until]", "before: [tell_fee, extend]",
         "Must-follow rule No stranger hears of a loan: now also holds before extend; no longer holds before tell_until",
         "必守规定 No stranger hears of a loan：到 extend 之前也要遵守；到 tell_until 之前不必再遵守"),
        ("policies.yaml", "before: [tell_fee, tell_until]", "before: tell_fee",
         "Must-follow rule No stranger hears of a loan: no longer holds before tell_until",
         "必守规定 No stranger hears of a loan：到 tell_until 之前不必再遵守"),
        ("policies.yaml", "heard: [greet, greet_out]", "heard: [greet, greet_out, more]",
         "Must-follow rule The recording is announced first: hearing more is now enough, too",
         "必守规定 The recording is announced first：听完 more 也算"),
        ("policies.yaml", "only_to: card_check", "only_to: [card_check, extension]",
         "Must-follow rule The PIN goes to the card check alone: may now also go to extension",
         "必守规定 The PIN goes to the card check alone：也可以交给 extension"),
        ("policies.yaml", "within: 1 turn ", "within: 3 turns ",
         "Must-follow rule Upset callers get a person: now within 3 turns (was 1 turn)",
         "必守规定 Upset callers get a person：改为在 3 轮内（原来 1 轮）"),
        ("policies.yaml", "  within: 1 turn ", "  # ",
         "Must-follow rule Upset callers get a person: now within 2 turns (was 1 turn)",
         "必守规定 Upset callers get a person：改为在 2 轮内（原来 1 轮）"),
        ("policies.yaml", "holds: verified", "holds: verified and has loan",
         "Must-follow rule No stranger hears of a loan: now verified and has loan must hold (was verified)",
         "必守规定 No stranger hears of a loan：改为须满足 verified and has loan（原来 verified）"),
        ("policies.yaml", "- name: The PIN goes to the card check alone\n  secret: pin\n  only_to: card_check\n", "",
         "Must-follow rule The PIN goes to the card check alone: deleted: pin is no longer kept to card_check",
         "必守规定 The PIN goes to the card check alone：删除：pin 不再只能交给 card_check"),
        ("calendars.yaml", "monday-friday: [9:00-12:30, 13:30-18:00]", "monday-friday: [9:00-18:00]",
         "Calendar Lending desk: Monday to Friday now open 9:00-18:00 (was 9:00-12:30, 13:30-18:00)",
         "营业日历 Lending desk：周一至周五改为 9:00-18:00 营业（原来 9:00-12:30, 13:30-18:00）"),
        ("calendars.yaml", "    saturday: [9:00-13:00]\n", "",
         "Calendar Lending desk: Saturday no longer open (was 9:00-13:00)",
         "营业日历 Lending desk：周六不再营业（原来 9:00-13:00）"),
        ("calendars.yaml", "    2026-12-25: Christmas\n", "    2026-12-25: Christmas\n    2026-12-26: Boxing Day\n",
         "Calendar Lending desk: closed on 2026-12-26 (Boxing Day)", "营业日历 Lending desk：2026-12-26 放假（Boxing Day）"),
        ("calendars.yaml", "2026-12-20: [10:00-16:00]", "2026-12-20: []",
         "Calendar Lending desk: closed on 2026-12-20", "营业日历 Lending desk：2026-12-20 当天不营业"),
        ("connectors.yaml", "library.example", "evil.example",
         "Connector Text message: messages now go to evil.example (was library.example)",
         "消息通道 Text message：消息改发到 evil.example（原来是 library.example）"),
        ("flow.yaml", "dispositions: [solved, voicemail]", "dispositions: [solved, lost]",
         "Flow: calls may now also end as lost; calls may no longer end as voicemail",
         "流程：通话结果可以是 lost（新增）；通话结果不能再是 voicemail"),
        ("flow.yaml", "dispositions: [solved, voicemail]", "",
         "Flow: calls may end as anything again (were solved, voicemail)", "流程：通话结果不再限定（原来限 solved, voicemail）"),
        ("flow.yaml", "(Done|All right)!", "(Done|Good)!",
         "Step tell_until: wording may now also say “Good”; wording no longer says “All right”",
         "步骤 tell_until：话术也会说“Good”；话术不再说“All right”"),
        ("flow.yaml", "collect: [loan, until]", "collect: loan",
         "Step renew: no longer asks until", "步骤 renew：不再问 until"),
    ],
)  # fmt: skip
def test_rules_calendars_and_what_has_words_of_its_own(file: str, old: str, new: str, english: str, chinese: str) -> None:
    files = examples()
    found = [one for one in changes(files, spoil(files, file, old, new)) if one.code not in ("comments", "comments-too")]
    assert [(one.sentence("en"), one.sentence("zh")) for one in found] == [(english, chinese)]
    assert found[0].private == (file == "connectors.yaml" or "PIN" in english)


def test_a_change_stands_at_its_lines_with_the_words_before_and_after() -> None:
    change = one_change("flow.yaml", "say: Hello.", "say: Good day.")
    assert (change.old_line, change.new_line, change.old, change.new) == (21, 21, "Hello.", "Good day.")
    assert [(line.kind, line.text) for line in change.lines] == [("gone", "Hello."), ("come", "Good day.")]


def test_a_renamed_thing_is_one_change_wherever_it_is_spoken_of() -> None:
    for renaming in (
        Renaming("slot", "size", "how_big"),
        Renaming("subflow", "booking", "reserve"),
        Renaming("step", "tell", "say_it"),
    ):
        found = changes(SMALL, rename(SMALL, renaming))
        assert [(one.code, one.old, one.new) for one in found] == [("renamed", renaming.old, renaming.new)]


def test_what_touches_callers_secrets_is_marked() -> None:
    assert one_change("slots.yaml", "secret: true", "secret: false").private
    assert one_change("data.yaml", "shop.example", "evil.example").private
    assert one_change("flow.yaml", "say: Hello.", "say: Hello. This call is recorded.").private
    assert not one_change("flow.yaml", "say: Hello.", "say: Good day.").private


def test_what_matters_most_to_callers_comes_first() -> None:
    new = spoil(SMALL, "words.yaml", "huge", "giant")
    new = spoil(new, "answers.yaml", "sold_out:\n", "# note\nsold_out:\n")
    new = spoil(new, "flow.yaml", "- otherwise: tell", "- otherwise: sorry")
    new = spoil(new, "escalation.yaml", "> 3", "> 4")
    assert [one.file for one in changes(SMALL, new)] == ["escalation.yaml", "flow.yaml", "words.yaml", "answers.yaml"]


def test_files_and_everything_in_them_come_and_go() -> None:
    without = {path: text for path, text in SMALL.items() if path not in ("words.yaml", "subflows/booking.yaml")}
    assert {one.sentence() for one in changes(SMALL, without)} == {"Word list sizes: deleted", "Sub-flow booking: deleted"}
    assert {one.sentence("zh") for one in changes(without, SMALL)} == {"词表 sizes：新增", "子流程 booking：新增"}
    assert len(changes({}, examples())) > 40


@pytest.mark.parametrize("broken", ["say: [", "- x\n", "", "a: 1\na: 2\n", "\ufeff&x y"])
def test_what_cannot_be_read_is_not_silent(broken: str) -> None:
    assert changes(SMALL, {**SMALL, "answers.yaml": broken}) and changes({**SMALL, "answers.yaml": broken}, SMALL)
    assert changes(SMALL, SMALL) == []


def paths_of(files: Mapping[str, str]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Every key, item and text of a package."""
    found = []
    for file, text in files.items():
        waiting: list[tuple[tuple[str | int, ...], Data]] = [((), read_value(text))]
        for path, value in waiting:
            pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            waiting += [((*path, part), inner) for part, inner in pairs]
            if path:
                found.append((file, path))
    return found


EVERYWHERE = paths_of(examples())


@quick
@given(st.sampled_from(EVERYWHERE), st.sampled_from(["set", "remove"]))
def test_every_key_of_the_language_is_said(place: tuple[str, tuple[str | int, ...]], how: str) -> None:
    (file, path), old = place, examples()
    text = old[file]
    new = {**old, file: remove(text, path) if how == "remove" else set_text(text, path, "something else")}
    found = changes(old, new)
    assert found and not {one.code for one in found} <= LAYOUT | {"comments-too"}
    for one in found:
        for sentence in (one.sentence("en"), one.sentence("zh")):
            assert sentence and not re.search(r"\{(owner|below|old|new|counts)\}|None", sentence)


@quick
@given(seeds, st.sampled_from(FILES))
def test_no_difference_is_silent(seed: int, file: str) -> None:
    random = Random(seed)
    maker = Maker(random)
    root = maker.root()
    old, was = Printer(maker).text(root), copy.deepcopy(root.data)
    new, made = edit(random, maker, old, root)
    found = changes({file: old}, {file: new})
    if root.data != was or (made.kind == "move" and old != new):
        assert {one.code for one in found} - LAYOUT - {"comments-too"}, "a difference was silent"
    for one in found:
        assert one.sentence("en") and one.sentence("zh") and "{" not in one.code


@quick
@given(seeds, st.sampled_from(FILES))
def test_the_same_data_in_another_layout_is_no_other_change(seed: int, file: str) -> None:
    maker = Maker(Random(seed))
    root = maker.root()
    old, new = Printer(maker).text(root), Printer(maker).text(root)
    assert {one.code for one in changes({file: old}, {file: new})} <= LAYOUT
    assert changes({file: old}, {file: old}) == []


def test_every_sentence_and_key_has_both_languages() -> None:
    assert all(english and chinese and english != chinese for english, chinese in SENTENCES.values())
    assert all(english and chinese for english, chinese in KEYS.values())


def test_the_command_says_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, files in (("old", SMALL), ("new", spoil(SMALL, "flow.yaml", "say: Hello.", "say: You are recorded."))):
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
    arguments = ["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--language"]
    assert main([*arguments, "zh"]) == 0
    assert capsys.readouterr().out == "[隐私] 步骤 greet：话术改了措辞  (flow.yaml:21)\n    - Hello.\n    + You are recorded.\n"
    assert main([*arguments, "en", "--format", "json"]) == 0
    assert [(one["code"], one["path"]) for one in json.loads(capsys.readouterr().out)] == [
        ("words-changed", ["steps", "greet", "say"])
    ]
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "old"), "--language", "en"]) == 0
    assert capsys.readouterr().out == "nothing changed\n"
