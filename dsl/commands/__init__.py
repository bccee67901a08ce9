"""Owns `callwright` itself: finds the command that is asked for, runs it, and says in one sentence what went wrong.

A command is a module with `SUMMARY`, `configure(parser)` and `run(arguments) -> exit status`, registered as an entry
point. Only the one that is asked for is imported, so a machine that has the language alone can still check flows.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version
from typing import NoReturn, Protocol, cast

GROUP = "callwright.commands"
USAGE_ERROR = 2
_EPILOG = "Every command has its own --help. Exit status: 0 fine, 1 what was checked has errors, 2 the command could not run."


class CommandError(Exception):
    """Why a command cannot go on, in one sentence for the person who called it."""


class Command(Protocol):
    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, arguments: argparse.Namespace) -> int: ...


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words)
    except CommandError as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # who read our output has gone: nothing may be written to it any more, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # the last resort: a person never sees a traceback unless they ask for it
        if os.environ.get("CALLWRIGHT_TRACEBACK"):
            raise
        return _complain(f"this is a fault of callwright itself ({type(error).__name__}); CALLWRIGHT_TRACEBACK=1 shows where")


def _complain(sentence: str) -> int:
    print(f"callwright: {sentence}", file=sys.stderr)
    return USAGE_ERROR


def _dispatch(words: list[str]) -> int:
    known = {entry.name: entry for entry in entry_points(group=GROUP)}
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview(known))
        return 0
    if words[0] in ("-V", "--version"):
        print(f"callwright {version('callwright')}")
        return 0
    if words[0] not in known:
        raise CommandError(_unknown(words[0], known))
    command = _load(known[words[0]])
    parser = _Parser(prog=f"callwright {words[0]}", description=command.SUMMARY)
    command.configure(parser)
    return command.run(parser.parse_args(words[1:]))


def _unknown(word: str, known: dict[str, EntryPoint]) -> str:
    from dsl.naming import nearest

    meant = nearest(word, known)
    return f"there is no command {word!r}" + (f"; did you mean {meant!r}?" if meant else " (see callwright --help)")


def _load(entry: EntryPoint) -> Command:
    try:
        return cast(Command, entry.load())
    except ImportError as error:
        missing = getattr(error, "name", None) or entry.value
        raise CommandError(f"the command {entry.name!r} is not installed here: {missing} is missing") from error


def _overview(known: dict[str, EntryPoint]) -> str:
    lines = ["usage: callwright COMMAND …", "", "A designer and a runtime for what a phone line says and does.", ""]
    width = max(map(len, known), default=0)
    lines += [f"  {name:<{width}}  {_summary(known[name])}" for name in sorted(known)]
    return "\n".join([*lines, "", _EPILOG])


def _summary(entry: EntryPoint) -> str:
    """The command's own line; a part of callwright that is not on this machine is said to be so."""
    try:
        return _load(entry).SUMMARY
    except CommandError:
        return "(not installed here)"
