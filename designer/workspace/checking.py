"""Owns what the language says of a draft's files: checked and compiled off the event loop, remembered by content."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from designer.workspace.line_ends import plain
from designer.workspace.package_files import text_hash, with_libraries

if TYPE_CHECKING:
    from dsl.compiler import Checked, Compiled

Result = TypeVar("Result")
_REMEMBERED = 64


class _Remembered(Generic[Result]):
    """The newest results by content. Asking twice at once for the same content computes once."""

    def __init__(self, compute: Callable[[Mapping[str, str]], Result]) -> None:
        self._compute = compute
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._running: dict[str, asyncio.Task[Result]] = {}

    async def __call__(self, files: Mapping[str, str]) -> Result:
        files = with_libraries(files)
        content = content_hash(files)
        if content in self._results:
            self._results.move_to_end(content)
            return self._results[content]
        running = self._running.get(content)
        if running is None or running.get_loop() is not asyncio.get_running_loop():
            running = asyncio.create_task(asyncio.to_thread(self._compute, dict(files)))
            self._running[content] = running
        try:
            result = await asyncio.shield(running)
        finally:
            if running.done():
                self._running.pop(content, None)
        self._results[content] = result
        while len(self._results) > _REMEMBERED:
            self._results.popitem(last=False)
        return result


def content_hash(files: Mapping[str, str]) -> str:
    return text_hash("\n".join(f"{path} {text_hash(text)}" for path, text in sorted(files.items())))


def _check(files: Mapping[str, str]) -> "Checked":
    from dsl import compiler  # here: the grammars load when the first draft is checked, not when the designer starts

    return compiler.check(files)


def _check_unproven(files: Mapping[str, str]) -> "Checked":
    from dsl import compiler

    return compiler.check(files, proven=False)


def _compile(files: Mapping[str, str]) -> "Compiled":
    from dsl import compiler

    return compiler.compile_package(files)


check: "_Remembered[Checked]" = _Remembered(_check)
check_unproven: "_Remembered[Checked]" = _Remembered(_check_unproven)
"""Without the proofs: quick enough for every keystroke."""
compile_files: "_Remembered[Compiled]" = _Remembered(_compile)

_TITLE = re.compile(r"^title:(.*)$", re.MULTILINE)
_LANGUAGE = re.compile(r"^language:(.*)$", re.MULTILINE)


def describe(files: Mapping[str, str]) -> tuple[str, str]:
    """Title and language for lists, also while flow.yaml (of a library: library.yaml) has errors; empty when it doesn't say."""
    flow = plain(files.get("flow.yaml") or files.get("library.yaml", ""))
    title, language = _value_of(_TITLE, flow), _value_of(_LANGUAGE, flow)
    return title.strip("\"'")[:200], language[:16] if len(language.split()) == 1 else ""


def _value_of(key: re.Pattern[str], text: str) -> str:
    found = key.search(text)
    return found[1].strip() if found else ""
