"""Whether two phrases can be one sentence: decided as enumerating every sentence decides it, and told at both places."""

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import overlap, utterance
from dsl.checks.overlaps import Said, find_overlaps
from dsl.compiler import check
from dsl.overlap import SlotWords, shared_sentence, sounds
from tests.dsl.small_package import SMALL, spoil

INTENTS, ANSWERS = "intents.yaml", "answers.yaml"
WORDS = ["查", "话费", "a", "b ", " a", "re", "new", ", ", "！", "A", "Ａ", " ", "x-y"]


def phrases(depth: int = 3) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from([*WORDS, "<size>", "<day>"]), min_size=1, max_size=3).map("".join)
    if not depth:
        return words
    inner = phrases(depth - 1)
    group = st.tuples(st.lists(inner, min_size=1, max_size=3).map("|".join), st.sampled_from(["", "?"])).map(
        lambda made: f"({made[0]}){made[1]}"
    )
    return st.lists(st.one_of(words, group), min_size=1, max_size=3).map("".join)


def enumerated(text: str) -> set[str]:
    """Every sentence of a phrase as it sounds, by writing all of them out."""
    found = set()
    for pieces in utterance.parse(text).expand(100_000):
        written = "".join(
            one.text if isinstance(one, utterance.Words) else {"size": "囗", "day": "囧"}[one.slot] for one in pieces
        )
        spoken = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", written)).casefold().strip()
        found.add(re.sub(r"(?<=[一-鿿]) | (?=[一-鿿])", "", spoken))
    return found - {""}


def readable(text: str) -> bool:
    try:
        return utterance.parse(text).size() <= 2_000
    except utterance.NotationError:
        return False


@settings(max_examples=400, deadline=None)
@given(phrases().filter(readable), phrases().filter(readable))
def test_two_phrases_overlap_when_they_have_a_sentence_in_common(one: str, other: str) -> None:
    both = enumerated(one) & enumerated(other)
    found = shared_sentence(sounds(one), sounds(other))
    assert (found is not None) == bool(both)
    if found is not None:
        assert len(found) == min(map(len, both)) or found.replace("<size>", "囗").replace("<day>", "囧") in both


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(phrases(2).filter(readable), st.sampled_from("abc")), max_size=9))
def test_among_many_phrases_none_is_missed(written: list[tuple[str, str]]) -> None:
    said = tuple(Said(text, owner) for text, owner in written)
    every = [enumerated(one.text) or {one.text} for one in said]  # what nobody can say is only itself
    wanted = {
        (later, said[earlier].owner == said[later].owner)
        for later in range(len(said))
        for earlier in range(later)
        if every[earlier] & every[later]
    }
    again = {
        at for at in range(len(said)) if any(every[at] == every[one] and said[at].owner == said[one].owner for one in range(at))
    }  # what is there already is told once
    found = find_overlaps(said, None)
    told = {(one.later, said[one.earlier].owner == said[one.later].owner) for one in found}
    assert told <= wanted and {(later, own) for later, own in wanted - told if own or later not in again} == set()
    assert all(every[one.earlier] & every[one.later] and one.earlier < one.later for one in found)
    others = find_overlaps(said, None, own=False)
    assert {one.later for one in others} - again == {later for later, own in wanted if not own} - again


def test_what_a_slot_may_be() -> None:
    sizes = SlotWords("choice(sizes)", ("big", "the big one"))
    slots = (("gross", sizes), ("size", sizes))
    assert shared_sentence(sounds("is <size>", slots), sounds("is the big one", slots)) == "is the big one"
    assert shared_sentence(sounds("is <size>", slots), sounds("is <gross>", slots)) is not None
    assert shared_sentence(sounds("is <size>"), sounds("is <gross>")) is None
    assert shared_sentence(sounds("is <day=today>", ()), sounds("is today", ())) == "is today"
    assert shared_sentence(sounds("is <day=today>"), sounds("is today")) is None


