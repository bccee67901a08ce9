"""The ears of a call that may change its language: each utterance goes to the recogniser of the language spoken then."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.commands.package_files import compile_path
from dsl.turn import Expectation
from runtime.call.senses import Senses
from runtime.call.tongues import Tongues
from runtime.speech.hearing.pocketsphinx_recognizer import PocketsphinxRecognizer
from tests.bench.hearing_sets import clip

FLOWS = Path(__file__).parents[3] / "flows"


class Ears:
    """A recogniser that remembers what it was asked for."""

    def __init__(self, language):
        self.language, self.name, self.practice = language, f"ears for {language}", False
        self.prepared, self.leased = [], []

    async def start(self): ...

    async def close(self): ...

    async def prepare(self, bundle, identity):
        self.prepared.append((bundle.language, identity))

    async def listen(self, identity, expectation):
        self.leased.append(identity)
        return "utterance"


@pytest.fixture(scope="module")
def bundle():
    return compile_path(FLOWS / "front_desk").bundle


async def test_each_language_is_heard_by_its_own(bundle):
    english, chinese = Ears("en"), Ears("zh")
    senses = Senses(None, [english, chinese])
    await senses.start()
    await senses.prepare(bundle, "b")
    assert (chinese.prepared, english.prepared) == ([("zh-CN", "b")], [("en-US", "b:en-US")])
    ears = senses.ears(bundle)
    for language in ("", "zh-CN", "en-US"):
        assert await ears.listen("b", Expectation(language=language)) == "utterance"
    assert (chinese.leased, english.leased) == (["b", "b"], ["b:en-US"])
    await senses.close()


async def test_a_language_without_ears_hears_nothing_and_costs_nothing(bundle):
    english = Ears("en")
    ears = Tongues(bundle, {"en-US": english})
    await ears.prepare(bundle, "b")
    utterance = await ears.listen("b", Expectation(language="zh-CN"))
    await utterance.feed(b"\1\2")
    transcript = await utterance.finish()
    assert (transcript.text, transcript.confidence, english.leased) == ("", 0.0, [])


async def test_real_ears_hear_english_once_a_chinese_flow_speaks_it(bundle):
    recognizer = PocketsphinxRecognizer()
    senses = Senses(None, [recognizer])
    await senses.start()
    try:
        await recognizer.pool.ready()
        await senses.prepare(bundle, "b")
        ears = senses.ears(bundle)
        waited_for = {"step": "listen", "intents": tuple(bundle.topics), "topics": tuple(bundle.topics)}
        heard = []
        for language in ("zh-CN", "en-US"):
            utterance = await ears.listen("b", Expectation(language=language, **waited_for))
            await utterance.feed(clip("rms", "has my package arrived"))
            heard.append((await utterance.finish()).text)
        assert heard == ["", "has my package arrived"]
    finally:
        await senses.close()


async def test_a_flow_of_one_language_has_its_recogniser_alone():
    english = Ears("en")
    senses = Senses(None, [english])
    await senses.start()
    parcels, bill = (compile_path(FLOWS / name).bundle for name in ("parcel_status", "phone_bill"))
    assert senses.ears(parcels) is english
    assert senses.ears(bill) is None
    await senses.close()
