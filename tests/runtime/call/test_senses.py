"""Voice and ears of a runtime: what cannot start is left out, what is the same for every caller is made ahead."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from dsl.commands.package_files import compile_path
from dsl.model import Words
from runtime.call.senses import Senses
from runtime.call.static_prompts import static_prompts

FLOWS = Path(__file__).parents[3] / "flows"


class Sense:
    """A voice or a recogniser that starts, or doesn't."""

    def __init__(self, language="", broken=False):
        self.language, self.name, self.practice, self.broken = language, f"ears for {language}", False, broken
        self.prepared = []
        self.closed = False

    async def start(self):
        if self.broken:
            raise OSError("no such library")

    async def close(self):
        self.closed = True

    async def prepare(self, *given):
        self.prepared.append(given)


async def test_what_cannot_start_is_left_out_and_said(caplog):
    senses = Senses(Sense(broken=True), [Sense("en"), Sense("zh", broken=True)])
    await senses.start()
    assert senses.voice is None
    assert senses.recognizer("en-GB").name == "ears for en"
    assert senses.recognizer("zh-CN") is None
    assert senses.hearing() == {"en": "ears for en"}
    assert "has no voice" in caplog.text
    assert "zh cannot be heard" in caplog.text
    await senses.close()


async def test_a_bundle_is_prepared_for_ears_and_voice():
    voice, ears = Sense(), Sense("en")
    senses = Senses(voice, [ears])
    await senses.start()
    bundle = compile_path(FLOWS / "parcel_status").bundle
    await senses.prepare(bundle, "b")
    await asyncio.sleep(0)
    assert ears.prepared == [(bundle, "b")]
    ((prompts,),) = voice.prepared
    assert "How can I help you?" in [prompt.text for prompt in prompts]
    await senses.close()
    assert voice.closed
    assert ears.closed


def test_prompts_made_ahead_are_all_replies_without_values_each_once():
    prompts = list(static_prompts(compile_path(FLOWS / "parcel_status").bundle))
    texts = [prompt.text for prompt in prompts]
    assert len(prompts) == len(set(prompts))
    assert "Are you still there?" in texts  # a reprompt
    assert "Shall we try another number?" in texts  # a question
    assert "Thank you for calling Northway Parcels. Goodbye." in texts
    assert not any("<" in text for text in texts)
    assert not any(text.startswith("where is") for text in texts)  # what callers say is no prompt


def test_the_sound_made_ahead_is_that_of_the_words_as_they_are_pronounced():
    bundle = compile_path(FLOWS / "parcel_status").bundle
    spelled = msgspec.structs.replace(bundle, words=Words(pronunciations={"help": "halp"}))
    assert "How can I halp you?" in [prompt.text for prompt in static_prompts(spelled)]
