"""The canonical layout: what it changes, what it never changes, and that laying out twice changes nothing."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.commands.package_files import read_with_libraries
from dsl.compiler import compile_package
from dsl.layout import lay_out
from dsl.layout.order import of_part, of_step
from dsl.model import STEP_KINDS, Part
from dsl.reader.shapes import fields_of
from tests.dsl.layouts import NOTE, Maker, Printer, misplaced
from tests.dsl.small_package import SMALL
from tests.dsl.test_editing_properties import assert_reads, files
from tests.dsl.test_readme import examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/flow.yaml"))
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def laid_out(text: str, name: str = "notes.yaml") -> str:
    after = lay_out(name, text).text
    assert after is not None, lay_out(name, text).findings
    assert lay_out(name, after).text == after
    return after


CASES = {
    "indentation": ("a:\n    b:\n    - 1\n    -   c: 2\n        d: 3\n", "a:\n  b:\n    - 1\n    - c: 2\n      d: 3\n"),
    "spaces": ("a:    b\n'c' :   [ x,y ,z ]\nd: {e: f,  g: h}   \n", "a: b\nc: [x, y, z]\nd: {e: f, g: h}\n"),
    "quotes": (
        """a: "plain"\nb: '12'\nc: "true"\nd: "a: b"\ne: 'say "hi"'\nf: "# x"\ng: ""\n""",
        """a: plain\nb: "12"\nc: "true"\nd: "a: b"\ne: say "hi"\nf: "# x"\ng: ""\n""",
    ),
    "names that are numbers": ('"1": a\n2: b\n"x": c\n', '"1": a\n2: b\nx: c\n'),
    "texts in brackets keep their quotes": ("a: ['Hello', \"you\", name]\n", 'a: ["Hello", "you", name]\n'),
    "plain values": ("a: 1\nb: true\nc: 3s\nd:\ne: ~\n", "a: 1\nb: true\nc: 3s\nd:\ne: ~\n"),
    "comments": ("a: 1 # one\n# two\nb:   #three\n  c: 2       # four\n", "a: 1  # one\n# two\nb:  #three\n  c: 2  # four\n"),
    "blank lines": ("\n\na: 1\n\n\n\nb:\n\n  c: 2\n\n\n", "a: 1\n\nb:\n  c: 2\n"),
    "a comment that opens the file": ("# the file\n\n# about a\na: 1\n", "# the file\n\n# about a\na: 1\n"),
    "comments deeper than what they follow": (
        "a: 1\n    # of a\nb:\n  c: 2\n  # of b\n# at the end\n",
        "a: 1\n  # of a\nb:\n  c: 2\n  # of b\n# at the end\n",
    ),
    "comments between dash and key": ("- # one\n  a: 1\n-\n  # two\n  b: 2\n", "# one\n- a: 1\n# two\n- b: 2\n"),
    "comments in brackets": ("a: [b, # of b\n  # of c\n  c,\n]  # of a\n", "a:\n  - b  # of b\n  # of c\n  - c\n  # of a\n"),
    "line breaks": ("a: 1\r\nb: >-\r\n    x\r\n    y\r\n", "a: 1\nb: >-\n  x\n  y\n"),
    "a text on several lines": ("a: one\n  two\nb: 'one\n\n  two'\n", "a: one two\nb: |-\n  one\n  two\n"),
    "blocks": (
        "a: |   # x\n     one\n       two\n\n     three\n\n\nb: |-\n   one\n",
        "a: |  # x\n  one\n    two\n\n  three\n\nb: one\n",
    ),
    "a text that becomes a block": ('a: "1\\n2" # of a\n  # below a\nb:\n', "# below a\na: |-  # of a\n  1\n  2\nb:\n"),
    "a block that ends with a line break": ("a: |\n   one\n", "a: |\n  one\n"),
    "a marker and a byte order mark": ("\ufeff---\na: 1\n", "a: 1\n"),
    "nothing": ("", ""),
    "comments alone": ("\n# one\n\n\n# two", "# one\n\n# two\n"),
    "nested lists": ("-   - a\n    - b\n- []\n- {}\n", "- - a\n  - b\n- []\n- {}\n"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_one_way_to_write_it(before: str, after: str) -> None:
    assert laid_out(before) == after


def test_a_line_that_is_too_long_in_brackets_is_written_below() -> None:
    names = [f"name_{number}" for number in range(20)]
    after = laid_out(f"a: [{', '.join(names)}]  # all\n")
    assert after == "a:  # all\n" + "".join(f"  - {name}\n" for name in names)


def test_the_verb_of_a_step_comes_first_and_takes_its_comments_along() -> None:
    greet = "  greet:\n    # onward\n    next: bye\n\n    say: Hello.  # kind\n"
    before = f"# a flow\nsteps:\n{greet}  bye: {{disposition: solved, hang_up: Bye.}}\nflow: x\n"
    greet = "  greet:\n    say: Hello.  # kind\n    # onward\n    next: bye\n"
    after = f"# a flow\nflow: x\nsteps:\n{greet}  bye: {{hang_up: Bye., disposition: solved}}\n"
    assert laid_out(before, "flow.yaml") == after


def test_steps_intents_and_everything_with_a_name_of_its_own_stay_in_their_order() -> None:
    before = "steps:\n  b:\n    say: x\n    next: a\n  a:\n    return: ok\nsubflow: one\nstart: b\n"
    after = "subflow: one\nstart: b\nsteps:\n  b:\n    say: x\n    next: a\n  a:\n    return: ok\n"
    assert laid_out(before, "subflows/one.yaml") == after
    assert laid_out("b:\n  not: [x]\n  phrases: [y]\na: {}\n", "intents.yaml") == "b:\n  phrases: [y]\n  not: [x]\na: {}\n"


def test_unknown_keys_stay_at_the_end() -> None:
    assert laid_out("nxet: 1\ntype: text\ntitle: A\n", "flow.yaml") == "title: A\nnxet: 1\ntype: text\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1\n", "bracket-never-closed"),
        ("a: 1\na: 2\n", "duplicate-key"),
        ("a: &x 1\n", "anchor-used"),
        ("a:\n\tb: 1\n", "tab-in-indent"),
        ("? a\n: b\n", "complex-key"),
        (b"a: \xff\n", "not-utf-8"),
    ],
)
def test_what_cannot_be_read_is_left_alone_and_told_with_its_place(text: str | bytes, code: str) -> None:
    refused = lay_out("flow.yaml", text)
    assert refused.text is None
    assert refused.findings[0].code == code
    assert refused.findings[0].span.line in (1, 2)


# ---- what never changes ----------------------------------------------------------------------------------------------


@quick
@given(st.integers(0, 2**32 - 1))
def test_every_comment_stays_on_its_item_whatever_the_layout(seed: int) -> None:
    maker = Maker(Random(seed))
    root = maker.root()
    before = Printer(maker).text(root)
    after = laid_out(before)
    assert yaml.load(after, yaml.BaseLoader) == root.data
    assert Counter(NOTE.findall(before)) == Counter(NOTE.findall(after))
    assert misplaced(after, root) == []
    assert "\r" not in after and "\n\n\n" not in after and " \n" not in after


@quick
@given(files())
def test_any_data_is_read_as_before(file: tuple[str, Any]) -> None:
    text, root = file
    after = lay_out("notes.yaml", text).text
    if after is None:  # a character that the language does not allow
        assert lay_out("notes.yaml", text).findings
        return
    assert_reads(after, root)
    assert after.count("# note") == text.count("# note")
    assert lay_out("notes.yaml", after).text == after


@pytest.mark.parametrize("package", [*FLOWS, "readme", "small"], ids=str)
def test_a_package_compiles_to_the_same_bytes(package: Path | str) -> None:
    if isinstance(package, Path):
        before = {name: data.decode("utf-8") for name, data in read_with_libraries(package).items()}
    else:
        before = examples() if package == "readme" else dict(SMALL)
    after = {name: laid_out(text, name) for name, text in before.items()}
    compiled = compile_package(before)
    assert compiled.data
    assert compile_package(after).data == compiled.data
    assert compile_package(after).conversations == compiled.conversations


@quick
@given(st.sampled_from(sorted(examples())), st.randoms())
def test_shuffled_records_are_put_in_order_again(name: str, random: Random) -> None:
    """A file whose records are written in any order is laid out like the file itself."""
    from dsl.libraries import name_within
    from dsl.reader.package import shape_of_file

    canonical = laid_out(_bare(examples()[name]), name)
    shuffled = yaml.dump(
        _shuffled(yaml.load(canonical, yaml.BaseLoader), shape_of_file(name_within(name)), random),
        sort_keys=False,
        allow_unicode=True,
    )
    again = laid_out(shuffled, name)
    assert yaml.load(again, yaml.BaseLoader) == yaml.load(canonical, yaml.BaseLoader)
    assert _order(yaml.load(again, yaml.BaseLoader)) == _order(yaml.load(canonical, yaml.BaseLoader))


def _bare(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _shuffled(value: Any, shape: Any, random: Random) -> Any:
    from dsl.layout.shape import key_order, shape_at

    if isinstance(value, list):
        return [_shuffled(item, shape_at(shape, index), random) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if key_order(shape, ["next", "zzz", "say"]) != ["next", "zzz", "say"] or key_order(shape, ["b", "title"]) != ["b", "title"]:
        random.shuffle(keys)
    return {key: _shuffled(value[key], shape_at(shape, key, list(value)), random) for key in keys}


def _order(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _order(one)) for key, one in value.items()]
    return [_order(one) for one in value] if isinstance(value, list) else value


def test_every_key_has_a_rank() -> None:
    for kind in STEP_KINDS.values():
        assert set(fields_of(kind)) <= set(of_step())
    ranks = of_step()
    assert all(ranks[verb] < ranks[key] for verb, kind in STEP_KINDS.items() for key in fields_of(kind) if key != verb)
    parts = [part for part in Part.__subclasses__() if part not in STEP_KINDS.values()]
    assert all(set(fields_of(part)) <= set(of_part(part)) for part in parts if part.__name__ != "Package")
