"""Owns the template environment: what every template may use without being given it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from designer import appearance, browser_files, formats, words
from designer.calls.masking import without_numbers

FOLDER = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Everything is escaped, and a name that nobody passed is a mistake, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(
        t=words.t,
        retold=words.retold,
        optional=words.optional,
        family=words.family,
        language=words.language,
        when=formats.when,
        until=formats.until,
        moment=formats.moment,
        number_of=formats.number,
        percent=formats.percent,
        theme=appearance.theme,
        static_url=browser_files.static_url,
        import_map=browser_files.IMPORT_MAP,
    )
    made.filters["combine"] = lambda words, **more: {**words, **more}
    made.filters["without_numbers"] = without_numbers
    return made
