"""The graph in a browser: drawn, walked through by keyboard, opened at the source, problems on their steps."""

import pytest

from tests.ui.reading import both_languages, words_of

pytestmark = both_languages

CHANGE = """async ([base, change]) => {
    const { text, revision } = JSON.parse(document.getElementById("given").textContent);
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
    const headers = { "content-type": "application/json", "x-csrftoken": token };
    const changed = change.from ? text.replace(change.from, change.to) : text.trimEnd() + change.to;
    const body = JSON.stringify({ file: "flow.yaml", revision, text: changed });
    await fetch(`${base}/source`, { method: "POST", headers, body });
}"""


def change_flow(page, base: str, to: str, old: str = "") -> None:
    """Replaces a text of flow.yaml, or adds to its end."""
    page.goto(f"{base}/source?file=flow.yaml")
    page.wait_for_selector("#editor[data-ready]")
    page.evaluate(CHANGE, [base, {"from": old, "to": to}])


@pytest.fixture
def graph(page):
    page.goto("/packages/phone_bill/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    return page


def here(page) -> str:
    return page.evaluate("document.activeElement.dataset.id")


def test_every_step_is_a_box_and_none_lies_on_another(graph):
    graph.locator("[data-zoom=fit]").press("Enter")
    boxes = graph.evaluate(
        """[...document.querySelectorAll('.box .body')].map((body) => body.getBoundingClientRect())
            .map(({ x, y, width, height }) => [x, y, width, height])"""
    )
    assert len(boxes) >= 14
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, wide, high in boxes[number + 1 :]:
            assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y


def test_one_walks_through_it_by_arrows(graph):
    graph.locator(".box[tabindex='0']").focus()
    graph.keyboard.press("Home")
    first = here(graph)
    graph.locator("#find-step").fill("greet")
    graph.locator("#find-step").press("Tab")
    graph.evaluate("document.dispatchEvent(new CustomEvent('go-to-step', { detail: 'greet' }))")
    assert here(graph) == "greet"
    graph.keyboard.press("ArrowRight")
    assert here(graph) == "listen"
    graph.keyboard.press("ArrowLeft")
    assert here(graph).startswith("greet")
    assert graph.locator("#inspector h2").inner_text() == here(graph)
    assert graph.locator(".box[tabindex='0']").count() == 1
    assert first


def test_what_a_screen_reader_hears_says_kind_name_and_words(graph):
    name = graph.locator(".box[data-id=listen]").get_attribute("aria-label")
    assert "listen" in name and words_of(graph, "graph.kind_ask") in name and words_of(graph, "graph.no_input") in name


def test_e_opens_the_source_at_the_steps_line(graph):
    graph.evaluate("document.dispatchEvent(new CustomEvent('go-to-step', { detail: 'bye' }))")
    graph.keyboard.press("e")
    graph.wait_for_url("**/source?file=flow.yaml&line=*")
    graph.wait_for_selector("#editor[data-ready]")
    assert graph.locator(".cm-activeLine").inner_text().strip() == "bye:"


def test_a_click_shows_where_a_step_leads_and_follows_it(graph):
    graph.locator(".box[data-id=listen]").click()
    graph.locator("#inspector .way", has_text="tell_balance").first.click()
    assert here(graph) == "tell_balance"


def test_zoom_and_showing_all(graph):
    scale = "document.querySelector('.drawing > g').transform.baseVal.getItem(1).matrix.a"
    before = graph.evaluate(scale)
    graph.locator("[data-zoom='1.25']").press("Enter")
    assert graph.evaluate(scale) == pytest.approx(before * 1.25)
    graph.locator("[data-zoom=fit]").press("Enter")
    frame = graph.locator("flow-graph").bounding_box()
    sides = "box => { const place = box.getBoundingClientRect(); return [place.left, place.right]; }"
    places = graph.evaluate(f"[...document.querySelectorAll('.box .body')].map({sides})")  # at once: a drawing may follow another
    assert len(places) > 10
    for left, right in places:
        assert frame["x"] <= left and right <= frame["x"] + frame["width"]


def test_a_part_is_one_link_away(graph):
    graph.locator(".box[data-id=tell_balance]").click()
    graph.locator("#inspector a.way", has_text="身份核验").click()
    graph.wait_for_url("**/graph?flow=identity")
    graph.wait_for_selector("flow-graph[data-ready]")
    assert graph.locator(".tabs [aria-current]").inner_text() == "身份核验"


def test_a_problem_is_marked_on_its_step(page, flow):
    change_flow(page, flow, "next: nowhere", old="next: listen")
    page.goto(f"{flow}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    assert "greet" in [box.get_attribute("data-id") for box in page.locator(".box:has(.trouble-error)").all()]
    page.locator(".box[tabindex='0']").focus()
    page.keyboard.press("F8")
    assert page.locator("#inspector .problem").count() >= 1
    page.locator("#next-problem").click()
    assert page.locator("#inspector .problem").count() >= 1 and here(page)
    page.locator(".box[data-id=greet]").click()
    assert page.locator("#inspector .problem-error").count() >= 1


def test_six_hundred_steps_are_shown(page, flow):
    """Drawn at all, and each can be reached; how quickly is the benchmark's matter."""
    steps = "".join(
        f"\n  many_{number}:\n    say: 第 {number} 步\n    next: {'bye' if number % 20 == 19 else f'many_{number + 1}'}"
        for number in range(600)
    )
    change_flow(page, flow, steps + "\n")
    page.goto(f"{flow}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    assert page.locator(".box").count() < 200  # what is in view
    page.evaluate("document.dispatchEvent(new CustomEvent('go-to-step', { detail: 'many_571' }))")
    assert here(page) == "many_571"
    menu = page.locator("form[data-step=many_571] [name=next]")
    menu.wait_for()
    assert menu.locator("option").count() == 2 and menu.input_value() == "many_572"
    menu.focus()
    assert menu.locator("option").count() > 600
    menu.press("ArrowDown")
    menu.press("Control+s")
    page.locator(".step-form [role=status]", has_text=words_of(page, "editor.saved")).wait_for()
    page.keyboard.press("Tab")
    assert menu.locator("option").all_inner_texts()[1].startswith("many_573")
