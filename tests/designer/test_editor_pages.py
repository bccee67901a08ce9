"""The editor's pages over HTTP: saving, both editing at once, checking, rights, hostile words."""

import re

import pytest

from designer.workspace.drafts import Drafts
from dsl.editing import read_value
from tests.designer.test_drawing import FLOW, OTHERS

BASE = "/packages/line"
RULES = "- when: stumbles >= 3\n  hand_off: {skill: billing}\n- when: anger >= 0.7\n  hand_off: {skill: billing}\n"
ANSWERS = "hours:\n  questions:\n    - when are you open\n  say: From nine to five.\n"


@pytest.fixture
async def line(store) -> None:
    files = {"flow.yaml": FLOW, **OTHERS, "escalation.yaml": RULES, "answers.yaml": ANSWERS}
    async with store.session() as session:
        await Drafts(session).add("line", files, "boss", what="made by the tests")


@pytest.fixture
def text_of(store):
    async def read(file: str) -> str:
        async with store.session() as session:
            return (await Drafts(session).read("line")).files[file]

    return read


def revision_in(html: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', html)
    assert found
    return found[1]


PAGES = ["", "/intents", "/intents/fee", "/slots", "/slots/month", "/answers", "/answers/hours", "/escalation", "/policies",
         "/data", "/data/bill", "/connectors", "/calendars", "/lists", "/pronunciations", "/graph",
         "/graph?flow=identity", "/source", "/source?file=intents.yaml&line=3", "/tests", "/tryout"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_answers_in_both_languages(browser, line, page, language):
    browser.client.cookies.set("language", language)
    answer = await browser.get(BASE + page)
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text
    assert len(re.findall(r"<h1>", answer.text)) == 1


async def test_a_saved_intent_changes_its_own_place_and_shows_what_changed(browser, line, text_of):
    page = await browser.get(f"{BASE}/intents/fee")
    fields = {"revision": revision_in(page.text), "title": "Fee dispute", "phrases": ["my bill is too high", "overcharged"]}
    answer = await browser.fragment(f"{BASE}/intents/fee", fields)
    assert answer.status_code == 200
    assert "<del>    - wrong bill</del>" in answer.text and "<ins>    - overcharged</ins>" in answer.text
    assert await text_of("intents.yaml") == OTHERS["intents.yaml"].replace("wrong bill", "overcharged")


async def test_an_intent_is_led_to_a_step_and_nothing_else_of_the_flow_changes(browser, line, text_of):
    part = await browser.get(f"{BASE}/intents/fee/topic")
    steps = re.findall(r'<option value="([^"]*)"', part.text)
    chosen = re.search(r'<option value="([^"]*)" selected', part.text)
    assert steps[0] == "" and chosen
    other = next(step for step in steps if step not in ("", chosen[1]))
    revision = revision_in(part.text)
    saved = await browser.fragment(f"{BASE}/intents/fee/topic", {"revision": revision, "step": other})
    assert f'<option value="{other}" selected' in saved.text
    assert await text_of("flow.yaml") == FLOW.replace(f"fee: {chosen[1]}", f"fee: {other}", 1)
    gone = await browser.fragment(f"{BASE}/intents/fee/topic", {"revision": revision_in(saved.text), "step": ""})
    assert '<option value="" selected' in gone.text
    assert "fee:" not in (await text_of("flow.yaml")).split("steps:")[0].split("topics:")[-1]
    back = await browser.fragment(f"{BASE}/intents/fee/topic", {"revision": revision_in(gone.text), "step": other})
    assert f'<option value="{other}" selected' in back.text
    refused = await browser.fragment(f"{BASE}/intents/fee/topic", {"revision": revision_in(back.text), "step": "nowhere"})
    assert refused.status_code == 422


async def test_a_problem_shows_at_its_field(browser, line):
    page = await browser.get(f"{BASE}/intents/fee")
    fields = {"revision": revision_in(page.text), "title": "Fee dispute", "phrases": ["fine", "(open"]}
    answer = await browser.fragment(f"{BASE}/intents/fee", fields)
    rows = answer.text.split('class="line-row')
    assert 'aria-invalid="true"' in rows[2] and "problem-error" in rows[2]
    assert "problem-error" not in rows[1]


async def test_two_who_edit_different_intents_both_win(browser, line, text_of):
    old = revision_in((await browser.get(f"{BASE}/intents/fee")).text)
    await browser.post(f"{BASE}/intents", {"title": "Opening hours"})
    answer = await browser.fragment(f"{BASE}/intents/fee", {"revision": old, "title": "Fee dispute", "phrases": ["mine"]})
    assert answer.status_code == 200
    text = await text_of("intents.yaml")
    assert "opening_hours:" in text and "- mine" in text


async def test_two_who_edit_different_lines_of_one_intent_both_win(browser, line, text_of):
    page = (await browser.get(f"{BASE}/intents/fee")).text
    phrases = read_value(await text_of("intents.yaml"), ("fee", "phrases"))
    old = revision_in(page)
    theirs = {"revision": old, "title": "Their title", "phrases": phrases}
    assert (await browser.fragment(f"{BASE}/intents/fee", theirs)).status_code == 200
    title = read_value(OTHERS["intents.yaml"], ("fee", "title"))
    mine = {"revision": old, "title": title, "phrases": [*phrases, "mine"]}
    answer = await browser.fragment(f"{BASE}/intents/fee", mine)
    assert answer.status_code == 200 and "Their title" in answer.text
    text = await text_of("intents.yaml")
    assert "title: Their title" in text and "- mine" in text


async def test_two_who_edit_the_same_intent_see_it_and_nothing_is_lost(browser, line, text_of):
    old = revision_in((await browser.get(f"{BASE}/intents/fee")).text)
    theirs = {"revision": old, "title": "Theirs", "phrases": ["one"]}
    assert (await browser.fragment(f"{BASE}/intents/fee", theirs)).status_code == 200
    answer = await browser.fragment(f"{BASE}/intents/fee", {"revision": old, "title": "Mine & only", "phrases": ["one"]})
    assert answer.status_code == 409
    assert "Both edited this" in answer.text and "Theirs" in answer.text and 'value="Mine &amp; only"' in answer.text
    assert "title: Theirs" in await text_of("intents.yaml")
    again = {"revision": revision_in(answer.text), "title": "Mine & only", "phrases": ["one"]}
    assert (await browser.fragment(f"{BASE}/intents/fee", again)).status_code == 200
    assert "title: Mine & only" in await text_of("intents.yaml")


async def test_a_new_item_is_named_after_its_title(browser, line, text_of):
    answer = await browser.post(f"{BASE}/answers", {"title": "怎么退款"})
    assert answer.status_code == 303 and answer.headers["location"] == f"{BASE}/answers/zen_me_tui_kuan"
    assert "title: 怎么退款" in await text_of("answers.yaml")


async def test_a_deleted_item_is_gone_and_where_it_was_used_is_a_problem(browser, line, text_of):
    page = await browser.get(f"{BASE}/slots/month")
    answer = await browser.post(f"{BASE}/slots/month/delete", {"revision": revision_in(page.text)})
    assert answer.status_code == 303
    assert "month" not in await text_of("slots.yaml")
    overview = await browser.get(BASE)
    assert "problem-error" in overview.text and "flow.yaml:" in overview.text


async def test_rules_move_and_are_added(browser, line, text_of):
    page = await browser.get(f"{BASE}/escalation")
    answer = await browser.fragment(f"{BASE}/escalation/1/move", {"revision": revision_in(page.text), "way": "up"})
    assert (await text_of("escalation.yaml")).startswith("- when: anger >= 0.7")
    answer = await browser.fragment(f"{BASE}/escalation", {"revision": revision_in(answer.text)})
    assert (await text_of("escalation.yaml")).count("- when:") == 3
    answer = await browser.fragment(f"{BASE}/escalation/2/delete", {"revision": revision_in(answer.text)})
    assert (await text_of("escalation.yaml")).count("- when:") == 2


async def test_what_is_typed_into_the_source_is_checked_with_places_and_fixes(browser, line):
    text = FLOW.replace("next: listen", "nxt: listen")
    answer = await browser.post(f"{BASE}/check", json={"file": "flow.yaml", "text": text})
    found = answer.json()
    problem = next(problem for problem in found["problems"] if problem["edits"])
    assert text[problem["from"] : problem["to"]] == "nxt" and problem["fix"]
    assert {"file": "flow.yaml"}.items() <= found["files"][0].items() and found["files"][0]["errors"] >= 1


async def test_places_count_as_the_browser_does(browser, line):
    text = FLOW.replace("Hello, this", "😀😀 Hello (this").replace("Anything else?", "<nothing.of_the_kind>?")
    problems = (await browser.post(f"{BASE}/check", json={"file": "flow.yaml", "text": text})).json()["problems"]
    units = text.encode("utf-16-le")
    marked = [units[2 * p["from"] : 2 * p["to"]].decode("utf-16-le") for p in problems if p["line"] > 12]
    assert any("nothing" in words for words in marked)


async def test_the_source_is_saved_whole_or_not_at_all(browser, line, text_of):
    first = await browser.post(
        f"{BASE}/source", json={"file": "slots.yaml", "text": OTHERS["slots.yaml"] + "# mine\n", "revision": 1}
    )
    assert first.json()["saved"] and (await text_of("slots.yaml")).endswith("# mine\n")


async def test_two_who_edit_one_file_both_win(browser, line, text_of):
    theirs = OTHERS["slots.yaml"] + "# theirs\n"
    mine = OTHERS["slots.yaml"] + "size:\n  type: number\n  ask: How many?\n"
    assert (await browser.post(f"{BASE}/source", json={"file": "slots.yaml", "text": theirs, "revision": 1})).json()["saved"]
    answer = (await browser.post(f"{BASE}/source", json={"file": "slots.yaml", "text": mine, "revision": 1})).json()
    assert answer["saved"] and answer["joined"] and answer["text"] == await text_of("slots.yaml")
    assert "# theirs\n" in answer["text"] and "ask: How many?\n" in answer["text"]


async def test_two_who_change_one_place_choose(browser, line, text_of):
    theirs, mine = (OTHERS["slots.yaml"] + f"size:\n  type: number\n  ask: {words}\n" for words in ("Theirs?", "Mine?"))
    await browser.post(f"{BASE}/source", json={"file": "slots.yaml", "text": theirs, "revision": 1})
    typed = {"file": "slots.yaml", "text": mine, "revision": 1}
    answer = await browser.post(f"{BASE}/source", json=typed)
    assert answer.status_code == 409 and not answer.json()["saved"] and answer.json()["theirs"] == theirs
    (place,) = answer.json()["places"]
    assert "Mine?" in place["ours"] and "Theirs?" in place["theirs"] and "both added this" in place["sentence"]
    assert await text_of("slots.yaml") == theirs
    chosen = await browser.post(f"{BASE}/source", json=typed | {"choices": {place["name"]: "ours"}})
    assert chosen.json()["saved"] and "Mine?" in await text_of("slots.yaml") and "Theirs?" not in await text_of("slots.yaml")


@pytest.mark.parametrize("file", ["../flow.yaml", "/etc/passwd", "a/b.yaml", "x.txt", "conversations/../../x.yaml"])
async def test_no_file_outside_the_package_can_be_written(browser, line, file):
    answer = await browser.post(f"{BASE}/source", json={"file": file, "text": "x: 1\n", "revision": 1})
    assert answer.status_code == 422


async def test_a_new_part_begins_with_text_that_checks(browser, line):
    answer = await browser.post(f"{BASE}/files", {"kind": "subflows", "name": "survey"})
    assert answer.headers["location"] == f"{BASE}/source?file=subflows/survey.yaml"
    checked = (await browser.post(f"{BASE}/check", json={"file": "words.yaml", "text": ""})).json()
    assert all(state["errors"] == 0 for state in checked["files"] if state["file"] == "subflows/survey.yaml")


async def test_hostile_words_stay_words(browser, line):
    page = await browser.get(f"{BASE}/intents/fee")
    hostile = '"><script>alert(1)</script>{{ 7 * 7 }}'
    fields = {"revision": revision_in(page.text), "title": hostile, "phrases": [hostile]}
    answer = await browser.fragment(f"{BASE}/intents/fee", fields)
    assert "<script>alert" not in answer.text and "{{ 7 * 7 }}" in answer.text
    drawing = await browser.get(f"{BASE}/graph")
    assert "<script>alert" not in drawing.text


async def test_the_drawing_comes_as_data(browser, line):
    data = (await browser.get(f"{BASE}/graph/drawing")).json()["drawing"]
    assert {"boxes", "lines", "title"} <= set(data)
    assert (await browser.get(f"{BASE}/graph/drawing?flow=nothing")).status_code == 404


async def test_who_may_only_look_cannot_save(browser, line, client):
    await browser.post("/sign-out")
    await browser.sign_in("agent")
    page = await browser.get(f"{BASE}/intents/fee")
    assert page.status_code == 200 and 'id="save"' not in page.text
    answer = await browser.post(f"{BASE}/intents/fee", {"revision": "1", "title": "x"})
    assert answer.status_code == 403
    assert (await browser.post(f"{BASE}/source", json={"file": "slots.yaml", "text": "", "revision": 1})).status_code == 403


async def test_a_form_without_its_token_is_refused(browser, line):
    answer = await browser.client.post(f"{BASE}/intents/fee", data={"title": "x"}, follow_redirects=False)
    assert answer.status_code == 403


async def test_trying_out_without_a_workshop_says_so(browser, line):
    answer = await browser.post(f"{BASE}/tryout/ticket", json={"caller": ""})
    assert answer.status_code == 503 and "callwright up" in answer.json()["sentence"]


async def test_a_draft_with_errors_is_not_tried_out(browser, line):
    broken = FLOW.replace("next: listen", "next: nowhere")
    await browser.post(f"{BASE}/source", json={"file": "flow.yaml", "text": broken, "revision": 1})
    answer = await browser.post(f"{BASE}/tryout/ticket", json={"caller": ""})
    assert answer.status_code == 422 and answer.json()["problems"] >= 1


@pytest.mark.parametrize("page", ["/intents/none", "/source?file=none.yaml"])
async def test_what_is_not_there_is_said(browser, line, page):
    assert (await browser.get(BASE + page)).status_code == 404


async def test_a_part_may_have_a_chinese_name(browser, line, text_of):
    answer = await browser.post(f"{BASE}/files", {"kind": "conversations", "name": "投诉"})
    assert (answer.status_code, answer.headers["location"]) == (
        303, f"{BASE}/source?file=conversations/%E6%8A%95%E8%AF%89.yaml",
    )  # fmt: skip
    assert (await browser.get(answer.headers["location"])).status_code == 200


async def test_a_body_that_is_no_text_is_one_sentence(browser, line, text_of):
    answer = await browser.client.post(
        f"{BASE}/source",
        content=b'{"file":"flow.yaml","text":"\xff","revision":1}',
        headers={"content-type": "application/json", "x-csrftoken": browser.client.cookies.get("csrf") or ""},
    )
    assert answer.status_code == 400 and "was not understood" in answer.text
    assert await text_of("flow.yaml") == FLOW


async def test_a_script_gets_a_refusal_as_data(browser, line):
    headers = {"accept": "application/json", "x-csrftoken": browser.client.cookies.get("csrf") or ""}
    typed = {"file": "flow.yaml", "text": "#" * 1_000_001, "revision": 1}
    answer = await browser.client.post(f"{BASE}/source", json=typed, headers=headers)
    assert answer.status_code == 413 and "flow.yaml" in answer.json()["error"]


async def test_a_script_of_who_is_signed_out_is_told_so(browser, line, text_of):
    headers = {"accept": "application/json", "x-csrftoken": browser.client.cookies.get("csrf") or ""}
    await browser.post("/sign-out")
    typed = {"file": "flow.yaml", "text": "# mine", "revision": 1}
    answer = await browser.client.post(f"{BASE}/source", json=typed, headers=headers)
    assert answer.status_code == 401 and "your text is still here" in answer.json()["error"]
    assert await text_of("flow.yaml") == FLOW


async def test_a_page_that_asks_by_itself_never_leaves_what_is_written_on_it(browser, line):
    await browser.post("/sign-out")
    answer = await browser.fragment(f"{BASE}/present", {"place": "source"})
    assert answer.status_code == 422 and "your text is still here" in answer.headers["hx-trigger"]
    assert "hx-redirect" not in answer.headers and answer.headers["hx-reswap"] == "none"


async def test_a_slot_tells_how_it_is_written_in_phrases(browser, line):
    assert "&lt;month=example&gt;" in (await browser.get(f"{BASE}/slots/month")).text


async def test_what_the_line_says_is_asked_for_with_a_new_answer(browser, line, text_of):
    dialog = (await browser.get(f"{BASE}/answers")).text.partition('<dialog id="new"')[2].partition("</dialog>")[0]
    assert re.search(r'<textarea[^>]*name="say"[^>]* required', dialog)
    await browser.post(f"{BASE}/answers", {"title": "Parking", "say": "Behind the house."})
    assert "say: Behind the house." in await text_of("answers.yaml")


@pytest.mark.parametrize("page", ["escalation", "answers/old"])
async def test_pages_with_a_notice_or_nothing_on_them_answer(browser, store, page):
    answers = "old:\n  questions:\n    - is there a discount\n  say: Yes.\n  valid_until: 2020-01-31\n"
    files = {"flow.yaml": FLOW, **OTHERS, "answers.yaml": answers, "escalation.yaml": "[]\n"}
    async with store.session() as session:
        await Drafts(session).add("line", files, "boss", what="made by the tests")
    answer = await browser.get(f"{BASE}/{page}")
    assert answer.status_code == 200
    assert ("expired on 2020-01-31" in answer.text) == (page == "answers/old")


async def test_how_calls_may_end_is_listed_on_the_overview(browser, line, text_of):
    fields = {"revision": "1", "title": "Line", "if_unsure": "balanced", "dispositions": ["solved", "voicemail"]}
    answer = await browser.fragment(BASE, fields)
    assert answer.status_code == 200 and 'value="voicemail"' in answer.text
    assert read_value(await text_of("flow.yaml"), ("dispositions",)) == ["solved", "voicemail"]
    empty = fields | {"revision": revision_in(answer.text), "dispositions": []}
    await browser.fragment(BASE, empty)
    assert read_value(await text_of("flow.yaml"), ("dispositions",)) is None


async def test_whether_the_voice_is_heard_is_a_switch_on_the_overview(browser, line, text_of):
    fields = {"revision": "1", "title": "Line", "if_unsure": "balanced", "arousal": "true"}
    answer = await browser.fragment(BASE, fields)
    assert read_value(await text_of("flow.yaml"), ("arousal",)) is True
    assert re.search(r'name="arousal" value="true" checked', answer.text)
    del fields["arousal"]
    await browser.fragment(BASE, fields | {"revision": revision_in(answer.text)})
    assert read_value(await text_of("flow.yaml"), ("arousal",)) is None
