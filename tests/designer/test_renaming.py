"""Another name for what stands in a form: shown before it is done, refused at its field, done everywhere, taken back at once."""

import re

import pytest

from designer.publishing import number_hours, numbers
from designer.store.engine import Store
from designer.workspace.drafts import Drafts
from tests.designer.browser import Browser
from tests.designer.test_step_forms import sent
from tests.dsl.small_package import SMALL

LIBRARY = {
    "library.yaml": "callwright: 1\nlibrary: shared\ntitle: For all\nlanguage: en-GB\n",
    "slots.yaml": "town:\n  type: text\n  ask: Which town?\n",
}
COMMENTED = {**SMALL, "slots.yaml": "# what we ask\n" + SMALL["slots.yaml"].replace("size:\n", "size:   # of the thing\n", 1)}


@pytest.fixture
async def small(store: Store) -> str:
    async with store.session() as session:
        await Drafts(session).add("small", COMMENTED, by="", what="created")
    return "/packages/small"


async def files_of(store: Store, package: str = "small") -> dict[str, str]:
    async with store.session() as session:
        return (await Drafts(session).read(package)).files


async def give(browser: Browser, flow: str, place: str, name: str, new: str):
    return await browser.fragment(f"{flow}/rename", {"place": place, "name": name, "new": new})


async def test_a_detail_gets_another_name_everywhere_and_one_undo_takes_it_back(browser, store, small):
    page = (await browser.get(f"{small}/slots/size")).text
    assert 'data-rename="size"' in page and '<dialog id="rename"' in page
    told = (await browser.get(f"{small}/rename?place=slots&name=size")).text
    assert "It is named in 6 places of 3 files;" in told and "flow.yaml:" in told and "data-refused" not in told
    answer = await give(browser, small, "slots", "size", "尺寸")
    assert answer.headers["hx-redirect"] == "/packages/small/slots/%E5%B0%BA%E5%AF%B8"
    files = await files_of(store)
    assert files["slots.yaml"].startswith("# what we ask\n尺寸:   # of the thing\n")
    assert "<尺寸=the big one>" in files["intents.yaml"] and "collect: [尺寸, day]" in files["flow.yaml"]
    assert "heard: {intent: ask_price, 尺寸: big}" in files["conversations/prices.yaml"]
    page = (await browser.get("/packages/small/slots/尺寸")).text
    undo = re.findall(r'data-undo="([^"]+)"', page)
    assert undo == ["{&#34;package&#34;: &#34;small&#34;, &#34;place&#34;: &#34;slots&#34;, &#34;revision&#34;: &#34;2&#34;}"]
    assert "data-undo=" not in (await browser.get("/packages/small/slots")).text  # once, as the sentence beside it
    undone = await browser.fragment(f"{small}/undo", {"revision": "2", "place": "slots"})
    assert undone.headers["hx-redirect"] == "/packages/small/slots"
    assert await files_of(store) == COMMENTED
    again = await browser.fragment(f"{small}/undo", {"revision": "2", "place": "slots"})
    assert "You saved something else since" in again.headers["hx-trigger"]


async def test_whatever_has_a_name_can_be_renamed(browser, store, small):
    for place, name, named in (
        ("intents", "ask_price", "2 places of 2 files"),
        ("answers", "sold_out", "1 place of 1 file"),
        ("data", "price_list", "5 places of 2 files"),
        ("lists", "sizes", "1 place of 1 file"),
        ("calendars", "desk", "1 place of 1 file"),
        ("connectors", "sms", "1 place of 1 file"),
        ("parts", "booking", "1 place of 1 file"),
        ("line", "verified", "1 place of 1 file"),
    ):
        told = (await browser.get(f"{small}/rename?place={place}&name={name}")).text
        assert f"It is named in {named};" in told, (place, told)
        assert (await give(browser, small, place, name, f"other_{name}")).status_code == 204
        renamed = await files_of(store)
        left = sum(len(re.findall(rf"\b{name}\b", text)) for text in renamed.values())
        assert left == (2 if name == "sold_out" else 0)  # a look-up's outcome, too, has that name


