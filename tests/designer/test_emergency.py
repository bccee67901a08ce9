"""The emergency switch: notices approved beforehand, who may turn it for what, its end, and what everybody sees of it."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from designer.background import end_emergencies
from designer.publishing import emergency, numbers, release, settings
from designer.refusal import Refused
from designer.store.engine import Store, migrate
from designer.store.moments import now
from designer.store.tables import Account, AuditEntry, Measure, RoleGrant
from dsl.journal import CallEnded, CallStarted, Said
from dsl.release import decode_release
from tests.designer.browser import MACHINE, record
from tests.designer.test_number_hours import spans
from tests.designer.test_publishing import publish

HOUR = timedelta(hours=1)


@pytest.fixture
async def notice(store: Store, people) -> str:
    """Its number; approved."""
    async with store.session() as session:
        made = await emergency.add_notice(session, "Down", "今天 停机。", "We are  down\ntoday.", "publisher")
        await emergency.approve_notice(session, made.id or 0, "boss")
        return str(made.id)


async def released(client):
    return decode_release((await client.get("/feed/release", headers=MACHINE)).content)


async def test_one_click_puts_an_approved_notice_into_the_release(client, browser, package, store, notice):
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    await publish(browser, store)
    form = {"number": "1001", "does": "close", "notice": notice, "minutes": "30"}
    assert (await browser.post("/emergency", form)).status_code == 303
    made = await released(client)
    assert list(made.measures) == ["1001"] and not made.emergency
    assert (made.measures["1001"].does, made.measures["1001"].says) == (
        "close",
        {"zh": "今天 停机。", "en": "We are down today."},
    )
    async with store.session() as session:
        (measure,) = await emergency.in_force(session)
        assert timedelta(minutes=29) < measure.until - now() <= timedelta(minutes=31)
        entry = (await session.exec(select(AuditEntry).where(AuditEntry.what == "emergency_on"))).one()
        assert (entry.who, entry.subject.split()[:2]) == ("boss", ["close", "1001"])
    for page in ("/today", "/numbers", "/packages/line", "/status/bar"):  # every page tells of it
        assert "1001 closed after a notice" in (await browser.get(page)).text
    assert (await browser.post(f"/emergency/{measure.id}/end")).status_code == 303
    assert (await released(client)).measures == {}
    assert "closed after a notice" not in (await browser.get("/numbers")).text
    assert (await browser.post(f"/emergency/{measure.id}/end")).status_code == 404


async def test_a_runtime_that_knows_no_measures_is_told_what_it_understands(client, browser, notice):
    await browser.post("/people/fallback", {"fallback": "sip:1000@pbx"})
    assert (await browser.post("/emergency", {"number": "all", "does": "people", "minutes": "30"})).status_code == 303
    made = await released(client)
    assert made.emergency and made.measures[""].does == "people"
    await browser.post("/emergency", {"number": "all", "does": "notice", "notice": notice, "minutes": "30"})  # in its place
    made = await released(client)
    assert not made.emergency and made.measures[""].does == "notice"


async def test_a_line_names_the_people_of_its_flow(browser, package, store: Store):
    await publish(browser, store)
    async with store.session() as session:
        await numbers.assign(session, "1001", "line")
        assert (await release.assemble(session, 0)).lines["1001"].skill == "general"


async def test_everything_to_people_wants_no_fallback_where_each_skill_is_reached(browser, package, store: Store):
    for dialled in ("1001", "1002"):
        await browser.post("/numbers", {"dialled": dialled, "package": "line"})
    await publish(browser, store)
    form = {"number": "1001", "does": "people", "minutes": "30"}
    refused = await browser.post("/emergency", form)
    assert refused.status_code == 422 and "Calls to 1001 would reach nobody" in refused.text
    assert "nobody is written down" in (await browser.get("/emergency")).text
    never = {**spans(("monday", "", "0:00-0:01")), "zone": "Pacific/Kiritimati", "closed": "2026-01-01..2026-12-31"}
    await browser.post("/people", {"skill": "general", "address": "sip:2001@pbx"})
    await browser.post("/people", {"skill": "general", "address": "sip:2002@pbx"} | never)
    page = (await browser.get("/emergency")).text  # which says where each number's calls go
    assert page.count("sip:2001@pbx") == 2 and "sip:2002@pbx</span> <" in page and "closed now" in page
    assert "nobody is written down" not in page and "There is no fallback address" in page
    for number in ("1001", "all"):
        assert (await browser.post("/emergency", form | {"number": number})).status_code == 303


async def test_who_sees_one_flow_sees_the_switch_of_its_numbers(make_browser, people, package, store: Store, notice, grant):
    async with store.session() as session:
        for dialled, flow in (("1001", "line"), ("1002", "other")):
            await numbers.assign(session, dialled, flow)
        account = (await session.exec(select(Account).where(Account.name == "agent"))).one()
        for grant_of_all in (await session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id))).all():
            await session.delete(grant_of_all)
        over = await emergency.begin(session, "1002", "close", int(notice), now() + HOUR, "boss")
        await emergency.end(session, over, "boss")
        for dialled in ("1001", "1002"):
            await emergency.begin(session, dialled, "close", int(notice), now() + HOUR, "boss")
    await grant("agent", "auditor", "line")
    browser = make_browser()
    await browser.sign_in("agent")
    for address in ("/emergency", "/today", "/numbers", "/status/bar"):
        page = (await browser.get(address)).text
        assert "1001 closed after a notice" in page and "1002" not in page


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"number": "all", "does": "close"}, 422),  # nothing is said
        ({"number": "all", "does": "close", "notice": "99"}, 404),
        ({"number": "all", "does": "close", "notice": "2"}, 409),  # not approved
        ({"number": "all", "does": "people"}, 422),  # nobody is written down, and no fallback
        ({"number": "7", "does": "close", "notice": "1"}, 404),
        ({"does": "close", "notice": "1"}, 404),
        ({"number": "all", "does": "burn", "notice": "1"}, 400),
        ({"number": "all", "does": "close", "notice": "1", "minutes": "-5"}, 422),
        ({"number": "all", "does": "close", "notice": "1", "minutes": "soon"}, 422),
        ({"number": "all", "does": "close", "notice": "1", "minutes": "99999999999999"}, 422),
        ({"number": "all", "does": "close", "notice": "1", "until": "2035-01-01T00:00"}, 422),
    ],
)
async def test_what_makes_no_sense_is_one_sentence(browser, store, notice, form, status):
    async with store.session() as session:
        await emergency.add_notice(session, "Other", "", "Not seen by anybody.", "publisher")
    answer = await browser.post("/emergency", {"minutes": "30"} | form)
    assert answer.status_code == status and 'role="alert"' in answer.text
    async with store.session() as session:
        assert await emergency.in_force(session) == []


async def test_who_may_on_one_flow_turns_its_numbers_only(make_browser, people, package, store: Store, notice):
    async with store.session() as session:
        for dialled, flow in (("1001", "line"), ("1002", "other")):
            await numbers.assign(session, dialled, flow)
        account = (await session.exec(select(Account).where(Account.name == "agent"))).one()
        session.add(RoleGrant(account_id=account.id, role="publisher", package="line"))
        other = await emergency.begin(session, "1002", "close", int(notice), now() + HOUR, "boss")
    browser = make_browser()
    await browser.sign_in("agent")
    form = {"does": "close", "notice": notice, "minutes": "30"}
    answers = [(await browser.post("/emergency", form | {"number": number})).status_code for number in ("1001", "1002", "all")]
    assert answers == [303, 403, 403]
    assert (await browser.post(f"/emergency/{other.id}/end")).status_code == 403
    page = (await browser.get("/emergency")).text
    assert '<option value="1001"' in page and '<option value="1002"' not in page and '<option value="all"' not in page


async def test_where_two_people_are_wanted_nobody_approves_a_notice_of_their_own(browser, store: Store):
    async with store.session() as session:
        await settings.set_approval(session, True)
        await emergency.add_notice(session, "Mine", "", "Down.", "boss")
        await emergency.add_notice(session, "Theirs", "停机。", "", "publisher")
    assert (await browser.post("/emergency/notices/1/approve")).status_code == 403
    assert (await browser.post("/emergency/notices/2/approve")).status_code == 303
    assert (await browser.post("/emergency/notices", {"title": "x", "zh": "", "en": " "})).status_code == 422
    assert (await browser.post("/emergency/notices", {"title": "<b>x</b>", "zh": "", "en": "y"})).status_code == 303
    assert "<b>x</b>" not in (await browser.get("/emergency")).text
    assert (await browser.post("/emergency/notices/2/remove")).status_code == 303
    async with store.session() as session:
        assert [one.title for one in await emergency.notices(session)] == ["<b>x</b>", "Mine"]


async def test_a_call_under_it_is_read_like_any_other(client, browser, package):
    words = "We are down today."
    facts = [CallStarted(dialled="1001", line="sip"), Said(say=-1, text=words, kind="notice"), CallEnded(how="line")]
    records = [record("c1", number, fact, bundle="") for number, fact in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200
    page = await browser.get("/calls/c1")
    assert page.status_code == 200 and words in page.text


@pytest.mark.databases("sqlite", "postgresql")
async def test_it_ends_at_its_time_and_that_is_written_down(tmp_path, people, store: Store, notice):
    async with store.session() as session:
        begun = await emergency.begin(session, "", "close", int(notice), now() + timedelta(seconds=0.2), "boss")
    task = asyncio.create_task(end_emergencies(store, None))
    try:
        async with asyncio.timeout(5):
            while True:
                async with store.session() as session:
                    over = await session.get_one(Measure, begun.id)
                    entries = (await session.exec(select(AuditEntry).where(AuditEntry.what == "emergency_over"))).all()
                    if over.ended_at is not None and entries:
                        break
                await asyncio.sleep(0.02)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (over.ended_at, over.ended_by) == (begun.until, "")
    assert [entry.subject.split()[:2] for entry in entries] == [["close", "all"]]
    async with store.session() as session:
        assert (await release.assemble(session, 0)).measures == {}
        with pytest.raises(Refused):
            await emergency.find(session, begun.id or 0)


async def test_a_switch_that_was_on_before_this_version_stays_on_for_a_day(tmp_path):
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'designer.sqlite'}")
    async with store.engine.begin() as connection:
        await connection.run_sync(migrate, "0006")
        await connection.execute(text("INSERT INTO setting VALUES ('emergency', :value)"), {"value": json.dumps(True)})
    await store.open()
    async with store.session() as session:
        (kept,) = await emergency.in_force(session)
        assert (kept.dialled, kept.does) == ("", "people") and kept.until > now() + timedelta(hours=23)
        assert (await session.exec(text("SELECT count(*) FROM setting"))).scalar() == 0
    await store.close()
