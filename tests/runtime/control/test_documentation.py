"""runtime/README.md is a contract: what the runtime offers stands in it, and nothing else does."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import get_args

import pytest

from runtime.commands import runtime as command
from runtime.control import web
from runtime.line import browser

HOUSE = Path(__file__).parents[3]
README = (HOUSE / "runtime" / "README.md").read_text(encoding="utf-8")


def test_every_option_of_the_command_is_described():
    parser = argparse.ArgumentParser()
    command.configure(parser)
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")} - {"--help"}
    assert [option for option in sorted(options) if f"`{option}" not in README] == []


def test_every_address_of_the_control_port_is_described():
    handlers = (
        web.health,
        web.metrics,
        web.prepare,
        web.preparation,
        web.understand,
        web.hearing,
        web.rehearse,
        web.speak,
        web.look_up,
        web.replay_calls,
        web.line,
    )
    paths = {path.replace("identity:str", "bundle") for handler in handlers for path in handler.paths}
    assert [path for path in sorted(paths) if f" {path}" not in README] == []


def test_every_message_of_a_browser_is_described():
    kinds = {kind.__struct_config__.tag for kind in get_args(browser.Said)}
    assert [kind for kind in sorted(kinds) if f'"type": "{kind}"' not in README] == []


def test_every_message_to_a_browser_is_described_and_no_other():
    sources = [*(HOUSE / "runtime" / "call").glob("*.py"), HOUSE / "runtime" / "line" / "browser.py"]
    sources.append(HOUSE / "runtime" / "control" / "playing.py")
    sent = {kind for path in sources for kind in re.findall(r'"type": "([a-z_]+)"', path.read_text(encoding="utf-8"))}
    table = README[README.index("The line sends JSON") :]
    described = set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) - {"type"}  # the head of the table
    assert described == sent


@pytest.mark.parametrize("name", ["--sip-port", "--data"])
def test_the_defaults_in_the_table_are_those_of_the_command(name):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    default = next(action.default for action in parser._actions if name in action.option_strings)
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name}"))
    assert str(default) in row
