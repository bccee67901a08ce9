"""Questions to learn: gathered at once, grouped, taught by a shown change, learned with the version that answers them."""

import html
import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from designer.learning import questions, teaching
from designer.learning.sameness import nearest, normal
from designer.learning.teaching import Lesson
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import Question
from designer.workspace import checking
from designer.workspace.drafts import Drafts
from designer.workspace.templates import shipped, shipped_libraries
from dsl.compiler import compile_package
from dsl.journal import CallEnded, CallStarted, QuestionUnknown
from dsl.libraries import under_prefix
from tests.designer.browser import BLANK, MACHINE, TOKEN, Browser, record
from tests.designer.test_workshop import STATUS

_calls = iter(range(10_000))


async def ask(client, *texts: str, **given: str) -> str:
    """A call in which these questions were not known."""
    call = f"call-{next(_calls)}"
    unknown = [QuestionUnknown(text=text, guess="opening_hours", confidence=0.41, reason="below-threshold") for text in texts]
    facts = [CallStarted(caller="13800001234"), *unknown, CallEnded(how="caller")]
    records = [record(call, number, fact, **given) for number, fact in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200
    return call


async def listed(store: Store, state: questions.State = "open") -> list[Question]:
    async with store.session() as session:
        return await questions.listed(session, state=state)


async def only(store: Store, state: questions.State = "open") -> Question:
    found = await listed(store, state)
    assert len(found) == 1
    return found[0]


async def draft_file(store: Store, path: str) -> str:
    async with store.session() as session:
        return (await Drafts(session).read("line")).files.get(path, "")


async def publish(browser: Browser, store: Store) -> None:
    async with store.session() as session:
        revision = (await Drafts(session).read("line")).revision
    answer = await browser.post("/packages/line/publish", {"revision": str(revision), "then": "/questions"})
    assert answer.headers["location"] == "/questions"


async def test_an_unknown_question_stands_in_the_list_as_soon_as_it_arrives(client, browser, package, store: Store):
    call = await ask(client, "Can I bring my dog?")
    page = (await browser.get("/questions")).text
    assert "Can I bring my dog?" in page and "nearest: Opening hours (41%)" in page and "not sure enough" in page
    assert f"/calls/{call}?turn=1#turn-1" in page
    assert "Add to “Opening hours”" in page


async def test_the_same_question_in_other_clothes_is_one_with_a_count(client, package, store: Store):
    await ask(client, "Can I bring my dog?")
    await ask(client, "can i bring my dog", "Please can I bring my dog, thanks!")
    await ask(client, "can I bring my dogs")
    await ask(client, "where can I park")
    assert {row.text: row.count for row in await listed(store)} == {"where can I park": 1, "Can I bring my dog?": 4}


async def test_two_questions_of_two_flows_are_two(client, package, store: Store):
    await ask(client, "Can I bring my dog?")
    await ask(client, "Can I bring my dog?", package="other")
    assert len(await listed(store)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("请问，怎么开发票？", "怎么开发票呢"), ("ＷＩＦＩ密码是多少", "wifi 密码是多少"), ("Hello, where is it?", "where is it")],
)
def test_politeness_and_punctuation_make_no_difference(one, other):
    assert normal(one) == normal(other)


def test_what_is_nearly_the_same_is_the_same_and_short_words_are_not():
    known = {1: normal("怎么开电子发票"), 2: normal("怎么退货")}
    assert nearest(normal("怎么开个电子发票"), known) == 1
    assert nearest(normal("怎么换货"), known) is None
    assert nearest("退款", {1: "退货"}) is None


async def test_two_clicks_add_a_phrase_and_a_publish_teaches_it(client, browser, package, store: Store):
    await ask(client, "do you work on sundays")
    question = await only(store)
    shown = await browser.fragment(f"/questions/{question.id}/propose", {"how": "intent", "intent": "opening_hours"})
    assert "<ins>do you work on sundays</ins>" in shown.text and "1 phrase added" in shown.text
    assert "do you work" not in await draft_file(store, "intents.yaml")  # showing changes nothing
    accepted = await browser.fragment(f"/questions/{question.id}/accept", {"how": "intent", "intent": "opening_hours"})
    assert accepted.status_code == 200 and 'action="/packages/line/publish"' in accepted.text
    text = await draft_file(store, "intents.yaml")
    assert text == BLANK["intents.yaml"].rstrip("\n") + "\n    - do you work on sundays\n"
    assert (await only(store, "taught")).taught_as == "intent:opening_hours"
    await publish(browser, store)
    assert (await only(store, "learned")).learned_version == 1
    assert "learned in version 1" in (await browser.get("/questions?shown=learned")).text


