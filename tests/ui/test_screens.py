"""Every screen in both languages and both themes: it opens without a complaint, axe finds nothing, and it can be looked at.

With CALLWRIGHT_SCREENSHOTS naming a folder, a picture of each is kept there.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

SCREENS = {
    "today": "/today",
    "flows": "/",
    "flow-new": "/flows/new",
    "overview": "/packages/phone_bill",
    "intents": "/packages/phone_bill/intents/fee_dispute",
    "slots": "/packages/phone_bill/slots/pin",
    "answers": "/packages/phone_bill/answers",
    "escalation": "/packages/phone_bill/escalation",
    "policies": "/packages/phone_bill/policies",
    "data": "/packages/phone_bill/data/bill",
    "connectors": "/packages/parcel_status/connectors",
    "calendars": "/packages/phone_bill/calendars",
    "pronunciations": "/packages/phone_bill/pronunciations",
    "graph": "/packages/phone_bill/graph",
    "graph-part": "/packages/phone_bill/graph?flow=identity",
    "wording": "/packages/phone_bill/wording?words=您&instead=你",
    "source": "/packages/phone_bill/source?file=flow.yaml&line=21",
    "tests": "/packages/phone_bill/tests",
    "test": "/packages/phone_bill/tests/dispute/0",
    "tryout": "/packages/phone_bill/tryout",
    "publish": "/packages/phone_bill/publish",
    "history": "/packages/phone_bill/history",
    "comments": "/packages/phone_bill/comments",
    "compare": "/packages/phone_bill/compare",
    "questions": "/questions",
    "calls": "/calls",
    "numbers": "/numbers",
    "settings": "/settings",
    "emergency": "/emergency",
    "people": "/people",
    "runtimes": "/runtimes",
    "accounts": "/settings/accounts",
    "tokens": "/settings/tokens",
    "audit": "/settings/audit",
    "version": "/packages/phone_bill/versions/1",
    "ringing": "/numbers/call?dialled=1002",
    "password": "/password",
    "missing": "/packages/no_such_flow",
}
READY = {"graph": "flow-graph[data-ready]", "graph-part": "flow-graph[data-ready]", "source": "#editor[data-ready]"}
PICTURES = os.environ.get("CALLWRIGHT_SCREENSHOTS")


def keep_picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def assert_nothing_in_the_way(page) -> None:
    """axe finds no barrier on the page as it stands."""
    found = Axe().run(page).response["violations"]
    assert found == [], [(problem["id"], [node["html"][:160] for node in problem["nodes"][:4]]) for problem in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(sit, screen, language, theme):
    seat = sit(language, theme)
    page = seat.page
    page.goto(SCREENS[screen], wait_until="networkidle")
    if screen in READY:
        page.wait_for_selector(READY[screen])
    if screen == "missing":
        seat.complaints.clear()  # the browser notes the 404 that was asked for
    keep_picture(page, f"{screen}-{language}-{theme}")
    assert page.locator("h1").count() == 1
    assert_nothing_in_the_way(page)


@pytest.mark.parametrize("screen", ["overview", "intents", "escalation", "graph", "tryout", "questions", "calls"])
def test_a_tablet_shows_it_without_scrolling_sideways(sit, screen):
    page = sit("zh", "light", viewport={"width": 820, "height": 1180}).page
    page.goto(SCREENS[screen], wait_until="networkidle")
    keep_picture(page, f"{screen}-tablet")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_signing_in_has_no_violations(chromium, designer):
    context = chromium.new_context(base_url=designer.address)
    page = context.new_page()
    page.goto("/sign-in")
    keep_picture(page, "sign-in")
    assert Axe().run(page).response["violations"] == []
    context.close()


@pytest.mark.parametrize("screen", ["flows", "intents", "publish", "questions", "numbers"])
def test_a_telephone_shows_it_without_scrolling_sideways(sit, screen):
    page = sit("en", "light", viewport={"width": 390, "height": 800}).page
    page.goto(SCREENS[screen], wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
