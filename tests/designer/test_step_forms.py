"""The forms of steps through their pages: every kind shows what is written, and saves what was changed and nothing else."""

from html.parser import HTMLParser

import pytest

from designer.forms.steps import PARTS
from designer.workspace.drafts import Drafts
from dsl.model import STEP_KINDS
from tests.designer.browser import Browser

FLOW = """callwright: 1
flow: line
title: The line
language: en-US
languages: [en-US, zh-CN]
entry: {inbound: hello, outbound: hello}
topics: {fee: ask_month}
values:
  verified: {flag: identity}
  offers: {count: 2}
steps:
  hello:
    say:
      en-US: Hello, this is the line.   # always the same
      zh-CN: 您好。
    barge_in: never
    machine:  # nobody there
      leave: {en-US: Please ring us back., zh-CN: 请回电。}
    next: listen
  listen:
    ask: {en-US: What can I do?, zh-CN: 请问？}
    hear: topics
    keys: {0: agent, 1: ask_month}
    answers: stay  # and asks again
    no_match:
      - {en-US: "Sorry?", zh-CN: 没听清。}
      - go: agent
  more:
    ask: {en-US: Anything else?, zh-CN: 还有吗？}
    hear: {agree: listen, refuse: bye}
    no_input_after: 4s
  ask_month:
    collect: month   # one alone
    needs: verified
    failed: agent
    next: look
  look:
    fetch: bill
    with: {month: month}
    failed: agent
    results: {none: more}
    next: which
  which:
    choose:
      - when: bill.extra > 10 USD   # a lot
        next: count
      - share: 20%
        next: more
      - otherwise: tell
  count:
    set: {offers: add 1}
    next: tell
  tell:
    answer: how_to_pay
    next: write
  write:
    send: {text: {en-US: Your bill., zh-CN: 账单。}, by: texts, to: caller.number}
    failed: more
    next: tongue
  tongue:
    switch: zh-CN
    next: unrecorded
  unrecorded:
    record: off
    next: check
  check:
    call: identity
    results: {ok: more, failed: agent}
  agent:
    hand_off: {skill: billing, reason: A dispute, hours: office}
    unavailable: note
  note:
    call_back: {note: A dispute}
    next: bye
  bye:
    hang_up: {en-US: Goodbye., zh-CN: 再见。}
"""
FILES = {
    "flow.yaml": FLOW,
    "intents.yaml": "fee:\n  title: Fee dispute\n  phrases: {en-US: [my bill], zh-CN: [账单]}\n",
    "slots.yaml": "month:\n  title: Month of the bill\n  type: date\n  ask: {en-US: Which month?, zh-CN: 哪个月？}\n",
    "data.yaml": "bill:\n  get: https://crm.example/bills\n  sends: {month: date}\n  gives: {extra: money}\n"
    "  outcomes: {none: 404}\n",
    "answers.yaml": "how_to_pay:\n  questions: {en-US: [how do I pay], zh-CN: [怎么付]}\n"
    "  say: {en-US: By card., zh-CN: 刷卡。}\n",
    "connectors.yaml": "texts:\n  post: https://sms.example/send\n",
    "calendars.yaml": "office:\n  zone: Asia/Shanghai\n  open:\n    monday-friday: [9:00-18:00]\n",
    "subflows/identity.yaml": "subflow: identity\nstart: pin\nsteps:\n  pin:\n    say: {en-US: One moment., zh-CN: 稍等。}\n"
    "    next: done\n  done:\n    return: ok\n",
}
STEPS = {
    "say": "hello", "ask": "listen", "collect": "ask_month", "choose": "which", "set": "count", "fetch": "look", "answer": "tell",
    "call": "check", "send": "write", "call_back": "note", "hand_off": "agent", "hang_up": "bye", "switch": "tongue",
    "record": "unrecorded",
}  # fmt: skip