async def test_a_new_answer_is_knowledge_that_compiles(client, browser, package, store: Store):
    await ask(client, "Can I bring my dog?")
    question = await only(store)
    lesson = {"how": "answer", "say": "Dogs are welcome:\n  please keep them on a lead."}
    shown = await browser.fragment(f"/questions/{question.id}/propose", lesson)
    assert "Dogs are welcome" in shown.text
    await browser.fragment(f"/questions/{question.id}/accept", lesson)
    async with store.session() as session:
        compiled = await Drafts(session).compile("line")
    assert compiled.bundle is not None
    answer = compiled.bundle.answers["can_i_bring_my_dog"]
    assert answer.say == "Dogs are welcome: please keep them on a lead."
    assert len(answer.questions) == 1


async def test_personal_values_never_reach_the_proposal(client, browser, package, store: Store):
    await ask(client, "my number is 13800001234 can you change it")
    question = await only(store)
    shown = await browser.fragment(f"/questions/{question.id}/propose", {"how": "intent", "intent": "opening_hours"})
    assert "13800001234" not in shown.text and "can you change it" in shown.text


async def test_the_phrase_may_be_reworded_before_it_is_accepted(client, browser, package, store: Store):
    await ask(client, "do you work on sundays")
    question = await only(store)
    lesson = {"how": "intent", "intent": "opening_hours", "phrase": "do you (work|open) on sundays"}
    await browser.fragment(f"/questions/{question.id}/accept", lesson)
    assert "    - do you (work|open) on sundays\n" in await draft_file(store, "intents.yaml")


@pytest.mark.parametrize(
    "lesson",
    [
        {"how": "intent", "intent": "nothing_such"},
        {"how": "intent", "intent": "opening_hours", "phrase": "x" * 301},
        {"how": "intent", "intent": "opening_hours", "phrase": "when are you open"},
        {"how": "answer", "say": "  "},
    ],
)
async def test_a_lesson_that_makes_no_sense_is_one_sentence(client, browser, package, store: Store, lesson):
    await ask(client, "do you work on sundays")
    answer = await browser.fragment(f"/questions/{(await only(store)).id}/propose", lesson)
    assert answer.status_code in (409, 422) and "toast" in json.loads(answer.headers["hx-trigger"])
    assert await draft_file(store, "intents.yaml") == BLANK["intents.yaml"]


async def test_a_phrase_with_a_broken_notation_is_shown_with_its_problem(client, browser, package, store: Store):
    await ask(client, "do you work on sundays")
    lesson = {"how": "intent", "intent": "opening_hours", "phrase": "do you (work"}
    shown = await browser.fragment(f"/questions/{(await only(store)).id}/propose", lesson)
    assert 'class="problem problem-error"' in shown.text and "disabled" in shown.text


async def test_an_ignored_question_stays_away_but_is_counted_and_can_come_back(client, browser, package, store: Store):
    await ask(client, "sing me a song")
    question = await only(store)
    shown = await browser.fragment(f"/questions/{question.id}/ignore")
    assert "Undo" in shown.text and await listed(store) == []
    await ask(client, "sing me a song")
    assert await listed(store) == []
    assert "asked once since" in (await browser.get("/questions?shown=ignored")).text
    await browser.fragment(f"/questions/{question.id}/reopen")
    assert (await only(store)).count == 2


async def test_a_roll_back_puts_what_it_forgot_back_among_the_taught(client, browser, package, store: Store):
    await publish(browser, store)
    await ask(client, "do you work on sundays")
    question = await only(store)
    await browser.fragment(f"/questions/{question.id}/accept", {"how": "intent", "intent": "opening_hours"})
    await publish(browser, store)
    assert (await only(store, "learned")).learned_version == 2
    await browser.post("/packages/line/versions/1/restore")
    assert (await only(store, "taught")).learned_version is None


