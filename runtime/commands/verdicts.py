"""Owns how it is told what came of conversations: as lines for people, as JSON for programs, as JUnit XML for build servers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from dsl.commands.package_files import path_of
from dsl.edges import OTHERWISE, Edge
from dsl.source import Source
from runtime.coverage import Coverage, Share, line_of, step_place
from runtime.failures import Failure

_WORDS = {
    "en": {
        "summary": "{passed} passed, {failed} failed; steps {steps}, edges {edges}, error edges {errors}",
        "total": "conversations: {passed} passed, {failed} failed",
        "step": "no conversation comes to the step {step}",
        "edge": "no conversation takes {edge}",
        "too-little": "{percent} % of the edges are covered, {least} % are wanted",
        "turn": "turn {turn}",
    },
    "zh": {
        "summary": "通过 {passed} 段，失败 {failed} 段；步骤 {steps}，去向 {edges}，出错去向 {errors}",
        "total": "对话：通过 {passed} 段，失败 {failed} 段",
        "step": "没有对话走到步骤 {step}",
        "edge": "没有对话走过 {edge}",
        "too-little": "只走过 {percent}% 的去向，要求 {least}%",
        "turn": "第 {turn} 步",
    },
}


class Told(Struct, frozen=True):
    """One conversation that was played. `lines` are those of its failing turns."""

    file: str
    line: int
    name: str
    failures: tuple[Failure, ...]
    lines: tuple[int, ...]


class Verdict(Struct, frozen=True):
    """What came of one package."""

    path: Path
    source: Source
    conversations: tuple[Told, ...]
    coverage: Coverage

    @property
    def passed(self) -> int:
        return sum(not told.failures for told in self.conversations)

    @property
    def failed(self) -> int:
        return len(self.conversations) - self.passed

    def covers(self, least: float) -> bool:
        """Whether so many percent of the edges are covered."""
        return self.coverage.edges.percent >= least


# ---- for a person ------------------------------------------------------------------------------------------------------


def as_text(verdict: Verdict, language: str, *, missed: bool, least: float) -> Iterator[str]:
    """The failures at their lines, what is not covered if that is wanted, and a summary."""
    words = _WORDS[language]
    for told in verdict.conversations:
        for failure, line in zip(told.failures, told.lines, strict=True):
            turn = words["turn"].format(turn=failure.turn + 1)
            yield f"{verdict.path}/{told.file}:{line}: {told.name}, {turn}: {failure.sentence(language)}"
    coverage = verdict.coverage
    if missed:
        yield from _missed(verdict, words)
    yield f"{verdict.path}: " + words["summary"].format(
        passed=verdict.passed,
        failed=verdict.failed,
        steps=_share(coverage.steps),
        edges=_share(coverage.edges),
        errors=_share(coverage.error_edges),
    )
    if not verdict.covers(least):
        yield f"{verdict.path}: " + words["too-little"].format(percent=coverage.edges.percent, least=f"{least:g}")


def total(verdicts: Sequence[Verdict], language: str) -> str:
    passed, failed = sum(one.passed for one in verdicts), sum(one.failed for one in verdicts)
    return _WORDS[language]["total"].format(passed=passed, failed=failed)


def _missed(verdict: Verdict, words: dict[str, str]) -> Iterator[str]:
    source = verdict.source
    for step in verdict.coverage.steps_missed():
        file, path = step_place(source, step)
        span = source.key_span(file, path)
        yield f"{path_of(verdict.path, file)}:{span.line if span else 1}: " + words["step"].format(step=step)
    for edge in verdict.coverage.edges_missed():
        file, line = line_of(source, edge)
        yield f"{path_of(verdict.path, file)}:{line}: " + words["edge"].format(edge=edge_name(edge))


def edge_name(edge: Edge) -> str:
    """`listen › hear: fee_dispute → explain_charge`: as it is written."""
    label = f": {edge.label}" if edge.label and edge.label != OTHERWISE else ""
    kind = OTHERWISE if edge.label == OTHERWISE else edge.kind
    start = f"{edge.step} › " if edge.step else ""
    return f"{start}{kind}{label}" + (f" → {edge.target}" if edge.target else "")


def _share(share: Share) -> str:
    return f"{share.covered}/{share.of} ({share.percent:g} %)"


# ---- for programs ------------------------------------------------------------------------------------------------------


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Every conversation and the whole coverage, with places: enough for a canvas to be painted from."""
    return json.dumps(
        {
            "passed": sum(one.passed for one in verdicts),
            "failed": sum(one.failed for one in verdicts),
            "packages": [
                {
                    "package": str(one.path),
                    "passed": one.passed,
                    "failed": one.failed,
                    "conversations": [_told(told) for told in one.conversations],
                    "coverage": one.coverage.painted(one.source),
                }
                for one in verdicts
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _told(told: Told) -> dict[str, object]:
    return {
        "file": told.file,
        "line": told.line,
        "name": told.name,
        "passed": not told.failures,
        "failures": [
            {
                "turn": failure.turn + 1,
                "line": line,
                "code": failure.code,
                "en": failure.sentence("en"),
                "zh": failure.sentence("zh"),
            }
            for failure, line in zip(told.failures, told.lines, strict=True)
        ],
    }


def as_junit(verdicts: Sequence[Verdict], language: str) -> str:
    """JUnit XML: a suite a package, a case a conversation."""
    root = ElementTree.Element("testsuites", tests=str(sum(len(one.conversations) for one in verdicts)))
    root.set("failures", str(sum(one.failed for one in verdicts)))
    for one in verdicts:
        suite = ElementTree.SubElement(root, "testsuite", name=str(one.path), tests=str(len(one.conversations)))
        suite.set("failures", str(one.failed))
        for told in one.conversations:
            case = ElementTree.SubElement(suite, "testcase", name=told.name, classname=told.file)
            case.set("file", f"{one.path}/{told.file}")
            case.set("line", str(told.line))
            if told.failures:
                sentences = [
                    f"{told.file}:{line}: {failure.sentence(language)}"
                    for failure, line in zip(told.failures, told.lines, strict=True)
                ]
                ElementTree.SubElement(case, "failure", message=sentences[0]).text = "\n".join(sentences)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)
