"""Tests of `callwright understand`: a line of JSON for each line, whatever the line is."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dsl.commands import main

PACKAGE = {
    "flow.yaml": """
callwright: 1
flow: bill
title: 话费
language: zh-CN
entry:
  inbound: listen
topics:
  fee_dispute: bye
  check_balance: bye
steps:
  listen:
    ask: 请问有什么可以帮您？
    hear: topics
    no_match:
      - go: bye
    no_input:
      - go: bye
  agent:
    hand_off: {skill: general}
    unavailable: bye
  bye:
    hang_up: 再见。
""",
    "intents.yaml": """
fee_dispute:
  title: 费用争议
  phrases:
    - 我账单上怎么多了<amount=一百块>
    - 为什么多扣了我<amount>
check_balance:
  title: 查余额
  phrases:
    - 我想查一下余额
    - 还剩多少话费
""",
    "slots.yaml": """
amount:
  type: money
  ask: 多扣了多少钱？
""",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLWRIGHT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "bill"
    folder.mkdir()
    for name, text in PACKAGE.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    return folder


def understand(arguments, lines, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    status = main(["understand", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_each_line_is_answered(package, monkeypatch, capsys):
    lines = "我账单上怎么多了一百块\n\n今天股票涨了吗\n".encode() + b"\xff\xfe\n" + "还剩多少话费".encode()
    status, answers, _ = understand([package], lines, monkeypatch, capsys)
    assert status == 0
    assert len(answers) == 5
    assert answers[0]["intent"] == "fee_dispute"
    assert answers[0]["slots"] == {"amount": "100 CNY"}
    assert answers[0]["runner_up"] == "check_balance"
    assert [answer["intent"] for answer in answers[1:]] == [None, None, None, "check_balance"]
    assert list(answers[0]) == ["intent", "guess", "confidence", "runner_up", "slots", "answer", "mood"]


def test_a_byte_order_mark_and_windows_line_ends_are_no_words(package, monkeypatch, capsys):
    _, answers, _ = understand([package], b"\xef\xbb\xbf" + "还剩多少话费\r\n".encode(), monkeypatch, capsys)
    assert (answers[0]["intent"], answers[0]["confidence"]) == ("check_balance", 1.0)


def test_the_detail_just_asked_may_be_named(package, monkeypatch, capsys):
    _, answers, _ = understand([package, "--slot", "amount"], "两千三".encode(), monkeypatch, capsys)
    assert answers[0]["slots"] == {"amount": "2300 CNY"}


@pytest.mark.parametrize("arguments", [["nowhere"], ["--slot", "colour"], ["--now", "soon"]])
def test_what_cannot_be_done_is_said_in_one_sentence(package, monkeypatch, capsys, arguments):
    wanted = arguments if arguments == ["nowhere"] else [package, *arguments]
    status, answers, complaint = understand(wanted, b"x\n", monkeypatch, capsys)
    assert (status, answers) == (2, [])
    assert complaint.startswith("callwright: ")
    assert "Traceback" not in complaint


def _memory(pid):
    """Resident kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def test_ten_thousand_lines_do_not_make_it_grow(package):
    """Every line another: nothing is kept of what callers said."""
    command = [sys.executable, "-m", "dsl.commands", "understand", str(package)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        sizes = []
        for number in range(10_000):
            process.stdin.write(f"我账单上第{number}次多了{number}块 call {number * 7919}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().startswith(b'{"intent"')
            if number in (2_000, 9_999):
                sizes.append(_memory(process.pid))
        process.stdin.close()
    assert process.returncode == 0
    assert sizes[1] - sizes[0] < 4_000
