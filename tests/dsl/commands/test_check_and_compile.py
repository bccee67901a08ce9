"""The dispatcher, `check` and `compile` as a person calls them: output, exit status, one sentence for every failure."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dsl.bundle import decode, identity
from dsl.commands import CommandError, main
from dsl.commands.package_files import compile_path, find_packages, read_package_files
from dsl.compiler import compile_package
from dsl.libraries import own_files
from tests.dsl.small_package import SMALL, spoil
from tests.dsl.test_libraries import SHARING


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write(tmp_path / "small", SMALL)


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert not shown.out and shown.err.startswith("callwright: ") and shown.err.count("\n") == 1
    return shown.err


def test_a_right_package(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(package), "--language", "en"]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "checked 1 package: 0 errors, 0 warnings\n")


def test_every_problem_is_a_line_that_an_editor_can_open(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(package, spoil(SMALL, "flow.yaml", "say: Hello.", "sya: Hello."))
    assert main(["check", str(package), "--language", "en"]) == 1
    assert capsys.readouterr().out == f"{package}/flow.yaml:21:5: error unknown-key: “sya” is no key here; did you mean “say”?\n"
    assert main(["check", str(package), "--language", "zh"]) == 1
    assert "是不是“say”？" in capsys.readouterr().out


def test_json_for_programs(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(package, spoil(SMALL, "flow.yaml", "say: Hello.", "sya: Hello."))
    assert main(["check", str(package), "--format", "json", "--language", "en"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert set(one) == {
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "severity",
        "code",
        "message",
        "fix",
        "call",
        "related",
    }
    assert (one["file"], one["line"], one["column"], one["end_column"]) == (f"{package}/flow.yaml", 21, 5, 8)
    (edit,) = one["fix"]["edits"]
    text = (package / "flow.yaml").read_text()
    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == SMALL["flow.yaml"]


def test_warnings_alone_do_not_fail(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(package, spoil(SMALL, "intents.yaml", "ask_price:\n", "complain:\n  phrases:\n    - this is bad\nask_price:\n"))
    assert main(["check", str(package)]) == 0
    assert "warning unused" in capsys.readouterr().out


def test_what_is_proven_wrong_is_shown_as_a_call(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(package, spoil(SMALL, "flow.yaml", "note: About <size>}\n    next: bye", "note: About <size>}\n    next: agent"))
    assert main(["check", str(package), "--language", "en"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "error caller-trapped" in said[0]
    assert "    No person can take the call" in said[1:]
    assert main(["check", str(package), "--language", "zh", "--format", "json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert {"event": "person", "outcome": "refused"} in one["call"]["again"]
    assert "没有人工能接" in one["call"]["lines"]


def test_all_packages_below_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = write(tmp_path / "flows" / "one", SMALL)
    two = write(tmp_path / "flows" / "deeper" / "two", SMALL)
    write(tmp_path / "flows" / ".hidden", SMALL)
    assert find_packages(tmp_path) == [two, one]
    assert main(["check", str(tmp_path), str(one), "--language", "en"]) == 0
    assert "3 packages" in capsys.readouterr().err


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two packages and the library between them, which has a mistake."""
    wrong = {name: text.replace("collect: pin", "collect: pim") for name, text in SHARING.items()}
    for name in ("one", "two"):
        write(tmp_path / "house" / name, own_files(wrong))
    write(tmp_path / "house", {name: text for name, text in wrong.items() if name.startswith("library/")})
    return tmp_path / "house"


