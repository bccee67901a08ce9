"""The test line: a draft on the numbers that test it, before it is live anywhere."""

import pytest

from designer.publishing import release
from designer.store.engine import Store
from dsl.release import Release, WeightedBundle
from tests.designer.browser import Browser
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
