"""Forms for the whole language: every key that a person may write has a field, and each form leaves the rest as it was."""

import re
from pathlib import Path

import msgspec
import pytest

from designer.forms import answers, calendars, connectors, escalation, intents, lookups, policies, slots, whole_line, word_lists
from designer.forms.form import Form
from designer.forms.inputs import Which
from designer.forms.lookups import METHODS, Address
from designer.forms.steps import PARTS, form_of
from designer.forms.values import SORTS
from designer.workspace.drafts import Drafts
from dsl import model
from dsl.model import STEP_KINDS
from dsl.model.steps import Machine, MessageOrder
from tests.designer.test_step_forms import sent

ROOT = Path(__file__).parent.parent.parent


def keys_of(part: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(part)}


def places_of(form: Form) -> set[tuple[str | int, ...]]:
    """Where the fields of a form stand in their item."""
    found = {field.path(()) for field in form.fields}
    found |= {(key,) for field in form.fields if isinstance(field, Which) for key in field.options}
    found |= {(key,) for field in form.fields if isinstance(field, Address) for key in METHODS}
    return found - {("kind",), ("who",), ("address",)} | ({("choose",), ("otherwise",)} if form.file == "choose" else set())


FORMS = {
    "intents.yaml": (model.Intent, intents.FORM, {}),
    "slots.yaml": (model.Slot, slots.FORM, {}),
    "answers.yaml": (model.KnowledgeAnswer, answers.FORM, {"human_only": model.EscalationOrder}),
    "data.yaml": (model.Lookup, lookups.FORM, {}),
    "connectors.yaml": (model.Connector, connectors.FORM, {}),
    "calendars.yaml": (model.Calendar, calendars.FORM, {}),
    "escalation.yaml": (model.EscalationRule, escalation.FORM, {"hand_off": model.EscalationOrder}),
    "policies.yaml": (model.Policy, policies.FORM, {}),
}
ORDERS = {"send": MessageOrder, "call_back": model.CallBackOrder, "hand_off": model.HandOffOrder, "machine": Machine}
ELSEWHERE = {
    "callwright": "always 1", "flow": "given when the flow is made", "steps": "the canvas and the forms of steps",
    "topics": "the form of a reason for calling",
    "title": "the overview", "uses": "the overview", "if_unsure": "the overview", "arousal": "the overview",
    "dispositions": "the overview",
}  # fmt: skip
"""Keys of flow.yaml that are not asked for on the page of the whole line."""


@pytest.mark.parametrize("file", FORMS)
def test_every_key_of_a_file_has_a_field(file):
    part, form, orders = FORMS[file]
    places = places_of(form)
    wanted = {(key,) for key in keys_of(part) if key not in orders}
    wanted |= {(key, inner) for key, order in orders.items() for inner in keys_of(order)}
    assert {place for place in wanted if place not in places} == set()


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_every_key_of_a_step_has_a_field(kind):
    places = {field.path(()) for field in form_of(kind, "flow.yaml").fields}
    for key in keys_of(STEP_KINDS[kind]):
        order = ORDERS.get(key)
        wanted = {(key, inner) for inner in keys_of(order)} if order and kind != "hang_up" else {(key,)}
        assert wanted <= places, key
    assert set(PARTS) == set(STEP_KINDS)


def test_every_key_of_the_flow_has_a_field():
    places = {field.path(()) for field in whole_line.FORM.fields}
    whole = {"entry": model.Entry, "defaults": model.Defaults}
    wanted = {(key,) for key in keys_of(model.Flow) if key not in ELSEWHERE and key not in (*whole, "always")}
    wanted |= {(key, inner) for key, part in whole.items() for inner in keys_of(part)}
    wanted |= {("always", manner) for manner in model.MANNERS}
    assert wanted <= places
    assert set(SORTS) == keys_of(model.ValueDeclaration)
    library = {field.path(())[0] for field in whole_line.OF_A_LIBRARY.fields}
    assert keys_of(model.Library) - {*ELSEWHERE, "library"} <= library


def test_word_lists_and_pronunciations_have_forms():
    assert {word_lists.BELOW[0], word_lists.PRONUNCIATIONS.fields[0].key} == keys_of(model.Words)


# ---- the page of the whole line --------------------------------------------------------------------------------------


def example(name: str) -> str:
    """A file of the language's own example, whose whole grammar of keys the README has."""
    text = (ROOT / "dsl" / "README.md").read_text(encoding="utf-8")
    return next(block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if block.startswith(f"# {name}\n"))


FILES = ("flow.yaml", "intents.yaml", "slots.yaml", "answers.yaml", "data.yaml", "escalation.yaml", "policies.yaml",
         "connectors.yaml", "calendars.yaml", "words.yaml", "subflows/identity.yaml", "subflows/rating.yaml")  # fmt: skip


