"""All that a flow says, as a whole: out as a spreadsheet and back, whoever edited what meanwhile; searched and replaced."""

import csv
import io
import zipfile

import pytest
from sqlmodel import select

from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import AuditEntry
from designer.wording import places, review, search, spreadsheet
from designer.wording.places import KINDS
from designer.wording.search import Wanted
from designer.wording.spreadsheet import Row
from designer.words import speaking
from designer.workspace.drafts import Drafts
from dsl.compiler import check
from dsl.importing.workbooks import read_workbook

FLOW = """\
callwright: 1
flow: line
title: A line
language: en-GB
languages: [en-GB, zh-CN]
entry:
  inbound: greet
steps:
  greet:   # the first words
    say:
      en-GB: Welcome to the Town Bank.  # legal saw this
      zh-CN: 欢迎致电城市银行。
    next: ask_it
  ask_it:
    ask: What can the bank do for you?
    hear:
      savings: bye
    no_match:
      - Sorry, the bank did not hear you.
      - "=1+1 is what the bank heard."
      - go: bye
  bye:
    hang_up: |
      The Bank thanks you.
      Goodbye from the bank.
"""
INTENTS = """\
savings:
  title: Bank savings
  phrases:
    - my bank account
    - what does the bank say about <month=the bank holiday>
"""
SLOTS = """\
month:
  title: Month
  type: date
  ask: Which month?
"""
FILES = {"flow.yaml": FLOW, "intents.yaml": INTENTS, "slots.yaml": SLOTS}
SPOKEN = ("en-GB", "zh-CN")


def wording(files=FILES, kinds=(places.SAID,)):
    return places.wording_of(check(files), "en-GB", kinds)


def rows(files=FILES) -> list[Row]:
    with speaking("en"):
        return review.rows_of(wording(files), SPOKEN, "en")


def row_of(found: list[Row], address: str, language: str = "en-GB") -> Row:
    return next(row for row in found if (row.address, row.language) == (address, language))


def edited(sort: str, changes: dict[tuple[str, str], dict[str, str]], files=FILES, language: str = "en") -> bytes:
    """The exported spreadsheet after somebody changed some cells in it."""
    with speaking(language):
        write = spreadsheet.to_csv if sort == "csv" else spreadsheet.to_xlsx
        found = [
            Row(**{**{name: getattr(row, name) for name in spreadsheet.COLUMNS}, **changes.get((row.address, row.language), {})})
            for row in rows(files)
        ]
        return write(found)


def states(data: bytes, name: str, files=FILES) -> dict[tuple[str, str], str]:
    found = review.compare(spreadsheet.read(data, name), wording(files), SPOKEN, "en")
    return {(one.row.address, one.row.language): one.state for one in found if one.state != "same"}


