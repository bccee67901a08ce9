"""Stored scripts and formulas: whatever an operator or a caller writes is shown as what it is, on every page and in every file.

Everything that can be written is hostile here; then every page is read as a browser reads it.
"""

import csv
import io
import json
import zipfile
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import String, update
from sqlmodel import SQLModel

from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import (
    ApiToken,
    CallSummary,
    Destination,
    Invitation,
    LookupSample,
    Measure,
    Notice,
    Number,
    Presence,
    Proposal,
    Question,
    StepComment,
)  # fmt: skip
from designer.workspace.drafts import Drafts
from dsl import journal
from dsl.importing.workbooks import read_workbook
from dsl.release import RuntimeStatus
from runtime.commands.tables import as_csv, as_workbook
from tests.designer.attacks.rights import table
from tests.designer.attacks.test_exhaustion import fill
from tests.designer.browser import BLANK, MACHINE, record

SCRIPT = """'"><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">{{7*7}}${7*7}</a>--><!--"""
SAID = SCRIPT.replace("<", "\\<").replace(">", "\\>").replace("|", "\\|").replace("(", "\\(").replace(")", "\\)")
T, S = json.dumps(SCRIPT), json.dumps(SAID)

FILES = BLANK | {
    "flow.yaml": BLANK["flow.yaml"]
    .replace('title: "A line"', f"title: {T}")
    .replace("    say: We are open", f"    # {SCRIPT}\n    say: {S}\n    # We are open")
    .replace("Nobody was free, please ring back", SCRIPT.replace('"', "'")),
    "intents.yaml": f"opening_hours:\n  title: {T}\n  phrases:\n    - {S}\n    - when are you open\n",
    "answers.yaml": f"a:\n  title: {T}\n  questions:\n    - {S}\n  say: {S}\n  source: {T}\n",
    "slots.yaml": f"amount:\n  type: choice(a)\n  title: {T}\n  ask: {S}\n",
    "data.yaml": f"bill:\n  title: {T}\n  get: https://crm.example/{{x}}\n  gives: {{item: text}}\n  waiting: {S}\n",
    "words.yaml": f"pronunciations:\n  ISBN: {T}\n  {T}: x\nlists:\n  l:\n    {T}: [{T}]\n",
    "policies.yaml": f"- name: {T}\n  heard: greet\n  before: [tell_hours]\n",
    "escalation.yaml": f"- when: anger >= 0.7\n  hand_off: {{skill: general, reason: {T}}}\n",
    "conversations/a.yaml": f"- name: {T}\n  caller: {{number: {T}}}\n  talk:\n    - caller: {T}\n    - line: {T}\n",
}
FACTS = [
    journal.CallStarted(caller=SCRIPT, dialled=SCRIPT, line=SCRIPT),
    journal.StepEntered(why=SCRIPT),
    journal.Said(say=1, text=SCRIPT),
    journal.CallerSpoke(text=SCRIPT, alternatives=(SCRIPT,), understood=journal.Understood(intent=SCRIPT, guess=SCRIPT)),
    journal.SlotFilled(slot=SCRIPT, value=SCRIPT),
    journal.KeyPressed(key=SCRIPT),
    journal.DataFetched(fetch=1, outcome=SCRIPT, values={SCRIPT: SCRIPT}),
    journal.CallerSpoke(text=SCRIPT, understood=journal.Understood(guess=SCRIPT, confidence=0.2)),
    journal.QuestionUnknown(text=SCRIPT, guess=SCRIPT, confidence=0.2, reason=SCRIPT),
    journal.MessageOrdered(connector=SCRIPT, text=SCRIPT, to=SCRIPT, send=1),
    journal.Answered(answer=SCRIPT),
    journal.LanguageSwitched(language=SCRIPT),
    journal.Escalated(skill=SCRIPT, answer=SCRIPT, rule=0),
    journal.HandedOff(skill=SCRIPT, reason=SCRIPT, summary=SCRIPT),
    journal.CallBackAsked(note=SCRIPT, at=SCRIPT, number=SCRIPT),
    journal.CallEnded(how="line", disposition=SCRIPT),
]
CHECKED = {  # what nobody writes: identities, choices of ours, names that are refused unless they are plain
    "package", "state", "role", "hash", "previous", "token_hash", "password_hash", "language", "theme", "key", "kind", "file",
    "step", "call", "bundle", "identity", "tag", "does", "normal", "direction", "entry", "taught_as", "how", "email", "what",
}  # fmt: skip

RAW = {"filetext", "journalrecord"}  # kept as they came: hostile already


