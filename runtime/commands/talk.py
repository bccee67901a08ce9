"""Owns `callwright talk`: a text call in the terminal, by hand or from a piped script."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from dsl.journal import DataFetched, MessageSent
    from runtime.commands.opening import Opened
    from runtime.dialogue.effects import AnyEffect, Fetch, Send
    from runtime.rehearsal import Rehearsal

SUMMARY = "Make a text call to a package in the terminal."

HELP = """\
Type what the caller says. A line that starts with a slash does something else:

  /keys 123456   press keys         /accept   the person asked takes the call
  /silence       say nothing        /refuse   nobody can take it
  /hang-up       end the call

A piped script is read the same way. Look-ups are answered by --data NAME=FIELD:VALUE;FIELD:VALUE (or NAME=failed), and
otherwise from the package's own conversations, which is said when it happens.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("path", metavar="PATH", help="the package")
    parser.add_argument("--trace", action="store_true", help="print JSON lines: heard, intent, slots, step, effects, …")
    parser.add_argument("--caller", default="13800001234", metavar="NUMBER", help="the caller's number (%(default)s)")
    parser.add_argument("--now", metavar="TIME", help="the time of the call, ISO 8601 (now)")
    parser.add_argument("--entry", choices=("inbound", "outbound"), default="inbound")
    parser.add_argument("--language", help="the language in which it begins, of those that the package has (default: its own)")
    parser.add_argument(
        "--data", action="append", default=[], metavar="NAME=…", help="what a look-up gives, or NAME=failed; of a connector too"
    )


def run(arguments: argparse.Namespace) -> int:
    from runtime.commands.opening import open_package, read_language, read_moment
    from runtime.rehearsal import Rehearsal

    opened = open_package(arguments.path)
    call = Rehearsal(
        opened.program,
        opened.understander,
        now=read_moment(arguments.now),
        look_up=_look_ups(opened, arguments.data),
        send=_messages(arguments.data),
        caller=arguments.caller,
        entry=arguments.entry,
        language=read_language(arguments.language, opened.program.bundle),
    )
    show = _trace if arguments.trace else _show
    show(call, "", call.effects)
    for line in _lines():
        effects = _take(call, line)
        if effects is not None:
            show(call, line, effects)
        if call.ended is not None:
            break
    return 0


def _lines() -> Iterator[str]:
    """The caller's lines; a prompt is shown only to a person at a terminal."""
    interactive = sys.stdin.isatty()
    while True:
        if interactive:
            print("> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _take(call: Rehearsal, line: str) -> list[AnyEffect] | None:
    """One line of the caller's; None where it was no valid one."""
    from dsl.journal import CallerHungUp

    order, _, rest = line.partition(" ")
    match order:
        case "/keys":
            return call.press(rest.replace(" ", ""))
        case "/silence":
            return call.stay_silent()
        case "/hang-up":
            return call.feed(CallerHungUp())
        case "/accept" | "/refuse" if call.asking_person:
            return call.answer_person(order == "/accept")
        case "/accept" | "/refuse":
            print("callwright: nobody is being asked to take the call", file=sys.stderr)
            return None
        case _ if line.startswith("/"):
            print(f"callwright: there is no '{order}' (see callwright talk --help)", file=sys.stderr)
            return None
        case _:
            return call.speak(line)


# ---- look-ups ----------------------------------------------------------------------------------------------------


def _look_ups(opened: Opened, given: list[str]) -> Callable[[Fetch], DataFetched]:
    from dsl.journal import DataFetched

    answers = {name: _answer(text) for name, text in (_named(item) for item in given)}
    examples: dict[str, str | dict[str, str]] = {}
    for conversations in opened.compiled.conversations.values():
        for conversation in conversations:
            for name, answer in conversation.data.items():
                first = answer[0] if isinstance(answer, tuple) else answer
                examples.setdefault(name, first)

    def look_up(fetch: Fetch) -> DataFetched:
        answer = answers.get(fetch.lookup)
        if answer is None and fetch.lookup in examples:
            answer = examples[fetch.lookup]
            print(f"callwright: '{fetch.lookup}' is answered as in the package's conversations", file=sys.stderr)
        if answer is None:
            print(f"callwright: nothing answers '{fetch.lookup}', so it fails (--data {fetch.lookup}=…)", file=sys.stderr)
            return DataFetched(fetch=fetch.number, outcome="failed")
        if isinstance(answer, str):
            return DataFetched(fetch=fetch.number, outcome=answer)
        return DataFetched(fetch=fetch.number, outcome="ok", values=answer)

    return look_up


def _messages(given: list[str]) -> Callable[[Send], MessageSent]:
    from dsl.journal import MessageSent

    outcomes = dict(_named(item) for item in given)
    return lambda order: MessageSent(send=order.number, outcome=outcomes.get(order.connector, "ok"))


def _named(item: str) -> tuple[str, str]:
    from dsl.commands import CommandError

    name, equals, rest = item.partition("=")
    if not equals:
        raise CommandError(f"--data: '{item}' should look like NAME=FIELD:VALUE;FIELD:VALUE or NAME=failed")
    return name, rest


def _answer(text: str) -> str | dict[str, str]:
    if ":" not in text:
        return text
    fields = (field.partition(":") for field in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in fields}


# ---- showing -----------------------------------------------------------------------------------------------------


def _show(call: Rehearsal, line: str, effects: list[AnyEffect]) -> None:
    from runtime.dialogue.effects import HandOff, Send

    for text in call.said:
        print(text)
    for effect in effects:
        if isinstance(effect, Send):
            print(f"[{effect.connector} to {effect.to}: {effect.text}]")
        if isinstance(effect, HandOff) and call.asking_person:
            print(f"[{effect.skill}: {effect.summary or effect.reason}]  /accept or /refuse")
    if call.ended is not None:
        print(f"[{call.ended.how}{': ' + call.ended.disposition if call.ended.disposition else ''}]")
    sys.stdout.flush()


def _trace(call: Rehearsal, line: str, effects: list[AnyEffect]) -> None:
    understood = call.understood if line and not line.startswith("/") else None
    heard = {
        "heard": line or None,
        "intent": understood.intent if understood else None,
        "guess": understood.guess if understood else None,
        "confidence": understood.confidence if understood else None,
        "runner_up": understood.runner_up if understood else None,
        "slots": understood.slots if understood else {},
        "answer": understood.answer if understood else None,
        "step": call.step,
        "said": call.said,
        "ended": msgspec.to_builtins(call.ended) if call.ended else None,
        "effects": [msgspec.to_builtins(effect) for effect in effects],
    }
    print(json.dumps(heard, ensure_ascii=False), flush=True)
