"""What keeps a line in hand once it is live, through the browser: the emergency switch."""

from __future__ import annotations

from playwright.sync_api import expect


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
