"""Real sound from real workers: what styles do to it, and that no prompt is lost whatever happens to a worker."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
from collections.abc import AsyncIterator

import numpy as np
import pytest

from dsl.emphasis import stressed
from runtime.speech.voice.espeak import load_library
from runtime.speech.voice.pyttsx_voice import PyttsxVoice, StaticPrompt, VoiceFailed
from runtime.speech.workers import WorkerLost, WorkerPool

ENGLISH = "Thank you for calling customer service. Your parcel was shipped yesterday and it should arrive on Friday."
CHINESE = "您好，您的包裹昨天已经发出，预计星期五送达。"


@pytest.fixture
async def voice() -> AsyncIterator[PyttsxVoice]:
    made = PyttsxVoice(workers=2, spares=0)
    await made.start()
    await made.pool.ready()
    yield made
    await made.close()


async def spoken(
    voice: PyttsxVoice, text: str, language: str = "en-US", style: str = "neutral", *, slower: bool = False
) -> bytes:
    return b"".join([chunk async for chunk in voice.speak(text, language=language, style=style, slower=slower)])


def seconds(pcm: bytes) -> float:
    return len(pcm) / 16000


def is_whole(pcm: bytes, like: bytes) -> bool:
    """As long as the other, but for where its last samples fade out."""
    return abs(seconds(pcm) - seconds(like)) < 0.03


def pitch(pcm: bytes) -> float:
    """The median fundamental frequency of voiced 40 ms windows, by autocorrelation."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    found = []
    for start in range(0, samples.size - 320, 160):
        window = samples[start : start + 320] - samples[start : start + 320].mean()
        if np.sqrt(np.mean(window**2)) < 500:
            continue
        echo = np.correlate(window, window, "full")[319:]
        lag = 20 + int(echo[20:133].argmax())  # 60 to 400 Hz
        if echo[lag] > 0.5 * echo[0]:
            found.append(8000 / lag)
    return float(np.median(found))


def loudness(pcm: bytes) -> np.ndarray:
    """Of each 20 ms; samples themselves differ, for the tremble of espeak's voice goes on from one utterance to the next."""
    frames = np.frombuffer(pcm, np.int16)[:48000].astype(np.float64).reshape(-1, 160)
    return np.sqrt(np.mean(frames**2, axis=1))


async def test_styles_sound_apart(voice: PyttsxVoice) -> None:
    for language, text in (("en-US", ENGLISH), ("zh-CN", CHINESE)):
        sounds = {
            style: await spoken(voice, text, language, style) for style in ("neutral", "calm", "apologetic", "cheerful", "urgent")
        }
        lengths = {style: seconds(sound) for style, sound in sounds.items()}
        assert lengths["urgent"] < lengths["cheerful"] < lengths["neutral"] < lengths["calm"] < lengths["apologetic"]
        heights = {style: pitch(sound) for style, sound in sounds.items()}
        assert heights["apologetic"] < heights["neutral"] < heights["cheerful"]


async def test_strength_is_heard(voice: PyttsxVoice) -> None:
    slight, bare, strong = [
        seconds(await spoken(voice, ENGLISH, style=style)) for style in ("apologetic 1", "apologetic", "apologetic 3")
    ]
    assert seconds(await spoken(voice, ENGLISH)) * 1.1 < slight < bare < strong


async def test_stressed_words_are_slower_and_higher(voice: PyttsxVoice) -> None:
    for language, before, words in (("en-US", "Your balance is ", "ten pounds"), ("zh-CN", "您的余额是", "一百元")):
        plain, loud = await spoken(voice, before + words, language), await spoken(voice, before + stressed(words), language)
        assert seconds(loud) > 1.04 * seconds(plain)
        half = len(plain) // 4 * 2
        assert pitch(loud[half:]) > 1.08 * pitch(plain[half:])


async def test_slower_takes_longer(voice: PyttsxVoice) -> None:
    assert seconds(await spoken(voice, ENGLISH, slower=True)) > 1.15 * seconds(await spoken(voice, ENGLISH))


async def test_silence_at_the_ends_is_trimmed(voice: PyttsxVoice) -> None:
    loud = np.flatnonzero(np.abs(np.frombuffer(await spoken(voice, "Hello there."), np.int16)) > 60)
    total = len(await spoken(voice, "Hello there.")) // 2
    assert loud[0] < 800
    assert total - loud[-1] < 500


async def test_a_pause_stands_between_sentences(voice: PyttsxVoice) -> None:
    apart = seconds(await spoken(voice, "Good morning.")) + seconds(await spoken(voice, "Goodbye."))
    assert seconds(await spoken(voice, "Good morning. Goodbye.")) == pytest.approx(apart + 0.32, abs=0.02)


