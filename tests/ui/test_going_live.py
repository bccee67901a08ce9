"""What keeps a line in hand once it is live, through the browser: the emergency switch, a share of the calls, who is reached."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.test_screens import assert_nothing_in_the_way


def test_a_notice_is_written_approved_and_said_and_the_switch_ends(page):
    page.goto("/emergency")
    page.get_by_label("Name").fill("Billing down")
    page.get_by_label("In English").fill("Bills cannot be looked up today.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Approve Billing down").click()
    page.locator("#number").select_option("1002")
    page.get_by_label("A notice, then the flow").check()
    page.get_by_label("Notice", exact=True).select_option(label="Billing down")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("row").filter(has_text="Billing down").first).to_contain_text("1002")
    for address in ("/today", "/packages/phone_bill/graph"):
        page.goto(address)
        expect(page.locator("#emergency-banner")).to_contain_text("calls to 1002 hear a notice first")
    page.locator("#emergency-banner a").click()
    page.get_by_role("button", name="End it now 1002").click()
    expect(page.get_by_text("It is off: every call runs its flow.")).to_be_visible()
    expect(page.locator("#emergency-banner")).to_be_empty()
    assert_nothing_in_the_way(page)


def test_a_version_goes_to_a_tenth_of_the_calls_and_then_to_everybody(page):
    page.goto("/packages/phone_bill")
    page.locator("#title").fill("话费账单（新）")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state("networkidle")
    page.goto("/packages/phone_bill/publish")
    page.get_by_label("Who gets it").select_option("10")
    page.get_by_text("When it stops by itself").click()
    page.get_by_label("After so many calls").fill("80")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#gates")).to_contain_text("Version 2 runs on 10 % of the calls")
    page.get_by_role("link", name="See both versions").click()
    expect(page.get_by_text("Once 80 calls of each version have ended")).to_be_visible()
    expect(page.get_by_role("row", name="Handed to a person")).to_contain_text("Too few calls to tell")
    assert_nothing_in_the_way(page)
    page.get_by_role("button", name="Give it to everybody").click()
    expect(page.get_by_text("Version 2 is live")).to_be_visible()


def test_people_are_written_down_with_their_hours(page):
    page.goto("/people")
    expect(page.get_by_text("nobody is written down for them")).to_be_visible()
    page.get_by_label("Skill").fill("billing")
    page.locator("#address").fill("sip:2001@pbx.example.com")
    for day in ("Mon", "Tue", "Fri"):
        page.get_by_label(day).check()
    page.get_by_label("From when until when").fill("9:00-12:00, 13:30-18:00")
    page.get_by_role("button", name="Add").click()
    row = page.get_by_role("row", name="billing")
    expect(row).to_contain_text("Mon–Tue, Fri 9:00-12:00, 13:30-18:00 · Europe/London")
    assert_nothing_in_the_way(page)
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
