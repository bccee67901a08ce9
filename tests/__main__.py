"""Owns the test command: gets what the tests need, then runs every check of the house and says what came of each.

    uv run python -m tests            everything
    uv run python -m tests unit ui    only these parts
    uv run python -m tests --list     the parts

What it needs of the system (a browser, a SIP peer, a voice that no prompt is made with) comes from Debian's packages. It says
what is missing and asks before it installs; `CI=true` or `--yes` answers yes. Nothing is ever skipped: without what
it needs, it fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

TOP = Path(__file__).resolve().parent.parent


class Need(NamedTuple):
    """A program or file of the system that some tests can't do without."""

    package: str
    why: str
    found: str  # a program on the PATH, or the path of a file


NEEDS = (
    Need("chromium", "a real browser opens every page", "chromium"),
    Need("fonts-noto-cjk", "Chinese pages need a font to be drawn", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Need("sip-tester", "a real SIP peer rings the runtime", "sipp"),
    Need("postgresql", "the store runs on PostgreSQL too", "/usr/lib/postgresql"),
    Need("flite", "callers speak with voices that no prompt is made with", "flite"),
)


class Part(NamedTuple):
    name: str
    says: str
    command: tuple[str, ...]


PYTEST = (sys.executable, "-m", "pytest", "-q")
CALLWRIGHT = (sys.executable, "-m", "dsl.commands")
# Tests that use the processor alone and own neither a port nor a clock may share two cores; the others would want for time. They
# run with what those leave of the processor: calls mostly wait.
PURE = (
    "tests/dsl",
    "tests/runtime/dialogue",
    "tests/runtime/understanding",
    "tests/runtime/test_conversations.py",
    "tests/runtime/commands/test_recordings.py",
    "tests/runtime/commands/test_say_and_hear.py",
    "tests/runtime/commands/test_talk_and_test.py",
    "tests/runtime/speech/hearing/test_decoder.py",
    "tests/designer",
)
BESIDE = ("types", "fuzz", "pure")  # run beside `unit`; `conversations` does not: it prepares what other tests find prepared
PARTS = (
    Part("style", "ruff: lint", ("ruff", "check", ".")),
    Part("layout", "ruff: layout", ("ruff", "format", "--check", ".")),
    Part("types", "mypy", ("mypy",)),
    Part("borders", "import contracts", ("lint-imports",)),
    Part("flows", "the flow packages are free of errors", (*CALLWRIGHT, "check", "flows")),
    Part(
        "conversations",
        "the flow packages' conversations come true and take every edge",
        (*CALLWRIGHT, "test", "flows", "--coverage", "--coverage-min", "100"),
    ),
    Part(
        "fuzz",
        "half a minute of processor time of texts that nobody would write",
        (sys.executable, "-m", "tests.bench.fuzz_language", "--seconds", "30"),
    ),
    Part(
        "pure",
        "what waits for nothing: the language, the engine, the understanding, the designer",
        (*PYTEST, *PURE, "-n", "2", "--dist", "worksteal", "--timeout", "400"),  # it is given what is left
    ),
    Part(
        "unit",
        "calls, processes and commands, one after another",
        (*PYTEST, "tests", *(f"--ignore={path}" for path in (*PURE, "tests/ui"))),
    ),
    Part("ui", "the pages in a real browser", (*PYTEST, "tests/ui", "-n", "2")),
)


def main() -> int:
    arguments = read_arguments()
    if arguments.list:
        for part in PARTS:
            print(f"{part.name:14}{part.says}")
        return 0
    chosen = [part for part in PARTS if not arguments.parts or part.name in arguments.parts]
    if any(part.name in ("pure", "unit", "ui") for part in chosen) and not meet_needs(
        agreed=arguments.yes or bool(os.environ.get("CI"))
    ):
        return 2
    with compiled_once():
        outcomes = run_all(chosen)
    print("\n" + "-" * 72)
    for part, status, seconds in outcomes:
        print(f"{'ok    ' if status == 0 else 'FAILED'}  {part.name:14}{part.says}  ({seconds:.0f} s)")
    failed = sum(status != 0 for _, status, _ in outcomes)
    print(f"checks: {len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests", description="Runs every check of Callwright.")
    parser.add_argument("parts", nargs="*", metavar="PART", help="run only these parts (see --list)")
    parser.add_argument("--list", action="store_true", help="list the parts and stop")
    parser.add_argument("--yes", action="store_true", help="install what is missing without asking")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - {part.name for part in PARTS}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


def meet_needs(*, agreed: bool) -> bool:
    """Installs what is missing, after asking. False when something is still missing."""
    missing = [need for need in NEEDS if not present(need)]
    if not missing:
        return True
    print("The tests need these Debian packages, which are not here yet:")
    for need in missing:
        print(f"  {need.package:16}{need.why}")
    if shutil.which("apt-get") is None:
        print("There is no apt-get on this machine; please install their like and try again.", file=sys.stderr)
        return False
    if not agreed and input("Install them now? [y/N] ").strip().lower() not in ("y", "yes"):
        print("Nothing was installed and no test was run.", file=sys.stderr)
        return False
    root = [] if os.geteuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *(need.package for need in missing)]):
        subprocess.run([*root, *command], env=environment, stdout=subprocess.DEVNULL, check=False)
    still = [need.package for need in missing if not present(need)]
    if still:
        print(f"Could not be installed: {', '.join(still)}.", file=sys.stderr)
    return not still


