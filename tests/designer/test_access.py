"""Who reaches what: each role tries each change, and headers that every answer carries."""

from typing import get_args

import pytest

from designer.accounts.audit import Deed
from designer.accounts.roles import Grant, Person
from designer.store.engine import Store
from designer.store.tables import Account, RoleGrant
from designer.words import LANGUAGES, entries, has


async def test_nobody_gives_themselves_a_role(make_browser, people, store: Store):
    browser = make_browser()
    await browser.sign_in("operator")
    for number in range(1, 8):
        assert (await browser.post(f"/settings/accounts/{number}/roles", {"role": "admin"})).status_code == 403


async def test_a_role_on_one_flow_reaches_only_that_one(make_browser, people, package, store: Store):
    from sqlmodel import select

    async with store.session() as session:
        account = (await session.exec(select(Account).where(Account.name == "agent"))).one()
        session.add(RoleGrant(account_id=account.id, role="publisher", package="other"))
        session.add(RoleGrant(account_id=account.id, role="admin", package="other"))  # which nobody can be
    browser = make_browser()
    await browser.sign_in("agent")
    assert (await browser.get("/settings/accounts")).status_code == 403
    assert (await browser.post("/emergency", {"number": "all", "does": "close", "minutes": "30"})).status_code == 403
    assert (await browser.post("/numbers", {"dialled": "1", "package": "line"})).status_code == 403
    assert (await browser.post("/numbers", {"dialled": "*", "package": "other"})).status_code == 403
    assert (await browser.post("/flows", {"title": "New", "template": "blank", "language": "en-US"})).status_code == 403
    assert (await browser.post("/packages/line/publish", {"revision": "1"})).status_code == 403
    assert (await browser.post("/packages/other/publish", {"revision": "1"})).status_code == 404


def test_rights_without_a_package_mean_any():
    person = Person(1, "x", frozenset({Grant("operator", "a")}), False, "", "")
    assert person.may("edit") and person.may("edit", "a")
    assert not person.may("edit", "b") and not person.may("publish")


async def test_pages_are_not_kept_and_marked_files_are(browser):
    assert (await browser.get("/")).headers["cache-control"] == "no-store"
    assert (await browser.get("/static/mark.svg")).headers["cache-control"] == "no-cache"
    assert "immutable" in (await browser.get("/static/mark.svg?v=1")).headers["cache-control"]


@pytest.mark.parametrize("address", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml"])
async def test_static_files_end_at_their_folder(browser, address):
    assert (await browser.get(address)).status_code == 404


@pytest.mark.parametrize(("language", "sentence"), [("zh", "找不到这个页面。"), ("en", "There is no such page.")])
async def test_an_unknown_page_says_so_in_the_persons_language(browser, language, sentence):
    browser.client.cookies.set("language", language)
    answer = await browser.get("/nothing/here")
    assert answer.status_code == 404 and sentence in answer.text


async def test_a_mistake_of_ours_shows_a_mark_and_no_traceback(browser, monkeypatch, caplog):
    from designer.pages import numbers as page

    async def broken(_):
        raise ZeroDivisionError("a secret inside")

    monkeypatch.setattr(page.numbers, "all_numbers", broken)
    answer = await browser.get("/numbers")
    assert answer.status_code == 500 and "secret" not in answer.text and "ZeroDivision" not in answer.text
    mark = answer.text.split("(")[-1].split(")")[0]
    assert mark in caplog.text


async def test_a_person_hears_of_a_refusal_inside_a_page_by_a_toast(browser):
    answer = await browser.fragment("/packages/nowhere/publish", {"revision": "1"})
    assert (answer.status_code, answer.headers["hx-reswap"]) == (422, "none")
    assert "There is no flow named" in answer.headers["hx-trigger"]


async def test_accounts_are_made_with_a_password_that_is_told_once(browser, make_browser):
    page = (await browser.post("/settings/accounts", {"name": "ann", "role": "operator", "how": "password"})).text
    password = page.split('id="told">')[1].split("</p>")[0]
    assert password not in (await browser.get("/settings/accounts")).text
    ann = make_browser()
    assert (await ann.sign_in("ann", password)).status_code == 303
    assert (await ann.get("/questions")).headers["location"] == "/password"
    await ann.post("/password", {"old": password, "new": "my own long one", "again": "my own long one"})
    assert (await ann.get("/questions")).status_code == 200
    assert (await browser.post("/settings/accounts", {"name": "ann", "role": "operator"})).status_code == 409
    assert (await browser.post("/settings/accounts", {"name": "ben"})).status_code == 422
    assert "All" in (await browser.get("/settings/audit/proof")).text


def test_every_deed_of_the_audit_log_has_its_words():
    assert [deed for deed in get_args(Deed) if not has(f"deeds.{deed}")] == []


async def test_every_word_is_there_in_both_languages():
    assert [key for key, texts in entries().items() if not all(texts.get(language) for language in LANGUAGES)] == []
