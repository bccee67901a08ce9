"""Recording: a call through the real engine → its journal → a conversation that comes true and holds nothing of who rang."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dsl.commands import main
from dsl.compiler import compile_package
from dsl.journal import (
    CallEnded,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Input,
    KeyPressed,
    MachineDetected,
    MessageSent,
    Record,
    SilencePassed,
    encode,
)  # fmt: skip
from dsl.model import Conversation, Lookup, Turn
from dsl.turn import Expectation
from dsl.values import ValueType
from runtime.call.discretion import masked
from runtime.call.script import EngineDialogue, PreparedBundle
from runtime.commands.opening import Opened, open_package
from runtime.conversations import message_stubs, play, read_moment, stubs
from runtime.dialogue.effects import AnyEffect, Fetch, Listen, Note, Send
from runtime.recording.recorder import Recorded, record
from runtime.recording.stand_ins import StandIns
from runtime.recording.stored import Unreadable
from runtime.recording.writing import written
from tests.flow_copies import copy_flow
from tests.runtime.call.conftest import Stage, VirtualLoop

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    patch = pytest.MonkeyPatch()
    patch.setenv("CALLWRIGHT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def phone_bill(_cache: None) -> Opened:
    return open_package(FLOWS / "phone_bill")


@pytest.fixture(scope="module")
def parcel_status(_cache: None) -> Opened:
    return open_package(FLOWS / "parcel_status")


# ---- a call through everything but the carrier ---------------------------------------------------------------------


class RealStage(Stage):
    """A text call on a real bundle, its look-ups answered by name."""

    def __init__(self, opened: Opened, answers: dict[str, dict[str, str]], caller: str) -> None:
        super().__init__()
        self.leg.caller = caller  # type: ignore[misc]
        self._opened, self._answers = opened, answers

    def _prepared(self) -> Any:
        bundle = self._opened.compiled.bundle
        assert bundle is not None
        return PreparedBundle(self._opened.compiled.identity, bundle, self._opened.understander)

    async def _fetch(self, number: int, lookup: Lookup, parameters: dict[str, str]) -> DataFetched:
        bundle = self._opened.program.bundle
        name = next(name for name, one in bundle.data.items() if one == lookup)
        return DataFetched(fetch=number, outcome="ok", values=self._answers[name])


def ring(opened: Opened, answers: dict[str, dict[str, str]], caller: str, script: list[str]) -> list[Record]:
    """The journal of a call: words, or `/keys 123`, `/silence`, `/refuse`, `/hang-up`."""

    async def scenario() -> list[Record]:
        on = RealStage(opened, answers, caller)
        async with on:
            for line in script:
                order, _, rest = line.partition(" ")
                match order:
                    case "/keys":
                        await on.leg.press(rest)
                    case "/silence":
                        await on.leg.claim_silence()
                    case "/refuse":
                        await on.leg.person(False)
                    case "/hang-up":
                        on.leg.leave()
                    case _:
                        await on.leg.type(line)
                await asyncio.sleep(5)
        return on.records

    loop = VirtualLoop()
    try:
        return loop.run_until_complete(scenario())
    finally:
        loop.close()


def check(opened: Opened, made: Recorded, personal: list[str]) -> str:
    """The text of the conversation, which comes true on its package and holds none of these."""
    assert made.differs is None
    assert play(opened.program, opened.understander, made.conversation).failures == ()
    text = written(made.conversation)
    files = {name: data.decode() for name, data in _files(opened).items()} | {"conversations/recorded.yaml": text}
    compiled = compile_package(files)
    assert [one.line() for one in compiled.findings] == []
    again = compiled.conversations["recorded"][0]
    assert again == made.conversation
    assert play(opened.program, opened.understander, again).failures == ()
    assert [one for one in personal if one.casefold() in text.casefold()] == []
    return text


def _files(opened: Opened) -> dict[str, bytes]:
    from dsl.commands.package_files import read_with_libraries

    return read_with_libraries(opened.path)


def test_a_call_about_a_bill(phone_bill: Opened) -> None:
    answers = {"identity_check": {"ok": "true"}, "bill": {"extra": "50 CNY", "item": "王小明的彩铃"}}
    script = ["我叫王小明，账单上怎么多了五十块", "/keys 987654", "上个月的", "没有了"]
    records = ring(phone_bill, answers, "13911112222", script)
    assert isinstance(records[-1].fact, CallEnded)
    assert b"987654" not in encode(records)
    made = record(records, phone_bill.program, phone_bill.understander, "一通电话")
    text = check(phone_bill, made, ["13911112222", "987654", "王小明"])
    assert "caller: 我叫张三，账单上怎么多了五十块" in text
    assert "heard: {intent: fee_dispute, amount: 50 CNY}" in text
    assert 'keys: "123456"' in text
    assert "- ends: {how: line, disposition: solved}" in text


def test_a_call_about_a_parcel_with_a_correction_and_nobody_there(parcel_status: Opened) -> None:
    answers = {"parcel_record": {"status": "delayed", "arrives": "2026-03-20"}}
    script = [
        "hello my name is George Miller, where is my parcel",
        "eight eight seven three",
        "no, I said eight eight seven four",
        "do you sell tickets, ring me on 07911 987650",
        "/hang-up",
    ]
    records = ring(parcel_status, answers, "07911987650", script)
    made = record(records, parcel_status.program, parcel_status.understander, "A call")
    text = check(parcel_status, made, ["George", "Miller", "07911", "987650", "8873", "8874", "eight eight"])
    assert "status: delayed" in text  # the flow's own word, which a condition names
    assert text.count("does: {fetch: parcel_record}") == 2
    heard = re.findall(r'heard: \{parcel: "(\d{4})"\}', text)
    assert len(set(heard)) == 2


def test_a_message_is_recorded_without_whom_it_went_to(parcel_status: Opened) -> None:
    script = ["can you deliver it on Friday", "8873", "yes", "no that's all"]
    records = ring(parcel_status, {"delivery_change": {"day": "2026-03-20"}}, "07911987650", script)
    assert any(isinstance(one.fact, MessageSent) for one in records)
    made = record(records, parcel_status.program, parcel_status.understander, "A call")
    text = check(parcel_status, made, ["07911987650", "8873"])
    assert "sms: {}" in text and "does: {send: {by: sms}}" in text


def test_keys_silence_and_a_person_who_refuses(parcel_status: Opened) -> None:
    records = ring(parcel_status, {}, "", ["/keys 1", "/keys 88#", "/silence", "/silence", "/refuse"])
    made = record(records, parcel_status.program, parcel_status.understander, "A call")
    text = check(parcel_status, made, ["88#"])
    assert '- keys: "1"\n' in text
    assert "caller:" not in text  # nobody's number, nobody's words
    assert "- person: refuses\n" in text
    assert "- does: {call_back: {}}\n" in text


# ---- every ready-made conversation, rung and recorded ----------------------------------------------------------------


def journal(opened: Opened, conversation: Conversation) -> list[Record]:
    """What a runtime would have written of this conversation, had it been a call."""
    at = read_moment(conversation.now).isoformat()
    dialogue, records, step = EngineDialogue(opened.program), [], ""
    expectation = Expectation()
    look_up = stubs(conversation, opened.program.bundle.data, lambda name: None)
    send = message_stubs(conversation, opened.program.bundle.connectors, lambda name: None)
    ended = False

    def keep(fact: Any) -> None:
        records.append(Record(call="c", sequence=len(records) + 1, at=at, bundle="b", fact=fact, step=step))

    def carry_out(effects: list[AnyEffect]) -> None:
        nonlocal step, expectation, ended
        for effect in effects:
            match effect:
                case Note():
                    step = effect.step
                    keep(effect.fact)
                    ended = ended or isinstance(effect.fact, CallEnded)
                case Listen():
                    expectation = effect.expectation
                case _:
                    pass
        for effect in effects:
            if isinstance(effect, Fetch):
                tell(look_up(effect))
            if isinstance(effect, Send):
                tell(send(effect))

    def tell(event: Input) -> None:
        keep(masked(event, expectation.secret))
        carry_out(dialogue.begin(event, at) if isinstance(event, CallStarted) else dialogue.tell(event, at))

    tell(
        CallStarted(
            caller=conversation.caller.number, entry=conversation.entry, seed=1234567, language=conversation.language or ""
        )
    )
    for turn in conversation.talk:
        if not ended:
            for event in _inputs(turn, opened, lambda: expectation, datetime.fromisoformat(at)):
                tell(event)
    return records


def _inputs(turn: Turn, opened: Opened, expectation: Any, now: datetime) -> Any:
    if turn.caller is not None:
        understood = opened.understander.understand(turn.caller, expectation(), now)
        yield CallerSpoke(text=turn.caller, understood=understood)
    elif turn.keys is not None:
        yield from (KeyPressed(key=key) for key in turn.keys)
    elif turn.silence:
        yield SilencePassed(milliseconds=6000)
    elif turn.machine:
        yield MachineDetected()
    elif turn.hang_up:
        yield CallerHungUp()
    elif turn.person is not None:
        outcome = {"accepts": "accepted", "refuses": "refused"}.get(turn.person, turn.person)
        yield HandOffAnswered(outcome=outcome)


def _told() -> list[Any]:
    found = []
    for folder in sorted(FLOWS.glob("*/flow.yaml")):
        for file in sorted((folder.parent / "conversations").glob("*.yaml")):
            count = len(re.findall(r"^- name:", file.read_text("utf-8"), re.MULTILINE))
            found += [
                pytest.param(folder.parent.name, file.stem, n, id=f"{folder.parent.name}-{file.stem}-{n}") for n in range(count)
            ]
    return found


@pytest.fixture(scope="module")
def packages(_cache: None) -> dict[str, Opened]:
    return {folder.parent.name: open_package(folder.parent) for folder in FLOWS.glob("*/flow.yaml")}


@pytest.mark.parametrize(("package", "file", "number"), _told())
def test_every_ready_made_conversation_comes_true_when_it_is_recorded(
    package: str, file: str, number: int, packages: dict[str, Opened]
) -> None:
    opened = packages[package]
    conversation = opened.compiled.conversations[file][number]
    made = record(journal(opened, conversation), opened.program, opened.understander, "again")
    assert play(opened.program, opened.understander, made.conversation).failures == ()
    assert made.differs is None
    text = written(made.conversation)
    said = " ".join(filter(None, (turn.keys for turn in conversation.talk)))
    secrets = {number for number in re.findall(r"\d{4,}", said) if number not in "1234567890"}
    assert [one for one in (*secrets, *_numbers(conversation)) if re.search(rf"(?<!\d){one}(?!\d)", text)] == []


def _numbers(conversation: Conversation) -> list[str]:
    return [conversation.caller.number] if conversation.caller.number else []


# ---- stand-ins -------------------------------------------------------------------------------------------------------


def test_the_same_value_has_the_same_stand_in_and_another_one_another() -> None:
    stand_ins = StandIns("en-GB", 2026, frozenset({"delayed"}))
    digits, phone = ValueType("digits", "4"), ValueType("phone")
    first = stand_ins.value(digits, "8873")
    assert (len(first), stand_ins.value(digits, "8873")) == (4, first)
    assert stand_ins.value(digits, "8874") != first
    assert stand_ins.value(phone, "07911123456") == stand_ins.value(phone, "07911123456") != "07911123456"
    assert stand_ins.value(ValueType("code", r"[A-Z]{2}\d{4}"), "KT8873") == "XX1234"
    assert stand_ins.value(ValueType("code", r"KT\d{4}"), "KT8874") == "KT1235"
    assert stand_ins.value(digits, "1236") not in ("1236", first)
    assert stand_ins.value(ValueType("text"), "delayed") == "delayed"
    assert stand_ins.value(ValueType("text"), "Ann's parcel") == "a sample"
    assert stand_ins.value(ValueType("money"), "50 CNY") == "50 CNY"
    assert {"8873", "8874", "07911123456", "KT8873"} <= stand_ins.replaced


@pytest.mark.parametrize(
    ("words", "language", "slots", "becomes"),
    [
        ("my number is 07911 123456", "en-GB", {}, "my number is 12345678901"),
        ("it's room 305", "en-GB", {}, "it's room 123"),
        ("我叫王小明，尾号八八七三", "zh-CN", {}, "我叫张三，尾号一二三四"),
        ("多了五十块", "zh-CN", {}, "多了五十块"),
        ("I was born on 5 March 1985", "en-GB", {}, "I was born on March 1st"),
        ("on 5 March 2026 please", "en-GB", {}, "on 5 March 2026 please"),
    ],
)
def test_words_keep_what_says_nothing_of_who_rang(words: str, language: str, slots: Any, becomes: str) -> None:
    assert StandIns(language, 2026, frozenset()).words(words, slots) == becomes


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_adds_to_a_file_that_then_comes_true(
    tmp_path: Path, parcel_status: Opened, capsys: pytest.CaptureFixture[str]
) -> None:

    package = copy_flow("parcel_status", tmp_path / "parcel_status")
    answers = {"parcel_record": {"status": "delayed", "arrives": "2026-03-20"}}
    records = ring(parcel_status, answers, "07911123456", ["where is my parcel", "8873", "no thank you"])
    stored = tmp_path / "calls.jsonl"
    stored.write_bytes(b"\n".join(encode([one])[1:-1] for one in records) + b"\n")
    target = package / "conversations" / "recorded.yaml"
    for _ in range(2):
        assert main(["record", str(stored), str(package), "-o", str(target), "--name", "A delayed parcel"]) == 0
    assert "wrote 1 to" in capsys.readouterr().err
    assert target.read_text("utf-8").count("- name: A delayed parcel\n") == 2
    assert main(["fmt", str(package), "--check"]) == 0
    assert main(["test", str(package), "--filter", "A delayed parcel"]) == 0
    listed = tmp_path / "calls.json"
    listed.write_text(json.dumps({"records": json.loads(encode(records))}), "utf-8")
    assert main(["record", str(listed), str(package)]) == 0
    assert capsys.readouterr().out.count("- name: Recorded call of 2026-03-16 02:00\n") == 1


def test_a_call_of_another_version_is_told_where_it_goes_another_way(
    tmp_path: Path, parcel_status: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    package = copy_flow("parcel_status", tmp_path / "parcel_status")
    flow = package / "flow.yaml"
    flow.write_text(flow.read_text("utf-8").replace('status == "delayed"', 'status == "late"'), "utf-8")
    shutil.rmtree(package / "conversations")
    answers = {"parcel_record": {"status": "delayed", "arrives": "2026-03-20"}}
    stored = tmp_path / "calls.json"
    stored.write_bytes(encode(ring(parcel_status, answers, "", ["where is my parcel", "8873", "no thank you"])))
    assert main(["record", str(stored), str(package)]) == 0
    told = capsys.readouterr().err
    assert "ran on another version" in told
    assert re.search(r"from turn \d+ on", told)


@pytest.mark.parametrize("content", [b"", b"{", b'[{"call": 1}]', b"[]"])
def test_what_is_no_journal_is_one_sentence(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "calls.json"
    stored.write_bytes(content)
    assert main(["record", str(stored), str(FLOWS / "parcel_status")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_journal_without_its_beginning_is_refused(parcel_status: Opened) -> None:
    with pytest.raises(Unreadable):
        record([], parcel_status.program, parcel_status.understander, "x")
