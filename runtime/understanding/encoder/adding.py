"""Owns adding an encoder to this machine: from a folder, an archive, or by its name on the Hugging Face hub."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import msgspec

from runtime.understanding.encoder import conversion
from runtime.understanding.encoder.directory import (
    MODEL,
    SETTINGS,
    TOKENIZER,
    BrokenEncoder,
    EncoderSettings,
    identity_of,
    made_whole,
    read_settings,
    write_settings,
)
from runtime.understanding.encoder.sentence import SentenceEncoder

_GRAPHS = ("model.onnx", "onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model.onnx", "model_quantized.onnx")
_WEIGHTS = "model.safetensors"
_WANTED_OF_HUB = [*_GRAPHS, TOKENIZER, "config.json", _WEIGHTS, "1_Pooling/config.json", SETTINGS]
_LARGEST = 4 * 1024**3


def add(source: str, target: Path, languages: tuple[str, ...], prefix: str = "") -> EncoderSettings:
    """Makes the encoder directory `target`. Raises `BrokenEncoder`."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = _top(_opened(source, Path(scratch)))
        if not (folder / TOKENIZER).is_file():
            raise BrokenEncoder(f"{source} has no {TOKENIZER}")
        settings = EncoderSettings(identity="", languages=languages, prefix=prefix, source=source)
        settings = msgspec.structs.replace(settings, pooling=conversion.pooling_of(folder))
        graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
        if graph is not None:
            _copy(folder, graph, target, settings)
        elif (folder / _WEIGHTS).is_file():
            conversion.convert(folder, target, settings)
        else:
            raise BrokenEncoder(f"{source} has neither {MODEL} nor {_WEIGHTS}")
    return read_settings(target)


def _opened(source: str, scratch: Path) -> Path:
    path = Path(source).expanduser()
    if path.is_dir():
        return path
    if path.is_file():
        return _unpacked(path, scratch)
    if source.count("/") == 1 and not source.startswith((".", "/", "~")):
        return _downloaded(source, scratch)
    raise BrokenEncoder(f"{source} is no folder, no archive, and no name on the hub like owner/model")


def _unpacked(path: Path, scratch: Path) -> Path:
    """Only files that stay inside, and not more than a model can be."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                    raise BrokenEncoder(f"{path.name} unpacks to more than 4 GB")
                if any(not _stays_inside(entry.filename) for entry in archive.infolist()):
                    raise BrokenEncoder(f"{path.name} would write outside its own folder")
                archive.extractall(scratch)
        else:
            with tarfile.open(path) as archive:
                if sum(entry.size for entry in archive.getmembers()) > _LARGEST:
                    raise BrokenEncoder(f"{path.name} unpacks to more than 4 GB")
                archive.extractall(scratch, filter="data")
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as problem:
        raise BrokenEncoder(f"{path.name} can't be unpacked: {problem}") from problem
    return scratch


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts


def _downloaded(name: str, scratch: Path) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_dir=scratch, allow_patterns=_WANTED_OF_HUB))
    except Exception as problem:
        raise BrokenEncoder(f"{name} can't be fetched from the hub: {_first_line(problem)}") from problem


def _top(folder: Path) -> Path:
    """Archives often hold one folder that holds it all."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _copy(folder: Path, graph: Path, target: Path, settings: EncoderSettings) -> None:
    """A graph as it came, in 8 bits if it is not yet; what an `encoder.json` of its own says holds."""
    if (folder / SETTINGS).is_file() and graph.name == MODEL:
        own = read_settings(folder)
        settings = msgspec.structs.replace(own, languages=settings.languages, source=settings.source)
    with made_whole(target) as draft:
        if _is_quantised(graph):
            shutil.copyfile(graph, draft / MODEL)
        else:
            conversion.quantise(graph, draft / MODEL)
        shutil.copyfile(folder / TOKENIZER, draft / TOKENIZER)
        identity = identity_of(draft, prefix=settings.prefix, pooling=settings.pooling, outputs=settings.outputs)
        write_settings(draft, msgspec.structs.replace(settings, identity=identity))
        SentenceEncoder(draft)  # raises when it can't be used


def _is_quantised(graph: Path) -> bool:
    import onnx

    try:
        model = onnx.load(str(graph), load_external_data=False)
    except Exception as problem:
        raise BrokenEncoder(f"{graph.name} is no ONNX graph: {_first_line(problem)}") from problem
    return any("Integer" in node.op_type or "Quantize" in node.op_type for node in model.graph.node)


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
