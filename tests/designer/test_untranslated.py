"""Nothing that a person reads is left in one language: what scripts and Python say by themselves, and what the language and the
runtime say to an operator."""

import ast
import re

import pytest

from designer.browser_files import STATIC
from designer.templating import FOLDER
from designer.words import entries
from dsl.changes.sentences import SENTENCES as CHANGES
from dsl.wordings import sentences
from runtime.failures import _SENTENCES as FAILURES

SCRIPTS = sorted([*(STATIC / "js").glob("*.js"), *(STATIC / "line").glob("*.js")])
MODULES = sorted(path for path in FOLDER.parent.rglob("*.py") if not {"migrations", "commands"} & set(path.parts))
COMMENT = re.compile(r"/\*.*?\*/|(?:^|(?<=[\s;{}(,]))//[^\n]*", re.DOTALL)
TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
READ_BY_PEOPLE = re.compile(r"[A-Z][a-z]+ [a-z]{2,}|[\u4e00-\u9fff]{2,}|[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")

# Looks like a sentence and is none.
NO_SENTENCES = {
    "Go to line",  # the name by which CodeMirror knows the phrase that we give it
    "quiet small blame",  # classes
    "old password of ",  # a key of the tries that are counted
    "out of int",  # what a library says, looked for
    "synthetic speech only",  # what a runtime says of its model, looked for
    "callwright audit callwright-audit.jsonl --key callwright-audit-public.pem",  # a command
}
NOTATIONS = ("sameness.py", "masking.py", "formats.py")  # what callers say, and how a day is written, in each language


def texts_of(script: str) -> list[str]:
    found = [max(groups, key=len) for groups in TEXT.findall(COMMENT.sub("", script))]
    return [re.sub(r"\$\{[^}]*\}", "", text) for text in found]


def read_by_people(texts: list[str]) -> list[str]:
    """Those that look like words for a person; styles and markup of a file are none."""
    return [text for text in texts if READ_BY_PEOPLE.search(text) and not re.search(r"\dpx |^\W*<|></", text)]


class _Texts(ast.NodeVisitor):
    """Texts of a module that could reach a person: no docstrings, no log lines, no exceptions but refusals."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        pass

    def visit_Raise(self, node: ast.Raise) -> None:
        if getattr(getattr(node.exc, "func", None), "id", "") == "Refused":
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if getattr(getattr(node.func, "value", None), "id", "") not in ("log", "logging"):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.append(node.value)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_says_anything_by_itself(path):
    assert set(read_by_people(texts_of(path.read_text("utf-8")))) <= NO_SENTENCES


def test_what_a_script_says_by_itself_is_found():
    script = (
        'import "./a.js"; // Not a sentence here\nnote.textContent = `Could not save ${name}`; say("保存失败"); add("quiet row");'
    )
    assert read_by_people(texts_of(script)) == ["Could not save ", "保存失败"]


def test_no_python_says_anything_by_itself():
    left: list[tuple[str, str]] = []
    for path in MODULES:
        if path.name in NOTATIONS:
            continue
        texts = _Texts()
        texts.visit(ast.parse(path.read_text("utf-8")))
        left += [(path.name, text) for text in read_by_people(texts.found) if text not in NO_SENTENCES]
    assert left == []


def test_what_python_says_by_itself_is_found():
    texts = _Texts()
    texts.visit(ast.parse('"""A docstring of some words."""\nlog.info("not for people at all")\ntoast("The draft was saved")'))
    assert read_by_people(texts.found) == ["The draft was saved"]


FAMILIES = {"graph": "graph", "tryout": "tryout", "source": "source"}
"""By the first part of a script's name: the page whose words it is given."""


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.stem.split("-")[0] in FAMILIES], ids=lambda path: path.name)
def test_every_word_that_a_script_asks_for_is_there(path):
    page = FAMILIES[path.stem.split("-")[0]]
    pages = {page, "graph", "tryout"} if path.stem == "graph-tryout" else {page}
    text = COMMENT.sub("", path.read_text("utf-8"))
    asked = re.findall(r"(?<![.\w])(?:this\.|graph\.|this\.graph\.)?words\.(?!js\b)([a-z]\w*)(?!\w*\()", text)
    begun = re.findall(r"words\[`(\w+)\$\{", text)
    known = {key.partition(".")[2] for key in entries() if key.partition(".")[0] in pages}
    missing = [word for word in asked if word not in known and word not in ("length", "next", "text", "trim", "slice", "split")]
    assert missing == []
    assert [start for start in begun if not any(word.startswith(start) for word in known)] == []


@pytest.mark.parametrize(
    ("table", "english", "chinese"),
    [
        *((f"dsl:{code}", *said) for code, said in sentences().items()),
        *((f"change:{code}", *said) for code, said in CHANGES.items()),
        *((f"failure:{code}", *said) for code, said in FAILURES.items()),
    ],
)
def test_what_the_language_and_the_runtime_say_to_an_operator_is_in_both_languages(table, english, chinese):
    plain = re.sub(r"\{[^}]*\}|`[^`]*`|“[^”]*”", "", english)
    assert not re.search(r"[\u4e00-\u9fff]", plain), table
    assert re.search(r"[\u4e00-\u9fff]", chinese) or not re.search("[a-z]", plain), table
    fields = [{re.sub("_(zh|en)$", "", name) for name in re.findall(r"\{(\w+)", text)} for text in (english, chinese)]
    assert fields[0] == fields[1], table
