"""No log line holds what a caller said, whatever goes wrong."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from designer.learning import questions
from designer.store.engine import Store

WORDS = "my secret is blue cheese"


async def test_a_page_that_breaks_is_logged_by_kind_and_place(browser, monkeypatch, caplog) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(questions, "counts", breaks)
    with caplog.at_level(logging.ERROR):
        answer = await browser.get("/questions")
    assert answer.status_code == 500
    told = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert "RuntimeError" in told
    assert "/questions" in told
    assert WORDS not in told


async def test_errors_of_the_database_keep_its_values_to_themselves(store: Store) -> None:
    async with store.engine.connect() as connection:
        with pytest.raises(OperationalError) as caught:
            await connection.execute(text("select * from nowhere where words = :words"), {"words": WORDS})
    assert WORDS not in str(caught.value)
