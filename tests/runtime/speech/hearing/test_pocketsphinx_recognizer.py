"""The recogniser as a call uses it: fed frame by frame, with workers that die or hang under it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from dsl.turn import Expectation
from runtime.speech.hearing.pocketsphinx_recognizer import BufferedUtterance, PocketsphinxRecognizer
from runtime.speech.protocols import FRAME_BYTES, Transcript
from tests.bench.hearing_sets import ASKING, BUNDLE, asking_for, clip

PARCEL = clip("rms", "where is my parcel")
DIGITS = clip("rms", "four seven one one")


@pytest.fixture
async def recognizer() -> AsyncIterator[PocketsphinxRecognizer]:
    made = PocketsphinxRecognizer(workers=1, spares=1)
    await made.start()
    await made.pool.ready()
    await made.prepare(BUNDLE, "bundle")
    yield made
    await made.close()


async def fed(recognizer: PocketsphinxRecognizer, pcm: bytes, moment: Expectation = ASKING) -> BufferedUtterance:
    utterance = await recognizer.listen("bundle", moment)
    for start in range(0, len(pcm), FRAME_BYTES):
        await utterance.feed(pcm[start : start + FRAME_BYTES])
    return utterance


async def heard(recognizer: PocketsphinxRecognizer, pcm: bytes, moment: Expectation = ASKING) -> Transcript:
    return await (await fed(recognizer, pcm, moment)).finish()


async def test_words_and_digits_are_heard(recognizer: PocketsphinxRecognizer) -> None:
    words, digits = await heard(recognizer, PARCEL), await heard(recognizer, DIGITS, asking_for("number"))
    assert words.text == "where is my parcel"
    assert words.confidence > 0.5
    assert digits.text == "four seven one one"


async def test_silence_is_nothing(recognizer: PocketsphinxRecognizer) -> None:
    assert (await heard(recognizer, bytes(32000))).text == ""
    assert (await heard(recognizer, b"")).text == ""


async def test_the_words_are_read_while_the_endpoint_still_waits(recognizer: PocketsphinxRecognizer) -> None:
    utterance = await fed(recognizer, PARCEL)
    assert utterance.partial is None, "reading takes its time"
    transcript = await utterance.finish()
    assert utterance.partial is not None
    assert utterance.partial.text == transcript.text
    began = asyncio.get_running_loop().time()
    assert await utterance.finish() == transcript
    assert asyncio.get_running_loop().time() - began < 0.05, "it was not read a second time"


async def test_a_caller_who_goes_on_is_read_again(recognizer: PocketsphinxRecognizer) -> None:
    utterance = await fed(recognizer, clip("rms", "where is parcel"), ASKING)
    for start in range(0, len(DIGITS), FRAME_BYTES):
        await utterance.feed(DIGITS[start : start + FRAME_BYTES])
    assert (await utterance.finish()).text.startswith("where is parcel four seven one one")


async def test_a_killed_worker_costs_no_words(recognizer: PocketsphinxRecognizer) -> None:
    utterance = await fed(recognizer, PARCEL)
    finishing = asyncio.create_task(utterance.finish())
    await asyncio.sleep(0)
    for worker in recognizer.pool.workers:
        os.kill(worker.pid, signal.SIGKILL)
    assert (await finishing).text == "where is my parcel"


async def test_a_hung_worker_costs_no_words(recognizer: PocketsphinxRecognizer) -> None:
    for worker in list(recognizer.pool.workers)[:1]:
        os.kill(worker.pid, signal.SIGSTOP)
    assert (await heard(recognizer, PARCEL)).text == "where is my parcel"
    assert (await heard(recognizer, PARCEL)).text == "where is my parcel"


async def test_cancelled_utterances_give_their_workers_back(recognizer: PocketsphinxRecognizer) -> None:
    for _ in range(5):
        await (await fed(recognizer, PARCEL)).cancel()
    assert (await heard(recognizer, PARCEL)).text == "where is my parcel"
    assert recognizer.pool.replaced == 0


async def test_a_call_that_ends_while_it_is_read_costs_no_worker(recognizer: PocketsphinxRecognizer) -> None:
    utterance = await fed(recognizer, PARCEL)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await utterance.finish()
    await utterance.cancel()
    assert (await heard(recognizer, PARCEL)).text == "where is my parcel"
    assert recognizer.pool.replaced == 0


async def test_many_callers_at_once(recognizer: PocketsphinxRecognizer) -> None:
    heard_by_each = await asyncio.gather(*(heard(recognizer, PARCEL) for _ in range(8)))
    assert {transcript.text for transcript in heard_by_each} == {"where is my parcel"}


async def test_a_bundle_that_was_not_prepared_is_an_error(recognizer: PocketsphinxRecognizer) -> None:
    with pytest.raises(KeyError):
        await recognizer.listen("unknown", ASKING)
    assert recognizer.report("bundle").unheard == ()
