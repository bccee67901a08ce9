"""Other views of a flow on its canvas: the call that shows a problem, the outline, parts in place, the map of the package."""

from tests.ui.reading import both_languages, source_of, words_of
from tests.ui.test_graph import change_flow
from tests.ui.test_graph_editing import at, open_graph, saved
from tests.ui.test_screens import assert_nothing_in_the_way

pytestmark = both_languages


def test_the_call_that_breaks_a_rule_plays_step_by_step(page, language, flow):
    change_flow(page, flow, "    fetch: balance\n", old="    fetch: balance\n    needs: verified\n")
    open_graph(page, flow)
    at(page, "anything_else")
    page.locator("#inspector .problem-error", has_text="先核身份").locator("button").press("Enter")
    assert page.locator("#player-at").inner_text() == words_of(page, "graph.player_at", number=1, count=5, step="greet")
    for step in ("listen", "tell_balance", "say_balance"):
        page.keyboard.press("ArrowRight")
        assert page.locator(".box.lit").get_attribute("data-id") == step
    assert ("查询 balance 返回" if language == "zh" else "The look-up balance gives") in page.locator("#player-told").inner_text()
    assert (
        page.locator("#graph-said")
        .inner_text()
        .startswith(words_of(page, "graph.player_at", number=4, count=5, step="say_balance"))
    )
    assert_nothing_in_the_way(page)
    page.keyboard.press("Escape")
    assert page.locator("#player").is_hidden() and page.locator(".box.lit, .box.walked").count() == 0


def test_the_outline_has_every_step_and_edits_by_the_same_keys(page, flow):
    open_graph(page, flow)
    at(page, "greet")
    page.keyboard.press("o")
    assert page.locator("flow-graph").is_hidden()
    steps = page.locator(".outline-step")
    assert steps.count() == 15 and steps.first.inner_text().startswith(words_of(page, "graph.kind_say") + " greet 您好")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.id") == "listen"
    assert page.locator("#inspector h2").inner_text() == "listen"
    page.locator(".outline-step[data-id=say_balance]").focus()
    page.keyboard.press("F2")
    page.keyboard.type("tell_it")
    page.keyboard.press("Enter")
    saved(page, words_of(page, "canvas.what_renamed", step="say_balance", new="tell_it"))
    page.locator(".outline-step[data-id=tell_it]:focus").wait_for()
    assert_nothing_in_the_way(page)
    page.locator("#as-outline").press("Enter")
    assert page.locator("flow-graph").is_visible()


def test_a_part_unfolds_in_place_and_its_steps_are_edited_there(page, flow):
    open_graph(page, flow)
    at(page, "greet")
    page.keyboard.press("a")
    page.locator("#add-step [value=call]").check()
    page.keyboard.press("Enter")
    saved(page, words_of(page, "canvas.what_added", kind=words_of(page, "graph.kind_call")))
    at(page, "call_1")
    page.keyboard.press("x")
    page.locator(".box[data-id='call_1/ask_pin']").wait_for()
    at(page, "call_1/wrong")
    page.locator("#step-say").fill("不对。")
    page.locator("#step-say").press("Control+s")
    page.locator(".box[data-id='call_1/wrong']", has_text="不对。").wait_for()
    at(page, "call_1")
    page.keyboard.press("x")
    page.locator(".box[data-id='call_1/ask_pin']").wait_for(state="detached")
    assert "    say: 不对。\n" in source_of(page, flow, "subflows/identity.yaml")


def test_what_no_test_takes_is_painted_and_said_and_goes_again(page):
    edges = [{"step": "greet", "kind": "next", "label": "", "target": "listen", "times": 4},
             {"step": "listen", "kind": "keys", "label": "1", "target": "tell_balance", "times": 0},
             {"step": "compare", "kind": "choose", "label": "otherwise", "target": "agent", "times": 0}]  # fmt: skip
    played = {"state": "played", "steps": {"greet": 4, "listen": 3, "compare": 0}, "edges": edges}
    page.route("**/tests/coverage?play=true", lambda route: route.fulfill(json=played))
    open_graph(page, "/packages/phone_bill")
    page.locator("#covered").press("Enter")
    page.locator(".box.missed[data-id=compare]").wait_for()
    assert page.locator(".box.missed").count() == 1 and page.locator(".box[data-id=compare] .chip.missed").count() == 1
    assert page.locator(".line.missed .missed-sign").count() == 1
    assert page.locator(".box[data-id=compare]").get_attribute("aria-label").endswith(words_of(page, "graph.covered_missed"))
    assert page.locator("#covered-note [role=status]").inner_text() == words_of(
        page, "graph.covered_summary", steps="2 / 3", ways="1 / 3"
    )
    assert_nothing_in_the_way(page)
    page.locator("#covered").press("Enter")
    page.locator(".missed, .times").first.wait_for(state="detached")


