"""`callwright runtime`: what keeps it from starting is one sentence, and the exit status says so."""

from __future__ import annotations

import fcntl
import socket

import pytest

from dsl.commands import main


@pytest.fixture
def start(tmp_path, monkeypatch, capsys):
    """Starts one that can't; gives its status and the one line it said."""
    monkeypatch.setenv("CALLWRIGHT_TOKEN", "shared-token")

    def begin(*words, data=tmp_path):
        status = main(["runtime", "--data", str(data), "--control-port", "0", "--no-sip", *words])
        complaint = capsys.readouterr().err
        assert complaint.count("\n") == 1
        return status, complaint

    return begin


def test_without_the_token(start, monkeypatch):
    monkeypatch.delenv("CALLWRIGHT_TOKEN")
    status, complaint = start()
    assert (status, "CALLWRIGHT_TOKEN is not set" in complaint) == (2, True)


def test_on_a_taken_port(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, complaint = start("--control-port", str(port))
    assert (status, f"Control port {port}" in complaint) == (2, True)


def test_beside_another_of_the_same_name(start, tmp_path):
    (tmp_path / "live").mkdir()
    with (tmp_path / "live" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        status, complaint = start()
    assert (status, "Another runtime named live" in complaint) == (2, True)


def test_in_a_folder_that_is_none(start, tmp_path):
    (tmp_path / "file").touch()
    status, complaint = start(data=tmp_path / "file" / "in")
    assert (status, "cannot be used" in complaint) == (2, True)


def test_with_a_journal_that_cannot_be_opened(start, tmp_path):
    (tmp_path / "live" / "journal.sqlite").mkdir(parents=True)
    status, complaint = start()
    assert (status, "cannot be opened" in complaint) == (2, True)


@pytest.mark.parametrize("words", [["--control-port", "many"], ["--nonsense"], ["--grace"]])
def test_with_words_it_does_not_know(start, words):
    status, complaint = start(*words)
    assert (status, "--help" in complaint) == (2, True)
