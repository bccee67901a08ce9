"""Changes on the canvas: each is an edit of the text that keeps all the rest, and what deleting would do is told before."""

import difflib

import pytest

from designer.canvas.changes import Add, Change, Connect, Copy, Delete, Disconnect, LeadAll, Made, Rename, Reorder, change
from designer.canvas.consequences import consequences
from designer.canvas.new_steps import offered
from designer.forms.menu_rows import Row
from designer.refusal import Refused
from designer.words import speaking
from dsl.compiler import check
from dsl.model import STEP_KINDS
from tests.designer.test_drawing import FLOW, OTHERS

FILES = {"flow.yaml": FLOW.replace("  more:\n", "  # what else\n  more:\n"), **OTHERS}
CHECKED = check(FILES, proven=False)


def make(wanted: Change, files: dict[str, str] = FILES, subflow: str = "", taken: tuple[str, ...] = ()) -> Made:
    with speaking("en"):
        return change(files, check(files, proven=False), subflow, wanted, taken=taken)


def differing(made: Made, files: dict[str, str] = FILES, file: str = "flow.yaml") -> list[str]:
    """The lines that went (-) and came (+)."""
    lines = difflib.ndiff(files[file].splitlines(), made.files[file].splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_a_step_is_added_on_an_edge_and_nothing_else_changes():
    made = make(Add(kind="say", step="look", way="next"))
    assert made.step == "say_1"
    assert differing(made) == ["+     next: say_1", "+   say_1:", "+     say: Write here what the line says."]


@pytest.mark.parametrize("kind", [kind for kind in STEP_KINDS if kind not in ("set", "send", "answer", "switch", "return")])
def test_a_new_step_of_any_kind_is_one_that_checks(kind):
    made = make(Add(kind=kind, step="tell", way="next"))
    after = check({**FILES, **made.files}, proven=False)
    before = {one.sentence() for one in CHECKED.findings if one.severity == "error"}
    assert [one.line() for one in after.findings if one.severity == "error" and one.sentence() not in before] == []


def test_only_kinds_that_have_what_they_need_are_offered():
    assert CHECKED.package is not None
    kinds = offered(CHECKED.package, "")
    assert "fetch" in kinds and {"send", "set", "answer", "switch", "return"}.isdisjoint(kinds)
    assert "return" in offered(CHECKED.package, "identity")
    with pytest.raises(Refused, match="nothing_for_kind"):
        make(Add(kind="send", step="tell", way="next"))


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (Connect("tell", "next", "bye"), ["-     next: more", "+     next: bye"]),
        (
            Connect("more", "hear", "tell", "agree"),
            ["-     hear: {agree: listen, refuse: bye}", "+     hear: {agree: tell, refuse: bye}"],
        ),
        (
            Connect("more", "hear", "look", "fee"),
            ["-     hear: {agree: listen, refuse: bye}", "+     hear: {agree: listen, refuse: bye, fee: look}"],
        ),
        (Connect("more", "keys", "agent", "9"), ["+     keys:", "+       9: agent"]),
        (
            Connect("which", "choose", "bye", "", "stumbles >= 2"),
            ["+       - when: stumbles >= 2", "+         next: bye"],
        ),
        (
            Connect("which", "choose", "bye", case=(Row("and", "bill.extra", ">", "20"), Row("or", "intent", "==", "fee"))),
            ['+       - when: bill.extra > 20 USD or intent == "fee"', "+         next: bye"],
        ),
        (Connect("which", "choose", "bye", "otherwise"), ["-       - otherwise: tell", "+       - otherwise: bye"]),
        (Connect("topic:fee", "topics", "look", "fee"), ["- topics: {fee: ask_month}", "+ topics: {fee: look}"]),
        (Connect("", "entry", "listen", "inbound"), ["- entry: {inbound: hello}", "+ entry: {inbound: listen}"]),
        (Connect("look", "failed", "note"), ["-     failed: agent", "+     failed: note"]),
        (Disconnect("listen", "keys", "1"), ["-     keys: {0: agent, 1: ask_month}", "+     keys: {0: agent}"]),
    ],
)  # fmt: skip
def test_a_way_leads_elsewhere(wanted, lines):
    assert differing(make(wanted)) == lines


