"""Forms: what they read from a text, and that what they write touches nothing else."""

import pytest

from designer.forms import answers, intents, slots
from designer.forms.edits import apply
from designer.forms.fields import Entered
from designer.forms.kinds import Typed
from designer.forms.lists import list_edits
from designer.forms.naming import name_for
from designer.forms.sheet import Sheet
from designer.words import speaking
from dsl import editing
from dsl.compiler import check

FLOW = """callwright: 1
flow: line
title: Line
language: en-US
entry: {inbound: hello}
topics: {fee: agent}
steps:
  hello:
    ask: What can I do for you?
    hear: topics
  agent:
    hand_off: {skill: billing}
    unavailable: bye
  bye:
    hang_up: Goodbye.
"""
INTENTS = """# what callers want
fee:            # asked most
  phrases:
    # from the first week
    - my bill is too high
    - why so much   # rude, but common
    - there is a fee I do not know

  not:
    - check my balance
"""
SLOTS = """month:
  type: date
  ask: Which month? # short
pin:
  type: digits(6)
  secret: true
  by: keys
  ask: Your code, please.
"""
ANSWERS = """hours:
  questions:
    - when are you open
  say: From nine to five.
"""


def sheet(file: str, text: str, **others: str) -> Sheet:
    return Sheet(check({"flow.yaml": FLOW, file: text, **others}), file)


def entered(**fields: str | list[str]) -> Entered:
    return Entered([(name, one) for name, value in fields.items() for one in ([value] if isinstance(value, str) else value)])


# ---- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "new",
    [
        ["a", "b", "c"],
        ["b", "c"],
        ["c", "b", "a"],
        ["a", "x", "c"],
        ["x", "a", "b", "c", "y"],
        ["c", "z"],
        ["b", "a", "b", "new", "c"],
        [],
        ["p", "q"],
    ],
)
def test_edits_of_a_list_give_the_list(new):
    text = "top:\n  list:\n    - a # first\n    - b # second\n    - c # third\n  other: 1\n"
    result = apply(text, list_edits(("top", "list"), ["a", "b", "c"], new))
    assert (editing.read_value(result, ("top", "list")) or []) == new
    assert editing.read_value(result, ("top", "other")) == 1


def test_a_comment_goes_with_its_item():
    text = "list:\n  - a # first\n  - b # second\n  - c # third\n"
    assert apply(text, list_edits(("list",), ["a", "b", "c"], ["c", "a"])) == "list:\n  - c # third\n  - a # first\n"


def test_a_changed_text_keeps_its_comment():
    text = "list:\n  - a # first\n  - b # second\n"
    assert apply(text, list_edits(("list",), ["a", "b"], ["a", "better"])) == "list:\n  - a # first\n  - better # second\n"


# ---- intents ---------------------------------------------------------------------------------------------------------


def test_an_intent_is_read_as_it_is_written():
    form = intents.FORM.read(sheet("intents.yaml", INTENTS), ("fee",))
    assert [item.text for item in form.value("phrases")] == ["my bill is too high", "why so much", "there is a fee I do not know"]
    assert [item.text for item in form.value("not")] == ["check my balance"]
    assert form.line == 2


def test_saving_what_was_read_changes_not_one_byte():
    read = sheet("intents.yaml", INTENTS)
    form = intents.FORM.read(read, ("fee",))
    fields = entered(phrases=[item.text for item in form.value("phrases")], **{"not": [item.text for item in form.value("not")]})
    assert intents.FORM.edits(read, ("fee",), fields) == []


def test_a_new_title_stands_first_and_comments_stay():
    read = sheet("intents.yaml", INTENTS)
    phrases = read.texts(("fee", "phrases"))
    fields = entered(title="Fees: too high", phrases=[*phrases, "explain # this"], **{"not": "check my balance"})
    text = apply(INTENTS, intents.FORM.edits(read, ("fee",), fields))
    assert editing.read_value(text, ("fee",)) == {
        "title": "Fees: too high",
        "phrases": [*phrases, "explain # this"],
        "not": ["check my balance"],
    }
    for comment in ("# what callers want", "# asked most", "# from the first week", "# rude, but common"):
        assert comment in text


def test_a_problem_stands_at_its_phrase():
    broken = INTENTS.replace("why so much", "why (so much")
    with speaking("en"):
        form = intents.FORM.read(sheet("intents.yaml", broken), ("fee",))
    assert [bool(item.problems) for item in form.value("phrases")] == [False, True, False]
    severity, sentence = form.value("phrases")[1].problems[0]
    assert severity == "error" and sentence
    assert form.problems == []


def test_a_problem_is_worded_in_the_language_of_the_request():
    broken = INTENTS.replace("why so much", "why (so much")
    with speaking("zh"):
        form = intents.FORM.read(sheet("intents.yaml", broken), ("fee",))
    assert any("\u4e00" <= character <= "\u9fff" for character in form.value("phrases")[1].problems[0][1])