async def everything_hostile(store: Store, client: Any, browser: Any) -> None:
    at = now()
    async with store.session() as session:
        await Drafts(session).add("line", FILES, by="boss", what="created")
    async with store.session() as session:
        later = at.replace(year=at.year + 1)
        session.add_all(
            [
                Number(dialled="1001", package="line"),
                Question(package="line", text=SCRIPT, normal="x", count=1, first_asked=at, last_asked=at, state="ignored"),
                CallSummary(call="x", package="line", caller=SCRIPT, started_at=at, last_at=at, ended_at=at),
                Notice(title=SCRIPT, zh=SCRIPT, en=SCRIPT, by="boss"),
                Measure(dialled="1001", does="notice", title=SCRIPT, zh=SCRIPT, en=SCRIPT, by="boss", until=later),
                Proposal(package="line", revision=1, by="operator", note=SCRIPT, at=at),
                StepComment(package="line", file="flow.yaml", step="greet", by="boss", text=SCRIPT, thread=1),
                Presence(package="line", person="operator", place="graph", flow="", step="greet", at=at),
                Destination(skill="x", package="line", address="sip:1@trunk.example"),
                LookupSample(package="line", name="bill", outcome="ok", given={"item": SCRIPT, SCRIPT: SCRIPT}, by="boss", at=at),
                ApiToken(name=SCRIPT, token_hash="x", account_id=1, role="operator", expires_at=later),
                Invitation(token_hash="x", name="ann", grants=[["agent", "*"]], invited_by=1, expires_at=later),
            ]
        )
    records = [record("c1", number, fact) for number, fact in enumerate(FACTS)]
    assert (await client.post("/feed/journal", content=json.dumps(records).encode(), headers=MACHINE)).status_code == 200
    await client.app.state.runtimes.note(
        RuntimeStatus(
            name=SCRIPT, role="live", control="http://x", line_port=1, sip=SCRIPT, version=SCRIPT,
            hearing={"en-US": SCRIPT}, speaking={"en-US": SCRIPT},
        )
    )  # fmt: skip
    await browser.post("/settings/hosts", {"hosts": "crm.example"})
    async with store.session() as session:
        for kind in SQLModel.metadata.sorted_tables:  # and what somebody may add one day
            for column in kind.columns:
                checked = column.name in CHECKED or column.primary_key or column.unique or kind.name in RAW
                if isinstance(column.type, String) and not checked:
                    await session.exec(update(kind).values({column.name: SCRIPT}))


class Page(HTMLParser):
    """What a browser would run of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        ours = (named.get("src") or "").startswith("/static/") or named.get("type") in (
            "importmap",
            "application/json",
        )  # which no browser runs
        if (tag == "script" and not ours) or tag in ("iframe", "object", "embed", "base"):
            self.found.append(tag)
        for name, value in attributes:
            leads = name in ("href", "src", "action", "formaction", "hx-get", "hx-post")
            plain = (value or "").strip().lower()
            if name.startswith(("on", "hx-on")) or (leads and plain.startswith(("javascript:", "data:text", "vbscript:"))):
                self.found.append(f"{tag} {name}={value}")
            if tag == "img" and plain == "x":
                self.found.append("img")


async def test_no_page_runs_or_calculates_what_somebody_wrote(client, browser, store: Store):
    await everything_hostile(store, client, browser)
    items = {"intents": "opening_hours", "answers": "a", "slots": "amount", "data": "bill", "lists": "l"}
    shown = 0
    for name in table():
        method, address = name.split()
        if method != "GET" or address.startswith(("/feed", "/api", "/static")):
            continue
        word = next((item for kind, item in items.items() if f"/{kind}/" in address), "c1" if "{call}" in address else "a")
        for asked in ("", "?step=greet&shown=ignored&words=script&instead=x&dialled=1001"):
            answer = await browser.get(fill(address, 1, word) + asked, headers={"accept": "text/html"})
            assert answer.status_code < 500, address
            if "text/html" in answer.headers.get("content-type", ""):
                assert Page(answer.text).found == [], address + asked
                assert "'\">49$49" not in answer.text and "49${7*7}" not in answer.text
                shown += "&lt;script&gt;alert(1)" in answer.text
            elif answer.content:
                assert answer.headers["content-type"].split(";")[0] not in ("text/html", "image/svg+xml", "text/xml"), address
    assert shown > 30  # they were there to be seen


async def test_a_reader_of_pages_would_have_found_it():
    assert Page(SCRIPT).found == ["script", "img", "img onerror=alert(2)", "a href=javascript:alert(3)"]


FORMULAS = [start + '=cmd|"/C calc"!A1' for start in ("", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")]


@pytest.mark.parametrize("write", ["csv", "xlsx"])
async def test_no_spreadsheet_of_the_wording_calculates(browser, store: Store, write):
    """What the page gives, of a flow whose every text is a formula."""
    texts = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://evil.example")', "＝1+1"]
    phrases = "".join(f"    - {json.dumps(text)}\n" for text in texts[:4])
    steps = "".join(f"  s{number}:\n    say: {json.dumps(text)}\n    next: bye\n" for number, text in enumerate(texts))
    files = {
        "flow.yaml": BLANK["flow.yaml"].rstrip() + "\n" + steps,
        "intents.yaml": f"x:\n  title: '=1+1'\n  phrases:\n{phrases}",
    }
    async with store.session() as session:
        await Drafts(session).add("line", files, by="boss", what="created")
    data = (await browser.get(f"/packages/line/wording/sheet/{write}")).content
    assert no_formula(data, write) > len(texts)


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_no_script_for_a_voice_actor_calculates(write):
    rows = [("file", "text"), *(("a.wav", text) for text in FORMULAS)]
    assert no_formula(as_csv(rows) if write == "csv" else as_workbook(rows), write) > len(FORMULAS)


def no_formula(data: bytes, sort: str) -> int:
    """How many cells there are; none of them is taken for a formula by any program that opens it."""
    if sort == "csv":
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))] == []
        return len(cells)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet and sheet.count("<c ") + sheet.count("<c>") == sheet.count('t="inlineStr"')
    return sum(len(cells) for _, cells in read_workbook(data, "x.xlsx")[0].rows)
