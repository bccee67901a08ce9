"""Rules and their conditions: menus, text and sentence say the same, and a rule changes in its place."""

import random

import pytest

from designer.forms import escalation, policies
from designer.forms.conditions import build, meant
from designer.forms.edits import apply
from designer.forms.menu_rows import Row, write
from designer.forms.sentences import in_words
from designer.forms.subjects import subjects_of
from designer.words import speaking
from dsl import condition, editing
from dsl.compiler import check
from tests.designer.test_form_rows import CALENDARS, DATA, WORDS
from tests.designer.test_forms import FLOW, SLOTS, entered, sheet
from tests.dsl.fuzzing import condition_text
from tests.dsl.naive_conditions import random_condition
from tests.dsl.test_printing import bare

RULES = """# in order
- when: anger >= 0.7 or (anger >= 0.5 and stumbles >= 3)
  hand_off: {skill: complaints, priority: high}
# the calm ones
- when: turns > 20 and not caller.known
  hand_off: {skill: general}
"""
POLICIES = """- name: Announced  # by law
  heard: hello
  before: [collect, fetch]
- name: No secrets
  secret: pin
  only_to: bill
- name: Angry
  when: anger >= 0.7
  reach: hand_off
  within: 1 turn
"""
SIZE = "size:\n  type: choice(plans)\n  ask: Which plan?\ncost:\n  type: money\n  ask: How much?\n"
FILES = {"slots.yaml": SLOTS.replace(" # short", "") + SIZE, "data.yaml": DATA, "calendars.yaml": CALENDARS, "words.yaml": WORDS}


@pytest.fixture(scope="module")
def subjects():
    with speaking("en"):
        return subjects_of(check({"flow.yaml": FLOW, **FILES}).package)


@pytest.mark.parametrize(
    "text",
    [
        "anger >= 0.7",
        "anger >= 0.7 or anger >= 0.5 and stumbles >= 3",
        "caller.known and not has month",
        'has pin or size == "gold" or size != "basic"',
        "cost > 100 CNY and not open(desk)",
        "open(desk)",
        'month < "2026-10-01"',
        "bill.extra <= 3.5 USD",
        "about(bill.extra, cost)",
        "not about(cost, 20 USD)",
        "turns >= stumbles and bill.extra != cost",
        'size in ["gold", "basic"] or turns not in [1, 2]',
        'pin matches "[0-9]{6}" and not line matches "44"',
        "age(month) >= 18 or age(month) == turns",
        'open(desk, month) and not open(desk, "2026-12-24")',
    ],
)
def test_menus_give_the_condition_that_they_show(subjects, text):
    rows = build(text, subjects, "en-US")
    assert rows is not None
    assert write(rows, subjects, "en-US") == text
    assert all(row.comparison in subjects[row.subject].comparisons for row in rows)


def test_parentheses_that_change_nothing_are_menus_too(subjects):
    assert build("anger >= 0.7 or (anger >= 0.5 and turns >= 2)", subjects) == [
        Row("and", "anger", ">=", "0.7"), Row("or", "anger", ">=", "0.5"), Row("and", "turns", ">=", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "anger >= 0.7 and (turns > 1 or turns > 9)",
        "turns + 1 > 3",
        "cost > 100",  # without a currency: menus would write one
        "caller.known == true",
        'size in ["one, two", "three"]',
        'line == " 4"',
        "not not caller.known",
        "open(desk, month, turns)",
        "a and and",
        "",
    ],
)
def test_other_conditions_stay_as_they_are_written(subjects, text):
    assert build(text, subjects, "en-US") is None


@pytest.mark.parametrize("number", range(0, 1000, 100))
def test_any_condition_opens_in_menus_and_comes_back_the_same_or_stays_written(subjects, number):
    """What a form shows of a condition, and what it would write of that: never anything else than what was there."""
    built = 0
    for one in range(number, number + 100):
        for text in (random_condition(random.Random(one)), condition_text(random.Random(one))):
            try:
                rule = editing.set_text("", (), [{"name": "It", "holds": text, "before": "fetch"}])
            except editing.EditError:
                continue  # no file can hold it
            read = sheet("policies.yaml", rule, **FILES)
            shown = policies.FORM.read(read, (0,)).value("holds")
            assert shown.text == text
            fields = {"name": "It", "kind": "holds", "before": "fetch", "holds.mode": "written", "holds.text": text}
            if shown.rows is not None:
                columns = {name: [getattr(row, name) for row in shown.rows] for name in Row.__struct_fields__}
                columns["joiner"] = columns["joiner"][1:]
                fields |= {"holds.mode": "built"} | {f"holds.{name}": cells for name, cells in columns.items()}
                assert bare(condition.parse(write(meant(shown.rows), subjects, "en-US"))) == bare(condition.parse(text))
                built += 1
            assert policies.FORM.edits(read, (0,), entered(**fields)) == []
    assert built


def test_values_become_what_their_subject_is(subjects):
    rows = [Row("and", "cost", ">", "100"), Row("and", "size", "==", 'a "big" one'), Row("or", "turns", ">=", "many")]
    assert write(rows, subjects, "en-GB") == 'cost > 100 GBP and size == "a \\"big\\" one" or turns >= "many"'


