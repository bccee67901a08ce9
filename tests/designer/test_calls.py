"""Calls: the list, the transcript as it happens, numbers that only some may see, and only on the record."""

import json
import re

import httpx
import pytest
from alembic import command
from sqlmodel import select

from designer.calls.masking import masked
from designer.calls.transcript import turns
from designer.publishing import versions
from designer.publishing.workshop import Workshop
from designer.store.engine import Store, migration_config
from designer.store.tables import AuditEntry
from designer.workspace.drafts import Drafts
from dsl import journal
from dsl.journal import (
    CallBackAsked,
    CallEnded,
    CallerSpoke,
    CallStarted,
    Candidate,
    DataFetched,
    HandedOff,
    HandOffAnswered,
    Heard,
    KeyPressed,
    QuestionUnknown,
    Said,
    SilencePassed,
    SlotFilled,
    StepEntered,
    Understood,
)  # fmt: skip
from tests.designer.browser import BLANK, MACHINE, TOKEN, record
from tests.designer.test_workshop import STATUS

RANKED = (Candidate("fee_dispute", 0.91), Candidate("check_balance", 0.05))
FACTS = [
    CallStarted(caller="13800001234", dialled="1001", line="sip"),
    StepEntered(why="next"),
    Said(say=1, text="您好，通话会录音。"),
    CallerSpoke(
        text="我账单上怎么多了一百块",
        understood=Understood(
            intent="fee_dispute", guess="fee_dispute", confidence=0.91, runner_up="check_balance", ranked=RANKED
        ),
    ),
    SlotFilled(slot="amount", value="100 CNY"),
    KeyPressed(key="••"),
    SilencePassed(milliseconds=6000),
    DataFetched(fetch=1, outcome="timed_out", milliseconds=3000),
    CallerSpoke(text="你会唱歌吗", understood=Understood(guess="check_balance", confidence=0.2)),
    QuestionUnknown(text="你会唱歌吗", guess="check_balance", confidence=0.2, reason="below-threshold"),
    HandedOff(skill="billing", reason="费用争议", summary="来电人说多扣了 100 元。"),
    HandOffAnswered(outcome="accepted"),
    CallEnded(how="handed_off", disposition="handed_off"),
]


async def deliver(client, facts, call: str = "c1", start: int = 0) -> None:
    records = [record(call, start + number, fact) for number, fact in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200


async def test_the_list_shows_a_call_with_its_number_masked(client, browser, package):
    await deliver(client, FACTS)
    page = (await browser.get("/calls")).text
    assert "138****1234" in page and "13800001234" not in page
    assert "Handed to a person" in page and "0:12" in page and "A line" in page


async def test_a_transcript_reads_as_the_call_went(client, browser, package):
    await deliver(client, FACTS)
    page = (await browser.get("/calls/c1?turn=9")).text
    shown = (
        "您好，通话会录音。",
        "我账单上怎么多了一百块",
        "91% sure",
        "then check_balance 5%",
        "amount = 100 CNY",
        "Key ••",
        "(silent)",
        "Look-up failed: timed out",
        "nearest check_balance 20%",
        "Teach this",
        "来电人说多扣了 100 元。",
        "A person took the call",
    )
    for words in shown:
        assert words in page
    assert 'hx-trigger="every 1s"' not in page  # the call has ended


async def test_a_detail_that_was_asked_for_is_no_question_misunderstood(client, browser, package):
    told = CallerSpoke(text="日本", understood=Understood(guess="fee_dispute", confidence=0.18, runner_up="check_balance"))
    await deliver(client, [*FACTS[:3], told, SlotFilled(slot="destination", value="日本")])
    page = (await browser.get("/calls/c1")).text
    assert "destination = 日本" in page
    assert "fee_dispute" not in page and "check_balance" not in page


async def test_what_was_heard_without_certainty_says_so(client, browser, package):
    meant = Understood(intent="fee_dispute", guess="fee_dispute", confidence=0.91)
    typed = CallerSpoke(text="扣多了", understood=meant)
    spoke = CallerSpoke(text="乱扣费", understood=meant, confidence=0.41, alternatives=("乱<i>扣",), ended_by="answers")
    await deliver(client, [*FACTS[:3], typed])
    assert "heard with" not in (await browser.get("/calls/c1")).text
    await deliver(client, [spoke], start=4)
    page = (await browser.get("/calls/c1")).text
    assert "heard with 41% certainty" in page and "or “乱&lt;i&gt;扣”" in page


async def test_a_call_in_progress_keeps_up_until_its_end(client, browser, package):
    await deliver(client, FACTS[:3])
    page = (await browser.get("/calls/c1")).text
    assert 'hx-get="/calls/c1/transcript?turn=-1&amp;seen=3"' in page or 'hx-get="/calls/c1/transcript?turn=-1&seen=3"' in page
    assert (await browser.get("/calls/c1/transcript?seen=3")).status_code == 204
    await deliver(client, FACTS[3:5], start=3)
    more = await browser.get("/calls/c1/transcript?seen=3")
    assert more.status_code == 200 and "我账单上怎么多了一百块" in more.text
    await deliver(client, FACTS[5:], start=5)
    last = await browser.get("/calls/c1/transcript?seen=5")
    assert last.status_code == 286 and "every 1s" not in last.text


async def test_a_whole_number_is_shown_to_who_may_and_that_is_noted(client, make_browser, people, package, store: Store):
    await deliver(client, FACTS)
    curator, agent = make_browser(), make_browser()
    await curator.sign_in("curator")
    await agent.sign_in("agent")
    assert "Show the whole number" not in (await curator.get("/calls/c1")).text
    why = {"reason": "calling 138-0000-1234 back"}
    assert (await curator.fragment("/calls/c1/number", why)).status_code == 422
    assert "13800001234" not in (await agent.get("/calls/c1")).text
    for reason in ("", "   ", "a  b"):
        assert (await agent.fragment("/calls/c1/number", {"reason": reason})).status_code == 422
    assert "13800001234" in (await agent.fragment("/calls/c1/number", why)).text
    async with store.session() as session:
        noted = (await session.exec(select(AuditEntry).where(AuditEntry.what == "number_unmasked"))).all()
    assert [(entry.who, entry.subject) for entry in noted] == [("agent", "c1: calling 138****1234 back")]


async def test_the_list_can_be_narrowed_and_paged(client, browser, package):
    await deliver(client, FACTS, "with-unknown")
    await deliver(client, [FACTS[0], FACTS[2], CallEnded(how="caller")], "without")
    page = (await browser.get("/calls?unknown=true")).text
    assert "/calls/with-unknown" in page and "/calls/without" not in page
    assert "/calls/with-unknown" not in (await browser.get("/calls?package=other")).text
    for number in range(60):
        await deliver(client, [CallStarted(), CallEnded(how="caller")], f"more-{number}", start=number * 2)
    page = (await browser.get("/calls")).text
    assert "Older calls" in page
    assert page.count('href="/calls/') == 50


async def test_a_call_that_nobody_knows_is_one_sentence(browser):
    answer = await browser.get("/calls/nothing-such")
    assert answer.status_code == 404 and "There is no such call." in answer.text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+8613800001234", "+86****1234"),
        ("sip:1001@pbx.example.com", "1***"),
        ("02166668888", "021****8888"),
        ("5551234", "55****34"),
        ("", ""),
        ("12", "1***"),
    ],
)
def test_masked_numbers_keep_callers_apart_and_private(number, shown):
    assert masked(number) == shown


