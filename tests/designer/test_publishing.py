"""Publishing: gates, versions that never change, roll-back byte for byte, numbers, the release."""

import re

import msgspec
import pytest
from sqlmodel import select

from designer.publishing import gates, numbers, release, settings, versions
from designer.publishing.gates import Outcome
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import BundleData, Version
from designer.workspace.drafts import Drafts
from dsl.bundle import decode, identity
from dsl.release import RuntimeStatus, decode_release, release_tag
from tests.designer.browser import MACHINE, Browser


async def edit(store: Store, old: str, new: str) -> int:
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        text = draft.files["flow.yaml"].replace(old, new)
        assert text != draft.files["flow.yaml"]
        return (await Drafts(session).save("line", {"flow.yaml": text}, draft.revision, "ann", "")).revision


async def publish(browser: Browser, store: Store, note: str = ""):
    async with store.session() as session:
        revision = (await Drafts(session).read("line")).revision
    return await browser.post("/packages/line/publish", {"revision": str(revision), "note": note})


async def live(store: Store) -> Version:
    async with store.session() as session:
        version = await versions.live_version(session, "line")
        assert version is not None
        return version


async def test_what_is_published_is_the_compiled_draft_and_stays_as_it_was(browser, package, store: Store):
    assert (await publish(browser, store, "first")).status_code == 303
    first = await live(store)
    assert (first.number, first.by, first.note, first.revision) == (1, "boss", "first", 1)
    async with store.session() as session:
        data = (await session.exec(select(BundleData))).one().data
    assert identity(data) == first.bundle and decode(data).package == "line"
    await edit(store, "Goodbye", "Bye now")
    assert (await live(store)).number == 1
    assert (await publish(browser, store)).status_code == 303
    second = await live(store)
    assert second.number == 2 and second.bundle != first.bundle


async def test_what_changed_is_said_in_words_with_the_wording_before_and_after(browser, package, store: Store):
    await publish(browser, store)
    await edit(store, "Goodbye", "This call was recorded. Goodbye")
    page = (await browser.get("/packages/line/publish")).text
    assert "last words changed" in page and "Privacy" in page and "/packages/line/source?file=flow.yaml&amp;line=" in page
    assert "<ins>" in page and "This call was recorded. Goodbye" in page
    await publish(browser, store)
    version = (await browser.get("/packages/line/versions/2")).text
    assert "last words changed" in version and "source?file=flow.yaml" not in version
    browser.client.cookies.set("language", "zh")
    assert "结束语改了措辞" in (await browser.get("/packages/line/versions/2")).text
    assert "没有改动" in (await browser.get("/packages/line/publish")).text


async def test_a_roll_back_is_a_new_version_with_the_old_bundle(browser, package, store: Store):
    await publish(browser, store)
    first = await live(store)
    await edit(store, "Goodbye", "Bye now")
    await publish(browser, store)
    assert (await browser.post("/packages/line/versions/1/restore")).status_code == 303
    third = await live(store)
    assert (third.number, third.restores, third.bundle, third.files) == (3, 1, first.bundle, first.files)
    assert (await browser.post("/packages/line/versions/1/restore")).status_code == 409
    async with store.session() as session:
        assert "Bye now" in (await Drafts(session).read("line")).files["flow.yaml"]  # the draft is not thrown away


async def test_a_draft_with_errors_is_not_published_and_the_page_says_where(browser, package, store: Store):
    await edit(store, "next: listen", "next: nowhere")
    assert (await publish(browser, store)).status_code == 409
    page = (await browser.get("/packages/line/publish")).text
    assert "errors." in page and "/packages/line/source" in page
    async with store.session() as session:
        assert await versions.all_versions(session, "line") == []


async def test_what_somebody_else_changed_since_is_not_published_unseen(browser, package, store: Store):
    await edit(store, "Goodbye", "Bye now")
    answer = await browser.post("/packages/line/publish", {"revision": "1"})
    assert answer.status_code == 409 and "Somebody changed the draft" in answer.text


async def test_of_two_who_publish_at_once_one_is_told(browser, package, store: Store, monkeypatch):
    await publish(browser, store)
    await edit(store, "Goodbye", "Bye now")

    async def looked_before(session, _) -> int:
        session.expunge_all()
        return 1

    monkeypatch.setattr(versions, "_next_number", looked_before)
    answer = await publish(browser, store)
    assert answer.status_code == 409 and "Somebody published just now" in answer.text
    assert (await live(store)).number == 1


async def test_publishing_twice_the_same_says_that_nothing_changed(browser, package, store: Store):
    await publish(browser, store)
    assert (await publish(browser, store)).status_code == 409


async def test_a_flow_that_names_itself_otherwise_is_refused(browser, package, store: Store):
    await edit(store, "flow: line", "flow: other_line")
    answer = await publish(browser, store)
    assert answer.status_code == 409 and "other_line" in answer.text
    page = await browser.get("/packages/line/publish")  # and from here the draft can be taken back
    assert page.status_code == 200 and "other_line" in page.text
    assert 'action="/packages/line/saves/1/restore"' in page.text


