"""Conditions and expressions of the language: `amount > 100 CNY and not has month`.

`parsing` reads the text into the `tree`, `evaluation` makes it a function of a scope, `typing` finds what cannot fit,
`printing` writes it again.
"""

from dsl.condition.evaluation import Scope, compile_condition, compile_expression, evaluate, holds
from dsl.condition.parsing import Add, Change, Reset, parse, parse_change
from dsl.condition.printing import write, write_change
from dsl.condition.tree import Expr, Name, calendars, names
from dsl.condition.typing import FUNCTIONS, TypeOfName, infer, type_errors

__all__ = [
    "FUNCTIONS",
    "Add",
    "Change",
    "Expr",
    "Name",
    "Reset",
    "Scope",
    "TypeOfName",
    "calendars",
    "compile_condition",
    "compile_expression",
    "evaluate",
    "holds",
    "infer",
    "names",
    "parse",
    "parse_change",
    "type_errors",
    "write",
    "write_change",
]
