"""Rules as finite-state grammars: what they accept, in OpenFst's text, and what can't be said."""

from __future__ import annotations

import pytest

from runtime.speech.hearing.kaldi.expression import LONGEST_RUN, FiniteState, TooLarge, Walker, build
from runtime.speech.hearing.slot_rules import PARTS
from runtime.speech.hearing.slot_rules_zh import PARTS as CHINESE


def machine(expression: str, unsaid: tuple[str, ...] = ()) -> tuple[FiniteState, int]:
    built = build(expression, lambda name: PARTS[name], lambda word: word not in unsaid)
    assert built is not None
    return built


@pytest.mark.parametrize(
    ("expression", "said", "not_said"),
    [
        ("where is (my parcel | the van)", ["where is the van"], ["where is", "where is my van"]),
        ("[/0.05/ (um | well)] yes [please]", ["yes", "um yes please"], ["um", "please"]),
        ("/0.1/ a | /0.9/ b [c]", ["a", "b", "b c"], ["a c"]),
        ("<money>", ["fifty dollars", "two hundred and five pounds", "a dollar"], ["dollars"]),
        ("<digit>+", ["four seven one one"], ["", "four fifty"]),
        ("<code>", ["a. four b."], ["a."[:1]]),
    ],
)
def test_what_an_expression_accepts(expression: str, said: list[str], not_said: list[str]) -> None:
    states, final = machine(expression)
    assert [text for text in said if not states.accepts(text.split(), final)] == []
    assert [text for text in not_said if states.accepts(text.split(), final)] == []


def test_a_run_has_an_end() -> None:
    """An ambiguous cycle would never finish compiling."""
    states, final = machine("<digit>+")
    assert states.accepts(["one"] * LONGEST_RUN, final)
    assert not states.accepts(["one"] * (LONGEST_RUN + 1), final)
    assert all(source < target or not word for source, target, word, _ in states.arcs)


def test_ways_that_cannot_be_pronounced_are_left_out_and_the_rest_stays() -> None:
    states, final = machine("(where is | gdzie jest) it", unsaid=("gdzie",))
    assert states.accepts(["where", "is", "it"], final)
    assert not states.accepts(["gdzie", "jest", "it"], final)
    assert build("gdzie", lambda name: "", lambda word: False) is None


def test_a_grammar_that_nothing_could_compile_is_refused() -> None:
    parts = {f"p{level}": f"<p{level - 1}> <p{level - 1}>" for level in range(1, 25)} | {"p0": "a | b"}
    with pytest.raises(TooLarge):
        build("<p24>", lambda name: parts[name], lambda word: True)


def test_the_text_begins_with_the_first_state_and_has_the_costs() -> None:
    states, final = machine("[/0.05/ um] yes")
    lines = states.text({final: 0.0}).splitlines()
    assert lines[0].startswith("0 ")
    assert any(line.endswith("<eps> <eps> 2.99573") for line in lines)
    assert lines[-1] == f"{final} 0"


def test_a_walker_knows_a_whole_sentence_and_one_that_goes_on() -> None:
    states, final = machine("where is (my parcel | it) [please]")
    walker = Walker([(source, target, word) for source, target, word, _ in states.arcs], final)
    assert walker.standing(["where", "is"]) == (False, True)
    assert walker.standing(["where", "is", "it"]) == (True, True)
    assert walker.standing(["where", "is", "it", "please"]) == (True, False)
    assert walker.standing(["please"]) == (False, False)


def test_an_aside_may_follow_a_sentence_that_is_whole_without_it() -> None:
    built = build("where is it [now]", lambda name: "", lambda word: True, aside="[please | thanks]")
    assert built is not None
    states, final = built
    walker = Walker([(source, target, word) for source, target, word, _ in states.arcs], final, states.body)
    assert walker.standing(["where", "is", "it"]) == (True, True), "“now” belongs to the sentence"
    assert walker.standing(["where", "is", "it", "now"]) == (True, False), "“please” does not"
    assert walker.standing(["where", "is", "it", "now", "please"]) == (True, False)


@pytest.mark.parametrize("parts", [PARTS, CHINESE], ids=["en", "zh"])
def test_every_part_of_both_languages_can_be_said(parts: dict[str, str]) -> None:
    for name, rule in parts.items():
        assert build(rule, parts.__getitem__, lambda word: True) is not None, name
