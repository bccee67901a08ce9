"""The way in: bytes, limits, and where the characters of a value stand in every style of YAML."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import Diagnostic, Findings
from dsl.source import MappingNode, Scalar, SequenceNode, Source, SourceFile, read_source
from dsl.source.composer import compose
from dsl.source.intake import FILE_BYTES, PACKAGE_BYTES
from dsl.source.offsets import value_places
from dsl.source.quoting import quote, write_text
from dsl.source.repair import Allowance

STYLES = {
    "plain": "say: abc <x> def\n",
    "plain over lines": "say: abc <x>\n  def\n\n  ghi\n",
    "single": "say: 'it''s <x> now'\n",
    "single over lines": "say: 'it''s\n  <x> now'\n",
    "double": 'say: "a \\"b\\" \\u4f60\\x41\\n <x> c"\n',
    "double over lines": 'say: "a  \n  <x> b \\\n   c"\n',
    "literal": "say: |\n  abc\n    <x>\n\n  def\n",
    "literal, deeper": "a:\n  say: |2-\n      abc <x>\n",
    "folded": "say: >\n  abc\n  <x>\n\n  def\n   more\n  end\n",
    "folded, kept": "say: >+\n\n  abc <x>\n\n",
    "chinese": "say: 你好，<x>。\n",
    "carriage returns": "say: >\r\n  abc\r\n  <x>\r\n",
}


def scalar_of(text: str) -> tuple[SourceFile, Scalar]:
    findings = Findings()
    file = read_source({"a.yaml": text}, findings).files["a.yaml"]
    assert not list(findings)
    node = file.root
    while not isinstance(node, Scalar):
        assert isinstance(node, MappingNode)
        node = node.entries[0][1]
    return file, node


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_the_characters_of_a_value_are_found_in_every_style(text: str) -> None:
    file, node = scalar_of(text)
    loaded = yaml.safe_load(text)
    assert node.text == loaded.get("a", loaded)["say"]
    start = node.text.index("<x>")
    span = file.inside(node, start, start + 3)
    assert text[span.start : span.end] == "<x>"
    before = text[: span.start]
    assert (span.line, span.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@given(
    st.text(alphabet=st.sampled_from("ab 你\"'\\\n:#"), min_size=1, max_size=30),
    st.sampled_from(["'", '"', "|", ">"]),
    st.integers(3, 20),
)
def test_every_character_comes_from_where_it_stands(value: str, style: str, width: int) -> None:
    text = yaml.dump({"say": value}, default_style=style, allow_unicode=True, width=width)
    file, node = scalar_of(text)
    value = yaml.safe_load(text)["say"]  # what was written may break a line that had been one
    assert node.text == value
    places = value_places(node, file.working)
    assert len(places) == len(value) and places == sorted(places)
    for character, (at, end) in zip(value, places, strict=True):
        assert at < end <= node.end
        escaped = text[at] == "\\" and node.style == '"'
        assert text[at] == character or escaped or (character in " \n" and text[at] in " \n"), (text, places)


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), max_size=40
    )
)
def test_a_text_is_written_so_that_it_is_read_again(text: str) -> None:
    for written in (quote(text), write_text(text), f"[{write_text(text, flow=True)}]"):
        node = read_source({"a.yaml": f"a: {written}\n"}, Findings()).files["a.yaml"].root
        assert isinstance(node, MappingNode)
        value = node.entries[0][1]
        scalar = value.items[0] if isinstance(value, SequenceNode) else value
        assert isinstance(scalar, Scalar) and scalar.text == text


def only_finding(files: dict[str, bytes | str]) -> Diagnostic:
    findings = Findings()
    read_source(files, findings)
    (one,) = findings
    return one


def test_bytes_that_are_no_text() -> None:
    one = only_finding({"flow.yaml": "a: 你\nb: ".encode() + b"\xff\n"})
    assert (one.code, one.span.line, one.span.column) == ("not-utf-8", 2, 4)
    assert only_finding({"flow.yaml": "a: \ud800"}).code == "not-utf-8"


def test_a_file_and_a_package_have_limits() -> None:
    assert only_finding({"a.yaml": b"#" * (FILE_BYTES + 1)}).code == "file-too-large"
    files: dict[str, bytes | str] = {f"{n:02}.yaml": b"#" * FILE_BYTES for n in range(PACKAGE_BYTES // FILE_BYTES + 1)}
    one = only_finding(files)
    assert (one.code, one.span.file) == ("package-too-large", "08.yaml")


def test_a_byte_order_mark_and_carriage_returns_change_nothing() -> None:
    findings = Findings()
    source = read_source({"a.yaml": "\ufeffa: b\r\nc:\r\n- d\r\n"}, findings)
    assert not list(findings)
    span = source.value_span("a.yaml", ("c", 0))
    assert span is not None and (span.line, span.column) == (3, 3)


def test_thousands_of_open_brackets_are_read_in_no_time() -> None:
    findings = Findings()
    read_source({"a.yaml": "[" * 100_000, "b.yaml": "{a: " * 50_000, "c.yaml": "- " * 100_000}, findings)
    assert {one.span.file for one in findings} == {"a.yaml", "b.yaml", "c.yaml"}


def test_thousands_of_keys_on_one_line_are_read_in_no_time() -> None:
    line = "{" + ", ".join(f"k{number}: v" for number in range(30_000)) + "}\n"
    findings = Findings()
    root = read_source({"a.yaml": line}, findings).files["a.yaml"].root
    assert isinstance(root, MappingNode) and len(root.entries) == 30_000 and not list(findings)


def test_a_large_file_with_many_slips_is_mended_as_far_as_it_takes_no_time() -> None:
    allowance = Allowance(events=40_000)
    entries = "".join(f"a{number}: b\n" for number in range(2_000))
    findings = Findings()
    file = SourceFile("a.yaml", entries + "c: @d\n" * 30)
    assert compose(file, findings, allowance) is None and not file.readable
    assert 1 < len(list(findings)) < 12 and allowance.spent
    again = Findings()
    assert compose(SourceFile("b.yaml", "c: @d\n"), again, allowance) is None
    assert [one.span.line for one in again] == [1]  # the first slip of each file is named even so


def test_a_large_file_with_one_slip_is_mended() -> None:
    findings = Findings()
    text = "a0: @d\n" + "".join(f"a{number}: b\n" for number in range(1, 20_000))
    assert read_source({"a.yaml": text}, findings).files["a.yaml"].readable and len(list(findings)) == 1


def test_places_by_path() -> None:
    source: Source = read_source({"a.yaml": "steps:\n  greet: {next: bye, all: [x, y]}\n"}, Findings())
    key, value = source.key_span("a.yaml", ("steps", "greet", "next")), source.value_span("a.yaml", ("steps", "greet", "all", 1))
    assert key is not None and (key.line, key.column, key.end_column) == (2, 11, 15)
    assert value is not None and (value.line, value.column) == (2, 31)
    assert source.value_span("a.yaml", ("steps", "greet", "all", 2)) is None
    assert source.key_span("b.yaml", ("steps",)) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a: on", "on"), ("a: no", "no"), ("a: 12:30", "12:30"), ("a: 1", "1"), ("a: null", "null"), ("a: 0x1F", "0x1F"),
        ("a: 2026-01-01", "2026-01-01"), ("a: ~", "~"), ("a: <amount>", "<amount>"), ("a: (b|c)", "(b|c)"),
    ],
)  # fmt: skip
def test_what_is_a_text_stays_a_text(text: str, read: str) -> None:
    assert scalar_of(text)[1].text == read


def test_a_broken_file_is_read_on_behind_each_problem() -> None:
    text = "a: b: c\nd: @e\nf: 'g' h\ni: [j\nk:\n  l: m\n n: o\np: \"q\nr: s\n"
    findings = Findings()
    root = read_source({"a.yaml": text}, findings).files["a.yaml"].root
    assert [(one.code, one.span.line) for one in findings] == [
        ("colon-in-text", 1), ("sign-begins-text", 2), ("text-after-quote", 3), ("bracket-never-closed", 4),
        ("yaml-broken", 7), ("quote-never-closed", 8),
    ]  # fmt: skip
    assert isinstance(root, MappingNode)
    assert [key.text for key, _ in root.entries] == ["a", "d", "f", "i", "k", "p", "r"]


def test_what_stands_in_a_mended_text_is_placed_where_it_was_written() -> None:
    text = 'a: "b" <c d\n\te: f\n'
    file = read_source({"a.yaml": text}, Findings()).files["a.yaml"]
    assert isinstance(file.root, MappingNode)
    (_, value), *_ = file.root.entries
    assert isinstance(value, Scalar) and value.text == '"b" <c d'
    span = file.inside(value, value.text.index("<"), value.text.index("<") + 2)
    assert text[span.start : span.end] == "<c"
