"""Every screen by keyboard alone: Tab reaches everything that can be used, in the order it is read, and shows where it is."""

import pytest

from tests.ui.screens import GUESTS, SCREENS
from tests.ui.test_screens import open_screen

# All that can be used, in document order. Of a group of radio buttons the chosen one is reached by Tab (where none is, the
# first), the others by arrows.
USABLE = """() => {
    const stops = (name) =>
        document.querySelector(`input[name="${name}"]:checked`) ?? document.querySelector(`input[name="${name}"]`);
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((element) => {
        if (element.tabIndex < 0 || element.disabled || element.type === "hidden") return false;
        if (!element.checkVisibility({ checkVisibilityCSS: true })) return false;
        return element.type !== "radio" || element === stops(element.name);
    }).map((element, number) => (element.dataset.order = number, element.outerHTML.slice(0, 90)));
}"""
HERE = """() => {
    const element = document.activeElement;
    const marked = element.type === "radio" ? document.querySelector(`input[name="${element.name}"][data-order]`) : element;
    const style = getComputedStyle(element);
    const label = element.closest("label") ? getComputedStyle(element.closest("label")) : style;
    const body = element.querySelector?.(".body");
    const seen = [style, label].some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0);
    return { order: marked?.dataset?.order, seen: seen || Boolean(body && getComputedStyle(body).strokeWidth !== "1px") };
}"""


PROVEN_LATER = ("graph", "graph-part")  # the problems stand anew when the proofs have come
BY_ITSELF = ("source", "source-mistaken", "missing")
"""The editor takes Tab for its own until Escape (`test_source`), and what is missing has one link."""


@pytest.mark.parametrize("screen", [name for name in SCREENS if name not in BY_ITSELF])
def test_tab_reaches_everything_in_order_and_is_seen(look, worked_in, screen):
    seat = look(**({"storage_state": None} if screen in GUESTS else {}))
    page = seat.page
    if screen in PROVEN_LATER:
        with page.expect_response(lambda answer: "proven=true" in answer.url):
            open_screen(seat, screen, worked_in.made)
        page.wait_for_timeout(500)  # until they are drawn
    else:
        open_screen(seat, screen, worked_in.made)
    page.evaluate("document.getElementById('status')?.remove()")  # it comes anew every few seconds
    usable = page.evaluate(USABLE)
    reached: list[int] = []
    for _ in range(len(usable) + 60):  # a date has several parts, each a stop of its own; a step on the canvas brings its panel
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["order"] is None:
            continue
        number = int(here["order"])
        if reached and number == reached[0]:
            break
        if number not in reached[-1:]:
            reached.append(number)
        assert here["seen"], f"the focus does not show on {usable[number]}"
    assert reached == sorted(reached), "the order of Tab is not the order of reading"
    assert [usable[number] for number in range(len(usable)) if number not in reached] == []
