"""The JSON Schemas: whatever is right passes, what has a wrong key or word does not, and no key of the model is missing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dsl import model
from dsl.commands import main
from dsl.commands.package_files import read_package_files
from dsl.editing.tree import Text, data
from dsl.libraries import name_within
from dsl.model import STEP_KINDS, Part
from dsl.reader.shapes import fields_of
from dsl.schema import FILES, schema_of
from tests.dsl.small_package import MARK, SMALL
from tests.dsl.test_diagnostics import FOUND, MENDED
from tests.dsl.test_readme import examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/flow.yaml"))


@cache
def validator(file: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(file))


def file_of(name: str) -> str:
    name = name_within(name)
    folder = PurePosixPath(name).parent.as_posix()
    return name if folder == "." else f"{folder}/*.yaml"


def problems(name: str, text: str) -> list[str]:
    """What the schema of a file says against its text, read by YAML 1.2."""
    return [
        f"{name}: {error.json_path}: {error.message}" for error in validator(file_of(name)).iter_errors(data(Text(text).root))
    ]


@pytest.mark.parametrize("file", FILES)
def test_each_is_a_schema_of_its_dialect(file: str) -> None:
    Draft202012Validator.check_schema(schema_of(file))
    assert json.loads(json.dumps(schema_of(file))) == schema_of(file)


@pytest.mark.parametrize("folder", FLOWS, ids=lambda folder: folder.name)
def test_every_file_of_the_ready_made_flows_passes(folder: Path) -> None:
    found = read_package_files(folder)
    assert [problem for name, text in found.items() for problem in problems(name, text.decode("utf-8"))] == []


@pytest.mark.parametrize("package", [examples(), dict(SMALL)], ids=["readme", "small"])
def test_every_example_passes(package: dict[str, str]) -> None:
    assert [problem for name, text in package.items() if file_of(name) in FILES for problem in problems(name, text)] == []


SEEN_BY_A_SCHEMA = {
    "unknown-key", "key-missing", "value-missing", "list-expected", "map-expected", "whole-number-expected",
    "true-or-false-expected", "word-unknown", "one-key-missing", "one-key-too-many", "key-out-of-place", "verb-missing",
    "two-verbs", "otherwise-missing", "go-missing", "duration-bad", "percent-bad", "level-bad",
    "type-unknown", "key-unknown",
}  # fmt: skip
"""Codes of what a schema of one file can see."""
OUT_OF_ITS_SIGHT = ('keys: "12‸a4"',)
"""What is within a text."""


def spoilt(case: tuple[Any, ...]) -> list[tuple[str, str]]:
    """The files that a case of the diagnostics changes, as they then are."""
    changes = [case[1:4], *case[4:]]
    texts: dict[str, str] = {}
    for file, old, new in changes:
        before = texts.get(file, SMALL.get(file, ""))
        texts[file] = before.replace(old, new.replace(MARK, ""), 1) if old else new.replace(MARK, "")
    return list(texts.items())


CASES = [
    case for case in (*MENDED, *FOUND) if case[0] in SEEN_BY_A_SCHEMA and not any(one in case[3] for one in OUT_OF_ITS_SIGHT)
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)])
def test_what_has_a_wrong_key_or_word_does_not_pass(case: tuple[Any, ...]) -> None:
    found = [problem for name, text in spoilt(case) if file_of(name) in FILES for problem in problems(name, text)]
    assert found, spoilt(case)


def test_every_code_that_a_schema_can_see_has_its_case() -> None:
    assert {case[0] for case in CASES} == SEEN_BY_A_SCHEMA


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("conversations/a.yaml", "- name: x\n  talk:\n    - caller: hi\n      line: hello\n"),
        ("conversations/a.yaml", "- name: x\n  talk:\n    - does: {hand_off: {}, call_back: {}}\n"),
        ("conversations/a.yaml", "- name: x\n  talk:\n    - never: {with: {a: b}}\n"),
        ("conversations/a.yaml", "- name: x\n  talk:\n    - later: soon\n"),
        ("conversations/a.yaml", "- name: x\n"),
        ("data.yaml", "a:\n  get: https://x\n  post: https://x\n  gives: {b: text}\n"),
        ("data.yaml", "a-b:\n  get: https://x\n  gives: {b: text}\n"),
        ("slots.yaml", "my size:\n  type: text\n  ask: Which?\n"),
        ("intents.yaml", "a:\n  phrases: {fr-FR: [x]}\n"),
        (
            "subflows/a.yaml",
            "subflow: a\nstart: b\nsteps:\n  b:\n    choose:\n      - when: anger > 0.5\n        next: b\n    otherwise: b\n",
        ),
        ("escalation.yaml", "when: anger > 0.5\n"),
        ("words.yaml", "lists: {a: {b: c}}\n"),
        ("subflows/a.yaml", "subflow: a\nstart: b\nsteps:\n  b:\n    return: ok\n    next: c\n"),
    ],
)  # fmt: skip
def test_other_wrong_files_do_not_pass(file: str, text: str) -> None:
    assert problems(file, text)


def test_every_key_of_the_model_is_in_a_schema() -> None:
    seen: dict[str, set[str]] = {}
    for file in FILES:
        schema = schema_of(file)
        for name, part in schema["$defs"].items():
            seen.setdefault(name, set()).update(part.get("properties", {}))
    verbs = {kind: verb for verb, kind in STEP_KINDS.items()}
    parts = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, Part)]
    names = {part: verbs.get(part) or _snake(part.__name__) for part in parts if part not in (Part, model.Package)}
    missing = {
        name: set(fields_of(part)) - seen.get(name, set())
        for part, name in names.items()
        if part is not model.Reprompts and set(fields_of(part)) - seen.get(name, set())
    }
    assert missing == {"choose": {"otherwise"}}  # it is the last item of the list


def _snake(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() and at else sign.lower() for at, sign in enumerate(name))


def test_records_say_what_they_are() -> None:
    schema = schema_of("flow.yaml")
    assert schema["$defs"]["hand_off"]["description"].startswith("Hands the call to a person.")
    assert "exactly one of say, ask" in schema["$defs"]["step"]["description"]
    assert schema["title"] == "Callwright: flow.yaml"


def test_the_command_writes_them_all_and_names_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "-o", str(tmp_path / "schema")]) == 0
    written = capsys.readouterr().out.split()
    assert len(written) == len(FILES)
    assert json.loads((tmp_path / "schema" / "flow.schema.json").read_text("utf-8")) == schema_of("flow.yaml")
    assert main(["schema", "flows/phone_bill/subflows/identity.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Callwright: subflows/*.yaml"
    assert main(["schema"]) == 2
    assert main(["schema", "flow.yml"]) == 2
    assert "flow.yaml" in capsys.readouterr().err
