"""The feed: only for who knows the token; each record once; a release as soon as there is one; artefacts whole or not at all."""

import asyncio
import json
import time

import httpx
import msgspec
import pytest
from sqlmodel import func, select

from designer.app import create_app
from designer.publishing import settings
from designer.publishing.release import issue
from designer.store.engine import Store
from designer.store.tables import CallSummary, JournalRecord, Question
from dsl.journal import CallEnded, CallerSpoke, CallStarted, QuestionUnknown, Said, Understood
from dsl.release import RuntimeStatus, decode_release, release_tag
from runtime.speech.hearing.kaldi_recognizer import PRACTICE_NAME
from tests.designer.browser import MACHINE, record
from tests.designer.served import serving


def a_call(call: str, words: str = "how do i cancel") -> list[dict]:
    return [
        record(call, 0, CallStarted(caller="13800001234", dialled="1001", line="sip")),
        record(call, 1, Said(say=1, text="Hello")),
        record(call, 2, CallerSpoke(text=words, understood=Understood(guess="opening_hours", confidence=0.31))),
        record(call, 3, QuestionUnknown(text=words, guess="opening_hours", confidence=0.31, reason="below-threshold")),
        record(call, 4, CallEnded(how="caller", disposition="unsolved")),
    ]


async def deliver(client, records) -> httpx.Response:
    return await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)


async def stored(store: Store) -> list[tuple[str, int]]:
    async with store.session() as session:
        rows = await session.exec(select(JournalRecord.call, JournalRecord.sequence))
        return sorted(rows.all())


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Basic abc", "Bearer "])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/feed/release"),
        ("GET", "/feed/bundles/x"),
        ("GET", "/feed/artefacts/x"),
        ("PUT", "/feed/artefacts/x"),
        ("POST", "/feed/journal"),
        ("POST", "/feed/status"),
    ],
)
async def test_without_the_token_there_is_nothing(client, method, address, given):
    headers = {"authorization": given} if given else {}
    assert (await client.request(method, address, headers=headers, content=b"[]")).status_code == 401


async def test_a_signed_in_person_is_no_runtime(browser):
    assert (await browser.get("/feed/release")).status_code == 401


async def test_records_that_come_twice_are_kept_once(client, store: Store):
    call = a_call("c1")
    first = await deliver(client, call)
    again = await deliver(client, call + a_call("c2")[:2] + call)
    assert (first.json()["new"], again.json()["new"]) == (5, 2)
    assert await stored(store) == [("c1", n) for n in range(5)] + [("c2", 0), ("c2", 1)]
    async with store.session() as session:
        question = (await session.exec(select(Question))).one()
        summary = await session.get_one(CallSummary, "c1")
    assert (question.count, summary.unknowns) == (1, 1)


async def test_the_order_in_which_records_come_changes_nothing(client, store: Store):
    call = a_call("c1")
    for part in (call[4:], call[2:4], call[:2]):
        assert (await deliver(client, part)).status_code == 200
    await deliver(client, a_call("c2"))
    async with store.session() as session:
        mixed = (await session.get_one(CallSummary, "c1")).model_dump(exclude={"call"})
        ordered = (await session.get_one(CallSummary, "c2")).model_dump(exclude={"call"})
    assert mixed == ordered
    assert (mixed["caller"], mixed["dialled"], mixed["how"], mixed["unknowns"]) == ("13800001234", "1001", "caller", 1)


async def test_the_same_batch_from_two_deliveries_at_once_is_kept_once(configuration):
    records = json.dumps([item for number in range(20) for item in a_call(f"c{number}")]).encode()
    async with serving(create_app(configuration)) as address, httpx.AsyncClient(base_url=address, headers=MACHINE) as client:
        answers = await asyncio.gather(*(client.post("/feed/journal", content=records) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sum(answer.json()["new"] for answer in answers) == 100
    store = Store(configuration.database)
    async with store.session() as session:
        assert (await session.exec(select(func.count()).select_from(JournalRecord))).one() == 100
        assert (await session.exec(select(Question))).one().count == 20
    await store.close()


async def test_a_thousand_records_are_taken_quickly(client):
    records = [record(f"call-{n // 50}", n % 50, Said(say=n, text="Your bill was 42 yuan.")) for n in range(1000)]
    began = time.process_time()
    answer = await deliver(client, records)
    assert answer.json()["new"] == 1000
    assert time.process_time() - began < 1.5  # processor time: the machine of the tests is shared


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b'"text"', b"\xff\xfe", b"null"])
async def test_what_is_no_list_of_records_is_refused_in_one_sentence(client, body):
    answer = await client.post("/feed/journal", content=body, headers=MACHINE)
    assert answer.status_code == 400 and list(answer.json()) == ["error"]


async def test_a_bad_record_never_holds_up_the_others(client, store: Store):
    good = a_call("c1")[:2]
    answer = await deliver(client, [good[0], {"call": "c1"}, 7, good[1]])
    assert (answer.status_code, answer.json()["rejected"]) == (422, 2)
    assert await stored(store) == [("c1", 0), ("c1", 1)]


