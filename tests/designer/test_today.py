"""Today: figures against yesterday at the same time, who waits, and what needs somebody."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from sqlmodel import select

from designer.calls import days
from designer.pages.today import alarms, bars
from designer.publishing.runtimes import Seen
from designer.publishing.settings import House
from designer.store.moments import now
from designer.store.tables import CallSummary, Measure
from dsl.journal import CallEnded, CallStarted, HandedOff, HandOffAnswered
from dsl.release import RuntimeStatus
from tests.designer.test_calls import deliver

SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


async def keep(store, *calls: tuple[datetime, str], package: str = "line") -> None:
    async with store.session() as session:
        for number, (at, how) in enumerate(calls):
            ended = at + timedelta(minutes=1) if how else None
            call = f"{package}-{at.isoformat()}-{number}"
            session.add(CallSummary(call=call, package=package, started_at=at, last_at=at, ended_at=ended, how=how))


def hours_ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


async def test_today_is_held_against_yesterday_up_to_the_same_time(store):
    await keep(store, (hours_ago(1), "line"), (hours_ago(1), "handed_off"), (hours_ago(2), "caller"), (hours_ago(0.1), ""))
    await keep(store, (hours_ago(25), "line"), (hours_ago(23), "line"), (hours_ago(13), "error"))  # one before noon, two after
    await keep(store, (hours_ago(49), "line"))  # the day before yesterday
    async with store.session() as session:
        compared = await days.compare(session, None, NOON)
    assert (compared.today.calls, compared.yesterday.calls) == (4, 1)
    assert compared.today.count("line", "handed_off") == 2
    assert compared.today.count("caller") == 1 and compared.today.count(*days.TROUBLE) == 0
    assert compared.today.hours[11] == 3 and compared.today.hours[10] == 1  # the clock of the place, not UTC
    assert sum(compared.yesterday_hours) == 3 and compared.yesterday_hours[23] == 1


async def test_who_was_only_told_something_was_not_served(browser, store):
    await keep(store, (hours_ago(1), "line"), (hours_ago(2), "line"), (hours_ago(3), "line"))
    async with store.session() as session:
        for call, disposition in zip((await session.exec(select(CallSummary))).all(), ("closed", "emergency"), strict=False):
            call.disposition = disposition
    async with store.session() as session:
        compared = await days.compare(session, None, NOON)
    assert (compared.today.calls, compared.today.count("line")) == (3, 1)
    shown = {ended: (await browser.get(f"/calls?ended={ended}")).text.count('id="call-') for ended in ("line", "told")}
    assert shown == {"line": 1, "told": 2}


async def test_only_calls_of_the_flows_that_somebody_may_see_count(store):
    await keep(store, (hours_ago(1), "line"))
    await keep(store, (hours_ago(1), "line"), package="other")
    async with store.session() as session:
        assert (await days.compare(session, {"line"}, NOON)).today.calls == 1
        assert (await days.compare(session, set(), NOON)).today.calls == 0


async def test_a_caller_waits_from_the_hand_off_until_somebody_answers(client, store):
    handed = [CallStarted(), HandedOff(skill="billing", reason="", summary="")]
    await deliver(client, handed, "waits")
    await deliver(client, [*handed, HandOffAnswered(outcome="accepted")], "answered")
    await deliver(client, [*handed, HandOffAnswered(outcome="busy"), *handed[1:]], "waits-again")
    await deliver(client, [*handed, CallEnded(how="caller")], "gone")
    at = datetime.fromisoformat("2026-11-23T08:10:00+00:00")
    async with store.session() as session:
        assert await days.waiting(session, None, at) == ["waits", "waits-again"]
        assert await days.waiting(session, None, at + timedelta(hours=3)) == []


PRACTICE = "Kaldi, practice model (zh): synthetic speech only"
LINE, SECOND, WORKSHOP = ("live", "one", True), ("live", "two", False), ("workshop", "three", True)


def seen(role: str, name: str, up: bool) -> Seen:
    status = RuntimeStatus(name=name, role=role, control="http://127.0.0.1:1", line_port=1)  # type: ignore[arg-type]
    return Seen(status, now() + timedelta(hours=1 if up else -1))


@pytest.mark.parametrize(
    ("house", "runtimes", "waiting", "kinds"),
    [
        (House(fallback="sip:1@a"), [LINE, WORKSHOP], [], []),
        (House(fallback="sip:1@a"), [SECOND, WORKSHOP], [], ["no_line"]),
        (House(fallback="sip:1@a"), [LINE, SECOND, WORKSHOP], ["c"], ["silent", "waiting"]),
        (House(), [LINE], [], ["no_workshop", "no_fallback"]),
        (House(), [], [], ["no_line", "no_workshop", "no_fallback"]),
    ],
)
def test_what_needs_somebody_is_told_the_gravest_first(house, runtimes, waiting, kinds):
    assert [alarm.kind for alarm in alarms(house, [seen(*one) for one in runtimes], waiting)] == kinds


def test_the_emergency_switch_comes_before_all_else():
    on = Measure(dialled="1001", does="close", by="boss", until=now() + timedelta(hours=1))
    told = alarms(House(), [seen(*LINE)], [], [on])[0]
    assert (told.kind, told.address, told.told["numbers"]) == ("emergency_close", "/emergency", "1001")


def test_a_practice_model_on_the_line_is_told():
    line = seen(*LINE)
    line = replace(line, status=msgspec.structs.replace(line.status, hearing={"en": "pocketsphinx", "zh": PRACTICE}))
    told = [alarm for alarm in alarms(House(fallback="sip:1@a"), [line, seen(*WORKSHOP)], []) if alarm.kind == "practice"]
    assert [(alarm.told, alarm.grave) for alarm in told] == [({"spoken": "中文"}, False)]


def test_the_chart_is_as_high_as_the_busiest_hour():
    today, yesterday = days.Figures(hours=(2,) + (0,) * 23), (4, 1) + (0,) * 22
    drawn = bars(days.Comparison(today, days.Figures(), yesterday))
    assert (drawn[0].today_height, drawn[0].yesterday_height, drawn[1].yesterday_height) == (50, 100, 25)
    assert bars(days.Comparison(days.Figures(), days.Figures(), (0,) * 24))[0].today_height == 0


async def test_the_page_and_its_figures(client, browser, package, store):
    await keep(store, (now(), "caller"))
    page = (await browser.get("/today")).text
    assert "No line is taking calls" in page and "Hung up before the end" in page and "No flow is live yet" in page
    part = (await browser.get("/today/figures")).text
    assert 'id="figures"' in part and "<html" not in part
    assert "line-" in (await browser.get("/calls?today=true&ended=caller")).text
    assert "line-" not in (await browser.get("/calls?today=true&ended=line")).text


async def test_where_nothing_else_was_wanted_somebody_lands_here(client, people, make_browser):
    assert (await make_browser().sign_in("operator")).headers["location"] == "/today"