def test_what_callers_did_is_painted_said_and_listed(page):
    def step(calls: int, lost: int = 0, **ended: int) -> dict[str, object]:
        return {"calls": calls, "lost": lost, "ended": ended, "address": "/calls?package=phone_bill&last=7&step=x"}

    taken = {("keys", "1"): 50, ("no_match", ""): 20, ("hear", "fee_dispute"): 90}
    edges = [{"step": "listen", "kind": kind, "label": label, "calls": calls} for (kind, label), calls in taken.items()]
    steps = {
        "greet": step(200), "listen": step(200, 40, caller=30, too_long=10), "agent": step(20, 0, handed_off=20),
        "identity/ask_pin": step(60, 6, caller=6), "former": step(3, 3, error=3),
    }  # fmt: skip
    lost = [{"step": "listen", "there": True}, {"step": "identity/ask_pin", "there": True}, {"step": "former", "there": False}]
    reasons = [{"intent": "fee_dispute", "title": "费用争议", "calls": 90}]
    lists = {"steps": steps, "edges": edges, "lost": lost, "reasons": reasons}
    counted = {"state": "counted", "days": 7, "version": 1, "calls": 200} | lists
    page.route("**/graph/calls?span=7&version=*", lambda route: route.fulfill(json=counted))
    page.route(
        "**/graph/calls?span=30&version=*", lambda route: route.fulfill(json={"state": "no_calls", "days": 30, "version": 1})
    )
    open_graph(page, "/packages/phone_bill")
    page.locator("#covered").press("Enter")
    page.locator("#called").press("Enter")
    assert page.locator("#covered").get_attribute("aria-pressed") == "false"  # one thing at a time is painted
    page.locator(".box[data-id=listen] .calls-foot").wait_for()
    foot = page.locator(".box[data-id=listen] .calls-foot text").all_text_contents()
    assert foot == ["200 · 100%", "40 · 20%"] and page.locator(".box[data-id=listen] .calls-gone").count() == 1
    assert page.locator(".box[data-id=agent] .calls-foot text").all_text_contents() == ["20 · 10%", "20"]
    assert "50 · 25%" in page.locator(".line-count").all_text_contents()
    assert page.locator(".box[data-id='topic:fee_dispute'] .box-name").text_content().endswith(" · 90")
    said = words_of(page, "graph.calls_lost", count="40", percent="20%", how="|").split("|")[0]
    assert said in (page.locator(".box[data-id=listen]").get_attribute("aria-label") or "")
    names = page.locator("#lost > ol .lost-name")
    assert [name.split()[0].split("（")[0] for name in names.all_inner_texts()] == ["listen", "identity/ask_pin", "former"]
    assert (names.nth(1).get_attribute("href") or "").endswith("?flow=identity#ask_pin")
    assert "ended=lost" in (page.locator("#lost > ol .lost-head > a").last.get_attribute("href") or "")
    assert page.locator("#reasons .lost-head").all_inner_texts()[0].split() == ["费用争议", "90", "·", "45%"]
    names.nth(0).press("Enter")
    assert page.locator("#inspector .called-here").inner_text().count("\n") == 2
    assert_nothing_in_the_way(page)
    page.locator("#as-outline").press("Enter")
    assert said in page.locator(".outline-step[data-id=listen]").inner_text()
    page.locator("#as-outline").press("Enter")
    names.nth(1).press("Enter")  # what is painted stays on the way to another flow of the package
    page.locator(".box[data-id=ask_pin] .calls-lossy").wait_for()
    page.locator("#calls-span").select_option("30")
    page.locator(".calls-foot").first.wait_for(state="detached")
    assert page.locator("#called-note [role=status]").inner_text() == words_of(page, "graph.calls_no_calls")
    page.locator("#called").press("Enter")
    assert page.locator("#lost").is_hidden()


