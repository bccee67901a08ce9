"""Whatever is written, checking never fails: every finding stands in its file, and fixes are edits of that file."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_package
from dsl.diagnostics import Findings
from dsl.source import read_source
from dsl.source.repair import MOST_MENDED
from tests.dsl.small_package import SMALL

SIGNS = [*"：，“”#:-[]{}&*!|>'\"%@`?<>()\\\t\n \r\ufeff\u2028\x00é你", ": ", " #", "- ", "---\n", "? ", "<<: ", "\\", "\n  "]
FILES = sorted(SMALL)
TWO_LANGUAGES = {
    name: data.decode() if isinstance(data, bytes) else data
    for name, data in read_with_libraries(Path(__file__).parents[2] / "flows" / "front_desk").items()
}


def assert_well_placed(files: dict[str, str | bytes]) -> None:
    checked = check(files)
    for one in checked.findings:
        one.line("en")
        one.line("zh")
        if one.span.file == "flow.yaml" and "flow.yaml" not in files:
            continue
        data = files[one.span.file]
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        assert 0 <= one.span.start <= one.span.end <= len(text)
        assert (one.span.line, one.span.column) <= (one.span.end_line, one.span.end_column)
        assert 1 <= one.span.line <= text.count("\n") + text.count("\r") + 1
        for edit in one.fix.edits if one.fix else ():
            assert edit.file in files and 0 <= edit.start <= edit.end <= len(text)
    if not checked.findings.fatal:
        assert compile_package(files).bundle is not None


@st.composite
def spoilt_packages(draw: st.DrawFn) -> dict[str, str | bytes]:
    base = draw(st.sampled_from([SMALL, TWO_LANGUAGES]))
    files: dict[str, str | bytes] = dict(base)
    name = draw(st.sampled_from(sorted(base)))
    text = base[name]
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 4))):
        match draw(st.sampled_from(["delete", "insert", "swap", "double", "cut", "indent"])):
            case "delete":
                at = chance.randrange(len(text) or 1)
                text = text[:at] + text[at + chance.randrange(1, 6) :]
            case "insert":
                at = chance.randrange(len(text) + 1)
                text = text[:at] + chance.choice(SIGNS) + text[at:]
            case "cut":
                text = text[: chance.randrange(len(text) + 1)]
            case how:
                text = "".join(_moved(text.splitlines(keepends=True), how, chance))
    files[name] = text
    return files


def _moved(lines: list[str], how: str, chance: random.Random) -> list[str]:
    if not lines:
        return lines
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if how == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif how == "double":
        lines.insert(other, lines[one])
    else:
        lines[one] = chance.choice([" ", "  ", "\t"]) + lines[one]
    return lines


@settings(max_examples=300, deadline=None)
@given(spoilt_packages())
def test_a_spoilt_package_is_checked_to_the_end(files: dict[str, str | bytes]) -> None:
    assert_well_placed(files)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.integers(0, 3000), st.binary(min_size=1, max_size=4))
def test_bytes_of_any_kind_are_checked_to_the_end(name: str, at: int, junk: bytes) -> None:
    data = SMALL[name].encode()
    at %= len(data)
    assert_well_placed({**SMALL, name: data[:at] + junk + data[at:]})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.text(max_size=200))
def test_any_text_as_a_file_is_checked_to_the_end(name: str, text: str) -> None:
    assert_well_placed({**SMALL, name: text})


def test_a_subflow_that_cannot_be_read_is_no_subflow() -> None:
    text = SMALL["subflows/booking.yaml"].replace("start: offer_seat\n", "")
    look = "    fetch: price_list\n    with: {size: size, number: caller.number}\n    failed: full\n    next: full\n"
    assert_well_placed({**SMALL, "subflows/booking.yaml": text + "  look:\n" + look})


def test_each_line_left_out_or_cut_short() -> None:
    for name in FILES:
        lines = SMALL[name].splitlines(keepends=True)
        for number, line in enumerate(lines):
            assert_well_placed({**SMALL, name: "".join(lines[:number] + lines[number + 1 :])})
            assert_well_placed({**SMALL, name: "".join(lines[:number]) + line[: len(line) // 2]})


def test_a_map_of_which_nothing_is_left() -> None:
    assert_well_placed({**SMALL, "intents.yaml": "ask_price:\n  phrases:\n    - <<: what\n    - [a]: b\n"})


@pytest.mark.parametrize("slip", ["  z: [a\n", '  z: "a\n', "  z: a: b\n", "   z: a\n"])
def test_a_large_file_that_is_broken_is_not_mended(slip: str) -> None:
    """Every mend reads the file again; of a large one the first slip is named, and where it is."""
    steps = "".join(f"  s{number}:\n    say: Hello to everybody.\n    next: s{number}\n" for number in range(8000))
    text = f"steps:\n{steps}{slip}  last:\n    say: Goodbye: now.\n"
    assert len(text) > MOST_MENDED
    source = read_source({"flow.yaml": text}, findings := Findings())
    assert [(one.code, one.span.file) for one in findings] == [("yaml-broken", "flow.yaml")]
    (found,) = findings
    assert text.splitlines()[found.span.line - 1] in [*slip.splitlines(), "  last:", "    say: Goodbye: now."]
    assert source.files["flow.yaml"].root is None
