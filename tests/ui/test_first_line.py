"""From an empty install: a balance line of one's own from a template, and a test call that hears the balance, by the tour, in
15 interactions at most."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.system.house import START_SECONDS, free_ports, until
from tests.ui.conftest import LAUNCH, ROOT, TOKEN

MOST = 15
PASSWORD = "a-password-of-my-own"


@dataclass
class Install:
    """What `callwright up` starts but for the live line, each at its usual priority: where it is, and the first password."""

    address: str
    password: str


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    port, printed = free_ports(3), tmp_path / "printed"
    address, demo = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    environment = os.environ | {"CALLWRIGHT_TOKEN": TOKEN, "CALLWRIGHT_DEMO_URL": demo, "PYTHONUNBUFFERED": "1"}
    environment |= {"CALLWRIGHT_ENCODER": "none", "CALLWRIGHT_HEARING": "zh=none,en=none"}  # a call of text, soon ready
    commands = [
        ["designer", "--data", str(tmp_path / "designer"), "--port", str(port)],
        ["demo-data", "--port", str(port + 1)],
        ["runtime", "--workshop", "--no-sip", "--control-port", str(port + 2), "--data", str(tmp_path / "workshop"),
         "--designer", address],
    ]  # fmt: skip
    with ExitStack() as stack, printed.open("w") as kept:
        for words in commands:
            process = subprocess.Popen(
                [sys.executable, "-c", LAUNCH, *words], stdout=kept, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
        until(lambda: "one-time password" in printed.read_text(), START_SECONDS, "the first sign-in is printed")
        until(lambda: answers(address), START_SECONDS, "the designer answers")
        found = re.search(r"one-time password (\S+)", printed.read_text())
        assert found
        yield Install(address, found[1])


def answers(address: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(address, trust_env=False).status_code < 500
    return False


class Hands:
    """Somebody at a browser, whose every click and every field filled counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, what: str, **more) -> None:
        self.count += 1
        self.page.locator(what, **more).first.click()

    def fill(self, what: str, text: str) -> None:
        self.count += 1
        self.page.locator(what).fill(text)

    def enter(self, what: str) -> None:
        self.count += 1
        self.page.locator(what).press("Enter")


@pytest.mark.timeout(300)
def test_a_balance_line_from_a_template_to_a_call(chromium: Browser, install: Install):
    context = chromium.new_context(base_url=install.address, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(120_000)
    hands = Hands(page)
    page.goto("/")
    hands.fill("[name=name]", "admin")
    hands.fill("[name=password]", install.password)
    hands.enter("[name=password]")
    hands.fill("[name=old]", install.password)
    hands.fill("[name=new]", PASSWORD)
    hands.fill("[name=again]", PASSWORD)
    hands.enter("[name=again]")
    hands.click(".tour-offer [value=on]")
    hands.click(".template", has_text="话费账单")
    page.wait_for_selector("flow-graph[data-ready]")
    assert page.locator(".gallery .turn-caller").count() and page.locator(".gallery .box[data-id=tell_balance]").count()
    hands.click("form[action='/flows'] [type=submit]")
    page.wait_for_url(re.compile(r"/packages/(?!phone_bill$)\w+$"))
    page.locator("#status .lamp-up", has_text="Workshop up").wait_for()
    hands.click("#tour a", has_text="Call it")
    page.wait_for_url("**/tryout")
    hands.click("#start-text")
    page.locator("#turn-list .turn-line, #trouble :first-child").first.wait_for()
    assert not page.locator("#trouble").inner_text()
    hands.click("#suggestions button", has_text="查话费")
    page.locator("#secret").wait_for()
    hands.fill("#words-said", "123456")
    hands.enter("#words-said")
    page.locator("#turn-list .turn-line", has_text="您的余额是").wait_for()
    assert hands.count <= MOST, hands.count
    page.locator("#hang-up").click()
    page.locator("#tour-text", has_text="That was your line").wait_for()
    context.close()
