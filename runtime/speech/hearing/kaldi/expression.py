"""Owns a rule's expression (JSGF's right-hand side) as a finite-state grammar, in the text that OpenFst compiles.

Everything becomes acyclic: a run (`+`) is unrolled, for an ambiguous cycle never finishes compiling. Weights are written only
where an expression has them, so that a rule of a thousand phrases is worth as much as one of two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

LONGEST_RUN = 20  # words of a run; who says more is heard by dictation

_TOKEN = re.compile(r"\s*(?:/([0-9.]+)/|(<\w+>)|([()\[\]|+])|([^\s()\[\]|+<>/]+))")
_VOID, _NULL = "VOID", "NULL"


class TooLarge(Exception):
    """The expression stands for a grammar that no process should be asked to compile."""


MOST_ARCS = 400_000


class FiniteState:
    """States and arcs. State 0 begins; words stand on arcs, none (`""`) where nothing is said."""

    def __init__(self) -> None:
        self.arcs: list[tuple[int, int, str, float]] = []
        self._walker: Walker | None = None
        self.states = 1
        self.body: int | None = None  # states up to where a sentence may end and only an aside may follow

    def state(self) -> int:
        self.states += 1
        return self.states - 1

    def arc(self, source: int, target: int, word: str = "", cost: float = 0.0) -> None:
        if len(self.arcs) >= MOST_ARCS:
            raise TooLarge
        self.arcs.append((source, target, word, cost))

    def words(self) -> set[str]:
        return {word for _, _, word, _ in self.arcs if word}

    def text(self, finals: dict[int, float]) -> str:
        """OpenFst's notation. The initial state has to come first."""
        lines = [
            f"{source} {target} {word or '<eps>'} {word or '<eps>'} {cost:g}" for source, target, word, cost in self._ordered()
        ]
        return "\n".join([*lines, *(f"{state} {cost:g}" for state, cost in finals.items())]) + "\n"

    def _ordered(self) -> Iterator[tuple[int, int, str, float]]:
        yield from (arc for arc in self.arcs if arc[0] == 0)
        yield from (arc for arc in self.arcs if arc[0] != 0)

    def accepts(self, words: Sequence[str], final: int) -> bool:
        """Whether these words lead from the beginning to that state."""
        if self._walker is None:
            self._walker = Walker(((source, target, word) for source, target, word, _ in self.arcs), final, self.body)
        return self._walker.standing(words)[0]


def _closed(states: set[int], after: dict[int, list[tuple[int, str]]]) -> set[int]:
    """With all that is reached from them without a word."""
    reached, waiting = set(states), list(states)
    while waiting:
        for target, word in after.get(waiting.pop(), ()):
            if not word and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def build(
    expression: str, rule: Callable[[str], str], pronounceable: Callable[[str], bool], aside: str = ""
) -> tuple[FiniteState, int] | None:
    """The grammar of an expression and its final state; None when nothing can be said by it.

    `rule` gives the expression of a `<name>`; ways through words that can't be pronounced are left out. `aside`: what may be
    said after it, without which the sentence is whole.
    """
    machine = FiniteState()
    builder = _Builder(machine, rule, pronounceable)
    final = builder.put(_parse(expression), 0)
    machine.body = machine.states
    if final is not None and aside:
        beyond = machine.state()
        machine.arc(final, beyond)
        final = builder.put(_parse(aside), beyond)
    return None if final is None else (machine, final)


class Word(NamedTuple):
    written: str


class Rule(NamedTuple):
    name: str


class Series(NamedTuple):
    nodes: list[Node]


class Choice(NamedTuple):
    options: list[tuple[float, Node]]  # each with its weight


class Perhaps(NamedTuple):
    node: Node


class Run(NamedTuple):
    """Once, or more often."""

    node: Node


Node: TypeAlias = Word | Rule | Series | Choice | Perhaps | Run


