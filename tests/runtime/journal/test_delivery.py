"""Delivery: in order, at least once, patient with a designer that is away, and never stuck on one bad record."""

from __future__ import annotations

import asyncio

import pytest

from dsl.journal import Record, StepEntered, decode
from runtime.journal.delivery import Delivery, Refused, Unreachable
from runtime.journal.outbox import Outbox


def record(sequence):
    return Record(call="one", sequence=sequence, at="2026-03-16T02:00:00.000Z", bundle="b", fact=StepEntered(why="next"))


class DesignerDesk:
    """Takes batches, unless the test says otherwise."""

    def __init__(self):
        self.taken = []
        self.attempts = 0
        self.trouble = lambda records: None

    async def post(self, data):
        self.attempts += 1
        records = decode(data)
        if problem := self.trouble(records):
            raise problem
        self.taken += [record.sequence for record in records]


@pytest.fixture
def outbox(tmp_path):
    box = Outbox(tmp_path / "journal.sqlite")
    yield box
    box.close()


async def until_empty(outbox, seconds=5):
    async with asyncio.timeout(seconds):
        while True:
            if not outbox.waiting:
                return
            await asyncio.sleep(0.01)


async def running(delivery, work):
    task = asyncio.create_task(delivery.run())
    try:
        await work()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_records_arrive_once_and_in_order_while_more_are_written(outbox):
    desk = DesignerDesk()

    async def work():
        for number in range(1, 501):
            outbox.append([record(number)])
            if number % 50 == 0:
                await asyncio.sleep(0.01)
        await until_empty(outbox)

    await running(Delivery(outbox, desk.post), work)
    assert desk.taken == list(range(1, 501))


async def test_an_idle_delivery_asks_nothing(outbox):
    desk = DesignerDesk()

    async def work():
        outbox.append([record(1)])
        await until_empty(outbox)
        await asyncio.sleep(0.3)

    await running(Delivery(outbox, desk.post), work)
    assert desk.attempts == 1


async def test_a_designer_that_is_away_gets_everything_when_it_is_back(outbox):
    desk = DesignerDesk()
    desk.trouble = lambda records: Unreachable("down")

    async def work():
        outbox.append([record(number) for number in range(1, 400)])
        await asyncio.sleep(0.7)
        assert outbox.waiting == 399
        assert desk.attempts <= 4  # it waits longer and longer
        desk.trouble = lambda records: None
        await until_empty(outbox)

    await running(Delivery(outbox, desk.post), work)
    assert desk.taken == list(range(1, 400))


async def test_an_answer_lost_on_the_way_means_the_records_come_again(outbox):
    desk = DesignerDesk()
    lost = []

    async def post(data):
        await desk.post(data)
        if not lost:
            lost.append(True)
            raise Unreachable("the answer never came")

    async def work():
        outbox.append([record(1), record(2)])
        await until_empty(outbox)

    await running(Delivery(outbox, post), work)
    assert desk.taken == [1, 2, 1, 2]  # the same identities: the designer keeps each once


async def test_one_record_that_is_refused_is_set_aside_and_holds_up_nobody(outbox, caplog):
    desk = DesignerDesk()
    desk.trouble = lambda records: Refused("status 422") if any(r.sequence == 7 for r in records) else None

    async def work():
        outbox.append([record(number) for number in range(1, 21)])
        await until_empty(outbox)

    await running(Delivery(outbox, desk.post), work)
    assert desk.taken == [number for number in range(1, 21) if number != 7]
    assert outbox.refused == 1
    assert "one:7" in caplog.text


async def test_before_the_end_what_can_be_delivered_is(outbox):
    desk = DesignerDesk()
    outbox.append([record(number) for number in range(1, 450)])
    await Delivery(outbox, desk.post).drain(3)
    assert desk.taken == list(range(1, 450))
    desk.trouble = lambda records: Unreachable("down")
    outbox.append([record(450)])
    await Delivery(outbox, desk.post).drain(3)
    assert outbox.waiting == 1
