"""`callwright talk` and `callwright test`, from the outside."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dsl.commands import main
from tests.flow_copies import copy_flow

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
        ("ends: {disposition: solved}", "ends: {disposition: voicemail}", "disposition solved, not voicemail"),
        ('keys: "123456"', "person: accepts", "no person was being asked"),
        ("- line: 智能客服", "- never: 智能客服", "which it never should"),
    ],
)
def test_what_does_not_come_true_is_told_with_its_line(
    before: str, after: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = copy_flow("phone_bill", tmp_path / "phone_bill")
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
    package = copy_flow("phone_bill", tmp_path / "phone_bill")
    shutil.rmtree(package / "conversations")
    assert main(["test", str(package)]) == 1
    assert "no conversation" in capsys.readouterr().err


def test_what_no_conversation_goes_through_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = copy_flow("phone_bill", tmp_path / "phone_bill")
    for file in (package / "conversations").iterdir():
        file.unlink()
    (package / "conversations" / "short.yaml").write_text('- name: kurz\n  talk:\n    - keys: "0"\n    - step: agent\n', "utf-8")
    lines = (package / "flow.yaml").read_text("utf-8").splitlines()
    unavailable = next(number for number, line in enumerate(lines, 1) if "unavailable: take_message" in line)
    assert main(["test", str(package), "--coverage", "--coverage-min", "5"]) == 0
    told = capsys.readouterr().out
    assert f"{package}/flow.yaml:{unavailable}: no conversation takes agent › unavailable → take_message\n" in told
    assert "listen › keys: 0" not in told
    assert "no conversation comes to the step identity/check\n" in told
    assert main(["test", str(package), "--coverage-min", "90", "--language", "zh"]) == 1
    assert "要求 90%" in capsys.readouterr().out


def test_json_holds_every_edge_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(FLOWS / "parcel_status"), "--format", "json"]) == 0
    package = json.loads(capsys.readouterr().out)["packages"][0]
    assert package["passed"] == len(package["conversations"]) > 10
    edge = next(one for one in package["coverage"]["edges"] if (one["step"], one["kind"]) == ("agent", "unavailable"))
    assert (edge["target"], edge["file"], edge["error"]) == ("take_message", "flow.yaml", True)
    assert edge["times"] > 0
    text = (FLOWS / "parcel_status" / "flow.yaml").read_text("utf-8").splitlines()[edge["line"] - 1]
    assert text[edge["column"] - 1 : edge["end_column"] - 1] == "unavailable"
    assert package["coverage"]["of_steps"]["percent"] == 100


def test_junit_counts_cases_and_names_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = copy_flow("phone_bill", tmp_path / "phone_bill")
    file = package / "conversations" / "dispute.yaml"
    file.write_text(file.read_text("utf-8").replace("- line: 智能客服", "- line: 流星雨", 1), "utf-8")
    assert main(["test", str(package), "--format", "junit", "--filter", "dispute"]) == 1
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    failure = root.find("./testsuite/testcase/failure")
    assert failure is not None and "流星雨" in str(failure.get("message"))


def test_a_filter_that_fits_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(FLOWS / "phone_bill"), "--filter", "流星雨"]) == 1
    assert "no conversation" in capsys.readouterr().err


def test_a_call_begins_in_the_language_that_is_asked_for(monkeypatch, capsys):
    desk = str(FLOWS / "front_desk")
    assert talk(monkeypatch, "has my package arrived\n", desk, "--language", "en-US") == 0
    said = capsys.readouterr().out
    assert "Bayview Hotel" in said and "What is your room number?" in said
    assert talk(monkeypatch, "", desk, "--language", "en-GB") == 2
    assert "speaks zh-CN, en-US, not 'en-GB'" in capsys.readouterr().err
