"""The drawing of a flow: boxes, lines, badges, lanes, and where problems show."""

from pathlib import Path

import pytest

from designer.canvas.drawing import Drawing, draw
from designer.words import speaking
from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_package
from dsl.edges import edges_of_package
from tests.dsl.test_readme import examples

FLOWS = sorted(path.parent for path in (Path(__file__).parents[2] / "flows").glob("*/flow.yaml"))
FLOW = """callwright: 1
flow: line
title: The line
language: en-US
entry: {inbound: hello}
topics: {fee: ask_month}
values:
  verified: {flag: identity}
steps:
  hello:
    say: Hello, this is a rather long greeting that tells what the line can do for you and that the call is recorded.
    next: listen
  listen:
    ask: What can I do for you?
    hear: topics
    keys: {0: agent, 1: ask_month}
  ask_month:
    needs: verified
    collect: [month]
    failed: agent
    next: look
  look:
    fetch: bill
    with: {month: month}
    failed: agent
    next: which
  which:
    choose:
      - when: bill.extra > 10 USD
        next: tell
      - otherwise: tell
  tell:
    say: It is <bill.extra>.
    next: more
  more:
    ask: Anything else?
    hear: {agree: listen, refuse: bye}
  agent:
    hand_off: {skill: billing, reason: A dispute}
    unavailable: note
  note:
    call_back: {note: A dispute}
    next: bye
  bye:
    hang_up: Goodbye.
"""
OTHERS = {
    "intents.yaml": "fee:\n  title: Fee dispute\n  phrases:\n    - my bill is too high\n    - wrong bill\n",
    "slots.yaml": "month:\n  title: Month of the bill\n  type: date\n  grain: month\n  ask: Which month?\n",
    "data.yaml": "bill:\n  get: https://crm.example/bills\n  sends: {month: date}\n  gives: {extra: money}\n",
    "subflows/identity.yaml": "subflow: identity\ntitle: Identity\nstart: pin\nsteps:\n  pin:\n    say: One moment.\n"
    "    next: done\n  done:\n    return: ok\n",
}


def drawn(flow: str = FLOW, subflow: str = "", **others: str) -> Drawing:
    with speaking("en"):
        made = draw(check({"flow.yaml": flow, **OTHERS, **others}), subflow)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return drawn()


def box(drawing: Drawing, name: str):
    return next(box for box in drawing.boxes if box.id == name)


def lines(drawing: Drawing) -> set[tuple[str, str, str, str]]:
    return {(line.start, line.end, line.kind, line.words) for line in drawing.lines}


def test_every_step_is_a_box_with_its_first_words(drawing):
    assert {box.id for box in drawing.boxes} >= {
        "hello",
        "listen",
        "ask_month",
        "look",
        "which",
        "tell",
        "more",
        "agent",
        "note",
        "bye",
    }
    hello = box(drawing, "hello")
    assert hello.kind == "say" and hello.words.endswith("…") and hello.entry == "Inbound calls start here"
    assert box(drawing, "ask_month").words == "Month of the bill"
    assert box(drawing, "agent").words == "A dispute"


def test_a_box_knows_its_line_in_the_source(drawing):
    for name in ("hello", "listen", "bye"):
        place = box(drawing, name)
        assert (place.file, FLOW.splitlines()[place.line - 1]) == ("flow.yaml", f"  {name}:")


def test_topics_are_chips_between_who_hears_them_and_their_step(drawing):
    assert box(drawing, "topic:fee").title == "Fee dispute"
    assert ("listen", "topic:fee", "topic", "") in lines(drawing)
    assert ("topic:fee", "ask_month", "intent", "") in lines(drawing)


def test_endings_are_badges_and_stand_in_a_lane_of_their_own(drawing):
    badges = {(badge.kind, badge.to): badge.words for badge in box(drawing, "look").badges}
    assert badges == {("hand_off", "agent"): "if it fails → agent"}
    assert {box.id for box in drawing.boxes if box.lane == "endings"} == {"agent", "note", "bye"}
    assert ("agent", "note", "unavailable", "nobody available") in lines(drawing)
    assert not any(line.end == "agent" for line in drawing.lines)


def test_several_reasons_for_the_same_ending_are_one_badge(drawing):
    agent = next(badge for badge in box(drawing, "listen").badges if badge.to == "agent")
    assert agent.words == "key 0, silent, not understood → agent"


def test_a_step_that_needs_something_says_what_and_links_to_it(drawing):
    needed = next(badge for badge in box(drawing, "ask_month").badges if badge.kind == "needs")
    assert (needed.words, needed.flow) == ("needs Identity", "identity")


def test_lines_between_the_same_steps_are_joined(drawing):
    assert ("which", "tell", "branch", "bill.extra > 10 USD, otherwise") in lines(drawing)
    assert ("more", "listen", "intent", "agrees") in lines(drawing)


def test_a_sub_flow_has_a_drawing_of_its_own():
    part = drawn(subflow="identity")
    assert (part.title, {box.id for box in part.boxes}) == ("Identity", {"pin", "done"})
    assert box(part, "pin").file == "subflows/identity.yaml" and box(part, "pin").entry == "Starts here"
    assert box(part, "done").lane == "main"


def test_a_problem_stands_on_its_step_and_the_rest_apart():
    broken = drawn(FLOW.replace("next: which", "next: nowhere"), **{"slots.yaml": OTHERS["slots.yaml"] + "x: {type: date}\n"})
    assert len(box(broken, "look").problems) == 1
    assert {name.id for name in broken.boxes if name.problems and name.id != "which"} == {"look"}
    assert any(problem.file == "slots.yaml" for problem in broken.elsewhere)


def test_words_are_in_the_language_of_the_request():
    with speaking("zh"):
        made = draw(check({"flow.yaml": FLOW, **OTHERS}))
    assert made is not None
    assert box(made, "look").badges[0].words == "查不到时 → agent"


def test_what_cannot_be_read_has_no_drawing():
    with speaking("en"):
        assert draw(check({"flow.yaml": ""})) is None
        assert draw(check({"flow.yaml": FLOW, **OTHERS}), "no_such_part") is None


@pytest.mark.parametrize("files", [examples(), *map(read_with_libraries, FLOWS)], ids=["readme", *(one.name for one in FLOWS)])
def test_every_edge_of_the_language_is_drawn_as_a_line_or_a_badge(files: dict[str, bytes | str]) -> None:
    bundle = compile_package(files).bundle
    assert bundle is not None
    edges = [edge for edge in edges_of_package(bundle) if edge.step and edge.target]
    for subflow in ("", *bundle.subflows):
        with speaking("en"):
            drawing = draw(check(files), subflow)
        assert drawing is not None
        drawn = {(line.start, line.end) for line in drawing.lines}
        drawn |= {(box.id, badge.to) for box in drawing.boxes for badge in box.badges}
        for edge in edges:
            folder, _, step = edge.step.rpartition("/")
            if folder == subflow:
                target = edge.target.rpartition("/")[2]
                end = f"topic:{edge.label}" if edge.kind == "hear" and edge.label in bundle.topics else target
                assert (step, end) in drawn, edge


def test_a_step_that_cannot_be_read_is_drawn_as_far_as_it_can_be():
    broken = drawn(FLOW.replace("It is <bill.extra>.", "It is <bill.extra"))
    tell = box(broken, "tell")
    assert (tell.kind, tell.words, len(tell.problems)) == ("say", "It is <bill.extra", 1)
    assert {("tell", "more", "next", "")} <= lines(broken)
    assert [one.id for one in broken.boxes] == [one.id for one in drawn().boxes]
