"""Forms of rows, kinds and lengths of time: what is not changed stays as it was written, comments above all."""

import pytest

from designer.forms import calendars, connectors, lookups, word_lists
from designer.forms.edits import apply
from designer.forms.form import Form
from designer.forms.kinds import split_type
from designer.refusal import Refused
from designer.words import optional, speaking
from dsl import editing
from dsl.compiler import check
from tests.designer.test_forms import FLOW, entered, sheet

DATA = """# the CRM answers these
bill:
  get: https://crm.example/bills  # read only
  sends: {number: phone, month: date}
  gives:
    extra: money   # above the plan
    item: text
  within: 3s
"""
CALENDARS = """desk:
  title: Front desk
  zone: Asia/Shanghai
  open:
    monday-friday: [9:00-12:00, 13:30-18:00]  # a break at noon
    saturday: [9:00-13:00]
  holidays:
    2026-10-01..2026-10-07: National day
"""
WORDS = """lists:
  plans:
    gold: [the gold one, gold]  # sells best
    basic: [the basic one]
pronunciations:
  ISBN: I S B N
"""
FILES = {"data.yaml": DATA, "calendars.yaml": CALENDARS, "words.yaml": WORDS}


def fields_of(form: Form, file: str, item: tuple[str, ...], **changed):
    """What a browser would send of the form as it is shown, with some fields changed."""
    read = sheet(file, FILES[file])
    filled = form.read(read, item)
    fields: dict[str, str | list[str]] = {}
    for cell in filled.cells.values():
        key, value = cell.field.key, cell.value
        match cell.field.sort:
            case "rows":
                fields[f"{key}.was"] = [row.was for row in value]
                for part, column in (("key", cell.field.left), ("value", cell.field.right)):
                    for number, ending in enumerate(column.endings):
                        fields[f"{key}.{part}{ending}"] = [getattr(row, part)[number] for row in value]
            case "kind":
                fields |= {"kind": value.kind, "argument": value.argument}
            case "address":
                fields |= value
            case "switch":
                fields[key] = "true" if value else ""
            case _:
                fields[key] = value
    return read, form.edits(read, item, entered(**(fields | changed)))


@pytest.mark.parametrize(
    ("form", "file", "item"),
    [
        (lookups.FORM, "data.yaml", ("bill",)),
        (calendars.FORM, "calendars.yaml", ("desk",)),
        (word_lists.FORM, "words.yaml", ("lists", "plans")),
        (word_lists.PRONUNCIATIONS, "words.yaml", ()),
    ],
)
def test_a_form_that_is_saved_as_it_was_read_changes_not_one_byte(form, file, item):
    _, edits = fields_of(form, file, item)
    assert edits == []


def test_a_look_up_changes_its_way_of_asking_and_gains_fields():
    _, edits = fields_of(
        lookups.FORM, "data.yaml", ("bill",), method="post", address="https://crm.example/new", within="4.5", once="true",
        **{"gives.was": ["extra", "item", ""], "gives.key": ["extra", "thing", "count"],
           "gives.value.kind": ["money", "text", "digits"], "gives.value.argument": ["", "", "4"]},
    )  # fmt: skip
    text = apply(DATA, edits)
    assert editing.read_value(text, ("bill",)) == {
        "post": "https://crm.example/new", "sends": {"number": "phone", "month": "date"},
        "gives": {"extra": "money", "thing": "text", "count": "digits(4)"}, "within": "4.5s", "once": True,
    }  # fmt: skip
    assert "# the CRM answers these" in text and "# above the plan" in text


def test_outcomes_are_numbers():
    rows = {"outcomes.was": ["", ""], "outcomes.key": ["none", ""], "outcomes.value": ["404", ""]}
    _, edits = fields_of(lookups.FORM, "data.yaml", ("bill",), **rows)
    assert editing.read_value(apply(DATA, edits), ("bill", "outcomes")) == {"none": 404}


def test_rows_that_are_emptied_take_their_key_with_them():
    rows = {"sends.was": [], "sends.key": [], "sends.value.kind": [], "sends.value.argument": []}
    _, edits = fields_of(lookups.FORM, "data.yaml", ("bill",), **rows)
    assert "sends" not in editing.read_value(apply(DATA, edits), ("bill",))


