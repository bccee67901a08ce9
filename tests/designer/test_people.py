"""The hand-off table: what a form gives, what reaches the release, and which skills nobody is written down for."""

import json

from sqlalchemy import text

from designer.publishing import people, release
from designer.store.engine import Store, migrate
from dsl.directory import Directory
from dsl.release import decode_release
from tests.designer.browser import MACHINE
from tests.designer.test_number_hours import spans
from tests.designer.test_publishing import publish

TIMES = "9:00-12:00，13:30-18:00"
HOURS = spans(("monday", "wednesday", TIMES), ("saturday", "", TIMES)) | {"zone": "Asia/Shanghai"}


async def test_a_line_with_hours_reaches_the_release(client, browser, package):
    form = {"skill": " billing ", "package": "", "address": "sip:2001@pbx", "closed": "2026-11-30 Move\n"} | HOURS
    assert (await browser.post("/people", form)).status_code == 303
    assert (await browser.post("/people", {"skill": "billing", "package": "line", "address": "sip:2002@pbx"})).status_code == 303
    made = decode_release((await client.get("/feed/release", headers=MACHINE)).content)
    assert made.skills == {"billing": "sip:2001@pbx"}  # for runtimes that know no table
    directory = Directory(made)
    at = {"2026-11-23T17:00:00+08:00": True, "2026-11-23T12:30:00+08:00": False, "2026-11-30T10:00:00+08:00": False}
    assert {moment: bool(directory.reached("billing", "other", moment)) for moment in at} == at
    assert directory.reached("billing", "line", "2026-11-23T23:00:00+08:00") == ("sip:2002@pbx",)
    page = (await browser.get("/people")).text
    assert "Mon–Wed, Sat 9:00-12:00, 13:30-18:00 · Asia/Shanghai · 1 day off" in page and "sip:2002@pbx" in page
    assert (await browser.post("/people/1/remove")).status_code == 303
    assert (await client.get("/feed/release", headers=MACHINE)).json()["skills"] == {"billing": "sip:2002@pbx"}


async def test_a_line_is_changed_in_its_place_and_tried_earlier(client, browser, package):
    for address in ("sip:1@pbx", "sip:2@pbx", "sip:3@pbx"):
        await browser.post("/people", {"skill": "billing", "address": address} | HOURS)
    shown = (await browser.get("/people?change=2")).text
    assert all(f'value="{day}" selected' in shown for day in ("monday", "wednesday", "saturday"))
    assert 'value="sip:2@pbx"' in shown and shown.count('value="9:00-12:00, 13:30-18:00"') == 2
    assert (await browser.post("/people/2", {"skill": "billing", "address": "sip:two@pbx"})).status_code == 303
    assert await tried(client) == ["sip:1@pbx", "sip:two@pbx", "sip:3@pbx"]
    await browser.post("/people/3/move", {"way": "up"})
    assert await tried(client) == ["sip:1@pbx", "sip:3@pbx", "sip:two@pbx"]
    made = decode_release((await client.get("/feed/release", headers=MACHINE)).content)
    assert [one.hours is None for one in made.destinations] == [False, False, True], "the hours go along"
    await browser.post("/people/1/move", {"way": "up"})
    await browser.post("/people/3/move", {"way": "down"})
    assert await tried(client) == ["sip:1@pbx", "sip:3@pbx", "sip:two@pbx"]
    assert (await browser.post("/people/9", {"skill": "billing", "address": "sip:1@a"})).status_code == 404


async def tried(client) -> list[str]:
    made = decode_release((await client.get("/feed/release", headers=MACHINE)).content)
    return [one.address for one in made.destinations]


async def test_what_is_wrong_with_a_line_stands_at_its_field_and_nothing_typed_is_lost(client, browser, package):
    line = {"skill": "billing", "address": "sip:1@pbx", **spans(("monday", "friday", "9:00-18:00")), "zone": "Asia/Shanghai"}
    for wrong in ("9 to 5", "9:00-18:00，nine"):
        answer = await browser.fragment("/people", line | {"spans.value": [wrong]})
        assert answer.status_code == 422 and "is not understood" in answer.text and f'value="{wrong}"' in answer.text
    for field, wrong in (("skill", "no such name!"), ("address", "2001")):
        answer = await browser.fragment("/people", line | {field: wrong})
        assert answer.status_code == 422 and answer.text.lstrip().startswith("<section")
        control = answer.text[answer.text.index(f'id="{field}"') :].partition(">")[0]
        assert f'value="{wrong}"' in control and "aria-invalid" in control and f"{field}-problems" in control
        assert 'value="friday" selected' in answer.text and 'value="9:00-18:00"' in answer.text
    assert await tried(client) == []


async def test_a_skill_of_a_live_flow_without_anybody_is_told(browser, package, store: Store):
    assert "nobody is written down for them" not in (await browser.get("/people")).text
    await publish(browser, store)
    page = (await browser.get("/people")).text
    assert "nobody is written down for them" in page and '<span class="mono">general</span> · A line' in page
    await browser.post("/people", {"skill": "general", "package": "other", "address": "sip:1@a"})  # no such flow
    await browser.post("/people", {"skill": "general", "package": "line", "address": "sip:1@a"})
    async with store.session() as session:
        assert await people.without_anybody(session) == {}


async def test_what_an_older_version_had_as_a_setting_is_a_table_now(tmp_path):
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'designer.sqlite'}")
    async with store.engine.begin() as connection:
        await connection.run_sync(migrate, "0011")
        kept = {"value": json.dumps({"billing": "sip:1@a", "parcels": "sip:2@a"})}
        await connection.execute(text("INSERT INTO setting VALUES ('skills', :value)"), kept)
    await store.open()
    async with store.session() as session:
        assert (await release.assemble(session, 0)).skills == {"billing": "sip:1@a", "parcels": "sip:2@a"}
    await store.close()
