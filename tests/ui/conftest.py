"""The browser tests: a designer in a process of its own, Debian's Chromium, one signed-in state for all tests.

They are a pytest run of their own (`pytest tests/ui`): sync Playwright and asyncio tests don't share a process.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests.system.house import House
from tests.ui.filling import fill

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HOUSE_PASSWORD = "a-long-password-of-the-tests"
NAME, PASSWORD, TOKEN = "lin.xiao", "a-password-of-the-tests", "a-token-of-the-tests"
SHARED = {"house": ("test_loop", "test_whole_line"), "workshop": ("test_tryout",)}
LAUNCH = "import sys; from dsl.commands import main; sys.exit(main())"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
]  # fmt: skip


Profiles = dict[tuple[object, ...], list[BrowserContext]]


class Sharing(LoadScopeScheduling):
    """Several processes share the tests one by one, but for files whose tests share what takes long to start."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0]).stem
        return next((shared for shared, files in SHARED.items() if file in files), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    return Sharing(config, log)


@dataclass
class Designer:
    """A running designer: its address, and what its process printed."""

    address: str
    process: subprocess.Popen[str]
    made: dict[str, str] = field(default_factory=dict)


def _serve(folder: Path) -> Iterator[Designer]:
    command = [sys.executable, str(HERE / "serving.py"), str(folder), NAME, PASSWORD, TOKEN]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), "the designer did not start"
        yield Designer(address, process)
        process.terminate()


@pytest.fixture(scope="session")
def designer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Designer]:
    yield from _serve(tmp_path_factory.mktemp("designer"))


@pytest.fixture(scope="session")
def worked_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Designer]:
    """Another one that was worked in for days; `made` are the addresses of what `filling` made there."""
    for designer in _serve(tmp_path_factory.mktemp("worked_in")):
        designer.made = fill(designer.address, NAME, PASSWORD, TOKEN)
        yield designer


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Designer]:
    """A designer with a workshop runtime, which the try-out page calls. Elsewhere one would prepare all that is saved."""
    for designer in _serve(tmp_path_factory.mktemp("tried_out")):
        command = [
            sys.executable, "-c", LAUNCH, "runtime", "--workshop", "--no-sip", "--control-port", "0",
            "--data", str(tmp_path_factory.mktemp("workshop")), "--designer", designer.address,
        ]  # fmt: skip
        environment = os.environ | {"CALLWRIGHT_TOKEN": TOKEN}
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment) as process:
            yield designer
            process.terminate()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def beside_workshop(chromium: Browser, workshop: Designer) -> dict:
    return _sign_in(chromium, workshop)


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, designer: Designer) -> dict:
    """The cookies of somebody who signed in once."""
    return _sign_in(chromium, designer)


@pytest.fixture(scope="session")
def at_work(chromium: Browser, worked_in: Designer) -> dict:
    return _sign_in(chromium, worked_in)


def _sign_in(chromium: Browser, designer: Designer) -> dict:
    context = chromium.new_context(base_url=designer.address, locale="en-US")
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/today")
    state = context.storage_state()
    context.close()
    return state


@dataclass
class Seat:
    """Somebody at a browser; `complaints` collects what the console and the page's errors say."""

    page: Page
    context: BrowserContext
    profile: tuple[object, ...]
    complaints: list[str] = field(default_factory=list)


def is_complaint(message: ConsoleMessage) -> bool:
    """Errors, but for the browser's own note that a save was answered with a refusal (401, 409, 422): those are our answers."""
    return message.type == "error" and not re.search(r"responded with a status of (401|409|422)", message.text)


@pytest.fixture
def sit(chromium: Browser, profiles: Profiles, designer: Designer, signed_in: dict) -> Iterator:
    """`sit(language, theme)` gives a `Seat` of its own; every complaint of the browser fails the test."""
    yield from _seats(chromium, profiles, designer, signed_in)


