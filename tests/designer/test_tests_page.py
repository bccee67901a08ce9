"""Tests, look-ups and replies through the workshop: what came true and what not, what a system answered, what is spoken."""

import re

import pytest

from designer.pages.speaking import samples
from designer.words import speaking
from designer.workspace.drafts import Drafts
from dsl.compiler import check
from tests.designer.control import PLAYED, UNKEPT
from tests.designer.test_drawing import FLOW, OTHERS
from tests.designer.test_editor_pages import revision_in

BASE = "/packages/line"
TALKS = """- name: A dispute
  caller: {number: "02079460000"}
  data: {bill: {extra: 3 USD}}
  talk:
    - line: Hello
    - caller: wrong bill  # as they say it
    - heard: {intent: fee}
    - silence: true
    - later: 90 s
    - person: busy
    - does: {hand_off: {skill: billing}}
    - ends: {how: line}
- name: Nothing is said
  talk:
    - silence: true
"""


@pytest.fixture
async def line(store) -> None:
    files = {"flow.yaml": FLOW, **OTHERS, "conversations/talks.yaml": TALKS}
    async with store.session() as session:
        await Drafts(session).add("line", files, "boss", what="made by the tests")


async def test_without_a_workshop_the_tests_are_listed_all_the_same(browser, line):
    page = await browser.get(f"{BASE}/tests")
    assert "A dispute" in page.text and "callwright up" in page.text


async def test_tests_are_played_and_a_failed_one_leads_to_its_turn(browser, line, control):
    page = await browser.get(f"{BASE}/tests")
    assert 'hx-get="/packages/line/tests/results"' in page.text
    answer = await browser.get(f"{BASE}/tests/results", headers={"hx-request": "true"})
    assert f'href="{BASE}/tests/talks/0#turn-3"' in answer.text and "It was understood otherwise." in answer.text
    assert re.search(r"1 / 2", answer.text) and "agent" in answer.text
    assert set(control.asked["/rehearse"]["conversations"]) == {"talks"}
    again = await browser.get(f"{BASE}/tests")
    assert 'hx-get="/packages/line/tests/results"' not in again.text and "It was understood otherwise." in again.text


async def test_what_was_expected_stands_against_what_came(browser, line, control):
    against = UNKEPT | {"wanted": "fee", "got": "unknown <b>"}
    control.answers["/rehearse"] = PLAYED | {"failures": [against]}
    await browser.get(f"{BASE}/tests/results", headers={"hx-request": "true"})
    page = (await browser.get(f"{BASE}/tests/talks/0")).text
    failed = page.split('id="turn-3"')[1].split("</li>")[0]
    assert "<dt>Expected</dt><dd>Fee dispute</dd><dt>It was</dt><dd>unknown &lt;b&gt;</dd>" in failed


async def test_results_from_before_a_change_say_so_until_the_new_ones_are_there(browser, line, control, store):
    await browser.get(f"{BASE}/tests/results", headers={"hx-request": "true"})
    assert "before the change" not in (await browser.get(f"{BASE}/tests")).text
    talks = TALKS + "- name: A new one\n  talk:\n    - silence: true\n"
    async with store.session() as session:
        await Drafts(session).save("line", {"conversations/talks.yaml": talks}, 1, "boss", "one more test")
    page = (await browser.get(f"{BASE}/tests")).text
    rows = dict(re.findall(r'class="unseen">([^<]*)</span></span>\s*<span class="grow"><span class="list-title">([^<]*)', page))
    assert rows == {"Did not come true before the change": "A dispute", "Not played yet": "A new one"} | rows
    assert "these results are from before" in page and 'hx-get="/packages/line/tests/results"' in page
    fresh = await browser.get(f"{BASE}/tests/results", headers={"hx-request": "true"})
    assert "before the change" not in fresh.text


async def test_one_test_shows_what_was_said_at_each_turn(browser, line, control):
    await browser.get(f"{BASE}/tests/results", headers={"hx-request": "true"})
    page = await browser.get(f"{BASE}/tests/talks/0")
    failed = page.text.split('id="turn-3"')[1].split("</li>")[0]
    assert "It was understood otherwise." in failed and "line=7" in failed
    assert page.text.index("Hello, this is a machine.") < page.text.index('id="turn-1"')
    assert "&lt;b&gt;Pardon?&lt;/b&gt;" in page.text.split('id="turn-2"')[1].split('id="turn-3"')[0]
    for words in ("02079460000", "90 s", "is busy", "To a person: billing", "The line ended it", "bill answers"):
        assert words in page.text
    assert (await browser.get(f"{BASE}/tests/talks/7")).status_code == 404


async def test_what_was_covered_is_there_for_whoever_draws(browser, line, control):
    assert (await browser.get(f"{BASE}/tests/coverage")).json() == {"state": "running", "steps": {}, "edges": []}
    covered = (await browser.get(f"{BASE}/tests/coverage?play=true")).json()
    assert covered == (await browser.get(f"{BASE}/tests/coverage")).json() and covered["state"] == "played"
    assert covered["steps"] == {"greet": 2, "agent": 0} and covered["edges"][1]["times"] == 0


