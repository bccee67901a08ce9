"""Reads the editor's pages for the tests."""

import pytest
from playwright.sync_api import Page

from designer import words

both_languages = pytest.mark.parametrize("language", ["en", "zh"], indirect=True)


def source_of(page: Page, flow: str, file: str) -> str:
    """A file of the flow, as the source view shows it."""
    page.goto(f"{flow}/source?file={file}")
    return page.evaluate("JSON.parse(document.getElementById('given').textContent).text")


def words_of(page: Page, key: str, **parts: object) -> str:
    """The words of the screens by their key, in the language that the page is in: a test reads the same in both."""
    with words.speaking("zh" if page.locator("html").get_attribute("lang") == "zh-CN" else "en"):
        return words.t(key, **parts)