@pytest.fixture
async def town(store) -> dict[str, str]:
    """The example of the language, with its library."""
    files = {name: example(name) for name in FILES}
    library = {name: example(f"library/town/{name}") for name in ("library.yaml", "answers.yaml", "subflows/survey.yaml")}
    async with store.session() as session:
        await Drafts(session).add("town", library, by="", what="created")
        await Drafts(session).add("library_line", files, by="", what="created")
    return files


FORM = re.compile(r'<form class="(?:card item-form|step-form stack)".*?</form>', re.DOTALL)


async def saved(browser, address: str, **changed: str | list[str]) -> str:
    shown = FORM.findall((await browser.get(address)).text)[0]
    answer = await browser.post(address, sent(shown, **changed), headers={"hx-request": "true"})
    assert answer.status_code == 200, answer.headers.get("HX-Trigger")
    return answer.text


@pytest.fixture
def written(store):
    async def read(file: str = "flow.yaml", package: str = "library_line") -> str:
        async with store.session() as session:
            return (await Drafts(session).read(package)).files[file]

    return read


async def test_every_form_of_the_example_is_saved_as_it_was_shown(browser, town, written):
    base = "/packages/library_line"
    places = ["line", "pronunciations", "lists/branches", "slots/until", "slots/pin", "answers/opening_hours",
              "answers/lost_child", "intents/renew_loan", "data/extension", "data/card_check", "connectors/sms",
              "calendars/counter"]  # fmt: skip
    for place in places:
        await saved(browser, f"{base}/{place}")
    for number in range(4):
        shown = (await browser.get(f"{base}/policies")).text
        form = re.findall(rf'<form method="post" action="{base}/policies/{number}".*?</form>', shown, re.DOTALL)[0]
        await browser.post(f"{base}/policies/{number}", sent(form), headers={"hx-request": "true"})
    assert {name: await written(name) for name in FILES} == town
    await saved(browser, "/packages/town/line")
    assert await written("library.yaml", "town") == example("library/town/library.yaml")


CHANGES = [
    ({"outbound": ""}, "  outbound: greet_out            # for calls that the line makes; optional\n", ""),
    ({"values.count": ["3", "5", "3"]}, "{count: 2}  ", "{count: 5}  "),
    ({"values.sort": ["flag", "type", "type"], "values.kind": ["text", "number", "choice"]},
     "reminders: {count: 2}          # a count saturates at its bound",
     "reminders:          # a count saturates at its bound\n    type: number"),
    ({"values.argument": ["", "", "plans"]}, "choice(branches)", "choice(plans)"),
    ({"no_match.go": "bye"}, "I didn't get that.\n    - go: agent", "I didn't get that.\n    - go: bye"),
    ({"no_input_after": "6"}, "  no_input_after: 7s\n", ""),
    ({"human.say": ""}, "    say: I'll find somebody for you.\n", ""),
    ({"human.phrases": ["let me talk to the librarian", "the librarian"]},
     "      - let me talk to the librarian\n", "      - let me talk to the librarian\n      - the librarian\n"),
    ({"goodbye.go": "more"}, "goodbye: bye", "goodbye: more"),
    ({"goodbye.go": ""}, "  goodbye: bye\n", ""),
    ({"goodbye.say": "Bye."}, "goodbye: bye\n", "goodbye:\n    say: Bye.\n    go: bye\n"),
    ({"repeat.go": "listen"}, "  goodbye: bye\n", "  goodbye: bye\n  repeat: listen\n"),
]  # fmt: skip


async def test_one_change_of_the_whole_line_is_written_in_its_place(browser, town, written, store):
    for changed, old, new in CHANGES:
        assert old in town["flow.yaml"]
        await saved(browser, "/packages/library_line/line", **changed)
        assert await written() == town["flow.yaml"].replace(old, new, 1), changed
        async with store.session() as session:
            drafts = Drafts(session)
            revision = (await drafts.read("library_line")).revision
            await drafts.save("library_line", {"flow.yaml": town["flow.yaml"]}, revision, "", "as it was")


async def test_what_is_built_in_is_told_in_plain_words(browser, package):
    page = (await browser.get("/packages/line/line")).text
    told = re.findall(r"Understood anyway: (.*?) …", page)
    assert len(told) == 7 and not any(set(text) & set("()|?\\") for text in told)


async def test_what_nobody_wrote_yet_is_written_where_it_belongs(browser, package, written):
    new = {"was": "", "name": "offers", "sort": "count", "flag": "", "count": "2", "kind": "text", "argument": ""}
    fields = {f"values.{key}": text for key, text in new.items()}
    await saved(browser, "/packages/line/line", **fields, **{"no_input": "Hello?", "no_input.go": "bye", "wait.say": "Sure."})
    text = await written(package="line")
    assert "values:\n  offers:\n    count: 2\n" in text
    assert "defaults:\n  no_input:\n    - Hello?\n    - go: bye\nalways:\n  wait:\n    say: Sure.\nsteps:" in text


async def test_words_without_a_way_on_are_not_dropped(browser, package, written):
    before = await written(package="line")
    shown = (await browser.get("/packages/line/line")).text
    answer = await browser.fragment("/packages/line/line", sent(shown, no_match="Sorry?"))
    assert answer.status_code == 422 and "where the call goes" in answer.headers["HX-Trigger"]
    assert await written(package="line") == before