@pytest.mark.parametrize(
    "said", ["<script>alert(1)</script>", "- dash", "a: b", "# no comment", "'quoted' and on", "{x}", "on", "=1+1"]
)
def test_whatever_is_typed_comes_back_as_text(said):
    read = sheet("intents.yaml", INTENTS)
    text = apply(INTENTS, intents.FORM.edits(read, ("fee",), entered(phrases=[said], **{"not": "check my balance"})))
    assert editing.read_value(text, ("fee", "phrases")) == [said]


# ---- slots -----------------------------------------------------------------------------------------------------------


def test_a_slot_is_read_with_its_defaults():
    form = slots.FORM.read(sheet("slots.yaml", SLOTS), ("pin",))
    assert form.value("type") == Typed("digits", "6")
    assert [form.value(key) for key in ("secret", "by", "confirm", "tries")] == [True, "keys", "none", "3"]


def test_defaults_are_not_written():
    read = sheet("slots.yaml", SLOTS)
    fields = entered(kind="date", ask="Which month?", grain="day", confirm="none", by="any", tries="3")
    assert slots.FORM.edits(read, ("month",), fields) == []


def test_changes_of_a_slot_are_written_in_place():
    read = sheet("slots.yaml", SLOTS)
    fields = entered(kind="date", ask="Which month?", grain="month", confirm="implicit", by="any", tries="2", no_match=["Again?"])
    text = apply(SLOTS, slots.FORM.edits(read, ("month",), fields))
    assert editing.read_value(text, ("month",)) == {
        "type": "date", "grain": "month", "ask": "Which month?", "confirm": "implicit", "no_match": ["Again?"], "tries": 2,
    }  # fmt: skip
    assert "# short" in text and text.endswith(SLOTS[SLOTS.index("pin:") :])


def test_taking_secrecy_away_removes_the_key():
    read = sheet("slots.yaml", SLOTS)
    fields = entered(kind="digits", argument="4-6", ask="Your code, please.", by="keys", tries="3", grain="day", confirm="none")
    assert editing.read_value(apply(SLOTS, slots.FORM.edits(read, ("pin",), fields)), ("pin",)) == {
        "type": "digits(4-6)", "by": "keys", "ask": "Your code, please.",
    }  # fmt: skip


# ---- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_gains_source_and_dates():
    read = sheet("answers.yaml", ANSWERS)
    fields = entered(
        questions=["when are you open"], who="say", say="From nine to six.", source="notice 7", valid_until="2027-01-31"
    )
    text = apply(ANSWERS, answers.FORM.edits(read, ("hours",), fields))
    assert editing.read_value(text, ("hours",)) == {
        "questions": ["when are you open"], "say": "From nine to six.", "source": "notice 7", "valid_until": "2027-01-31",
    }  # fmt: skip
    assert not check({"flow.yaml": FLOW, "answers.yaml": text, "intents.yaml": INTENTS}).findings.fatal


def test_an_answer_is_left_to_people_and_comes_back():
    read = sheet("answers.yaml", ANSWERS)
    fields = entered(questions=["when are you open"], who="human_only", say="Not said any more.", skill="legal", reason="A claim")
    text = apply(ANSWERS, answers.FORM.edits(read, ("hours",), fields))
    assert editing.read_value(text, ("hours",)) == {
        "questions": ["when are you open"], "human_only": {"skill": "legal", "reason": "A claim"},
    }  # fmt: skip
    read = sheet("answers.yaml", text)
    form = answers.FORM.read(read, ("hours",))
    assert [form.value(key) for key in ("who", "skill", "reason")] == ["human_only", "legal", "A claim"]
    back = entered(questions=["when are you open"], who="say", say="At nine.", skill="legal", reason="A claim")
    text = apply(text, answers.FORM.edits(read, ("hours",), back))
    assert editing.read_value(text, ("hours",)) == {"questions": ["when are you open"], "say": "At nine."}


def test_a_new_file_begins_with_a_new_item():
    assert editing.read_value(apply("", answers.new("hours", entered(title="Opening hours")))) == {
        "hours": {"title": "Opening hours", "questions": ["Opening hours"], "say": "Opening hours"}
    }


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("费用争议", [], "fei_yong_zheng_yi"),
        ("Fee dispute!", [], "fee_dispute"),
        ("Fee dispute", ["fee_dispute", "fee_dispute_2"], "fee_dispute_3"),
        ("5G 套餐", [], "intent_5g_tao_can"),
        ("？？", [], "intent"),
    ],
)
def test_names_are_made_from_titles(title, taken, name):
    assert name_for(title, taken, "intent") == name
