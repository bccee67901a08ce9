"""Requests that somebody else makes a browser send, answers that he would like it to take: CSRF, framing, headers, redirects."""

import re
from urllib.parse import quote

import pytest
from litestar.testing import AsyncTestClient

from designer.app import create_app
from designer.configuration import Configuration
from tests.designer.attacks.rights import table
from tests.designer.browser import PASSWORD

CHANGES = sorted(name.split()[1] for name in table() if name.startswith("POST") and not re.match(r"POST /(feed|api)/", name))


def filled(address: str) -> str:
    numbers = r"\{(number|thread|account_id|question_id)\}"
    return re.sub(r"\{\w+\}", "x", re.sub(numbers, "1", address.replace("{package}", "line")))


async def test_no_change_whatever_is_made_without_its_form_token(browser, package):
    """Of every address that changes something, as an admin: cookies alone are all that a page of another site makes it send."""
    for address in CHANGES:
        for planted in ({}, {"x-csrftoken": "0" * 128}, {"x-csrftoken": ""}):
            answer = await browser.client.post(filled(address), data={"x": "y"}, headers=planted, follow_redirects=False)
            assert answer.status_code == 403, address


async def test_a_token_of_the_attackers_own_browser_is_of_no_use(browser, make_browser):
    """It is good for his cookie, and he can't plant that one beside somebody's session."""
    his = make_browser()
    await his.get("/sign-in")
    token = {"x-csrftoken": his.client.cookies["csrf"]}
    assert (await browser.client.post("/settings/hosts", data={"hosts": "planted.test"}, headers=token)).status_code == 403
    assert "planted.test" not in (await browser.get("/settings")).text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},  # a neighbour under the same domain, who could plant cookies
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.local.evil.example"},
    ],
)
async def test_a_form_on_another_site_changes_nothing_even_with_the_right_token(browser, headers):
    assert (await browser.post("/settings/hosts", {"hosts": "planted.test"}, headers=headers)).status_code == 403
    signing_in = await browser.post("/sign-in", {"name": "operator", "password": PASSWORD}, headers=headers)
    assert signing_in.status_code == 403 and "set-cookie" not in signing_in.headers
    assert "planted.test" not in (await browser.get("/settings")).text


async def test_a_form_of_ours_is_taken_as_browsers_mark_it(browser):
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": f"http://{browser.client.base_url.netloc.decode()}"}):
        answer = await browser.post("/settings/hosts", {"hosts": "ours.test"}, headers=headers)
        assert answer.status_code == 303


async def test_reading_changes_nothing(browser, package):
    """No change hides behind a GET, which every picture on another site can make a browser send."""
    reading = {name.split()[1] for name in table() if name.startswith("GET")}
    said = re.compile(r"/(delete|remove|restore|revoke|accept|approve|end|finish|withdraw|undo|save|replace|forget|undo)$")
    assert [address for address in reading if said.search(address)] == []
    before = (await browser.get("/settings/audit")).text.count("<tr")
    for address in reading - {"/feed/artefacts/{name}", "/feed/bundles/{identity}", "/feed/release"}:
        await browser.get(filled(address))
    assert (await browser.get("/settings/audit")).text.count("<tr") == before


async def test_no_page_lets_itself_be_framed_or_runs_what_is_not_ours(browser, package):
    """Of every address, of refusals and of what is no page: clickjacking, sniffing, scripts from elsewhere or in the page."""
    addresses = [filled(name.split()[1]) for name in table() if name.startswith("GET")] + ["/nothing", "/packages/nothing"]
    for address in addresses:
        found = (await browser.get(address)).headers
        policy = dict(rule.split(" ", 1) for rule in found["content-security-policy"].split("; "))
        assert "unsafe" not in found["content-security-policy"] and "http" not in policy["script-src"], address
        expected = {"default-src": "'none'", "frame-ancestors": "'none'", "form-action": "'self'", "base-uri": "'none'"}
        assert expected.items() <= policy.items(), address
        assert (found["x-content-type-options"], found["x-frame-options"]) == ("nosniff", "DENY"), address
        assert "access-control-allow-origin" not in found, address


async def test_no_other_site_may_read_an_answer(browser):
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for address in ("/calls", "/api/packages/line/export", "/feed/release"):
        answer = await browser.client.options(address, headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_cookies_are_kept_from_scripts_and_from_other_sites(make_browser, people):
    browser = make_browser()
    browser.client.cookies.clear()
    answers = [await browser.get("/sign-in"), await browser.sign_in("operator")]
    set_there = [value for answer in answers for name, value in answer.headers.multi_items() if name == "set-cookie"]
    assert {value.split("=")[0] for value in set_there} >= {"session", "csrf"}
    for value in set_there:
        assert "samesite=lax" in value.lower() and "path=/" in value.lower() and "domain" not in value.lower()
        if value.startswith(("session=", "csrf=")):
            assert "httponly" in value.lower()


async def test_behind_https_no_cookie_goes_over_http(tmp_path):
    secure = Configuration(data=tmp_path, token="t", https=True, flows=tmp_path)
    async with AsyncTestClient(create_app(secure), base_url="https://testserver.local") as client:
        answer = await client.get("/sign-in")
    assert all("secure" in value.lower() for name, value in answer.headers.multi_items() if name == "set-cookie")
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/\r\nX: y", "/\t/evil.example", " //evil.example", "https:evil.example",
        "/%0d%0aSet-Cookie: session=x\r\n", "data:text/html,x",
    ],
)  # fmt: skip
async def test_no_link_leads_away_by_way_of_the_sign_in(make_browser, people, then):
    browser = make_browser()
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", {"name": "operator", "password": PASSWORD, "then": then})
    assert re.fullmatch(r"/[\w%\-./]*", answer.headers["location"]) and not answer.headers["location"].startswith("//")
    assert answer.headers.get("x") is None and "evil" not in answer.headers["location"]
    signed_in = await browser.get(f"/sign-in?then={quote(then)}")
    assert "evil" not in signed_in.headers["location"]


async def test_what_somebody_writes_ends_no_header(browser, package):
    """Names that go into an answer's head: of a file, of a package, of an item, of a toast."""
    split = "a%0d%0aX-Planted:%20yes"
    for address in (f"/packages/{split}/export", f"/packages/line/wording/sheet/{split}", f"/packages/line/intents/{split}"):
        assert "x-planted" not in (await browser.get(address)).headers
    for address, form in (
        ("/packages/line/intents", {"title": "a\r\nX-Planted: yes\r\n\r\n<b>"}),
        ("/packages/line/files", {"path": "a\r\nX-Planted: yes.yaml"}),
        ("/packages/nowhere\r\nX/publish", {"revision": "1"}),
        ("/numbers", {"dialled": "1\r\nX-Planted: yes", "package": "line"}),
    ):
        answer = await browser.fragment(quote(address), form)
        assert "x-planted" not in answer.headers and answer.status_code < 500


async def test_a_page_of_another_address_of_this_host_gets_nothing(browser):
    """DNS rebinding: the cookie belongs to the name that the browser knows us by, and to no other."""
    answer = await browser.client.get("http://rebound.evil.example/calls", follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in")