def test_a_condition_reads_as_a_sentence(subjects):
    with speaking("en"):
        said = in_words("stumbles >= 3 or (turns > 20 and not caller.known)", subjects)
        assert said == (
            "times not understood or silent is at least 3 or "
            "(the number of turns is more than 20 and the caller is known does not hold)"
        )
        assert in_words('about(cost, 3 USD) and size not in ["gold"]', subjects) == "cost is about 3 USD and size is none of gold"
        assert in_words("turns + 1 > 3 and not (turns == 2)", subjects) == (
            "the number of turns plus 1 is more than 3 and not (the number of turns is 2)"
        )
        assert in_words("age(month) >= 18", subjects) == "years since month is at least 18"
        assert in_words("open(desk) and has pin", subjects) == "Front desk is open and pin is known"
        assert in_words("this is broken", subjects) == "this is broken"


# ---- escalation ------------------------------------------------------------------------------------------------------


def menu(**lists: list[str]) -> dict[str, str | list[str]]:
    return {"when.mode": "built", **{f"when.{name}": values for name, values in lists.items()}}


def test_a_rule_that_is_saved_as_it_was_read_changes_nothing():
    read = sheet("escalation.yaml", RULES)
    fields = menu(
        subject=["anger", "anger", "stumbles"], comparison=[">=", ">=", ">="], value=["0.7", "0.5", "3"], joiner=["or", "and"]
    )
    assert escalation.FORM.edits(read, (0,), entered(**fields, skill="complaints", priority="high")) == []


def test_a_rule_changes_in_its_place():
    read = sheet("escalation.yaml", RULES)
    fields = menu(subject=["anger", "stumbles"], comparison=[">=", ">="], value=["0.8", "3"], joiner=["or"])
    fields |= {"skill": "complaints", "priority": "high", "reason": "angry"}
    text = apply(RULES, escalation.FORM.edits(read, (0,), entered(**fields)))
    assert editing.read_value(text, (0,)) == {
        "when": "anger >= 0.8 or stumbles >= 3",
        "hand_off": {"skill": "complaints", "priority": "high", "reason": "angry"},
    }
    assert text.startswith("# in order\n") and text.endswith(RULES[RULES.index("# the calm ones") :])


def test_a_menu_cannot_be_made_to_write_anything_else():
    read = sheet("escalation.yaml", RULES)
    fields = menu(subject=["anger", "turns"], comparison=[">=", "; drop"], value=['0.8"', "1"], joiner=["; drop"])
    text = apply(RULES, escalation.FORM.edits(read, (0,), entered(**fields, skill="complaints", priority="high")))
    assert editing.read_value(text, (0, "when")) == 'anger >= "0.8\\""'


def test_a_rule_has_its_sentence():
    with speaking("zh"):
        form = escalation.FORM.read(sheet("escalation.yaml", RULES), (0,))
        assert escalation.sentence(form) == (
            "如果生气程度 至少 0.7，或者（生气程度 至少 0.5，并且没听懂、没出声的次数 至少 3），转给 complaints，优先接听。"
        )


# ---- policies --------------------------------------------------------------------------------------------------------


def policy_sheet():
    return sheet("policies.yaml", POLICIES, **FILES)


def test_a_policy_is_read_by_its_kind():
    read = policy_sheet()
    kinds = [policies.FORM.read(read, (number,)).value("kind") for number in range(3)]
    assert kinds == ["heard", "secret", "when"]


def test_one_name_alone_is_written_by_itself_and_stays_so():
    read = policy_sheet()
    fields = entered(name="Announced", kind="heard", heard=["hello"], before=["collect", "fetch"])
    assert policies.FORM.edits(read, (0,), fields) == []
    text = apply(
        POLICIES,
        policies.FORM.edits(read, (0,), entered(name="Announced", kind="heard", heard=["hello", "bye"], before=["fetch"])),
    )
    assert editing.read_value(text, (0,)) == {"name": "Announced", "heard": ["hello", "bye"], "before": ["fetch"]}
    assert "# by law" in text


def test_another_kind_takes_what_belonged_to_the_old_one_away():
    read = policy_sheet()
    fields = {"name": "Secrets are for the calm", "kind": "when", "within": "0"}
    fields |= menu(subject=["anger"], comparison=[">"], value=["0.5"])
    text = apply(POLICIES, policies.FORM.edits(read, (1,), entered(**fields)))
    assert editing.read_value(text, (1,)) == {
        "name": "Secrets are for the calm", "when": "anger > 0.5", "reach": "hand_off", "within": "0 turns",
    }  # fmt: skip


@pytest.mark.parametrize("kind", policies.KINDS)
def test_a_new_policy_is_one_of_its_kind(kind):
    with speaking("en"):
        text = apply(POLICIES, policies.new(policy_sheet(), kind))
    read = sheet("policies.yaml", text, **FILES)
    assert policies.FORM.read(read, (3,)).value("kind") == kind
    assert policies.FORM.read(read, (3,)).value("name")


def test_policies_have_their_sentences():
    with speaking("en"):
        read = policy_sheet()
        said = [policies.sentence(policies.FORM.read(read, (number,)), lambda _, name: name) for number in range(3)]
    assert said == [
        "Before “collect” or “fetch”, “hello” was heard to its end.",
        "“pin” goes to “bill” alone; it is never said, nor sent anywhere else.",
        "Whenever anger is at least 0.7, a person is asked for within one more turn.",
    ]
