"""`import-intents` from other systems: workbooks, Rasa's training data and agents of Dialogflow become sound packages."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from dsl.commands import main
from dsl.commands.package_files import compile_path
from dsl.editing import read_value
from dsl.importing import archives
from dsl.importing.brought import ImportProblem
from dsl.importing.sources import read_source


def zipped(files: dict[str, bytes | str | object]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            written = content if isinstance(content, bytes | str) else json.dumps(content, ensure_ascii=False)
            archive.writestr(zipfile.ZipInfo(name), written, zipfile.ZIP_DEFLATED)  # with no hour of its own
    return made.getvalue()


def imported(folder: Path, content: bytes | str, name: str, *options: str) -> Path:
    source = folder / name
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    assert main(["import-intents", str(source), str(folder / "made"), *options]) == 0
    return folder / "made"


def compiled(target: Path):
    result = compile_path(target)
    assert [one.line() for one in result.findings if one.severity == "error"] == []
    assert result.bundle is not None
    return result.bundle


# ---- Rasa ------------------------------------------------------------------------------------------------------------

RASA = r"""
version: "3.1"
nlu:
- intent: book_flight
  examples: |
    - fly me to [London](city) on [friday](date)
    - I need a flight to [NYC]{"entity": "city", "value": "New York"}
    - from [Paris]{"entity": "city", "role": "origin"} please (one way)
    - cancel booking [AB1234](booking)
    - my pin is [1234](pin)
    - a marking [that](
- intent: faq/ask_price
  metadata: {sentiment: neutral}
  examples:
  - text: |
      how much is it
  - what does it cost
- synonym: New York
  examples: |
    - the big apple
    - NYC
- synonym: Rome
  examples: |
    - eternal city
- lookup: city
  examples: |
    - London
    - Berlin
- regex: booking
  examples: |
    - ^[A-Z]{2}\d{4}$
- regex: pin
  examples: |
    - \d{4}
- regex: greeting
  examples: |
    - (?i)hel+o
stories:
- story: happy
  steps: []
"""


def test_rasa_with_entities_synonyms_look_ups_and_patterns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = imported(tmp_path, RASA, "nlu.yml", "--report", "json")
    said, complaints = capsys.readouterr()
    bundle = compiled(target)
    assert {name: slot.type for name, slot in bundle.slots.items()} == {
        "city": "choice(city)", "city_origin": "choice(city_origin)", "date": "date",
        "booking": r"code([A-Z]{2}\d{4})", "pin": "digits(4)",
    }  # fmt: skip
    assert bundle.words.lists["city"] == {
        "london": ("London",), "berlin": ("Berlin",), "new_york": ("New York", "NYC", "the big apple"),
    }  # fmt: skip
    assert "fly me to <city=London> on <date=friday>" in bundle.intents["book_flight"].phrases
    assert r"from <city_origin=Paris> please \(one way\)" in bundle.intents["book_flight"].phrases
    assert bundle.intents["faq_ask_price"].phrases == ("how much is it", "what does it cost")
    report = json.loads(said)
    assert report["intents"] == 2 and report["details"]["pin"] == "digits(4)"
    assert set(report["not_taken_over"]) == {
        "Rasa: stories (1)", "Rasa: metadata", "synonyms of a word that is in no phrase", "an entity that is in no phrase",
    }  # fmt: skip
    assert "not taken over, Rasa: stories (1): nlu.yml" in complaints


def test_a_folder_of_rasa_files_and_its_domain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "project"
    (source / "data").mkdir(parents=True)
    (source / "data" / "a.yml").write_text("nlu:\n- intent: a\n  examples: |\n    - 我要查话费\n", encoding="utf-8")
    (source / "data" / "b.yml").write_text("nlu:\n- intent: b\n  examples: |\n    - 我要[五月](month)的账单\n", encoding="utf-8")
    (source / "domain.yml").write_text("intents: [a, b]\n", encoding="utf-8")
    assert main(["import-intents", str(source), str(tmp_path / "made")]) == 0
    assert "a file of another kind: domain.yml" in capsys.readouterr().err
    bundle = compiled(tmp_path / "made")
    assert bundle.language == "zh-CN"
    assert bundle.intents["b"].phrases == ("我要<month=五月>的账单",)


# ---- Dialogflow ------------------------------------------------------------------------------------------------------

ES = {
    "agent.json": {"language": "en", "supportedLanguages": ["de"]},
    "intents/Order Pizza.json": {
        "name": "Order Pizza",
        "events": [{"name": "WELCOME"}],
        "responses": [
            {
                "messages": [{"type": 0, "speech": "Sure."}],
                "parameters": [
                    {
                        "name": "size",
                        "dataType": "@size",
                        "prompts": [{"lang": "en", "value": "What size?"}, {"lang": "de", "value": "?"}],
                    }
                ],
            }
        ],
    },
    "intents/Order Pizza_usersays_en.json": [
        {"data": [{"text": "a "}, {"text": "large", "alias": "size", "meta": "@size"}, {"text": " pizza for "},
                  {"text": "two", "alias": "guests", "meta": "@sys.number"}], "isTemplate": False},
        {"data": [{"text": "pizza at "}, {"text": "noon", "alias": "when", "meta": "@sys.time"}]},
        {"data": [{"text": "@size:size pizza"}], "isTemplate": True},
    ],
    "intents/Order Pizza_usersays_de.json": [{"data": [{"text": "eine Pizza"}]}],
    "intents/Default Fallback Intent.json": {"name": "Default Fallback Intent", "fallbackIntent": True},
    "entities/size.json": {"name": "size"},
    "entities/size_entries_en.json": [
        {"value": "L", "synonyms": ["L", "large", "big"]}, {"value": "S", "synonyms": ["S", "small", "Big"]},
    ],
    "entities/crust_entries_en.json": [{"value": "thin", "synonyms": []}],
}  # fmt: skip


@pytest.mark.parametrize("unpacked", [False, True])
def test_an_agent_of_dialogflow_es(tmp_path: Path, capsys: pytest.CaptureFixture[str], unpacked: bool) -> None:
    if unpacked:
        for name, content in ES.items():
            (tmp_path / "agent" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "agent" / name).write_text(json.dumps(content), encoding="utf-8")
        assert main(["import-intents", str(tmp_path / "agent"), str(tmp_path / "made")]) == 0
        target = tmp_path / "made"
    else:
        target = imported(tmp_path, zipped(ES), "agent.zip")
    bundle = compiled(target)
    assert bundle.intents["order_pizza"].phrases == ("a <size=large> pizza for <guests=two>", "pizza at <when=noon>")
    assert {name: slot.type for name, slot in bundle.slots.items()} == {
        "size": "choice(size)",
        "guests": "number",
        "when": "time",
    }
    assert bundle.slots["size"].ask == "What size?"
    assert bundle.words.lists["size"] == {"l": ("L", "large", "big"), "s": ("S", "small")}
    complaints = capsys.readouterr().err
    for what in (
        "Dialogflow: a template phrase: Order Pizza", "Dialogflow: what an intent answers: Order Pizza",
        "Dialogflow: fallback intent",
        "Dialogflow: phrases in another language: de", "an entity that is in no phrase: crust", "Dialogflow: events of an intent",
        "a word that another item of the list has already: size",
    ):  # fmt: skip
        assert f"not taken over, {what}" in complaints


def test_an_agent_of_dialogflow_cx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "agent.json": {"defaultLanguageCode": "zh-cn"},
        "intents/查账单/查账单.json": {"displayName": "查账单", "parameters": [
            {"id": "month", "entityType": "@sys.date"}, {"id": "plan", "entityType": "@套餐"},
        ]},
        "intents/查账单/trainingPhrases/zh-cn.json": {"trainingPhrases": [
            {"parts": [{"text": "查"}, {"text": "五月", "parameterId": "month"}, {"text": "的账单"}]},
            {"parts": [{"text": "换成"}, {"text": "大流量", "parameterId": "plan"}]},
        ]},
        "entityTypes/套餐/套餐.json": {"displayName": "套餐", "kind": "KIND_MAP"},
        "entityTypes/套餐/entities/zh-cn.json": {"entities": [{"value": "流量包", "synonyms": ["流量包", "大流量"]}]},
        "flows/Default/Default.json": {},
    }  # fmt: skip
    bundle = compiled(imported(tmp_path, zipped(files), "exported.zip"))
    assert bundle.language == "zh-CN"
    assert bundle.intents["查账单"].phrases == ("查<month=五月>的账单", "换成<套餐=大流量>")
    assert bundle.slots["month"].type == "date" and bundle.slots["套餐"].type == "choice(套餐)"
    assert bundle.words.lists["套餐"] == {"流量包": ("流量包", "大流量")}
    assert "not taken over, Dialogflow: flows" in capsys.readouterr().err


def test_the_language_wanted_has_to_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "agent.zip").write_bytes(zipped(ES))
    assert main(["import-intents", str(tmp_path / "agent.zip"), str(tmp_path / "made"), "--language", "zh-CN"]) == 2
    assert "has no phrases in zh-CN; it has de, en" in capsys.readouterr().err


# ---- workbooks -------------------------------------------------------------------------------------------------------


def workbook(sheet: str, shared: str = "", **more: str) -> bytes:
    main_part = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{main_part}" xmlns:r="{links}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": f'<sst xmlns="{main_part}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main_part}"><sheetData>{sheet}</sheetData></worksheet>',
            **more,
        }
    )


SHARED = (
    "<si><t>text</t></si><si><t>intent</t></si>"
    "<si><r><t>查</t></r><r><t>话费</t></r><rPh><t>cha</t></rPh></si><si><t>余额</t></si>"
)
SHEET = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="C2" t="s"><v>3</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>还剩多少钱</t></is></c><c r="C3" t="s"><v>3</v></c></row>'
    '<row r="4"><c r="A4"><f>WEBSERVICE("http://x.example")</f><v>1</v></c><c r="C4" t="s"><v>3</v></c></row>'
    '<row r="5"><c r="A5" t="s"><v>99</v></c><c r="C5" t="s"><v>3</v></c></row>'
)


def test_a_workbook_with_formulas_as_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = compiled(imported(tmp_path, workbook(SHEET, SHARED), "rows.xlsx"))
    assert bundle.intents["余额"].phrases == ("查话费", "还剩多少钱")
    complaints = capsys.readouterr().err
    assert "rows that are spreadsheet formulas: 1" in complaints and "rows without a text: 1" in complaints
    assert "WEBSERVICE" not in complaints


OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"xl/sharedStrings.xml": OUTSIDE}, "has a document type"),
        ({"xl/sharedStrings.xml": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><sst>&l9;</sst>'}, "has a document type"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}, "is a broken workbook"),
        ({"xl/worksheets/sheet1.xml": "<worksheet/>"}, "is empty"),
    ],
)  # fmt: skip
def test_a_workbook_that_means_harm_is_one_sentence(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImportProblem, match=sentence):
        read_source(workbook(SHEET, SHARED, **files), "rows.xlsx")


# ---- what nobody vouches for -----------------------------------------------------------------------------------------


def test_an_archive_that_grows_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 5_000_000)
    bomb = zipped({"intents/a_usersays_en.json": b"[" + b" " * 6_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(ImportProblem, match="larger than 5 MB once it is open"):
        read_source(bomb, "agent.zip")
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    with pytest.raises(ImportProblem, match="more than 3 files"):
        read_source(zipped({f"intents/{n}.json": b"{}" for n in range(4)}), "agent.zip")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("nlu.yml", b"nlu:\n- &a [x]\n- *a\n", "has an alias .* at line 3"),
        ("nlu.yml", b"nlu: " + b"[" * 60, "nested deeper than 40"),
        ("nlu.yml", b"nlu:\n  - intent: [\n", "cannot be read as YAML"),
        ("nlu.yml", b"stories: []\n", "has no list"),
        ("nlu.yml", b"nlu: !!python/object/apply:os.system [echo]\n", "no row|has both|no list|text and an intent"),
        ("agent.zip", zipped({"intents/a_usersays_en.json": b"{"}), "is no JSON"),
        ("agent.zip", zipped({"intents/a_usersays_en.json": b"[" * 100_000}), "is no JSON"),
        ("other.zip", zipped({"readme.txt": b"hello"}), "is no export that can be read"),
        ("agent.zip", zipped({"intents/a.json": b"{}"})[:-30], "broken"),
    ],
    ids=lambda part: part if isinstance(part, str) else "content",
)
def test_a_file_that_means_harm_is_one_sentence(name: str, content: bytes, sentence: str) -> None:
    from dsl.importing import gather, make_details

    with pytest.raises(ImportProblem, match=sentence):
        brought = read_source(content, name)
        gather(brought.rows, make_details(brought))


@pytest.mark.parametrize(
    "strange", [[1, None, "x"], {"data": 3}, [{"data": [{"text": 5, "meta": {}}, {"meta": "@x"}]}], None, [[]]]
)
def test_json_of_another_shape_does_no_harm(strange: object) -> None:
    files = {
        "agent.json": strange,
        "intents/a.json": strange,
        "intents/a_usersays_en.json": strange,
        "entities/e_entries_en.json": strange,
    }
    read_source(zipped(files), "agent.zip")


def test_json_lines_with_the_places_of_values(tmp_path: Path) -> None:
    lines = [
        {
            "text": "fly to london tomorrow",
            "intent": "fly",
            "entities": [{"start": 7, "end": 13, "entity": "city", "value": "LON"}],
        },
        {"text": "fly to rome", "intent": "fly", "entities": [{"start": 7, "end": 99, "entity": "city"}, {"start": "x"}, 3]},
        {"text": "to london", "intent": "fly", "entities": [{"start": 3, "end": 9, "entity": "anger"}]},
    ]
    target = imported(tmp_path, "\n".join(map(json.dumps, lines)), "rows.jsonl")
    bundle = compiled(target)
    assert bundle.intents["fly"].phrases == ("fly to <city=london> tomorrow", "fly to rome", "to <anger_2=london>")
    assert bundle.words.lists["city"] == {"lon": ("LON", "london")}
    assert read_value((target / "slots.yaml").read_text(encoding="utf-8"), ("city", "ask")) == "What is the city?"