def test_a_phrase_that_stands_for_millions_is_decided_too() -> None:
    wide = "I want " + "(a|b|c|d|e|f|g|h)" * 12
    assert utterance.parse(wide).size() == 8**12
    assert shared_sentence(sounds(wide), sounds("i want hgfedcbahgfe")) == "i want hgfedcbahgfe"
    assert shared_sentence(sounds(wide), sounds("i want hgfedcbahgfi")) is None
    assert shared_sentence(sounds(wide), sounds("(I|you) want (a|x)(b|x)" + "c" * 10)) == "i want ab" + "c" * 10


@pytest.mark.parametrize(
    ("phrase", "other", "code", "said"),
    [
        ("(what|who) does (it|she) cost", "what does (he|it) cost", "phrase-in-two-intents", "what does it cost"),
        ("Please (do)? call", "please, call!", "phrase-in-two-intents", "please, call!"),
        ("I take <size>", "I take the (big|large) one", "phrases-overlap", None),
        ("I take large", "I take <size>", "phrases-overlap", "i take large"),
    ],
)
def test_both_places_are_told(phrase: str, other: str, code: str, said: str | None) -> None:
    intents = f"ask_price:\n  phrases:\n    - {phrase}\nother:\n  phrases:\n    - nothing\n    - {other}\n"
    words = SMALL["words.yaml"].replace("[large, huge]", "[large, the large one]")
    found = [one for one in check({**SMALL, INTENTS: intents, "words.yaml": words}).findings if one.code.startswith("phrase")]
    assert [one.code for one in found] == [code]
    assert found[0].span.line == 7 and [(at.file, at.line) for at in found[0].related] == [(INTENTS, 3)]
    assert said is None or found[0].arguments["phrase"] == said


def test_answers_of_different_times_may_answer_one_question() -> None:
    answer = "  questions:\n    - is it open\n  say: Yes.\n"
    summer = f"summer:\n{answer}  valid_from: 2026-06-01\n  valid_until: 2026-08-31\n"
    winter = f"winter:\n{answer}  valid_from: 2026-09-01\n"
    for files, codes in (({**SMALL, ANSWERS: SMALL[ANSWERS] + summer + winter}, []),
                         ({**SMALL, ANSWERS: SMALL[ANSWERS] + summer + winter.replace("09-01", "08-31")},
                          ["question-in-two-answers"])):  # fmt: skip
        assert [one.code for one in check(files).findings if one.code.startswith("question")] == codes


def test_a_phrase_that_says_more_is_no_double() -> None:
    files = spoil(
        SMALL, INTENTS, "- what does it cost", "- what does it cost\n    - what (does|will) (it|he) cost now\n    - what does"
    )
    assert [one.code for one in check(files).findings] == []


def test_thousands_of_phrases_with_choices_are_compared() -> None:
    chance = random.Random(1)
    words = [f"{a}{b}" for a in ("ka", "lo", "mi", "nu", "re", "so", "ti", "va", "wu", "xe") for b in "abdefghiklmnoprst"]
    said = [
        Said(f"(I want|please) {chance.choice(words)} (the|my) {chance.choice(words)} (now)?", f"intent {number % 150}")
        for number in range(3_000)
    ]
    pairs = {one.text: one.owner for one in said}
    found = find_overlaps(tuple(said), None)
    assert len(found) >= 3_000 - len(pairs)
    assert all(overlap.shared_sentence(sounds(said[one.earlier].text), sounds(said[one.later].text)) for one in found)


def test_one_phrase_written_thousands_of_times_takes_no_longer_than_many() -> None:
    said = tuple(Said("(I want|please) a (blue|red) one", f"intent {number % 3}") for number in range(6_000))
    found = find_overlaps(said, None)
    assert {one.later for one in found} == set(range(1, 6_000)) and len(found) == 2 * 6_000 - 4
