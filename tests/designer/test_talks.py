"""What a try-out keeps: the talk as a conversation that passes its checks, a phrase for what was meant, and no secret."""

import pytest

from designer.workspace.drafts import Drafts
from designer.workspace.talks import FILE, Answered, Happened, Talk, appended, conversation
from dsl import editing
from dsl.compiler import check
from tests.designer.test_drawing import FLOW, OTHERS

BASE = "/packages/line"
HAPPENED = [
    {"kind": "caller", "text": "wrong bill", "anger": 0.9, "interrupts": True},
    {"kind": "understood", "intent": "fee"},
    {"kind": "keys", "text": "9", "secret": True},
    {"kind": "keys", "text": "8", "secret": True},
    {"kind": "silence"},
    {"kind": "handed_off", "text": "billing"},
    {"kind": "person", "accepts": False},
    {"kind": "ended", "text": ""},
]
ANSWERED = [{"name": "bill", "outcome": "ok", "values": {"extra": "3 USD"}}, {"name": "bill", "outcome": "failed", "values": {}}]
TALK = {"name": "My call", "happened": HAPPENED, "answered": ANSWERED, "caller": "13800001234", "now": "2026-03-16T02:00:00.000Z",
        "slow": ["bill"]}  # fmt: skip


@pytest.fixture
async def line(store) -> None:
    async with store.session() as session:
        await Drafts(session).add("line", {"flow.yaml": FLOW, **OTHERS}, "boss", what="made by the tests")


@pytest.fixture
def text_of(store):
    async def read(file: str) -> str:
        async with store.session() as session:
            return (await Drafts(session).read("line")).files[file]

    return read


def test_a_talk_is_told_as_it_happened_and_its_secrets_are_others():
    talk = Talk(
        name="x",
        happened=(
            Happened(kind="caller", text="hello"),
            Happened(kind="caller", text="my code is 4 7 1 1", secret=True),
            Happened(kind="keys", text="9"),
            Happened(kind="keys", text="4", secret=True),
            Happened(kind="keys", text="7", secret=True),
            Happened(kind="keys", text="#", secret=True),
            Happened(kind="understood", answer="hours"),
            Happened(kind="understood"),
            Happened(kind="hang_up"),
            Happened(kind="ended", text="solved"),
        ),
        answered=(Answered("sms", "ok"), Answered("sms", "ok")),
    )
    assert conversation(talk) == {
        "name": "x", "data": {"sms": {}},
        "talk": [{"caller": "hello"}, {"caller": "1234"}, {"keys": "9"}, {"keys": "12#"},
                 {"heard": {"answer": "hours"}}, {"hang_up": True},
                 {"ends": {"disposition": "solved"}}],
    }  # fmt: skip


def test_the_next_talk_stands_behind_the_first_and_comments_stay():
    first = appended("", Talk(name="one", happened=(Happened(kind="silence"),)))
    second = appended("# calls that we made\n" + first, Talk(name="two", happened=(Happened(kind="caller", text="a: b # c"),)))
    assert second.startswith("# calls that we made\n")
    assert [one["name"] for one in editing.read_value(second)] == ["one", "two"]
    assert editing.read_value(second, (1, "talk", 0, "caller")) == "a: b # c"


async def test_a_talk_is_kept_as_a_test(browser, line, text_of):
    answer = await browser.post(f"{BASE}/tryout/test", json=TALK)
    assert answer.status_code == 200 and answer.json()["address"] == f"{BASE}/tests/tryout/0"
    text = await text_of(FILE)
    (kept,) = editing.read_value(text)
    assert kept["data"] == {"bill": [{"extra": "3 USD"}, "failed"]} and kept["slow"] == ["bill"]
    assert kept["talk"] == [
        {"caller": "wrong bill", "mood": {"anger": 0.9}, "interrupts": True}, {"heard": {"intent": "fee"}},
        {"keys": "12"}, {"silence": True},
        {"does": {"hand_off": {"skill": "billing"}}}, {"person": "refuses"},
    ]  # fmt: skip
    assert not [one for one in check({"flow.yaml": FLOW, **OTHERS, FILE: text}).findings if one.severity == "error"]
    assert "wrong bill" in (await browser.get(answer.json()["address"])).text


async def test_what_would_be_no_test_is_refused_in_a_sentence(browser, line):
    headers = {"accept": "application/json"}
    nonsense = TALK | {"answered": [{"name": "nothing", "outcome": "ok", "values": {}}]}
    answer = await browser.post(f"{BASE}/tryout/test", json=nonsense, headers=headers)
    assert answer.status_code == 422 and "nothing" in answer.json()["error"]
    too_long = TALK | {"happened": [{"kind": "silence"}] * 201}
    assert (await browser.post(f"{BASE}/tryout/test", json=too_long, headers=headers)).status_code == 400


async def test_words_become_a_phrase_of_what_was_meant(browser, line, text_of):
    answer = await browser.post(f"{BASE}/tryout/phrase", json={"text": "that is far too much", "intent": "fee"})
    assert answer.status_code == 200 and "that is far too much" in answer.json()["sentence"]
    assert "that is far too much" in editing.read_value(await text_of("intents.yaml"), ("fee", "phrases"))
    again = await browser.post(f"{BASE}/tryout/phrase", json={"text": "that is far too much", "intent": "fee"})
    assert again.status_code == 409
    assert (await browser.post(f"{BASE}/tryout/phrase", json={"text": "x", "intent": "none"})).status_code == 422


async def test_who_may_only_look_keeps_nothing(browser, line):
    await browser.post("/sign-out")
    await browser.sign_in("agent")
    assert (await browser.post(f"{BASE}/tryout/test", json=TALK)).status_code == 403
    assert (await browser.post(f"{BASE}/tryout/phrase", json={"text": "x", "intent": "fee"})).status_code == 403


async def test_the_page_offers_what_systems_may_answer(browser, line, client):
    from designer.publishing import samples
    from dsl.journal import DataFetched
    from tests.designer.control import STATUS

    await client.app.state.runtimes.note(STATUS)
    async with client.app.state.store.session() as session:
        await samples.keep(session, "line", "bill", DataFetched(fetch=0, outcome="ok", values={"extra": "3 USD"}), "boss")
    page = await browser.get(f"{BASE}/tryout")
    assert 'data-system="bill"' in page.text and "&#34;extra&#34;: &#34;3 USD&#34;" in page.text
    await browser.post(f"{BASE}/tryout/test", json=TALK)
    beside = await browser.get(f"{BASE}/tryout", headers={"hx-request": "true"})
    assert beside.text.lstrip().startswith('<div class="tryout"') and "As in the test “My call”" in beside.text
    ringing = await browser.get("/numbers/call?dialled=1002")
    assert "data-system" not in ringing.text and 'id="keep"' not in ringing.text
