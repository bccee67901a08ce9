"""Reads the editor's pages for the tests."""

from playwright.sync_api import Page


def source_of(page: Page, flow: str, file: str) -> str:
    """A file of the flow, as the source view shows it."""
    page.goto(f"{flow}/source?file={file}")
    return page.evaluate("JSON.parse(document.getElementById('given').textContent).text")
