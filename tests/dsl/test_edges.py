"""The edges of a package: every one with its kind, its label and the place where it is written."""

from pathlib import Path

import pytest

from dsl.checks.edges import StepGraph
from dsl.commands.package_files import compile_path
from dsl.edges import ERROR_KINDS, edges_of, edges_of_package
from dsl.model import Ask, Branch, Choose, Reprompts
from dsl.source import Scalar
from tests.dsl.test_readme import examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/flow.yaml"))


def test_a_question_has_an_edge_for_all_that_may_be_said_to_it() -> None:
    ask = Ask(
        ask="Well?",
        hear={"agree": "a", "refuse": "b"},
        keys={"1": "c"},
        answers="d",
        no_match=Reprompts(says=("What?",), go="e"),
        no_input=Reprompts(go="f"),
    )
    assert [(edge.kind, edge.label, edge.target, edge.path) for edge in edges_of(ask)] == [
        ("hear", "agree", "a", ("hear", "agree")),
        ("hear", "refuse", "b", ("hear", "refuse")),
        ("keys", "1", "c", ("keys", "1")),
        ("answers", "", "d", ("answers",)),
        ("no_match", "", "e", ("no_match", 1, "go")),
        ("no_input", "", "f", ("no_input", 0, "go")),
    ]


def test_topics_are_heard_where_they_are_given() -> None:
    assert [edge.label for edge in edges_of(Ask(ask="Well?", hear="topics"), {"fees": "tell"})] == ["fees"]
    assert not list(edges_of(Ask(ask="Well?", hear="topics")))


def test_two_branches_to_one_step_are_two_edges() -> None:
    choose = Choose(choose=(Branch(when="anger > 0.5", next="a"), Branch(share=20.0, next="a")), otherwise="a")
    edges = list(edges_of(choose))
    assert len({edge.identity for edge in edges}) == 3
    assert [edge.path for edge in edges] == [("choose", 0, "next"), ("choose", 1, "next"), ("choose", 2, "otherwise")]


@pytest.mark.parametrize("folder", FLOWS, ids=lambda folder: folder.name)
def test_what_is_written_stands_at_its_path(folder: Path) -> None:
    compiled = compile_path(folder)
    assert compiled.bundle is not None
    edges = list(edges_of_package(compiled.bundle))
    assert len({edge.identity for edge in edges}) == len(edges)
    for edge in edges:
        node = compiled.source.find(edge.file, edge.path)
        if isinstance(node, Scalar) and edge.kind not in ("hear", "always", "machine"):
            assert node.text == edge.target.rpartition("/")[2]
        else:
            assert node is not None or edge.kind in (*ERROR_KINDS, "always")


def test_checks_and_coverage_see_the_same_edges() -> None:
    from dsl.compiler import compile_package

    compiled = compile_package(examples())
    assert compiled.bundle is not None
    bundle = compiled.bundle
    graph = StepGraph(bundle.steps, bundle.defaults, inside_subflow=False)
    for name in bundle.steps:
        targets = {edge.target for edge in edges_of_package(bundle) if edge.step == name and edge.kind not in ("hear", "machine")}
        heard = {edge.target for edge in edges_of_package(bundle) if edge.step == name and edge.kind == "hear"}
        assert targets <= set(graph.successors[name]) <= targets | heard
