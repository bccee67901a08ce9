"""Owns what a new package begins with: a blank flow that passes its checks, or one of the flows that ship with the product."""

import re
from pathlib import Path

from designer.configuration import FLOWS
from designer.refusal import Refused
from designer.workspace.line_ends import plain
from designer.workspace.package_files import check_name, to_text

_FOLDER = Path(__file__).parent / "blank"
BLANK_LIBRARY = "blank_library"


def shipped(flows: Path = FLOWS) -> dict[str, dict[str, str]]:
    """The flow packages that come with the product: name -> files."""
    if not flows.is_dir():
        return {}
    folders = sorted(folder for folder in flows.iterdir() if (folder / "flow.yaml").is_file())
    return {folder.name: _read(folder) for folder in folders}


def shipped_libraries(flows: Path = FLOWS) -> dict[str, dict[str, str]]:
    """The libraries that come with them: name -> files."""
    folder = flows / "library"
    found = sorted(one for one in folder.iterdir() if (one / "library.yaml").is_file()) if folder.is_dir() else []
    return {one.name: _read(one) for one in found}


def fill(template: str, name: str, title: str, language: str) -> dict[str, str]:
    """The files of a new package called `name`."""
    check_name(name)
    if not title.strip() or "\n" in title:
        raise Refused("refusals.title_missing")
    if template == BLANK_LIBRARY:
        return _blank_library(name, title.strip(), language)
    files = _blank(language) if template == "blank" else shipped().get(template)
    if files is None:
        raise Refused("refusals.no_such_template", 404, name=template[:80])
    return files | {"flow.yaml": _renamed(files["flow.yaml"], name, title.strip())}


def _blank_library(name: str, title: str, language: str) -> dict[str, str]:
    if language not in ("zh-CN", "en-US", "en-GB"):
        raise Refused("refusals.language_unknown", language=language[:16])
    header = f"callwright: 1\nlibrary: {name}\ntitle: {_quoted(title)}\nlanguage: {language}\n"
    return {"library.yaml": header, "answers.yaml": ""}


def _blank(language: str) -> dict[str, str]:
    folder = _FOLDER / language
    if language not in ("zh-CN", "en-US", "en-GB"):
        raise Refused("refusals.language_unknown", language=language[:16])
    if language == "en-GB":
        american = _read(_FOLDER / "en-US")
        return {path: text.replace("language: en-US", "language: en-GB") for path, text in american.items()}
    return _read(folder)


def _renamed(flow: str, name: str, title: str) -> str:
    quoted = _quoted(title)
    flow = re.sub(r"^flow:.*$", lambda _: f"flow: {name}", flow, count=1, flags=re.MULTILINE)
    return re.sub(r"^title:.*$", lambda _: f"title: {quoted}", flow, count=1, flags=re.MULTILINE)


def _quoted(title: str) -> str:
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): plain(to_text(path.name, path.read_bytes()))
        for path in sorted(folder.rglob("*.yaml"))
    }