def test_two_rows_of_one_name_are_refused():
    rows = {"sends.was": ["number", "month"], "sends.key": ["month", "month"]}
    with pytest.raises(Refused):
        fields_of(lookups.FORM, "data.yaml", ("bill",), **rows)


def test_hours_and_holidays_are_written_as_the_language_has_them():
    _, edits = fields_of(
        calendars.FORM, "calendars.yaml", ("desk",),
        **{"open.was": ["monday-friday", "saturday"], "open.key.first": ["monday", "saturday"], "open.key.last": ["thursday", ""],
           "open.value": ["9:00-12:00，13:30-18:00", "10:00-13:00"],
           "special.was": [""], "special.key.first": ["2026-10-10"], "special.key.last": [""], "special.value": ["9:00-18:00"],
           "holidays.was": ["2026-10-01..2026-10-07", ""], "holidays.key.first": ["2026-10-01", "2027-01-01"],
           "holidays.key.last": ["2026-10-08", "2027-01-01"], "holidays.value": ["National day", "New year"]},
    )  # fmt: skip
    text = apply(CALENDARS, edits)
    assert editing.read_value(text, ("desk",)) == {
        "title": "Front desk", "zone": "Asia/Shanghai",
        "open": {"monday-thursday": ["9:00-12:00", "13:30-18:00"], "saturday": ["10:00-13:00"]},
        "holidays": {"2026-10-01..2026-10-08": "National day", "2027-01-01": "New year"},
        "special": {"2026-10-10": ["9:00-18:00"]},
    }  # fmt: skip
    assert "# a break at noon" in text
    assert not [d for d in check({"flow.yaml": FLOW, "calendars.yaml": text}).findings if d.span.file == "calendars.yaml"
                and d.severity == "error"]  # fmt: skip


def test_words_of_a_list_come_and_go_one_by_one():
    _, edits = fields_of(
        word_lists.FORM, "words.yaml", ("lists", "plans"),
        **{"entries.was": ["gold", ""], "entries.key": ["gold", "large"], "entries.value": ["the gold one, 金卡", "large、big"]},
    )  # fmt: skip
    text = apply(WORDS, edits)
    assert editing.read_value(text, ("lists", "plans")) == {"gold": ["the gold one", "金卡"], "large": ["large", "big"]}
    assert "# sells best" in text


def test_what_is_new_passes_or_says_what_is_missing():
    made = apply("", connectors.new("sms", entered(title="Text message")))
    assert editing.read_value(made, ("sms",)) == {"title": "Text message", "post": "https://"}
    assert editing.read_value(apply("", word_lists.new("plans", entered(title="Plans"))), ("lists", "plans")) == {
        "Plans": ["Plans"]
    }
    assert editing.read_value(apply("", calendars.new("desk", entered(title="Desk"))), ("desk", "open"))


def test_a_problem_stands_at_its_row():
    broken = {"data.yaml": DATA.replace("item: text", "item: txet")}
    filled = lookups.FORM.read(sheet("data.yaml", broken["data.yaml"]), ("bill",))
    assert [bool(row.problems) for row in filled.value("gives")] == [False, True]


@pytest.mark.parametrize(
    ("text", "kind", "argument"), [("code([A-Z]{2})", "code", "[A-Z]{2}"), ("yes/no", "yes/no", ""), ("", "", "")]
)
def test_types_are_split(text, kind, argument):
    typed = split_type(text)
    assert (typed.kind, typed.argument) == (kind, argument)


@pytest.mark.parametrize("form", [lookups.FORM, connectors.FORM, calendars.FORM, word_lists.FORM, word_lists.PRONUNCIATIONS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_has_its_words(form, language):
    with speaking(language):
        for field in form.fields:
            assert optional(f"{form.place}.{field.word or field.key}"), field.key
            for column in (getattr(field, "left", None), getattr(field, "right", None)):
                assert column is None or optional(f"{form.place}.column_{column.word}")
            for option in getattr(field, "options", ()):
                assert optional(f"{form.place}.{field.word or field.key}_{option}"), option
