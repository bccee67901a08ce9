"""`callwright hearing`: the proof of what is heard, and what two versions hear differently."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsl.commands import main
from tests.flow_copies import copy_flow

FLOWS = Path(__file__).parents[3] / "flows"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_flow("parcel_status", tmp_path / "parcels")


def test_every_phrase_is_followed_and_odd_words_are_told_with_their_sounds(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    intents = package / "intents.yaml"
    intents.write_text(
        intents.read_text().replace("    - where is my (parcel|package)\n", "    - where is my zorblex\n    - 包裹\n")
    )
    status = main(["hearing", str(package), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert report["samples"] > 300
    assert report["pronounced"]["zorblex"].split()[0] == "z"
    assert status == (1 if report["unaccepted"] else 0)
    assert all("zorblex" not in each["text"] for each in report["unaccepted"])


def test_two_versions_are_compared_step_by_step(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    intents = package / "intents.yaml"
    intents.write_text(intents.read_text().replace("    - where is my (parcel|package)\n", "    - what became of my parcel\n"))
    assert main(["hearing", str(package), "--against", str(FLOWS / "parcel_status")]) == 0
    told = capsys.readouterr().out
    assert "+ what became of my parcel" in told
    assert "- where is my package" in told
    assert told.startswith("listen")
    assert main(["hearing", str(package), "--against", str(package)]) == 0
    assert "every step hears the same" in capsys.readouterr().out