async def test_a_test_is_deleted_and_its_neighbour_stays(browser, line, store):
    page = await browser.get(f"{BASE}/tests/talks/0")
    answer = await browser.post(f"{BASE}/tests/talks/0/delete", {"revision": revision_in(page.text)})
    assert answer.status_code == 303
    async with store.session() as session:
        text = (await Drafts(session).read("line")).files["conversations/talks.yaml"]
    assert text.startswith("- name: Nothing is said")


async def test_a_draft_with_errors_plays_nothing(browser, line):
    await browser.post(
        f"{BASE}/source", json={"file": "flow.yaml", "text": FLOW.replace("next: listen", "next: no"), "revision": 1}
    )
    assert "mended" in (await browser.get(f"{BASE}/tests")).text
    assert (await browser.get(f"{BASE}/tests/coverage?play=true")).json()["state"] == "errors"
    one = (await browser.get(f"{BASE}/tests/talks/0")).text
    assert "has an error" in one and "flow.yaml:" in one and "wrong bill  # as they say it" in one
    assert "Nothing is said" not in one and "Nothing is said" in (await browser.get(f"{BASE}/tests/talks/1")).text
    for gone in ("talks/2", "none/0"):
        assert (await browser.get(f"{BASE}/tests/{gone}")).status_code == 404


async def test_a_kept_test_that_cannot_be_read_is_shown_with_its_whole_file(browser, line):
    await browser.post(f"{BASE}/source", json={"file": "conversations/talks.yaml", "text": "name: [A]\n", "revision": 1})
    page = (await browser.get(f"{BASE}/tests/talks/0")).text
    assert "The whole file" in page and "name: [A]" in page


# ---- look-ups and replies --------------------------------------------------------------------------------------------


async def test_a_look_up_is_tested_and_its_answer_kept(browser, line, control):
    control.answers["/look-up"] = {"fetch": 0, "outcome": "ok", "values": {"extra": "3 USD"}, "milliseconds": 41}
    part = await browser.get(f"{BASE}/data/bill/test")
    assert 'name="sends.month"' in part.text
    wrong = await browser.fragment(f"{BASE}/data/bill/test", {"sends.month": "no day"})
    assert "/look-up" not in control.asked and "problem-error" in wrong.text
    answer = await browser.fragment(f"{BASE}/data/bill/test", {"sends.month": "2026-03"})
    assert control.asked["/look-up"]["parameters"] == {"month": "2026-03"}
    assert "3 USD" in answer.text and "41 ms" in answer.text
    assert "3 USD" in (await browser.get(f"{BASE}/data/bill/test")).text, "the sample stays"
    control.answers["/look-up"] = {"fetch": 0, "outcome": "failed"}
    failed = await browser.fragment(f"{BASE}/data/bill/test", {"sends.month": "2026-03"})
    assert "badge-bad" in failed.text and "3 USD" in failed.text
    assert (await browser.get(f"{BASE}/data/none/test")).status_code == 404


async def test_a_reply_is_spoken_with_examples_for_its_values(browser, line, control):
    answer = await browser.post(f"{BASE}/speak", json={"text": "It is <bill.extra>.", "language": ""})
    assert (answer.content, answer.headers["content-type"]) == (b"RIFF", "audio/wav")
    order = control.asked["/speak"]
    assert order["text"] == "It is <bill.extra>." and order["samples"]["bill.extra"] == {"type": "money", "text": "128 CNY"}


def test_every_name_of_a_package_has_an_example():
    with speaking("en"):
        found = samples(check({"flow.yaml": FLOW, **OTHERS}))
    assert {"month", "bill.extra", "anger"} <= set(found) and all(sample.text for sample in found.values())


async def test_without_a_workshop_nothing_is_spoken_and_it_says_so(browser, line):
    headers = {"accept": "application/json"}
    answer = await browser.post(f"{BASE}/speak", json={"text": "Hello."}, headers=headers)
    assert answer.status_code == 503 and answer.json()["error"]


HEARD = [{"language": "en-US", "samples": 12, "unaccepted": ["<i>odd"], "pronounced": {"zorb": "z O r b"}, "unheard": ["張"]}]


async def test_words_whose_sound_is_a_guess_lead_to_where_it_is_corrected(browser, line, control):
    control.answers["/hearing"] = HEARD
    page = await browser.get(f"{BASE}/pronunciations")
    assert f'hx-get="{BASE}/pronunciations/heard"' in page.text
    heard = await browser.get(f"{BASE}/pronunciations/heard", headers={"hx-request": "true"})
    assert "11 of 12 phrases" in heard.text and "z O r b" in heard.text and "&lt;i&gt;odd" in heard.text
    assert f'href="{BASE}/pronunciations?word=zorb"' in heard.text and f"{BASE}/pronunciations?word=%E5%BC%B5" in heard.text
    asked = await browser.get(f"{BASE}/pronunciations?word=zorb")
    assert 'value="zorb"' in asked.text and 'value="zorb"' not in page.text


async def test_without_a_workshop_the_sounds_are_not_guessed_at(browser, line):
    heard = await browser.get(f"{BASE}/pronunciations/heard", headers={"hx-request": "true"})
    assert heard.status_code == 200 and "callwright up" in heard.text