def test_every_text_that_the_line_says_has_a_row_in_words_of_its_reader():
    found = rows()
    greet = row_of(found, "flow.yaml/steps/greet/say")
    assert (greet.where, greet.text) == ("Step greet, wording", "Welcome to the Town Bank.")
    assert row_of(found, "flow.yaml/steps/greet/say", "zh-CN").text == "欢迎致电城市银行。"
    assert row_of(found, "flow.yaml/steps/ask_it/ask", "zh-CN").text == ""  # to be filled in by who translates
    assert not any(row.address.startswith("intents.yaml") for row in found)


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_comes_back_untouched_changes_nothing(sort, language):
    data = edited(sort, {}, language=language)
    assert states(data, f"x.{sort}") == {}
    back = spreadsheet.read(data, f"x.{sort}")
    assert [(row.address, row.language, row.text, row.mark) for row in back if row.text] == [
        (row.address, row.language, row.text, row.mark) for row in rows() if row.text
    ]


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_a_review_changes_its_texts_and_not_a_byte_more(sort):
    changes = {
        ("flow.yaml/steps/greet/say", "en-GB"): {"text": "Welcome to Town Bank plc.", "comment": "full name"},
        ("flow.yaml/steps/ask_it/ask", "zh-CN"): {"text": "银行能为您做什么？"},
        ("flow.yaml/steps/bye/hang_up", "en-GB"): {"text": "The Bank thanks you.\nBye."},
        ("flow.yaml/steps/ask_it/no_match/0", "en-GB"): {"text": ""},
        ("slots.yaml/month/ask", "en-GB"): {"text": "Which month is <unclosed"},
    }
    found = review.compare(spreadsheet.read(edited(sort, changes), f"x.{sort}"), wording(), SPOKEN, "en")
    assert {one.row.address: one.state for one in found if one.state != "same"} == {
        "flow.yaml/steps/greet/say": "changed",
        "flow.yaml/steps/ask_it/ask": "new",
        "flow.yaml/steps/bye/hang_up": "changed",
        "flow.yaml/steps/ask_it/no_match/0": "emptied",
        "slots.yaml/month/ask": "wrong",
    }
    new = review.applied(FILES, found, {one.row.number for one in found})
    assert new.keys() == {"flow.yaml"}
    wanted = FLOW.replace("Welcome to the Town Bank.", "Welcome to Town Bank plc.").replace("Goodbye from the bank.", "Bye.")
    wanted = wanted.replace(
        "    ask: What can the bank do for you?\n",
        "    ask:\n      en-GB: What can the bank do for you?\n      zh-CN: 银行能为您做什么？\n",
    )
    assert new["flow.yaml"] == wanted
    assert [one for one in check(FILES | new).findings if one.severity == "error"] == []


def test_only_what_was_ticked_is_written():
    changes = {
        ("flow.yaml/steps/greet/say", "en-GB"): {"text": "One."},
        ("flow.yaml/steps/greet/say", "zh-CN"): {"text": "二。"},
    }
    found = review.compare(spreadsheet.read(edited("csv", changes), "x.csv"), wording(), SPOKEN, "en")
    ticked = {one.row.number for one in found if one.row.language == "zh-CN" and one.state == "changed"}
    assert review.applied(FILES, found, ticked)["flow.yaml"] == FLOW.replace("欢迎致电城市银行。", "二。")
    assert review.applied(FILES, found, set()) == {}


def test_a_newer_draft_is_never_overwritten_unseen():
    changes = {
        ("flow.yaml/steps/greet/say", "en-GB"): {"text": "The reviewer's."},
        ("flow.yaml/steps/ask_it/ask", "en-GB"): {"text": "The same in both?"},
        ("flow.yaml/steps/bye/hang_up", "en-GB"): {"text": "Bye."},
    }
    data = edited("csv", changes)
    moved_on = FLOW.replace("Welcome to the Town Bank.", "The editor's.")
    moved_on = moved_on.replace("What can the bank do for you?", "The same in both?")
    moved_on = moved_on.replace("      zh-CN: 欢迎致电城市银行。\n", "")  # nobody's edit in the spreadsheet: nothing to say
    moved_on = moved_on.replace("  bye:", "  farewell:").replace("next: bye", "next: farewell")
    found = states(data, "x.csv", FILES | {"flow.yaml": moved_on})
    assert found == {
        ("flow.yaml/steps/greet/say", "en-GB"): "conflict",
        ("flow.yaml/steps/greet/say", "zh-CN"): "new",  # it was taken out meanwhile; ticked, it comes back
        ("flow.yaml/steps/bye/hang_up", "en-GB"): "changed",  # the step has another name now, and its text is known by its mark
    }
    assert states(data, "x.csv", {"flow.yaml": FLOW.replace("  bye:\n    hang_up: |\n", "  bye:\n    hang_up: Ciao  # |\n")})


def test_rows_of_nowhere_are_told():
    data = "Place,Text,Language\nflow.yaml/steps/none/say,Hello,en-GB\n,Hello again,\nflow.yaml/steps/greet/say,Bonjour,fr-FR\n"
    found = review.compare(spreadsheet.read(data.encode(), "x.csv"), wording(), SPOKEN, "en")
    assert [one.state for one in found] == ["unknown", "unknown", "unknown"]


