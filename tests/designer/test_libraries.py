"""Libraries in the designer: checked with who uses them, published with them and never instead of them, in and out as zip."""

import pytest

from designer.configuration import FLOWS, Configuration
from designer.first_run import prepare_store
from designer.publishing import release, versions
from designer.store.engine import Store
from designer.workspace import archive, templates
from designer.workspace.drafts import Drafts
from dsl.bundle import decode
from dsl.libraries import files_of, library_of
from tests.designer.browser import BLANK, Browser

ANSWERS = "parking:\n  title: Parking\n  questions:\n    - where can I park\n  say: Behind the house.\n"
SHARED = {"library.yaml": "callwright: 1\nlibrary: shared\ntitle: For all\nlanguage: en-US\n", "answers.yaml": ANSWERS}
USING = BLANK | {"flow.yaml": BLANK["flow.yaml"].replace("language: en-US", "language: en-US\nuses: [shared]")}


@pytest.fixture
async def house(store: Store) -> None:
    """A line that uses a library, and one that does not."""
    async with store.session() as session:
        drafts = Drafts(session)
        await drafts.add("shared", SHARED, by="", what="created")
        await drafts.add("line", USING, by="", what="created")
        await drafts.add("other", {"flow.yaml": BLANK["flow.yaml"].replace("flow: line", "flow: other")}, by="", what="created")


async def write(store: Store, package: str, file: str, text: str) -> None:
    async with store.session() as session:
        drafts = Drafts(session)
        await drafts.save(package, {file: text}, (await drafts.read(package)).revision, "ann", "")


async def publish(browser: Browser, store: Store):
    async with store.session() as session:
        draft = await Drafts(session).read("line")
    return await browser.post("/packages/line/publish", {"revision": str(draft.revision), "whole": draft.mark})


async def test_the_list_marks_a_library_and_the_pages_name_each_other(browser, house):
    page = (await browser.get("/")).text
    assert page.count("Library</span>") == 1 and "Used by" in page and "/packages/shared/publish" not in page
    shared = (await browser.get("/packages/shared")).text
    assert 'href="/packages/line"' in shared and 'href="/packages/other"' not in shared
    assert "/packages/shared/tryout" not in shared and "/packages/shared/publish" not in shared
    line = (await browser.get("/packages/line")).text
    assert 'href="/packages/shared"' in line and "goes live again" in line
    for place in ("slots", "answers", "data", "graph", "source?file=library.yaml"):
        assert (await browser.get(f"/packages/shared/{place}")).status_code == 200, place
    browser.client.cookies.set("language", "zh")
    assert "公共库" in (await browser.get("/")).text and "谁在用" in (await browser.get("/packages/shared")).text


async def test_what_runs_stays_until_its_own_flow_is_published_again(browser, house, store: Store):
    assert (await publish(browser, store)).status_code == 303
    async with store.session() as session:
        first = await versions.live_version(session, "line")
        released = await release.newest(session)
    assert first is not None and {library_of(path) for path in first.files} == {"", "shared"}
    await write(store, "shared", "answers.yaml", ANSWERS.replace("Behind", "Before"))
    async with store.session() as session:
        still = await versions.live_version(session, "line")
        assert still is not None and still.bundle == first.bundle
        assert (await release.newest(session)) == released
    assert "Draft not live" in (await browser.get("/")).text
    page = (await browser.get("/packages/line/publish")).text
    assert "Library shared, Answer Parking" in page
    assert (await publish(browser, store)).status_code == 303
    async with store.session() as session:
        second = await versions.live_version(session, "line")
        data = await versions.bundle_bytes(session, second.bundle)
    assert second.bundle != first.bundle and decode(data).answers["parking"].say == "Before the house."


async def test_what_was_shown_is_what_is_published(browser, house, store: Store):
    async with store.session() as session:
        shown = await Drafts(session).read("line")
    await write(store, "shared", "answers.yaml", ANSWERS.replace("Behind", "Before"))
    answer = await browser.post("/packages/line/publish", {"revision": str(shown.revision), "whole": shown.mark})
    assert answer.status_code == 409


