"""Looking back at the saves of a package: who last changed a step, two saves compared, names, and the way back."""

import html

import pytest

from designer.canvas.comparison import compared
from designer.canvas.drawing import draw
from designer.words import speaking
from designer.workspace.blame import CHUNK, last_changes
from designer.workspace.drafts import Drafts
from designer.workspace.step_texts import speaking_of, step_changes, step_texts
from dsl.compiler import check
from dsl.editing.renaming import Renaming, rename
from tests.designer.test_drawing import FLOW, OTHERS

BASE = "/packages/line"
FILES = {"flow.yaml": FLOW, **OTHERS}


async def saved(store, text: str, by: str, what: str = "") -> int:
    async with store.session() as session:
        drafts = Drafts(session)
        outcome = await drafts.save("line", {"flow.yaml": text}, (await drafts.read("line")).revision, by, what)
        return outcome.revision


@pytest.fixture
async def line(store) -> None:
    async with store.session() as session:
        await Drafts(session).add("line", FILES, "ann", what="made by the tests")


# ---- the text of a step


def test_the_text_of_each_step_is_found_by_its_place():
    text = (
        "topics: {}\nsteps:  # all\n  one:\n    say: >-\n      a\n\n      b\n  # of two\n"
        '  "two \'s":\n    say: c\n\n  三: {say: d}\nalways:\n  x: y\n'
    )
    assert step_texts(text) == {"one": "\n    say: >-\n      a\n\n      b", "two 's": "\n    say: c", "三": " {say: d}"}
    assert set(step_texts(FLOW)) == set(check(FILES).package.flow.steps)
    assert step_texts("steps: {a: {say: x}}\n") == {} == step_texts("")


def test_what_only_speaks_of_something_renamed_is_no_change():
    new = rename(FILES, Renaming("step", "tell", "tell_it"))["flow.yaml"].replace("hang_up: Goodbye.", "hang_up: Bye.")
    record = {"kind": "step", "old": "tell", "new": "tell_it", "scope": "flow.yaml"}
    found = step_changes(FLOW, new, [record], "flow.yaml")
    assert (found.new, found.changed, found.gone, found.renamed) == (set(), {"bye"}, set(), {"tell_it": "tell"})
    assert speaking_of("tell: retell, tell", [record]) == "tell_it: retell, tell_it"
    assert step_changes(FLOW, new, [], "flow.yaml").gone == {"tell"}


# ---- who changed a step


async def test_the_last_change_of_a_step_is_found_through_its_names(line, store):
    await saved(store, FLOW.replace("It is <bill.extra>.", "It is <bill.extra> more."), "ben", "better words")
    files = rename(
        {"flow.yaml": FLOW.replace("It is <bill.extra>.", "It is <bill.extra> more."), **OTHERS},
        Renaming("step", "tell", "tell_it"),
    )
    await saved(store, files["flow.yaml"], "cleo", "renamed")
    await saved(store, files["flow.yaml"].replace("hang_up: Goodbye.", "hang_up: Bye."), "dora", "shorter")
    async with store.session() as session:
        found = await last_changes(session, "line", "flow.yaml", 4)
        assert {name: (one.by, one.revision) for name, one in found.items() if one.by != "ann"} == {
            "tell_it": ("ben", 2), "bye": ("dora", 4)
        }  # fmt: skip
        assert found["listen"].what == "made by the tests" and len(found) == 10
        assert (await last_changes(session, "line", "flow.yaml", 2))["tell"].by == "ben"


async def test_everybody_reads_in_their_own_language_what_a_save_did(line, browser, make_browser, people):
    """On every screen that tells of saves, and of the one that takes it back."""
    reader = make_browser()
    await reader.sign_in("operator")
    made = {"revision": 1, "change": {"change": "add", "kind": "say"}}
    assert (await browser.post(f"{BASE}/graph/change", json=made)).status_code == 200
    await browser.post(f"{BASE}/graph/undo", json={})
    for language, added, undone in (
        ("en", "Added a step on the graph: Say", "Undid: Added a step on the graph: Say"),
        ("zh", "在流程图上添加“播报”步骤", "撤销：在流程图上添加“播报”步骤"),
    ):
        reader.client.cookies.set("language", language)
        for address in ("history", "compare?at=2&against=1", "publish"):
            page = html.unescape((await reader.get(f"{BASE}/{address}")).text)
            assert added in page and undone in page, (language, address)