def test_a_mistake_of_a_library_is_told_once_at_its_own_file(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "library/identity/subflows/identity.yaml:5:14: error name-unknown: There is no slot “pim”; did you mean “pin”?\n"
    for given in (house, house / "one", house / "library", house / "library" / "identity"):
        assert main(["check", str(given), "--language", "en"]) == 1
        assert capsys.readouterr().out == f"{house}/{at}"
    monkeypatch.chdir(house / "one")
    assert main(["check", ".", "--format", "json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert one["file"] == one["fix"]["edits"][0]["file"] == "../library/identity/subflows/identity.yaml"
    assert main(["check", str(house), "--language", "en"]) == 1
    assert capsys.readouterr().err == "checked 2 packages and 1 library: 1 error, 0 warnings\n"


def test_a_library_that_is_misspelt_or_is_no_package(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(house / "one", {"flow.yaml": SHARING["flow.yaml"].replace("uses: [identity]", "uses: [identty]")})
    assert main(["check", str(house / "one"), "--language", "en"]) == 1
    assert "There is no library “identty”; did you mean “identity”?" in capsys.readouterr().out
    assert main(["compile", str(house / "library" / "identity"), "-o", str(house / "x")]) == 2
    assert "is a library" in one_sentence(capsys)
    with pytest.raises(CommandError, match="is a library"):
        find_packages(house / "library" / "identity")


def test_a_package_compiles_with_the_library_beside_it(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(house, {name: text for name, text in SHARING.items() if name.startswith("library/")})
    compiled = compile_path(house / "one")
    assert compiled.identity == compile_package(SHARING).identity
    assert main(["fmt", str(house)]) == 0
    assert compile_path(house / "one").identity == compiled.identity
    assert "library/identity/library.yaml" in str(list((house / "library").rglob("*.yaml")))
    capsys.readouterr()
    write(house / "library" / "identity", {"slots.yaml": SHARING["library/identity/slots.yaml"] + "  tries: 5\n"})
    write(house.parent / "old" / "one", own_files(SHARING))
    write(house.parent / "old", {name: text for name, text in SHARING.items() if name.startswith("library/")})
    assert main(["diff", str(house.parent / "old" / "one"), str(house / "one"), "--language", "en"]) == 0
    assert "Library identity, Detail to ask" in capsys.readouterr().out


def test_compiling_writes_the_bundle_and_prints_its_identity(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = package.parent / "small.bundle"
    assert main(["compile", str(package), "-o", str(target)]) == 0
    data = target.read_bytes()
    assert capsys.readouterr().out == identity(data) + "\n" and decode(data).package == "small"
    assert main(["compile", str(package), "-o", str(target)]) == 0
    assert target.read_bytes() == data and sorted(path.name for path in package.parent.iterdir()) == ["small", "small.bundle"]


def test_compiling_a_broken_package_writes_nothing(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(package, spoil(SMALL, "flow.yaml", "say: Hello.", "sya: Hello."))
    target = package.parent / "small.bundle"
    assert main(["compile", str(package), "-o", str(target)]) == 1
    assert "unknown-key" in capsys.readouterr().err and not target.exists()
    with pytest.raises(CommandError, match=r"has 1 error\n.*unknown-key"):
        compile_path(package)


def test_a_bundle_that_cannot_be_written(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", str(package), "-o", str(package / "none" / "x")]) == 2
    assert "cannot be written" in one_sentence(capsys)


def test_what_is_no_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "small.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("flow.yaml", "#" * 10_000_000)
    (tmp_path / "empty").mkdir()
    for path, words in (
        (archive, "is not a folder"),
        (tmp_path / "nowhere", "there is no"),
        (tmp_path / "empty", "no flow package"),
    ):
        assert main(["check", str(path)]) == 2
        assert words in one_sentence(capsys)


def test_a_file_of_fifty_megabytes(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (package / "words.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert main(["check", str(package)]) == 2
    assert "too large" in one_sentence(capsys)


def test_bytes_that_are_no_text_are_located(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "words.yaml").write_bytes(b"lists:\n  a: \xff\n")
    assert main(["check", str(package), "--language", "en"]) == 1
    assert f"{package}/words.yaml:2:6: error not-utf-8" in capsys.readouterr().out


def test_only_files_of_a_package_are_read(package: Path) -> None:
    (package / "notes.txt").write_text("x")
    (package / ".draft.yaml").write_text("x")
    (package / "link.yaml").symlink_to(package / "flow.yaml")
    assert set(read_package_files(package)) == set(SMALL)


def test_help_and_mistakes_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in ("check", "compile", "up", "talk", "import-intents"))
    assert main(["chekc"]) == 2
    assert "did you mean 'check'" in one_sentence(capsys)
    assert main(["check"]) == 2
    assert "PATH" in one_sentence(capsys)
    with pytest.raises(SystemExit) as left:
        main(["check", "--help"])
    assert left.value.code == 0 and "--format" in capsys.readouterr().out


def test_a_fault_of_ours_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("secret words of a caller")

    monkeypatch.setattr("dsl.compiler.check", fail)
    assert main(["check", str(package)]) == 2
    assert "RuntimeError" in (shown := one_sentence(capsys)) and "secret" not in shown