async def test_a_mistake_in_a_library_shows_where_it_is_and_who_has_it(browser, house, store: Store):
    await write(store, "shared", "answers.yaml", ANSWERS.replace("say: Behind", "sya: Behind"))
    line = (await browser.get("/packages/line")).text
    assert "library/shared/answers.yaml:5" in line
    there = await browser.get("/packages/line/source?file=library/shared/answers.yaml&line=5")
    assert there.status_code == 303 and there.headers["location"] == "/packages/shared/source?file=answers.yaml&line=5"
    shared = (await browser.get("/packages/shared")).text
    assert shared.count('badge-bad">2 errors') == 1 and "answers.yaml:5" in shared
    assert (await publish(browser, store)).status_code == 409


async def test_a_misspelt_library_is_told_while_it_is_typed(browser, house):
    text = USING["flow.yaml"].replace("uses: [shared]", "uses: [shred]")
    answer = await browser.post("/packages/line/check", json={"file": "flow.yaml", "text": text})
    told = [problem["sentence"] for problem in answer.json()["problems"]]
    assert told == ["There is no library “shred”; did you mean “shared”?"]
    again = await browser.post("/packages/line/check", json={"file": "flow.yaml", "text": USING["flow.yaml"]})
    assert again.json()["problems"] == []


async def test_a_library_is_no_line(browser, house, store: Store):
    for page in ("publish", "tryout"):
        assert (await browser.get(f"/packages/shared/{page}")).headers["location"] == "/packages/shared"
    assert (await browser.post("/packages/shared/publish", {"revision": "1"})).status_code == 409
    assert (await browser.post("/numbers", {"dialled": "1", "package": "shared"})).status_code == 409
    assert ">For all<" not in (await browser.get("/numbers")).text
    assert (await browser.post("/packages/shared/delete")).status_code == 409
    await write(store, "line", "flow.yaml", BLANK["flow.yaml"])
    assert (await browser.post("/packages/shared/delete")).status_code == 303


async def test_a_package_goes_out_and_comes_in_with_its_libraries_byte_for_byte(browser, house, store: Store):
    data = (await browser.get("/packages/line/export")).content
    assert archive.pack("line", archive.unpack(data), archive.revisions_in(data)) == data
    assert files_of(archive.unpack(data), "shared") == SHARED
    async with store.session() as session:
        for name in ("line", "shared"):
            await Drafts(session).delete(name)
    assert (await browser.post("/flows/import", files={"file": ("line.zip", data)})).status_code == 303
    assert archive.unpack((await browser.get("/packages/line/export")).content) == archive.unpack(data)
    await write(store, "shared", "answers.yaml", ANSWERS.replace("Behind", "Before"))
    report = (await browser.post("/flows/import", files={"file": ("line.zip", data)})).headers["location"]
    await browser.post(report, {"seen:shared": "3", "seen:line": "2"})
    taken = archive.unpack((await browser.get("/packages/line/export")).content)
    assert taken == archive.unpack(data), "the library took the text of the zip"
    alone = (await browser.get("/packages/shared/export")).content
    assert archive.unpack(alone) == SHARED
    assert (await browser.post("/flows/import", files={"file": ("shared.zip", alone)})).headers["location"] == "/packages/shared"


async def test_a_new_library_begins_blank_and_is_used(browser, house, store: Store):
    given = {"template": templates.BLANK_LIBRARY, "title": "Our hours", "name": "our_hours", "language": "en-US"}
    assert (await browser.post("/flows", given)).status_code == 303
    assert (await browser.get("/packages/our_hours")).status_code == 200
    answer = {"title": "Hours", "questions": "when are you open", "say": "From nine to five."}
    assert (await browser.post("/packages/our_hours/answers", answer)).status_code == 303
    async with store.session() as session:
        drafts = Drafts(session)
        assert list((await drafts.check("our_hours")).findings) == []
        names = await drafts.libraries()
    assert set(names) == {"shared", "our_hours"}