async def test_a_learned_question_comes_back_only_from_a_call_that_should_have_known_it(client, browser, package, store: Store):
    await publish(browser, store)
    await ask(client, "do you work on sundays")
    question = await only(store)
    await browser.fragment(f"/questions/{question.id}/accept", {"how": "intent", "intent": "opening_hours"})
    await publish(browser, store)
    from designer.publishing import versions

    async with store.session() as session:
        before, after = (await versions.find(session, "line", 1)).bundle, (await versions.find(session, "line", 2)).bundle
    await ask(client, "do you work on sundays", bundle=before)
    assert (await only(store, "learned")).count == 2
    await ask(client, "do you work on sundays", bundle=after)
    assert (await only(store, "open")).count == 3


HOSTILE = '<script>alert(1)</script> {{ 7*7 }} <img src=x onerror="x"> =HYPERLINK("http://x")'


async def test_a_caller_who_speaks_html_is_shown_as_text_and_taught_as_text(client, browser, package, store: Store):
    call = await ask(client, HOSTILE)
    for address in ("/questions", f"/calls/{call}"):
        page = (await browser.get(address)).text
        assert "<script>alert" not in page and "<img src=x" not in page
        assert HOSTILE in html.unescape(re.sub(r"<[^>]*>", "", page))
    question = await only(store)
    await browser.fragment(f"/questions/{question.id}/accept", {"how": "intent", "intent": "opening_hours"})
    async with store.session() as session:
        checked = await Drafts(session).check("line")
    assert [finding.line() for finding in checked.findings if finding.severity == "error"] == []


@pytest.mark.parametrize(
    "text", ["- x: y # z", "'", '"', "a\tb", "😀 好", "#", "a: b", "[x]", "{y}", "&a *b", "|", "on", "null", "12:30"]
)
async def test_whatever_was_asked_the_draft_stays_readable(text):
    phrase = teaching.phrase(text, BLANK, "en-US")
    for lesson in (Lesson("intent", phrase, intent="opening_hours"), Lesson("answer", phrase, say=text or "x")):
        proposal = teaching.propose(BLANK, lesson)
        checked = await checking.check(BLANK | proposal.changes)
        assert [f.line() for f in checked.findings if f.severity == "error"] == []
        assert checked.package is not None


def test_a_second_answer_gets_a_name_of_its_own():
    first = teaching.propose(BLANK, Lesson("answer", "狗能进吗", say="能"))
    second = teaching.propose(BLANK | first.changes, Lesson("answer", "猫能进吗", say="能"))
    assert (first.taught_as, second.taught_as) == ("answer:learned", "answer:learned_2")


def test_a_lesson_needs_a_phrase():
    with pytest.raises(Refused, match="phrase"):
        teaching.propose(BLANK, Lesson("intent", "", intent="opening_hours"))


@pytest.mark.parametrize(("phrase", "follows"), [("我的行李呢", "    en-US:"), ("where is my luggage", "ask_bill:")])
def test_a_phrase_goes_to_those_of_its_language(phrase: str, follows: str) -> None:
    files = shipped()["front_desk"]
    taught = teaching.propose(files, Lesson("intent", phrase, intent="ask_parcels"))
    new = taught.changes["intents.yaml"]
    assert new.replace(f"      - {phrase}\n", "") == files["intents.yaml"]
    beside = under_prefix("call_basics", shipped_libraries()["call_basics"])
    assert compile_package(files | beside | taught.changes).bundle is not None
    lines = new.split("\n")
    assert lines[lines.index(f"      - {phrase}") + 1] == follows


