"""A flow that speaks two languages in the designer: every page shows it, and a form edits one language and leaves the other."""

from __future__ import annotations

import html
import re

import pytest

from designer.forms.edits import apply
from designer.forms.fields import scalar_edits
from designer.forms.lists import line_edits
from designer.forms.sheet import Sheet
from designer.store.engine import Store
from designer.workspace.drafts import Drafts
from designer.workspace.templates import shipped
from dsl.compiler import check

DESK = shipped()["front_desk"]


def sheet(file: str, language: str = "", files: dict[str, str] = DESK) -> Sheet:
    return Sheet(check(files), file, language)


def test_a_sheet_reads_the_language_that_is_chosen() -> None:
    for language, say in (("", "早餐在二楼"), ("zh-CN", "早餐在二楼"), ("en-US", "Breakfast is"), ("en-GB", "早餐在二楼")):
        assert sheet("answers.yaml", language).text(("breakfast", "say")).startswith(say)
    english = sheet("intents.yaml", "en-US")
    assert english.languages == ("zh-CN", "en-US")
    assert english.texts(("speak_english", "phrases")) == ["English please", "do you speak English"]
    assert english.text(("speak_english", "title")) == "说英语"
    assert sheet("slots.yaml", "en-US").texts(("room", "no_match"))[0].startswith("Please say the three digits")


def test_an_edit_changes_its_own_language_alone() -> None:
    english = sheet("answers.yaml", "en-US")
    text = apply(DESK["answers.yaml"], scalar_edits(english, ("breakfast", "say"), "Breakfast is at eight."))
    assert "en-US: Breakfast is at eight." in text and "zh-CN: 早餐在二楼，早上七点到十点。" in text
    chinese = sheet("intents.yaml", "zh-CN")
    wanted = [*chinese.texts(("ask_parcels", "phrases")), "我的包裹在哪"]
    text = apply(DESK["intents.yaml"], line_edits(chinese, ("ask_parcels", "phrases"), wanted))
    assert text.replace("      - 我的包裹在哪\n", "") == DESK["intents.yaml"]
    reprompt = sheet("slots.yaml", "en-US")
    text = apply(DESK["slots.yaml"], line_edits(reprompt, ("room", "no_match"), ["Three digits, please."]))
    assert "- zh-CN: 请说三位房间号" in text and "en-US: Three digits, please." in text


def test_nothing_entered_changes_nothing() -> None:
    for language in ("zh-CN", "en-US"):
        slots = sheet("slots.yaml", language)
        assert line_edits(slots, ("room", "no_match"), slots.texts(("room", "no_match"))) == []
        assert scalar_edits(slots, ("room", "ask"), slots.text(("room", "ask"))) == []


def test_a_language_that_is_missing_is_written_beside_the_other() -> None:
    files = DESK | {"slots.yaml": "room:\n  type: digits(3)\n  ask:\n    zh-CN: 房间号？\n"}
    english = sheet("slots.yaml", "en-US", files)
    assert english.text(("room", "ask")) == ""
    text = apply(files["slots.yaml"], scalar_edits(english, ("room", "ask"), "Which room?"))
    assert text == "room:\n  type: digits(3)\n  ask:\n    zh-CN: 房间号？\n    en-US: Which room?\n"


@pytest.fixture
async def desk(browser):
    answer = await browser.post("/flows", {"template": "front_desk", "name": "desk", "title": "Desk", "language": "zh-CN"})
    assert answer.status_code == 303
    return "/packages/desk"


@pytest.mark.parametrize(
    "page", ["", "/intents", "/intents/ask_bill", "/slots", "/answers", "/escalation", "/graph", "/source", "/publish", "/tryout"]
)
async def test_every_page_shows_it(browser, desk, page) -> None:
    assert (await browser.get(desk + page)).status_code == 200


async def test_a_form_saves_the_language_that_it_shows(browser, desk, store: Store) -> None:
    page = (await browser.get(f"{desk}/answers/wifi?language=en-US")).text
    shown = html.unescape(page)
    assert 'name="language" value="en-US"' in page and "The wireless network needs no password." in shown
    assert f'href="{desk}/answers/wifi?language=zh-CN"' in page
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    entered = {
        "revision": revision[1], "language": "en-US", "title": "无线网络", "say": "Ask at the desk.",
        "source": "House guide, page 3", "questions": "what is the wifi password",
    }  # fmt: skip
    saved = await browser.fragment(f"{desk}/answers/wifi", entered)
    assert saved.status_code == 200 and "Ask at the desk." in saved.text
    async with store.session() as session:
        text = (await Drafts(session).read("desk")).files["answers.yaml"]
    assert "en-US: Ask at the desk." in text and "连上“海湾酒店”就可以" in text and "怎么连网" in text
    assert "how do I get online" not in text