async def test_a_gate_that_is_added_can_refuse(browser, package, store: Store, monkeypatch):
    async def closed(_: gates.Questioned) -> Outcome:
        return Outcome("closed", "failed", "publish.gate_not_prepared")

    monkeypatch.setattr(gates, "GATES", [*gates.GATES, closed])
    assert (await publish(browser, store)).status_code == 409
    monkeypatch.undo()
    assert (await publish(browser, store)).status_code == 303


async def test_the_release_holds_numbers_whose_flow_was_published(browser, package, store: Store):
    await browser.post("/numbers", {"dialled": " 1001 ", "package": "line"})
    async with store.session() as session:
        assert (await release.assemble(session, 0)).lines == {}
    await publish(browser, store)
    async with store.session() as session:
        await numbers.assign(session, "*", "line", "outbound")
        issued = await release.newest(session)
    assert issued is not None and issued.tag == release_tag(issued.data)
    lines = decode_release(issued.data).lines
    bundle = (await live(store)).bundle
    assert {dialled: (line.package, line.bundles[0].bundle, line.entry) for dialled, line in lines.items()} == {
        "1001": ("line", bundle, "inbound"),
        "*": ("line", bundle, "outbound"),
    }


async def test_a_number_may_choose_the_language_of_its_calls(browser, package, store: Store):
    await publish(browser, store)
    for dialled, language in (("1001", "en-US"), ("1002", "tlh"), ("1003", "")):
        await browser.post("/numbers", {"dialled": dialled, "package": "line", "language": language})
    async with store.session() as session:
        lines = (await release.assemble(session, 0)).lines
    assert {dialled: line.language for dialled, line in lines.items()} == {"1001": "en-US", "1002": "", "1003": ""}
    assert "· English (US)" in (await browser.get("/numbers")).text


async def test_a_release_is_issued_only_when_something_in_it_changed(store: Store):
    async with store.session() as session:
        first = await release.issue(session)
        assert (await release.issue(session)).number == first.number
        await settings.set_hosts(session, "crm.example.com")
        assert (await release.issue(session)).number == first.number + 1


async def test_settings_are_checked_and_reach_the_release(browser, client):
    assert (await browser.post("/people/fallback", {"fallback": "sip:1000@pbx"})).status_code == 303
    assert (
        await browser.post("/settings/hosts", {"hosts": "CRM.example.com\nerp.example.com:8443 = http://10.0.0.7:8000"})
    ).status_code == 303
    made = decode_release((await client.get("/feed/release", headers=MACHINE)).content)
    assert made.fallback == "sip:1000@pbx"
    assert made.hosts == {"crm.example.com": "", "erp.example.com:8443": "http://10.0.0.7:8000"}


def on_weekdays(hours: str) -> dict[str, str]:
    return {"spans.was": "", "spans.key.first": "monday", "spans.key.last": "friday", "spans.value": hours}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/settings/hosts", {"hosts": "http://crm.example.com/"}),
        ("/settings/hosts", {"hosts": "crm.example.com/../x"}),
        ("/settings/hosts", {"hosts": "crm.example.com = file:///etc/passwd"}),
        ("/settings/hosts", {"hosts": "crm.example.com = http://x/path"}),
        ("/people/fallback", {"fallback": "sip:a b@c"}),
        ("/people", {"skill": "billing"}),
        ("/people", {"skill": "billing", "address": "http://x"}),
        ("/people", {"skill": "bill ing", "address": "sip:1@a"}),
        ("/people", {"skill": "billing", "address": "sip:1@a", "package": "nowhere"}),
        ("/people", {"skill": "billing", "address": "sip:1@a", "zone": "Asia/Shanghai"} | on_weekdays("9-18")),
        ("/people", {"skill": "billing", "address": "sip:1@a", "zone": "Shanghai"} | on_weekdays("9:00-18:00")),
        ("/people", {"skill": "billing", "address": "sip:1@a", "closed": "Christmas", "zone": "Asia/Shanghai"}),
        ("/people/7/remove", {}),
        ("/numbers", {"dialled": "10 01", "package": "line"}),
        ("/numbers", {"dialled": "1001", "package": "nowhere"}),
    ],
)
async def test_a_setting_that_makes_no_sense_is_one_sentence(browser, package, address, form):
    answer = await browser.post(address, form)
    assert answer.status_code in (404, 422) and 'role="alert"' in answer.text


async def test_a_flow_on_a_number_is_not_deleted(browser, package):
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    assert (await browser.post("/packages/line/delete")).status_code == 409
    await browser.post("/numbers/remove", {"dialled": "1001"})
    assert (await browser.post("/packages/line/delete")).status_code == 303
    assert (await browser.get("/packages/line/publish")).status_code == 404


