"""The control port: who may ask, what it answers, and what it does with bodies that are nothing."""

from __future__ import annotations

import pytest
from msgspec import structs, to_builtins

from dsl import bundle as bundles
from dsl.journal import encode
from dsl.model import KnowledgeAnswer
from dsl.release import Ticket, sign_ticket
from runtime.control.tickets import TicketGate


@pytest.fixture
async def runtime(start, prepared_data):
    return await start(prepared_data)


@pytest.mark.parametrize("shown", ["", "Bearer wrong", "Bearer", "shared-token-and-more", "Basic c2hhcmVkLXRva2Vu"])
async def test_without_the_token_only_health_answers(runtime, shown):
    headers = {"Authorization": shown}
    assert (await runtime.http.get("/health", headers=headers)).status_code == 200
    for path in ("/metrics", "/prepare/x"):
        assert (await runtime.http.get(path, headers=headers)).status_code == 401
    for path in ("/prepare", "/understand", "/hearing", "/rehearse", "/speak", "/look-up", "/replay"):
        answer = await runtime.http.post(path, headers=headers, content=b"x")
        assert (answer.status_code, list(answer.json())) == (401, ["error"])


async def test_metrics_are_prometheus_text(runtime):
    answer = await runtime.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    names = [line.split()[0].partition("{")[0] for line in answer.text.splitlines() if not line.startswith("#")]
    assert {"callwright_calls", "callwright_journal_waiting", "callwright_release"} <= set(names)
    assert all(len(line.split()) == 2 for line in answer.text.splitlines() if not line.startswith("#"))


async def test_a_bundle_is_prepared_and_then_understands(runtime, parcel_status):
    prepared = await runtime.http.post("/prepare", content=parcel_status.data)
    assert (prepared.status_code, prepared.json()["state"]) == (200, "ready")
    assert (await runtime.http.get(f"/prepare/{parcel_status.identity}")).json()["state"] == "ready"
    order = {"bundle": parcel_status.identity, "text": "where is my parcel"}
    understood = (await runtime.http.post("/understand", json=order)).json()
    assert understood["intent"] == "track_parcel"


async def test_conversations_are_played_and_what_does_not_come_true_is_told(runtime, parcel_status):
    conversations = to_builtins(parcel_status.conversations)
    count = sum(map(len, conversations.values()))
    order = {"bundle": parcel_status.identity, "conversations": conversations}
    report = (await runtime.http.post("/rehearse", json=order)).json()
    assert (report["passed"], report["failed"], report["failures"], len(report["told"])) == (count, 0, [], count)
    assert report["covered"]["steps"]["greet"] > 0
    greeted = next(edge for edge in report["covered"]["edges"] if (edge["step"], edge["kind"]) == ("greet", "next"))
    assert greeted["target"] == "listen" and greeted["times"] == report["covered"]["steps"]["greet"]
    broken = {"broken": [{"name": "wishful", "talk": [{"caller": "where is my parcel"}, {"line": "the moon"}]}]}
    report = (await runtime.http.post("/rehearse", json=order | {"conversations": broken})).json()
    assert (report["passed"], report["failed"]) == (0, 1)
    failure = report["failures"][0]
    assert (failure["file"], failure["number"], failure["conversation"], failure["turn"]) == ("broken", 0, "wishful", 2)
    opening, answered, nothing = report["told"][0]["said"]
    assert "recorded" in opening[0] and answered and not nothing
    assert "the moon" in failure["en"]
    assert "the moon" in failure["zh"]


async def test_the_proof_of_hearing_names_words_of_no_dictionary_in_each_language(runtime, parcel_status):
    zorblex = structs.replace(parcel_status.bundle, answers={"odd": KnowledgeAnswer(questions=("what is a zorblex",), say="x")})
    data = bundles.encode(zorblex)
    await runtime.http.post("/prepare", content=data)
    answer = await runtime.http.post("/hearing", json={"bundle": bundles.identity(data)})
    assert answer.status_code == 200
    (proof,) = answer.json()
    assert (proof["language"], proof["unaccepted"], proof["unheard"]) == (parcel_status.bundle.language, [], [])
    assert proof["samples"] > 100 and proof["pronounced"]["zorblex"].startswith("z")
    assert (await runtime.http.post("/hearing", json={"bundle": "0" * 64})).status_code == 404


async def test_a_look_up_is_carried_out_and_hosts_that_no_release_names_are_not_reached(runtime):
    order = {"lookup": {"get": "http://127.0.0.1:1/private", "gives": {"ok": "flag"}}, "parameters": {"number": "1"}}
    answer = await runtime.http.post("/look-up", json=order)
    assert (answer.status_code, answer.json()["outcome"], answer.json()["values"]) == (200, "failed", {})


async def test_without_a_voice_nothing_is_spoken(runtime):
    answer = await runtime.http.post("/speak", json={"text": "Hello.", "language": "en-GB"})
    assert (answer.status_code, list(answer.json())) == (422, ["error"])


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"schema": 99}'])
async def test_bytes_that_are_no_bundle_get_a_sentence(runtime, body):
    answer = await runtime.http.post("/prepare", content=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "These bytes are no bundle that this runtime reads.")


@pytest.mark.parametrize("path", ["/understand", "/hearing", "/rehearse", "/speak", "/look-up", "/replay"])
@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b"\xff", b"[" * 100_000])
async def test_orders_that_are_none_get_a_sentence(runtime, path, body):
    answer = await runtime.http.post(path, content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "The body is not what this address takes.")


async def test_unknown_bundles_get_a_sentence(runtime, feed):
    for bundle in ("0" * 64, "../../etc/passwd", ""):
        answer = await runtime.http.post("/understand", json={"bundle": bundle, "text": "x"})
        assert answer.status_code == 404
        assert answer.json()["error"].endswith(".")


async def test_a_body_beyond_all_measure_is_refused(runtime):
    answer = await runtime.http.post("/prepare", content=b"x" * (33 * 1024 * 1024))
    assert answer.status_code == 413


async def test_a_stored_call_replays_identically_and_a_changed_one_says_where(
    eventually, start, feed, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        await browser.until("listening")
        await browser.send("text", text="goodbye")
        await browser.until("ended")
    await eventually(lambda: any(record.fact.__struct_config__.tag == "call_ended" for record in feed.records.values()))
    records = encode(sorted(feed.records.values(), key=lambda record: record.sequence))
    same = (await runtime.http.post("/replay", content=b'{"records":' + records + b"}")).json()
    assert same == {"identical": True, "calls": 1, "different": 0, "first_difference": None}
    changed = records.replace(b"automated", b"human")
    other = (await runtime.http.post("/replay", content=b'{"records":' + changed + b"}")).json()
    assert (other["identical"], other["different"], other["first_difference"]["sequence"]) == (False, 1, 1)


def test_the_gate_forgets_tickets_that_would_not_open_anyway():
    moment = [1000.0]
    gate = TicketGate("t", lambda: moment[0])
    for number in range(100):
        assert gate.admit(sign_ticket(Ticket(nonce=str(number), expires=1010), "t")) is not None
    moment[0] = 1011
    assert gate.admit(sign_ticket(Ticket(nonce="last", expires=1020), "t")) is not None
    assert len(gate._used) == 1
