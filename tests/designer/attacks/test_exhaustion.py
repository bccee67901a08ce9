"""Denial: texts that cost the square of their length, bodies that never end, numbers and brackets without measure.

One thread of the designer answers everybody. What one person sends must cost what its length says, and end in one sentence.
"""

import re
import time

import pytest

from designer.pages.access import PROGRAMS
from designer.workspace import checking
from designer.workspace.step_texts import step_texts
from dsl import compiler
from dsl.pronunciation import sayable
from tests.designer.attacks.rights import table
from tests.designer.browser import BLANK, MACHINE, Browser

FLOW = BLANK["flow.yaml"]
LONG = 60_000
RUNS = {
    "blanks": " ",
    "tabs": "\t",
    "dashes": "- ",
    "quotes": "'",
    "letters": "a",
    "brackets": "<",
    "doors": "(a|",
    "marks": '\\"',
}
FORM = "application/x-www-form-urlencoded"


def places(run: str) -> dict[str, dict[str, str]]:
    """Files with the run wherever somebody can write one; some of them no YAML any more."""
    return {
        "a title": {"flow.yaml": FLOW.replace("A line", f"x{run}y", 1)},
        "a reply": {"flow.yaml": FLOW.replace("Goodbye", f"x{run}y", 1)},
        "a name": {"flow.yaml": FLOW + f"  x{run}y"},
        "a broken line": {"flow.yaml": f"steps:\n  a: {{say: x\n  {run}y"},
        "a broken key": {"flow.yaml": f"steps:\n  a: x: {run}y\n"},
        "a broken list": {"flow.yaml": f"steps:\n  a: [{run}"},
        "a phrase": {"intents.yaml": f"x:\n  phrases:\n    - x{run}y\n"},
        "a rule": {"escalation.yaml": f"- when: a {run} b\n  hand_off: {{skill: x}}\n"},
        "a pattern": {"slots.yaml": f"x:\n  type: code({run})\n  ask: y\n"},
        "a sound": {"words.yaml": f"pronunciations:\n  X: x{run}!\n"},
    }


@pytest.mark.parametrize("run", RUNS)
def test_a_long_text_costs_what_its_length_says(run):
    """The square of sixty thousand is minutes: these were, on a line of blanks."""
    text = (RUNS[run] * LONG)[:LONG]
    compiler.check(BLANK)  # the grammars load
    for place, files in places(text).items():
        before = time.process_time()
        compiler.check(BLANK | files)
        checking.describe(BLANK | files)
        step_texts(files.get("flow.yaml", ""))
        assert time.process_time() - before < 3, place
    assert sayable("a" + "_" * LONG + "!") is False


HOSTILE = {
    "brackets without end": (b"[" * 20_000, "application/json"),
    "braces without end": (b'{"a":' * 20_000, "application/json"),
    "half of a pair": (
        b'{"text":"\\ud800","dialled":"\\ud800","caller":"\\u0000","revision":1,"changes":{"flow.yaml":"\\ud800"}}',
        "application/json",
    ),
    "null": (b"null", "application/json"),
    "no text": (b"name=%ff%fe&x=\xff&revision=%ed%a0%80", FORM),
    "NULs": (
        b"name=%00&phrase=%00&text=%00&title=%00&words=%00&reason=aaaa%00bb&number=%00",
        FORM,
    ),
    "numbers without end": (
        b"revision=" + b"9" * 5000 + b"&thread=" + b"9" * 30 + b"&days=99999999999&minutes=999999999999&number=" + b"9" * 30,
        FORM,
    ),
    "numbers of another script": (
        "revision=\u0663&thread=\u0663&days=\u00b2&minutes=\u0663&number=\u00b2".encode(),
        FORM,
    ),
    "a file without an end": (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\r\nX: y.zip"\r\n\r\nPK',
        "multipart/form-data; boundary=x",
    ),
    "parts without a border": (b"xx", "multipart/form-data"),
    "many fields": (b"a=1&" * 20_000, FORM),
}
SLIPS = {404, 410, 413, 422, 400, 401, 403, 409, 415, 429, 200, 204, 303, 503, 286}


def fill(address: str, number: int, word: str) -> str:
    address = re.sub(r"\{(number|thread|account_id|question_id)\}", str(number), address.replace("{package}", "line"))
    return re.sub(r"\{\w+\}", word, address)


@pytest.mark.parametrize("sent", HOSTILE)
async def test_no_body_is_a_mistake_of_ours(browser, package, sent):
    """To every address that takes one: an answer that says what is wrong with it, never one under a mark in our log."""
    content, kind = HOSTILE[sent]
    token = browser.client.cookies["csrf"]
    for name in table():
        method, address = name.split()
        if method == "POST" and address != "/sign-out" and not address.startswith(PROGRAMS):
            headers = {"content-type": kind, "x-csrftoken": token, **(MACHINE if address.startswith("/feed") else {})}
            before = time.process_time()
            answer = await browser.client.post(fill(address, 1, "x"), content=content, headers=headers, follow_redirects=False)
            assert answer.status_code in SLIPS, address
            assert time.process_time() - before < 3, address


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
async def test_a_number_that_no_row_has_is_not_there(browser, package, number):
    for name in table():
        method, address = name.split()
        if re.search(r"\{(number|thread|account_id|question_id)\}", address):
            ask = browser.get if method == "GET" else browser.post
            assert (await ask(fill(address, number, "x"))).status_code in SLIPS, name
    for asked in ("/packages/line/history?before={}", "/questions?start={}", "/settings/audit?before={}",
                  "/packages/line/compare?at={}&against={}", "/calls/x/transcript?turn={}&seen={}"):  # fmt: skip
        assert (await browser.get(asked.format(number, number))).status_code in SLIPS, asked


@pytest.mark.parametrize("word", ["%00", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "é", "a" * 5000])
async def test_a_word_in_an_address_names_what_is_there_or_nothing(browser, package, word):
    for name in table():
        method, address = name.split()
        if method == "GET":
            headers = MACHINE if address.startswith("/feed") else {}
            asked = f"{fill(address, 1, word)}?package={word}&step={word}&flow={word}&words={word}&file={word}&bundle={word}"
            answer = await browser.client.get(asked, headers=headers, follow_redirects=False)
            assert answer.status_code in SLIPS, name
            assert "root:" not in answer.text


async def test_a_body_larger_than_any_form_is_refused(browser):
    for kind in (FORM, "application/json"):
        answer = await browser.post("/sign-in", content=b"a" * 11_000_000, headers={"content-type": kind})
        assert answer.status_code == 413


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
async def test_what_a_stranger_sends_is_refused_by_its_size_before_it_is_parsed(make_browser, browser, kind, announced):
    """A form is parsed for its form token, of which this one has none; who is signed in gets as far as that."""

    headers = {"content-type": kind} | ({} if announced else {"transfer-encoding": "chunked"})

    async def send(one: Browser, address: str) -> int:
        return (await one.client.post(address, content=b"a=1&" * 50_000, headers=headers, follow_redirects=False)).status_code

    stranger = make_browser()
    assert await send(stranger, "/sign-in") == 413
    assert await send(stranger, "/flows/import") == 303  # to sign in: their session may have ended meanwhile
    assert await send(browser, "/flows/import") == (403 if kind == FORM else 400)