async def test_an_appointment_to_ring_back_is_shown(client, browser, package):
    await deliver(
        client, [CallStarted(), CallBackAsked(note="A question", at="2026-03-17 15:00"), CallEnded(how="line")], "later"
    )
    page = (await browser.get("/calls/later")).text
    assert "A call back was noted for 2026-03-17 15:00" in page and "A question" in page


def test_every_fact_has_its_words():
    """A fact that the journal gains is shown with words, or left out on purpose."""
    from designer.words import has

    kinds = {
        turn.kind for turn in turns([journal.Record(call="c", sequence=n, at="", bundle="", fact=f) for n, f in enumerate(FACTS)])
    }
    assert all(kind in ("said", "spoke", "key", "handed_off") or has(f"calls.turn_{kind}") for kind in kinds)
    for name in ("accepted", "closed", "busy", "no_answer", "refused"):
        assert has(f"calls.turn_hand_off_{name}")
    for name in ("caller", "line_lost", "too_long"):
        assert has(f"calls.turn_hung_up_{name}")


NOTICE = "- name: The notice\n  heard: greet\n  before: [collect]\n"
HEARD = [
    CallStarted(caller="13800001234", line="sip"),
    Said(say=1, text="This call is recorded."),
    Heard(say=1, finished=True),
    CallEnded(how="line"),
]


@pytest.fixture
async def ruled(browser, store: Store) -> str:
    """The bundle of a published version with a rule of what must be heard and a check of identity."""
    files = BLANK | {
        "policies.yaml": NOTICE,
        "flow.yaml": BLANK["flow.yaml"].replace("steps:\n", "values:\n  known: {flag: identity}\nsteps:\n", 1),
        "subflows/identity.yaml": "subflow: identity\nstart: ask\nsteps:\n  ask:\n    return: ok\n",
    }
    async with store.session() as session:
        await Drafts(session).add("line", files, by="", what="created")
    await browser.post("/packages/line/publish", {"revision": "1"})
    async with store.session() as session:
        version = await versions.live_version(session, "line")
    assert version is not None
    return version.bundle