async def test_the_first_run_publishes_the_flows_that_ship(tmp_path):
    from litestar.testing import AsyncTestClient

    from designer.app import create_app
    from designer.configuration import Configuration

    configuration = Configuration(data=tmp_path, token="t", demo_url="http://127.0.0.1:9")
    async with AsyncTestClient(create_app(configuration)) as client:
        made = msgspec.json.decode((await client.get("/feed/release", headers={"authorization": "Bearer t"})).content)
    assert made["hosts"] == {"demo.callwright.example": "http://127.0.0.1:9"}
    ringing = {dialled: line["package"] for dialled, line in made["lines"].items()}
    assert ringing | {"*": "parcel_status", "1001": "parcel_status", "1002": "phone_bill", "1003": "front_desk"} == ringing


async def test_only_what_is_there_can_be_restored(browser, package, store: Store):
    assert (await browser.post("/packages/line/versions/7/restore")).status_code == 404
    async with store.session() as session:
        with pytest.raises(Refused):
            await versions.find(session, "line", 7)


async def test_the_draft_is_taken_back_to_a_save_and_nothing_live_changes(browser, package, store: Store):
    async with store.session() as session:
        first = (await Drafts(session).read("line")).files
        added = {"flow.yaml": first["flow.yaml"] + "# worse\n", "answers.yaml": "# new file\n"}
        assert (await Drafts(session).save("line", added, 1, "ann", "")).revision == 2
    assert 'action="/packages/line/saves/1/restore"' in (await browser.get("/packages/line/publish")).text
    answer = await browser.post("/packages/line/saves/1/restore")
    assert (answer.status_code, answer.headers["location"]) == (303, "/packages/line/publish")
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        assert (draft.revision, draft.files) == (3, first)
        assert await versions.live_version(session, "line") is None
    assert (await browser.post("/packages/line/saves/77/restore")).status_code == 404


async def test_the_page_says_at_a_glance_what_to_know_before_going_live(browser, package, store: Store):
    page = (await browser.get("/packages/line/publish")).text
    assert "No second person has to agree" in page and "there is no version to go back to" in page
    assert "not prepared beforehand" in page and "not proven by conversations" in page
    await publish(browser, store)
    await edit(store, "Goodbye", "This call was recorded. Goodbye")
    async with store.session() as session:
        await settings.set_approval(session, True)
    page = (await browser.get("/packages/line/publish")).text
    assert "1 change<" in page and "1 about privacy" in page and "Version 1 stays one click away" in page
    assert "Another publisher has to agree: admin, publisher<" in page  # neither who asks nor who saved it
    async with store.session() as session:
        await settings.set_approval(session, False)
    await publish(browser, store)
    page = (await browser.get("/packages/line/publish")).text
    assert "Back to version 1" in page and 'hx-post="/packages/line/versions/1/restore"' in page
    table = page.partition('id="versions-title"')[2]
    assert table.count("not prepared beforehand") == table.count("not proven by conversations") == 2  # of both versions
    assert (await live(store)).overridden == [["prepared", 0], ["conversations", 0]]


async def test_each_error_leads_to_its_place_and_the_button_says_why(browser, package, store: Store):
    await publish(browser, store)
    revision = await edit(store, "next: listen", "next: nowhere")
    page = (await browser.get("/packages/line/publish")).text
    assert re.search(r'<a href="/packages/line/source\?file=flow.yaml&amp;line=\d+">flow.yaml:\d+ ', page)
    assert re.search(r'aria-describedby="go-why" disabled>.*?a check failed', page, re.DOTALL)
    part = (await browser.get(f"/packages/line/publish/gates?revision={revision}")).text
    assert "a check failed" in part and 'id="go" hx-swap-oob="true"' in part and "<html" not in part
    await edit(store, "next: nowhere", "next: listen")
    assert "The draft was changed just now" in (await browser.get(f"/packages/line/publish/gates?revision={revision}")).text


async def test_which_runtimes_run_the_live_version_is_seen_as_it_changes(client, browser, package, store: Store):
    async def beats(name: str, number: int) -> None:
        status = RuntimeStatus(name=name, role="live", control="http://127.0.0.1:1", line_port=1, release=number)
        await client.post("/feed/status", content=msgspec.json.encode(status), headers=MACHINE)

    async def newest() -> int:
        async with store.session() as session:
            return (await release.newest(session)).number

    async def told() -> str:
        return (await browser.get("/packages/line/publish/runtimes")).text

    await publish(browser, store)
    assert "There is no live runtime" in await told()
    await beats("berlin", await newest())
    assert "berlin: no number runs this flow" in await told()
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    await beats("berlin", await newest())
    assert "berlin runs version 1" in await told()
    await edit(store, "Goodbye", "Bye now")
    await publish(browser, store)
    assert "berlin does not run version 2 yet" in await told()
    await beats("berlin", await newest())
    assert "berlin runs version 2" in (await browser.get("/packages/line/publish")).text
