"""Path tricks and bombs in a zip, by the page and by a program's token. More broken zips: `test_packages_in_and_out.py`."""

import io
import stat
import struct
import time
import zipfile

import pytest

from designer.refusal import Refused
from designer.store.engine import Store
from designer.workspace import archive
from designer.workspace.drafts import Drafts
from tests.designer.browser import BLANK

FLOW = BLANK["flow.yaml"]


def zipped(entries: dict[str, str | bytes], kinds: dict[str, int] | None = None) -> bytes:
    """`kinds`: what an entry is on the disk of whoever unpacks it (a link, a device)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((kinds or {}).get(name, stat.S_IFREG) | 0o644) << 16
            made.writestr(entry, content)
    return target.getvalue()


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The same zip with a name that no zip program would write; as long as the old one."""
    assert len(old) == len(new) and data.count(old) == 2
    return data.replace(old, new)


SOUND = "recordings/0123456789abcdef.wav"
TRICKS = {
    "a recording behind a library that climbs": zipped({"p/flow.yaml": FLOW, f"library/../{SOUND}": b"x"}),
    "a recording's link": zipped({"flow.yaml": FLOW, SOUND: "/etc/passwd"}, {SOUND: stat.S_IFLNK}),
    "a recording of another name": zipped({"flow.yaml": FLOW, "recordings/../../a.wav": b"x"}),
    "a recording in capitals": zipped({"flow.yaml": FLOW, SOUND.upper(): b"x"}),
    "a program among recordings": zipped({"flow.yaml": FLOW, "recordings/0123456789abcdef.exe": b"x"}),
    "a parent": zipped({"flow.yaml": FLOW, "../evil.yaml": "x"}),
    "a parent in the middle": zipped({"flow.yaml": FLOW, "subflows/../../evil.yaml": "x"}),
    "a parent as Windows writes it": renamed(zipped({"flow.yaml": FLOW, "../evil.yaml": "x"}), b"../evil", b"..\\evil"),
    "a parent behind the package's folder": zipped({"p/flow.yaml": FLOW, "p/../evil.yaml": "x"}),
    "a parent behind a library": zipped({"p/flow.yaml": FLOW, "library/../evil.yaml": "x", "library/a/library.yaml": "x"}),
    "an absolute path": zipped({"flow.yaml": FLOW, "/etc/evil.yaml": "x"}),
    "all of it absolute": zipped({"/etc/flow.yaml": FLOW}),
    "a drive": zipped({"flow.yaml": FLOW, "C:/evil.yaml": "x"}),
    "a drive without a slash": zipped({"flow.yaml": FLOW, "C:evil.yaml": "x"}),
    "a share": renamed(zipped({"flow.yaml": FLOW, "//host/evil.yaml": "x"}), b"//host", b"\\\\host"),
    "a stream": zipped({"flow.yaml": FLOW, "intents.yaml:evil.yaml": "x"}),
    "a device": zipped({"flow.yaml": FLOW, "subflows/CON.yaml": "x"}),
    "a link": zipped({"flow.yaml": FLOW, "intents.yaml": "/etc/passwd"}, {"intents.yaml": stat.S_IFLNK}),
    "a pipe": zipped({"flow.yaml": FLOW, "intents.yaml": ""}, {"intents.yaml": stat.S_IFIFO}),
    "a name that goes on behind a NUL": renamed(zipped({"flow.yaml": FLOW, "a.yamlXx.exe": "x"}), b"a.yamlX", b"a.yaml\0"),
    "a name in the wrong direction": zipped({"flow.yaml": FLOW, "a\u202elmay.yaml": "x"}),
    "a line in a name": zipped({"flow.yaml": FLOW, "a\nb.yaml": "x"}),
    "a program": zipped({"flow.yaml": FLOW, "evil.py": "x"}),
    "a hidden file": zipped({"flow.yaml": FLOW, ".evil.yaml": "x"}),
    "a long name": zipped({"flow.yaml": FLOW, "a" * 60_000 + ".yaml": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_path_that_leads_elsewhere_is_refused(trick):
    with pytest.raises(Refused, match=r"refusals\.(file_name|not_a_zip|package_name|recording_name)$"):
        archive.unpack(TRICKS[trick])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("intents.yaml", "Intents.yaml"),  # one file on Windows and macOS
        ("subflows/a.yaml", "subflows/ａ.yaml"),
        ("subflows/k.yaml", "subflows/\u212a.yaml"),  # the sign of Kelvin
        ("subflows/ß.yaml", "subflows/SS.yaml"),
    ],
)
async def test_two_names_that_some_disks_take_for_one_are_refused(store: Store, package, one, other):
    files = {"flow.yaml": FLOW, one: "# a\n", other: "# b\n"}
    with pytest.raises(Refused, match=r"refusals\.file_twice$"):
        archive.unpack(zipped(files))
    async with store.session() as session:
        with pytest.raises(Refused, match=r"refusals\.file_twice$"):  # by hand as well, for it goes out as a zip
            await Drafts(session).save("line", {one: "# a\n", other: "# b\n"}, 1, "ann", "x")


def overlapping(copies: int) -> bytes:
    """Entries that are all the same bytes: a small zip that unpacks to as much as anybody wants."""
    inner = zipped({"conversations/c0000.yaml": b"a" * 900_000})
    at = inner.index(b"PK\x01\x02")
    entry, end = inner[at : inner.index(b"PK\x05\x06")], inner[inner.index(b"PK\x05\x06") :]
    entries = b"".join(entry.replace(b"c0000", f"c{number:04d}".encode()) for number in range(copies))
    counts = struct.pack("<HHII", copies, copies, len(entries), at)
    return inner[:at] + entries + end[:8] + counts + end[20:]


@pytest.mark.parametrize(
    "bomb",
    [
        zipped({"flow.yaml": b"a" * 300_000_000}),
        zipped({f"conversations/c{number}.yaml": b"a" * 999_999 for number in range(20)}),
        zipped({"flow.yaml": zipped({"flow.yaml": b"a" * 50_000_000})}),  # a zip in a zip is one file, and no text
        zipped({"flow.yaml": FLOW, SOUND: b"\0" * 11_000_000}),
        overlapping(400),
        zipped({f"{number}": "" for number in range(30_000)}),
        b"PK\x01\x02" * 2_000_000,
    ],
    ids=["one file", "many files", "nested", "a recording", "overlapping", "a long list", "nothing but a list"],
)
def test_a_bomb_is_refused_before_it_costs_anything(bomb):
    before = time.process_time()
    with pytest.raises(Refused):
        archive.unpack(bomb)
    assert time.process_time() - before < 2  # each of them would cost minutes or gigabytes


async def test_a_program_is_refused_as_a_person_is(client, browser, store: Store, package):
    page = (await browser.post("/settings/tokens", {"name": "CI", "role": "operator", "package": "line", "days": "30"})).text
    secret = page.split('id="told">')[1].split("</p>")[0]
    token = {"authorization": f"Bearer {secret}"}
    for trick in ("a parent", "a link", "a name that goes on behind a NUL"):
        for address in ("check", "import"):
            answer = await client.post(f"/api/packages/line/{address}", content=TRICKS[trick], headers=token)
            assert (answer.status_code, list(answer.json())) == (422, ["error"]), trick
        upload = await browser.post("/flows/import", {}, files={"file": ("a.zip", TRICKS[trick])})
        assert upload.status_code == 422
    async with store.session() as session:
        assert (await Drafts(session).read("line")).revision == 1


@pytest.mark.parametrize(
    "sound", [b"", b"RIFF", b"<script>alert(1)</script>", b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", b"ID3" + b"x" * 500]
)
async def test_what_is_no_sound_is_kept_as_none(browser, store: Store, package, sound):
    answer = await browser.post(
        "/flows/import", {}, files={"file": ("a.zip", zipped({"flow.yaml": FLOW + "# x\n", SOUND: sound}))}
    )
    if answer.status_code == 303:
        answer = await browser.post(answer.headers["location"], {"seen:line": "1"})
    assert answer.status_code == 422
    async with store.session() as session:
        assert (await Drafts(session).read("line")).revision == 1


async def test_the_name_of_an_uploaded_file_names_nothing(browser, store: Store):
    """It is what the sender says: neither a path nor a flow is made of it."""
    sent = archive.pack("line", BLANK)
    answer = await browser.post("/flows/import", {}, files={"file": ("../../etc/<script>.zip", sent)})
    assert answer.headers["location"] == "/packages/line"
    answer = await browser.post("/flows/import", {"name": "../evil"}, files={"file": ("a.zip", sent)})
    assert answer.status_code == 422
