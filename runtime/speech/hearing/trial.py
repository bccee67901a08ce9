"""Owns trying an engine out: it hears sentences of a small package, said by a synthetic voice, and what that costs.

A model of people's speech need not understand every synthetic sentence; one that understands none is broken, or of another
language.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import numpy as np
from msgspec import Struct

from dsl.bundle import Bundle
from dsl.model import Ask, Defaults, Entry, Intent, Words
from dsl.turn import Expectation
from runtime.speech.hearing.recognizers import Engine, chosen, engines
from runtime.speech.protocols import FRAME_BYTES, SAMPLE_RATE, Recognizer
from runtime.speech.voice.pyttsx_voice import PyttsxVoice
from runtime.speech.workers import WorkerLost

SENTENCES = {
    "en": ("where is my parcel", "i want to pay my bill", "please call me tomorrow", "no thank you", "speak to an operator"),
    "zh": ("我的快递到了吗", "我想查一下话费", "请明天再打给我", "不用了谢谢", "转人工客服"),
}
PATIENCE_SECONDS = 30.0


class TrialFailed(Exception):
    """The message is one sentence."""


class Trial(Struct, frozen=True):
    """`cpu`: processor seconds of its workers a second of speech. `must_hear`: it is made for such voices."""

    right: int
    tried: int
    cpu: float
    must_hear: bool


def run(key: str) -> Trial:
    """Raises `TrialFailed`."""
    found = [(language, engine) for language in (*SENTENCES, *chosen()) for engine in engines(language) if engine.key == key]
    if not found:
        raise TrialFailed(f"there is no engine named {key}; `callwright models list --kind hearing` names them")
    language, engine = found[0]
    if language not in SENTENCES:
        raise TrialFailed(f"there are no sentences in {language} to try it with")
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        return asyncio.run(_try(language, engine, Path(folder)))


async def _try(language: str, engine: Engine, folder: Path) -> Trial:
    sentences = SENTENCES[language]
    bundle = Bundle(
        package="trial",
        title="Trial",
        language=language,
        entry=Entry(inbound="listen"),
        topics={},
        values={},
        defaults=Defaults(),
        if_unsure="balanced",
        steps={"listen": Ask(ask="?", hear={"any": "listen"})},
        subflows={},
        intents={"any": Intent(phrases=sentences)},
        slots={},
        answers={},
        escalation=(),
        data={},
        words=Words(),
        manners={},
    )
    sounds = await _said(sentences, language)
    recognizer = engine.make(folder)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await recognizer.start()
            await recognizer.prepare(bundle, "trial")
            before = _children_cpu()
            texts = [await _heard(recognizer, sound) for sound in sounds]
            spent = _children_cpu() - before
    except (WorkerLost, TimeoutError) as problem:
        raise TrialFailed(f"{engine.name} does not start on this machine") from problem
    except Exception as problem:
        raise TrialFailed(f"{engine.name} failed: {problem}") from problem
    finally:
        await recognizer.close()
    seconds = sum(len(sound) for sound in sounds) / (SAMPLE_RATE * 2)
    right = sum(_plain(text) == _plain(sentence) for text, sentence in zip(texts, sentences, strict=True))
    return Trial(right, len(sentences), spent / seconds, engine.practice)


async def _said(sentences: tuple[str, ...], language: str) -> list[bytes]:
    voice = PyttsxVoice()
    await voice.start()
    try:
        return [b"".join([chunk async for chunk in voice.speak(text, language=language)]) for text in sentences]
    finally:
        await voice.close()


async def _heard(recognizer: Recognizer, sound: bytes) -> str:
    quiet = np.random.default_rng(0).normal(0, 20, SAMPLE_RATE // 4).astype("<i2").tobytes()
    utterance = await recognizer.listen("trial", Expectation(step="listen", intents=("any",)))
    heard = quiet + sound + quiet
    for start in range(0, len(heard), FRAME_BYTES):
        await utterance.feed(heard[start : start + FRAME_BYTES])
        await asyncio.sleep(0)
    return (await utterance.finish()).text


def _plain(text: str) -> str:
    return "".join(text.lower().split())


def _children_cpu() -> float:
    """Processor seconds of the processes that this one started and that still run."""
    spent = 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent
