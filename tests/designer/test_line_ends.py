"""Line ends, byte order marks and missing last line ends: in and out byte for byte, and kept by every way of editing."""

import re

import pytest

from designer.store.engine import Store
from designer.workspace import archive
from designer.workspace.drafts import Drafts
from designer.workspace.line_ends import as_written, plain
from tests.designer.browser import BLANK
from tests.designer.test_packages_in_and_out import upload, zipped
from tests.designer.test_step_forms import sent

INTENTS = "# asked most\nfee:\n  title: Fee\n  phrases:\n    - my bill is too high\n    - why so much  # rude\n"
WORDS = "lists:\n  plans:\n    big: [large]\n"


def written(newline: str, *, mark: bool = False, ended: bool = True) -> dict[str, bytes]:
    files = BLANK | {"intents.yaml": INTENTS, "words.yaml": WORDS}
    text = {path: one if ended else one.rstrip("\n") for path, one in files.items()}
    return {path: ("\ufeff" * mark + one.replace("\n", newline)).encode() for path, one in text.items()}


SYSTEMS = {
    "windows": written("\r\n"),
    "windows with a mark": written("\r\n", mark=True),
    "no last line end": written("\n", ended=False),
    "windows, mark, no last line end": written("\r\n", mark=True, ended=False),
    "old mac": written("\r"),
    "mark": written("\n", mark=True),
    "mixed": written("\n") | {"intents.yaml": INTENTS.replace("\n", "\r\n", 3).encode()},
}


@pytest.mark.parametrize("files", SYSTEMS.values(), ids=SYSTEMS)
def test_a_zip_is_the_same_bytes_again(files):
    taken = archive.unpack(zipped({f"line/{path}": data for path, data in files.items()}))
    again = archive.unpack(archive.pack("line", taken))
    assert {path: text.encode() for path, text in again.items()} == files


@pytest.fixture(params=("windows, mark, no last line end", "old mac", "mixed"))
async def system(request, browser) -> dict[str, bytes]:
    files = SYSTEMS[request.param]
    answer = await upload(browser, zipped({f"line/{path}": data for path, data in files.items()}))
    assert (answer.status_code, answer.headers.get("location")) == (303, "/packages/line"), answer.text
    return files


async def bytes_of(store: Store) -> dict[str, bytes]:
    async with store.session() as session:
        return {path: text.encode() for path, text in (await Drafts(session).read("line")).files.items()}


async def test_what_comes_in_goes_out_byte_for_byte_and_every_editor_keeps_it(browser, store, system):
    out = archive.unpack((await browser.get("/packages/line/export")).content)
    assert {path: text.encode() for path, text in out.items()} == system
    async with store.session() as session:
        head = await Drafts(session).head("line")
    assert (head.title, head.language) == ("A line", "en-US")
    # a form
    page = (await browser.get("/packages/line/intents/fee")).text
    form = re.findall(r'<form [^>]*action="/packages/line/intents/fee".*?</form>', page, re.DOTALL)[0]
    phrases = ["my bill is far too high", "why so much"]
    answer = await browser.fragment("/packages/line/intents/fee", sent(form, phrases=phrases))
    assert answer.status_code == 200
    changed = system["intents.yaml"].replace(b"is too high", b"is far too high")
    assert await bytes_of(store) == system | {"intents.yaml": changed}
    # the source view: opened and saved as it is, then one line changed
    async with store.session() as session:
        revision = (await Drafts(session).read("line")).revision
    shown = plain(changed.decode())
    body = {"file": "intents.yaml", "text": shown, "revision": revision}
    assert (await browser.post("/packages/line/source", None, json=body)).json()["revision"] == revision
    body["text"] = shown.replace("# rude", "# very rude").replace("title: Fee", "title: A fee\n  # of the line")
    answer = (await browser.post("/packages/line/source", None, json=body)).json()
    assert answer["saved"] and "\r" not in answer["text"] and not answer["text"].startswith("\ufeff")
    now = (await bytes_of(store))["intents.yaml"]
    newline = b"\r\n" if b"\r\n" in changed else b"\r" if b"\r" in changed else b"\n"
    wanted = changed.replace(b"# rude", b"# very rude").replace(b"title: Fee", b"title: A fee" + newline + b"  # of the line")
    assert now == wanted
    # another name, and one undo
    renamed = await browser.fragment("/packages/line/rename", {"place": "lists", "name": "plans", "new": "offers"})
    assert renamed.status_code == 204
    assert (await bytes_of(store))["words.yaml"] == system["words.yaml"].replace(b"plans", b"offers")
    async with store.session() as session:
        revision = (await Drafts(session).read("line")).revision
    await browser.fragment("/packages/line/undo", {"revision": str(revision), "place": "lists"})
    assert (await bytes_of(store))["words.yaml"] == system["words.yaml"]


@pytest.mark.parametrize(
    ("standing", "typed", "kept"),
    [
        ("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n"),
        ("\ufeffa\r\nb", "a\nx\nb", "\ufeffa\r\nx\r\nb"),
        ("a\rb\r", "a\nb\nc", "a\rb\rc"),
        ("a\r\nb\nc\r\nd\r\n", "a\nb\nc\nnew\nd\n", "a\r\nb\nc\r\nnew\r\nd\r\n"),
        ("a\r\nb\nc\r\n", "b\nc\n", "b\nc\r\n"),
        ("a\r\nb\n", "", ""),
        ("a\n", "b", "b"),
        ("", "a\n", "a\n"),
        ("\ufeff", "a\n", "\ufeffa\n"),
    ],
)
def test_lines_end_as_they_did_and_new_ones_as_most(standing, typed, kept):
    assert as_written(typed, standing) == kept
    assert as_written(plain(standing), standing) == standing


async def test_a_text_that_is_no_utf8_is_refused_and_one_that_differs_in_line_ends_alone_says_so(browser, store):
    windows = {f"line/{path}": data for path, data in SYSTEMS["windows"].items()}
    utf16 = windows | {"line/intents.yaml": INTENTS.encode("utf-16")}
    answer = await upload(browser, zipped(utf16))
    assert answer.status_code == 422 and "intents.yaml" in answer.text
    await upload(browser, zipped({f"line/{path}": data for path, data in written("\n").items()}))
    answer = await upload(browser, zipped(windows))
    report = (await browser.get(answer.headers["location"])).text
    assert report.count("only the layout changed") == len(windows)
    taken = await browser.post(answer.headers["location"], {"seen:line": "1"})
    assert taken.status_code == 303 and await bytes_of(store) == SYSTEMS["windows"]
    compared = (await browser.get("/packages/line/compare?against=1&at=2")).text
    assert compared.count("Only its line ends or its byte order mark differ.") == len(SYSTEMS["windows"])