def test_a_step_says_who_changed_it_and_leads_to_what_that_changed(page, flow):
    change_flow(page, flow, "    say: 您的余额还有<balance.amount>。\n", old="    say: 您的余额是<balance.amount>。\n")
    open_graph(page, flow)
    at(page, "say_balance")
    page.locator("#inspector .blame a").click()
    page.locator("a", has_text=words_of(page, "history.steps", count=1)).click()
    page.wait_for_selector("flow-graph[data-ready]")
    assert page.locator(".box.mark-changed").get_attribute("data-id") == "say_balance"
    at(page, "say_balance")
    assert "还有" in page.locator("#inspector ins").inner_text() and page.locator("#inspector form").count() == 0
    assert_nothing_in_the_way(page)


def test_a_comment_stands_on_its_step_and_a_save_of_somebody_else_comes_by_itself(page, sit, language, flow):
    open_graph(page, flow)
    at(page, "say_balance")
    page.locator("#new-comment").fill("Say sorry first?")
    at(page, "fetch_bill")  # typed, not sent, and gone on
    page.locator("#comments").wait_for()
    assert page.locator("#new-comment").input_value() == ""
    proven = []  # the drawing with its proofs, which comes after the comment and was read before it
    page.route("**/graph/drawing?*", lambda route: proven.append((route, route.fetch())))
    open_graph(page, flow)
    at(page, "say_balance")
    page.locator(".comments [data-unsent]", has_text=words_of(page, "comments.unsent")).wait_for()
    assert page.locator("#new-comment").input_value() == "Say sorry first?"
    while not proven:
        page.wait_for_timeout(50)
    page.locator(".comments > form [type=submit]").press("Enter")
    page.locator(".box[data-id=say_balance] .comment-sign", has_text="1").wait_for()
    with page.expect_response("**/graph/drawing?*"):
        for route, answer in proven:
            route.fulfill(response=answer)
    page.unroute("**/graph/drawing?*")
    page.wait_for_timeout(300)
    assert page.locator(".box[data-id=say_balance] .comment-sign").count() == 1
    assert page.locator("#new-comment").input_value() == "" and page.evaluate("localStorage.length") == 0
    assert (
        page.locator(".box[data-id=say_balance]")
        .get_attribute("aria-label")
        .endswith(words_of(page, "graph.comments_open", count=1))
    )
    assert_nothing_in_the_way(page)
    other = open_graph(sit(language).page, flow)
    at(other, "say_balance")
    other.keyboard.press("F2")
    other.keyboard.type("tell_it")
    other.keyboard.press("Enter")
    saved(other, words_of(page, "canvas.what_renamed", step="say_balance", new="tell_it"))
    page.evaluate("window.htmx.trigger('#present', 'load')")
    page.locator(".box[data-id=tell_it] .comment-sign").wait_for()
    there = '<a data-who="ann" data-flow="" data-step="fetch_bill">ann</a>'  # who else is there comes from the server's notes
    page.route("**/present", lambda route: route.fulfill(body=there, content_type="text/html"))
    page.evaluate("window.htmx.trigger('#present', 'load')")
    page.locator(".box.others[data-id=fetch_bill]").wait_for()
    at(page, "fetch_bill")
    page.locator("#inspector .badge", has_text=words_of(page, "graph.also_here", names="ann")).wait_for()


def test_the_map_shows_what_a_package_reaches_and_opens_it(page):
    page.goto("/packages/phone_bill/graph")
    page.locator(".tabs a", has_text=words_of(page, "graph.map")).click()
    page.wait_for_selector("flow-graph[data-ready]")
    found = {box.get_attribute("data-id") for box in page.locator(".box").all()}
    assert found >= {"flow", "part:identity", "lookup:bill", "lookup:identity_check", "skill:billing", "skill:complaints"}
    at(page, "part:identity")
    page.keyboard.press("Enter")
    page.wait_for_url("**/graph?flow=identity")
