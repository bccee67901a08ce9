"""Measures the canvas in Chromium: flows of 60 and of 600 steps shown, edited, saved and panned; what a first load weighs.

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

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench.bench_language import large_package
from tests.ui.conftest import FLAGS

TOP = Path(__file__).resolve().parents[2]
NAME, PASSWORD, TOKEN = "bench", "a-password-of-the-bench", "a-token-of-the-bench"
SIZES = ((60, "–"), (600, "< 1 s"))
LOADS = 7
EDITS = 24
PANS = 120

EDIT = """async ([step, to]) => {
    const graph = document.querySelector("flow-graph");
    const drawn = new Promise((resolve) => {
        graph.addEventListener("drawn", () => requestAnimationFrame(() => resolve(performance.now())), { once: true });
    });
    const began = performance.now();
    const saved = graph.make({ change: "connect", step, way: "next", label: "", to });
    const seen = await drawn;
    await saved;
    return [seen - began, performance.now() - began];
}"""
"""One way is led elsewhere: until it is drawn, and until it is saved and checked."""

PAN = """async (frames) => {
    const frame = document.querySelector(".drawing");
    const taken = [];
    for (let number = 0; number < frames; number += 1) {
        const [deltaX, deltaY] = [number % 40 < 20 ? 60 : -60, number % 16 < 8 ? 20 : -20];
        frame.dispatchEvent(new WheelEvent("wheel", { deltaX, deltaY, cancelable: true }));
        await new Promise((next) => requestAnimationFrame(() => {
            const began = performance.now();
            document.querySelector(".world").getBoundingClientRect(); // what the movement changed is laid out within the measure
            taken.push(performance.now() - began);
            next();
        }));
    }
    return taken;
}"""
"""Wheels over the drawing, a step a frame. The scene's own work runs in the frame's callback before this one."""


NODES = """() => {
    const counted = (sum, { content }) => sum + 1 + (content ? within(content) : 0);
    const within = (part) => [...part.querySelectorAll("*")].reduce(counted, 0);
    return within(document.querySelector(".step-form"));
}"""
"""Of a form with all that its templates hold."""


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
    page.wait_for_url("**/today")


def bring(page: Page, steps: int) -> str:
    """A package of so many steps, uploaded as somebody would; its name."""
    name = f"large_{steps}"
    files = large_package(steps)
    first, *others = files["flow.yaml"].replace("flow: large", f"flow: {name}").split("hear: topics")
    rest = "".join(re.sub(r"\A(\s+keys: \{1: (\w+)\})", r"hear: {agree: \2}\1", other) for other in others[1:])
    files["flow.yaml"] = f"{first}hear: topics{others[0]}{rest}"  # one question hears the topics, as in a flow that people write
    page.goto("/")
    page.locator("#file").set_input_files({"name": f"{name}.zip", "mimeType": "application/zip", "buffer": zipped(files)})
    page.locator("form:has(#file) button[type=submit]").click()
    page.wait_for_url(f"**/packages/{name}*")
    return name


def seconds(page: Page, package: str) -> float:
    began = time.monotonic()
    page.goto(f"/packages/{package}/graph")
    page.wait_for_selector("flow-graph[data-ready]", timeout=60_000)
    return time.monotonic() - began


def p95(taken: list[float]) -> float:
    return sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]


def edits(page: Page, package: str) -> tuple[list[float], list[float]]:
    """Milliseconds until each of some edits was drawn, and until it was saved with its diagnostics."""
    page.goto(f"/packages/{package}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    boxes = page.evaluate(
        "document.querySelector('flow-graph').base.boxes.map(({ id, ways }) => [id, ways.map(({ kind }) => kind)])"
    )
    movable = [name for name, kinds in boxes if kinds == ["next"]]
    drawn, saved = [], []
    for number in range(EDITS):
        step, to = movable[number % len(movable)], movable[(number * 7 + 3) % len(movable)]
        if step != to:
            seen, done = page.evaluate(EDIT, [step, to])
            drawn.append(seen)
            saved.append(done)
    return drawn, saved


def form_nodes(page: Page, package: str) -> int:
    """How many nodes the form of a question puts on the page; the largest form that there is."""
    page.goto(f"/packages/{package}/graph")
    page.wait_for_selector("flow-graph[data-ready]")
    step = page.evaluate("document.querySelector('flow-graph').base.boxes.findLast(({ kind }) => kind === 'ask').id")
    page.evaluate("step => document.dispatchEvent(new CustomEvent('go-to-step', { detail: step }))", step)
    page.wait_for_selector(f"form[data-step={step}]")
    return int(page.evaluate(NODES))


def frames(client: CDPSession, page: Page) -> float:
    """Milliseconds of processor time of the main thread a frame while one pans, whatever else the machine does."""
    client.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    client.send("Performance.enable")

    def spent() -> float:
        metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"]) * 1000

    before = spent()
    page.evaluate(PAN, PANS)
    return (spent() - before) / PANS


def weight(page: Page, package: str) -> tuple[float, float]:
    """Kilobytes that a first load of the canvas moves: what is code, style, fonts and icons, and the page itself."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.clearBrowserCache")
    moved: dict[str, float] = {}
    kinds: dict[str, str] = {}
    client.on("Network.responseReceived", lambda event: kinds.setdefault(event["requestId"], event["type"]))
    client.on("Network.loadingFinished", lambda event: moved.setdefault(event["requestId"], event["encodedDataLength"]))
    page.goto(f"/packages/{package}/graph", wait_until="networkidle")
    document = sum(size for name, size in moved.items() if kinds.get(name) == "Document")
    return (sum(moved.values()) - document) / 1024, document / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(TOP / "tests/ui/serving.py"), folder, NAME, PASSWORD, TOKEN]
        environment = os.environ | {"PYTHONPATH": str(TOP)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP, env=environment) as designer:
            assert designer.stdout is not None
            address = designer.stdout.readline().strip()
            try:
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                    measure(browser.new_page(base_url=address, viewport={"width": 1440, "height": 900}))
                    browser.close()
            finally:
                designer.terminate()


def measure(page: Page) -> None:
    sign_in(page)
    for steps, budget in SIZES:
        package = bring(page, steps)
        taken = [seconds(page, package) for _ in range(LOADS)]
        figures = f"{taken[0]:.2f} / {statistics.median(taken[1:]):.2f} s"
        print(f"| graph of {steps} steps, address → drawn, first / later loads | {budget} | {figures} |", flush=True)
        panned = frames(page.context.new_cdp_session(page), page)
        print(
            f"| graph of {steps} steps, panned: processor time of the main thread a frame | < 16 ms | {panned:.1f} ms |",
            flush=True,
        )
        drawn, saved = edits(page, package)
        print(f"| graph of {steps} steps: nodes of a question's form | – | {form_nodes(page, package)} |", flush=True)
        budgets = ("< 100 ms", "< 400 ms") if steps == SIZES[0][0] else ("–", "–")
        print(f"| graph of {steps} steps, an edit drawn, p95 of {len(drawn)} | {budgets[0]} | {p95(drawn):.0f} ms |", flush=True)
        print(f"| graph of {steps} steps, saved with diagnostics, p95 | {budgets[1]} | {p95(saved):.0f} ms |", flush=True)
    files, document = weight(page, "phone_bill")
    print(f"| first load of the canvas: scripts, styles, fonts, icons; the page | < 300 KB | {files:.0f} KB; {document:.0f} KB |")


if __name__ == "__main__":
    main()
