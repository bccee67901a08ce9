"""A real call to the whole runtime: SIP and RTP in, hearing, understanding, dialogue and voice, SIP and RTP out.

The callers are a telephone of the tests and flite's voices, with which no prompt is made, and pocketsphinx hears them; the ear
that judges what the line said is not the line's own. Kaldi with its practice models hears a whole call in each language, from
espeak-ng's voices that the models never learned from.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import fftconvolve

from dsl.journal import AnyFact, CallEnded, CallerSpoke, KeyPressed, Said
from dsl.release import SoundRule
from runtime.speech.hearing.recognizers import VARIABLE
from runtime.speech.voice.pyttsx_voice import PyttsxVoice
from tests.peers.espeak_callers import say
from tests.peers.feed import eventually
from tests.peers.flite import VOICES, speak
from tests.peers.house import House, open_house
from tests.peers.prompt_listener import PromptListener
from tests.peers.sip_peer import SipPeer

PARCEL = "4711"
CALLS_AT_ONCE = 8
NOTHING_AFTER = 0.0  # the words: a reply comes before a telephone has sent much silence
TURN_SILENCE = 0.9  # seconds after which a caller takes the line to be done
SHARE_WANTED = 0.8
PIECE = 2_400  # samples that two sounds are held against each other by: so few, that a packet seldom got lost in them

UTTERANCES = (
    ("where is my parcel", "track_parcel", "ask_parcel"),
    ("when will my package arrive", "track_parcel", "ask_parcel"),
    ("track my parcel", "track_parcel", "ask_parcel"),
    ("I want to track a parcel", "track_parcel", "ask_parcel"),
    ("has my parcel been sent yet", "track_parcel", "ask_parcel"),
    ("what is the status of my delivery", "track_parcel", "ask_parcel"),
    ("my parcel is late", "track_parcel", "ask_parcel"),
    ("can you check on my delivery", "track_parcel", "ask_parcel"),
    ("is my parcel coming today", "track_parcel", "ask_parcel"),
    ("I want to change my delivery day", "change_delivery", "ask_change"),
    ("I will not be at home", "change_delivery", "ask_change"),
    ("nobody is home tomorrow", "change_delivery", "ask_change"),
    ("change the delivery", "change_delivery", "ask_change"),
    ("reschedule my delivery", "change_delivery", "ask_change"),
    ("deliver it another day", "change_delivery", "ask_change"),
    ("I need a different delivery date", "change_delivery", "ask_change"),
    ("can you deliver it on Friday", "change_delivery", "ask_change"),
    ("move my delivery to next Monday", "change_delivery", "ask_change"),
    ("my parcel is missing", "missing_parcel", "report_missing"),
    ("my parcel never arrived", "missing_parcel", "report_missing"),
    ("I think my package was stolen", "missing_parcel", "report_missing"),
    ("somebody took my parcel", "missing_parcel", "report_missing"),
    ("my package is lost", "missing_parcel", "report_missing"),
    ("I did not receive my parcel", "missing_parcel", "report_missing"),
)

OTHER_PROMPTS = (  # what the line could have said as well, in words that the judge knows
    "Which day would suit you?",
    "Are you still there?",
    "Shall we try another number?",
    "One moment, I'm looking that up.",
    "Good news! Your parcel was delivered on Monday.",
    "I'm sorry, your parcel is late. We now expect it on Monday.",
    "Done. We'll deliver your parcel on Monday.",
    "Sorry, I didn't get that.",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is prepared once serves every test."""
    return tmp_path_factory.mktemp("runtime")


@pytest.fixture
async def house(data: Path) -> AsyncIterator[House]:
    async with open_house("parcel_status", data, SoundRule()) as opened:
        yield opened


@pytest.mark.timeout(300)
async def test_strangers_voices_are_recognised_and_the_flow_goes_where_they_say(house: House) -> None:
    places = asyncio.Semaphore(CALLS_AT_ONCE)
    spoken = list(zip(UTTERANCES, cycle(VOICES), strict=False))
    clips = await asyncio.gather(*(asyncio.to_thread(speak, words, voice) for (words, _, _), voice in spoken))

    async def call(number: int, clip: bytes) -> None:
        async with places, await house.ring(number) as peer:
            assert await peer.dial() == 200
            await peer.rtp.hear_out(TURN_SILENCE)
            await peer.rtp.play(clip)
            await house.tells(number, CallerSpoke)
            assert await peer.hang_up() == 200

    await asyncio.gather(*(call(number, clip) for number, clip in enumerate(clips)))

    understood = 0
    for number, ((words, intent, step), voice) in enumerate(spoken):
        facts = await house.tells(number, CallEnded)
        heard = [(fact.text, fact.understood.intent) for fact in facts if isinstance(fact, CallerSpoke)]
        went = house.steps(number)
        right = any(found == intent for _, found in heard) and step in went
        understood += right
        if not right:
            print(f"{voice} said “{words}”: heard {heard}, went {went}")
        assert isinstance(facts[-1], CallEnded)
        assert facts[-1].how == "caller"
    share = understood / len(UTTERANCES)
    print(f"recognised and gone to the right step: {understood} of {len(UTTERANCES)} ({share:.2f})")
    assert share >= SHARE_WANTED


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "en=practice,zh=practice")


