"""Privilege escalation between roles: every address, every role, held on all flows, on the flow itself and on another one."""

import re
from itertools import product
from typing import Any

import pytest
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from sqlmodel import select

from designer.accounts import accounts, api_tokens
from designer.accounts.roles import Grant, Person
from designer.pages.access import PasswordChangeNeeded, SignInNeeded
from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import Account, CallSummary, Destination, Measure, Notice, Number, Proposal, Question, StepComment
from designer.workspace import archive
from designer.workspace.drafts import Drafts
from tests.designer.attacks.rights import ROLES, Wanted, table
from tests.designer.browser import BLANK, PASSWORD, TOKEN

TURNED_AWAY = (PermissionDeniedException, SignInNeeded, PasswordChangeNeeded, NotAuthorizedException)


def handlers(app: Any) -> dict[str, Any]:
    """The app's own list: `METHOD /address/{parameter}` -> its handler."""
    found = {}
    for route in app.routes:
        address = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        for handler in route.route_handlers:
            for method in handler.http_methods - {"OPTIONS"}:
                found[f"{method} {address}"] = handler
    return found


async def passes(app: Any, name: str, handler: Any, user: Person | None, token: str = "") -> bool:
    method, address = name.split()
    scope = {
        "type": "http", "method": method, "path": address, "headers": [(b"authorization", f"Bearer {token}".encode())],
        "query_string": b"", "path_params": {"package": "line"} if "{package}" in address else {}, "user": user,
        "litestar_app": app, "app": app, "state": {}, "server": ("testserver", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    try:
        for guard in handler.resolve_guards():
            await guard(ASGIConnection(scope), handler)
    except TURNED_AWAY:
        return False
    return True


def holding(role: str, package: str = "*", **rest: Any) -> Person:
    return Person(1, role, frozenset({Grant(role, package)}), rest.pop("first", False), "", "", **rest)


def allowed(wanted: Wanted, rights: set[str], package: str) -> bool:
    match wanted.where:
        case "open" | "person":
            return True
        case "runtime":
            return False
        case "any":
            return wanted.right in rights
        case "flow":
            return wanted.right in rights and package in ("*", "line")
    return wanted.right in rights and package == "*"


def test_every_address_says_what_it_wants(client):
    """Whoever adds a page writes its line in `rights.py`."""
    assert handlers(client.app).keys() == table().keys()


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_reaches_its_own_and_nothing_more(client, role):
    found, wrong = handlers(client.app), []
    for (name, wanted), package in product(table().items(), ("*", "line", "other")):
        if role == "admin" and package != "*":
            continue  # nobody is one: see test_accounts.py
        if await passes(client.app, name, found[name], holding(role, package)) is not allowed(wanted, ROLES[role], package):
            wrong.append((name, role, package))
    assert wrong == []


async def test_a_stranger_and_whoever_has_a_password_of_somebody_else_reach_nothing(client):
    found = handlers(client.app)
    for name, wanted in table().items():
        assert await passes(client.app, name, found[name], None) is (wanted.where == "open"), name
        reached = await passes(client.app, name, found[name], holding("admin", first=True))
        assert reached is (wanted.where in ("open", "person")), name


async def test_the_feed_is_for_runtimes_alone(client):
    found = handlers(client.app)
    for name, wanted in table().items():
        if wanted.where == "runtime":
            assert await passes(client.app, name, found[name], None, TOKEN)
            for guess in ("", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper()):
                assert not await passes(client.app, name, found[name], holding("admin"), guess)


async def test_a_token_stays_within_what_it_was_made_for(client):
    """Of an admin's own token, whatever the admin may."""
    found = handlers(client.app)
    for name, wanted in table().items():
        person = holding("admin", within=Grant("operator", "line"))
        expected = allowed(wanted, ROLES["operator"], "line")
        assert await passes(client.app, name, found[name], person) is expected, name


# ---- addresses without a flow in them: what is asked for belongs to one, and the handler looks --------------------------------

OF_THE_LINE: dict[str, Any] = {
    "POST /numbers": {"dialled": "1001", "package": "other"},
    "POST /numbers/remove": {"dialled": "1001"},
    "POST /numbers/call/ticket": None,  # JSON: see below
    "POST /emergency": {"number": "1001", "does": "people", "minutes": "30"},
    "POST /emergency/{number}/end": {},
    "POST /calls/{call}/number": {"reason": "a good one"},
    "POST /calls/{call}/speak": None,  # JSON
    "POST /questions/{question_id}/propose": {"how": "answer", "say": "x", "phrase": "x"},
    "POST /questions/{question_id}/effect": {"how": "answer", "say": "x", "phrase": "x"},
    "POST /questions/{question_id}/accept": {"how": "answer", "say": "x", "phrase": "x"},
    "POST /questions/{question_id}/ignore": {},
    "POST /questions/{question_id}/reopen": {},
    "POST /settings/tokens": {"name": "x", "role": "operator", "package": "line", "days": "30"},
    "POST /settings/tokens/{number}/revoke": {},
    "POST /flows/import": None,  # a zip
    "POST /flows/import/{key}": None,  # of whoever sent it, see test_packages_in_and_out.py
    "GET /calls/{call}": {},
    "GET /calls/{call}/transcript": {},
    "GET /numbers/call": {"dialled": "1001"},
}
"""What a person of another flow sends to reach something of `line`."""
OWN = {"POST /tour", "POST /emergency/notices"}
"""What changes nothing of any flow: one's own cookie, a notice that waits for who approves it."""


def test_every_change_without_a_flow_in_its_address_is_tried_below():
    some = {name for name, wanted in table().items() if wanted.where == "any" and name.startswith("POST")}
    assert some - OWN <= OF_THE_LINE.keys()


@pytest.fixture
async def two_flows(store: Store, people: None, package: str) -> None:
    """`line` with a number, a call, a question, a measure; `other`, whose publisher is `half`."""
    async with store.session() as session:
        other = {"flow.yaml": BLANK["flow.yaml"].replace("A line", "Another")}
        await Drafts(session).add("other", other, by="", what="created")
        await accounts.add(session, "half", [Grant("publisher", "other")], PASSWORD)
        at = now()
        session.add_all(
            [
                Number(dialled="1001", package="line"),
                CallSummary(call="c1", package="line", caller="13800001234", started_at=at, last_at=at, ended_at=at),
                Question(package="line", text="why so", normal="why so", count=1, first_asked=at, last_asked=at),
                Measure(dialled="1001", does="people", by="boss", until=at.replace(year=at.year + 1)),
                Notice(title="Words", zh="话", en="Words", by="boss", approved_by="boss", approved_at=at),
                Proposal(package="line", revision=1, by="boss", note="", at=at),
                StepComment(package="line", file="flow.yaml", step="welcome", by="boss", text="x", thread=1),
                Destination(skill="x", package="line", address="sip:13900005678@trunk.example"),
            ]
        )
    async with store.session() as session:
        boss = (await session.exec(select(Account).where(Account.name == "boss"))).one()
        await api_tokens.make(session, "CI", Grant("operator"), 30, await accounts.person(session, boss))


async def test_the_publisher_of_one_flow_changes_nothing_of_another(make_browser, two_flows):
    browser = make_browser()
    await browser.sign_in("half")
    for name, sent in OF_THE_LINE.items():
        method, address = name.split()
        address = re.sub(r"\{(number|question_id)\}", "1", address.replace("{call}", "c1"))
        if sent is not None:
            ask = browser.get(address, params=sent) if method == "GET" else browser.post(address, sent)
            assert (await ask).status_code in (403, 422), name
    ring = {"content": b'{"dialled": "1001"}', "headers": {"content-type": "application/json"}}
    assert (await browser.post("/numbers/call/ticket", **ring)).status_code == 403
    speak = {"content": b'{"text": "x", "turn": 1, "sequence": 1}', "headers": {"content-type": "application/json"}}
    assert (await browser.post("/calls/c1/speak", **speak)).status_code == 403
    changed = archive.pack("line", {"flow.yaml": BLANK["flow.yaml"] + "# x\n"})
    for name in ("line", "third"):  # somebody else's, and one that nobody has yet
        sent = await browser.post("/flows/import", {"name": name}, files={"file": ("a.zip", changed)})
        assert sent.status_code == 403
    assert (await browser.post("/emergency", {"number": "all", "does": "people", "minutes": "30"})).status_code == 403
    for decision in ("approve", "remove"):
        assert (await browser.post(f"/emergency/notices/1/{decision}")).status_code == 403


async def test_what_belongs_to_one_flow_is_not_reached_by_the_address_of_another(make_browser, two_flows):
    """`half` may do all of this to `other`; the numbers are those of things of `line`."""
    browser = make_browser()
    await browser.sign_in("half")
    for address in (
        "proposals/1/approve", "proposals/1/reject", "proposals/1/withdraw", "graph/comments/1/resolve",
        "rollouts/1/finish", "rollouts/1/withdraw", "versions/1/restore",
    ):  # fmt: skip
        assert (await browser.post(f"/packages/other/{address}", {"comment": "no"})).status_code == 404, address
    for address in ("proposals/1", "versions/1", "rollouts/1"):
        assert (await browser.get(f"/packages/other/{address}")).status_code == 404, address


async def test_no_list_tells_of_a_flow_that_somebody_may_not_see(make_browser, two_flows):
    browser = make_browser()
    await browser.sign_in("half")
    found: list[tuple[str, list[str]]] = []
    for name, wanted in table().items():
        method, address = name.split()
        if wanted.where == "any" and method == "GET" and "{" not in address and address != "/numbers/call":
            for asked in ("", "?package=line"):
                page = (await browser.get(address + asked)).text
                told = [word for word in ("1234", "5678", "why so", "/packages/line", ">A line<", ">1001<") if word in page]
                found += [(address + asked, told)] * bool(told)
    # that a number is in an emergency stands on every page
    assert [(address, [word for word in told if word != ">1001<"]) for address, told in found if told != [">1001<"]] == []
