"""`callwright up`: the house is started in order, who dies is started again, and it ends as a whole."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time

import pytest

from dsl.commands import main, up
from dsl.commands.up import House, Program


def program(name, text, **about):
    """A program that runs this Python text instead of a command."""
    return Program(name, [sys.executable, "-c", text], dict(os.environ), **about)


def run_for(house, seconds):
    threading.Timer(seconds, house.stop, (0, None)).start()
    return house.run()


def test_a_program_that_dies_is_started_again_later_and_later(tmp_path, capfd):
    log = tmp_path / "starts"
    house = House([program("live", f"open({str(log)!r}, 'a').write('x'); raise SystemExit(3)")])
    assert run_for(house, 2.5) == 0
    assert len(log.read_text()) in (2, 3)  # at once, after half a second, after another
    assert "live ended with status 3; it is started again in 0.5 s" in capfd.readouterr().err


def test_a_killed_program_is_said_to_be_killed(tmp_path, capfd):
    house = House([program("live", "import os; os.kill(os.getpid(), 9)")])
    run_for(house, 0.8)
    assert "live was killed by signal 9" in capfd.readouterr().err


def test_the_designer_ends_last(tmp_path):
    log = tmp_path / "ends"
    text = (
        "import signal, sys, time\n"
        f"def end(*_): time.sleep(WAIT); open({str(log)!r}, 'a').write('NAME '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nwhile True: time.sleep(0.05)"
    )
    names = {"designer": "0", "live": "0.5", "workshop": "0.1"}
    house = House([program(name, text.replace("NAME", name).replace("WAIT", wait)) for name, wait in names.items()])
    run_for(house, 1.5)
    assert log.read_text().split() == ["workshop", "live", "designer"]
    assert all(each.process.poll() is not None for each in house.programs)


def test_a_program_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(up, "STOP_SECONDS", 0.5)
    stubborn = program("live", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")
    house = House([stubborn])
    began = time.monotonic()
    run_for(house, 1)
    assert time.monotonic() - began < 8
    assert stubborn.process.poll() == -signal.SIGKILL


def test_the_next_program_waits_until_the_port_of_the_one_before_answers(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = tmp_path / "order"
    note = f"import socket, time; open({str(log)!r}, 'a').write"
    first = f"{note}('port '); time.sleep(0.7); s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    second = f"{note}('next ' + str(socket.create_connection(('127.0.0.1', {port})) is not None)); time.sleep(60)"
    house = House([program("designer", first, answers_at=("127.0.0.1", port)), program("live", second)])
    run_for(house, 3)
    assert log.read_text() == "port next True"


def test_a_taken_port_is_one_sentence(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["up", "--data", str(tmp_path), "--port", str(port), "--no-sip"]) == 2
    complaint = capsys.readouterr().err
    assert f"port {port}, for designer, cannot be opened" in complaint
    assert complaint.count("\n") == 1


def test_a_data_folder_that_cannot_be_used_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["up", "--data", str(tmp_path / "file" / "in"), "--no-sip"]) == 2
    assert capsys.readouterr().err.startswith("callwright: the data folder")


def test_the_shared_token_is_kept_and_nobody_else_reads_it(tmp_path):
    token = up._kept_token(tmp_path / "token")
    assert len(token) == 64
    assert up._kept_token(tmp_path / "token") == token
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "70000"]])
def test_what_is_no_port_is_said_to_be_none(tmp_path, words, capsys):
    assert main(["up", "--data", str(tmp_path), "--no-sip", *words]) == 2
    assert "is no port" in capsys.readouterr().err


def test_models_are_kept_with_everything_else(tmp_path, monkeypatch) -> None:
    arguments = argparse.Namespace(host="127.0.0.1", sip_port=5060, no_sip=True)
    ports = {"designer": 1, "live": 2, "workshop": 3, "demo-data": 4}
    monkeypatch.delenv("CALLWRIGHT_MODELS", raising=False)
    environments = [program.environment for program in up._programs(arguments, tmp_path, ports)]
    assert {one["CALLWRIGHT_MODELS"] for one in environments} == {f"{tmp_path / 'models'}{os.pathsep}"}
    monkeypatch.setenv("CALLWRIGHT_MODELS", "/elsewhere")
    assert up._programs(arguments, tmp_path, ports)[0].environment["CALLWRIGHT_MODELS"] == "/elsewhere"
