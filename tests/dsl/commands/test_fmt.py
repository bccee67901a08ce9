"""`callwright fmt`, from the outside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dsl.commands import main
from tests.dsl.small_package import SMALL

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name, text in SMALL.items():
        file = tmp_path / "small" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert main(["fmt", str(tmp_path)]) == 0
    return tmp_path / "small"


def test_the_ready_made_flows_are_in_their_canonical_layout() -> None:
    assert main(["fmt", str(FLOWS), str(FLOWS / "demonstration.yaml"), "--check"]) == 0


def test_files_are_written_whole_and_keep_their_rights(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "slots.yaml"
    canonical = file.read_text("utf-8")
    file.write_bytes(b"\xef\xbb\xbf" + canonical.replace("  type:", "  type:   ").replace("\n", "\r\n").encode())
    file.chmod(0o640)
    assert main(["fmt", str(package)]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"{file}\n"
    assert captured.err.startswith("laid out 1 of ")
    assert file.read_text("utf-8") == canonical
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(one.name for one in package.iterdir() if one.name.startswith(".")) == []


def test_check_writes_nothing_and_diff_shows_what_would_change(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = package / "subflows" / "booking.yaml"
    spoilt = file.read_text("utf-8").replace("start: offer_seat\n", "start:  offer_seat # first\n")
    file.write_text(spoilt, "utf-8")
    assert main(["fmt", str(package), "--check", "--language", "zh"]) == 1
    captured = capsys.readouterr()
    assert captured.out == f"{file}\n"
    assert "有 1 个不合规范排版" in captured.err
    assert main(["fmt", str(file), "--diff"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert {"-start:  offer_seat # first", "+start: offer_seat  # first"} <= set(shown)
    assert file.read_text("utf-8") == spoilt


def test_a_file_that_cannot_be_read_is_told_with_its_place_and_the_others_are_laid_out(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, other = package / "subflows" / "booking.yaml", package / "slots.yaml"
    canonical = other.read_text("utf-8")
    broken.write_text("subflow: booking\nsteps: [a\n", "utf-8")
    other.write_text(canonical.replace("  ask: Which day?", "  ask:   Which day?"), "utf-8")
    assert main(["fmt", str(package)]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(f"{broken}:2:8: error bracket-never-closed: ")
    assert "1 could not be read" in captured.err
    assert broken.read_text("utf-8") == "subflow: booking\nsteps: [a\n"
    assert other.read_text("utf-8") == canonical


def test_a_path_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "nowhere"]) == 2
    assert capsys.readouterr().err == "callwright: there is no nowhere\n"
