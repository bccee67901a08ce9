"""Tests of preparing: the same bytes for the same phrases, parts reused, and packages of every size and kind."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from dsl.bundle import encode
from dsl.commands.package_files import compile_path
from dsl.model import Intent, KnowledgeAnswer, Slot
from dsl.turn import Expectation
from runtime.understanding import ArtefactMissing, load, prepare

FLOWS = Path(__file__).parents[3] / "flows"
NOTHING = Expectation()


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_bundle_gives_the_same_bytes(phone_bill_bundle, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    assert prepare(phone_bill_bundle, first) == prepare(phone_bill_bundle, second)
    assert files(first) == files(second)


def test_parts_that_did_not_change_are_reused(phone_bill_bundle, tmp_path):
    before = prepare(phone_bill_bundle, tmp_path)
    old = files(tmp_path)
    reworded = msgspec.structs.replace(phone_bill_bundle, title="another title", if_unsure="eager")
    assert prepare(reworded, tmp_path) == before
    assert files(tmp_path) == old
    intents = {**phone_bill_bundle.intents, "lost_card": Intent(phrases=("我的卡丢了",))}
    assert prepare(msgspec.structs.replace(phone_bill_bundle, intents=intents), tmp_path) != before
    assert {name.split("-")[0] for name in files(tmp_path).keys() - old.keys()} == {"intents"}


def test_artefacts_hold_no_pickles(phone_bill_bundle, tmp_path):
    prepare(phone_bill_bundle, tmp_path)
    for path in tmp_path.iterdir():
        with np.load(path, allow_pickle=False) as archive:
            assert all(archive[name].dtype != object for name in archive.files)


def test_nothing_prepared_and_broken_files_are_said_plainly(phone_bill_bundle, tmp_path):
    with pytest.raises(ArtefactMissing):
        load(phone_bill_bundle, tmp_path)
    prepare(phone_bill_bundle, tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ArtefactMissing):
        load(phone_bill_bundle, tmp_path)


def test_it_runs_as_a_process_of_its_own(phone_bill_bundle, tmp_path, now):
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(encode(phone_bill_bundle))
    command = [sys.executable, "-m", "runtime.understanding.prepare", str(bundle), str(tmp_path / "made")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    understander = load(phone_bill_bundle, tmp_path / "made")
    assert done.stdout.strip() == understander.artefact
    assert understander.understand("查话费", NOTHING, now).intent == "check_balance"


def test_a_bundle_that_is_none_ends_with_a_sentence(tmp_path):
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(b"{}")
    command = [sys.executable, "-m", "runtime.understanding.prepare", str(bundle), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "intents",
    [
        {},
        {"only": Intent(phrases=("查话费",))},
        {"empty": Intent(phrases=()), "only": Intent(phrases=("查话费",))},
        {"one": Intent(phrases=("查话费",)), "other": Intent(phrases=("查话费",))},
        {"emoji": Intent(phrases=("😀", "查😀")), "signs": Intent(phrases=("。。。",))},
        {"mixed": Intent(phrases=("check我的余额", "my 话费"))},
    ],
)
def test_packages_of_few_and_odd_phrases(bundle_of, prepared, now, intents):
    understander = prepared(bundle_of("zh-CN", intents))
    for text in ("查话费", "check 我的余额", "😀", "转人工", "完全没写过的一句话", "x" * 10_000, "\x00\u202e"):
        understood = understander.understand(text, NOTHING, now)
        assert understood.intent is None or understood.intent == understood.guess
        assert 0.0 <= understood.confidence <= 1.0
    assert understander.understand("转人工", NOTHING, now).intent == "human"


def test_hundreds_of_intents(bundle_of, prepared, now):
    intents = {
        f"code_{number}": Intent(phrases=(f"product number {number}", f"tell me about item {number}")) for number in range(300)
    }
    understander = prepared(bundle_of("en-US", intents))
    assert understander.understand("tell me about item 217", NOTHING, now).intent == "code_217"


def test_a_package_of_answers_alone(bundle_of, prepared, now):
    answers = {"hours": KnowledgeAnswer(questions=("when are you open", "what are your opening hours"), say="…")}
    understander = prepared(bundle_of("en-US", answers=answers))
    assert understander.understand("what are your hours", NOTHING, now).answer == "hours"
    assert understander.understand("my cat is stuck in a tree", NOTHING, now).answer is None


def test_slots_of_phrases_are_filled_with_values_of_their_type(bundle_of, prepared, now):
    intents = {
        "refund": Intent(phrases=("I want <amount> back",)),
        "move": Intent(phrases=("deliver it on <day> instead",)),
        "track": Intent(phrases=("where is my parcel",)),
    }
    slots = {"amount": Slot(type="money", ask="?"), "day": Slot(type="date", ask="?")}
    understander = prepared(bundle_of("en-US", intents, slots))
    understood = understander.understand("deliver it on next friday instead", NOTHING, now)
    assert (understood.intent, understood.confidence, understood.slots) == ("move", 1.0, {"day": "2026-03-27"})
    understood = understander.understand("I want my 30 bucks back", NOTHING, now)
    assert (understood.intent, understood.slots) == ("refund", {"amount": "30 USD"})


def test_each_language_of_a_bundle_is_learnt_by_itself(tmp_path, now):
    own = compile_path(FLOWS / "front_desk").bundle
    prepare(own, tmp_path)
    assert len([name for name in files(tmp_path) if not name.startswith("vectors")]) == 4
    understander = load(own, tmp_path)
    chinese, english = Expectation(language="zh-CN"), Expectation(language="en-US", slot="room")
    assert understander.understand("我的快递到了吗", chinese, now).intent == "ask_parcels"
    assert understander.understand("has my package arrived", Expectation(language="en-US"), now).intent == "ask_parcels"
    assert understander.understand("has my package arrived", chinese, now).intent is None
    assert understander.understand("three oh five", english, now).slots == {"room": "305"}
    assert understander.understand("早餐几点开始", NOTHING, now).answer == "breakfast"
    one, other = (understander.understand("x", expectation, now).artefact for expectation in (chinese, english))
    assert one != other


def test_an_amount_without_a_currency_is_in_that_of_the_place(bundle_of, prepared, now):
    slots = {"sum": Slot(type="money", ask="How much?")}
    english = bundle_of("en-US", {"pay": Intent(phrases=("I want to pay",))}, slots, {})
    asked = Expectation(slot="sum")
    assert prepared(english).understand("fifty", asked, now).slots == {"sum": "50 USD"}
    translated = msgspec.structs.replace(english, home="zh-CN")
    assert prepared(translated).understand("fifty", asked, now).slots == {"sum": "50 CNY"}
    assert prepared(translated).understand("fifty dollars", asked, now).slots == {"sum": "50 USD"}


def test_two_thousand_intents(bundle_of, prepared, now, monkeypatch):
    monkeypatch.setenv("CALLWRIGHT_ENCODER", "none")  # vectors of so many would take this test some seconds
    actions = "cancel change check renew transfer report dispute upgrade pause restore".split()
    kinds = (
        "phone internet television mobile business travel student family prepaid roaming music video cloud storage security "
        "insurance loyalty voucher delivery repair"
    ).split()
    things = "plan invoice contract password address number order device discount account".split()
    intents = {
        f"{action}_{kind}_{thing}": Intent(phrases=(f"{action} my {kind} {thing}", f"how do I {action} the {kind} {thing}"))
        for action in actions
        for kind in kinds
        for thing in things
    }
    assert len(intents) == 2000
    understander = prepared(bundle_of("en-US", intents))
    assert understander.understand("can you cancel my travel invoice", NOTHING, now).guess == "cancel_travel_invoice"
    assert understander.understand("cancel my travel invoice", NOTHING, now).intent == "cancel_travel_invoice"
    assert understander.understand("dispute the loyalty discount", NOTHING, now).guess == "dispute_loyalty_discount"
    assert understander.understand("who won the match last night", NOTHING, now).intent is None


ODD_UTTERANCES = (
    *("", " ", "。。。", "\x00\x01\x02", "\u202e\u200b", "😀", "👨‍👩‍👧‍👦 balance", "x" * 10_000, "word " * 2000, "查" * 10_000),
    *(
        "check 我的 balance 好吗",
        "ＢＡＬＡＮＣＥ",
        "a\tb\nc",
        "\ud7ff",
        "1" * 500,
        "'" * 300,
        "ß Ünïcödé",
        "عربي",
        "日本語のテスト",
    ),
)


@pytest.mark.parametrize("encoder", ["none", ""], ids=["light", "sentence"])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("phrases", [("balance",), ("balance", "😀😀", "查 my 余额"), ("。",)])
def test_one_intent_and_odd_utterances(bundle_of, prepared, now, monkeypatch, encoder, language, phrases):
    if encoder:
        monkeypatch.setenv("CALLWRIGHT_ENCODER", encoder)
    understander = prepared(bundle_of(language, {"only": Intent(phrases=phrases)}))
    for text in ODD_UTTERANCES:
        understood = understander.understand(text, NOTHING, now)
        assert understood.intent in (None, "only") or understood.intent == understood.guess
        assert 0.0 <= understood.confidence <= 1.0
        assert (understood.intent is None) == bool(understood.reason)
    if phrases[0] == "balance":
        assert understander.understand("Balance!", NOTHING, now).intent == "only"


@pytest.mark.parametrize("encoder", ["none", ""], ids=["light", "sentence"])
def test_another_process_makes_the_same_bytes(bundle_of, tmp_path, encoder):
    bundle = tmp_path / "bundle.json"
    intents = {"pay": Intent(phrases=("pay my bill", "how do I pay")), "lost": Intent(phrases=("I lost my card", "card gone"))}
    bundle.write_bytes(encode(bundle_of("en-US", intents, answers={"hours": KnowledgeAnswer(questions=("when",), say="…")})))
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "runtime.understanding.prepare", str(bundle), str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, **({"CALLWRIGHT_ENCODER": encoder} if encoder else {})}
        subprocess.run(command, capture_output=True, check=True, env=environment)
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert len(files(tmp_path / "1")) == (2 if encoder else 3)
