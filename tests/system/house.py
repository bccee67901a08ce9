"""Owns a whole house for tests: `callwright up` in a process of its own, as a person starts it, and callers who ring it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import numpy as np
from websockets.sync.client import ClientConnection, connect

from dsl.release import Ticket, sign_ticket

TOP = Path(__file__).resolve().parents[2]
START_SECONDS = 150
PORTS = ("designer", "live", "workshop", "demo-data")


class House:
    """A running `callwright up`. Everything of it ends with `close`."""

    def __init__(self, data: Path, *, telephone: bool = False, settings: Mapping[str, str] | None = None) -> None:
        """`settings`: of its environment."""
        self.data = data
        self.printed: list[str] = []
        port = free_ports(len(PORTS) + 1)
        self.sip_port = port + len(PORTS)
        line = ["--sip-port", str(self.sip_port)] if telephone else ["--no-sip"]
        self.port = port
        self.designer = f"http://127.0.0.1:{port}"
        self.live = f"http://127.0.0.1:{port + 1}"
        command = ["up", "--data", str(data), "--port", str(port), "--control-ports", str(port + 1), *line]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dsl.commands", *command],
            cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment(data) | dict(settings or {}),
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.printed.extend(iter(self._process.stdout.readline, ""))

    @property
    def token(self) -> str:
        return (self.data / "token").read_text().strip()

    @property
    def first_password(self) -> str:
        found = re.search(r"one-time password (\S+)", "".join(self.printed))
        assert found, "the first run prints a one-time password"
        return found[1]

    def await_ready(self, seconds: float = START_SECONDS) -> None:
        """Until the live runtime has a release in force."""
        until(lambda: "First sign-in" in "".join(self.printed), seconds, "the first sign-in is printed")
        until(lambda: self.status().get("release", -1) > 0, seconds, f"a release is in force; {self.printed[-8:]}")

    def status(self) -> dict[str, object]:
        """What the live runtime says of itself; empty while it does not answer."""
        with contextlib.suppress(httpx.HTTPError, ValueError):
            headers = {"Authorization": f"Bearer {self.token}"}
            answer: dict[str, object] = httpx.get(f"{self.live}/health", headers=headers, timeout=5, trust_env=False).json()
            return answer
        return {}

    def ring(self, dialled: str, caller: str = "13800001234") -> Call:
        """A text call to a dialled number of the live runtime."""
        return Call(self._dial(dialled, caller))

    def listen(self, dialled: str, seconds: float) -> bytes:
        """So much of what a caller of a number hears first: 16-bit samples, 8,000 a second."""
        heard = b""
        with self._dial(dialled, "13800001234") as socket:
            socket.send(json.dumps({"type": "start", "mode": "voice"}))
            while len(heard) < seconds * 16_000:
                message = socket.recv(timeout=60)
                heard += message if isinstance(message, bytes) else b""
        return heard

    def hum(self, dialled: str, hertz: float, seconds: float) -> tuple[str, bytes]:
        """A spoken call in which the caller hums. Its id, and what they heard: 16-bit samples, 8,000 a second."""
        call, heard = "", b""
        frames = np.sin(np.arange(round(seconds * 16_000)) * 2 * np.pi * hertz / 16_000) * 6_000
        with self._dial(dialled, "13800001234") as socket:
            socket.send(json.dumps({"type": "start", "mode": "voice"}))
            while not call:
                message = socket.recv(timeout=60)
                if isinstance(message, str) and (told := json.loads(message))["type"] == "ready":
                    call = told["call"]
            began = time.monotonic()
            for number, start in enumerate(range(0, len(frames), 320)):
                time.sleep(max(0.0, began + number / 50 - time.monotonic()))
                socket.send(frames[start : start + 320].astype("<i2").tobytes())
                with contextlib.suppress(TimeoutError):
                    while True:
                        message = socket.recv(timeout=0)
                        heard += message if isinstance(message, bytes) else b""
            socket.send(json.dumps({"type": "hang_up"}))
        return call, heard

    def _dial(self, dialled: str, caller: str) -> ClientConnection:
        ticket = Ticket(nonce=secrets.token_hex(8), expires=int(time.time()) + 60, dialled=dialled, caller=caller)
        address = self.live.replace("http", "ws", 1)
        return connect(f"{address}/line?ticket={sign_ticket(ticket, self.token)}", open_timeout=10, proxy=None)

    def pid(self, program: str) -> int | None:
        """The process of `designer` or of a runtime by its name (`live`, `workshop`); None while it is down."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    words = (folder / "cmdline").read_bytes().decode().split("\0")
                    if str(self.data) in " ".join(words) and _is_program(words, program):
                        return int(folder.name)
        return None

    def kill(self, program: str) -> int:
        """kill -9; the house starts it again by itself."""
        return self._signal(program, signal.SIGKILL)

    def stop(self, program: str) -> None:
        """Makes a program hang where it is, so that nobody answers on its port and nobody starts it again."""
        self._signal(program, signal.SIGSTOP)

    def await_restart(self, program: str, killed: int) -> None:
        until(lambda: self.pid(program) not in (None, killed), 60, f"{program} is started again")

    def _signal(self, program: str, number: signal.Signals) -> int:
        pid = self.pid(program)
        assert pid is not None, f"{program} is not running"
        os.kill(pid, number)
        return pid

    def records(self, call: str) -> list[dict[str, object]]:
        """The journal of a call as the designer holds it."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/designer.sqlite?mode=ro", uri=True)) as store:
            rows = store.execute("select data from journalrecord where call = ? order by sequence", (call,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Call:
    """A text call; what the line sends is kept by kind."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.messages: list[dict[str, object]] = []
        ready = self._send_and_wait({"type": "start", "mode": "text"}, "ready")
        self.id = str(ready["call"])

    def say(self, text: str) -> None:
        self._socket.send(json.dumps({"type": "text", "text": text}))

    def press(self, keys: str) -> None:
        for key in keys:
            self._socket.send(json.dumps({"type": "key", "key": key}))

    def hang_up(self) -> None:
        self._socket.send(json.dumps({"type": "hang_up"}))

    def answer_person(self, accepts: bool) -> None:
        self._socket.send(json.dumps({"type": "person", "accepts": accepts}))

    def hear(self, words: str, seconds: float = 15) -> str:
        """Waits until the line says these words; gives the whole text."""
        return str(self.wait(lambda message: message["type"] == "said" and words in str(message["text"]), seconds, words)["text"])

    def ends(self, seconds: float = 15) -> dict[str, object]:
        return self.wait(lambda message: message["type"] == "ended", seconds, "the end")

    def wait(self, wanted: Callable[[dict[str, object]], bool], seconds: float, what: str) -> dict[str, object]:
        """The next message that is wanted."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = json.loads(self._socket.recv(timeout=left))
            except TimeoutError:
                break
            self.messages.append(message)
            if wanted(message):
                return message
        raise AssertionError(f"never came: {what}; came: {self.messages[-6:]}")

    def _send_and_wait(self, message: dict[str, object], kind: str) -> dict[str, object]:
        self._socket.send(json.dumps(message))
        return self.wait(lambda answer: answer["type"] == kind, 60, kind)

    def close(self) -> None:
        self._socket.close()


def until(holds: Callable[[], bool], seconds: float, what: str) -> float:
    """Waits until something holds; gives the seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"in {seconds:g} s it did not come to be that {what}"
        time.sleep(0.05)
    return time.monotonic() - began


def free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    for first in range(20_000 + os.getpid() % 20_000, 60_000, count):
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for port in range(first, first + count):
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise AssertionError("no free ports")


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALLWRIGHT_")}
    return kept | {"CALLWRIGHT_CACHE": str(data / "cache"), "PYTHONUNBUFFERED": "1"}


def _is_program(words: list[str], program: str) -> bool:
    if "up" in words or "-c" not in words:
        return False
    if program == "designer":
        return "designer" in words
    return "runtime" in words and "--name" in words and words[words.index("--name") + 1] == program


def facts(records: list[dict[str, object]]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each fact of a journal by its kind."""
    for record in records:
        fact = record["fact"]
        assert isinstance(fact, dict)
        yield str(fact["fact"]), fact
