"""The words of the screens: every one in both languages, every key that a page asks for there."""

import re
from string import Formatter

import pytest
from jinja2 import TemplateSyntaxError

from designer import words
from designer.templating import FOLDER, environment
from designer.words import LANGUAGES, entries, t

DESIGNER = FOLDER.parent
ASKED = re.compile(r"""\b(?:t|told)\(\s*["']([\w.]+)["']\s*([~)\s,%])""")
BEGUN = re.compile(r"""\b(?:t|told)\(\s*(?:f["']([\w.]+)\{|["']([\w.]+)["']\s*~)""")


def sources():
    yield from ((path.name, path.read_text("utf-8")) for path in sorted(FOLDER.rglob("*.html")))
    yield from ((path.name, path.read_text("utf-8")) for path in sorted(DESIGNER.rglob("*.py")) if path.name != "words.py")


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_entry_says_the_same_in_both_languages(key):
    texts = entries()[key]
    assert set(texts) >= set(LANGUAGES), "one language is missing"
    assert set(texts) <= {*LANGUAGES, "en_one"}, "an entry has `zh`, `en` and perhaps `en_one`"
    assert all(texts[language].strip() for language in LANGUAGES)
    fields = [{name for _, name, _, _ in Formatter().parse(texts[language]) if name} for language in LANGUAGES]
    assert fields[0] == fields[1], "the languages are given different arguments"


def test_chinese_words_are_chinese():
    """A sentence that was left in English would hold no Chinese character; names, numbers and signs alone may."""
    untouched = [key for key, texts in entries().items() if re.search(r"[A-Za-z]{3,} [a-z]{2,}", texts["zh"])]
    assert [key for key in untouched if not re.search(r"[\u4e00-\u9fff]", entries()[key]["zh"])] == []


def test_every_key_that_a_page_asks_for_is_there():
    missing = [
        (name, key) for name, text in sources() for key, after in ASKED.findall(text) if after != "~" and key not in entries()
    ]
    assert missing == []


def test_every_family_that_a_page_builds_a_key_of_is_there():
    begun = {start for _, text in sources() for pair in BEGUN.findall(text) for start in pair if start}
    assert [start for start in sorted(begun) if not any(key.startswith(start) for key in entries())] == []


def test_every_template_can_be_read():
    made = environment()
    for path in FOLDER.rglob("*.html"):
        try:
            made.get_template(path.relative_to(FOLDER).as_posix())
        except TemplateSyntaxError as error:  # pragma: no cover - the message names the template
            pytest.fail(f"{path.name}: {error}")


def test_words_are_filled_and_counted():
    with words.speaking("en"):
        assert t("intents.phrase_count", count=1) == "1 phrase"
        assert t("intents.phrase_count", count=3) == "3 phrases"
    with words.speaking("zh"):
        assert t("intents.phrase_count", count=1) == "1 种说法"


def test_what_is_kept_is_read_in_the_language_of_its_reader():
    with words.speaking("zh"):
        copied = words.told("canvas.what_copied", steps=["a", "b"])
        added = words.told(
            "canvas.what_undone", what=words.later(words.told("canvas.what_added", kind=words.Later("graph.kind_ask")))
        )
        counted = words.told("recordings.what_many", count=1)
        assert words.retold(copied) == "复制步骤 a、b"
    with words.speaking("en"):
        assert words.retold(copied) == "Copied a, b"
        assert words.retold(added) == f"Undid: {t('canvas.what_added', kind=t('graph.kind_ask'))}"
        assert words.retold(counted) == t("recordings.what_many", count=1)


@pytest.mark.parametrize("kept", ["", "wrote a line", '{"say":', '{"say":3}', '["x"]'])
def test_words_that_were_kept_as_such_are_as_they_were(kept):
    assert words.retold(kept) == kept


def test_what_a_later_release_has_no_words_for_is_told_by_what_filled_them():
    assert words.retold('{"say":"gone.what_gone","filled":{"name":"prices"}}') == "prices"
    with pytest.raises(words.UnknownWord):
        words.told("gone.what_gone")


def test_nobody_writes_words_of_ours_into_what_is_kept():
    """A name that looks like a key and what fills it stays a name."""
    name = words.told("canvas.what_copied", steps=["a"])
    with words.speaking("en"):
        assert words.retold(words.told("tests.what_added", name=name)) == t("tests.what_added", name=name)


def test_an_unknown_key_is_a_mistake_that_shows():
    with pytest.raises(words.UnknownWord):
        t("layout.no_such_word")


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("en", "zh-CN", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,de;q=0.8,en;q=0.5", "en"),
        ("xx", "fr", "zh"),
        ("", "", "zh"),
    ],
)
def test_the_language_is_what_was_chosen_then_the_browsers(chosen, accepted, language):
    assert words.choose(chosen, accepted) == language


def test_no_template_says_anything_by_itself():
    """What a page shows comes from the words, or nobody could read it in the other language."""
    ours = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<svg.*?</svg>", re.DOTALL)
    allowed = re.compile(r"·? ?Callwright|&lt;amount=…&gt;|zip|sip:.*|\w+@.*")
    for path in sorted(FOLDER.rglob("*.html")):
        text = ours.sub("", path.read_text("utf-8"))
        attributes = re.findall(r'(?:title|placeholder|aria-label|alt)="([^"]*)"', text)
        shown = [*re.sub(r'<[^>]*>|[\w-]+="[^"<>]*"', "\n", text).splitlines(), *attributes]
        left = [line.strip() for line in shown if re.search(r"[A-Za-z\u4e00-\u9fff]{2,}", line)]
        assert [line for line in left if not allowed.fullmatch(line)] == [], path.name
