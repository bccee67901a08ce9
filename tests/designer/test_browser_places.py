"""Places as a browser counts them: an emoji is two units there and one character here."""

import pytest

from designer.browser_places import BrowserText
from dsl.diagnostics import Diagnostic, Fix, Span, TextEdit

TEXT = "a😀b😀c"


@pytest.mark.parametrize(("offset", "units"), [(0, 0), (1, 1), (2, 3), (3, 4), (4, 6), (5, 7)])
def test_units(offset, units):
    assert BrowserText(TEXT).units(offset) == units == len(TEXT[:offset].encode("utf-16-le")) // 2


def found(fix: Fix | None) -> Diagnostic:
    return Diagnostic(code="character-not-allowed", span=Span("a.yaml", 1, 3, 1, 4, 2, 3), arguments={"character": "b"}, fix=fix)


def test_a_fix_of_the_same_file_comes_along():
    problem = BrowserText(TEXT).problem(found(Fix("remove-character", (TextEdit("a.yaml", 2, 3, ""),))), "en")
    assert (problem.start, problem.end, problem.line, problem.column) == (3, 4, 1, 3)
    assert [(edit.start, edit.end, edit.text) for edit in problem.edits] == [(3, 4, "")] and problem.fix


def test_a_fix_that_reaches_into_another_file_does_not():
    problem = BrowserText(TEXT).problem(found(Fix("remove-character", (TextEdit("b.yaml", 0, 1, ""),))), "en")
    assert problem.edits == () and problem.fix == ""
