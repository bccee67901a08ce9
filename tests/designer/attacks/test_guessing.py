"""Guessing at sign-ins, old passwords, tokens and links, one by one and all at once; and sessions that somebody planted."""

import asyncio

import pytest
from sqlmodel import func, select

from designer.accounts import accounts, api_tokens, passwords, patience
from designer.accounts.roles import Grant
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import Account, SignIn, SignInFailure
from tests.designer.browser import PASSWORD


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords take their time, as they do; gives those that were looked at."""
    seen: list[str] = []
    compare = passwords.matches

    async def matches(password: str, password_hash: str | None) -> bool:
        seen.append(password)
        await asyncio.sleep(0.05)
        return await compare(password, password_hash)

    monkeypatch.setattr(passwords, "matches", matches)
    return seen


async def test_forty_guesses_at_once_are_no_more_than_five(make_browser, people, slow):
    browser = make_browser()
    await browser.get("/sign-in")
    tries = (browser.post("/sign-in", {"name": "operator", "password": f"wrong {number}"}) for number in range(40))
    answers = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert (answers.count(422), answers.count(429), len(slow)) == (5, 35, 5)


async def test_a_name_tried_from_everywhere_is_slowed_whatever_its_spelling(people, store: Store):
    from designer.accounts import patience

    for number in range(50):
        async with store.session() as session:
            await patience.spend(
                session, patience.of_sign_in(["operator", " Operator", "OPERATOR "][number % 3], f"10.0.0.{number}")
            )
    async with store.session() as session:
        with pytest.raises(Refused, match="too_many_tries"):
            await patience.spend(session, patience.of_sign_in("operator", "10.9.9.9"))


async def test_signing_in_forgives_ones_own_slips_and_counts_no_success(make_browser, people, store: Store):
    browser = make_browser()
    for _ in range(8):
        await browser.get("/sign-in")
        await browser.post("/sign-in", {"name": "operator", "password": "a slip"})
        assert (await browser.post("/sign-in", {"name": "operator", "password": PASSWORD})).status_code == 303
        await browser.post("/sign-out")
    async with store.session() as session:
        left = (await session.exec(select(SignInFailure.key, func.count()).group_by(SignInFailure.key))).all()
    assert sorted(count for _, count in left) == [8, 8]  # of the address and of the name: slips, never successes


async def test_a_wrong_name_takes_as_long_as_a_wrong_password(make_browser, people, slow):
    browser = make_browser()
    await browser.get("/sign-in")
    for name in ("operator", "nobody"):
        await browser.post("/sign-in", {"name": name, "password": "wrong"})
    assert len(slow) == 2  # a hash was compared for either


async def test_nobody_guesses_the_old_password_at_an_open_browser(make_browser, people):
    browser = make_browser()
    await browser.sign_in("operator")
    guess = {"new": "another long one", "again": "another long one"}
    answers = [(await browser.post("/password", guess | {"old": f"wrong {number}"})).status_code for number in range(6)]
    assert answers == [422] * 5 + [429]
    assert (await browser.post("/password", guess | {"old": PASSWORD})).status_code == 429


async def test_guessing_at_tokens_and_invitations_ends(client, make_browser, people, store: Store, monkeypatch):
    monkeypatch.setattr(patience, "_MOST_SECRETS", 4)
    async with store.session() as session:
        boss = (await session.exec(select(Account).where(Account.name == "boss"))).one()
        _, right = await api_tokens.make(session, "CI", Grant("operator"), 30, await accounts.person(session, boss))
    for number in range(5):
        guess = {"authorization": f"Bearer cw_{number}"}
        answer = await client.get("/api/packages/line/export", headers=guess)
        assert (answer.status_code, "error" in answer.json()) == (401 if number < 4 else 429, True)
    late = await client.get("/api/packages/line/export", headers={"authorization": f"Bearer {right}"})
    assert late.status_code == 429
    stranger = make_browser()
    links = [(await stranger.get(f"/invitation/guess{number}")).status_code for number in range(6)]
    assert links == [410] * 4 + [429] * 2


async def test_a_planted_session_is_never_taken_over(make_browser, people, store: Store):
    """Session fixation: by a value of the attacker's own making, and by a session that he began himself."""
    victim, attacker = make_browser(), make_browser()
    await attacker.sign_in("agent")
    for planted in ("of-his-own-making", attacker.client.cookies["session"]):
        victim.client.cookies.set("session", planted)
        await victim.get("/sign-in")
        await victim.post("/sign-in", {"name": "boss", "password": PASSWORD})
        cookies = [cookie.value for cookie in victim.client.cookies.jar if cookie.name == "session"]
        assert any(value != planted for value in cookies)
        thief = make_browser()
        thief.client.cookies.set("session", planted)
        assert (await thief.get("/settings/accounts")).status_code == 303  # not the victim, and nobody any more
        victim.client.cookies.clear()
    async with store.session() as session:
        assert len((await session.exec(select(SignIn))).all()) == 2  # each of the victim's own


async def test_signing_out_and_a_new_password_leave_no_session_behind(make_browser, people):
    here, elsewhere = make_browser(), make_browser()
    await here.sign_in("operator")
    await elsewhere.sign_in("operator")
    old = here.client.cookies["session"]
    await here.post("/password", {"old": PASSWORD, "new": "another long one", "again": "another long one"})
    here.client.cookies.clear()
    here.client.cookies.set("session", old)
    for browser in (here, elsewhere):
        assert (await browser.get("/today")).status_code == 303
