"""The Kaldi recogniser as a call uses it, with synthetic callers that its practice models never heard, and workers that die."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from dsl.commands.package_files import compile_path
from dsl.model import Intent
from dsl.turn import Expectation
from runtime.speech.hearing.kaldi_recognizer import KaldiRecognizer
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.streaming import StreamedUtterance
from runtime.speech.protocols import FRAME_BYTES, CannotHear, Transcript
from tests.bench.hearing_sets import ASKING, BUNDLE, CONFIRMING, asking_for
from tests.peers.espeak_callers import say

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHINESE = compile_path(Path("flows/phone_bill")).bundle


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is compiled once serves every test."""
    return tmp_path_factory.mktemp("hearing")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def english(folder: Path) -> AsyncIterator[KaldiRecognizer]:
    """One for all of them: each test leaves it hearing."""
    made = KaldiRecognizer("en", folder)
    await made.start()
    await made.prepare(BUNDLE, "bundle")
    await made.workers.pool.ready()
    yield made
    await made.close()


async def fed(recognizer: KaldiRecognizer, pcm: bytes, moment: Expectation = ASKING, pause: float = 0.0) -> StreamedUtterance:
    utterance = await recognizer.listen("bundle", moment)
    for start in range(0, len(pcm), FRAME_BYTES):
        await utterance.feed(pcm[start : start + FRAME_BYTES])
        await asyncio.sleep(pause)
    return utterance


async def heard(recognizer: KaldiRecognizer, pcm: bytes, moment: Expectation = ASKING) -> Transcript:
    return await (await fed(recognizer, pcm, moment)).finish()


async def test_words_values_and_what_nobody_wrote_are_heard(english: KaldiRecognizer) -> None:
    assert (await heard(english, say("where is my parcel", "en", 1))).text == "where is my parcel"
    assert (await heard(english, say("four seven one one", "en", 0), asking_for("number"))).text == "four seven one one"
    assert (await heard(english, say("nothing else", "en", 0), CONFIRMING)).text == "nothing else"
    other = await heard(english, say("the horse ran across the yellow field last summer", "en", 0))
    assert other.text != "where is my parcel"


async def test_words_are_told_with_their_times_and_how_sure_they_are(english: KaldiRecognizer) -> None:
    own = await heard(english, say("where is my parcel", "en", 1))
    assert [word.text for word in own.words] == own.text.split()
    times = [(word.begins_ms, word.begins_ms + word.lasts_ms) for word in own.words]
    assert times == sorted(times) and all(begins < ends for begins, ends in times)
    other = await heard(english, say("the horse ran across the yellow field last summer", "en", 0))
    assert own.confidence > 0.8 > other.confidence


async def test_a_listeners_sound_is_no_sentence_of_the_step(english: KaldiRecognizer) -> None:
    for said in ("uh huh", "i see"):
        utterance = await fed(english, say(said, "en", 1), pause=0.01)
        assert (await utterance.finish()).text == said
        assert utterance.partial is not None
        assert (utterance.partial.complete, utterance.partial.goes_on) == (None, None)


async def test_silence_is_nothing(english: KaldiRecognizer) -> None:
    assert (await heard(english, bytes(32000))).text == ""
    assert (await heard(english, b"")).text == ""


async def test_the_words_so_far_come_while_the_caller_speaks(english: KaldiRecognizer) -> None:
    utterance = await fed(english, say("where is my parcel", "en", 1, after=0.0), pause=0.02)
    so_far = utterance.partial
    assert so_far is not None
    assert so_far.text.startswith("where is my")
    assert so_far.goes_on is not None
    assert (await utterance.finish()).text == "where is my parcel"


async def test_workers_that_die_cost_no_utterance_its_words(english: KaldiRecognizer) -> None:
    utterances = [await fed(english, say("where is my parcel", "en", caller)) for caller in range(4)]
    pid = english.workers.shared[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    texts = [(await utterance.finish()).text for utterance in utterances]
    assert texts == ["where is my parcel"] * 4
    assert english.workers.shared[0].pid != pid
    assert english.workers.pool.replaced == 1
    await english.workers.pool.ready()


async def test_a_worker_that_hangs_is_found_and_its_utterances_are_heard(english: KaldiRecognizer) -> None:
    utterance = await fed(english, say("where is my parcel", "en", 1))
    pid = english.workers.shared[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert (await utterance.finish()).text == "where is my parcel"
    assert english.workers.shared[0].pid != pid
    await english.workers.pool.ready()


async def test_what_is_compiled_is_kept_and_unchanged_rules_serve_the_next_version(
    english: KaldiRecognizer, folder: Path
) -> None:
    before = {path.name for path in (folder / "rules").iterdir()}
    changed = replace(BUNDLE, intents={**BUNDLE.intents, "damaged": Intent(phrases=("my parcel is broken in two",))})
    await english.prepare(changed, "changed")
    old, new = english.hearing_of("bundle"), english.hearing_of("changed")
    assert {rule for rule in old.files if old.files[rule] == new.files[rule]} >= {
        "intent:where",
        "intent:change",
        "always",
        "slot:number",
    }
    assert old.files["intent:damaged"] != new.files["intent:damaged"]
    graphs = {path.name for path in (folder / "rules").iterdir() if path.suffix == ".fst"} - before
    assert len(graphs) <= 2, "the changed rule and, for its words are others, dictation"


async def test_words_of_no_dictionary_are_told_with_their_sounds(english: KaldiRecognizer) -> None:
    bundle = replace(
        BUNDLE, intents={"ask": Intent(phrases=("I want zorblex", "ask for 张伟"))}, topics={"ask": "listen"}, steps=BUNDLE.steps
    )
    await english.prepare(bundle, "odd")
    assert english.hearing_of("odd").pronounced["zorblex"].startswith("z")
    assert "张伟" not in english.hearing_of("odd").unheard


async def test_a_bundle_that_cannot_be_compiled_costs_only_itself(english: KaldiRecognizer) -> None:
    many = {f"i{number}": Intent(phrases=(f"take number {number}",)) for number in range(1001)}
    bundle = replace(BUNDLE, intents=many, topics=dict.fromkeys(many, "listen"))
    with pytest.raises(CannotHear, match="rules are more than"):
        await english.prepare(bundle, "too many")
    assert (await heard(english, say("where is my parcel", "en", 1))).text == "where is my parcel"


async def test_mandarin_is_heard_by_its_rules_and_values(folder: Path) -> None:
    assert CHINESE is not None
    recognizer = KaldiRecognizer("zh", folder)
    await recognizer.start()
    try:
        await recognizer.prepare(CHINESE, "bundle")
        listening = next(moments(CHINESE))
        assert (await heard(recognizer, say("帮我查一下余额", "zh", 1), listening)).text == "帮我查一下余额"
        assert (await heard(recognizer, say("多了一百二十块", "zh", 0), Expectation(slot="amount"))).text.endswith("一百二十块")
        other = await heard(recognizer, say("今天晚上我们去公园看花", "zh", 0), listening)
        assert other.text not in ("", "查话费")
    finally:
        await recognizer.close()