def present(need: Need) -> bool:
    return Path(need.found).exists() if need.found.startswith("/") else shutil.which(need.found) is not None


@contextmanager
def compiled_once() -> Iterator[None]:
    """Where Python may leave no bytecode beside the sources, it keeps it elsewhere until the tests are over.

    They start hundreds of processes, and each would spend a second or two on compiling all that it imports.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield
        return
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="callwright-bytecode-") as folder:
        del os.environ["PYTHONDONTWRITEBYTECODE"]
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def run_all(parts: list[Part]) -> list[tuple[Part, int, float]]:
    """Each part with its exit status and seconds: one after the other, but what needs the processor alone beside what waits."""
    names = [part.name for part in parts]
    beside = [part for part in parts if part.name in BESIDE and "unit" in names]
    outcomes: list[tuple[Part, int, float]] = []
    for part in parts:
        if part in beside:
            continue
        if part.name == "unit":
            outcomes += run_both(part, beside)
        else:
            outcomes.append((part, *run(part)))
    return outcomes


def run_both(part: Part, others: list[Part]) -> list[tuple[Part, int, float]]:
    """One part, and at once the others in a row, with the lowest priority; what they print comes when all are over."""
    with tempfile.TemporaryFile() as printed, ThreadPoolExecutor(1) as row:
        beside = row.submit(lambda: [(other, *run_quietly(other, printed)) for other in others])
        outcome = (part, *run(part))
        outcomes = beside.result()
        printed.seek(0)
        print(printed.read().decode("utf-8", "replace"), end="", flush=True)
    return [*outcomes, outcome]


def run_quietly(part: Part, printed: BinaryIO) -> tuple[int, float]:
    """The exit status and the seconds of one part that gives way to all else and prints into a file."""
    printed.write(f"\n== {part.name}: {part.says}\n".encode())
    printed.flush()
    began = time.monotonic()
    command = ["nice", "-n", "19", *part.command]
    status = subprocess.run(command, cwd=TOP, stdout=printed, stderr=subprocess.STDOUT, check=False).returncode
    return status, time.monotonic() - began


def run(part: Part) -> tuple[int, float]:
    """The exit status and the seconds of one part."""
    print(f"\n== {part.name}: {part.says}", flush=True)
    began = time.monotonic()
    status = subprocess.run(part.command, cwd=TOP, check=False).returncode
    return status, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
