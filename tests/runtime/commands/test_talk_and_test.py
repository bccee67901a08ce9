"""`callwright talk` and `callwright test`, from the outside."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from dsl.commands import main

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def talk(monkeypatch: pytest.MonkeyPatch, script: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(script))
    return main(["talk", *arguments])


def test_a_piped_script_is_a_whole_call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = "我账单上怎么多了一百块\n/keys 123456\n上个月的\n没有了\n"
    assert talk(monkeypatch, script, str(FLOWS / "phone_bill")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "一百元是漫游费" in "".join(lines)
    assert lines[-1] == "[line: solved]"


def test_the_trace_tells_what_was_understood(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(monkeypatch, "我账单上怎么多了一百块\n", str(FLOWS / "phone_bill"), "--trace") == 0
    turn = json.loads(capsys.readouterr().out.splitlines()[1])
    assert (turn["intent"], turn["runner_up"]) == ("fee_dispute", "check_balance")
    assert turn["slots"] == {"amount": "100 CNY"}
    assert turn["step"] == "identity/ask_pin"


def test_a_look_up_can_be_made_to_fail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = "where is my parcel\n/keys 4711\n/refuse\n"
    assert talk(monkeypatch, script, str(FLOWS / "parcel_status"), "--data", "parcel_record=failed") == 0
    assert "Goodbye" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["/accept", "/nonsense", "/"])
def test_an_order_that_makes_no_sense_is_said_and_the_call_goes_on(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(monkeypatch, f"{line}\nwhere is my parcel\n", str(FLOWS / "parcel_status")) == 0
    captured = capsys.readouterr()
    assert "callwright: " in captured.err
    assert "four digits" in captured.out


def test_a_bad_time_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert talk(monkeypatch, "", str(FLOWS / "parcel_status"), "--now", "noon") == 2
    assert capsys.readouterr().err.startswith("callwright: --now: 'noon'")


def test_the_ready_made_flows_keep_their_promises(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(FLOWS)]) == 0
    assert "0 failed" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("line: 漫游费", "line: 流星雨", 'did not say "流星雨"'),
        ("amount: 100 CNY", "amount: 7 CNY", "amount was understood as 100 CNY, not 7 CNY"),
        ("ends: {disposition: solved}", "ends: {disposition: lost}", "disposition solved, not lost"),
        ('keys: "123456"', "person: accepts", "no person was being asked"),
        ("- line: 智能客服", "- never: 智能客服", "which it never should"),
    ],
)
def test_what_does_not_come_true_is_told_with_its_line(
    before: str, after: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "phone_bill"
    shutil.copytree(FLOWS / "phone_bill", package)
    file = package / "conversations" / "dispute.yaml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace(before, after, 1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    line = changed[: changed.index(after)].count("\n") + 1
    assert main(["test", str(package)]) == 1
    told = [row for row in capsys.readouterr().out.splitlines() if sentence in row]
    assert told
    assert f"dispute.yaml:{line}: " in told[0]


def test_a_package_without_conversations_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "phone_bill"
    shutil.copytree(FLOWS / "phone_bill", package)
    shutil.rmtree(package / "conversations")
    assert main(["test", str(package)]) == 1
    assert "no conversation" in capsys.readouterr().err
