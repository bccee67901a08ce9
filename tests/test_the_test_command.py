"""The test command itself: it asks before it touches the system, says what it installs, and never skips."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import __main__ as command


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run on the system; nothing is."""
    run: list[list[str]] = []

    def note(words: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        run.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(command.subprocess, "run", note)
    monkeypatch.setattr(command.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(command.shutil, "which", lambda program: f"/usr/bin/{program}" if program == "apt-get" else None)
    return run


def answers(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr("builtins.input", lambda _: word)


def finds(monkeypatch: pytest.MonkeyPatch, present: Callable[[command.Need], bool]) -> None:
    monkeypatch.setattr(command, "present", present)


def test_what_is_missing_is_named_and_nothing_is_installed_unasked(monkeypatch, orders, capsys) -> None:
    finds(monkeypatch, lambda need: need.package != "flite")
    answers(monkeypatch, "n")
    assert not command.meet_needs(agreed=False)
    assert orders == []
    told = capsys.readouterr()
    assert "flite" in told.out
    assert "chromium" not in told.out
    assert "Nothing was installed" in told.err


@pytest.mark.parametrize("agreed", [True, False])
def test_after_a_yes_exactly_what_is_missing_is_installed(monkeypatch, orders, agreed: bool) -> None:
    finds(monkeypatch, lambda need: need.package not in ("flite", "sip-tester") or len(orders) == 2)
    answers(monkeypatch, "y")
    assert command.meet_needs(agreed=agreed)
    assert orders[0][:3] == ["sudo", "apt-get", "update"]
    assert orders[1] == ["sudo", "apt-get", "install", "-y", "-qq", "sip-tester", "flite"]


def test_what_cannot_be_installed_fails(monkeypatch, orders, capsys) -> None:
    finds(monkeypatch, lambda need: False)
    assert not command.meet_needs(agreed=True)
    assert "Could not be installed" in capsys.readouterr().err


def test_without_apt_get_it_says_what_to_install(monkeypatch, orders, capsys) -> None:
    finds(monkeypatch, lambda need: False)
    monkeypatch.setattr(command.shutil, "which", lambda program: None)
    assert not command.meet_needs(agreed=True)
    assert orders == []
    assert "no apt-get" in capsys.readouterr().err


def test_what_fails_beside_calls_is_printed_and_fails(capfd) -> None:
    quiet = command.Part("unit", "waits", (command.sys.executable, "-c", "print('heard')"))
    broken = command.Part("pure", "counts", (command.sys.executable, "-c", "print('wrong'); raise SystemExit(3)"))
    typed = command.Part("types", "reads", (command.sys.executable, "-c", "print('read')"))
    last = command.Part("ui", "looks", (command.sys.executable, "-c", "print('seen')"))
    assert [(part.name, status) for part, status, _ in command.run_all([typed, broken, quiet, last])] == [
        ("types", 0),
        ("pure", 3),
        ("unit", 0),
        ("ui", 0),
    ]
    printed = capfd.readouterr().out
    places = [printed.index(word) for word in ("heard", "== types", "read\n", "== pure", "wrong", "seen")]
    assert places == sorted(places)
    assert [part.name for part, *_ in command.run_all([broken])] == ["pure"]


def test_what_is_imported_is_compiled_once_and_nothing_is_left(monkeypatch, tmp_path, capfd) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    (tmp_path / "imported.py").write_text("")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import imported; print(imported.__cached__)"
    with command.compiled_once():
        command.run_all([command.Part("unit", "imports", (command.sys.executable, "-c", program))])
        kept = Path(capfd.readouterr().out.splitlines()[-1])
        assert kept.is_file()
    assert command.os.environ["PYTHONDONTWRITEBYTECODE"] == "1" and "PYTHONPYCACHEPREFIX" not in command.os.environ
    assert not kept.exists() and sorted(tmp_path.iterdir()) == [tmp_path / "imported.py"]
