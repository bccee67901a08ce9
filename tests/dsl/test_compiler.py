"""Compiling: the same bytes for the same text, everything filled in, and nothing when there are errors."""

import subprocess
import sys

import pytest

from dsl.bundle import Bundle, decode, encode, identity
from dsl.compiler import check, compile_package
from dsl.model import MANNERS, Ask, Choose, Collect
from tests.dsl.small_package import SMALL, spoil

FLOW = "flow.yaml"


def bundle_of(files: dict[str, str]) -> Bundle:
    compiled = compile_package(files)
    assert compiled.bundle is not None, [one.line() for one in compiled.findings]
    return compiled.bundle


def test_a_bundle_is_read_back_as_it_was() -> None:
    compiled = compile_package(SMALL)
    assert compiled.bundle is not None
    assert decode(compiled.data) == compiled.bundle
    assert encode(decode(compiled.data)) == compiled.data
    assert compiled.identity == identity(compiled.data)


def test_voices_are_measured_only_where_the_flow_says_so() -> None:
    flow = SMALL[FLOW].replace("entry:", "arousal: true\nentry:", 1)
    assert bundle_of({**SMALL, FLOW: flow}).arousal is True
    assert b"arousal" not in compile_package(SMALL).data


def test_the_same_text_gives_the_same_bytes_in_another_process() -> None:
    program = "; ".join(
        [
            "from dsl.compiler import compile_package",
            "from tests.dsl.small_package import SMALL",
            "print(compile_package(SMALL).identity)",
        ]
    )
    shown = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert shown == {compile_package(SMALL).identity}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FLOW, "callwright: 1\n", "# about this flow\ncallwright:  1  # the language\n\n"),
        (FLOW, "say: Hello.", 'say: "Hello."'),
        (FLOW, "say: Hello.", "say: >-\n      Hello."),
        (FLOW, "entry:\n  inbound: greet", "entry: {inbound: greet}"),
        (FLOW, "collect: [size, day]", "collect:\n      - size\n      - day"),
        (FLOW, "disposition: solved\n", ""),
        (FLOW, "human: agent", "human: {go: agent}"),
        ("subflows/identity.yaml", "collect: pin", "collect: [pin]"),
        ("data.yaml", "within: 2s", "within: 2000ms"),
        (FLOW, "flow: small\ntitle: Small\n", "title: Small\nflow: small\n"),
        ("conversations/prices.yaml", "The price of the big one", "Another name"),
    ],
)
def test_comments_layout_and_what_goes_without_saying_change_nothing(file: str, old: str, new: str) -> None:
    assert compile_package(spoil(SMALL, file, old, new)).identity == compile_package(SMALL).identity


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [(FLOW, "say: Hello.", "say: Hello!"), ("intents.yaml", "- what is this", "- what is that"), ("data.yaml", "2s", "4s")],
)
def test_what_is_said_and_done_changes_the_identity(file: str, old: str, new: str) -> None:
    assert compile_package(spoil(SMALL, file, old, new)).identity != compile_package(SMALL).identity


def test_errors_give_no_bundle_but_still_a_package() -> None:
    files = spoil(SMALL, FLOW, "say: Hello.", "sya: Hello.")
    compiled, checked = compile_package(files), check(files)
    assert (compiled.bundle, compiled.data, compiled.identity) == (None, b"", "")
    assert checked.package is not None and "listen" in checked.package.flow.steps and "greet" not in checked.package.flow.steps
    assert checked.source.value_span(FLOW, ("steps", "listen", "ask")) is not None


def test_questions_get_the_reprompts_of_the_flow_or_the_built_in_words() -> None:
    bundle = bundle_of(dict(SMALL))
    listen, more = bundle.steps["listen"], bundle.steps["more"]
    assert isinstance(listen, Ask) and isinstance(more, Ask)
    assert listen.no_match is not None and (listen.no_match.says, listen.no_match.go) == (("Sorry?",), "agent")
    assert listen.no_input is not None and (listen.no_input.says, listen.no_input.go) == ((bundle.built_in["silent"],), "agent")
    assert more.no_input is not None and more.no_input.go == "bye"
    assert listen.no_input_after == 6000


def test_a_question_of_a_subflow_goes_on_at_its_own_return() -> None:
    offer = bundle_of(dict(SMALL)).subflows["booking"].steps["offer_seat"]
    assert isinstance(offer, Ask) and offer.no_match is not None and offer.no_input is not None
    assert (offer.no_match.says, offer.no_match.go, offer.no_input.go) == (("Sorry?",), "full", "full")


def test_slots_get_reprompts() -> None:
    bundle = bundle_of(dict(SMALL))
    assert bundle.slots["size"].no_match == (bundle.built_in["not_understood"],)
    assert bundle.slots["day"].no_input == (bundle.built_in["silent"],)


def test_manners_are_merged() -> None:
    always = "always:\n  human:\n    say: One moment.\n    phrases:\n      - give me the boss\n"
    bundle = bundle_of(spoil(SMALL, FLOW, "always:\n  human: agent\n", always))
    human, goodbye = bundle.manners["human"], bundle.manners["goodbye"]
    assert set(bundle.manners) == set(MANNERS)
    assert (human.say, human.go, human.phrases[0]) == ("One moment.", "agent", "give me the boss")
    assert len(human.phrases) > 5 and goodbye.go == "bye" and bundle.manners["repeat"].go is None
    assert bundle.manners["wait"].say == bundle.built_in["wait_ok"]


def test_built_in_intents_are_there_and_a_package_adds_to_them() -> None:
    plain = bundle_of(dict(SMALL)).intents["agree"]
    more = "agree:\n  phrases:\n    - top hole\n  not:\n    - " + plain.phrases[0] + "\nask_price:\n"
    agree = bundle_of(spoil(SMALL, "intents.yaml", "ask_price:\n", more)).intents["agree"]
    assert agree.phrases[0] == "top hole" and agree.title == plain.title
    assert set(plain.phrases) - set(agree.phrases) == {plain.phrases[0]}


def test_escalation_goes_on_as_the_first_hand_off() -> None:
    assert bundle_of(dict(SMALL)).escalation[0].unavailable == "message"


def test_special_forms() -> None:
    bundle = bundle_of(dict(SMALL))
    judge, ask_pin = bundle.steps["judge"], bundle.subflows["identity"].steps["ask_pin"]
    assert isinstance(judge, Choose) and [branch.share for branch in judge.choose] == [None, 20.0] and judge.otherwise == "tell"
    assert isinstance(ask_pin, Collect) and ask_pin.collect == ("pin",)
    assert bundle.data["price_list"].within == 2000
