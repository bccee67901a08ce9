"""Two people edit one flow in two browsers, by forms, canvas and text, on what they saw before the other saved. Is any lost?

uv run python -m tests.bench.bench_two_editors [--edits 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.bench.bench_canvas import NAME, PASSWORD, TOKEN, TOP
from tests.ui.conftest import FLAGS
from tests.ui.reading import source_of
from tests.ui.test_graph_editing import at, open_graph

FLOW = "/packages/parcel_status"
INTENTS = ("track_parcel", "change_delivery", "missing_parcel")
STEPS = ("tell_on_its_way", "tell_delivered", "tell_delayed", "not_found")
FILES = ("flow.yaml", "intents.yaml", "answers.yaml", "slots.yaml")

Finish = Callable[[], None]
"""Makes the edit on the page that was opened before, and saves it."""


def phrase(page: Page, mark: str, chance: random.Random) -> Finish:
    page.goto(f"{FLOW}/intents/{chance.choice(INTENTS)}")

    def finish() -> None:
        page.locator("[data-add]").first.click()
        page.locator(".lines [name=phrases]").last.fill(f"my {mark} parcel")
        page.keyboard.press("Control+s")
        page.locator(".saved").wait_for()

    return finish


def step(page: Page, mark: str, chance: random.Random) -> Finish:
    """A step that is added and called by the mark: two saves on the canvas, the second on what came of the first.

    Each of the two adds theirs after other steps: who leads one way to two places is asked, and nothing is lost silently.
    """
    after = chance.choice(STEPS[int(mark[1:-1]) % 2 :: 2])
    open_graph(page, FLOW)

    def finish() -> None:
        at(page, after)
        page.locator("#add").click()
        page.locator("#add-step [value=say]").check()
        page.locator("#add-step [type=submit]").click()
        name = page.locator("#inspector h2", has_text=re.compile(r"^say_\d+$"))
        name.wait_for()
        page.wait_for_function("() => !document.querySelector('flow-graph').changes.busy")  # by now it has the name that it keeps
        made = name.inner_text()
        at(page, made)  # it may stand where nobody looks
        page.locator(f".box[data-id={made}]").focus()
        page.keyboard.press("F2")
        page.locator("#new-name").fill(f"step_{mark}")
        page.keyboard.press("Enter")
        page.wait_for_function("what => document.getElementById('undo').title.includes(what)", arg=f"to step_{mark}")

    return finish


def comment(page: Page, mark: str, chance: random.Random) -> Finish:
    page.goto(f"{FLOW}/source?file={chance.choice(FILES)}")
    page.wait_for_selector("#editor[data-ready]")

    def finish() -> None:
        page.locator(".cm-content").focus()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(f"\n# note {mark}")
        page.keyboard.press("Control+s")
        page.get_by_text("All changes saved").wait_for()

    return finish


def sit_down(browser: Browser, address: str) -> Page:
    page = browser.new_context(base_url=address, locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/sign-in")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/today")
    return page


def measure(address: str, edits: int, seed: int) -> int:
    chance = random.Random(seed)
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        people = [sit_down(browser, address) for _ in range(2)]
        marks: list[tuple[str, str]] = []
        began = time.monotonic()
        for number in range(0, edits, 2):
            waiting = []
            for page in people:
                kind = chance.choice((phrase, step, comment))
                marks.append((kind.__name__, f"m{len(marks)}x"))
                waiting.append(kind(page, marks[-1][1], chance))
            chance.shuffle(waiting)
            for finish in waiting:
                finish()
            if number % 20 == 0:
                print(f"{number + 2} edits, {time.monotonic() - began:.0f} s", file=sys.stderr)
        texts = "".join(source_of(people[0], FLOW, file) for file in FILES)
        browser.close()
    lost = [(kind, mark) for kind, mark in marks if mark not in texts]
    for kind, mark in lost:
        print(f"lost: {kind} {mark}", file=sys.stderr)
    print(f"| two people in two browsers, {edits} edits, each on what stood before the other saved: lost | none | {len(lost)} |")
    return 1 if lost else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(TOP / "tests/ui/serving.py"), folder, NAME, PASSWORD, TOKEN]
        environment = os.environ | {"PYTHONPATH": str(TOP)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP, env=environment) as designer:
            assert designer.stdout is not None
            address = designer.stdout.readline().strip()
            try:
                return measure(address, arguments.edits, arguments.seed)
            finally:
                designer.terminate()


if __name__ == "__main__":
    sys.exit(main())