async def ask_at(client, text: str, at: datetime, caller: str) -> None:
    call = f"call-{next(_calls)}"
    facts = [CallStarted(caller=caller), QuestionUnknown(text=text), CallEnded(how="caller")]
    records = [record(call, number, fact) | {"at": at.isoformat()} for number, fact in enumerate(facts)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200


def seen(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_a_question_shows_its_callers_its_trend_and_one_real_sentence(client, browser, package):
    today = datetime.now(UTC)
    for days, caller in ((0, "13800001234"), (0, "13800001234"), (1, "13900001234"), (9, "")):
        await ask_at(client, "Can I bring my dog", today - timedelta(days=days), caller)
    await ask_at(client, "can I bring my dog please", today, "13800001234")
    page = (await browser.get("/questions")).text
    assert "3 callers asked 5 times" in seen(page) and "4 in the last 7 days, up from 1" in seen(page)
    assert (
        "<q>can I bring my dog please</q>" in page and page.split('<svg class="trend"')[1].split("</svg>")[0].count("<rect") == 14
    )


async def test_a_question_becomes_one_more_way_to_ask_for_an_answer_that_is_there(client, browser, package, store: Store):
    answers = "pets:\n  title: Pets\n  questions:\n    - are pets allowed\n  say: Yes.\n"
    answers += "  source: House rules\n  valid_until: 2020-01-01\n"
    async with store.session() as session:
        await Drafts(session).save("line", {"answers.yaml": answers}, 1, "", "an answer")
    await ask(client, "Can I bring my dog?")
    assert "Pets · House rules · ended on 2020-01-01" in seen((await browser.get("/questions")).text)
    lesson = {"how": "question", "answer": "pets", "phrase": "can I bring my dog"}
    assert (await browser.post("/questions/1/accept", lesson)).status_code == 200
    assert await draft_file(store, "answers.yaml") == answers.replace("allowed\n", "allowed\n    - can I bring my dog\n")
    assert "Taught as Pets House rules" in seen((await browser.get("/questions?shown=taught")).text)
    assert (await browser.post("/questions/1/accept", lesson | {"answer": "none"})).status_code == 422


async def test_a_new_answer_keeps_its_source_and_its_last_day(client, browser, package, store: Store):
    await ask(client, "Can I bring my dog?")
    lesson = {"how": "answer", "say": "Yes, on a lead.", "source": "House rules, page 3", "until": "2026-12-31"}
    assert (await browser.post("/questions/1/propose", lesson | {"until": "soon"})).status_code == 422
    assert (await browser.post("/questions/1/accept", lesson)).status_code == 200
    text = await draft_file(store, "answers.yaml")
    assert "source: House rules, page 3" in text and "valid_until: 2026-12-31" in text


async def test_a_proposal_says_which_other_words_would_be_taken_for_something_else(client, browser, package, store: Store):
    """The phrase is taught to one intent; the workshop then hears words of another one, and an open question, differently."""
    intents = "opening_hours:\n  title: Hours\n  phrases:\n    - when are you open\n"
    intents += "prices:\n  title: Prices\n  phrases:\n    - what does it cost\n"
    async with store.session() as session:
        await Drafts(session).save("line", {"intents.yaml": intents}, 1, "", "intents")
    await ask(client, "Can I bring my dog?", "do you sell stamps")
    bundles: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/prepare":
            return httpx.Response(200, json={"state": "ready"})
        asked = json.loads(request.content)
        bundles.extend([asked["bundle"]] if asked["bundle"] not in bundles else [])
        after, text = asked["bundle"] == bundles[-1] and len(bundles) == 2, asked["text"]
        known = {"when are you open": "opening_hours", "what does it cost": "opening_hours" if after else "prices"}
        if after:
            known["do you sell stamps"] = "prices"
        return httpx.Response(200, json={"intent": known.get(text)})

    state = client.app.state
    await state.runtimes.note(STATUS)
    await state.workshop.close()
    state.workshop = Workshop(store, state.runtimes, TOKEN, transport=httpx.MockTransport(answer))
    lesson = {"how": "intent", "intent": "opening_hours", "phrase": "can I bring my dog"}
    shown = seen((await browser.post("/questions/1/effect", lesson)).text)
    assert "2 more sentences would be taken for something else" in shown
    assert "was right before what does it cost Prices → Hours" in shown
    assert "question to learn do you sell stamps Not understood → Prices" in shown
    assert "can I bring my dog" not in shown  # what is taught is meant to change


async def test_without_a_workshop_a_proposal_says_that_nothing_was_compared(client, browser, package):
    await ask(client, "Can I bring my dog?")
    shown = (await browser.post("/questions/1/effect", {"how": "intent", "intent": "opening_hours", "phrase": "my dog"})).text
    assert "compared now" in shown and "sentences" not in shown


def test_only_what_is_the_flows_own_can_be_taught():
    files = shipped()["front_desk"]
    assert teaching.own(files, "question") >= {"breakfast", "wifi"} and "why_recorded" not in teaching.own(files, "question")
    assert "ask_bill" in teaching.own(files, "intent")
    assert teaching.own({"answers.yaml": "a: [\n"}, "question") == set() == teaching.own({}, "question")