def test_a_new_way_for_silence_keeps_what_the_line_says():
    made = make(Connect("more", "no_input", "bye"))
    assert [line for line in differing(made) if "go:" in line] == ["+       - go: bye"]
    assert len(differing(made)) == 3


@pytest.mark.parametrize(
    "wanted",
    [
        Connect("tell", "hear", "bye", "fee"),
        Connect("which", "choose", "bye"),
        Disconnect("look", "failed"),
        Disconnect("which", "choose", "otherwise"),
        Connect("tell", "next", "nowhere"),
        Connect("nowhere", "next", "bye"),
        Rename("tell", "two words"),
        Rename("tell", "stay"),
        Rename("tell", "fetch"),
        Rename("tell", "more"),
        Delete(("tell",), "tell"),
        Delete(tuple(CHECKED.package.flow.steps if CHECKED.package else ())),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(wanted):
    with pytest.raises(Refused):
        make(wanted)


def test_references_follow_a_new_name_in_every_file():
    files = {**FILES, "policies.yaml": "- name: First this\n  heard: hello\n  before: tell\n"}
    made = make(Rename("tell", "告诉金额"), files)
    assert set(made.files) == {"flow.yaml", "policies.yaml"}
    assert "before: 告诉金额" in made.files["policies.yaml"] and "tell" not in made.files["flow.yaml"].replace("tells", "")


def test_deleting_leads_what_came_there_on_and_says_so_before():
    files = {**FILES, "policies.yaml": "- name: First this\n  heard: hello\n  before: tell\n"}
    wanted = Delete(("look", "which"))
    made = make(wanted, files)
    assert "next: tell" in made.files["flow.yaml"] and "# what else\n  more:" in made.files["flow.yaml"]
    with speaking("en"):
        told = consequences(files, check(files), check({**files, **made.files}), "", wanted)
    assert told.led == ["ask_month will lead to tell instead of look"]
    assert (told.left, told.problems[0].severity) == ([], "warning")  # the look-up is used nowhere any more


def test_what_still_speaks_of_a_deleted_step_is_told():
    files = {**FILES, "policies.yaml": "- name: First this\n  heard: hello\n  before: tell\n"}
    wanted = Delete(("tell",), "bye")
    made = make(wanted, files)
    with speaking("en"):
        told = consequences(files, check(files), check({**files, **made.files}), "", wanted)
    assert [(one.file, one.line) for one in told.problems if one.severity == "error"] == [("policies.yaml", 3)]
    assert told.left == []  # it is told once


def test_deleting_the_first_step_moves_the_entry():
    assert "entry: {inbound: listen}" in make(Delete(("hello",))).files["flow.yaml"]


def test_a_step_moves_with_its_comment():
    made = make(Reorder("more", 0))
    assert made.files["flow.yaml"].index("  # what else\n  more:") < made.files["flow.yaml"].index("  hello:")


def test_a_part_is_changed_in_its_own_file():
    made = make(Add(kind="say", step="pin", way="next"), subflow="identity")
    assert list(made.files) == ["subflows/identity.yaml"]
    assert "start: pin" in made.files["subflows/identity.yaml"]
    assert "start: done" in make(Connect("", "entry", "done"), subflow="identity").files["subflows/identity.yaml"]


def test_copies_lead_to_each_other_where_the_steps_do():
    made = make(Copy(("look", "which")))
    steps = check(FILES | made.files).package.flow.steps
    names = list(steps)
    assert made.step == "look_2" and names[names.index("which") + 1 :][:2] == ["look_2", "which_2"]
    assert (steps["look_2"].next, steps["look_2"].failed) == ("which_2", steps["look"].failed)
    assert steps["which_2"] == steps["which"]  # leads to none of the two
    again = make(Copy(("look_2",)), FILES | made.files)
    assert again.step == "look_3" and make(Copy(("look",)), taken=("look_2",)).step == "look_3"


def test_several_steps_go_on_to_one():
    made = make(LeadAll(("tell", "look", "bye"), "more"))
    assert [line for line in differing(made) if line.startswith("+")] == ["+     next: more"]  # that of `tell` does already
    for wanted in (LeadAll(("bye",), "more"), LeadAll(("tell",), "nowhere"), Copy(("nowhere",)), Copy(())):
        with pytest.raises(Refused):
            make(wanted)
