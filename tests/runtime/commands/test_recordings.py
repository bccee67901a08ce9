"""`callwright recordings`, from the outside: script, check and install of a package's recorded prompts."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dsl.commands import main
from dsl.importing.workbooks import read_workbook
from runtime.speech.wave_files import write_wave
from tests.flow_copies import copy_flow

FLOWS = Path(__file__).resolve().parents[3] / "flows"
HUM = np.tile(np.array([4000, -4000], "<i2"), 4000).tobytes()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = copy_flow("parcel_status", tmp_path / "line")
    (package / "recordings").mkdir()
    return package


def script(package: Path, *options: str) -> list[dict[str, str]]:
    path = package / "recordings" / "script.csv"
    assert main(["recordings", "script", str(package), "-o", str(path), *options]) == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def record(package: Path, row: dict[str, str]) -> None:
    write_wave(package / "recordings" / row["file"], HUM)


def test_the_script_has_each_prompt_once_with_its_place_and_style(package: Path) -> None:
    rows = script(package)
    assert len({row["file"] for row in rows}) == len(rows) > 20
    (greeting,) = [row for row in rows if row["step"] == "steps.greet.say"]
    assert greeting["text"].startswith("Hello, this is Northway Parcels")
    assert ("cheerful", "Good news!") in [(row["style"], row["text"]) for row in rows]
    assert not any("\ufffc" in row["text"] or "<" in row["text"] for row in rows)


def test_missing_stale_and_unusable_recordings_are_listed(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = script(package)
    greeting = next(row for row in rows if row["step"] == "steps.greet.say")
    record(package, greeting)
    record(package, rows[0])
    assert main(["recordings", "check", str(package)]) == 0
    assert main(["recordings", "check", str(package), "--complete"]) == 1
    assert len(script(package, "--missing")) == len(rows) - 2
    script(package)
    flow = package / "flow.yaml"
    flow.write_text(flow.read_text().replace("Hello, this is Northway", "Hi, this is Northway"))
    (package / "recordings" / "nonsense.wav").write_bytes(b"none")
    capsys.readouterr()
    assert main(["recordings", "check", str(package)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"stale    {greeting['file']}") and "Hello, this is Northway" in line for line in lines)
    assert any(line.startswith("missing") and "Hi, this is Northway" in line for line in lines)
    assert any(line.startswith("unusable nonsense.wav") for line in lines)


def test_a_recording_is_what_is_said(package: Path, tmp_path: Path) -> None:
    row = next(row for row in script(package) if row["text"] == "Are you still there?")
    record(package, row)
    out = tmp_path / "a.wav"
    assert main(["say", row["text"], "--language", "en-GB", "--package", str(package), "-o", str(out)]) == 0
    assert out.stat().st_size == 44 + len(HUM)
    assert main(["recordings", "install", str(package), "--data", str(tmp_path / "data")]) == 0
    assert [path.name for path in (tmp_path / "data" / "recordings").iterdir()] == [row["file"]]


def test_a_workbook_holds_the_same_rows(package: Path, tmp_path: Path) -> None:
    rows = script(package)
    assert main(["recordings", "script", str(package), "-o", str(tmp_path / "script.xlsx")]) == 0
    (sheet,) = read_workbook((tmp_path / "script.xlsx").read_bytes(), "script.xlsx")
    assert [cells[5] for _, cells in sheet.rows[1:]] == [row["text"] for row in rows]


def test_another_kind_of_file_is_one_sentence(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recordings", "script", str(package), "-o", "script.pdf"]) == 2
    assert "neither .csv nor .xlsx" in capsys.readouterr().err
