"""Libraries: what comes along is what is needed, under its own name and from its own file, and nobody's text is replaced."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dsl.changes import changes
from dsl.compiler import check, compile_package
from dsl.diagnostics import Findings
from dsl.edges import edges_of_package
from dsl.editing import EditError
from dsl.editing.renaming import Kind, Renaming, remove, rename
from dsl.libraries import files_of, library_of, name_within, own_files, under_prefix
from dsl.merging import merge
from dsl.reader.package import read
from dsl.resolver.uses import uses
from dsl.source import read_source
from dsl.source.intake import libraries_named
from tests.dsl.small_package import SMALL, lines, spoil

PIN = "library/identity/subflows/identity.yaml"
HEADER = "library/identity/library.yaml"
LIBRARY = """\
callwright: 1
library: identity
title: Who is calling?
language: en-GB
"""


def moved(files: Mapping[str, str], *roots: tuple[str, str]) -> dict[str, str]:
    """The package with some definitions, and all that they need, in a library instead."""
    reading = read(read_source(files, Findings()), Findings())
    named: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for use in uses(reading):
        for kind in KINDS:
            definition = reading.defined(kind).get(_owner(use.place))
            if definition is not None and definition.place.file == use.place.file:
                named.setdefault((kind, definition.name), set()).add((use.kind, use.name))
    gone, waiting = set[tuple[str, str]](), list(roots)
    while waiting:
        key = waiting.pop()
        if key[0] in ("value", *KINDS) and key not in gone and key[1] in reading.defined(key[0]):
            gone.add(key)
            waiting.extend(named.get(key, ()))
    own, library = dict(files), {"library.yaml": LIBRARY}
    values = []
    for kind, name in sorted(gone):
        place = reading.defined(kind)[name].place
        if kind == "subflow":
            library[place.file] = own.pop(place.file)
        elif kind == "value":
            entry = _entry(own["flow.yaml"], name, 2)
            own["flow.yaml"] = own["flow.yaml"].replace(entry, "")
            values.append(entry)
        else:
            entry = _entry(own[place.file], name, 0)
            own[place.file] = own[place.file].replace(entry, "")
            library[place.file] = library.get(place.file, "") + entry
    if "words.yaml" in own and any(kind == "slot" for kind, _ in gone):
        library["words.yaml"] = own.pop("words.yaml")
    library["library.yaml"] += "values:\n" + "".join(values) if values else ""
    own["flow.yaml"] = own["flow.yaml"].replace("entry:\n", "uses: [identity]\nentry:\n")
    return {**own, **under_prefix("identity", library)}


KINDS: tuple[Kind, ...] = ("subflow", "slot", "lookup", "answer", "calendar", "connector")


def _owner(place) -> str:
    return place.file.removeprefix("subflows/").removesuffix(".yaml") if "/" in place.file else str(place.path[0])


def _entry(text: str, name: str, indent: int) -> str:
    found = re.search(rf"^ {{{indent}}}{re.escape(name)}:.*\n(?:(?: {{{indent + 1},}}.*)?\n)*", text, re.MULTILINE)
    assert found is not None
    return found[0]


SHARING = moved(SMALL, ("subflow", "identity"))


def test_a_package_is_the_same_with_its_parts_in_a_library() -> None:
    assert {library_of(name) for name in SHARING} == {"", "identity"}
    compiled = compile_package(SHARING)
    assert lines(list(compiled.findings)) == []
    assert compiled.data == compile_package(SMALL).data


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from([("subflow", "identity"), ("subflow", "booking"), ("slot", "size"), ("slot", "day"),
    ("lookup", "price_list"), ("answer", "sold_out"), ("calendar", "desk"), ("connector", "sms")]), min_size=1))  # fmt: skip
def test_it_is_the_same_whatever_is_moved(roots) -> None:
    kinds = {kind: {name for kind_, name in roots if kind_ == kind} for kind in KINDS}
    files = moved(SMALL, *((kind, name) for kind, names in kinds.items() for name in names))
    assume(any(library_of(name) and name_within(name) != "library.yaml" for name in files))
    compiled = compile_package(files)
    assert [one for one in lines(list(compiled.findings)) if " error " in one] == []
    assert compiled.data == compile_package(SMALL).data


def test_what_nobody_needs_stays_out_and_is_no_warning() -> None:
    more = "\nspare:\n  questions:\n    - is there anything else to know\n  say: No.\n"
    spare = {
        "library/identity/subflows/spare.yaml": "subflow: spare\nstart: a\nsteps:\n  a:\n    collect: colour\n    next: b\n"
        "    failed: b\n  b:\n    return: ok\n",
        "library/identity/slots.yaml": SHARING["library/identity/slots.yaml"] + "colour:\n  type: text\n  ask: Which colour?\n",
    }
    compiled = compile_package({**SHARING, **spare})
    assert lines(list(compiled.findings)) == []
    assert compiled.data == compile_package(SMALL).data
    answers = compile_package({**SHARING, "library/identity/answers.yaml": more})
    assert answers.bundle is not None and "spare" in answers.bundle.answers, "answers are known at every question"


def test_the_identity_follows_the_text_that_is_used() -> None:
    before = compile_package(SHARING).identity
    comment = spoil(SHARING, HEADER, "callwright: 1\n", "# ours\ncallwright: 1\n")
    assert compile_package(comment).identity == before
    wording = {name: text.replace("ask: Your PIN", "ask: The PIN") for name, text in SHARING.items()}
    assert wording == SHARING or compile_package(wording).identity != before
    tries = spoil(SHARING, "library/identity/slots.yaml", "secret: true", "secret: true\n  tries: 5")
    assert compile_package(tries).identity != before


def test_a_library_that_is_not_used_is_not_even_read() -> None:
    beside = {**SMALL, "library/broken/library.yaml": "\t: [", "library/broken/slots.yaml": "?"}
    assert lines(list(check(beside).findings)) == []


def test_its_own_mistakes_stand_at_its_own_files_and_once() -> None:
    files = spoil(SHARING, PIN, "collect: pin", "collect: pim")
    for package in (files, {name_within(name): text for name, text in files.items() if library_of(name)}):
        found = [one for one in check(package).findings if one.severity == "error"]
        assert [(one.code, name_within(one.span.file)) for one in found] == [("name-unknown", "subflows/identity.yaml")]
    fix = next(one for one in check(files).findings if one.code == "name-unknown").fix
    assert fix is not None and fix.edits[0].file == PIN


def test_a_library_never_sees_the_package() -> None:
    files = spoil(SHARING, PIN, "collect: pin", "collect: [pin, day]")
    (found,) = [one for one in check(files).findings if one.severity == "error"]
    assert (found.code, found.span.file, found.arguments["name"]) == ("name-unknown", PIN, "day")


def test_a_library_is_checked_by_itself_without_a_line() -> None:
    alone = files_of(SHARING, "identity")
    checked = check(alone)
    assert lines(list(checked.findings)) == []
    assert compile_package(alone).bundle is None
    circling = "subflow: waiting\nstart: a\nsteps:\n  a:\n    say: One moment.\n    next: a\n"
    found = {one.code: one.span.file for one in check({**alone, "subflows/waiting.yaml": circling}).findings}
    assert found["silent-loop"] == found["subflow-never-returns"] == "subflows/waiting.yaml"


def test_libraries_may_use_each_other() -> None:
    pin = {name: text for name, text in SHARING.items() if name == "library/identity/slots.yaml"}
    files = {name: text for name, text in SHARING.items() if name not in pin}
    files[HEADER] += "uses: [secrets]\n"
    files["library/secrets/library.yaml"] = LIBRARY.replace("library: identity", "library: secrets")
    files["library/secrets/slots.yaml"] = pin["library/identity/slots.yaml"]
    compiled = compile_package(files)
    assert lines(list(compiled.findings)) == []
    assert compiled.data == compile_package(SMALL).data
    beside = {name: text for name, text in files.items() if library_of(name) == "secrets"}
    assert lines(list(check({**files_of(files, "identity"), **beside}).findings)) == []


def test_proofs_look_into_a_library_and_name_its_file() -> None:
    broken = {**SHARING, "policies.yaml": "- name: Verified before asking\n  holds: verified\n  before: [identity/ask_pin]\n"}
    (found,) = [one for one in check(broken).findings if one.code == "policy-broken"]
    assert found.call is not None and "identity/ask_pin" in found.call.steps
    kept = {**SHARING, "policies.yaml": "- name: Verified before the price\n  holds: verified\n  before: [fetch_price]\n"}
    assert lines(list(check(kept).findings)) == []
    step = "  ask_pin:\n    collect: pin\n    next: tell\n    failed: no\n  tell:\n    fetch: tell\n    with: {pin: pin}\n"
    telling = {**kept, PIN: kept[PIN].replace("  ask_pin:\n    collect: pin\n", step)}
    telling["library/identity/data.yaml"] = "tell:\n  post: https://shop.example/tell\n  sends: {pin: text}\n  gives: {}\n"
    telling["policies.yaml"] = "- name: The PIN stays here\n  secret: pin\n  only_to: []\n"
    assert {one.span.file for one in check(telling).findings if one.code == "secret-in-fetch"} == {PIN}


def test_edges_say_where_they_are_written() -> None:
    checked, compiled = check(SHARING), compile_package(SHARING)
    assert compiled.bundle is not None
    edges = [one for one in edges_of_package(compiled.bundle, checked.source.file_of_subflow) if one.step.startswith("identity/")]
    assert edges and {one.file for one in edges} == {PIN}
    assert all(checked.source.find(one.file, one.path[:2]) is not None for one in edges)


def test_what_changed_in_a_library_is_said_to_be_so() -> None:
    new = spoil(SHARING, "library/identity/slots.yaml", "secret: true", "secret: true\n  tries: 5")
    (change,) = changes(SHARING, new)
    assert change.file == "library/identity/slots.yaml"
    assert change.sentence("en").startswith("Library identity, Detail to ask")
    assert change.sentence("zh").startswith("公共库 identity，要问的信息")
    came = changes(own_files(SHARING), SHARING)
    assert {library_of(one.file) for one in came} == {"identity"}


def test_a_package_cannot_change_the_names_of_its_library() -> None:
    for kind, name in (("slot", "pin"), ("subflow", "identity")):
        with pytest.raises(EditError, match="library “identity”"):
            rename(SHARING, Renaming(kind, name, "another"))
        with pytest.raises(EditError, match="library “identity”"):
            remove(SHARING, kind, name)
    with pytest.raises(EditError, match="already"):
        rename(SHARING, Renaming("slot", "size", "pin"))
    inside = rename(files_of(SHARING, "identity"), Renaming("slot", "pin", "secret_number"))
    assert lines(list(check(inside).findings)) == []
    broken = check({**own_files(SHARING), **under_prefix("identity", inside)})
    assert {one.code for one in broken.findings if not library_of(one.span.file)} <= {"name-unknown"}


def test_two_people_may_work_on_a_library() -> None:
    base = files_of(SHARING, "identity")
    ours = rename(base, Renaming("slot", "pin", "code"))
    theirs = {**base, "slots.yaml": base["slots.yaml"].replace("secret: true", "secret: true\n  tries: 5")}
    merged = merge(base, ours, theirs)
    assert merged.conflicts == () and "code:" in merged.files["slots.yaml"] and "tries: 5" in merged.files["slots.yaml"]


def test_a_library_may_speak_more_languages_than_the_package() -> None:
    files = spoil(SHARING, HEADER, "language: en-GB", "language: en-GB\nlanguages: [en-GB, zh-CN]")
    slots = files["library/identity/slots.yaml"]
    asked = re.sub(r"ask: (.*)", r'ask: {en-GB: "\1", zh-CN: 请按密码。}', slots)
    both = {**files, "library/identity/slots.yaml": asked}
    assert compile_package(both).data == compile_package(SMALL).data
    assert all(one.span.file != "library/identity/slots.yaml" for one in check(both).findings)


def test_what_to_fetch_is_known_before_anything_is_checked() -> None:
    assert libraries_named(SHARING["flow.yaml"]) == ("identity",)
    assert libraries_named("uses: town") == libraries_named(": [") == libraries_named("") == ()


def test_a_menu_may_offer_what_nobody_needs_yet() -> None:
    slots = SHARING["library/identity/slots.yaml"] + "colour:\n  type: text\n  ask: Which colour?\n"
    reading = check({**SHARING, "library/identity/slots.yaml": slots}).reading
    assert reading.package is not None and "colour" not in reading.package.slots
    assert reading.offered is not None and "colour" in reading.offered.slots


@pytest.mark.parametrize("file", [name for name in SHARING if library_of(name)])
def test_whatever_is_left_of_a_file_of_a_library_is_a_finding_at_its_place(file: str) -> None:
    text = SHARING[file]
    for end in range(0, len(text), 23):
        found = list(check({**SHARING, file: text[:end]}).findings)
        assert all(one.span.file in SHARING for one in found)
