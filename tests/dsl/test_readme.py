"""The page about the language is a contract: every example on it compiles, and nothing that can be written is missing."""

import re
import typing
from pathlib import Path

import msgspec

from dsl import model
from dsl.compiler import check, compile_package
from dsl.model import MANNERS, STEP_KINDS, Part
from dsl.reader.package import FOLDERS, SINGLE_FILES
from dsl.reply import STYLES
from dsl.resolver.vocabulary import OF_THE_CALL
from dsl.source import MappingNode, Node, SequenceNode
from dsl.values import TYPES, from_text, parse_type
from dsl.wordings import sentences
from dsl.wordings.fixes import FIXES
from tests.dsl.test_diagnostics import FOUND, MENDED

PAGE = (Path(__file__).parents[2] / "dsl" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (.*?) \| (fix)? ?\|$", PAGE, re.MULTILINE)


BILINGUAL = "bilingual/"
"""The folder of the second package: the one that speaks two languages."""


def examples() -> dict[str, str]:
    return {name: text for name, text in _blocks().items() if not name.startswith(BILINGUAL)}


def bilingual() -> dict[str, str]:
    return {name.removeprefix(BILINGUAL): text for name, text in _blocks().items() if name.startswith(BILINGUAL)}


def _blocks() -> dict[str, str]:
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return {name: f"# {name}\n{text}" for name, text in blocks}


def keys(node: Node | None) -> set[str]:
    """Every key below a node."""
    if isinstance(node, MappingNode):
        return {key.text for key, _ in node.entries}.union(*(keys(value) for _, value in node.entries))
    return set().union(*(keys(item) for item in node.items)) if isinstance(node, SequenceNode) else set()


def test_the_examples_are_one_right_package() -> None:
    compiled = compile_package(examples())
    assert [one.line() for one in compiled.findings] == []
    assert compiled.bundle is not None and compiled.bundle.package == "library_line"


def test_the_example_of_two_languages_is_right() -> None:
    compiled = compile_package(bilingual())
    assert [one.line() for one in compiled.findings] == []
    assert compiled.bundle is not None and compiled.bundle.languages == ("en-GB", "zh-CN")


def test_every_file_of_a_package_is_shown() -> None:
    shown = set(examples())
    assert {*SINGLE_FILES, "library/town/library.yaml"} <= shown
    assert all(any(name.startswith(f"{folder}/") for name in shown) for folder in FOLDERS)


def test_every_key_and_every_step_kind_is_shown() -> None:
    files = [file for package in (examples(), bilingual()) for file in check(package).source.files.values()]
    written = set().union(*(keys(file.root) for file in files))
    parts = [
        one
        for one in vars(model).values()
        if isinstance(one, type) and issubclass(one, Part) and one not in (Part, model.Package)
    ]
    wanted = {field.encode_name for part in parts for field in msgspec.structs.fields(part)} - {"says"}
    assert wanted - written == set()
    assert all(re.search(rf"^\| `{verb}` \|", PAGE, re.MULTILINE) for verb in STEP_KINDS)


def test_every_word_that_can_stand_somewhere_is_named() -> None:
    words = {
        word for part in vars(model).values() if isinstance(part, type) and issubclass(part, Part) for word in _choices(part)
    }
    assert [word for word in words if not re.search(rf"\b{re.escape(word)}\b", PAGE)] == []
    assert [word for word in (*MANNERS, *STYLES, *OF_THE_CALL) if f"`{word}`" not in PAGE] == []


def _choices(part: type[Part]) -> set[str]:
    """The words of every `Literal` among the keys of a class."""
    found: set[str] = set()
    for hint in typing.get_type_hints(part).values():
        for one in (hint, *typing.get_args(hint)):
            if typing.get_origin(one) is typing.Literal:
                found |= set(typing.get_args(one))
    return found


def test_every_type_is_shown_with_its_canonical_text() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", PAGE.split("## Types")[1].split("## Diagnostics")[0], re.MULTILINE)
    assert [parse_type(name).name for name, _ in rows] == list(TYPES)
    assert [name for name, text in rows if from_text(parse_type(name), text) is None] == []


def test_every_code_is_there_in_its_words() -> None:
    wanted = {code: _plain(english) for code, (english, _) in sentences().items() if code not in FIXES}
    assert {code: sentence for code, sentence, _, _ in ROWS} == wanted
    assert {code for code, _, _, fix in ROWS if fix} == {case[0] for case in MENDED}


def test_every_example_of_a_code_is_one_that_causes_it() -> None:
    for code, _, example, _ in ROWS:
        if example.startswith("("):
            continue
        written = example.strip("`").strip().replace("\\|", "|")
        causes = [change[2] for case in (*MENDED, *FOUND) if case[0] == code for change in (case[1:4], *case[4:])]
        assert any(written in text for text in causes), (code, written)


def _plain(sentence: str) -> str:
    """A sentence as the table shows it."""
    return re.sub(r"\[\[(.*?)\]\]", r"\1", sentence).replace("{=", "{").replace("|", "\\|")
