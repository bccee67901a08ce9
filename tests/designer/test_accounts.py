"""Roles on one flow or all, invitations that work once, tokens of programs, the signed audit log: and attacks on each."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from designer.accounts import accounts, api_tokens, audit_file, invitations
from designer.accounts.roles import Grant, Person, known_grants
from designer.commands import audit as audit_command
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import Account, ApiToken, AuditEntry, Invitation
from designer.workspace import archive
from designer.workspace.drafts import Drafts
from dsl.commands import main
from tests.designer.browser import BLANK, PASSWORD

HARMLESS = {  # what somebody who may only read can post: nothing of it changes what others see
    "/sign-in", "/sign-out", "/password", "/invitation/{token:str}", "/settings/audit/export",
    "/packages/{package:str}/check", "/packages/{package:str}/speak", "/packages/{package:str}/tryout/ticket",
    "/numbers/call/ticket", "/calls/{call:str}/speak", "/settings/tokens/{number:int}/revoke",
    "/packages/{package:str}/present", "/tour",
}  # fmt: skip


async def person_named(session, name: str) -> Person:
    return await accounts.person(session, (await session.exec(select(Account).where(Account.name == name))).one())


async def test_an_auditor_changes_nothing_whatever_page_there_is(client, make_browser, people, package):
    """Walks the routes, so that a change which somebody adds is guarded or found here."""
    browser = make_browser()
    await browser.sign_in("auditor")
    reached = set()
    for route in client.app.routes:
        if route.path.startswith(("/feed", "/api")) or not {"POST", "PUT", "DELETE"} & set(getattr(route, "methods", ())):
            continue
        filled = re.sub(r"\{package:str\}", "line", route.path)
        filled = re.sub(r"\{\w+:int\}", "1", re.sub(r"\{\w+:str\}", "x", filled))
        if filled not in ("/sign-out", "/sign-in") and (await browser.post(filled)).status_code != 403:
            reached.add(route.path)
    assert reached <= HARMLESS


async def test_what_somebody_may_not_see_stands_in_no_list(store: Store, make_browser, package):
    async with store.session() as session:
        other = BLANK | {"flow.yaml": BLANK["flow.yaml"].replace("A line", "Another")}
        await Drafts(session).add("other", other, by="", what="created")
        await accounts.add(session, "half", [Grant("publisher", "other")], PASSWORD)
    browser = make_browser()
    await browser.sign_in("half")
    for address in ("/", "/packages/menu", "/numbers", "/today", "/calls", "/questions", "/emergency", "/settings/tokens"):
        assert "/packages/line" not in (await browser.get(address)).text, address
        assert ">A line<" not in (await browser.get(address)).text, address
    assert (await browser.get("/packages/line")).status_code == 403
    assert (await browser.get("/packages/other")).status_code == 200


async def test_an_admin_gives_and_takes_roles_on_one_flow(browser, store: Store, package):
    async with store.session() as session:
        agent = (await person_named(session, "agent")).id
    given = {"role": "publisher", "package": "line"}
    await browser.post(f"/settings/accounts/{agent}/roles", given)
    async with store.session() as session:
        assert (await person_named(session, "agent")).grants == {Grant("agent"), Grant("publisher", "line")}
    await browser.post(f"/settings/accounts/{agent}/roles/take", given)
    async with store.session() as session:
        assert (await person_named(session, "agent")).grants == {Grant("agent")}
    last = await browser.post(f"/settings/accounts/{agent}/roles/take", {"role": "agent", "package": "*"})
    assert last.status_code == 422
    for wrong in ({"role": "admin", "package": "line"}, {"role": "king"}, {"role": "operator", "package": "nowhere"}):
        assert (await browser.post(f"/settings/accounts/{agent}/roles", wrong)).status_code in (404, 422)


async def test_the_audit_log_says_what_a_change_was_from_and_to(browser, store: Store, package):
    async with store.session() as session:
        agent = (await person_named(session, "agent")).id
        known = len((await session.exec(select(AuditEntry))).all())
    await browser.post(f"/settings/accounts/{agent}/roles", {"role": "publisher", "package": "line"})
    for more in ({}, {"entry": "outbound", "runs": "test"}):
        await browser.post("/numbers", {"dialled": "1001", "package": "line"} | more)
    await browser.post("/numbers/remove", {"dialled": "1001"})
    night = {"skill": "night", "package": "", "address": "sip:13911112222@trunk.example"}
    await browser.post("/people", night)
    await browser.post("/people/1", night | {"skill": "day"})
    for fallback in ("sip:one@trunk.example", "sip:two@trunk.example", ""):
        await browser.post("/people/fallback", {"fallback": fallback})
    async with store.session() as session:
        told = (
            await session.exec(select(AuditEntry.subject).where(col(AuditEntry.id) > known).order_by(col(AuditEntry.id)))
        ).all()
    assert told == [
        "agent: agent → agent, publisher line", "1001 line", "1001 line → line outbound test", "1001 line outbound test",
        "night * sip:139****2222@trunk.example", "night * sip:139****2222@trunk.example → day * sip:139****2222@trunk.example",
        "fallback sip:one@trunk.example", "fallback sip:one@trunk.example → sip:two@trunk.example",
        "fallback sip:two@trunk.example → —",
    ]  # fmt: skip


def test_only_what_can_be_held_is_a_grant():
    assert known_grants([("admin", "line"), ("king", "*"), ("agent", "line")]) == [Grant("agent", "line")]


async def invite(browser, **given: str) -> str:
    page = (await browser.post("/settings/accounts", {"name": "ann", "role": "operator", "how": "link"} | given)).text
    return page.split('id="told">http')[1].split("</p>")[0].partition("/invitation/")[2]


async def test_an_invitation_makes_the_account_once(browser, make_browser, store: Store, package):
    token = await invite(browser, package="line")
    stranger = make_browser()
    assert "ann" in (await stranger.get(f"/invitation/{token}")).text
    assert (await stranger.post(f"/invitation/{token}", {"new": "short", "again": "short"})).status_code == 422
    assert (await stranger.post(f"/invitation/{token}", {"new": PASSWORD, "again": "other"})).status_code == 422
    came_in = await stranger.post(f"/invitation/{token}", {"new": PASSWORD, "again": PASSWORD, "role": "admin"})
    assert came_in.headers["location"] == "/today"
    assert (await stranger.get("/packages/line")).status_code == 200
    again = make_browser()
    assert (await again.get(f"/invitation/{token}")).status_code == 410
    assert (await again.post(f"/invitation/{token}", {"new": PASSWORD, "again": PASSWORD})).status_code == 410
    async with store.session() as session:
        assert (await person_named(session, "ann")).grants == {Grant("operator", "line")}
        assert not (await session.exec(select(Invitation).where(Invitation.token_hash == token))).all()


async def test_an_invitation_ends_with_its_time_its_withdrawal_and_its_admin(browser, store: Store, make_browser):
    stranger, answer = make_browser(), {"new": PASSWORD, "again": PASSWORD}
    await stranger.get("/sign-in")  # a form token of one's own
    late = await invite(browser)
    async with store.session() as session:
        await session.exec(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    assert (await stranger.post(f"/invitation/{late}", answer)).status_code == 410
    first = await invite(browser)
    second = await invite(browser)  # the same person again: the first link works no more
    assert (await stranger.get(f"/invitation/{first}")).status_code == 410
    async with store.session() as session:
        number = (await session.exec(select(Invitation.id))).one()
    await browser.post(f"/settings/accounts/invitations/{number}/withdraw")
    assert (await stranger.post(f"/invitation/{second}", answer)).status_code == 410
    orphan = await invite(browser)
    async with store.session() as session:
        account = (await session.exec(select(Account).where(Account.name == "boss"))).one()
        await accounts.create(session, "other-boss", ["admin"], PASSWORD)
        await accounts.set_grants(session, account, [Grant("publisher")])
    assert (await stranger.post(f"/invitation/{orphan}", answer)).status_code == 410
    for guess in ("x", "a" * 43, "%00"):
        assert (await stranger.get(f"/invitation/{guess}")).status_code in (404, 410)


@pytest.mark.databases("sqlite", "postgresql")
async def test_one_link_opened_twice_at_once_makes_one_account(store: Store, people):
    async with store.session() as session:
        token = await invitations.invite(session, "ann", [Grant("agent")], await person_named(session, "boss"))

    async def accept() -> bool:
        try:
            async with store.session() as session:
                await invitations.accept(session, token, PASSWORD)
        except Refused:
            return False
        return True

    assert sorted(await asyncio.gather(accept(), accept())) == [False, True]


async def token_of(store: Store, name: str, grant: Grant) -> str:
    async with store.session() as session:
        _, secret = await api_tokens.make(session, "CI", grant, 30, await person_named(session, name))
    return secret


async def test_a_token_is_shown_once_and_kept_as_a_hash(browser, store: Store, package):
    wanted = {"name": "GitLab CI", "role": "operator", "package": "line", "days": "30"}
    page = (await browser.post("/settings/tokens", wanted)).text
    secret = page.split('id="told">')[1].split("</p>")[0]
    assert secret.startswith("cw_") and secret not in (await browser.get("/settings/tokens")).text
    async with store.session() as session:
        row = (await session.exec(select(ApiToken))).one()
        assert secret not in row.model_dump_json()
        person, name = await api_tokens.who(session, secret)
    assert name == "GitLab CI" and person.name == "boss"
    assert person.may("edit", "line") and not person.may("edit", "other")
    assert not person.may("publish", "line") and not person.may("administer")
    assert (await browser.post(f"/settings/tokens/{row.id}/revoke")).status_code == 303
    async with store.session() as session:
        assert await api_tokens.who(session, secret) is None


@pytest.mark.parametrize(
    ("name", "grant"),
    [
        ("operator", Grant("publisher")),  # more than they may
        ("half", Grant("operator")),  # on more flows than they may
        ("boss", Grant("admin")),  # no program administers
        ("agent", Grant("operator", "line")),
    ],
)
async def test_nobody_makes_a_token_that_may_more_than_they(store: Store, people, name, grant):
    async with store.session() as session:
        await accounts.add(session, "half", [Grant("operator", "line")], PASSWORD)
        with pytest.raises(Refused, match="token_role"):
            await api_tokens.make(session, "CI", grant, 30, await person_named(session, name))


async def test_a_token_shrinks_and_ends_with_its_person(store: Store, people):
    secret, lasting = await token_of(store, "publisher", Grant("publisher")), await token_of(store, "operator", Grant("operator"))
    async with store.session() as session:
        account = (await session.exec(select(Account).where(Account.name == "publisher"))).one()
        await accounts.set_grants(session, account, [Grant("agent")])
    async with store.session() as session:
        person, _ = await api_tokens.who(session, secret)
        assert not person.may("edit") and not person.may("publish") and person.may("see")
        await accounts.set_disabled(session, account, True)
    async with store.session() as session:
        assert await api_tokens.who(session, secret) is None
        await accounts.set_disabled(session, account, False)
        assert await api_tokens.who(session, secret) is None  # coming back brings no old token back
        await session.exec(update(ApiToken).values(expires_at=now() - timedelta(seconds=1)))
        assert await api_tokens.who(session, lasting) is None


async def test_a_reset_password_ends_the_tokens_that_its_person_had(store: Store, browser, client, people):
    """Whoever knew the old one may have made them; nobody else loses any."""
    async with store.session() as session:
        theirs = (await session.exec(select(Account).where(Account.name == "operator"))).one()
    lost, kept = await token_of(store, "operator", Grant("operator")), await token_of(store, "publisher", Grant("publisher"))
    reset = await browser.post(f"/settings/accounts/{theirs.id}/password")
    assert "signed out everywhere" in reset.text and "Their API token CI was revoked" in reset.text
    async with store.session() as session:
        account = await accounts.find(session, theirs.id or 0)
        account.must_change_password = False  # as if they had chosen another
        session.add(account)
    async with store.session() as session:
        assert await api_tokens.who(session, lost) is None and await api_tokens.who(session, kept) is not None
    log = (await browser.get("/settings/audit")).text
    assert "Reset a password" in log and "Revoked an API token" in log and "operator: CI" in log
    assert "They had no API tokens" in (await browser.post(f"/settings/accounts/{theirs.id}/password")).text


async def test_nobody_revokes_or_sees_the_token_of_another(store: Store, make_browser, people):
    await token_of(store, "publisher", Grant("publisher"))
    browser = make_browser()
    await browser.sign_in("operator")
    assert "CI" not in (await browser.get("/settings/tokens")).text.replace("your CI", "").replace("GitLab CI", "")
    assert (await browser.post("/settings/tokens/1/revoke")).status_code == 403


async def test_an_export_of_the_audit_log_proves_itself_and_shows_every_tampering(browser, tmp_path, capsys):
    for name in ("ann", "ben"):
        await invite(browser, name=name)
    exported = (await browser.post("/settings/audit/export")).content
    public = (await browser.get("/settings/audit/key")).text
    assert audit_file.check(exported, public).holds
    lines = exported.splitlines(keepends=True)
    tampered = {
        "changed": exported.replace(b'"boss"', b'"anne"', 1),
        "taken out": b"".join(lines[:2] + lines[3:]),
        "cut off": b"".join(lines[:-2] + lines[-1:]),
        "unsigned": b"".join(lines[:-1]),
        "another order": b"".join([lines[0], lines[2], lines[1], *lines[3:]]),
    }
    assert {name for name, data in tampered.items() if audit_file.check(data, public).holds} == set()
    other = audit_file.public_key(audit_file.load(audit_file.new_key()))
    assert not audit_file.check(exported, other).signed
    file, key = tmp_path / "log.jsonl", tmp_path / "key.pem"
    file.write_bytes(exported)
    key.write_text(public)
    assert main(["audit", str(file), "--key", str(key)]) == 0
    assert "signed and whole" in capsys.readouterr().out
    file.write_bytes(tampered["changed"])
    assert main(["audit", str(file), "--key", str(key)]) == 1
    file.write_bytes(b"\xff\n{}")
    assert main(["audit", str(file), "--key", str(key)]) == 2
    assert audit_command.SUMMARY


async def test_what_was_exported_before_shows_an_end_that_was_left_off(browser, store: Store, tmp_path, capsys):
    """Somebody with the database makes the chain whole again without its newest entries: it proves itself, and not this."""
    await invite(browser, name="ann")
    older, key, newer = tmp_path / "older.jsonl", tmp_path / "key.pem", tmp_path / "newer.jsonl"
    older.write_bytes((await browser.post("/settings/audit/export")).content)
    key.write_text((await browser.get("/settings/audit/key")).text)
    await invite(browser, name="ben")
    newer.write_bytes((await browser.post("/settings/audit/export")).content)
    asked = ["audit", str(newer), "--key", str(key), "--since", str(older)]
    assert main(asked) == 0 and "of them as before" in capsys.readouterr().out
    async with store.session() as session:
        newest = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()))).all()
        for entry in newest[:4]:  # ann's invitation, ben's, both exports
            await session.delete(entry)
    newer.write_bytes((await browser.post("/settings/audit/export")).content)
    assert main(asked[:4]) == 0  # by itself
    assert main(asked) == 1 and "is another here, or gone" in capsys.readouterr().out
    older.write_bytes(older.read_bytes().replace(b"ann", b"bob"))
    assert main(asked) == 1 and "nothing can be held against it" in capsys.readouterr().out


async def test_the_key_that_signs_is_kept_and_readable_by_nobody_else(configuration):
    made = configuration.audit_key(audit_file.new_key)
    assert configuration.audit_key(audit_file.new_key) == made
    assert (configuration.data / "audit-key.pem").stat().st_mode & 0o077 == 0


# ---- programs ------------------------------------------------------------------------------------------------------------


def bearing(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


async def test_a_program_exports_checks_and_pushes_text(client, store: Store, people, package):
    token = bearing(await token_of(store, "operator", Grant("operator", "line")))
    out = await client.get("/api/packages/line/export", headers=token)
    assert archive.unpack(out.content) == BLANK
    assert (await client.get("/api/packages/line/check", headers=token)).json()["errors"] == 0
    wrong = archive.pack("line", BLANK | {"flow.yaml": BLANK["flow.yaml"].replace("steps:", "stepz:")})
    checked = (await client.post("/api/packages/line/check", content=wrong, headers=token)).json()
    assert checked["errors"] > 0 and checked["findings"][0]["file"] == "flow.yaml"
    new = BLANK | {"flow.yaml": BLANK["flow.yaml"].replace("A line", "Another line")}
    pushed = archive.pack("line", new, archive.revisions_in(out.content))
    foreseen = (await client.post("/api/packages/line/import?dry=true", content=pushed, headers=token)).json()
    assert foreseen["saved"] is False and foreseen["packages"][0]["state"] == "changed"
    assert foreseen["packages"][0]["changes"]
    assert (await client.post("/api/packages/line/import", content=pushed, headers=token)).json()["saved"] is True
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        assert (draft.files, draft.revision) == (new, 2)
        newest = (await Drafts(session).history("line"))[0]
    assert newest.by == "operator" and "CI" in newest.what


async def test_a_program_never_overwrites_what_somebody_saved_since(client, store: Store, people, package):
    token = bearing(await token_of(store, "operator", Grant("operator", "line")))
    out = (await client.get("/api/packages/line/export", headers=token)).content

    def title(text: str) -> str:
        return BLANK["flow.yaml"].replace("A line", text)

    async with store.session() as session:
        await Drafts(session).save("line", {"flow.yaml": title("Hers")}, 1, "ann", "x")
    pushed = archive.pack("line", BLANK | {"flow.yaml": title("The program's")}, archive.revisions_in(out))
    refused = await client.post("/api/packages/line/import", content=pushed, headers=token)
    assert refused.status_code == 409 and refused.json()["packages"][0]["conflicts"]
    without_mark = archive.pack("line", BLANK)  # what the draft was before she saved
    refused = await client.post("/api/packages/line/import", content=without_mark, headers=token)
    assert refused.status_code == 409 and refused.json()["packages"][0]["older"] == ["flow.yaml"]
    async with store.session() as session:
        assert (await Drafts(session).read("line")).files["flow.yaml"] == title("Hers")
    forced = await client.post("/api/packages/line/import?force=true", content=pushed, headers=token)
    assert forced.json()["saved"] is True
    async with store.session() as session:
        assert (await Drafts(session).read("line")).files["flow.yaml"] == title("The program's")


async def test_a_token_reaches_nothing_else(client, store: Store, people, package, make_browser):
    token = bearing(await token_of(store, "boss", Grant("operator", "line")))
    reading = bearing(await token_of(store, "boss", Grant("auditor")))
    for address in ("/", "/packages/line", "/settings/accounts", "/packages/line/export"):
        assert (await client.get(address, headers=token, follow_redirects=False)).headers["location"].startswith("/sign-in")
    zipped = archive.pack("other", BLANK)
    assert (await client.get("/api/packages/other/export", headers=token)).status_code == 403
    assert (await client.post("/api/packages/other/import", content=zipped, headers=token)).status_code == 403
    beside = archive.pack("line", BLANK | {"library/shared/library.yaml": "callwright: 1\nlibrary: shared\ntitle: S\n"})
    assert (await client.post("/api/packages/line/import", content=beside, headers=token)).status_code == 403
    assert (await client.post("/api/packages/line/import", content=zipped, headers=reading)).status_code == 403
    for wrong in ({}, bearing("cw_" + "a" * 43), bearing(""), {"authorization": "Basic x"}):
        answer = await client.get("/api/packages/line/export", headers=wrong)
        assert answer.status_code == 401 and "error" in answer.json()
    browser = make_browser()
    await browser.sign_in("boss")  # a cookie that a page of another site could make the browser send
    assert (await browser.client.post("/api/packages/line/import", content=zipped)).status_code == 401
