"""Every screen, on a designer that was worked in, in both languages and both themes: it opens without a complaint, axe finds
nothing, a tablet shows it without scrolling sideways, and it can be looked at.

With CALLWRIGHT_SCREENSHOTS naming a folder, a picture of each is kept there.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.screens import DATA, GUESTS, PARTS, READY, SCREENS, route_of, routes

TABLET = {"width": 820, "height": 1180}
PICTURES = os.environ.get("CALLWRIGHT_SCREENSHOTS")


def keep_picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def assert_nothing_in_the_way(page) -> None:
    """axe finds no barrier on the page as it stands."""
    found = Axe().run(page).response["violations"]
    assert found == [], [(problem["id"], [node["html"][:160] for node in problem["nodes"][:4]]) for problem in found]


def assert_nothing_scrolls_sideways(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def assert_the_help_stands_apart(page) -> None:
    """Where it stands beside the page, nothing of the page reaches over it."""
    assert page.evaluate("""() => {
        const [help, main] = [".help", ".page-main"].map((part) => document.querySelector(part)?.getBoundingClientRect());
        if (!help || help.left < main.right) return true;
        const cards = [...document.querySelectorAll(".page-main .card")];
        return cards.every((card) => card.getBoundingClientRect().right <= main.right + 1);
    }""")


UNEXPLAINED = """() => [...document.querySelectorAll("main :is(input, select, textarea)")].filter((field) => {
    if (["hidden", "radio", "submit"].includes(field.type) || !field.checkVisibility()) return false;
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ");
    if (ids.some((id) => document.getElementById(id)?.textContent.trim())) return false;
    for (let group = field.parentElement; group && !group.matches("form, main"); group = group.parentElement)
        if (group.matches(".field, fieldset, [data-lines], tr, li") && group.querySelector(".hint")) return false;
    return true;
}).map((field) => field.name || field.id)"""
PLAIN = {  # fields whose label says it all
    "name", "title", "password", "old", "again", "role", "package", "days", "approval", "sound",  # accounts and settings
    "find", "find-step", "only", "today", "unknown", "ended", "who", "words-said",  # what narrows a list, what a caller says
    "calls-span", "calls-version", "angry",  # which calls are counted or shown
    "against", "at", "case", "whole", "hit", "row", "file", "folder",  # two saves, a search, rows to tick, a file
    "intent", "kind", "by", "priority", "unavailable", "only_to", "no_input.go", "no_match.go", "valid_until",  # menus of names
}  # fmt: skip


def open_screen(seat, screen: str, made: dict[str, str]) -> None:
    address = SCREENS[screen]
    seat.page.goto(made.get(address, address), wait_until="networkidle")
    if screen in READY:
        seat.page.wait_for_selector(READY[screen])
    if screen == "missing":
        seat.complaints.clear()  # the browser notes the 404 that was asked for


def test_every_page_of_the_app_is_among_the_screens(tmp_path):
    known = routes(tmp_path)
    named = {route_of(address, known) for address in SCREENS.values()} | set(PARTS) | set(DATA)
    assert sorted(set(known) - named) == [], "a page that no test looks at: give it an example in `screens`"
    assert sorted(named - set(known)) == [], "no page any more"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_no_page(look, part):
    answer = look().page.request.get(PARTS[part], headers={"hx-request": "true"})
    assert answer.ok and "<html" not in answer.text()


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(look, worked_in, screen, language, theme):
    seat = look(language, theme, **({"storage_state": None} if screen in GUESTS else {}))
    page = seat.page
    open_screen(seat, screen, worked_in.made)
    keep_picture(page, f"{screen}-{language}-{theme}")
    assert page.locator("h1").count() == 1
    assert set(page.evaluate(UNEXPLAINED)) <= PLAIN, "a field with neither help beside it nor a label that needs none"
    assert_nothing_in_the_way(page)
    assert_the_help_stands_apart(page)
    page.set_viewport_size(TABLET)
    keep_picture(page, f"{screen}-{language}-{theme}-tablet")
    assert_nothing_scrolls_sideways(page)


def test_the_trace_of_a_call_is_shown_at_will(look, worked_in):
    seat = look("zh", "light")
    open_screen(seat, "call", worked_in.made)
    step = seat.page.locator(".turn-trace", has_text="explain_charge").first
    assert not step.is_visible()
    seat.page.get_by_label("显示经过").check()
    assert step.is_visible()
    keep_picture(seat.page, "call-trace-zh-light")
    assert_nothing_in_the_way(seat.page)


def test_a_recorded_call_is_played_from_a_turn_and_from_the_picture_of_it(look, worked_in):
    seat = look("zh", "light")
    open_screen(seat, "call", worked_in.made)
    page, playing = seat.page, "second => document.querySelector('[data-sound] audio').currentTime > second"
    turn = page.locator(".turn-line", has_text="抱歉")
    turn.get_by_role("button").press("Enter")
    page.wait_for_function(playing, arg=14)
    page.locator(".turn-sounding", has_text="抱歉").wait_for()
    turn.get_by_role("button").press("Enter")  # stops it
    page.wait_for_function("document.querySelector('[data-sound] audio').paused")
    picture = page.locator(".side-line")
    picture.click(position={"x": picture.bounding_box()["width"] * 0.8, "y": 10})
    page.wait_for_function(playing, arg=38)
    page.locator("[data-sound] audio").evaluate("audio => audio.pause()")
    assert page.locator(".turn-sounding").count() == 0
    keep_picture(page, "call-played-zh-light")


def test_a_question_is_heard_as_it_was_asked(look):
    page = look("en", "light").page
    page.goto("/questions")
    with page.expect_response("**/sound/turns/*") as heard:
        page.get_by_role("button", name="Hear it").first.press("Enter")
    assert heard.value.ok and page.locator("#toasts .toast").count() == 0


def test_a_recording_is_deleted_when_somebody_is_sure(look, worked_in):
    page = look("en", "light").page
    page.goto("/calls?unknown=true")
    page.goto(page.locator("main a[href*='/calls/asked-']").first.get_attribute("href"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete the recording").press("Enter")
    page.locator("#sound", has_text="Deleted by").wait_for()
    assert page.locator("[data-sound]").count() == 0


def test_a_call_is_shared_by_its_link(look, worked_in):
    seat = look("en", "light", permissions=["clipboard-read", "clipboard-write"])
    open_screen(seat, "call", worked_in.made)
    seat.page.get_by_role("button", name="Copy the link").click()
    seat.page.locator("#toasts", has_text="Copied").wait_for()
    assert seat.page.evaluate("navigator.clipboard.readText()") == f"{worked_in.address}/calls/dispute-1"


def test_a_proposal_says_what_it_compares_without_being_asked(look):
    """The part that looks what else would change comes by itself, after the change is shown."""
    page = look("en", "light").page
    page.goto("/questions")
    card = page.get_by_role("article").first
    card.get_by_text("An answer there is…").click()
    assert "星河电信资费公告" in card.locator("[name=answer]").inner_text()  # where an answer comes from stands beside it
    card.locator("form", has=page.locator("[name=answer]")).get_by_role("button", name="Show the change").click()
    card.locator("[id^=effect-]", has_text="compared").wait_for()
    assert_nothing_in_the_way(page)


def test_a_tablet_opens_and_folds_the_navigation_on_every_sort_of_page(look, worked_in):
    """Pages with a script of their own among them: the frame's own script must not run twice."""
    seat = look("en", "light", viewport=TABLET)
    for screen in ("overview", "graph", "source", "tryout", "call"):
        open_screen(seat, screen, worked_in.made)
        toggle = seat.page.locator("[data-toggle-nav]")
        toggle.click()
        assert toggle.get_attribute("aria-expanded") == "true", screen
        toggle.click()
        assert toggle.get_attribute("aria-expanded") == "false", screen


@pytest.mark.parametrize("screen", ["flows", "intent", "publish", "questions", "numbers", "call"])
def test_a_telephone_shows_it_without_scrolling_sideways(look, worked_in, screen):
    seat = look("en", "light", viewport={"width": 390, "height": 800})
    open_screen(seat, screen, worked_in.made)
    assert_nothing_scrolls_sideways(seat.page)