async def test_a_long_history_is_read_in_parts(line, store):
    async with store.session() as session:
        drafts = Drafts(session)
        for number in range(CHUNK + 5):
            await drafts.save("line", {"flow.yaml": f"{FLOW}# {number}\n"}, number + 1, "ben", "")
        found = await last_changes(session, "line", "flow.yaml", CHUNK + 6)
    assert {one.revision for one in found.values()} == {1}


# ---- two saves


def test_one_drawing_shows_what_is_new_changed_and_gone():
    new = FLOW.replace(
        "    say: It is <bill.extra>.\n    next: more\n",
        "    say: It is <bill.extra>.\n    next: extra\n  extra:\n    say: And that.\n    next: more\n",
    )
    new = new.replace(
        "    unavailable: note\n  note:\n    call_back: {note: A dispute}\n    next: bye\n", "    unavailable: bye\n"
    )
    with speaking("en"):
        drawings = draw(check(FILES)), draw(check({**FILES, "flow.yaml": new}))
    changes = step_changes(FLOW, new, [], "flow.yaml")
    made = compared(*drawings, changes)
    assert {box.id: box.mark for box in made.boxes if box.mark} == {
        "extra": "new", "note": "gone", "tell": "changed", "agent": "changed"
    }  # fmt: skip
    ids = [box.id for box in made.boxes]
    assert ids.index("note") == ids.index("agent") + 1
    marked = {(line.start, line.end): line.mark for line in made.lines if line.mark}
    assert marked == {
        ("tell", "extra"): "new", ("extra", "more"): "new", ("tell", "more"): "gone",
        ("agent", "bye"): "new", ("agent", "note"): "gone", ("note", "bye"): "gone",
    }  # fmt: skip


async def test_two_saves_are_compared_in_words_and_on_the_canvas(browser, line, store):
    files = rename(FILES, Renaming("step", "tell", "tell_it"))
    await saved(store, files["flow.yaml"].replace("hang_up: Goodbye.", "hang_up: Bye."), "ben")
    page = (await browser.get(f"{BASE}/compare?against=1&at=2")).text
    assert "“tell” is now called “tell_it”" in page and "1 step differs" in page
    assert "tell_it: added" not in page and "graph/compared?flow=&amp;against=1&amp;at=2" in page
    canvas = (await browser.get(f"{BASE}/graph/compared?against=1&at=2")).text
    assert (
        "Save 1 → save 2" in canvas and "Steps: 0 new, 1 changed, 0 gone." in canvas and '"was":"tell"' in canvas.replace(" ", "")
    )
    back = (await browser.get(f"{BASE}/compare?against=2&at=1")).text
    assert "“tell_it” is now called “tell”" in back
    assert (await browser.get(f"{BASE}/compare?against=7")).status_code == 404
    assert (await browser.get(f"{BASE}/graph/compared?flow=none&against=1&at=2")).status_code == 404


async def test_the_canvas_is_told_who_changed_each_step(browser, line, store):
    await saved(store, FLOW.replace("Goodbye.", "Bye."), "ben", "shorter")
    found = (await browser.get(f"{BASE}/graph/blame?revision=2")).json()
    assert found["bye"]["by"] == "ben" and found["bye"]["address"].endswith("compare?against=1&at=2")
    assert found["tell"]["what"] == "made by the tests" and found["tell"]["address"] == ""


# ---- names, and the way back


async def test_a_save_gets_a_name_that_shows_wherever_it_does(browser, line, store, make_browser):
    await browser.post(f"{BASE}/saves/1/name", {"name": "  Before the <b>holidays</b> "})
    await saved(store, FLOW.replace("Goodbye.", "Bye."), "ben", "shorter")
    for place in ("history", "publish", "compare?against=1&at=2"):
        assert "Before the &lt;b&gt;holidays&lt;/b&gt;" in (await browser.get(f"{BASE}/{place}")).text
    assert (await browser.post(f"{BASE}/saves/7/name", {"name": "x"})).status_code == 404
    agent = make_browser()
    await agent.sign_in("agent")
    assert (await agent.post(f"{BASE}/saves/1/name", {"name": "x"})).status_code == 403


async def test_one_click_brings_back_the_very_bytes(browser, line, store):
    await saved(store, FLOW.replace("Goodbye.", "Bye.") + "# added\n", "ben")
    answer = await browser.post(f"{BASE}/saves/1/restore", {"then": "history"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}/history")
    async with store.session() as session:
        drafts = Drafts(session)
        now, first = await drafts.read("line"), await drafts.read_revision("line", 1)
    assert now.revision == 3 and now.files == first.files and now.hashes == first.hashes
    assert {path: text.encode() for path, text in now.files.items()} == {path: text.encode() for path, text in FILES.items()}
