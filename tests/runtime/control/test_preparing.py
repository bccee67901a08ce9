"""Preparing: a disposable process that fails, hangs, eats memory or writes nonsense costs one bundle its readiness."""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import groupby

import pytest

from runtime.control.library import Library, NotReady
from runtime.control.precedence import Job
from runtime.control.preparing import PreparationFailed, Preparer


def script(text):
    """A preparing process that runs this instead; `folder` is where the artefacts go."""
    return lambda bundle, folder: [sys.executable, "-c", f"from pathlib import Path; folder = Path({str(folder)!r})\n{text}"]


async def prepare(tmp_path, text, **limits):
    preparer = Preparer(script(text), **limits)
    return preparer, await preparer.prepare("b", tmp_path / "b.json", tmp_path)


async def test_what_the_process_says_last_is_the_artefact(tmp_path):
    preparer, report = await prepare(tmp_path, "print('working'); print('artefact-1')")
    assert (report.state, report.artefact) == ("ready", "artefact-1")
    assert preparer.progress("b").state == "ready"
    assert preparer.progress("other").state == "unknown"


@pytest.mark.parametrize("text", ["raise SystemExit(3)", "import os; os.kill(os.getpid(), 11)", "raise MemoryError"])
async def test_a_process_that_dies_is_one_sentence(tmp_path, text, caplog):
    with pytest.raises(PreparationFailed, match="ended with status"):
        await prepare(tmp_path, text)
    assert "a preparing process ended" in caplog.text


async def test_a_process_that_hangs_is_stopped(tmp_path):
    began = time.monotonic()
    with pytest.raises(PreparationFailed, match="took longer than"):
        await prepare(tmp_path, "import time; time.sleep(60)", most_seconds=0.5)
    assert time.monotonic() - began < 10


async def test_a_process_that_eats_memory_is_stopped(tmp_path):
    with pytest.raises(PreparationFailed):
        await prepare(tmp_path, "import time; time.sleep(0.5); held = bytearray(6 * 1024**3)")


async def test_one_is_prepared_at_a_time_and_progress_says_so(tmp_path):
    text = "import time; p = folder / 'busy'; assert not p.exists(); p.touch(); time.sleep(0.4); p.unlink()"
    preparer, other = Preparer(script(text)), Preparer(script(text))  # the other runtime of the machine
    jobs = ((preparer, "a"), (preparer, "b"), (other, "c"))
    work = [asyncio.create_task(each.prepare(name, tmp_path / name, tmp_path)) for each, name in jobs]
    await asyncio.sleep(0.3)
    assert {preparer.progress("a").state, preparer.progress("b").state} <= {"working", "waiting"}
    assert [report.state for report in await asyncio.gather(*work)] == ["ready"] * 3


class Understanding:
    """One part, which holds a word when it is sound."""

    def parts(self, bundle):
        return ["part"]

    def load(self, bundle, folder):
        path = folder / "part"
        if not path.exists() or path.read_text() != "sound":
            raise LookupError("part")
        return self


async def no_senses(bundle, identity):
    pass


def library(tmp_path, parcel_status, text):
    async def fetch(identity):
        return parcel_status.data if identity == parcel_status.identity else None

    return Library(tmp_path, Preparer(script(text)), Understanding(), no_senses, fetch=fetch)


WRITE_ONCE = "p = folder / 'part'\nif not p.exists(): p.write_text('sound')"


async def test_a_bundle_is_fetched_prepared_and_loaded_once(tmp_path, parcel_status):
    shelf = library(tmp_path, parcel_status, WRITE_ONCE)
    first, second = await asyncio.gather(shelf.ready(parcel_status.identity), shelf.ready(parcel_status.identity))
    assert first is second
    assert first.bundle == parcel_status.bundle
    assert (tmp_path / "bundles" / f"{parcel_status.identity}.json").read_bytes() == parcel_status.data
    await shelf.close()


async def test_a_damaged_part_is_made_anew(tmp_path, parcel_status):
    shelf = library(tmp_path, parcel_status, WRITE_ONCE)
    (tmp_path / "artefacts" / "part").write_text("dam")
    assert (await shelf.ready(parcel_status.identity)).identity == parcel_status.identity
    await shelf.close()


async def test_a_damaged_bundle_on_disk_is_fetched_again(tmp_path, parcel_status, caplog):
    shelf = library(tmp_path, parcel_status, WRITE_ONCE)
    path = tmp_path / "bundles" / f"{parcel_status.identity}.json"
    path.write_bytes(parcel_status.data[:-10])
    assert (await shelf.ready(parcel_status.identity)).bundle == parcel_status.bundle
    assert path.read_bytes() == parcel_status.data
    assert "damaged" in caplog.text
    await shelf.close()