@pytest.fixture
def sit_beside_workshop(chromium: Browser, profiles: Profiles, workshop: Designer, beside_workshop: dict) -> Iterator:
    """The same where drafts can be called."""
    yield from _seats(chromium, profiles, workshop, beside_workshop)


@pytest.fixture
def look(chromium: Browser, profiles: Profiles, worked_in: Designer, at_work: dict) -> Iterator:
    """The same where there is much to see: `look(language, theme)`; with `storage_state=None` as a guest."""
    yield from _seats(chromium, profiles, worked_in, at_work)


@pytest.fixture(scope="session")
def profiles() -> Profiles:
    """Those that nobody sits at now, by what they were made for. What a browser has fetched and compiled stays in one."""
    return {}


def _seats(chromium: Browser, profiles: Profiles, designer: Designer, state: dict) -> Iterator:
    seats: list[Seat] = []

    def open_seat(language: str = "en", theme: str = "light", **options) -> Seat:
        key = (designer.address, language, theme, json.dumps(options))
        cookies = options.pop("storage_state", state) or {"cookies": []}
        context = (profiles.setdefault(key, []) or [_new_profile(chromium, designer, language, theme, **options)]).pop()
        chosen = {"language": language, "theme": theme}
        context.add_cookies(
            [*cookies["cookies"], *({"name": name, "value": chosen[name], "url": designer.address} for name in chosen)]
        )
        seat = Seat(context.new_page(), context, key)
        seat.page.on("console", lambda message: seat.complaints.append(message.text) if is_complaint(message) else None)
        seat.page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        seats.append(seat)
        return seat

    yield open_seat
    complaints = [complaint for seat in seats for complaint in seat.complaints]
    for seat in seats:
        _leave(seat, designer)
        profiles[seat.profile].append(seat.context)
    assert not complaints, complaints


def _new_profile(chromium: Browser, designer: Designer, language: str, theme: str, **options) -> BrowserContext:
    return chromium.new_context(
        base_url=designer.address,
        locale="zh-CN" if language == "zh" else "en-US",
        color_scheme=theme,
        reduced_motion="reduce",
        viewport=options.pop("viewport", {"width": 1440, "height": 900}),
        **options,
    )


def _leave(seat: Seat, designer: Designer) -> None:
    """Nothing of who sat there is left for the next, but what the browser keeps of files that never change."""
    kept = {"origin": designer.address, "storageTypes": "local_storage"}
    seat.context.new_cdp_session(seat.page).send("Storage.clearDataForOrigin", kept)
    for page in seat.context.pages:
        page.close()
    seat.context.clear_cookies()


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """Of `page`. Modules that are marked `tests.ui.reading.both_languages` run in each."""
    return getattr(request, "param", "en")


@pytest.fixture
def page(sit, language: str) -> Page:
    """A page in light colours."""
    return sit(language).page


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All programs, as `callwright up` starts them."""
    running = House(tmp_path_factory.mktemp("house"))
    try:
        running.await_ready()
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def curator(chromium: Browser, house: House) -> Iterator[Page]:
    """Somebody who signed in for the first time, as the README says."""
    context = chromium.new_context(base_url=house.designer, locale="en-US", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill("admin")
    page.locator("[name=password]").fill(house.first_password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("[name=old]").fill(house.first_password)
    page.locator("[name=new]").fill(HOUSE_PASSWORD)
    page.locator("[name=again]").fill(HOUSE_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.wait_for_url(house.designer + "/today")
    yield page
    context.close()


@pytest.fixture
def flow(page: Page) -> str:
    """A flow of this test's own, made from the one that ships."""
    name = f"bill_{uuid.uuid4().hex[:8]}"
    page.goto("/flows/new?template=phone_bill")
    page.locator("main [name=title]").fill(f"Bill {name[-8:]}")
    page.locator("main form summary").click()
    page.locator("main [name=name]").fill(name)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(name))
    return f"/packages/{name}"
