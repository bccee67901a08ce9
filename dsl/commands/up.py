"""Owns `callwright up`: the designer, a live runtime, a workshop and the demonstration service on this machine, kept running."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from dsl.commands import CommandError

SUMMARY = "Start everything on this machine: designer, runtime, workshop and a demonstration service."

FIRST_WAIT = 0.5
LONGEST_WAIT = 10.0
STEADY_SECONDS = 20.0  # a program that ran this long did not die of starting
STOP_SECONDS = 12.0
PORT_SECONDS = 15.0
LOOK_SECONDS = 0.2

LAUNCH = """
import contextlib, ctypes, signal, sys
with contextlib.suppress(OSError, AttributeError):  # Linux: who outlives this program by a kill is told to end
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
from dsl.commands import main
sys.exit(main())
"""


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, default=Path(".callwright"), help="where all state is kept (default: %(default)s, in this folder)")
    add("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 opens it to the network (default: %(default)s)")
    add("--port", type=int, default=8080, help="port of the designer's pages (default: %(default)s)")
    add("--sip-port", type=int, default=5060, metavar="PORT", help="telephone calls by SIP over UDP (default: %(default)s)")
    add("--no-sip", action="store_true", help="no telephone line: calls from the browser only")
    add(
        "--control-ports",
        type=int,
        default=0,
        metavar="PORT",
        help="first of three ports between the programs (default: --port + 10)",
    )


def run(arguments: argparse.Namespace) -> int:
    data = _data_folder(arguments.data)
    first = arguments.control_ports or arguments.port + 10
    ports = {"designer": arguments.port, "live": first, "workshop": first + 1, "demo-data": first + 2}
    _check_ports(arguments.host, ports)
    house = House(_programs(arguments, data, ports))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, house.stop)
    print(f"Callwright keeps its state in {data}", flush=True)
    if not arguments.no_sip:
        print(f"Telephone calls: sip:ANY-NUMBER@{_shown(arguments.host)}:{arguments.sip_port} (UDP)", flush=True)
    return house.run()


@dataclass
class Program:
    """One program of the house: how it is started, and when it last was."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    answers_at: tuple[str, int] | None = None  # waited for, before the next program starts
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait: float = FIRST_WAIT
    due: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, process_group=0)
        self.began = time.monotonic()

    def plan_restart(self) -> float:
        """It died: how long until it is started again."""
        if time.monotonic() - self.began > STEADY_SECONDS:
            self.wait = FIRST_WAIT
        wait, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT)
        self.due = time.monotonic() + wait
        return wait


@dataclass
class House:
    """Runs the programs until it is told to stop, and starts again whichever dies."""

    programs: list[Program]
    _stopping: bool = field(default=False, init=False)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def run(self) -> int:
        try:
            for program in self.programs:
                program.start()
                self._await_port(program)
            while not self._stopping:
                self._look_after()
                time.sleep(LOOK_SECONDS)
        finally:
            self._end()
        return 0

    def _await_port(self, program: Program) -> None:
        """The designer answers before those start that ask it; whoever takes too long is not waited for."""
        deadline = time.monotonic() + PORT_SECONDS
        while program.answers_at and not self._stopping and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(program.answers_at, timeout=1):
                return
            if program.process is not None and program.process.poll() is not None:
                return
            time.sleep(LOOK_SECONDS)

    def _look_after(self) -> None:
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                how = _ending(program.process.returncode)
                program.process = None
                wait = program.plan_restart()
                print(f"callwright: {program.name} {how}; it is started again in {wait:g} s", file=sys.stderr, flush=True)
            elif program.process is None and time.monotonic() >= program.due and not self._stopping:
                program.start()

    def _end(self) -> None:
        """Runtimes first, so that what they still have to tell finds the designer there."""
        for group in (("live", "workshop", "demo-data"), ("designer",)):
            running = [program.process for program in self.programs if program.name in group and program.process is not None]
            for process in running:
                process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for process in running:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.1, deadline - time.monotonic()))
                if process.poll() is None:
                    process.kill()
                    process.wait()


def _programs(arguments: argparse.Namespace, data: Path, ports: Mapping[str, int]) -> list[Program]:
    host = arguments.host
    designer = f"http://{_reached(host)}:{ports['designer']}"
    environment = {
        **os.environ,
        "CALLWRIGHT_TOKEN": os.environ.get("CALLWRIGHT_TOKEN") or _kept_token(data / "token"),
        "CALLWRIGHT_DATA": str(data),
        "CALLWRIGHT_MODELS": os.environ.get("CALLWRIGHT_MODELS") or f"{data / 'models'}{os.pathsep}",  # then this user's own
        "CALLWRIGHT_DEMO_URL": f"http://127.0.0.1:{ports['demo-data']}",
        "PYTHONUNBUFFERED": "1",
    }
    runtime = ["runtime", "--data", str(data / "runtime"), "--designer", designer, "--host", host, "--grace", "8"]
    telephone = ["--no-sip"] if arguments.no_sip else ["--sip-port", str(arguments.sip_port)]
    words = {
        "demo-data": ["demo-data", "--port", str(ports["demo-data"])],
        "designer": ["designer", "--data", str(data), "--host", host, "--port", str(ports["designer"])],
        "live": [*runtime, "--name", "live", "--control-port", str(ports["live"]), *telephone],
        "workshop": [*runtime, "--name", "workshop", "--workshop", "--control-port", str(ports["workshop"])],
    }
    places = {"designer": (_reached(host), ports["designer"])}
    launch = [sys.executable, "-c", LAUNCH]
    return [Program(name, [*launch, *line], environment, places.get(name)) for name, line in words.items()]


def _data_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise CommandError(f"the data folder {path} cannot be used: {problem.strerror}") from None
    return path.resolve()


def _kept_token(file: Path) -> str:
    """The token that designer and runtimes share, kept from start to start and readable by nobody else."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_hex(32))
    return file.read_text().strip()


def _check_ports(host: str, ports: Mapping[str, int]) -> None:
    for name, port in ports.items():
        if not 0 < port < 65536:
            raise CommandError(f"{port} is no port")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                option = "--port" if name == "designer" else "--control-ports"
                taken = f"port {port}, for {name}, cannot be opened ({problem.strerror})"
                raise CommandError(f"{taken}; choose others by {option}") from None


def _ending(status: int) -> str:
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"


def _reached(host: str) -> str:
    """The address at which our own programs find each other."""
    return "127.0.0.1" if host == "0.0.0.0" else host


def _shown(host: str) -> str:
    return socket.gethostname() if host == "0.0.0.0" else host
