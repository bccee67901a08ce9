"""Owns the guesses: for a line that YAML cannot read, what its writer most likely meant, as changes of that line."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field


class Mend(Struct, frozen=True, kw_only=True):
    """Replace `start:end` by `text`. The problem itself stands at `at:until`; `title` is empty when it is no safe fix."""

    code: str
    start: int
    end: int
    text: str
    at: int
    until: int
    title: str = ""
    arguments: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


def propose(text: str, lines: list[tuple[int, int]], problem: str) -> Iterator[Mend]:
    """Every change that may be meant, the likeliest first."""
    yield from ()