class _Builder:
    def __init__(self, machine: FiniteState, rule: Callable[[str], str], pronounceable: Callable[[str], bool]) -> None:
        self._machine, self._rule, self._pronounceable = machine, rule, pronounceable
        self._parsed: dict[str, Node] = {}

    def put(self, node: Node, start: int) -> int | None:
        """Adds the node after `start`; the state where it ends, None when it can't be said."""
        match node:
            case Word(word):
                if not self._pronounceable(word):
                    return None
                end = self._machine.state()
                self._machine.arc(start, end, word)
                return end
            case Rule(name):
                return self._named(name, start)
            case Series(nodes):
                return self._series(nodes, start)
            case Choice(options):
                return self._choice(options, start)
            case Perhaps(inner):
                return self._perhaps(inner, start)
            case Run(inner):
                return self._run(inner, start)

    def _named(self, name: str, start: int) -> int | None:
        if name == _VOID:
            return None
        if name == _NULL:
            return start
        if name not in self._parsed:
            self._parsed[name] = _parse(self._rule(name))
        return self.put(self._parsed[name], start)

    def _series(self, nodes: list[Node], start: int) -> int | None:
        now: int | None = start
        for node in nodes:
            now = None if now is None else self.put(node, now)
        return now

    def _choice(self, options: list[tuple[float, Node]], start: int) -> int | None:
        ends = []
        for weight, node in options:
            begin = start
            if weight != 1.0:
                begin = self._machine.state()
                self._machine.arc(start, begin, cost=-math.log(weight))
            end = self.put(node, begin)
            if end is not None:
                ends.append(end)
        return self._joined(ends)

    def _perhaps(self, node: Node, start: int) -> int:
        end = self.put(node, start)
        return start if end is None else self._joined([start, end]) or start

    def _run(self, node: Node, start: int) -> int | None:
        ends: list[int] = []
        now = start
        for _ in range(LONGEST_RUN):
            end = self.put(node, now)
            if end is None:
                break
            ends.append(end)
            now = end
        return self._joined(ends)

    def _joined(self, ends: list[int]) -> int | None:
        """One state that all of them lead to."""
        if len(ends) < 2:
            return ends[0] if ends else None
        end = self._machine.state()
        for each in ends:
            self._machine.arc(each, end)
        return end


def _parse(expression: str) -> Node:
    tokens = [match.groups() for match in _TOKEN.finditer(expression)]
    node, rest = _alternatives(tokens, 0)
    if rest != len(tokens):
        raise ValueError(f"unbalanced expression at token {rest}")
    return node


_Token = tuple[str | None, ...]


def _alternatives(tokens: list[_Token], place: int) -> tuple[Node, int]:
    options: list[tuple[float, Node]] = []
    while True:
        weight = 1.0
        if place < len(tokens) and tokens[place][0] is not None:
            weight = float(tokens[place][0] or 1)
            place += 1
        node, place = _sequence(tokens, place)
        options.append((weight, node))
        if place >= len(tokens) or tokens[place][2] != "|":
            break
        place += 1
    if len(options) == 1 and options[0][0] == 1.0:
        return options[0][1], place
    return Choice(options), place


def _sequence(tokens: list[_Token], place: int) -> tuple[Node, int]:
    nodes: list[Node] = []
    while place < len(tokens):
        _, name, sign, word = tokens[place]
        if sign in ("|", ")", "]"):
            break
        place += 1
        if word is not None:
            nodes.append(Word(word))
        elif name is not None:
            nodes.append(Rule(name[1:-1]))
        elif sign == "+":
            nodes[-1] = Run(nodes[-1])
        else:
            inner, place = _alternatives(tokens, place)
            place += 1  # its closing sign
            nodes.append(inner if sign == "(" else Perhaps(inner))
    return (nodes[0] if len(nodes) == 1 else Series(nodes)), place


class Walker:
    """Follows words through one grammar, quickly and often."""

    def __init__(self, arcs: Iterable[tuple[int, int, str]], final: int, body: int | None = None) -> None:
        self._after: dict[int, list[tuple[int, str]]] = {}
        for source, target, word in arcs:
            self._after.setdefault(source, []).append((target, word))
        self._final = final
        self._body = math.inf if body is None else body

    def standing(self, words: Sequence[str]) -> tuple[bool, bool]:
        """Whether these words are a whole sentence, and whether more could follow them, an aside like "please" left out."""
        here = _closed({0}, self._after)
        for word in words:
            here = _closed({target for state in here for target, said in self._after.get(state, ()) if said == word}, self._after)
        goes_on = any(said for state in here if state < self._body for _, said in self._after.get(state, ()))
        return self._final in here, goes_on