@pytest.mark.parametrize("text", ["raise SystemExit(1)", "pass"])
async def test_a_bundle_that_cannot_be_prepared_says_why_and_may_be_tried_again(tmp_path, parcel_status, text):
    shelf = library(tmp_path, parcel_status, text)
    for _ in range(2):
        with pytest.raises(NotReady):
            await shelf.ready(parcel_status.identity)
    await shelf.close()


async def test_who_waits_for_a_bundle_when_the_runtime_ends_is_told(tmp_path, parcel_status):
    shelf = library(tmp_path, parcel_status, "import time; time.sleep(30)")
    waiting = asyncio.create_task(shelf.ready(parcel_status.identity))
    await asyncio.sleep(0.2)
    await shelf.close()
    with pytest.raises(NotReady, match="ending"):
        await waiting


SLOWLY = """
import time
with open(folder / "log", "a") as log:
    for turn in range({turns}):
        print("{name}", end="", file=log, flush=True)
        time.sleep(0.05)
"""


def turns_of(log):
    return "".join(letter for letter, _ in groupby(log.read_text()))


async def test_what_somebody_waits_for_comes_before_what_is_made_ahead(tmp_path):
    texts = {name: SLOWLY.format(name=name, turns=turns) for name, turns in (("a", 30), ("b", 4), ("c", 4), ("d", 4))}
    preparer = Preparer(lambda bundle, folder: script(texts[bundle.stem])(bundle, folder), most_seconds=30)
    log = tmp_path / "log"

    async def ready(name: str, *, urgent: bool) -> None:
        await preparer.prepare(name, tmp_path / f"{name}.json", tmp_path, urgent=urgent)

    async with asyncio.TaskGroup() as group:
        group.create_task(ready("a", urgent=False))
        while not log.exists() or not log.read_text():  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.01)
        group.create_task(ready("b", urgent=False))
        await asyncio.sleep(0.1)
        group.create_task(ready("c", urgent=True))
        group.create_task(ready("d", urgent=False))
        await asyncio.sleep(0)
        preparer.hurry("d")  # for which somebody came after all
    assert turns_of(log) == "acdab", "a stands still for c and d, and goes on where it was"
    assert {name: log.read_text().count(name) for name in "abcd"} == {"a": 30, "b": 4, "c": 4, "d": 4}
    assert {preparer.progress(name).state for name in "abcd"} == {"ready"}


@pytest.mark.parametrize(("wanted", "order"), [("b", "aba"), ("a", "a")])
async def test_what_somebody_waits_for_comes_before_what_another_runtime_of_the_folder_makes_ahead(tmp_path, wanted, order):
    """But for what that one is at already: it is nowhere sooner than there."""
    texts = {"a": SLOWLY.format(name="a", turns=12), "b": SLOWLY.format(name="b", turns=4)}
    live, workshop = (Preparer(lambda bundle, folder: script(texts[bundle.stem])(bundle, folder)) for _ in range(2))
    log = tmp_path / "log"
    ahead = asyncio.create_task(live.prepare("a", tmp_path / "a.json", tmp_path))
    while not log.exists() or not log.read_text():  # noqa: ASYNC110 - another process is waited for
        await asyncio.sleep(0.01)
    await workshop.prepare(wanted, tmp_path / f"{wanted}.json", tmp_path, urgent=True)
    assert ahead.done() == (wanted == "a")
    assert (await ahead).state == "ready"
    assert turns_of(log) == order
    assert log.read_text().count("a") == (24 if wanted == "a" else 12)


async def test_one_whose_time_is_over_is_stopped_like_any_other():
    job = Job("a", urgent=False)
    job.go()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0) as job.clock:
            try:
                await asyncio.sleep(10)
            finally:
                job.stop()
    assert not job.turn.is_set()


async def test_the_clock_of_one_that_stands_still_stands_still_too_and_goes_on(tmp_path):
    texts = {"a": "import time; (folder / 'begun').touch(); time.sleep(60)", "b": "import time; time.sleep(1)"}
    preparer = Preparer(lambda bundle, folder: script(texts[bundle.stem])(bundle, folder), most_seconds=3.0)
    began = time.monotonic()
    ahead = asyncio.create_task(preparer.prepare("a", tmp_path / "a.json", tmp_path))
    while not (tmp_path / "begun").exists():  # noqa: ASYNC110 - another process is waited for
        await asyncio.sleep(0.01)
    await preparer.prepare("b", tmp_path / "b.json", tmp_path, urgent=True)
    with pytest.raises(PreparationFailed, match="took longer than"):
        await ahead
    assert 4 <= time.monotonic() - began < 20
