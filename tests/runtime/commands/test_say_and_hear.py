"""`callwright say` and `callwright hear`, from the outside."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from dsl.commands import main
from runtime.speech.wave_files import write_wave
from tests.bench.hearing_sets import clip
from tests.flow_copies import copy_flow

FLOWS = Path(__file__).resolve().parents[3] / "flows"


def seconds(file: Path) -> float:
    with wave.open(str(file)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (8000, 2, 1)
        return sound.getnframes() / 8000


@pytest.mark.parametrize("text", ["您好，请问有什么可以帮您？", "Hello, how can I help you?"])
def test_say_writes_a_wave_file(tmp_path: Path, text: str) -> None:
    assert main(["say", text, "-o", str(tmp_path / "a.wav")]) == 0
    assert main(["say", text, "-o", str(tmp_path / "b.wav"), "--style", "urgent"]) == 0
    assert 0.8 < seconds(tmp_path / "b.wav") < seconds(tmp_path / "a.wav") < 5


def test_say_takes_the_notation_of_replies_and_the_pronunciations_of_a_package(tmp_path: Path) -> None:
    def said(name: str, *arguments: str) -> float:
        assert main(["say", *arguments, "-o", str(tmp_path / name)]) == 0
        return seconds(tmp_path / name)

    assert said("a.wav", "Hello.<pause 1s>Goodbye.") - said("b.wav", "Hello.<pause 100ms>Goodbye.") == pytest.approx(
        0.9, abs=0.03
    )
    package = copy_flow("parcel_status", tmp_path / "line")
    (package / "words.yaml").write_text("pronunciations:\n  parcel: a very long word indeed\n")
    assert said("c.wav", "a parcel", "--package", str(package)) > 1.5 * said("d.wav", "a parcel")


def test_say_speaks_by_the_command_that_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wave(tmp_path / "hum.wav", b"\x00\x10" * 8000)
    monkeypatch.setenv("CALLWRIGHT_VOICE_EN", f"cat {tmp_path / 'hum.wav'}")
    assert main(["say", "Hello", "-o", str(tmp_path / "a.wav")]) == 0
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "hum.wav").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["😀", "-o", "{}/a.wav"], "nothing in the text can be spoken"),
        (["hei", "--language", "fi-FI", "-o", "{}/a.wav"], "no voice for the language 'fi-FI'"),
        (["hello", "-o", "{}/no/such/folder/a.wav"], "can't be written"),
        (["x" * 10_001, "-o", "{}/a.wav"], "longer than 10000 characters"),
    ],
)
def test_what_cannot_be_said_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["say", *(part.replace("{}", str(tmp_path)) for part in arguments)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("callwright: ")
    assert sentence in error
    assert error.count("\n") == 1


def test_hear_prints_what_a_step_recognises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_wave(tmp_path / "a.wav", clip("rms", "where is my parcel"))
    assert main(["hear", str(tmp_path / "a.wav"), str(FLOWS / "parcel_status")]) == 0
    heard = json.loads(capsys.readouterr().out)
    assert heard["text"] == "where is my parcel"
    assert heard["confidence"] > 0.5
    assert heard["step"] == "listen"


def test_hear_listens_in_the_step_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_wave(tmp_path / "a.wav", clip("rms", "four seven one one"))
    package = str(FLOWS / "parcel_status")
    assert main(["hear", str(tmp_path / "a.wav"), package, "--slot", "parcel"]) == 0
    heard = json.loads(capsys.readouterr().out)
    assert (heard["text"], heard["slot"]) == ("four seven one one", "parcel")


@pytest.mark.parametrize(
    ("package", "options", "sentence"),
    [
        ("phone_bill", ["--engine", "missing"], "no engine named missing hears zh here; these do: practice"),
        ("parcel_status", ["--step", "nowhere"], "no step nowhere of this package hears the caller; these do: listen"),
        ("no_such_package", [], "no_such_package"),
    ],
)
def test_what_cannot_be_heard_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], package: str, options: list[str], sentence: str
) -> None:
    write_wave(tmp_path / "a.wav", bytes(16000))
    assert main(["hear", str(tmp_path / "a.wav"), str(FLOWS / package), *options]) == 2
    assert sentence in capsys.readouterr().err


def test_a_file_that_is_no_sound_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    assert main(["hear", str(tmp_path / "a.wav"), str(FLOWS / "parcel_status")]) == 2
    assert "is no PCM WAV file" in capsys.readouterr().err
    assert main(["hear", str(tmp_path / "none.wav"), str(FLOWS / "parcel_status")]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_hear_hears_another_language_of_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_wave(tmp_path / "a.wav", clip("rms", "has my package arrived"))
    assert main(["hear", str(tmp_path / "a.wav"), str(FLOWS / "front_desk"), "--language", "en-US"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "has my package arrived"
    assert main(["hear", str(tmp_path / "a.wav"), str(FLOWS / "front_desk")]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["practice"]
    assert "synthetic speech only" in told.err