async def test_what_was_asked_for_does_not_go_live_with_another_library(browser, house, store: Store, make_browser):
    second = make_browser()
    await second.sign_in("publisher")
    assert (await browser.post("/settings/approval", {"approval": "true"})).status_code == 303
    assert (await publish(browser, store)).status_code == 303
    await write(store, "shared", "answers.yaml", ANSWERS.replace("Behind", "Before"))
    refused = await second.post("/packages/line/proposals/1/approve")
    assert refused.status_code == 409 and "changed since" in refused.text
    assert (await browser.post("/packages/line/proposals/1/withdraw")).status_code == 303
    assert (await publish(browser, store)).status_code == 303
    assert (await second.post("/packages/line/proposals/2/approve")).status_code == 303
    async with store.session() as session:
        assert await versions.live_version(session, "line") is not None


async def test_the_shipped_flows_bring_their_libraries(tmp_path):
    configuration = Configuration(data=tmp_path, token="t", flows=FLOWS)
    store = Store(configuration.database)
    await store.open()
    await prepare_store(store, configuration)
    async with store.session() as session:
        assert set(await Drafts(session).libraries()) == set(templates.shipped_libraries())
        live = await versions.live_versions(session)
    assert set(live) == set(templates.shipped())
    assert all({library_of(path) for path in one.files} == {"", "call_basics"} for one in live.values())
    await store.close()


async def test_the_parts_of_a_library_are_drawn_and_changed_there(browser, house, store: Store):
    assert "no parts yet" in (await browser.get("/packages/shared/graph")).text
    thanks = "subflow: thanks\nstart: a\nsteps:\n  a:\n    say: Thank you.\n    next: b\n  b:\n    return: ok\n"
    await write(store, "shared", "subflows/thanks.yaml", thanks)
    drawn = (await browser.get("/packages/shared/graph")).text
    assert "Thank you." in drawn and "?whole=true" not in drawn
    change = {"revision": 1, "change": {"change": "rename", "step": "greet", "new": "hello"}}
    foretold = (await browser.post("/packages/line/graph/consequences", json=change)).json()
    assert foretold["problems"] == [], "what the library has is known"


async def uses_of(store: Store, package: str) -> str:
    async with store.session() as session:
        text = (await Drafts(session).read(package)).files["flow.yaml"]
    return next((line for line in text.splitlines() if line.startswith("uses:")), "")


async def test_libraries_are_chosen_on_the_overview(browser, house, store: Store):
    page = (await browser.get("/packages/other")).text
    assert 'name="uses" value="shared">' in page and "Libraries to use" in page
    form = {"revision": "1", "title": "Other", "if_unsure": "balanced", "choosing": "true", "choice": "shared"}
    assert (await browser.post("/packages/other", form | {"uses": "shared"})).status_code == 200
    assert await uses_of(store, "other") == "uses:"
    async with store.session() as session:
        draft = await Drafts(session).read("other")
    assert "language: en-US\nuses:\n  - shared\n" in draft.files["flow.yaml"]
    assert "library/shared/answers.yaml" in draft.whole
    assert 'value="shared" checked' in (await browser.get("/packages/other")).text
    assert (await browser.post("/packages/other", form | {"revision": "2"})).status_code == 200
    assert await uses_of(store, "other") == ""


async def test_a_form_that_showed_no_libraries_leaves_them(browser, house, store: Store):
    text = USING["flow.yaml"].replace("uses: [shared]", "uses: [shared, gone]  # ours")
    await write(store, "line", "flow.yaml", text)
    form = {"revision": "2", "title": "A line", "if_unsure": "balanced"}
    await browser.post("/packages/line", form)
    assert await uses_of(store, "line") == "uses: [shared, gone]  # ours"
    assert "There is no such library any more" in (await browser.get("/packages/line")).text
    await browser.post("/packages/line", form | {"choosing": "true", "choice": ["shared", "gone"], "uses": "shared"})
    assert await uses_of(store, "line") == "uses: [shared]  # ours"
