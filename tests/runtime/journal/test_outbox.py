"""The outbox: what is appended survives a kill, is handed out in order, under one identity, and forgotten when acknowledged."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from dsl.journal import CallEnded, CallerSpoke, Record, StepEntered, Understood, decode
from runtime.journal.call_journal import CallJournal, end_abandoned, moment
from runtime.journal.outbox import Outbox

AT = "2026-03-16T02:00:00.000Z"


def record(sequence, call="one", fact=None):
    fact = fact or StepEntered(why=str(sequence))
    return Record(call=call, sequence=sequence, at=AT, bundle="b", fact=fact, package="demo")


@pytest.fixture
def outbox(tmp_path):
    box = Outbox(tmp_path / "journal.sqlite")
    yield box
    box.close()


def identities(batch):
    return [stored.identity for stored in batch]


def test_records_come_out_in_order_and_whole(outbox):
    outbox.append([record(1), record(2)])
    outbox.append([record(1, "two")])
    batch = outbox.batch()
    assert identities(batch) == ["one:1", "one:2", "two:1"]
    assert decode(b"[" + b",".join(stored.data for stored in batch) + b"]") == [record(1), record(2), record(1, "two")]


def test_acknowledged_records_are_forgotten_and_the_rest_waits(outbox):
    outbox.append([record(number) for number in range(1, 6)])
    outbox.forget(outbox.batch(2))
    assert identities(outbox.batch(10)) == ["one:3", "one:4", "one:5"]
    assert outbox.waiting == 3


def test_nothing_is_stored_twice_under_one_identity(outbox):
    outbox.append([record(1)])
    outbox.append([record(1), record(2)])
    assert identities(outbox.batch()) == ["one:1", "one:2"]
    assert outbox.waiting == 2


def test_a_new_start_finds_everything_and_wakes_the_delivery(tmp_path):
    first = Outbox(tmp_path / "journal.sqlite")
    first.append([record(1), record(2)])
    first.close()
    again = Outbox(tmp_path / "journal.sqlite")
    assert again.waiting == 2
    assert again.fresh.is_set()
    assert identities(again.batch()) == ["one:1", "one:2"]
    again.close()


def test_what_was_appended_survives_kill_9_at_any_moment(tmp_path):
    """A process writes records and says each number once it is appended; it is killed in the middle of writing."""
    path = tmp_path / "journal.sqlite"
    writer = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from dsl.journal import Record, StepEntered
        from runtime.journal.outbox import Outbox
        box = Outbox(Path({str(path)!r}))
        for number in range(1, 1_000_000):
            box.append([Record(call="one", sequence=number, at="{AT}", bundle="b", fact=StepEntered(why=str(number)))])
            sys.stdout.write(f"{{number}}\\n")
            sys.stdout.flush()
    """)
    process = subprocess.Popen([sys.executable, "-c", writer], stdout=subprocess.PIPE, text=True)
    said = [process.stdout.readline() for _ in range(300)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    last = int(said[-1])
    box = Outbox(path)
    waiting = identities(box.batch(10_000_000))
    assert waiting[:last] == [f"one:{number}" for number in range(1, last + 1)]
    assert len(waiting) <= last + 1  # the one that was appended but not said yet
    assert len(set(waiting)) == len(waiting)
    box.close()


def test_calls_of_a_killed_process_get_their_end_once(tmp_path):
    first = Outbox(tmp_path / "journal.sqlite")
    for call in ("cut off", "ended"):
        journal = CallJournal(first, call, bundle="b", package="demo")
        journal.write(StepEntered(why="entry"), at=AT)
        if call == "ended":
            journal.write(CallEnded(how="line"), at=AT)
    first.forget(first.batch())  # even when all of it was delivered
    first.close()
    again = Outbox(tmp_path / "journal.sqlite")
    assert end_abandoned(again.open_calls(), again, lambda: datetime(2026, 3, 16, 2, tzinfo=UTC)) == 1
    (end,) = decode(b"[" + again.batch()[0].data + b"]")
    assert (end.identity, end.package, end.fact) == ("cut off:2", "demo", CallEnded(how="error", disposition="runtime_lost"))
    assert again.open_calls() == []
    again.close()


def test_a_full_disk_costs_one_log_line_and_no_record(outbox, caplog):
    outbox.append([record(1)])
    pages = outbox._database.execute("PRAGMA page_count").fetchone()[0]
    outbox._database.execute(f"PRAGMA max_page_count={pages}")
    words = "w" * 2000
    for number in range(2, 60):
        outbox.append([record(number, fact=CallerSpoke(text=words, understood=Understood()))])
    assert outbox.waiting == 59
    assert len([line for line in caplog.records if "cannot be written" in line.message]) == 1
    assert words not in caplog.text
    seen = []
    while batch := outbox.batch(7):
        seen += identities(batch)
        outbox.forget(batch)
    assert seen == [f"one:{number}" for number in range(1, 60)]
    outbox._database.execute("PRAGMA max_page_count=100000")
    outbox.append([record(60)])
    assert "can be written again" in caplog.text
    assert identities(outbox.batch()) == ["one:60"]


def test_a_damaged_file_is_kept_aside_and_calls_go_on(tmp_path, caplog):
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database" * 500)
    box = Outbox(path)
    box.append([record(1)])
    assert identities(box.batch()) == ["one:1"]
    assert "damaged" in caplog.text
    assert len(list(tmp_path.glob("journal.sqlite.damaged-*"))) == 1
    box.close()


def test_settling_empties_the_log_into_the_file(tmp_path):
    path = tmp_path / "journal.sqlite"
    box = Outbox(path)
    box.append([record(number) for number in range(1, 50)])
    box.settle()
    copy = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)  # reads the file alone, without the log
    assert copy.execute("SELECT count(*) FROM records").fetchone()[0] == 49
    copy.close()
    box.close()


def test_moments_are_utc_with_milliseconds():
    assert moment(datetime.fromisoformat("2026-03-16T10:00:00.123456+08:00")) == "2026-03-16T02:00:00.123Z"
