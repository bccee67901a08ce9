"""Signing in: tokens, patience with nobody who guesses, the first password, and what a stranger reaches."""

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlmodel import select

from designer.accounts import accounts, passwords, patience
from designer.accounts.roles import Grant
from designer.app import create_app
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import Account, SignIn
from tests.designer.browser import PASSWORD, Browser


async def test_a_stranger_is_sent_to_sign_in_and_then_back(make_browser, people):
    browser = make_browser()
    answer = await browser.get("/calls?package=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?then=/calls%3Fpackage%3Dx")
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", {"name": "operator", "password": PASSWORD, "then": "/calls?package=x"})
    assert answer.headers["location"] == "/calls?package=x"


async def test_a_wrong_password_and_a_wrong_name_look_the_same(make_browser, people):
    browser = make_browser()
    await browser.get("/sign-in")
    wrong = await browser.post("/sign-in", {"name": "operator", "password": "not it at all"})
    nobody = await browser.post("/sign-in", {"name": "nobody", "password": "not it at all"})
    assert wrong.status_code == nobody.status_code == 422
    assert wrong.text.replace("operator", "") == nobody.text.replace("nobody", "")


async def test_guessing_is_slowed_down_even_when_the_guess_is_right_at_last(make_browser, people):
    browser = make_browser()
    await browser.get("/sign-in")
    for _ in range(5):
        await browser.post("/sign-in", {"name": "operator", "password": "wrong"})
    answer = await browser.post("/sign-in", {"name": "operator", "password": PASSWORD})
    assert answer.status_code == 429
    assert "10 minutes" in answer.text
    assert (await browser.get("/")).status_code == 303


async def test_nobody_locks_somebody_else_out(people, store: Store):
    for _ in range(5):
        async with store.session() as session:
            await patience.spend(session, patience.of_sign_in("operator", "10.0.0.1"))
    async with store.session() as session:
        with pytest.raises(Refused, match="too_many_tries"):
            await patience.check(session, patience.of_sign_in("Operator ", "10.0.0.1"))
        await patience.check(session, patience.of_sign_in("operator", "10.0.0.2"))


async def test_one_address_that_tries_many_names_is_slowed_down(make_browser, people):
    browser = make_browser()
    await browser.get("/sign-in")
    for number in range(20):
        await browser.post("/sign-in", {"name": f"somebody{number}", "password": "wrong"})
    assert (await browser.post("/sign-in", {"name": "operator", "password": PASSWORD})).status_code == 429


async def test_the_session_cookie_is_new_hidden_from_scripts_and_only_its_hash_is_stored(make_browser, people, store: Store):
    browser = make_browser()
    browser.client.cookies.set("session", "a-token-that-somebody-planted")
    answer = await browser.sign_in("operator")
    header = next(value for name, value in answer.headers.multi_items() if name == "set-cookie" and value.startswith("session="))
    assert "HttpOnly" in header and "SameSite=lax" in header
    token = header.split(";")[0].removeprefix("session=")
    assert token != "a-token-that-somebody-planted"
    async with store.session() as session:
        hashes = (await session.exec(select(SignIn.token_hash))).all()
    assert len(hashes) == 1 and token not in hashes[0]


async def test_signing_out_ends_the_session_on_the_server(browser):
    token = browser.client.cookies["session"]
    await browser.post("/sign-out")
    browser.client.cookies.set("session", token)
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_the_first_run_tells_a_password_that_must_be_changed(configuration):
    told: list[str | None] = []
    async with AsyncTestClient(create_app(configuration, announce=told.append)) as client:
        browser = Browser(client)
        assert told[0] is not None
        assert (await browser.sign_in("admin", told[0])).status_code == 303
        assert (await browser.get("/calls")).headers["location"] == "/password"
        short = await browser.post("/password", {"old": told[0], "new": "short", "again": "short"})
        assert short.status_code == 422
        changed = await browser.post("/password", {"old": told[0], "new": "long enough now", "again": "long enough now"})
        assert changed.headers["location"] == "/today"
        assert (await browser.get("/calls")).status_code == 200
    async with AsyncTestClient(create_app(configuration, announce=told.append)):
        assert told[1] is None


async def test_a_new_password_ends_the_sessions_of_the_old_one(make_browser, people):
    one, other = make_browser(), make_browser()
    await one.sign_in("operator")
    await other.sign_in("operator")
    await other.post("/password", {"old": PASSWORD, "new": "another long one", "again": "another long one"})
    assert (await other.get("/")).status_code == 200
    assert (await one.get("/")).status_code == 303


async def test_a_disabled_account_is_out_at_once(make_browser, people, store: Store):
    browser = make_browser()
    await browser.sign_in("operator")
    async with store.session() as session:
        account = (await session.exec(select(Account).where(Account.name == "operator"))).one()
        await accounts.set_disabled(session, account, True)
    assert (await browser.get("/")).status_code == 303
    assert (await browser.sign_in("operator")).status_code == 422


@pytest.mark.databases("sqlite", "postgresql")
async def test_the_last_admin_stays_one(people, store: Store):
    async with store.session() as session:
        admins = [account for account, grants in await accounts.everyone(session) if Grant("admin") in grants]
        for account in admins[1:]:
            await accounts.set_grants(session, account, [Grant("operator")])
        with pytest.raises(Refused, match="last_admin"):
            await accounts.set_grants(session, admins[0], [Grant("operator")])
        with pytest.raises(Refused, match="last_admin"):
            await accounts.set_disabled(session, admins[0], True)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "operator-operator", "x" * 201])
def test_easy_passwords_are_refused(password):
    with pytest.raises(Refused):
        passwords.check_new(password, "operator")


async def test_language_and_theme_follow_the_person_to_a_fresh_browser(client: AsyncTestClient[Litestar], people):
    browser = Browser(client)
    await browser.sign_in("operator")
    browser.client.cookies.set("language", "zh")
    browser.client.cookies.set("theme", "dark")
    await browser.post("/sign-out")
    client.cookies.clear()
    answer = await browser.sign_in("operator")
    cookies = [value for name, value in answer.headers.multi_items() if name == "set-cookie"]
    assert any(value.startswith("language=zh") for value in cookies) and any(value.startswith("theme=dark") for value in cookies)
