"""The test line: a draft on the numbers that test it, before it is live anywhere."""

import json
from datetime import UTC, datetime

import pytest
from msgspec import structs

from designer.calls import days, outcomes
from designer.learning import questions, standing
from designer.publishing import release
from designer.store.engine import Store
from designer.store.tables import CallSummary
from dsl.journal import CallEnded, CallStarted, HandedOff, QuestionUnknown
from dsl.release import Release, WeightedBundle, open_ticket
from tests.designer.browser import MACHINE, TOKEN, Browser, record
from tests.designer.control import STATUS
from tests.designer.test_calls import deliver
from tests.designer.test_publishing import edit, publish

PAGE = "/packages/line/publish"


async def now_released(store: Store) -> Release:
    async with store.session() as session:
        return await release.assemble(session, 0)


async def put(browser: Browser, revision: int) -> int:
    return (await browser.post("/packages/line/test-line", {"revision": str(revision)})).status_code


@pytest.fixture
async def test_number(browser: Browser, package: str) -> str:
    assert (await browser.post("/numbers", {"dialled": "9001", "package": "line", "runs": "test"})).status_code == 303
    return "9001"


async def test_a_test_number_runs_what_was_put_there_and_callers_hear_what_is_live(browser, store, test_number):
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    assert (await now_released(store)).lines == {}
    await publish(browser, store)
    live = (await now_released(store)).lines["1001"].bundles
    assert test_number not in (await now_released(store)).lines, "what is live is not what it tests"
    revision = await edit(store, "Goodbye", "Bye now")
    assert await put(browser, revision) == 303
    lines = (await now_released(store)).lines
    assert lines["1001"].bundles == live and lines[test_number].bundles != live
    assert f"save {revision}" in (await browser.get(PAGE)).text and f"save {revision}" in (await browser.get("/numbers")).text
    later = await edit(store, "Bye now", "See you")
    assert (await now_released(store)).lines == lines, "a save changes no line"
    assert await put(browser, later) == 303
    await publish(browser, store)
    lines = (await now_released(store)).lines
    assert lines["1001"].bundles == lines[test_number].bundles == (WeightedBundle(lines["1001"].bundles[0].bundle),)


async def test_only_what_was_shown_and_is_free_of_errors_goes_there(browser, store, test_number):
    revision = await edit(store, "Goodbye", "Bye now")
    assert await put(browser, revision - 1) == 409
    broken = await edit(store, "next: bye", "next: nowhere")
    assert await put(browser, broken) == 409
    assert (await now_released(store)).lines == {}


@pytest.mark.parametrize(("name", "status"), [("operator", 303), ("publisher", 303), ("agent", 403), ("auditor", 403)])
async def test_who_may_edit_may_put_a_draft_there(make_browser, store, people, package, name, status):
    someone = make_browser()
    await someone.sign_in(name)
    assert await put(someone, 1) == status


STARTED = [CallStarted(caller="13800001234", dialled="9001", test=True), QuestionUnknown(text="who is this")]


async def test_who_rings_a_live_number_from_the_browser_is_no_caller(browser, package, client):
    await client.app.state.runtimes.note(structs.replace(STATUS, role="live"))
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    answer = await browser.post("/numbers/call/ticket", json={"dialled": "1001", "caller": "13800001234"})
    opened = open_ticket(answer.json()["ticket"], TOKEN)
    assert opened is not None and (opened.test, opened.dialled, opened.bundle) == (True, "1001", "")
    assert "a test that no figure counts" in (await browser.get("/numbers/call?dialled=1001")).text


async def test_test_calls_are_seen_and_marked_but_no_figure_counts_them(client, browser, package, store):
    await deliver(client, [*STARTED, HandedOff(skill="billing")], "tests")
    await deliver(client, [CallStarted(dialled="1001"), HandedOff(skill="billing")], "calls")
    later = [record("tests", 5, QuestionUnknown(text="and this"))]  # in a delivery that doesn't say what call it is
    await client.post("/feed/journal", content=json.dumps(later).encode(), headers=MACHINE)
    at = datetime.fromisoformat("2026-11-23T08:10:00+00:00")
    async with store.session() as session:
        assert await days.waiting(session, None, at) == ["calls"]
        compared = await days.compare(session, None, at)
        assert (compared.today.calls, compared.today.unknowns) == (1, 0)
        assert {one.text: one.count for one in await questions.listed(session)} == {"who is this": 0, "and this": 0}
        assert (await session.get_one(CallSummary, "tests")).unknowns == 2  # of its own it has them
    shown = {who: (await browser.get(f"/calls?who={who}")).text for who in ("", "callers", "tests", "burglars")}
    found = {who: ("call-tests" in page, "call-calls" in page) for who, page in shown.items()}
    assert found == {"": (True, True), "callers": (False, True), "tests": (True, False), "burglars": (True, True)}
    assert ">test</span>" in shown["tests"] and "no figure counts it" in (await browser.get("/calls/tests")).text


async def test_what_a_test_call_asked_in_vain_comes_to_learn_and_counts_no_caller(client, browser, package, store):
    def card(page: str) -> str:
        return page.partition("question-facts")[2].partition("</dl>")[0]

    await deliver(client, STARTED, "tests")
    alone = card((await browser.get("/questions")).text)
    assert "asked in a test call" in alone and "caller<" not in alone and "asked once" not in alone
    assert "0 in the last 7 days" in alone and "/calls/tests?turn=1" in alone
    caller = [CallStarted(caller="13800001234", dialled="1001"), QuestionUnknown(text="who is this?")]
    await deliver(client, caller, "calls")
    joined = card((await browser.get("/questions")).text)
    assert all(words in joined for words in ("1 caller<", "asked once", "once more in a test call"))
    async with store.session() as session:
        (question,) = await questions.listed(session)
        assert question.id is not None
        stands = (await standing.of(session, [question.id], datetime(2026, 11, 23, tzinfo=UTC)))[question.id]
    assert (question.count, stands.callers, sum(stands.days), stands.tests) == (1, 1, 1, 1)


async def test_what_a_version_does_on_a_test_number_is_not_held_against_it(client, store):
    ended = CallEnded(how="error")
    await deliver(client, [STARTED[0], ended], "tests")
    await deliver(client, [CallStarted(dialled="1001"), ended], "calls")
    async with store.session() as session:
        found = await outcomes.by_bundle(session, "line", datetime(2026, 11, 23, tzinfo=UTC))
    assert {bundle: tally.calls for bundle, tally in found.items()} == {"b" * 64: 1}