async def test_a_value_keeps_its_name_and_a_name_stands_once(browser, town, written):
    fields = {"was": "", "name": "branch", "sort": "count", "flag": "", "count": "2", "kind": "text", "argument": ""}
    shown = sent((await browser.get("/packages/library_line/line")).text)
    twice = {f"values.{key}": [*shown[f"values.{key}"], text] for key, text in fields.items()}
    answer = await browser.fragment("/packages/library_line/line", shown | twice)
    assert answer.status_code == 422 and "branch" in answer.headers["HX-Trigger"]
    assert await written() == town["flow.yaml"]


async def test_who_only_reads_cannot_change_the_whole_line(make_browser, people, package, written):
    reader = make_browser()
    await reader.sign_in("auditor")
    before = await written(package="line")
    assert (await reader.get("/packages/line/line")).status_code == 200
    assert (await reader.post("/packages/line/line", {"inbound": "bye", "revision": "1"})).status_code == 403
    assert await written(package="line") == before


# ---- what single forms had not ---------------------------------------------------------------------------------------


async def test_a_valid_value_is_built_from_menus(browser, town, written):
    address = "/packages/library_line/slots/loan"
    await saved(browser, address, **{"valid.subject": "loan", "valid.comparison": "like", "valid.value": "4[0-9]{7}"})
    assert 'valid: loan matches "4[0-9]{7}"\n' in await written("slots.yaml")
    await saved(browser, address, **{"valid.subject": "loan", "valid.comparison": "like", "valid.value": ""})
    assert await written("slots.yaml") == town["slots.yaml"]


async def test_an_answer_of_people_has_its_priority_and_words(browser, town, written):
    await saved(browser, "/packages/library_line/answers/lost_child", priority="normal", connecting="One moment.")
    assert "{skill: desk, reason: A child is lost, say: One moment.}" in await written("answers.yaml")


async def test_a_step_rings_back_when_it_was_said_and_calls_a_part_once_that_is_allowed(browser, town, written):
    address = "/packages/library_line/graph/step?flow=&step={}"
    await saved(browser, address.format("message"), at=["until", "extension.until"])
    assert "skill: desk, at: [until, extension.until]}" in await written()
    await saved(browser, address.format("message"), at=[])
    assert "skill: desk}" in await written()
    await saved(browser, address.format("rate"), needs="verified", failed="bye")
    rate = (await written()).partition("  rate:\n")[2].partition("  ask_survey:")[0]
    assert rate == "    call: rating\n    needs: verified\n    results: {ok: ask_survey, silent: bye}\n    failed: bye\n"
    await saved(browser, address.format("rate"), needs="", failed="bye")
    assert "    call: rating\n    results: {ok: ask_survey, silent: bye}\n  ask_survey:" in await written()


# ---- parts ----------------------------------------------------------------------------------------------------------


async def test_a_part_is_made_named_and_deleted_without_its_source(browser, town, store, written):
    base = "/packages/library_line/parts"
    answer = await browser.post(base, {"title": "Check the card"})
    assert answer.headers["location"].endswith("/graph?flow=check_the_card")
    made = await written("subflows/check_the_card.yaml")
    assert made == "subflow: check_the_card\ntitle: Check the card\nstart: end\nsteps:\n  end:\n    return: ok\n"
    page = (await browser.get(base)).text
    assert 'id="part-1-start"' in page and "Check the card" in page and "town" not in page
    form = re.findall(rf'<form [^>]*action="{base}/identity".*?</form>', page, re.DOTALL)[0]
    await browser.post(f"{base}/identity", sent(form), headers={"hx-request": "true"})
    assert await written("subflows/identity.yaml") == town["subflows/identity.yaml"]
    await browser.post(f"{base}/identity", sent(form, title="Who rings?", start="check"), headers={"hx-request": "true"})
    assert await written("subflows/identity.yaml") == town["subflows/identity.yaml"].replace(
        "title: Who is calling?\nstart: ask_pin", "title: Who rings?\nstart: check"
    )
    told = (await browser.get("/packages/library_line/uses?place=parts&name=rating")).text
    line = town["flow.yaml"][: town["flow.yaml"].index("call: rating")].count("\n") + 1
    assert f"flow.yaml:{line}" in told and told.count("<li>") == 1
    async with store.session() as session:
        revision = (await Drafts(session).read("library_line")).revision
    assert (await browser.post(f"{base}/rating/delete", {"revision": str(revision)})).status_code == 303
    async with store.session() as session:
        assert "subflows/rating.yaml" not in (await Drafts(session).read("library_line")).files
    assert (await browser.post(f"{base}/rating", {"revision": "1"})).status_code == 404
    told = (await browser.get("/packages/library_line/uses?place=slots&name=pin")).text
    assert "policies.yaml" in told and "data.yaml" not in told and "subflows/identity.yaml" in told
