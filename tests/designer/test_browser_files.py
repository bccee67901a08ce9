"""What a browser loads: vendored files as they were published, modules that find each other, a policy without exceptions."""

import hashlib
import json
import re

import pytest

from designer.browser_files import IMPORT_MAP, MODULES, STATIC, VENDOR, content_security_policy, static_url

HASHES = json.loads((VENDOR / "hashes.json").read_text("utf-8"))
FILES = sorted(path.name for path in VENDOR.iterdir() if path.is_file() and path.name != "hashes.json")


def test_every_vendored_file_is_listed_and_nothing_else():
    assert sorted(HASHES) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_vendored_file_is_what_was_published(name):
    entry = HASHES[name]
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["version"] in name, "the version stands in the file name"
    stem = re.sub(r"(\.min)?\.(js|woff2)$", "", name)
    assert (VENDOR / "licences" / f"{stem}.{entry['licence']}.txt").is_file(), "its licence is kept"


def test_every_module_that_a_vendored_file_imports_is_in_the_import_map():
    imported = {found for name in MODULES.values() for found in re.findall(r"from '([^']+)'", (VENDOR / name).read_text("utf-8"))}
    assert imported <= set(MODULES)


def test_our_modules_import_what_is_there():
    for path in (STATIC / "js").glob("*.js"):
        for found in re.findall(r"^import .* from \"([^\"]+)\"", path.read_text("utf-8"), re.MULTILINE):
            if found.startswith("./"):
                assert (path.parent / found).is_file(), f"{path.name} imports {found}"
            elif found.startswith("/static/"):
                assert (STATIC / found.removeprefix("/static/")).is_file(), f"{path.name} imports {found}"
            else:
                assert found in MODULES, f"{path.name} imports {found}"


def test_the_import_map_is_allowed_by_its_hash_and_no_other_inline_script_is():
    policy = dict(rule.split(" ", 1) for rule in content_security_policy("ws://127.0.0.1:9").split("; "))
    assert re.fullmatch(r"'self' 'sha256-[A-Za-z0-9+/=]+'", policy["script-src"])
    assert "unsafe" not in content_security_policy()
    assert policy["connect-src"] == "'self' ws://127.0.0.1:9"
    assert json.loads(IMPORT_MAP)["imports"]["crelt"] == f"/static/vendor/{MODULES['crelt']}"


def test_a_static_address_is_marked_with_the_files_content():
    assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{10}", static_url("css/tokens.css"))


def test_only_the_tokens_have_raw_colours():
    """Everything else uses a token, so that both themes and the contrast are decided in one place."""
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\s*path)|oklch\(|hsl\(")
    for path in (STATIC / "css").glob("*.css"):
        if path.name != "tokens.css":
            lines = [line for line in path.read_text("utf-8").splitlines() if raw.search(line.split("{")[-1])]
            assert lines == [], path.name
