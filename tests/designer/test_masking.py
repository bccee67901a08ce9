"""Numbers are shown as 138****1234 wherever one can stand, until somebody says why they need the whole one."""

import json

import pytest
from sqlmodel import select

from designer.accounts import audit
from designer.calls.masking import without_numbers
from designer.publishing import people
from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import AuditEntry, LookupSample
from designer.workspace.drafts import Drafts
from dsl import journal
from tests.designer.attacks.rights import table
from tests.designer.attacks.test_exhaustion import fill
from tests.designer.browser import MACHINE, record

NUMBER = "13800001234"
SPOKEN = ("一三八零零零零一二三四", "one three eight oh oh oh oh one two three four", "138-0000-1234", "+86 138 0000 1234")
WHOLE = (NUMBER, "8613800001234", "0000", "零零零零", "oh oh oh oh")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"我的号码是{NUMBER}。", "我的号码是138****1234。"),
        ("call 138-0000-1234 or +86 138 0000 1234", "call 138****1234 or +86****1234"),
        (SPOKEN[0], "一三八****一二三四"),
        (f"it is {SPOKEN[1]}, thanks", "it is one three eight **** one two three four, thanks"),
        ("2026-11-28 16:20", "2026-11-28 16:20"),
        ("1234567 CNY", "1234567 CNY"),
        ("1234567.89 元", "1234567.89 元"),
        ("order 123456", "order 123456"),
        ("一百二十三块", "一百二十三块"),
        ("one of the two", "one of the two"),
        ("", ""),
    ],
)
def test_a_text_is_told_without_the_numbers_in_it(text, shown):
    assert without_numbers(text) == shown


def test_a_long_text_of_digits_costs_what_its_length_says():
    for run in ("1 " * 30_000, "1-" * 30_000, "一" * 60_000, "one " * 20_000, "oh-" * 20_000):
        without_numbers(run)


@pytest.fixture
async def called(client, store: Store, package) -> None:
    """A call in which the caller's number is told in every way there is, and people who have numbers too."""
    facts = [
        journal.CallStarted(caller=NUMBER, dialled="1001", line="sip"),
        *(
            journal.CallerSpoke(text=said, alternatives=(said,), understood=journal.Understood(guess="opening_hours"))
            for said in SPOKEN
        ),
        journal.SlotFilled(slot="phone", value=NUMBER),
        journal.Said(say=1, text=f"Is it {NUMBER}?"),
        journal.DataFetched(fetch=1, outcome="ok", milliseconds=3, values={"phone": NUMBER}),
        journal.QuestionUnknown(text=f"who is {NUMBER}"),
        journal.MessageOrdered(send=1, connector="sms", to=NUMBER, text=f"Your number is {NUMBER}"),
        journal.HandedOff(skill="general", reason="x", summary=f"Caller {NUMBER} asks."),
        journal.CallBackAsked(note=f"ring {NUMBER}", number=NUMBER),
        journal.CallEnded(how="line"),
    ]
    records = [record("c1", number, fact) for number, fact in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200
    async with store.session() as session:
        await people.add(session, people.Line(skill="general", address=f"sip:{NUMBER}@trunk.example"))


@pytest.mark.parametrize("who", ["operator", "publisher", "auditor"])
async def test_no_page_shows_a_whole_number(make_browser, people, called, who):
    """Publishers too: they may see one, once they have said why."""
    browser = make_browser()
    await browser.sign_in(who)
    seen = 0
    for name in table():
        method, address = name.split()
        if method == "GET" and not address.startswith(("/feed", "/static")):
            text = (await browser.get(fill(address, 1, "c1"))).text
            assert [whole for whole in WHOLE if whole in text] == [], address
            seen += "****" in text
    assert seen >= 4  # calls, a call, its transcript, questions, people


async def test_the_call_is_whole_for_who_said_why(make_browser, called, people, store: Store):
    browser = make_browser()
    await browser.sign_in("agent")
    shown = (await browser.fragment("/calls/c1/number", {"reason": f"Rings back {NUMBER}"})).text
    for whole in (f'mono">{NUMBER}<', f"Is it {NUMBER}?", f"phone = {NUMBER}", f"Caller {NUMBER} asks.", *SPOKEN):
        assert whole in shown, whole
    assert 'id="transcript" hx-swap-oob="true"' in shown
    assert NUMBER not in (await browser.get("/calls/c1")).text  # this once
    async with store.session() as session:
        noted = (await session.exec(select(AuditEntry.subject).where(AuditEntry.what == "number_unmasked"))).one()
    assert noted == "c1: Rings back 138****1234"


async def test_only_who_may_change_where_people_are_reached_reads_their_numbers(browser, make_browser, called, store: Store):
    assert f"sip:{NUMBER}@trunk.example" in (await browser.get("/people")).text
    await browser.post("/people", {"skill": "night", "address": "sip:13911112222@trunk.example"})
    async with store.session() as session:
        noted = (await session.exec(select(AuditEntry.subject).where(AuditEntry.what == "people_changed"))).one()
    assert noted == "night * sip:139****2222@trunk.example"


@pytest.mark.databases("sqlite", "postgresql")
async def test_signs_that_not_every_database_keeps_never_enter_the_chain(store: Store, client):
    """PostgreSQL keeps no NUL: an entry with one would be another than the one that was hashed."""
    async with store.session() as session:
        await audit.note(session, "ann", "number_unmasked", "a\x00b\ud800c\nd")
    async with store.session() as session:
        assert (await audit.verify(session)).whole
        assert (await audit.newest(session))[0].subject == "a\ufffdb\ufffdc\ufffdd"


async def test_what_a_look_up_answered_is_shown_without_numbers(browser, store: Store, package):
    """The sample itself stays whole: the try-out answers with it."""
    async with store.session() as session:
        data = {"data.yaml": "who:\n  get: https://crm.example/who\n  gives: {number: phone, name: text}\n"}
        await Drafts(session).save("line", data, 1, "boss", "x")
        given = {"number": NUMBER, "name": "Ann"}
        session.add(LookupSample(package="line", name="who", outcome="ok", given=given, by="boss", at=now()))
    page = (await browser.get("/packages/line/data/who/test")).text
    assert "138****1234" in page and "Ann" in page and NUMBER not in page