async def test_a_name_that_cannot_be_given_is_refused_at_its_field(browser, store, small):
    for new, sentence in (
        ("plan", "Something else is called “plan” already."),
        ("anger", "Something else is called “anger” already."),  # what every call knows
        ("two words", "It cannot be called “two words”"),
        ("x" * 61, "At most 60 characters."),
        ("<b>", "It cannot be called “&lt;b&gt;”"),
    ):
        told = await browser.get(f"{small}/rename", params={"place": "slots", "name": "size", "new": new})
        refused = await give(browser, small, "slots", "size", new)
        for answer in (told, refused):
            assert "data-refused" in answer.text and sentence in answer.text and "6 places" in answer.text
        assert refused.status_code == 422 and await files_of(store) == COMMENTED


async def test_what_is_not_there_or_has_its_name_already_changes_nothing(browser, store, small):
    for place, name in (("slots", "nothing"), ("steps", "greet")):
        assert (await browser.get(f"{small}/rename?place={place}&name={name}")).status_code == 404
        assert "not there any more" in (await give(browser, small, place, name, "a")).headers["hx-trigger"]
    same = await give(browser, small, "slots", "size", " size ")
    assert same.headers["hx-redirect"] == "/packages/small/slots/size" and "undo" not in same.headers.get("set-cookie", "")
    async with store.session() as session:
        assert (await Drafts(session).read("small")).revision == 1


async def test_a_form_that_was_open_meanwhile_is_saved_under_the_new_name(browser, store, small):
    """Whoever named the detail in a form of before the rename finds it renamed there too."""
    page = (await browser.get(f"{small}/intents/ask_price")).text
    form = re.findall(r'<form [^>]*action="/packages/small/intents/ask_price".*?</form>', page, re.DOTALL)[0]
    await give(browser, small, "slots", "size", "extent")
    phrases = ["what does it cost", "(how much|what) is <size=the big one>", "how much for <size=the huge one>"]
    await browser.fragment(f"{small}/intents/ask_price", sent(form, phrases=phrases))
    assert "- how much for <extent=the huge one>\n" in (await files_of(store))["intents.yaml"]


async def test_numbers_and_flows_that_go_by_the_name_are_told_of(browser, store, small):
    uses = COMMENTED["flow.yaml"].replace("language: en-GB\n", "language: en-GB\nuses: [shared]\n")
    async with store.session() as session:
        hours = number_hours.Hours(package_of_calendar="small", calendar="desk", says={"en": "Closed."})
        await numbers.assign(session, "1002", "small", hours=hours)
        await Drafts(session).add("shared", LIBRARY, by="", what="created")
        files = {"flow.yaml": uses.replace("collect: [size, day]", "collect: [size, day, town]")}
        await Drafts(session).save("small", files, 1, "boss", "uses it")
    assert "The hours of 1002 go by it, and go on to." in (await browser.get(f"{small}/rename?place=calendars&name=desk")).text
    told = (await browser.get("/packages/shared/rename?place=slots&name=town")).text
    assert "“Small” names it in 1 place; that is not changed" in told and "go by it" not in told
    assert (await browser.get(f"{small}/rename?place=slots&name=town")).status_code == 404  # of the library: renamed there
    assert (await give(browser, "/packages/shared", "slots", "town", "city")).status_code == 204
    assert (await files_of(store, "shared"))["slots.yaml"].startswith("city:")


async def test_who_may_not_edit_renames_nothing(make_browser, store, small, people):
    for name in ("agent", "auditor"):
        browser = make_browser()
        await browser.sign_in(name)
        assert "location" not in (await give(browser, small, "slots", "size", "extent")).headers
        assert (await browser.get(f"{small}/rename?place=slots&name=size")).status_code == 403
        assert "data-rename" not in (await browser.get(f"{small}/slots/size")).text
    assert await files_of(store) == COMMENTED
