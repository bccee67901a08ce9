"""A whole line, from an empty flow to a published call without a word of YAML; then the same line as text, its comments kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.system.house import House, until
from tests.ui.reading import source_of
from tests.ui.test_graph_editing import at, open_graph, saved

pytestmark = pytest.mark.timeout(300)

NUMBER = "2001"
FLOW = "/packages/water_works"
COMMENTS = ("# Ask the area first: every crew has one.", "# the crews' own words", "# asked in every second call")


def test_a_line_is_built_by_forms_and_canvas_published_rung_and_edited_as_text(house: House, curator: Page) -> None:
    page = curator
    page.goto("/flows/new?template=blank")
    page.locator("main [name=title]").fill("Water works")
    page.locator("main form summary").click()
    page.locator("main [name=language]").select_option("en-GB")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/water_works")
    build(page)
    go_live(page, house)
    call = house.ring(NUMBER)
    call.hear("Hello, this is Water Works.")
    call.say("water is running down my road")
    call.hear("four digits")
    call.say("four seven one one")
    call.hear("Thank you. A crew is on its way to area four seven one one.")
    call.say("is the water safe to drink")
    call.hear("tested every day")
    call.say("goodbye")
    assert call.ends()["disposition"] == "solved"

    edit_as_text(page)
    open_graph(page, FLOW)
    expect(page.locator(".box[data-id=tell_crew]")).to_contain_text("within two hours")
    expect(page.locator(".box[data-id=ask_area] .trouble")).to_have_count(0)
    at(page, "tell_crew")
    page.keyboard.press("F2")
    page.keyboard.type("promise")
    page.keyboard.press("Enter")
    saved(page, "Renamed")
    text = source_of(page, FLOW, "flow.yaml")
    assert COMMENTS[0] + "\n  ask_area:\n" in text and "    next: promise\n" in text
    assert f"  promise:\n    say: {COMMENTS[1]}\n" not in text and f"within two hours.  {COMMENTS[1]}\n" in text
    assert f"  - water is running down my road  {COMMENTS[2]}\n" in source_of(page, FLOW, "intents.yaml")


def build(page: Page) -> None:
    """A reason, a detail, an answer, the steps between them, and a rule that must hold."""
    create(page, "slots", "New detail", "Area", "What are the four digits of your area?")
    page.locator("#kind").select_option("digits")
    page.get_by_label("More exactly").fill("4")
    keep(page)
    create(page, "answers", "New answer", "Is the water safe", "Yes. Our water is tested every day.")
    open_graph(page, FLOW)
    at(page, "greet")
    write(page, "Hello, this is Water Works. This call is recorded.")
    add_after(page, "tell_hours", "collect")
    expect(page.locator("[name=collect]").first).to_have_value("area")  # the only detail there is
    rename(page, "collect_1", "ask_area")
    add_after(page, "ask_area", "say")
    write(page, "Thank you. A crew is on its way to area <area>.")
    rename(page, "say_1", "tell_crew")
    lead(page, "tell_hours", "listen")
    create(page, "intents", "New reason", "Report a leak", "")
    for phrase in ("there is a leak in my street", "a pipe has burst", "water is running down my road"):
        page.locator("[data-add]").first.click()
        page.locator(".lines [name=phrases]").last.fill(phrase)
    keep(page)
    page.locator("#topic-step").select_option("ask_area")
    page.get_by_role("button", name="Save where it leads").click()
    page.get_by_text("Saved").first.wait_for()
    page.goto(f"{FLOW}/policies")
    page.locator("button[value=heard]").click()
    page.locator("select[name=heard]").first.select_option("greet")
    page.locator("select[name=before]").first.select_option("collect")
    page.locator("#rule-0-save").click()
    page.get_by_text("Saved").first.wait_for()


def create(page: Page, place: str, button: str, title: str, words: str) -> None:
    page.goto(f"{FLOW}/{place}")
    page.get_by_role("button", name=button).first.click()
    page.locator("#new-name").fill(title)
    if words:
        page.locator("#new-words").fill(words)
    page.get_by_role("button", name="Create").click()
    page.wait_for_url(f"**{FLOW}/{place}/*")


def keep(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.locator(".saved").wait_for()


def write(page: Page, words: str) -> None:
    page.locator("#step-say").fill(words)
    page.keyboard.press("Control+s")
    page.locator(".step-form [role=status]", has_text="Saved").wait_for()


def add_after(page: Page, step: str, kind: str) -> None:
    at(page, step)
    page.locator("#add").click()
    page.locator(f"#add-step [value={kind}]").check()
    page.locator("#add-step [type=submit]").click()
    saved(page, "Added a step")


def rename(page: Page, step: str, name: str) -> None:
    at(page, step)
    page.locator(f".box[data-id={step}]").focus()
    page.keyboard.press("F2")
    page.locator("#new-name").fill(name)
    page.keyboard.press("Enter")
    saved(page, f"Renamed step {step} to {name}")


def lead(page: Page, step: str, to: str) -> None:
    at(page, step)
    page.locator(f".box[data-id={step}]").focus()
    page.keyboard.press("c")
    page.locator("#way-to").select_option(to)
    page.locator("#connect [type=submit]").click()
    saved(page, f"Led {step} to {to}")


def go_live(page: Page, house: House) -> None:
    page.goto("/numbers")
    page.locator("#dialled").fill(NUMBER)
    page.locator("#package").select_option("water_works")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=f"Remove {NUMBER}").wait_for()
    page.goto(f"{FLOW}/publish")
    expect(page.locator("main")).not_to_contain_text("are being prepared", timeout=120_000)
    before = house.status()["release"]
    page.get_by_role("button", name="Publish", exact=True).click(timeout=60_000)
    until(lambda: house.status()["release"] != before, 60, "the release is in force")


def edit_as_text(page: Page) -> None:
    """Comments, and other words, as somebody writes them who likes text better."""
    changes = {
        "flow.yaml": [
            ("  ask_area:\n", f"  {COMMENTS[0]}\n  ask_area:\n"),
            ("to area <area>.\n", f"to area <area> within two hours.  {COMMENTS[1]}\n"),
        ],
        "intents.yaml": [("down my road\n", f"down my road  {COMMENTS[2]}\n")],
    }
    for file, replacements in changes.items():
        text = source_of(page, FLOW, file)
        for old, new in replacements:
            assert text.count(old) == 1, (old, text)
            text = text.replace(old, new)
        page.wait_for_selector("#editor[data-ready]")
        page.locator(".cm-content").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
        page.keyboard.press("Control+s")
        page.get_by_text("All changes saved").wait_for()
        assert source_of(page, FLOW, file) == text
