"""Which engine hears a language: chosen by what there is, settable, and said honestly; and models that are added."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.models import HEARING, path_of
from runtime.speech.hearing import added_models
from runtime.speech.hearing.kaldi.model import NEEDED, Unusable
from runtime.speech.hearing.recognizers import VARIABLE, chosen, engines, reason_unheard, unknown_choices


@pytest.fixture(autouse=True)
def _models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv(VARIABLE, raising=False)


def kaldi_folder(folder: Path) -> Path:
    folder.mkdir()
    for name in NEEDED:
        (folder / name).write_text("")
    return folder


def test_people_are_heard_in_english_and_synthetic_speech_in_mandarin() -> None:
    """pocketsphinx hears people; for Mandarin there is only the practice model until one is added."""
    now = chosen()
    assert (now["en"].key, now["en"].practice) == ("pocketsphinx", False)
    assert (now["zh"].key, now["zh"].practice) == ("practice", True)
    assert [engine.key for engine in engines("en")] == ["pocketsphinx", "practice"]


def test_the_choice_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "en=practice, zh=none")
    assert chosen()["en"].practice
    assert "zh" not in chosen()
    assert VARIABLE in reason_unheard("zh-CN")
    monkeypatch.setenv(VARIABLE, "en=missing")
    assert unknown_choices() == ["en=missing"]
    assert chosen()["en"].key == "pocketsphinx", "what is not there is said, and the usual choice stands"


def test_what_cannot_be_heard_is_said_honestly() -> None:
    assert reason_unheard("en-US") == reason_unheard("zh-CN") == ""
    assert "fi-FI" in reason_unheard("fi-FI")
    assert "引擎" in reason_unheard("fi-FI", "zh")


def test_an_added_model_hears_its_language_from_then_on(tmp_path: Path) -> None:
    added = added_models.add(kaldi_folder(tmp_path / "big"), path_of(HEARING, "big"), "zh")
    assert (added.engine, added.language) == ("kaldi", "zh")
    assert chosen()["zh"].name == "Kaldi, big"
    assert not chosen()["zh"].practice
    vosk = tmp_path / "small-cn"
    (vosk / "am").mkdir(parents=True)
    (vosk / "am" / "final.mdl").write_text("")
    (vosk / "graph").mkdir()
    added_models.add(vosk, path_of(HEARING, "a-vosk"), "fi")
    assert chosen()["fi"].name == "Vosk, a-vosk"


def test_what_is_no_model_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unusable, match="neither"):
        added_models.add(tmp_path / "empty", path_of(HEARING, "x"), "en")
    half = kaldi_folder(tmp_path / "half")
    (half / "Dictation.fst").unlink()
    with pytest.raises(Unusable, match=r"Dictation\.fst"):
        added_models.add(half, path_of(HEARING, "x"), "en")
    assert not path_of(HEARING, "x").exists()