async def test_mandarin_is_spoken_as_mandarin(voice: PyttsxVoice) -> None:
    assert 0.4 < seconds(await spoken(voice, "您好", "zh-CN")) < 0.9
    library = load_library()
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_Initialize(2, 0, None, 0x8000)
    library.espeak_SetVoiceByName(b"cmn")

    def phonemes(text: str) -> str:
        place = ctypes.c_char_p(text.encode())
        return str(library.espeak_TextToPhonemes(ctypes.byref(place), 1, 0).decode())

    assert phonemes("您好").startswith("ni35n")
    assert "A35N" in phonemes("银行")
    assert "i35N" in phonemes("行走")


async def test_a_language_without_a_voice_is_refused(voice: PyttsxVoice) -> None:
    with pytest.raises(ValueError):
        await spoken(voice, "hei", "fi-FI")


@pytest.mark.parametrize(
    "text", ["", "\x00\x01", "<", "a < b > c & d", "😀", "[[hello]]", "\ud800broken", "<speak>", "%s %n", "'"]
)
async def test_odd_texts_break_nothing(voice: PyttsxVoice, text: str) -> None:
    await spoken(voice, text)
    await spoken(voice, text, "zh-CN")
    assert seconds(await spoken(voice, "hello")) > 0.2
    assert voice.pool.replaced == 0


async def test_ten_thousand_characters_are_spoken_whole(voice: PyttsxVoice) -> None:
    once, hundredfold = "This is one sentence of many. ", 350
    assert seconds(await spoken(voice, once * hundredfold)) > hundredfold * 0.9 * seconds(await spoken(voice, once))


async def test_twenty_prompts_at_once_are_each_whole(voice: PyttsxVoice) -> None:
    alone = {text: await spoken(voice, text, language) for text, language in ((ENGLISH, "en-US"), (CHINESE, "zh-CN"))}
    together = await asyncio.gather(
        *(spoken(voice, ENGLISH if number % 2 else CHINESE, "en-US" if number % 2 else "zh-CN") for number in range(20))
    )
    for number, sound in enumerate(together):
        assert is_whole(sound, alone[ENGLISH if number % 2 else CHINESE])


async def test_a_killed_worker_costs_no_sound(voice: PyttsxVoice) -> None:
    whole = await spoken(voice, ENGLISH)
    speaking = voice.speak(ENGLISH, language="en-US")
    sound = await anext(speaking)
    for worker in voice.pool.workers:
        os.kill(worker.pid, signal.SIGKILL)
    async for chunk in speaking:
        sound += chunk
    assert is_whole(sound, whole)
    assert np.corrcoef(loudness(sound), loudness(whole))[0, 1] > 0.9, "no word is heard twice, none is missing"


async def test_workers_killed_under_load_cost_no_prompt(voice: PyttsxVoice) -> None:
    whole = await spoken(voice, ENGLISH)

    async def kill() -> None:
        for _ in range(6):
            await asyncio.sleep(0.05)
            for worker in list(voice.pool.workers)[:1]:
                os.kill(worker.pid, signal.SIGKILL)

    killing = asyncio.create_task(kill())
    sounds = await asyncio.gather(*(spoken(voice, ENGLISH) for _ in range(30)))
    await killing
    assert all(is_whole(sound, whole) for sound in sounds)


async def test_hung_workers_are_replaced_and_the_prompt_is_spoken() -> None:
    voice = PyttsxVoice(workers=1, spares=1)
    await voice.start()
    await voice.pool.ready()
    whole = await spoken(voice, ENGLISH)
    for worker in voice.pool.workers:
        os.kill(worker.pid, signal.SIGSTOP)
    assert is_whole(await spoken(voice, ENGLISH), whole)
    await voice.pool.ready()
    assert voice.pool.replaced == 2
    await voice.close()


async def test_a_barge_in_costs_no_worker(voice: PyttsxVoice) -> None:
    for _ in range(10):
        speaking = voice.speak(ENGLISH * 20, language="en-US")
        await anext(speaking)
        await speaking.aclose()
    assert seconds(await spoken(voice, "hello")) > 0.2
    assert voice.pool.replaced == 0


async def test_static_prompts_are_spoken_once_and_others_not_kept(voice: PyttsxVoice) -> None:
    await voice.prepare([StaticPrompt("Hello and welcome.", "en-US")])
    before = voice.cache.bytes
    assert before > 0
    assert len(await spoken(voice, "Hello and welcome.")) == before
    await spoken(voice, "Your number is four seven one one.")
    assert voice.cache.bytes == before


async def test_a_voice_that_cannot_start_says_so() -> None:
    voice = PyttsxVoice()
    voice.pool = WorkerPool("runtime.speech.no_such_worker", object, size=1)
    with pytest.raises(WorkerLost):
        await voice.start()
    await voice.close()
    with pytest.raises(VoiceFailed):
        await spoken(voice, "hello")
