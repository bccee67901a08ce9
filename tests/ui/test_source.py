"""The source view in a browser: problems where they stand, quick fixes, saving, conflicts, and a way out by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.reading import both_languages, source_of, words_of

pytestmark = both_languages
CALLED = """window.called = () => {
  const detail = [];
  document.dispatchEvent(new CustomEvent('call-begins', { detail }));
  return Promise.all(detail);
}"""
"""What the try-out does before it calls; it says of each that writes whether that is saved."""


@pytest.fixture
def editor(page, flow):
    page.goto(f"{flow}/source?file=slots.yaml")
    page.wait_for_selector("#editor[data-ready]")
    return page


def text_in(page) -> str:
    return "\n".join(page.locator(".cm-line").all_inner_texts())


def type_at_end(page, text: str) -> None:
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def test_a_mistake_is_marked_at_its_very_characters_and_mended(editor):
    type_at_end(editor, "\nfee:\n  typ: money\n  type: money\n  ask: How much?\n")
    mark = editor.locator(".cm-lintRange-error")
    mark.first.wait_for()
    assert mark.first.inner_text() == "typ"
    item = editor.locator("#found .problem").first
    assert re.match(r"slots\.yaml:\d+:3", item.locator("a").inner_text())
    assert editor.locator("[data-file='slots.yaml'] [data-count]").inner_text() == editor.locator("#found-count").inner_text()


def test_a_quick_fix_is_one_button(editor):
    type_at_end(editor, "\nfee:\n  tipe: money\n  ask: How much?\n")
    button = editor.locator("#found button").first
    button.wait_for()
    button.press("Enter")
    expect(editor.locator("#found .problem-error")).to_have_count(0)
    assert "  type: money" in text_in(editor)


def test_saving_by_key_and_what_is_saved_stays(editor, flow):
    assert editor.locator("#save").is_disabled()
    type_at_end(editor, "\n# a note of mine 😀\n")
    assert editor.locator("#save-state").inner_text() == words_of(editor, "source.unsaved")
    editor.keyboard.press("Control+s")
    editor.get_by_text(words_of(editor, "source.saved_state")).wait_for()
    editor.goto(f"{flow}/source?file=slots.yaml")
    editor.wait_for_selector("#editor[data-ready]")
    assert "# a note of mine 😀" in text_in(editor)


def test_a_call_beside_the_text_is_to_what_stands_in_it(editor, flow):
    editor.evaluate(CALLED)
    assert editor.evaluate("called()") == [True]  # there is nothing to save
    type_at_end(editor, "\n# heard at once\n")
    assert editor.evaluate("called()") == [True]
    expect(editor.locator("#toasts")).to_contain_text(words_of(editor, "source.saved_for_call"))
    assert "# heard at once" in source_of(editor, flow, "slots.yaml")
    editor.goto(f"{flow}/source?file=slots.yaml")
    editor.wait_for_selector("#editor[data-ready]")
    editor.evaluate(CALLED)
    editor.route("**/source", lambda route: route.fulfill(status=422, json={}))
    type_at_end(editor, "\n# not saved\n")
    assert editor.evaluate("called()") == [False]


def test_a_line_in_the_address_is_where_the_cursor_goes(page, flow):
    page.goto(f"{flow}/source?file=intents.yaml&line=7")
    page.wait_for_selector("#editor[data-ready]")
    assert page.locator(".cm-lineNumbers .cm-activeLineGutter").inner_text() == "7"


def test_escape_and_tab_leave_the_text(editor):
    editor.locator(".cm-content").focus()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Tab")
    assert not editor.evaluate("document.activeElement.id === 'editor'")


def test_leaving_with_unsaved_text_asks_first(editor):
    type_at_end(editor, "\n# half a thought\n")
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    editor.locator("[data-file='flow.yaml']").click()
    editor.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert "# half a thought" in text_in(editor)


def test_when_both_saved_nothing_is_lost(sit, language, editor, flow):
    other = sit(language).page
    other.goto(f"{flow}/source?file=slots.yaml")
    other.wait_for_selector("#editor[data-ready]")
    type_at_end(editor, "\n# theirs\n")
    editor.keyboard.press("Control+s")
    editor.get_by_text(words_of(editor, "source.saved_state")).wait_for()
    type_at_end(other, "\n# mine\n")
    other.keyboard.press("Control+s")
    expect(other.locator("#toasts")).to_contain_text(words_of(other, "source.joined"))
    assert "# theirs" in text_in(other) and "# mine" in text_in(other)


def test_where_both_changed_one_thing_somebody_chooses(sit, language, editor, flow):
    other = sit(language).page
    other.goto(f"{flow}/source?file=slots.yaml")
    other.wait_for_selector("#editor[data-ready]")
    type_at_end(editor, "\nextra: {type: number, ask: Theirs?}\n")
    editor.keyboard.press("Control+s")
    editor.get_by_text(words_of(editor, "source.saved_state")).wait_for()
    type_at_end(other, "\nextra: {type: number, ask: Mine?}\n")
    other.keyboard.press("Control+s")
    other.locator("#conflict").wait_for()
    assert [text.strip() for text in other.locator("#conflict pre").all_inner_texts()] == [
        "extra: {type: number, ask: Mine?}",
        "extra: {type: number, ask: Theirs?}",
    ]
    other.locator("[data-conflict=keep]").press("Enter")
    expect(other.locator("#conflict")).to_be_hidden()
    assert "Mine?" in text_in(other)
    other.keyboard.press("Control+s")
    expect(other.locator("#conflict")).to_be_visible()
    other.locator("#conflict input[value=ours]").press("Space")
    other.locator("[data-conflict=mine]").press("Enter")
    other.get_by_text(words_of(other, "source.saved_state")).wait_for()
    assert "Mine?" in text_in(other) and "Theirs?" not in text_in(other)


def test_a_part_is_added_and_drawn(page, flow):
    page.goto(f"{flow}/source")
    page.locator(".files summary").press("Enter")
    page.locator(".files [name=name]").fill("survey")
    page.locator(".files form button", has_text=words_of(page, "source.add")).first.press("Enter")
    page.wait_for_url("**/source?file=subflows/survey.yaml")
    page.goto(f"{flow}/graph?flow=survey")
    page.wait_for_selector("flow-graph[data-ready]")
    assert page.locator(".box").count() == 1


def test_who_was_signed_out_is_told_and_keeps_the_text(editor, sit):
    type_at_end(editor, "\n# half a thought\n")
    editor.context.clear_cookies(name="session")
    editor.keyboard.press("Control+s")
    expect(editor.locator("#toasts")).to_contain_text(words_of(editor, "refusals.status_401_kept"))
    assert "# half a thought" in text_in(editor)
    expect(editor.locator("#save")).to_be_enabled()
    editor.on("dialog", lambda dialog: dialog.accept())


def test_a_file_of_the_package_is_added_by_its_name(page, flow):
    page.goto(f"{flow}/source")
    page.locator(".files summary").press("Enter")
    page.locator(".files form").get_by_role("button", name="words.yaml").press("Enter")
    page.wait_for_url("**/source?file=words.yaml")
    page.wait_for_selector("#editor[data-ready]")
    assert words_of(page, "source.new_file").strip() in text_in(page)


def test_what_is_proven_wrong_comes_with_a_call_that_shows_it(page, language, flow):
    page.goto(f"{flow}/source?file=policies.yaml")
    page.wait_for_selector("#editor[data-ready]")
    type_at_end(page, "- name: Known before a message\n  holds: verified\n  before: take_message\n")
    call = page.locator("#found .failing-call li")
    expect(call.last).to_have_text("没有人工能接" if language == "zh" else "No person can take the call")
    expect(page.locator("#found .problem")).to_contain_text("Known before a message")
    assert page.locator(".cm-lintRange-error").first.inner_text() == "Known before a message"
