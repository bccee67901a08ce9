"""`import-intents`: phrases of another system become a package that passes its checks, whatever the file is like."""

import json
from pathlib import Path

import pytest

from dsl.commands import main
from dsl.commands.package_files import compile_path
from dsl.editing import read_value
from dsl.importing import ImportProblem, gather, package_files, read_rows
from dsl.importing.examples import thin_out
from dsl.importing.labels import label_name


def imported(folder: Path, content: bytes | str, name: str = "rows.csv", *options: str) -> tuple[int, Path]:
    source = folder / name
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    target = folder / "made"
    return main(["import-intents", str(source), str(target), *options]), target


def intents(target: Path) -> dict[str, dict[str, object]]:
    value = read_value((target / "intents.yaml").read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value  # type: ignore[return-value]


ENGLISH = 'text,intent\nwhere is my parcel,Track Parcel\nhas it arrived yet,Track Parcel\n"change it, please",change-delivery\n'


def test_a_csv_becomes_a_package_that_compiles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, target = imported(tmp_path, ENGLISH)
    assert status == 0
    assert "2 intents, 3 phrases, en-US" in capsys.readouterr().out
    compiled = compile_path(target)
    assert compiled.bundle is not None and compiled.bundle.language == "en-US"
    assert compiled.bundle.topics == {"track_parcel": "track_parcel", "change_delivery": "change_delivery"}
    assert compiled.bundle.intents["track_parcel"].title == "Track Parcel"
    assert compiled.bundle.intents["change_delivery"].phrases == ("change it, please",)
    assert not compiled.findings.fatal and compiled.conversations


CHINESE = [("我账单怎么多了一百块", "费用争议"), ("话费不对", "费用争议"), ("还有多少话费", "查 余额/套餐")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_chinese_in_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [("意图", "文本"), *((label, text) for text, label in CHINESE)]
    status, target = imported(tmp_path, "\r\n".join(separator.join(line) for line in lines).encode(encoding))
    assert status == 0
    assert intents(target) == {
        "费用争议": {"title": "费用争议", "phrases": ["我账单怎么多了一百块", "话费不对"]},
        "查_余额_套餐": {"title": "查 余额/套餐", "phrases": ["还有多少话费"]},
    }
    flow = (target / "flow.yaml").read_text(encoding="utf-8")
    assert read_value(flow, ("language",)) == "zh-CN"
    assert "您要办的是“查 余额/套餐”，对吗？" in flow


def test_jsonl_and_no_header_and_reversed_columns(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    lines = "\n".join(json.dumps({"Intent": label, "text": text}, ensure_ascii=False) for text, label in CHINESE)
    assert imported(tmp_path / "a", lines, "rows.jsonl")[0] == 0
    for name, rows in {"b": CHINESE, "c": [(label, text) for text, label in CHINESE]}.items():
        (tmp_path / name).mkdir()
        status, target = imported(tmp_path / name, "\n".join(",".join(row) for row in rows))
        assert status == 0
        assert intents(target) == intents(tmp_path / "a" / "made")


def test_what_is_left_out_is_counted_by_line_and_never_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "text,intent\nsecret words,a\nSecret words!,a\nsecret  words,b\nother,b\n,b\n?!,b\nlonely,\nstray,___\n"
        "=HYPERLINK(1),a\n'=1+1 is two,a\n'-5 degrees,a\n"
    )
    status, target = imported(tmp_path, rows)
    complaints = capsys.readouterr().err
    assert status == 0
    assert intents(target) == {
        "a": {"title": "a", "phrases": ["secret words", "-5 degrees"]},
        "b": {"title": "b", "phrases": ["other"]},
    }
    for sentence in (
        "repeat a text of their own intent: 1",
        "stands under another intent already: 1",
        "without a text: 2",
        "without an intent: 2",
        "spreadsheet formulas: 2",
        "line 4 (b) repeats line 2 (a)",
    ):
        assert sentence in complaints
    assert "secret" not in complaints


def test_whatever_stands_in_a_cell_stays_what_it_is(tmp_path: Path) -> None:
    nasty = [
        "a (b|c)? <d> \\",
        "yes: no # maybe",
        "'quoted' \"twice\"",
        "- dash",
        "true",
        "{flow}",
        "两行\n文字",
        "\u2028sep",
        "# x",
        "😀",
    ]
    rows = "\n".join(
        '"' + text.replace('"', '""') + '",' + f'"{{label}} <{number}> \x1b[31m"' for number, text in enumerate(nasty)
    )
    status, target = imported(tmp_path, "text,intent\n" + rows)
    assert status == 0
    bundle = compile_path(target).bundle
    assert bundle is not None
    said = [sample for intent in list(bundle.intents.values()) for sample in intent.phrases]
    assert r"a \(b\|c\)? \<d\> \\" in said and "两行 文字" in said
    assert all("\x1b" not in intent.title for intent in bundle.intents.values())


def test_personal_values_are_blanked_when_asked_for(tmp_path: Path) -> None:
    rows = "text,intent\nmy number is 555-123-4567,a\n我叫王小明,b\nplain words,b\n"
    assert imported(tmp_path, rows, "rows.csv", "--blank-personal", "--language", "en-GB")[0] == 0
    assert intents(tmp_path / "made")["a"]["phrases"] == ["my number is 555 555 0100"]
    assert intents(tmp_path / "made")["b"]["phrases"] == ["我叫张三", "plain words"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rows.xlsx", b"PK\x03\x04rest", "is broken, or an archive that cannot be opened"),
        ("rows.csv", b"PK\x03\x04rest", "is broken, or an archive that cannot be opened"),
        ("rows.xlsx", b"text,intent\n", "is no Excel workbook"),
        ("rows.xls", b"\xd0\xcf\x11\xe0rest", "is an Excel workbook of the old kind"),
        ("rows.csv", b"", "is empty"),
        ("rows.csv", b"\xef\xbb\xbf  \n", "is empty"),
        ("rows.csv", b"\xff\xfe\x00", "is no text in UTF-8 or GBK"),
        ("rows.csv", b"a,b\0,c\n", "is no text in UTF-8 or GBK"),
        ("rows.csv", b"one column\nonly\n", "needs a column “text” and a column “intent”"),
        ("rows.csv", b"a,b,c\n1,2,3\n", "needs a column “text” and a column “intent”"),
        ("rows.csv", b"text,intent\n", "no row with both"),
        ("rows.csv", b"text,intent\n" + b"x" * 200_000 + b",a\n", "cannot be read as CSV at line 2"),
        ("rows.jsonl", b"{\n", "has no JSON at line 1"),
        ("rows.jsonl", b"[1]\n", "has no JSON object at line 1"),
        ("rows.jsonl", b"[" * 100_000, "has no JSON at line 1"),
        ("rows.csv", "text,intent\n" + "".join(f"t{n},i{n}\n" for n in range(1001)), "more than 1000 different intents"),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | str, sentence: str
) -> None:
    status, target = imported(tmp_path, content, name)
    assert status == 2 and not target.exists()
    complaint = capsys.readouterr().err.strip().splitlines()[-1]
    assert complaint.startswith("callwright: ") and sentence in complaint


def test_nothing_is_ever_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("keep", encoding="utf-8")
    assert imported(tmp_path, ENGLISH)[0] == 2
    assert "is not empty" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "made").iterdir()] == ["mine.txt"]
    (tmp_path / "made" / "mine.txt").unlink()
    assert imported(tmp_path, ENGLISH)[0] == 0  # an empty folder is fine
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made", "rows.csv"]


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-intents", str(tmp_path / "none.csv"), str(tmp_path / "made")]) == 2
    assert "none.csv cannot be read" in capsys.readouterr().err


