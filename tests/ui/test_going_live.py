"""What keeps a line in hand once it is live, through the browser: the emergency switch, a share of the calls, who is reached."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.ui.reading import both_languages, words_of
from tests.ui.test_screens import assert_nothing_in_the_way


@both_languages
def test_a_notice_is_written_approved_and_said_and_the_switch_ends(page, language):
    title = f"Billing down {language}"
    page.goto("/emergency")
    if not page.locator("#title").is_visible():  # folded, where there is a notice already
        page.locator("details:has(#title) > summary").click()
    page.get_by_label(words_of(page, "emergency.notice_title")).fill(title)
    page.get_by_label(words_of(page, "emergency.notice_en")).fill("Bills cannot be looked up today.")
    page.get_by_role("button", name=words_of(page, "settings.save")).click()
    page.get_by_role("button", name=f"{words_of(page, 'emergency.approve')} {title}").click()
    page.locator("#number").select_option("1002")
    expect(page.get_by_text(words_of(page, "emergency.ways"))).to_be_hidden()
    page.locator("[name=does][value=people]").check()
    expect(page.get_by_role("region", name=words_of(page, "emergency.ways"))).to_contain_text("1002")
    assert_nothing_in_the_way(page)
    page.get_by_label(words_of(page, "emergency.does_notice")).check()
    page.get_by_label(words_of(page, "emergency.notice"), exact=True).select_option(label=title)
    page.get_by_role("button", name=words_of(page, "emergency.begin")).click()
    expect(page.get_by_role("row").filter(has_text=title).first).to_contain_text("1002")
    for address in ("/today", "/packages/phone_bill/graph"):
        page.goto(address)
        expect(page.locator("#emergency-banner")).to_contain_text(
            words_of(page, "today.alarm_emergency_notice", numbers="1002", until="").strip()
        )
    page.locator("#emergency-banner a").click()
    page.get_by_role("button", name=f"{words_of(page, 'emergency.end')} 1002").click()
    expect(page.get_by_text(words_of(page, "emergency.calm"))).to_be_visible()
    expect(page.locator("#emergency-banner")).to_be_empty()
    assert_nothing_in_the_way(page)


@both_languages
def test_a_version_goes_to_a_tenth_of_the_calls_and_then_to_everybody(page, language):
    page.goto("/packages/phone_bill")
    page.locator("#title").fill(f"话费账单（新 {language}）")
    page.get_by_role("button", name=words_of(page, "editor.save")).click()
    page.wait_for_load_state("networkidle")
    page.goto("/packages/phone_bill/publish")
    page.get_by_label(words_of(page, "rollout.who_gets_it")).select_option("10")
    page.get_by_text(words_of(page, "rollout.stop_rule")).click()
    page.get_by_label(words_of(page, "rollout.after")).fill("80")
    page.get_by_role("button", name=words_of(page, "publish.publish"), exact=True).click()
    runs = words_of(page, "rollout.runs", number="#", percent=10)
    expect(page.locator("#gates")).to_contain_text(re.compile(re.escape(runs).replace("\\#", r"\d+")))
    page.get_by_role("link", name=words_of(page, "rollout.look")).click()
    expect(page.get_by_text(words_of(page, "rollout.rule_text").partition("{points}")[0].format(count=80))).to_be_visible()
    expect(page.get_by_role("row", name=words_of(page, "rollout.handed_off"))).to_contain_text(
        words_of(page, "rollout.verdict_too_few")
    )
    assert_nothing_in_the_way(page)
    page.get_by_role("button", name=words_of(page, "rollout.to_everybody")).click()
    expect(page.get_by_text(re.compile(r"第 \d+ 版" if language == "zh" else r"Version \d+ is live")).first).to_be_visible()


def test_people_are_written_down_with_their_hours(page):
    page.goto("/people")
    expect(page.get_by_text("nobody is written down for them")).to_be_visible()
    page.get_by_label("Skill").fill("billing")
    page.locator("#address").fill("sip:2001@pbx.example.com")
    rows = page.locator(".table-row")
    for number, (first, last, times) in enumerate(
        (("monday", "thursday", "9:00-12:00, 13:30-18:00"), ("friday", "", "9:00-16:00"))
    ):
        page.locator("[data-add]").press("Enter")
        rows.nth(number).locator("select").nth(0).select_option(first)
        rows.nth(number).locator("select").nth(1).select_option(last)
        rows.nth(number).locator("input.control").fill(times)
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.get_by_role("row", name="billing")
    expect(row).to_contain_text("Mon–Thu 9:00-12:00, 13:30-18:00; Fri 9:00-16:00 · Europe/London")
    assert_nothing_in_the_way(page)
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


@both_languages
def test_a_number_gets_hours_and_says_what_becomes_of_other_calls(page, language):
    page.goto("/numbers")
    page.locator("tr", has_text="1003").get_by_role("link", name=f"{words_of(page, 'numbers.change')} 1003").click()
    times = page.locator(".for-own .table-row input.control")
    expect(times).to_be_hidden()  # only what is of use is shown
    page.get_by_label(words_of(page, "numbers.when_own")).check()
    times.fill("0:00-0:01")
    page.get_by_label(words_of(page, "people.zone")).fill("Asia/Shanghai")
    page.get_by_label(words_of(page, "numbers.does_people")).check()
    page.get_by_label(words_of(page, "people.skill")).fill("night_desk")
    assert_nothing_in_the_way(page)
    page.get_by_role("button", name=words_of(page, "numbers.save")).click()
    told = page.locator("tr", has_text="1003")
    expect(told).to_contain_text("0:00-0:01 · Asia/Shanghai")
    expect(told).to_contain_text(words_of(page, "numbers.told_people", skill="night_desk"))
    told.get_by_role("link", name=f"{words_of(page, 'numbers.change')} 1003").click()
    expect(page.get_by_label(words_of(page, "people.skill"))).to_have_value("night_desk")
    page.get_by_label(words_of(page, "numbers.when_always")).check()
    page.get_by_role("button", name=words_of(page, "numbers.save")).click()
    expect(told).to_contain_text(words_of(page, "numbers.always"))


def test_a_check_that_failed_says_where_and_the_button_why_it_cannot_be_pressed(page, flow):
    page.goto(f"{flow}/source?file=flow.yaml")
    page.wait_for_selector("#editor[data-ready]")
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\nnonsense: 1\n")
    page.keyboard.press("Control+s")
    page.get_by_text(words_of(page, "source.saved_state")).wait_for()
    page.goto(f"{flow}/publish")
    expect(page.get_by_role("button", name=words_of(page, "publish.publish"), exact=True)).to_be_disabled()
    expect(page.locator("#go-why")).to_contain_text("It can't go live: a check failed.")
    expect(page.locator("#gates-verdict")).to_contain_text("1 check failed")
    assert_nothing_in_the_way(page)
    page.locator("#gates-list a", has_text="flow.yaml:").first.click()
    expect(page).to_have_url(re.compile(r"/source\?file=flow.yaml&line=\d+"))
    page.goto(f"{flow}/publish")
    page.get_by_role("button", name=words_of(page, "publish.take_back")).first.click()
    expect(page.locator("#gates-verdict")).not_to_contain_text("failed")
