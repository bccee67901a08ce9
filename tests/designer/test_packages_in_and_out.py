"""Packages as zip files: byte for byte out and in, and everything a hostile or broken zip tries."""

import io
import struct
import zipfile

import pytest

from designer.refusal import Refused
from designer.store.engine import Store
from designer.workspace import archive
from designer.workspace.drafts import Drafts
from tests.designer.browser import BLANK

FLOW = BLANK["flow.yaml"]


def zipped(entries: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def claiming(data: bytes, size: int) -> bytes:
    """The same zip, whose directory claims that its first file unpacks to `size` bytes."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def test_what_goes_out_comes_in_byte_for_byte_and_packing_twice_gives_the_same_bytes():
    files = BLANK | {"subflows/identity.yaml": "# 身份\nsubflow: identity\n", "conversations/a.yaml": "- x\n"}
    assert archive.unpack(archive.pack("line", files)) == files
    assert archive.pack("line", files) == archive.pack("line", dict(reversed(files.items())))


def test_a_zip_made_by_a_file_manager_is_taken():
    data = zipped({"my line/flow.yaml": FLOW, "my line/.DS_Store": b"\0", "__MACOSX/my line/._flow.yaml": b"\0"})
    assert archive.unpack(data) == {"flow.yaml": FLOW}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_a_zip"),
        (b"not a zip at all", "not_a_zip"),
        (zipped({"flow.yaml": FLOW})[:-30], "not_a_zip"),
        (zipped({"flow.yaml": FLOW, "../evil.yaml": "x"}), "file_name"),
        (zipped({"flow.yaml": FLOW, "/etc/cron.yaml": "x"}), "file_name"),
        (zipped({"../flow.yaml": FLOW, "../intents.yaml": "x"}), "file_name"),
        (zipped({"flow.yaml": FLOW, "subflows/../../evil.yaml": "x"}), "file_name"),
        (zipped({"flow.yaml": FLOW, "run.sh": "rm"}), "file_name"),
        (zipped({"flow.yaml": FLOW, "deep/er/x.yaml": "x"}), "file_name"),
        (zipped({"flow.yaml": b"\xff\xfe\xff"}), "not_utf8"),
        (zipped({"flow.yaml": b"a" * 1_000_001}), "file_too_large"),
        (zipped({f"conversations/c{n}.yaml": b"a" * 900_000 for n in range(9)}), "package_too_large"),
        (zipped({f"conversations/c{n}.yaml": b"" for n in range(501)}), "too_many_files"),
        (zipped({"flow.yaml": b"a" * 500_000_000}), "package_too_large"),
        (claiming(zipped({"flow.yaml": b"a" * 50_000_000}), 10), "not_a_zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_zip_is_refused_in_one_sentence(data, key):
    with pytest.raises(Refused, match=f"refusals.{key}$"):
        archive.unpack(data)


async def upload(browser, data: bytes, name: str = "line.zip", **fields: str):
    return await browser.post("/flows/import", data=fields, files={"file": (name, data, "application/zip")})


async def test_a_new_flow_comes_in_by_upload_and_goes_out_the_same(browser):
    answer = await upload(browser, archive.pack("line", BLANK))
    assert (answer.status_code, answer.headers["location"]) == (303, "/packages/line")
    out = await browser.get("/packages/line/export")
    assert out.headers["content-disposition"] == 'attachment; filename="line.zip"'
    assert archive.unpack(out.content) == BLANK


async def reported(browser, data: bytes) -> tuple[str, str]:
    """Where the report of an upload stands, and what it says."""
    address = (await upload(browser, data)).headers["location"]
    return address, (await browser.get(address)).text


async def test_an_upload_of_a_known_flow_is_shown_and_then_becomes_its_next_draft(browser, package, store: Store):
    changed = {"flow.yaml": FLOW.replace("Goodbye", "Bye now")}
    address, page = await reported(browser, archive.pack("line", changed))
    assert "Bye now" in page and "Changes the draft" in page
    async with store.session() as session:
        assert (await Drafts(session).read("line")).revision == 1
    assert (await browser.post(address, {"seen:line": "1"})).headers["location"] == "/packages/line"
    assert (await browser.post(address, {"seen:line": "1"})).status_code == 410  # it was decided
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        assert (draft.revision, draft.files) == (2, changed)
        assert (await Drafts(session).read_revision("line", 1)).files == BLANK


async def test_what_both_changed_is_chosen_and_the_rest_is_joined(browser, package, store: Store):
    exported = (await browser.get("/packages/line/export")).content
    async with store.session() as session:
        theirs = {"flow.yaml": FLOW.replace("A line", "Her line"), "words.yaml": "# hers\n"}
        await Drafts(session).save("line", theirs, 1, "ann", "x")
    mine = archive.unpack(exported) | {"flow.yaml": FLOW.replace("A line", "My line").replace("Goodbye", "Bye now")}
    address, page = await reported(browser, archive.pack("line", mine, archive.revisions_in(exported)))
    choice = page.split('name="choice:')[1].split('"')[0]
    assert "Exported from save 1" in page and "My line" in page and "Her line" in page
    assert (await browser.post(address, {"seen:line": "2"})).status_code == 409  # nothing chosen yet
    assert (await browser.post(address, {"seen:line": "1", f"choice:{choice}": "theirs"})).status_code == 409  # not this draft
    assert (await browser.post(address, {"seen:line": "2", f"choice:{choice}": "theirs"})).status_code == 303
    async with store.session() as session:
        files = (await Drafts(session).read("line")).files
    assert files["words.yaml"] == "# hers\n"
    assert "Her line" in files["flow.yaml"] and "Bye now" in files["flow.yaml"]


async def test_an_older_text_is_named_before_it_takes_the_place_of_newer_work(browser, package, store: Store):
    async with store.session() as session:
        await Drafts(session).save("line", {"flow.yaml": FLOW.replace("A line", "Her line")}, 1, "ann", "x")
    _, page = await reported(browser, archive.pack("line", BLANK))
    assert "older than the draft" in page


async def test_nobody_finds_the_upload_of_another(browser, package, make_browser):
    address, _ = await reported(browser, archive.pack("line", {"flow.yaml": FLOW + "# x\n"}))
    other = make_browser()
    await other.sign_in("operator")
    assert (await other.get(address)).status_code == 410


@pytest.mark.parametrize("comment", [b"x", b"[]", b'{"callwright": 1}', b'{"callwright": {"line": "1"}}', b"\xff", b"[" * 60_000])
def test_a_comment_that_is_not_ours_says_nothing_of_saves(comment):
    target = io.BytesIO(archive.pack("line", BLANK))
    with zipfile.ZipFile(target, "a") as made:
        made.comment = comment
    assert archive.revisions_in(target.getvalue()) == {}


async def test_a_bomb_by_upload_is_one_sentence_and_nothing_is_kept(browser, package, store: Store):
    answer = await upload(browser, zipped({"flow.yaml": b"a" * 100_000_000}))
    assert answer.status_code == 413
    assert "The package is too large; the limit is 8 MB." in answer.text
    async with store.session() as session:
        assert (await Drafts(session).read("line")).revision == 1


async def test_ninety_megabytes_are_refused_in_one_sentence(browser):
    answer = await upload(browser, b"\0" * 90_000_000)
    assert answer.status_code == 413
    assert "What was uploaded is too large." in answer.text
    assert "Traceback" not in answer.text


async def test_an_upload_without_a_file_is_one_sentence(browser):
    assert "Please choose a file to upload." in (await upload(browser, b"", name="")).text
    assert (await browser.post("/flows/import", {"file": "text"})).status_code in (400, 422)


async def test_a_new_flow_begins_from_a_template_and_a_refusal_keeps_what_was_typed(browser, store: Store):
    form = {"name": "my_line", "title": "我的线路", "language": "zh-CN", "template": "blank"}
    assert (await browser.post("/flows", form)).headers["location"] == "/packages/my_line"
    again = await browser.post("/flows", form)
    assert again.status_code == 422 and 'value="我的线路"' in again.text and "There is a flow named" in again.text
    async with store.session() as session:
        draft = await Drafts(session).read("my_line")
    assert (draft.title, draft.language, draft.revision) == ("我的线路", "zh-CN", 1)


async def test_an_upload_whose_flow_has_no_name_is_told_so(browser):
    answer = await upload(browser, zipped({"flow.yaml": b"callwright: 1\n"}))
    assert answer.status_code == 422 and "does not name its flow" in answer.text


async def test_a_comment_behind_the_name_of_an_uploaded_flow_is_no_part_of_it(browser):
    answer = await upload(browser, zipped({"flow.yaml": b"callwright: 1\nflow: line # of ours\n"}))
    assert answer.headers["location"] == "/packages/line"


async def test_a_new_flow_is_named_after_its_title_where_nobody_named_it(browser):
    form = {"name": " ", "title": "我的线路", "language": "zh-CN", "template": "blank"}
    assert (await browser.post("/flows", form)).headers["location"] == "/packages/wo_de_xian_lu"
    assert (await browser.post("/flows", form)).headers["location"] == "/packages/wo_de_xian_lu_2"


async def upload_folder(browser, files: dict[str, bytes | str]):
    """As a browser sends a folder: a part a file, named by its path."""
    return await browser.post("/flows/import", {}, files=[("folder", (path, content)) for path, content in files.items()])


async def test_a_folder_comes_in_and_goes_out_as_the_same_files(browser, store: Store):
    """Zip, folder, zip again: byte for byte, with what a checkout has beside it left out."""
    data = archive.pack("line", BLANK | {"subflows/part.yaml": "# 部分\nsubflow: part\nsteps:\n  a:\n    return: ok\n"})
    with zipfile.ZipFile(io.BytesIO(data)) as zipped_:
        folder = {name: zipped_.read(name) for name in zipped_.namelist()}
    beside = {"line/.git/config": b"x", "line/.DS_Store": b"\0", ".env": b"SECRET=1"}
    answer = await upload_folder(browser, folder | beside)
    assert (answer.status_code, answer.headers["location"]) == (303, "/packages/line")
    out = (await browser.get("/packages/line/export")).content
    with zipfile.ZipFile(io.BytesIO(out)) as zipped_:
        assert {name: zipped_.read(name) for name in zipped_.namelist()} == folder
    again = await upload_folder(browser, folder | {"line/flow.yaml": folder["line/flow.yaml"] + b"# more\n"})
    assert again.headers["location"].startswith("/flows/import/")
    assert "Changes the draft" in (await browser.get(again.headers["location"])).text


@pytest.mark.parametrize("path", ["../evil.yaml", "/etc/evil.yaml", "C:\\evil.yaml", "line/run.sh", "line/../evil.yaml"])
async def test_a_folder_whose_paths_lead_elsewhere_is_refused(browser, path):
    answer = await upload_folder(browser, {"line/flow.yaml": FLOW, path: b"x"})
    assert answer.status_code == 422 and "be used: a package holds" in answer.text
