"""Coverage: every edge that a call takes is counted on its own step, through sub-flows, digressions and escalations."""

from __future__ import annotations

from dsl.compiler import check, compile_package
from dsl.edges import edges_of_package
from dsl.journal import DataFetched, HandOffAnswered, KeyPressed, MachineDetected, SilencePassed
from runtime.coverage import Coverage, Trail
from runtime.dialogue.engine import Program
from tests.dsl.test_readme import examples
from tests.runtime.dialogue.conftest import FILES, NOW, Caller, NobodyUnderstands

SILENT = SilencePassed(milliseconds=6000)
REFUSED = HandOffAnswered(outcome="refused")


def _nothing(fetch) -> DataFetched:
    return DataFetched(fetch=fetch.number, outcome="failed")


def taken(call) -> set[tuple[str, str, str]]:
    trail = Trail(call.program)
    trail.follow(call.effects)
    return set(trail.edges)


def test_a_question_its_topic_its_look_up_and_its_branch(ring) -> None:
    call = ring()
    call.means("fees", day="2026-03-01")
    edges = taken(call)
    assert {("", "entry", "inbound"), ("greet", "next", ""), ("listen", "hear", "fees"), ("ask_fee", "next", "")} <= edges
    assert {("fees", "next", ""), ("judge", "choose", "1"), ("high", "next", "")} <= edges
    assert ("judge", "choose", "otherwise") not in edges


def test_the_outcome_of_a_sub_flow_is_an_edge_of_the_step_that_needed_it(ring) -> None:
    passed, refused = ring(), ring({"pin_check": {"ok": "false"}})
    for call in (passed, refused):
        call.means("balance")
        call.pin()
    assert ("tell", "failed", "") not in taken(passed)
    assert ("tell", "next", "") in taken(passed)
    assert ("tell", "failed", "") in taken(refused)
    assert ("identity/judge", "choose", "1") in taken(passed)


def test_named_outcomes_and_failures_are_told_apart(ring) -> None:
    closed, failed = ring({"account": "closed"}), ring({"account": "timed_out"})
    for call in (closed, failed):
        call.means("balance")
        call.pin()
    assert ("tell", "results", "closed") in taken(closed)
    assert ("tell", "failed", "") in taken(failed)
    assert ("tell", "failed", "") not in taken(closed)


def test_a_digression_out_of_a_sub_flow_leaves_it_and_comes_in_again() -> None:
    compiled = compile_package(examples())
    assert compiled.bundle is not None
    call = Caller(Program(compiled.bundle), NobodyUnderstands(), now=NOW, look_up=_nothing)
    call.means("ask_hours")
    call.means("refuse")
    assert call.step == "rating/ask_stars"
    call.means("ask_hours")
    assert ("", "topics", "ask_hours") in taken(call)
    call.means("refuse")
    call.feed(KeyPressed(key="5"))
    call.means("agree")
    assert call.ended is not None
    assert {("rating/ask_stars", "keys", "5"), ("rate", "results", "ok")} <= taken(call)


def test_a_digression_comes_back_to_its_question(ring) -> None:
    call = ring()
    call.means("fees")
    call.means("transfer", sum="20 GBP")
    call.means("agree")
    call.means(None, day="2026-03-01")
    edges = taken(call)
    assert {("", "topics", "transfer"), ("take_transfer", "next", ""), ("transferred", "next", "")} <= edges
    assert ("ask_fee", "next", "") in edges


def test_what_goes_wrong_is_counted_where_it_went_wrong(ring) -> None:
    silent, lost = ring(), ring()
    for _ in range(2):
        silent.feed(SILENT)
        lost.means(None)
    silent.feed(REFUSED)
    assert {("listen", "no_input", ""), ("person", "unavailable", "")} <= taken(silent)
    assert ("listen", "no_match", "") in taken(lost)


def test_a_rule_and_the_person_it_found_nobody_for(ring) -> None:
    call = ring()
    call.means("balance", anger=0.9)
    call.feed(REFUSED)
    edges = taken(call)
    assert {("", "escalation", "1"), ("", "unavailable", "1")} <= edges
    assert ("listen", "hear", "balance") not in edges
    assert not any(step == "person" for step, _, _ in edges)


def test_manners_and_machines_are_edges_too(ring) -> None:
    call = ring(entry="outbound")
    call.means("repeat")
    trail = Trail(call.program)
    trail.follow(call.effects)
    trail.machine_answered()
    call.feed(MachineDetected())
    assert {("", "always", "repeat"), ("", "entry", "outbound"), ("ring", "machine", "")} <= set(trail.edges)


def test_every_edge_that_was_taken_is_one_of_the_package(ring, bundle) -> None:
    known = {edge.identity for edge in edges_of_package(bundle)}
    call = ring()
    for intent in ("fees", "repeat", "balance", "goodbye"):
        call.means(intent, day="2026-03-01")
    assert taken(call) <= known


def test_the_share_is_all_only_when_nothing_is_missing(ring, bundle) -> None:
    coverage = Coverage(bundle, ring().program, check(FILES).source)
    assert coverage.steps.covered == 0
    trail = Trail(ring().program)
    trail.follow(ring().effects)
    coverage.add(trail)
    assert (coverage.steps.covered, coverage.edges.covered) == (2, 2)
    assert 0 < coverage.edges.percent < 100
    missed = {edge.identity for edge in coverage.edges_missed()}
    assert ("greet", "next", "") not in missed
    assert ("person", "unavailable", "") in missed
    assert "person" in coverage.steps_missed()