@pytest.mark.timeout(300)
async def test_a_whole_call_by_voice_and_keys(practice: None, house: House) -> None:
    listener = PromptListener()
    wish = await asyncio.to_thread(say, "where is my parcel", "en", 1, after=NOTHING_AFTER)
    refusal = await asyncio.to_thread(say, "no thank you", "en", 0, after=NOTHING_AFTER)
    async with await house.ring(900) as peer:
        assert await peer.dial() == 200
        greeting = await peer.rtp.hear_out(TURN_SILENCE)
        await peer.rtp.play(wish)
        question = await peer.rtp.hear_out(TURN_SILENCE)
        for key in PARCEL:
            await peer.rtp.press(key)
            await asyncio.sleep(0.1)
        answer = await peer.rtp.hear_out(TURN_SILENCE)
        await peer.rtp.play(refusal)
        before = len(peer.rtp.received)
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 20)
        goodbye = peer.rtp.recording(before)
        assert len(peer.requests("BYE")) == 1
    facts = await house.tells(900, CallEnded)

    said = [fact.text for fact in facts if isinstance(fact, Said)]
    turns = (said[:2], said[2:3], said[3:6], said[6:])
    decoys = [prompt for prompt in OTHER_PROMPTS if prompt not in said]
    for recording, turn in zip((greeting, question, answer, goodbye), turns, strict=True):
        choices = [*(" ".join(one) for one in turns), *decoys]
        assert listener.choose(recording, choices) == turns.index(turn), turn
        assert _spoken(recording) == pytest.approx(await _length(turn), rel=0.15), turn
    assert [fact.key for fact in facts if isinstance(fact, KeyPressed)] == list(PARCEL)
    assert house.steps(900)[-3:] == ["tell_on_its_way", "anything_else", "bye"]
    assert facts[-1] == CallEnded(how="line", disposition="solved")
    caller, line = await house.sound(900)
    for recording in (greeting, question, answer, goodbye):
        assert _likeness(recording, line) > 0.9, "what is kept of the line is what the telephone received"
    for clip in (wish, refusal):
        assert _likeness(clip, caller) > 0.9, "and of the caller, what it sent"
        assert _likeness(clip, line) < 0.5


@pytest.mark.timeout(300)
async def test_a_whole_call_in_mandarin(practice: None, data: Path) -> None:
    question = await asyncio.to_thread(say, "漫游费怎么收", "zh", 1)
    goodbye = await asyncio.to_thread(say, "再见", "zh", 0)
    async with open_house("phone_bill", data) as house, await house.ring(901) as peer:
        assert await peer.dial() == 200
        answered = asyncio.create_task(eventually(lambda: _said(house.facts(901), "国内漫游"), 60))
        await _say_until(peer, question, answered)
        await _say_until(peer, goodbye, asyncio.create_task(peer.hung_up_by_line.wait()))
        facts = await house.tells(901, CallEnded)
    heard = [fact.text for fact in facts if isinstance(fact, CallerSpoke)]
    assert (heard[0], heard[-1]) == ("漫游费怎么收", "再见")
    assert isinstance(facts[-1], CallEnded)
    assert facts[-1].how == "line"


async def _say_until(peer: SipPeer, clip: bytes, happened: asyncio.Task[Any]) -> None:
    """As people do: whoever spoke into the line's own words, and was not heard, says it again when it is quiet."""
    async with asyncio.timeout(60):
        while not happened.done():
            await peer.rtp.hear_out(TURN_SILENCE)
            await peer.rtp.play(clip)
            await asyncio.wait([happened], timeout=8)
    await happened


def _said(facts: list[AnyFact], words: str) -> bool:
    return any(isinstance(fact, Said) and words in fact.text for fact in facts)


def _likeness(clip: bytes, kept: np.ndarray) -> float:
    """How much the loudest piece of a clip is like the same in what was kept, wherever it stands there: 1 is the same."""
    sound = np.frombuffer(clip, dtype="<i2").astype(float)
    loudest = int(np.argmax(_energies(sound, PIECE)))
    sound, kept = sound[loudest : loudest + PIECE], kept.astype(float)
    products = fftconvolve(kept, sound[::-1], "valid")
    energies = _energies(kept, len(sound))
    return float(np.max(products / np.sqrt(np.maximum(energies, 1.0) * np.sum(sound**2))))


def _energies(sound: np.ndarray, size: int) -> np.ndarray:
    """Of each piece of this size, by where it begins."""
    sums = np.concatenate([[0.0], np.cumsum(sound**2)])
    return sums[size:] - sums[:-size]


async def _length(texts: list[str]) -> int:
    """Samples of these texts as the voice speaks them one after another, without the silence around them."""
    voice = PyttsxVoice()
    await voice.start()
    try:
        sounds = [b"".join([part async for part in voice.speak(text, language="en-GB")]) for text in texts]
    finally:
        await voice.close()
    return _spoken(b"".join(sounds))


def _spoken(pcm: bytes) -> int:
    """Samples from the first that is heard to the last."""
    heard = np.flatnonzero(np.abs(np.frombuffer(pcm, dtype="<i2").astype(int)) > 200)
    return int(heard[-1] - heard[0])
