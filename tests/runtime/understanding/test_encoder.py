"""Tests of the sentence encoder: a converted graph agrees with plain arithmetic, and a machine without one says so."""

import json
import os
import shutil
import tarfile
import zipfile

import numpy as np
import pytest

from dsl.commands import main
from runtime.models import installed, models_folder, path_of
from runtime.understanding.encoder import adding, bert_weights, built_in, choice, conversion
from runtime.understanding.encoder.directory import BrokenEncoder, EncoderSettings, read_settings
from runtime.understanding.encoder.sentence import SentenceEncoder
from tests.runtime.understanding import tiny_bert


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLWRIGHT_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("CALLWRIGHT_ENCODER", raising=False)
    return tmp_path / "models"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return tiny_bert.write(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """The encoder that comes by itself, converted once for this module."""
    folder = tmp_path_factory.mktemp("english") / "encoder"
    conversion.convert(built_in.source(), folder, built_in.settings())
    return SentenceEncoder(folder)


def test_the_converted_graph_agrees_with_float32_arithmetic(english):
    assert conversion.check_agreement(english, bert_weights.read(built_in.source())) > 0.98


def test_sentences_of_one_meaning_are_near(english):
    lost, gone, bill = (english.encode(text) for text in ("I lost my card", "my debit card is missing", "my bill is too high"))
    assert lost @ gone > lost @ bill + 0.15


def test_a_vector_does_not_depend_on_what_else_is_encoded(english):
    alone = english.encode("pay my bill")
    together = english.encode_all(["a much longer sentence about nothing in particular at all", "pay my bill", "pay my bill"])
    assert np.array_equal(together[1], alone)
    assert np.array_equal(together[2], alone)
    assert np.isclose(np.linalg.norm(alone), 1.0)


@pytest.mark.parametrize("text", ["", "😀", "\x00\x01", "x" * 10_000, "word " * 5000, "查话费"])
def test_anything_can_be_encoded(english, text):
    assert np.isfinite(english.encode(text)).all()


def test_the_same_conversion_gives_the_same_bytes(published, tmp_path):
    for name in ("a", "b"):
        conversion.convert(published, tmp_path / name, EncoderSettings(identity=""))
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert files[0] == files[1]
    assert set(files[0]) == {"model.onnx", "tokenizer.json", "encoder.json"}


def test_a_graph_whose_vectors_are_wrong_is_refused(published, tmp_path):
    conversion.convert(published, tmp_path / "made", EncoderSettings(identity=""))
    others = bert_weights.read(tiny_bert.write(tmp_path / "others", seed=1))
    with pytest.raises(BrokenEncoder, match="agreement"):
        conversion.check_agreement(SentenceEncoder(tmp_path / "made"), others)


def test_a_conversion_that_fails_leaves_nothing_and_is_not_tried_again(models, monkeypatch):
    monkeypatch.setattr(conversion, "LEAST_AGREEMENT", 1.1)
    tried = []
    convert = conversion.convert
    monkeypatch.setattr(conversion, "convert", lambda *what: tried.append(what) or convert(*what))
    assert choice.make_ready("en-US") is None
    assert choice.make_ready("en-US") is None
    assert len(tried) == 1
    assert "vectors are wrong" in choice.tier("en-US")
    assert [path.name for path in (models / "encoder").iterdir()] == [f"{built_in.settings().identity}.failed"]


def test_each_language_has_its_encoder(published, models, monkeypatch):
    assert choice.choose("en-US").name == built_in.NAME
    assert choice.choose("zh-CN") is None
    assert choice.tier("zh-CN") == "light: no encoder for zh is installed"
    adding.add(str(published), models / "encoder" / "many", ("*",))
    assert (choice.choose("en-GB").name, choice.choose("zh-CN").name) == (built_in.NAME, "many")
    adding.add(str(published), models / "encoder" / "chinese", ("zh",))
    assert choice.choose("zh-CN").name == "chinese"
    monkeypatch.setenv("CALLWRIGHT_ENCODER", "many")
    assert choice.choose("zh-CN").name == "many"
    monkeypatch.setenv("CALLWRIGHT_ENCODER", "none")
    assert choice.choose("en-US") is None
    assert choice.tier("en-US").startswith("light: no encoder is wanted")


def test_an_encoder_is_added_from_an_archive(published, tmp_path, models, capsys):
    whole = shutil.copytree(published, tmp_path / "whole" / "tiny")
    (whole / "1_Pooling").mkdir()
    (whole / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    with tarfile.open(tmp_path / "tiny.tar.gz", "w:gz") as archive:
        archive.add(whole, "tiny")
    assert main(["models", "add", str(tmp_path / "tiny.tar.gz"), "--language", "zh"]) == 0
    settings = read_settings(models / "encoder" / "tiny")
    assert (settings.languages, settings.pooling) == (("zh",), "first")
    assert main(["models", "list"]) == 0
    assert "understanding of zh: sentence: tiny" in capsys.readouterr().out
    assert main(["models", "remove", "tiny"]) == 0
    assert not (models / "encoder" / "tiny").exists()


def test_a_directory_with_a_graph_is_taken_as_it_is(published, tmp_path, models):
    conversion.convert(published, tmp_path / "made", EncoderSettings(identity="", languages=("en",)))
    settings = adding.add(str(tmp_path / "made"), models / "encoder" / "again", ("zh",))
    assert settings.outputs == ("layer_0", "layer_1")
    first, second = SentenceEncoder(tmp_path / "made"), SentenceEncoder(models / "encoder" / "again")
    assert np.array_equal(first.encode("pay my bill"), second.encode("pay my bill"))


def test_a_name_on_the_hub_is_fetched(published, models, monkeypatch, capsys):
    import huggingface_hub

    asked = []

    def fetch(name, local_dir, allow_patterns):
        asked.append((name, "tokenizer.json" in allow_patterns))
        return shutil.copytree(published, local_dir, dirs_exist_ok=True)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    assert main(["models", "add", "somebody/tiny"]) == 0
    assert asked == [("somebody/tiny", True)]
    assert (models / "encoder" / "tiny" / "model.onnx").is_file()


def test_a_model_is_tried(published, models, capsys):
    adding.add(str(published), models / "encoder" / "tiny", ("en",))
    assert main(["models", "test", "tiny"]) in (0, 1)  # by chance weights nothing is near what it means
    assert "of 12 sentences found" in capsys.readouterr().out


def _archive_that_escapes(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../tokenizer.json", "{}")
    return path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "{tmp}/nowhere"], "no folder, no archive"),
        (["add", "{tmp}/empty"], "has no tokenizer.json"),
        (["add", "{tmp}/escapes.zip"], "outside its own folder"),
        (["add", "{tmp}/words"], "neither model.onnx nor model.safetensors"),
        (["add", "{tmp}/damaged"], "no ONNX graph"),
        (["add", "{tmp}/words", "--name", "../x"], "no name for a model"),
        (["remove", "nothing"], "no encoder named nothing"),
        (["remove", ".."], "no encoder named .."),
        (["test", "nothing"], "no encoder named nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(published, tmp_path, models, capsys, arguments, says):
    for name in ("empty", "words", "damaged"):
        (tmp_path / name).mkdir()
    for name in ("words", "damaged"):
        shutil.copyfile(published / "tokenizer.json", tmp_path / name / "tokenizer.json")
    (tmp_path / "damaged" / "model.onnx").write_bytes(b"no graph")
    _archive_that_escapes(tmp_path / "escapes.zip")
    assert main(["models", *(argument.format(tmp=tmp_path) for argument in arguments)]) == 2
    complaint = capsys.readouterr().err
    assert says in complaint
    assert len(complaint.splitlines()) == 1
    assert not models.exists() or not list(models.rglob("*.onnx"))


def test_models_have_a_folder_of_their_own(monkeypatch, tmp_path):
    monkeypatch.delenv("CALLWRIGHT_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "callwright" / "models"


def test_the_first_of_several_folders_gets_new_ones_and_all_are_looked_in(monkeypatch, tmp_path):
    own = tmp_path / "share"
    monkeypatch.setenv("XDG_DATA_HOME", str(own))
    monkeypatch.setenv("CALLWRIGHT_MODELS", f"{tmp_path / 'house'}{os.pathsep}")
    for folder in (tmp_path / "house" / "encoder" / "b", own / "callwright" / "models" / "encoder" / "a"):
        folder.mkdir(parents=True)
    (own / "callwright" / "models" / "encoder" / "b").mkdir()
    assert [path.relative_to(tmp_path).parts[0] for path in installed("encoder")] == ["share", "house"]
    assert path_of("encoder", "a").is_relative_to(own)
    assert path_of("encoder", "new") == tmp_path / "house" / "encoder" / "new"


def test_models_of_a_house_are_kept_in_its_data(monkeypatch, tmp_path, capsys, published):
    monkeypatch.delenv("CALLWRIGHT_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert main(["models", "add", str(published), "--name", "tiny", "--data", str(tmp_path)]) == 0
    assert (tmp_path / "models" / "encoder" / "tiny" / "model.onnx").is_file()
    assert main(["models", "add", str(published), "--data", str(tmp_path / "none")]) == 2
    assert "no folder" in capsys.readouterr().err