async def test_a_fact_of_a_newer_runtime_is_kept_and_passed_over(client, browser, store: Store):
    newer = record("c1", 9, Said(say=1, text="x")) | {"fact": {"fact": "something_new", "words": 3}}
    assert (await deliver(client, [*a_call("c1"), newer])).status_code == 200
    assert len(await stored(store)) == 6
    assert (await browser.get("/calls/c1")).status_code == 200


async def test_a_release_that_is_known_is_not_sent_again(client):
    first = await client.get("/feed/release", headers=MACHINE)
    assert first.headers["etag"] == f'"{release_tag(first.content)}"'
    known = await client.get("/feed/release", headers=MACHINE | {"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_a_waiting_runtime_gets_a_new_release_at_once(configuration):
    app = create_app(configuration)
    async with serving(app) as address, httpx.AsyncClient(base_url=address, headers=MACHINE) as client:
        tag = (await client.get("/feed/release")).headers["etag"]
        waiting = asyncio.create_task(client.get("/feed/release?wait=20", headers={"if-none-match": tag}, timeout=30))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        began = time.monotonic()
        async with app.state.store.session() as session:
            await settings.set_hosts(session, "crm.example.com")
            await issue(session)
        answer = await waiting
        assert time.monotonic() - began < 1.0
    assert decode_release(answer.content).hosts == {"crm.example.com": ""}


async def test_the_designer_stops_soon_though_runtimes_wait(configuration):
    async with httpx.AsyncClient(headers=MACHINE) as client:
        async with serving(create_app(configuration)) as address:
            tag = (await client.get(f"{address}/feed/release")).headers["etag"]
            waiting = asyncio.create_task(
                client.get(f"{address}/feed/release?wait=20", headers={"if-none-match": tag}, timeout=30)
            )
            await asyncio.sleep(0.2)
            began = time.monotonic()
        assert time.monotonic() - began < 5
        await asyncio.gather(waiting, return_exceptions=True)


async def test_artefacts_are_kept_and_given_back(client, configuration):
    data = bytes(range(256)) * 5000
    assert (await client.put("/feed/artefacts/model-1.npz", content=data, headers=MACHINE)).json() == {"stored": len(data)}
    assert (await client.get("/feed/artefacts/model-1.npz", headers=MACHINE)).content == data
    assert (await client.get("/feed/artefacts/model-2.npz", headers=MACHINE)).status_code == 404
    assert [path.name for path in configuration.artefacts.iterdir()] == ["model-1.npz"]


@pytest.mark.parametrize("name", ["..%2f..%2fsecret", "%2e%2e", ".hidden", "a%00b", "x" * 200, "a/b"])
async def test_an_artefact_never_leaves_its_folder(client, configuration, name):
    answer = await client.put(f"/feed/artefacts/{name}", content=b"x", headers=MACHINE)
    assert answer.status_code in (400, 404, 405)
    assert not configuration.artefacts.exists() or list(configuration.artefacts.iterdir()) == []


async def test_a_runtime_is_shown_while_it_reports_and_as_silent_after(client, browser, monkeypatch):
    from designer.publishing import runtimes

    status = RuntimeStatus(name="line-1", role="live", control="http://127.0.0.1:1", line_port=8091, calls=3)
    answer = await client.post("/feed/status", content=msgspec.json.encode(status), headers=MACHINE)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Line up · 3 calls" in (await browser.get("/status/bar")).text
    page = await browser.get("/")
    assert "ws://*:8091" in page.headers["content-security-policy"]
    later = runtimes.now() + runtimes.SILENT_AFTER * 1.1
    monkeypatch.setattr(runtimes, "now", lambda: later)
    assert "Line not responding" in (await browser.get("/status/bar")).text
    assert "Not responding, last seen" in (await browser.get("/runtimes")).text
    await browser.post("/runtimes/forget", {"name": "line-1"})
    assert "No line connected" in (await browser.get("/status/bar")).text


async def test_what_hears_is_shown_and_a_practice_model_is_said_to_be_one(client, browser):
    """The end of a recogniser's name is what the runtime says it by."""
    hearing = {"en": "pocketsphinx, English, US", "zh": PRACTICE_NAME}
    status = RuntimeStatus(name="line-1", role="live", control="http://127.0.0.1:1", line_port=8091, hearing=hearing)
    await client.post("/feed/status", content=msgspec.json.encode(status), headers=MACHINE)
    page = (await browser.get("/runtimes")).text
    assert "pocketsphinx, English, US" in page
    assert page.count("callwright models add --kind hearing") == 1


async def test_a_restarted_designer_still_knows_who_should_be_there(configuration):
    status = RuntimeStatus(name="line-1", role="live", control="http://127.0.0.1:1", line_port=8091)
    async with serving(create_app(configuration)) as address, httpx.AsyncClient(headers=MACHINE) as client:
        await client.post(f"{address}/feed/status", content=msgspec.json.encode(status))
    app = create_app(configuration)
    async with serving(app):
        assert [seen.status.name for seen in app.state.runtimes.all()] == ["line-1"]


async def test_a_status_that_is_none_is_refused(client):
    assert (await client.post("/feed/status", content=b'{"name": 1}', headers=MACHINE)).status_code == 400