def test_a_great_many_rows_are_thinned_out_evenly_to_what_a_file_may_hold() -> None:
    rows = "text,intent\n" + "".join(
        f"words that somebody said at some time or other number {n},i{n % 7}\n" for n in range(30_000)
    )
    gathered = gather(read_rows(rows.encode(), "rows.csv"))
    assert gathered.phrases == 30_000
    files = package_files(gathered, "many", "en-US")
    kept = files["intents.yaml"].count("\n    - ")
    assert 10_000 < kept < 30_000
    assert 900_000 < len(files["intents.yaml"].encode()) <= 1_000_000


def test_names_of_labels() -> None:
    assert label_name("Fee dispute (new)!", {}) == "fee_dispute_new"
    assert label_name("费用 争议", {}) == "费用_争议"
    assert label_name("ＡＢＣ", {"abc": "", "abc_2": ""}) == "abc_3"
    assert label_name("401k", {}) == "intent_401k"
    assert len(label_name("x" * 500, {})) == 60


def test_thinning_keeps_the_first_and_spreads() -> None:
    assert thin_out({"a": list(range(10)), "b": [1]}, 3) == {"a": [0, 3, 6], "b": [1]}


def test_labels_that_are_names_of_the_frame_get_steps_of_their_own(tmp_path: Path) -> None:
    status, target = imported(
        tmp_path, "text,intent\nhello there,greet\nsee you,bye\nsay it once more,repeat\nyes indeed,agree\n"
    )
    assert status == 0
    bundle = compile_path(target).bundle
    assert bundle is not None and bundle.topics["greet"] == "about_greet" and bundle.topics["bye"] == "about_bye"


def test_problems_have_no_traceback_of_their_own() -> None:
    with pytest.raises(ImportProblem, match="no row with both"):
        gather([])
