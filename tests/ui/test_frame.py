"""The frame of every page: reached by keyboard, in the person's language and theme, folded on a tablet."""


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_the_first_tab_skips_the_navigation(page):
    page.goto("/packages/phone_bill")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    assert focused(page) == "content"


def test_places_are_links_in_the_order_they_are_shown(page):
    page.goto("/packages/phone_bill/intents")
    names = page.locator("nav.side .places a").all_inner_texts()
    assert names == [
        "Today", "Flows", "Overview", "Reasons for calling", "Details to ask", "Answers", "When a person takes over",
        "Must-follow rules", "Systems and lists", "Graph", "Source", "Tests", "Try it out", "Go live", "Questions to learn",
        "Calls", "Numbers", "Settings",
    ]  # fmt: skip
    assert page.locator("nav.side [aria-current=page]").inner_text() == "Reasons for calling"


def test_the_package_switcher_lists_every_flow(page):
    page.goto("/packages/phone_bill/intents")
    page.locator(".switcher summary").focus()
    page.keyboard.press("Enter")
    entry = page.locator(".switcher a", has_text="arcel")
    entry.wait_for()
    entry.click()
    page.wait_for_url("**/packages/parcel_status")


def test_escape_closes_a_menu_and_returns_the_focus(page):
    page.goto("/")
    page.locator("summary.who").click()
    page.locator("button", has_text="Sign out").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("button", has_text="Sign out").is_visible()
    assert page.evaluate("document.activeElement.matches('summary.who')")


def test_theme_and_language_change_and_last(sit):
    page = sit("en", "light").page
    page.goto("/")
    page.locator("summary.who").click()
    page.get_by_text("Dark", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).colorScheme || document.documentElement.dataset.theme") == "dark"
    with page.expect_navigation():
        page.get_by_text("中文", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.goto("/packages/phone_bill")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("nav.side .places a").first.inner_text() == "今日"


def test_a_tablet_folds_the_navigation_behind_a_button(sit):
    page = sit("en", "light", viewport={"width": 820, "height": 1100}).page
    page.goto("/packages/phone_bill")
    side, button = page.locator("nav.side"), page.locator("[data-toggle-nav]")
    assert not side.is_visible() and button.get_attribute("aria-expanded") == "false"
    button.press("Enter")
    side.wait_for(state="visible")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    side.wait_for(state="hidden")
