"""The gallery of templates and the tour: what can be begun with, seen from near and called before it is anybody's."""

import pytest

from designer.configuration import FLOWS
from designer.words import speaking, t
from designer.workspace import templates
from designer.workspace.drafts import Drafts

SHIPPED = sorted(templates.shipped(FLOWS))


@pytest.mark.parametrize("name", SHIPPED)
async def test_each_template_shows_its_talk_and_its_canvas(browser, name):
    page = (await browser.get(f"/flows/new?template={name}")).text
    assert page.count('class="card card-tight template') == len(SHIPPED) + 2
    assert "turn-caller" in page and "<flow-graph comparing" in page and f"/flows/new/{name}/call" in page
    assert f'name="template" value="{name}"' in page


async def test_a_flow_of_ones_own_is_begun_in_one_click(browser, store):
    page = (await browser.get("/flows/new?template=phone_bill")).text
    assert 'name="title" value="话费账单"' in page
    answer = await browser.post("/flows", {"template": "phone_bill", "title": "话费账单", "name": "", "language": "zh-CN"})
    assert answer.status_code == 303
    async with store.session() as session:
        draft = await Drafts(session).read(answer.headers["location"].rpartition("/")[2])
    assert draft.title == "话费账单" and len(draft.files) > 5


async def test_what_cannot_be_begun_says_so_and_keeps_what_was_entered(browser):
    answer = await browser.post("/flows", {"template": "phone_bill", "title": "T", "name": "Not a name!", "language": "zh-CN"})
    assert answer.status_code == 422 and 'value="Not a name!"' in answer.text
    assert (await browser.get("/flows/new/none/call")).status_code == 404
    assert "flow-graph" not in (await browser.get("/flows/new?template=blank")).text


async def test_a_template_is_called_as_it_ships(browser, control):
    assert "/flows/new/phone_bill/ticket" in (await browser.get("/flows/new/phone_bill/call")).text
    answer = await browser.post("/flows/new/phone_bill/ticket", json={})
    assert answer.status_code == 200 and answer.json()["ticket"]
    assert (await browser.post("/flows/new/none/ticket", json={})).status_code == 404


async def test_the_tour_goes_on_until_it_is_left(browser, make_browser, package):
    assert "tour-offer" in (await browser.get("/today")).text
    begun = await browser.post("/tour", {"tour": "on"})
    assert begun.headers["location"] == "/flows/new"
    for place, stop in (("/flows/new", 1), ("/packages/line", 2), ("/packages/line/graph", 3), ("/packages/line/tryout", 4)):
        assert f"Tour {stop} / 4" in (await browser.get(place)).text
    called = (await browser.get("/flows/new/phone_bill/call")).text.split('id="tour"')[1].split("</aside>")[0]
    assert "Tour 1 / 4" in called and "data-goes-on" in called and 'href="/flows/new?template=phone_bill"' in called
    with speaking("en"):
        assert t("tour.at_template_call") in called and t("tour.at_flows") not in called
    await browser.post("/tour", {"tour": "off"})
    assert "tour" not in (await browser.get("/today")).text.split("<main")[1].split("page-head")[0]
    agent = make_browser()
    await agent.sign_in("agent")
    assert "tour-offer" not in (await agent.get("/today")).text, "whoever may not edit has nothing to build"
    assert (await agent.get("/flows/new")).status_code == 403