@pytest.mark.parametrize("sort", ["csv", "xlsx"])
def test_no_cell_is_a_formula(sort):
    text = '=cmd|" /C calc"!A1'
    hostile = [Row(address="a", text=start + text, comment=start + text) for start in ("", "+", "-", "@", "\t", "\r", "'", "＝")]
    with speaking("en"):
        data = spreadsheet.to_csv(hostile) if sort == "csv" else spreadsheet.to_xlsx(hostile)
    if sort == "csv":
        cells = [cell for line in list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:] for cell in line if cell != "a"]
        assert all(cell.startswith("'") for cell in cells if cell)
    else:
        sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
        assert "<f" not in sheet.replace("<frozen", "") and sheet.count("<c ") == sheet.count('t="inlineStr"')
    back = [row.text for row in spreadsheet.read(data, f"x.{sort}")]
    assert back == [row.text.replace("\r", "\n") for row in hostile]


def test_a_workbook_is_one_that_others_read():
    with speaking("zh"):
        sheet = read_workbook(spreadsheet.to_xlsx(rows()), "x.xlsx")[0]
    assert sheet.rows[0][1][:4] == ["位置", "在哪里", "语言", "话术"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "spreadsheet_columns"),
        (b"a,b\n1,2\n", "spreadsheet_columns"),
        (b"PK\x03\x04 no zip", "not_a_spreadsheet"),
        (b"\xff\xff\x00\x01\x02", "not_a_spreadsheet"),
        (b"Place,Text\n" + b"a,b\n" * 50_001, "spreadsheet_rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_spreadsheet_of_ours_is_one_sentence(data, key):
    with pytest.raises(Refused, match=key):
        spreadsheet.read(data, "x.csv")


def test_a_spreadsheet_saved_by_chinese_excel_is_read():
    data = "位置;语言;话术\nflow.yaml/steps/greet/say;zh-CN;您好，城市银行。\n".encode("gb18030")
    assert states(data, "x.csv") == {("flow.yaml/steps/greet/say", "zh-CN"): "changed"}


# ---- search ------------------------------------------------------------------------------------------------------------


def found(words: str, **options: bool) -> list[tuple[str, int]]:
    hits = search.find(wording(kinds=KINDS), Wanted(words=words, **options))
    return [(f"{hit.wording.address}:{hit.wording.language}", hit.start) for hit in hits]


def test_words_are_found_in_all_that_is_said_heard_and_shown():
    assert len(found("bank")) == 10  # two in the last words, one in a title, two in the phrases
    assert len(found("bank", case=True)) == 7
    assert found("银行") == [("flow.yaml/steps/greet/say:zh-CN", 6)]
    assert found("ban", whole=True) == [] and len(found("ban")) == 10
    assert found("城市", whole=True) == [("flow.yaml/steps/greet/say:zh-CN", 4)]
    assert found("") == [] and found("x" * 201) == []


def test_names_of_values_are_no_words_and_an_example_is():
    assert [place for place, _ in found("month")] == ["slots.yaml/month/title:en-GB", "slots.yaml/month/ask:en-GB"]
    assert "holiday" in INTENTS and len(found("holiday")) == 1


def test_exactly_what_was_ticked_is_replaced():
    hits = search.find(wording(), Wanted(words="bank"))
    last = [hit for hit in hits if hit.wording.address.endswith("hang_up")]
    assert [hit.parts(10) for hit in last][1] == ("…bye from the ", "bank", ".") or len(last) == 2
    changed = search.replaced(hits, {last[1].key}, "house")
    new = places.rewritten(FILES, changed)
    assert new == {"flow.yaml": FLOW.replace("Goodbye from the bank.", "Goodbye from the house.")}
    everywhere = places.rewritten(FILES, search.replaced(hits, {hit.key for hit in hits}, "house"))
    assert "bank" not in everywhere["flow.yaml"].lower() and "# legal saw this" in everywhere["flow.yaml"]


# ---- the pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def bank(store: Store) -> str:
    async with store.session() as session:
        await Drafts(session).add("line", FILES, by="", what="created")
    return "line"


async def files_of(store: Store) -> tuple[dict[str, str], int]:
    async with store.session() as session:
        draft = await Drafts(session).read("line")
    return dict(draft.files), draft.revision


async def test_words_are_replaced_on_the_page_where_they_were_ticked(browser, bank, store: Store):
    page = (await browser.get("/packages/line/wording?words=Town+Bank&instead=City+Bank")).text
    key = page.split('name="hit" value="')[1].split('"')[0]
    form = {"revision": "1", "words": "Town Bank", "instead": "City Bank", "hit": key}
    assert (await browser.post("/packages/line/wording/replace", form | {"hit": ""})).status_code == 422
    assert (await browser.post("/packages/line/wording/replace", form | {"revision": "7"})).status_code == 409
    assert (await browser.post("/packages/line/wording/replace", form)).headers["location"] == "/packages/line/wording"
    assert await files_of(store) == (FILES | {"flow.yaml": FLOW.replace("the Town Bank", "the City Bank")}, 2)
    async with store.session() as session:
        assert (await session.exec(select(AuditEntry.subject).where(AuditEntry.what == "wording_changed"))).all() == ["line 2"]


async def test_a_replacement_that_breaks_the_flow_says_so_first(browser, bank, store: Store):
    page = (await browser.get("/packages/line/wording?words=Town+Bank")).text
    form = {"revision": "1", "words": "Town Bank", "instead": "<bnk", "hit": page.split('name="hit" value="')[1].split('"')[0]}
    refused = await browser.post("/packages/line/wording/replace", form)
    assert refused.status_code == 422 and "would have errors" in refused.text
    assert (await files_of(store))[1] == 1
    assert (await browser.post("/packages/line/wording/replace", form | {"anyway": "true"})).status_code == 303


async def test_a_review_goes_out_and_comes_back_through_the_pages(browser, bank, store: Store, make_browser):
    out = (await browser.get("/packages/line/wording/sheet/csv")).text
    back = out.replace("Welcome to the Town Bank.,", "Welcome to <b>Town Bank</b>.,<script>alert(1)</script>")
    file = {"file": ("review.csv", back.encode("utf-8"), "text/csv")}
    report = (await browser.post("/packages/line/wording/sheet", files=file)).headers["location"]
    assert (await browser.get(report)).text.count("&lt;script&gt;") == 1
    mended = back.replace("<b>", "").replace("</b>", "")
    report = (await browser.post("/packages/line/wording/sheet", files={"file": ("review.csv", mended.encode())})).headers[
        "location"
    ]
    page = (await browser.get(report)).text
    row = page.split('name="row" value="')[1].split('"')[0]
    assert (await browser.post(report, {"revision": "1"})).status_code == 422
    reader = make_browser()
    await reader.sign_in("auditor")
    assert (await reader.post(report, {"revision": "1", "row": row})).status_code == 403
    assert (await browser.post(report, {"revision": "1", "row": row})).headers["location"] == "/packages/line/wording"
    assert (await files_of(store))[0]["flow.yaml"] == FLOW.replace("Welcome to the Town Bank.", "Welcome to Town Bank.")
    assert (await browser.get(report)).status_code == 410
    assert (await browser.get("/packages/line/wording/sheet/exe")).status_code == 404


async def test_an_item_of_a_list_gets_a_translation_of_its_own():
    """Retries are items of a list; each is told apart by language by itself, and what stands behind them stays."""
    files = {"flow.yaml": FLOW, "intents.yaml": INTENTS, "slots.yaml": SLOTS}
    texts = places.wording_of(check(files), "en-GB")
    empty = [row for row in review.rows_of(texts, SPOKEN, "en") if not row.text]
    assert "flow.yaml/steps/ask_it/no_match/0" in [row.address for row in empty]
    rows = [Row(address="flow.yaml/steps/ask_it/no_match/0", language="zh-CN", text="抱歉，没有听清。", number=7)]
    reviewed = review.compare(rows, texts, SPOKEN, "en")
    new = review.applied(files, reviewed, {7})["flow.yaml"]
    wanted = "      - en-GB: Sorry, the bank did not hear you.\n        zh-CN: 抱歉，没有听清。\n"
    assert new == FLOW.replace("      - Sorry, the bank did not hear you.\n", wanted)
