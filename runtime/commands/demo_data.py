"""Owns `callwright demo-data`: a small company's systems over HTTP, for the look-ups of the ready-made flows.

GET  /identity?number=&pin=     {"ok": true}
GET  /bills?number=&month=      {"extra": "100 CNY", "item": "漫游费"}
GET  /balance?number=           {"amount": "35.60 CNY"}
GET  /parcels?code=             {"status": "on its way", "arrives": "2026-03-18"}
GET  /rooms?room=               {"parcels": 2, "nights": 3, "bill": "1280 CNY"}
POST /messages {to, text}       {}, and the text message counts as delivered; nothing is kept of it
POST /deliveries {code, day}    {"day": "2026-03-20"}, and from then on the parcel arrives on that day

404 where nothing is known under the number. `delay=MILLISECONDS` in the address of any of them answers late, to see how
a flow takes it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from dsl.commands import CommandError

SUMMARY = "Answer the look-ups of the ready-made flows with made-up customers, parcels and hotel rooms."
LONGEST_DELAY = 30_000
LARGEST_ORDER = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8099, help="port to listen on (default: %(default)s; 0: a free one)")
    parser.add_argument("--records", type=Path, default=None, help="another file than the one that comes with the flows")


def run(arguments: argparse.Namespace) -> int:
    company = Company(read_records(arguments.records or shipped_records()))
    try:
        server = serve(company, arguments.host, arguments.port)
    except OSError as problem:
        raise CommandError(f"port {arguments.port} on {arguments.host} cannot be opened: {problem.strerror}") from None
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"The demonstration service is at http://{arguments.host}:{server.server_port}/", file=sys.stderr, flush=True)
    with server:
        server.serve_forever(poll_interval=0.2)
    return 0


def shipped_records() -> Path:
    """Beside the packages in a checkout, inside the designer in a wheel."""
    house = Path(__file__).parents[2]
    found = [path for path in (house / "flows", house / "designer" / "flows") if (path / "demonstration.yaml").is_file()]
    if not found:
        raise CommandError("the records of the demonstration are not installed here; name a file by --records")
    return found[0] / "demonstration.yaml"


def read_records(path: Path) -> dict[str, Any]:
    try:
        records = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise CommandError(f"{path} is not YAML") from None
    if not isinstance(records, dict):
        raise CommandError(f"{path} holds no customers, parcels and rooms")
    return records


class Company:
    """What the made-up company knows. Each question gives an answer, or None when it knows nothing of the number."""

    def __init__(self, records: dict[str, Any]) -> None:
        self._customers: dict[str, Any] = records.get("customers") or {}
        self._parcels: dict[str, Any] = records.get("parcels") or {}
        self._rooms: dict[str, Any] = records.get("rooms") or {}
        self._new_days: dict[str, str] = {}

    def ask(self, path: str, given: dict[str, str], today: date) -> dict[str, object] | None:
        match path:
            case "/messages":
                return {} if given.get("to") and given.get("text") else None
            case "/parcels":
                return self._parcel(given.get("code", ""), today)
            case "/rooms":
                room: dict[str, object] | None = self._rooms.get(given.get("room", ""))
                return room
            case "/deliveries":
                return self._deliver(given.get("code", ""), given.get("day", ""))
        customer = self._customers.get(given.get("number", "").removeprefix("+86"))
        if customer is None:
            return None
        match path:
            case "/identity":
                return {"ok": given.get("pin") == customer["pin"]}
            case "/balance":
                return {"amount": customer["balance"]}
            case "/bills":
                bill: dict[str, object] = customer["bills"][_which_month(given.get("month", ""), today)]
                return bill
        return None

    def _parcel(self, code: str, today: date) -> dict[str, object] | None:
        parcel = self._parcels.get(code)
        if parcel is None:
            return None
        arrives = self._new_days.get(code) or (today + timedelta(days=parcel["arrives in days"])).isoformat()
        return {"status": parcel["status"], "arrives": arrives}

    def _deliver(self, code: str, day: str) -> dict[str, object] | None:
        if code not in self._parcels or not day:
            return None
        self._new_days[code] = day
        return {"day": day}


def _which_month(month: str, today: date) -> str:
    last = today.replace(day=1) - timedelta(days=1)
    if month.startswith(f"{today:%Y-%m}"):
        return "this month"
    return "last month" if month.startswith(f"{last:%Y-%m}") else "earlier"


def serve(company: Company, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is bound already; the caller runs and closes it."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > LARGEST_ORDER:
                self._send(413, {"error": "too large"})
                return
            try:
                order = json.loads(self.rfile.read(int(length)))
            except ValueError:
                order = None
            if isinstance(order, dict):
                self._reply({name: str(value) for name, value in order.items()})
            else:
                self._send(400, {"error": "not a JSON object"})

        def _reply(self, order: dict[str, str]) -> None:
            address = urlsplit(self.path)
            given = {name: values[-1] for name, values in parse_qs(address.query).items()} | order
            delay = given.get("delay", "")
            if delay.isdigit():
                time.sleep(min(int(delay), LONGEST_DELAY) / 1000)
            answer = company.ask(address.path, given, date.today())
            self._send(*((200, answer) if answer is not None else (404, {"error": "not known"})))

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Addresses hold numbers and pins: nothing is logged."""

    server = ThreadingHTTPServer((host, port), Desk)
    server.daemon_threads = True
    return server