async def shown(client, browser, bundle: str, facts: list[tuple[str, journal.Fact]]) -> str:
    records = [record("c1", number, fact, step=step, bundle=bundle) for number, (step, fact) in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200
    page = (await browser.get("/calls/c1")).text
    return " ".join(re.sub(r"<[^>]+>", " ", page.split('class="assurances"')[1].split("</dl>")[0]).split())


async def test_a_call_says_whether_the_notice_was_heard_to_its_end(client, browser, ruled):
    page = await shown(client, browser, ruled, [("greet", fact) for fact in HEARD])
    assert "What must be heard heard to its end 0:02" in page and "Identity not asked for" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (HEARD[:2] + HEARD[3:], "not heard to its end 0:01"),
        ([HEARD[0], HEARD[1], Heard(say=1, finished=False), HEARD[3]], "not heard to its end 0:01"),
        (HEARD[:2], "being said 0:01"),
        ([HEARD[0], HEARD[3]], "not said"),
    ],
)
async def test_a_notice_that_was_not_heard_to_its_end_says_so(client, browser, ruled, facts, words):
    assert f"What must be heard {words}" in await shown(client, browser, ruled, [("greet", fact) for fact in facts])


@pytest.mark.parametrize(
    ("why", "words"), [("return:ok", "verified 0:02"), ("return:failed", "not verified 0:02"), ("", "not finished")]
)
async def test_a_call_says_whether_identity_was_verified(client, browser, ruled, why, words):
    facts = [("", HEARD[0]), ("identity/ask", StepEntered(why="needs:known"))]
    facts += [("listen", StepEntered(why=why))] if why else []
    assert f"Identity {words}" in await shown(client, browser, ruled, [*facts, ("", HEARD[3])])


async def test_who_reads_a_call_is_noted_once_a_day_and_shown_on_it(client, browser, package, make_browser, store: Store):
    await deliver(client, FACTS)
    agent = make_browser()
    await agent.sign_in("agent")
    for _ in range(3):
        await agent.get("/calls/c1")
    await agent.get("/calls/c1/transcript?seen=1")  # following it is no further reading
    async with store.session() as session:
        read = (await session.exec(select(AuditEntry).where(AuditEntry.what == "call_read"))).all()
    assert [(entry.who, entry.subject) for entry in read] == [("agent", "c1")]
    await agent.post("/calls/c1/number", {"reason": "Ring back"})
    page = (await browser.get("/calls/c1")).text
    assert re.search(r"agent <time.*?saw the whole number: Ring back", page, re.DOTALL) and "boss <time" in page


async def test_a_question_on_a_call_leads_to_what_is_taught(client, browser, package):
    await deliver(client, FACTS)
    page = (await browser.get("/calls/c1")).text
    taught = re.search(r'href="(/questions\?question=\d+)">Teach this', page)
    assert taught and "你会唱歌吗" in (await browser.get(taught[1])).text


async def test_keys_pressed_one_after_the_other_are_one_turn():
    facts = [CallStarted(), KeyPressed(key="4"), KeyPressed(key="2"), SilencePassed(), KeyPressed(key="7")]
    records = journal.decode(json.dumps([record("c", number, fact) for number, fact in enumerate(facts)]).encode())
    assert [turn.text for turn in turns(records) if turn.kind == "key"] == ["42", "7"]


async def test_what_the_line_said_is_spoken_again(client, browser, package, store: Store):
    await deliver(client, FACTS)
    asked: list[dict] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(200, content=b"RIFF")

    state = client.app.state
    await state.runtimes.note(STATUS)
    await state.workshop.close()
    state.workshop = Workshop(store, state.runtimes, TOKEN, transport=httpx.MockTransport(answer))
    heard = await browser.post("/calls/c1/speak", json={"sequence": 2})
    assert heard.headers["content-type"] == "audio/wav" and asked[0]["text"] == "您好，通话会录音。"
    assert (
        await browser.post("/calls/c1/speak", json={"sequence": 3})
    ).status_code == 404  # the caller's words are not kept as sound


async def test_the_list_says_whose_callers_were_angry_or_silent_and_shows_them_alone(client, store: Store, browser):
    def spoke(anger: float) -> CallerSpoke:
        return CallerSpoke(text="喂", understood=Understood(mood={"anger": anger}))

    said = {
        "calm": [spoke(0.1), SilencePassed()],
        "angry": [spoke(0.9), spoke(0.2)],
        "silent": [SilencePassed(), SilencePassed()],
    }
    for call, facts in said.items():
        sent = [record(call, number, fact) for number, fact in enumerate([CallStarted(), *facts, CallEnded(how="caller")])]
        await client.post("/feed/journal", json=sent, headers=MACHINE)
        await client.post("/feed/journal", json=sent, headers=MACHINE)  # what comes twice counts once
    page = (await browser.get("/calls")).text
    assert page.count("angry 90%") == 1 and page.count("silent 2 times") == 1
    alone = (await browser.get("/calls?angry=true")).text
    assert [call for call in said if f'id="call-{call}"' in alone] == ["angry"]
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(migration_config(sync), "0022"))
        await connection.run_sync(lambda sync: command.upgrade(migration_config(sync), "head"))
    assert (await browser.get("/calls")).text.count("angry 90%") == 1  # of what was stored before, too
