"""Measures the drawn graph of a flow with 60 and with 600 steps, from the click to the drawing, in Chromium.

uv run python -m tests.bench.bench_canvas
"""

from __future__ import annotations

import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.bench_language import large_package
from tests.ui.conftest import FLAGS

TOP = Path(__file__).resolve().parents[2]
NAME, PASSWORD, TOKEN = "bench", "a-password-of-the-bench", "a-token-of-the-bench"
SIZES = ((60, "–"), (600, "< 1 s"))
LOADS = 7


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/")


def bring(page: Page, steps: int) -> str:
    """A package of so many steps, uploaded as somebody would; its name."""
    name = f"large_{steps}"
    files = large_package(steps)
    first, *others = files["flow.yaml"].replace("flow: large", f"flow: {name}").split("hear: topics")
    rest = "".join(re.sub(r"\A(\s+keys: \{1: (\w+)\})", r"hear: {agree: \2}\1", other) for other in others[1:])
    files["flow.yaml"] = f"{first}hear: topics{others[0]}{rest}"  # one question hears the topics, as in a flow that people write
    page.goto("/")
    page.locator("input[type=file]").set_input_files(
        {"name": f"{name}.zip", "mimeType": "application/zip", "buffer": zipped(files)}
    )
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    page.wait_for_url(f"**/packages/{name}*")
    return name


def seconds(page: Page, package: str) -> float:
    began = time.monotonic()
    page.goto(f"/packages/{package}/graph")
    page.wait_for_selector("flow-graph[data-ready]", timeout=60_000)
    return time.monotonic() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(TOP / "tests/ui/serving.py"), folder, NAME, PASSWORD, TOKEN]
        environment = os.environ | {"PYTHONPATH": str(TOP)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP, env=environment) as designer:
            assert designer.stdout is not None
            address = designer.stdout.readline().strip()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                page = browser.new_page(base_url=address)
                sign_in(page)
                for steps, budget in SIZES:
                    package = bring(page, steps)
                    taken = [seconds(page, package) for _ in range(LOADS)]
                    figures = f"{taken[0]:.2f} / {statistics.median(taken[1:]):.2f} s"
                    print(f"| graph of {steps} steps, address → drawn, first / later loads | {budget} | {figures} |", flush=True)
                browser.close()
            designer.terminate()


if __name__ == "__main__":
    main()
