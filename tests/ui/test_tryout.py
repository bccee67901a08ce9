"""Trying a draft out in a browser, on a workshop runtime: words, keys, silence, a person, and what was understood."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.reading import source_of, words_of
from tests.ui.test_screens import assert_nothing_in_the_way, keep_picture


@pytest.fixture
def sit(sit_beside_workshop):
    """All of these tests sit there, so that their flows can be called too."""
    return sit_beside_workshop


@pytest.fixture
def tryout(sit):
    """`tryout(package)` gives the page once the workshop is there."""

    def open_page(package: str, language: str = "en") -> Page:
        page = sit(language).page
        for _ in range(60):
            page.goto(f"/packages/{package}/tryout")
            if page.locator("#start-text").count():
                return page
            page.wait_for_timeout(500)
        raise AssertionError("the workshop never came")

    return open_page


def call(page: Page) -> None:
    page.locator("#start-text").press("Enter")
    page.locator(".turn-line").first.wait_for(timeout=60_000)


def say(page: Page, words: str) -> None:
    page.locator("#words-said").fill(words)
    page.keyboard.press("Enter")


def test_a_text_call_shows_what_was_understood_and_where_it_is(tryout):
    page = tryout("phone_bill", "zh")
    call(page)
    expect(page.locator(".turn-line").first).to_contain_text("智能客服")
    say(page, "我账单上怎么多了一百块")
    insight = page.locator(".insight").first
    expect(insight).to_contain_text("费用争议")
    expect(insight).to_contain_text("查余额")
    expect(insight).to_contain_text("100 CNY")
    expect(page.locator(".because").first).to_contain_text("凭 “账单”")
    expect(page.locator("#path")).to_contain_text("listen")
    link = page.locator("#now-link")
    step = page.locator("#now-step").inner_text().split("/")[-1]
    assert link.get_attribute("href").endswith(f"#{step}")
    keep_picture(page, "tryout-call-zh-light")


def test_a_detail_that_was_asked_for_is_not_called_misunderstood(tryout):
    page = tryout("parcel_status")
    call(page)
    say(page, "where is my parcel")
    expect(page.locator(".insight")).to_have_count(1)
    say(page, "four seven one one")
    insight = page.locator(".insight").nth(1)
    expect(insight).to_contain_text("4711")
    expect(insight).not_to_contain_text("Not understood")


def test_silence_keys_a_person_and_hanging_up_are_played(tryout):
    page = tryout("phone_bill", "zh")
    call(page)
    expect(page.locator("#waiting")).to_be_visible()
    lines = page.locator(".turn-line")
    before = lines.count()
    page.locator("#silence").press("Enter")
    expect(lines).to_have_count(before + 1)
    page.locator(".keypad summary").press("Enter")
    page.locator("[data-key='0']").press("Enter")
    expect(page.locator("#person")).to_be_visible()
    page.locator("[data-person=false]").press("Enter")
    expect(page.locator("#path")).to_contain_text("take_message")
    expect(page.locator("#after")).to_be_visible()
    expect(page.locator(".turn-note").last).to_contain_text("通话结束")
    page.locator("#again").press("Enter")
    call(page)
    page.locator("#hang-up").press("Enter")
    expect(page.locator("#after")).to_be_visible()


def test_beside_the_canvas_the_step_is_lit_and_a_talk_is_played_again_and_kept(tryout, flow):
    page = tryout("phone_bill", "zh")
    page.goto(f"{flow}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    page.locator("#try-beside").press("Enter")
    page.locator("#start-text:focus").wait_for()
    page.locator(".world summary").press("Enter")
    as_in_test = page.locator("#system-bill option", has_text="像测试").first.get_attribute("value")
    page.locator("#system-bill").select_option(as_in_test)
    page.evaluate("document.dispatchEvent(new CustomEvent('go-to-step', { detail: 'greet' }))")
    page.locator("#step-say").fill("您好，这里是试拨，通话会录音。")  # not saved: the call is to what one sees
    call(page)
    expect(page.locator(".turn-line").first).to_contain_text("这里是试拨")
    lit = page.locator(".box.call-at")
    expect(lit).to_have_attribute("data-id", "listen")
    page.locator("#interrupts").press("Space")
    say(page, "我账单上怎么多了一百块")
    expect(page.locator(".turn-note").first).to_contain_text("不许打断")  # the greeting has to be heard
    expect(lit).to_have_attribute("data-id", "explain_charge")  # which asks for the PIN first, in a part
    expect(page.locator("#path li").last).to_contain_text("先要身份核验")
    page.locator("#silence").press("Enter")
    expect(page.locator(".turn-line")).to_have_count(5)
    page.locator("#interrupts").press("Space")
    page.locator("#angry").press("Space")
    say(page, "我要投诉")
    expect(page.locator(".turn-line.turn-cut")).to_have_count(1)
    expect(page.locator(".turn-caller .because").last).to_contain_text("生气 0.9")
    page.locator("[data-person=true]").press("Enter")
    expect(page.locator("#after")).to_be_visible()
    expect(lit).to_have_count(0)
    assert_nothing_in_the_way(page)
    told = page.locator(".turn-line").all_inner_texts()
    page.locator("#replay").press("Enter")
    expect(page.locator("#path li")).to_have_count(4)
    expect(page.locator("#after")).to_be_visible()
    assert page.locator(".turn-line").all_inner_texts() == told
    page.locator("#keep [type=submit]").press("Enter")
    page.locator("#kept a").click()
    expect(page.locator("#try-beside")).to_have_attribute("aria-expanded", "true")  # it stays from page to page
    text = source_of(page, flow, "conversations/tryout.yaml")
    assert "silence: true" in text and "interrupts: true" in text and "anger: 0.9" in text


def test_a_suggestion_is_said_by_one_press(tryout):
    page = tryout("parcel_status")
    page.evaluate("document.addEventListener('call-begins', ({ detail }) => detail.push(Promise.resolve(false)), { once: true })")
    page.locator("#start-text").press("Enter")  # what is written beside it could not be saved: nothing is called unasked
    expect(page.locator("#trouble")).to_contain_text(words_of(page, "tryout.unsaved_beside"))
    page.locator("#trouble button").press("Enter")
    page.locator(".turn-line").first.wait_for(timeout=60_000)
    suggestion = page.locator("#suggestions button").first
    words = suggestion.inner_text()
    suggestion.press("Enter")
    expect(page.locator(".turn-caller .bubble").first).to_have_text(words)


def test_where_a_practice_model_hears_the_page_says_that_it_understands_no_person(tryout):
    page = tryout("phone_bill", "zh")
    expect(page.locator("#start-voice")).to_be_enabled()
    expect(page.locator("#practice-hearing")).to_contain_text("练习模型")


def test_by_microphone_the_line_speaks_and_listens(tryout):
    page = tryout("parcel_status")
    page.locator("#start-voice").press("Enter")
    page.locator(".turn-line").first.wait_for(timeout=60_000)
    expect(page.locator("#live")).to_be_visible()
    page.locator("#hang-up").press("Enter")
    expect(page.locator("#after")).to_be_visible()
