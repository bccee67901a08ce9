"""Owns finding what turns in a circle: the strongly connected components of a graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(successors: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """Strongly connected components, by Tarjan's algorithm without recursion: a flow may have thousands of steps."""
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[list[Node]] = []
    for root in successors:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        path = [(root, iter(successors[root]))]
        while path:
            name, following = path[-1]
            for target in following:
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    on_stack.add(target)
                    path.append((target, iter(successors[target])))
                    break
                if target in on_stack:
                    low[name] = min(low[name], number[target])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[name])
                if low[name] == number[name]:
                    found.append(_taken_from(stack, name))
                    on_stack -= set(found[-1])
    return found


def _taken_from(stack: list[Node], name: Node) -> list[Node]:
    """What lies on the stack from this name on, in order; looked for from its top, for the stack may be long."""
    taken: list[Node] = []
    while not taken or taken[-1] != name:
        taken.append(stack.pop())
    return taken[::-1]