class Fields(HTMLParser):
    """What a browser would send of a form as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._select = self._area = ""
        self._templates = 0
        self._chosen: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "template":
            self._templates += 1
        if self._templates:
            return
        unchecked = given.get("type") in ("checkbox", "radio") and "checked" not in given
        if tag == "input" and name and not unchecked:
            self.fields.append((name, given.get("value") or ""))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and (self._chosen is None or "selected" in given):
            self._chosen = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "textarea":
            self._area = ""
        elif tag == "select" and self._select and not self._templates:
            self.fields.append((self._select, self._chosen or ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.fields[-1]
            self.fields[-1] = (name, before + data)


def sent(html: str, **changed: str | list[str]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in Fields(html).fields:
        fields.setdefault(name, []).append(value)
    return fields | {name: value if isinstance(value, list) else [value] for name, value in changed.items()}


@pytest.fixture
async def line(store) -> None:
    async with store.session() as session:
        await Drafts(session).add("line", FILES, by="", what="created")


@pytest.fixture
def text_of(store):
    async def read(file: str = "flow.yaml") -> str:
        async with store.session() as session:
            return (await Drafts(session).read("line")).files[file]

    return read


def address(step: str, flow: str = "") -> str:
    return f"/packages/line/graph/step?flow={flow}&step={step}"


async def saved(browser: Browser, step: str, flow: str = "", **changed: str | list[str]) -> str:
    shown = (await browser.get(address(step, flow))).text
    answer = await browser.post(address(step, flow), sent(shown, **changed), headers={"hx-request": "true"})
    assert answer.status_code == 200, (step, answer.headers.get("HX-Trigger"), shown[:300])
    return answer.headers["HX-Trigger"]


def test_every_kind_of_step_has_a_form():
    assert set(PARTS) == set(STEP_KINDS) == {*STEPS, "return"}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_form_that_is_saved_as_it_was_shown_changes_not_one_byte(browser, line, text_of, language):
    browser.client.cookies.set("language", language)
    for step in (*STEPS.values(), "more"):
        await saved(browser, step)
    for step in ("pin", "done"):
        await saved(browser, step, "identity")
    assert await text_of() == FLOW
    assert await text_of("subflows/identity.yaml") == FILES["subflows/identity.yaml"]


WRITTEN = {"choose.mode": ["written", "written"]}
CHANGES = [
    ("hello", {"say": "Good day."}, "Hello, this is the line.   # always", "Good day.   # always"),
    ("hello", {"leave": ""}, FLOW[FLOW.index("    machine:") : FLOW.index("    next: listen")], ""),
    ("hello", {"barge_in": "allowed"}, "    barge_in: never\n", ""),
    ("listen", {"no_match.go": "bye"}, "- go: agent", "- go: bye"),
    ("listen", {"no_match": ["Sorry?", "Once more."]}, "      - go: agent", "      - Once more.\n      - go: agent"),
    ("listen", {"no_match": []}, '      - {en-US: "Sorry?", zh-CN: 没听清。}\n', ""),
    ("listen", {"hears": "these"}, "    hear: topics\n", ""),
    ("listen", {"answers": "off"}, "answers: stay  #", "answers: off  #"),
    ("more", {"hears": "topics"}, "hear: {agree: listen, refuse: bye}", "hear: topics"),
    ("more", {"hear.value": ["agent", "bye"]}, "{agree: listen,", "{agree: agent,"),
    ("more", {"no_input_after": "5"}, "no_input_after: 4s", "no_input_after: 5s"),
    ("ask_month", {"needs": ""}, "    needs: verified\n", ""),
    ("which", {"choose.value": ["20 USD", ""]}, "bill.extra > 10 USD   #", "bill.extra > 20 USD   #"),
    ("which", {"choose.comparison": ["known", ""]}, "bill.extra > 10 USD   #", "has bill.extra   #"),
    ("which", WRITTEN | {"choose.when": ["bill.extra > 20 USD", "20%"]}, "bill.extra > 10 USD   #", "bill.extra > 20 USD   #"),
    ("which", WRITTEN | {"choose.when": ["30%", "20%"]}, "when: bill.extra > 10 USD   # a lot", "share: 30%"),
    ("which", {"otherwise": "more"}, "otherwise: tell", "otherwise: more"),
    ("count", {"set.value": ["reset"]}, "add 1", "reset"),
    ("look", {"with.value": ["slot"]}, "{month: month}", "{month: slot}"),
    ("write", {"to": "slot"}, "caller.number", "slot"),
    ("tongue", {"switch": "en-US"}, "switch: zh-CN", "switch: en-US"),
    ("unrecorded", {"record": "never"}, "record: off", "record: never"),
    ("agent", {"priority": "high"}, "hours: office}", "hours: office, priority: high}"),
    ("agent", {"hours": ""}, ", hours: office", ""),
    ("bye", {"disposition": "solved"}, "再见。}\n", "再见。}\n    disposition: solved\n"),
]  # fmt: skip
"""A step, what is entered in its form, and what becomes of the text: the first place that says one thing says the other."""


async def test_one_change_is_written_in_its_place(browser, line, text_of, store):
    for step, changed, old, new in CHANGES:
        assert '"step-saved"' in await saved(browser, step, **changed)
        assert await text_of() == FLOW.replace(old, new, 1), (step, changed)
        async with store.session() as session:
            drafts = Drafts(session)
            await drafts.save("line", {"flow.yaml": FLOW}, (await drafts.read("line")).revision, "", "as it was")


async def test_cases_move_go_and_come(browser, line, text_of):
    changed = {
        "choose.was": ["1", "", "0"],
        "choose.by": ["share", "when", "when"],
        "choose.percent": ["20", "", ""],
        "choose.mode": ["built", "built", "built"],
        "choose.when": ["", "", "bill.extra > 10 USD"],
        "choose.joiner": ["case", "case", "and", "case"],
        "choose.subject": ["anger", "stumbles", "bill.extra", "bill.extra"],
        "choose.comparison": [">=", ">=", "unknown", ">"],
        "choose.against": ["value", "value", "value", "value"],
        "choose.value": ["", "2", "", "10 USD"],
        "choose.next": ["more", "agent", "count"],
    }
    await saved(browser, "which", **changed, otherwise="bye")
    text = await text_of()
    assert text[text.index("    choose:") : text.index("  count:")] == (
        "    choose:\n      - share: 20%\n        next: more\n"
        "      - when: stumbles >= 2 and not has bill.extra\n        next: agent\n"
        "      - when: bill.extra > 10 USD   # a lot\n        next: count\n      - otherwise: bye\n"
    )
    await saved(browser, "which", **{"choose.by": ["share", "share", "when"], "choose.percent": ["12.5", "30", ""]})
    text = await text_of()
    assert text[text.index("    choose:") : text.index("  count:")] == (
        "    choose:\n      - share: 12.5%\n        next: more\n      - share: 30%\n        next: agent\n"
        "      - when: bill.extra > 10 USD   # a lot\n        next: count\n      - otherwise: bye\n"
    )
    await saved(browser, "which", **{"choose.was": ["2"], "choose.mode": ["written"], "choose.next": ["count"]})
    text = await text_of()
    assert text[text.index("    choose:") : text.index("  count:")].count("- ") == 2


async def test_a_text_is_saved_in_the_language_that_the_form_shows(browser, line, text_of):
    shown = (await browser.get(address("bye") + "&language=zh-CN")).text
    await browser.post(address("bye"), sent(shown, hang_up="慢走。"), headers={"hx-request": "true"})
    assert await text_of() == FLOW.replace("zh-CN: 再见。", "zh-CN: 慢走。")


async def test_the_entries_of_a_long_menu_stand_on_the_page_once(browser, line, text_of):
    shown = (await browser.get(address("listen"))).text
    assert "data-entries" not in shown and shown.count(">look</option>") > 2
    many = "".join(f"  more_{number}:\n    say: {{en-US: More., zh-CN: 还有。}}\n    next: bye\n" for number in range(60))
    before = await text_of()
    await browser.post("/packages/line/source", json={"file": "flow.yaml", "revision": 1, "text": before.rstrip() + "\n" + many})
    shown = (await browser.get(address("listen"))).text
    assert shown.count('data-entries="steps"') == 1 and 'value="more_59"' not in shown and ">look</option>" not in shown
    assert await saved(browser, "listen") and await text_of() == before.rstrip() + "\n" + many


async def test_two_who_edit_the_same_step_see_it(browser, line, text_of):
    shown = (await browser.get(address("agent"))).text
    await saved(browser, "agent", reason="Theirs")
    answer = await browser.post(address("agent"), sent(shown, reason="Mine"), headers={"hx-request": "true"})
    assert answer.status_code == 409 and "Theirs" in answer.text and 'value="Mine"' in answer.text
    assert "reason: Theirs" in await text_of()


async def test_a_change_on_the_canvas_is_saved_with_its_author_and_answers_with_the_drawing(browser, line, text_of, store):
    ask = {"revision": 1, "change": {"change": "connect", "step": "note", "way": "next", "to": "agent"}}
    answer = await browser.post("/packages/line/graph/change", json=ask)
    assert answer.json()["undo"] == "Led note to agent" and answer.json()["revision"] == 2
    async with store.session() as session:
        assert (await Drafts(session).history("line", 1))[0].by == "boss"
    stale = {"revision": 1, "change": {"change": "connect", "step": "note", "way": "next", "to": "more"}}
    answer = await browser.post("/packages/line/graph/change", json=stale, headers={"accept": "application/json"})
    assert answer.status_code == 409 and "same place" in answer.json()["error"]
    answer = await browser.post("/packages/line/graph/undo", json={})
    assert answer.json()["redo"] == "Led note to agent" and await text_of() == FLOW


async def test_two_who_add_a_step_at_once_both_have_it(browser, line, text_of):
    for step, name in (("note", "say_1"), ("look", "say_2")):
        ask = {"revision": 1, "change": {"change": "add", "kind": "say", "step": step, "way": "next"}}
        answer = (await browser.post("/packages/line/graph/change", json=ask, headers={"accept": "application/json"})).json()
        assert answer["step"] == name, "neither saw the other's"
    assert "\n  say_1:\n" in await text_of() and "\n  say_2:\n" in await text_of()


async def test_who_may_not_edit_may_not_change_the_canvas(make_browser, people, line):
    agent = make_browser()
    await agent.sign_in("agent")
    ask = {"revision": 1, "change": {"change": "rename", "step": "note", "new": "x"}}
    for what, body in (("change", ask), ("consequences", ask), ("undo", {})):
        assert (await agent.post(f"/packages/line/graph/{what}", json=body)).status_code == 403
    assert (await agent.post(address("note"), {})).status_code == 403
