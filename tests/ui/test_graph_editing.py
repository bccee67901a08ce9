"""Editing on the canvas: by keyboard and by hand, what deleting would do, undo across sessions, and the text that comes of it."""

import pytest

from tests.ui.reading import both_languages, source_of, words_of

pytestmark = both_languages


def open_graph(page, flow: str):
    page.goto(f"{flow}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    return page


def at(page, step: str) -> None:
    page.evaluate("step => document.dispatchEvent(new CustomEvent('go-to-step', { detail: step }))", step)


def saved(page, what: str) -> None:
    """Waits until the newest change that can be taken back is this one."""
    page.wait_for_function("what => document.getElementById('undo').title.includes(what)", arg=what)


def test_a_step_is_added_connected_and_renamed_by_keyboard(page, flow):
    before = source_of(page, flow, "flow.yaml")
    open_graph(page, flow)
    at(page, "say_balance")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    saved(page, words_of(page, "canvas.what_added", kind=words_of(page, "graph.kind_say")))
    at(page, "say_1")
    page.keyboard.press("F2")
    page.keyboard.type("余额提醒")
    page.keyboard.press("Enter")
    saved(page, words_of(page, "canvas.what_renamed", step="say_1", new="余额提醒"))
    at(page, "余额提醒")
    page.keyboard.press("c")
    page.locator("#way-to").select_option("bye")
    page.locator("#way-to").press("Enter")
    saved(page, words_of(page, "canvas.what_connected", step="余额提醒", to="bye"))
    after = source_of(page, flow, "flow.yaml")
    old, new = before.splitlines(), after.splitlines()
    place = old.index("    say: 您的余额是<balance.amount>。") + 1
    assert new[place : place + 4] == [
        "    next: 余额提醒",
        "  余额提醒:",
        "    say: 请在这里写要播报的话。",
        "    next: bye",
    ]
    assert [*new[:place], "    next: anything_else", *new[place + 4 :]] == old  # every comment where it was


def test_a_line_is_drawn_by_hand_and_a_plus_stands_on_every_line(page, flow):
    open_graph(page, flow)
    page.locator("[data-zoom=fit]").press("Enter")
    at(page, "say_balance")
    port = page.locator(".handle-port").bounding_box()
    target = page.locator(".box[data-id=explain] .body").bounding_box()
    page.mouse.move(port["x"] + 2, port["y"] + 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 10, steps=4)
    page.mouse.up()
    saved(page, words_of(page, "canvas.what_connected", step="say_balance", to="explain"))
    at(page, "fetch_bill")
    row = page.locator("#inspector .way-row").first
    row.locator("button", has_text=words_of(page, "graph.add_here")).click()
    page.locator("#add-step [value=ask]").check()
    page.locator("#add-step [type=submit]").click()
    saved(page, words_of(page, "canvas.what_added", kind=words_of(page, "graph.kind_ask")))
    text = source_of(page, flow, "flow.yaml")
    assert "    next: ask_1\n  ask_1:\n" in text and "您的余额是<balance.amount>。\n    next: explain\n" in text


def test_several_steps_go_with_their_consequences_told_and_come_back(page, sit, language, flow):
    before = source_of(page, flow, "flow.yaml")
    open_graph(page, flow)
    at(page, "compare")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator("#inspector h2").inner_text() == words_of(page, "graph.chosen_count", count=2)
    both = words_of(page, "graph.list_comma").join(("compare", "explain"))
    page.keyboard.press("d")
    saved(page, words_of(page, "canvas.what_copied", steps=both))
    assert page.locator(".box[data-id=explain_2]").count() == 1
    page.keyboard.press("Control+z")
    page.locator(".box[data-id=explain_2]").wait_for(state="detached")
    at(page, "compare")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    page.locator("#lead-all:focus").select_option("bye")
    page.locator("#inspector button", has_text=words_of(page, "graph.lead_all_do")).press("Enter")
    saved(page, words_of(page, "canvas.what_connected", step=both, to="bye"))
    page.locator("#undo").press("Enter")
    page.wait_for_function("() => document.getElementById('undo').disabled")
    at(page, "compare")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Delete")
    page.locator(
        "#delete-led li", has_text=words_of(page, "canvas.led", start="fetch_bill", new="anything_else", old="compare")
    ).wait_for()
    assert "policies.yaml" in page.locator("#delete-problems").inner_text()
    page.locator("#delete-steps [type=submit]").press("Enter")
    saved(page, words_of(page, "canvas.what_deleted", steps=words_of(page, "graph.list_comma").join(("compare", "explain"))))
    assert page.locator(".box[data-id=compare]").count() == 0
    other = sit(language).page  # the same person, another session
    open_graph(other, flow)
    at(other, "greet")
    other.keyboard.press("Control+z")
    other.locator(".box[data-id=compare]").wait_for()
    assert source_of(other, flow, "flow.yaml") == before
    open_graph(other, flow)
    other.locator("#redo").press("Enter")
    saved(other, words_of(page, "canvas.what_deleted", steps=words_of(page, "graph.list_comma").join(("compare", "explain"))))
    assert "compare:" not in source_of(other, flow, "flow.yaml")


def test_what_cannot_be_is_said_in_a_sentence_and_the_drawing_is_as_before(page, flow):
    open_graph(page, flow)
    at(page, "compare")
    page.keyboard.press("F2")
    page.keyboard.type("explain")
    page.keyboard.press("Enter")
    page.locator(".toast-bad", has_text=words_of(page, "canvas.name_taken", name="explain")).wait_for()
    assert page.locator(".box[data-id=compare]").count() == 1
    assert page.locator("#undo").is_disabled()


def test_find_by_name_and_by_words(page):
    open_graph(page, "/packages/phone_bill")
    page.keyboard.press("/")
    page.keyboard.type("您的余额")
    page.keyboard.press("Enter")
    assert page.locator("#inspector h2").inner_text() == "say_balance"
    page.keyboard.press("Control+f")
    page.keyboard.type("no such words")
    page.keyboard.press("Enter")
    assert page.locator("#find-step").get_attribute("aria-invalid") == "true"
    assert page.locator("#graph-said").inner_text() == words_of(page, "graph.found_none")


@pytest.mark.parametrize("dialog", ["add-step", "connect", "rename", "delete-steps"])
def test_a_dialog_gives_the_focus_back(page, dialog):
    open_graph(page, "/packages/phone_bill")
    at(page, "listen")
    page.keyboard.press({"add-step": "a", "connect": "c", "rename": "F2", "delete-steps": "Delete"}[dialog])
    page.locator(f"#{dialog}[open]").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.id") == "listen"


def test_the_form_of_a_step_stands_beside_it_and_nothing_is_lost_by_walking_on(page, flow):
    open_graph(page, flow)
    at(page, "say_balance")
    page.keyboard.press("Enter")
    page.locator("#step-say:focus").wait_for()
    page.keyboard.press("End")
    page.keyboard.type("还有吗？")
    page.keyboard.press("Control+s")
    page.locator(".step-form [role=status]", has_text=words_of(page, "editor.saved")).wait_for()
    page.locator(".box[data-id=say_balance]", has_text="还有吗").wait_for()
    page.locator("#step-say").fill("您的余额是<balance.amount>，谢谢。")
    page.locator(".box[data-id=tell_balance]").click()  # not saved, and gone on
    page.locator("form[data-step=tell_balance]").wait_for()
    page.locator(".box[data-id=say_balance]", has_text="谢谢").wait_for()
    at(page, "anything_else")
    page.locator("#step-ask").fill("还要办别的吗？")  # not saved, and renamed
    page.locator("#inspector button", has_text=words_of(page, "graph.rename")).click()
    page.keyboard.type("more")
    page.keyboard.press("Enter")
    saved(page, words_of(page, "canvas.what_renamed", step="anything_else", new="more"))
    text = source_of(page, flow, "flow.yaml")
    assert "    say: 您的余额是<balance.amount>，谢谢。\n" in text
    assert "  more:\n    ask: 还要办别的吗？\n" in text
    open_graph(page, flow)
    at(page, "say_balance")
    page.locator("#step-say").fill("您的余额还有<balance.amount>。")
    page.route("**/graph/step*", lambda route: route.fulfill(status=422) if route.request.method == "POST" else route.continue_())
    page.locator(".box[data-id=tell_balance]").click()
    page.locator(".toast-bad").wait_for()
    assert page.locator("#step-say").input_value() == "您的余额还有<balance.amount>。"  # refused: it is there still
    page.unroute("**/graph/step*")
    page.locator("#step-say").press("Control+s")
    page.locator(".step-form [role=status]", has_text=words_of(page, "editor.saved")).wait_for()
    assert "您的余额还有<balance.amount>。" in source_of(page, flow, "flow.yaml")
    open_graph(page, flow)
    at(page, "say_balance")
    page.locator("#step-say").fill("<没有关上")
    page.locator("#step-say").press("Control+s")
    page.locator(".step-form .problem-error").wait_for()
    page.locator(".box[data-id=say_balance] .trouble-error").wait_for()


def test_one_stays_where_one_was_when_the_form_and_the_panel_are_shown_anew(page, flow):
    open_graph(page, flow)
    at(page, "listen")
    keys = page.locator("form[data-step=listen] [name='keys.value']").nth(1)
    keys.select_option("bye")
    keys.press("Control+s")
    page.locator(".step-form [role=status]", has_text=words_of(page, "editor.saved")).wait_for()
    page.locator(".box[data-id=listen]", has_text="bye").wait_for()
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["keys.value", "bye"]
    page.locator("#inspector button", has_text=words_of(page, "graph.later")).focus()
    place = "() => document.querySelector('flow-graph').base.boxes.findIndex(({ id }) => id === 'listen')"
    first = page.evaluate(place)
    for count in (1, 2):
        page.keyboard.press("Enter")
        page.wait_for_function(f"wanted => ({place})() === wanted", arg=first + count)
    assert page.evaluate("document.activeElement.textContent") == words_of(page, "graph.later")


def test_a_case_is_made_from_menus(page, flow):
    open_graph(page, flow)
    at(page, "compare")
    page.keyboard.press("c")
    page.locator("#way").select_option("+choose")
    case = page.locator("#way-case [data-part]")
    case.locator("[data-subject]").select_option("intent")
    case.locator("select.condition-value").select_option("fee_dispute")
    page.locator("#way-case [data-add-part]").click()
    case.last.locator("input.condition-value").fill("0.7")
    page.locator("#way-to").select_option("bye")
    page.locator("#connect [type=submit]").click()
    saved(page, words_of(page, "canvas.what_connected", step="compare", to="bye"))
    text = source_of(page, flow, "flow.yaml")
    assert '      - when: intent == "fee_dispute" and anger >= 0.7\n        next: bye\n' in text
