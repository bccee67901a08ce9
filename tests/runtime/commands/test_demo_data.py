"""The demonstration service: what it knows, what it doesn't, and that it speaks HTTP as the ready-made flows ask it to."""

from __future__ import annotations

import threading
import time
from datetime import date

import httpx
import pytest

from dsl.commands import CommandError
from runtime.commands.demo_data import Company, read_records, serve, shipped_records

TODAY = date(2026, 3, 16)


@pytest.fixture
def company():
    return Company(read_records(shipped_records()))


def test_a_pin_is_right_or_wrong(company):
    assert company.ask("/identity", {"number": "13800001234", "pin": "123456"}, TODAY) == {"ok": True}
    assert company.ask("/identity", {"number": "+8613800001234", "pin": "111111"}, TODAY) == {"ok": False}


MONTHS = {"2026-03": "0 CNY", "2026-02": "100 CNY", "2026-02-10": "100 CNY", "2025-12": "20 CNY", "": "20 CNY"}


@pytest.mark.parametrize(("month", "extra"), MONTHS.items())
def test_bills_count_their_months_from_today(company, month, extra):
    assert company.ask("/bills", {"number": "13800001234", "month": month}, TODAY)["extra"] == extra


def test_a_parcel_arrives_on_the_day_it_was_moved_to(company):
    assert company.ask("/parcels", {"code": "4711"}, TODAY) == {"status": "on its way", "arrives": "2026-03-18"}
    assert company.ask("/deliveries", {"code": "4711", "day": "2026-03-23"}, TODAY) == {"day": "2026-03-23"}
    assert company.ask("/parcels", {"code": "4711"}, TODAY)["arrives"] == "2026-03-23"


def test_a_room_has_its_guests_parcels_nights_and_bill(company):
    assert company.ask("/rooms", {"room": "305"}, TODAY) == {"parcels": 2, "nights": 3, "bill": "1280 CNY"}


def test_a_message_counts_as_delivered(company):
    assert company.ask("/messages", {"to": "13800001234", "text": "Hello"}, TODAY) == {}


STRANGERS = [
    ("/messages", {"to": "13800001234"}),
    ("/identity", {"number": "1"}),
    ("/balance", {}),
    ("/parcels", {"code": "0000"}),
    ("/rooms", {"room": "000"}),
    ("/deliveries", {"code": "1", "day": "x"}),
    ("/", {}),
]


@pytest.mark.parametrize(("path", "given"), STRANGERS)
def test_nothing_is_known_of_strangers(company, path, given):
    assert company.ask(path, given, TODAY) is None


@pytest.fixture
def address(company):
    server = serve(company, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_speaks_http(address):
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert client.get("/balance", params={"number": "13800001234"}).json() == {"amount": "35.60 CNY"}
        assert client.post("/deliveries", json={"code": "4712", "day": "2026-03-20"}).json() == {"day": "2026-03-20"}
        assert client.get("/parcels", params={"code": "9999"}).status_code == 404
        assert client.post("/deliveries", content=b"nonsense").status_code == 400
        assert client.post("/deliveries", content=b"x" * 20_000).status_code == 413


def test_it_can_be_late(address):
    began = time.monotonic()
    with httpx.Client(base_url=address, trust_env=False) as client:
        client.get("/balance", params={"number": "13800001234", "delay": "300"})
    assert time.monotonic() - began >= 0.3


def test_records_that_are_none_are_one_sentence(tmp_path):
    for name, text in {"missing": None, "list": "- a", "broken": "{", "bytes": "\udcff"}.items():
        path = tmp_path / name
        if text is not None:
            path.write_bytes(text.encode(errors="surrogateescape"))
        with pytest.raises(CommandError):
            read_records(path)
