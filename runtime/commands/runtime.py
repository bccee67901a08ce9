"""Owns `callwright runtime`: answers calls, or as the workshop prepares and tries out what is being edited."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from dsl.commands import CommandError

SUMMARY = "Answer calls with what the designer published; with --workshop, prepare and try out drafts instead."


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, default=Path(".callwright/runtime"), help="bundles, artefacts and journal (default: %(default)s)")
    add("--designer", default="http://127.0.0.1:8080", metavar="URL", help="address of the designer (default: %(default)s)")
    add("--name", default="", help="this runtime's name, its own on this data folder (default: live or workshop)")
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--control-port", type=int, default=8090, metavar="PORT", help="control port (default: %(default)s; 0: a free one)")
    add("--sip-port", type=int, default=5060, metavar="PORT", help="SIP over UDP (default: %(default)s)")
    add("--no-sip", action="store_true", help="no telephone line: browsers only")
    add("--workshop", action="store_true", help="prepare and try out drafts at low priority; takes no telephone calls")
    add("--grace", type=float, default=20.0, metavar="SECONDS", help="how long calls may go on at the end (default: %(default)s)")
    parser.epilog = "CALLWRIGHT_TOKEN holds the token shared with the designer."


def run(arguments: argparse.Namespace) -> int:
    token = os.environ.get("CALLWRIGHT_TOKEN", "")
    if not token:
        raise CommandError("CALLWRIGHT_TOKEN is not set: it has to hold the token that this runtime shares with the designer")
    from runtime.app import CannotStart, Runtime, Settings

    name = arguments.name or ("workshop" if arguments.workshop else "live")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format=f"%(asctime)s {name} %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if arguments.workshop:
        os.nice(10)
    settings = Settings(
        data=arguments.data,
        designer=arguments.designer.rstrip("/"),
        token=token,
        name=name,
        host=arguments.host,
        control_port=arguments.control_port,
        sip_port=None if arguments.no_sip else arguments.sip_port,
        workshop=arguments.workshop,
        grace=arguments.grace,
    )
    try:
        asyncio.run(_serve(Runtime, settings))
    except CannotStart as problem:
        raise CommandError(str(problem)) from None
    except OSError as problem:
        raise CommandError(f"the data folder {arguments.data} cannot be used: {problem.strerror}") from None
    return 0


async def _serve(make: type, settings: object) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await make(settings).run(stop)
