"""Utterances on workers that many share: read to the end in a pause, begun again when the caller goes on or a worker is lost."""

from __future__ import annotations

import pytest

from runtime.speech.hearing import spoken_sound
from runtime.speech.hearing.kaldi.messages import KALDI, Begin, Cancel, Feed, Finish, Heard, Open, SoFar
from runtime.speech.hearing.kaldi.sharing import Listener, SharedWorker
from runtime.speech.hearing.streaming import MOST_READINGS, DecodingWorkers, StreamedUtterance
from runtime.speech.protocols import FRAME_BYTES, Partial

VOICE, QUIET = b"\1" * FRAME_BYTES, bytes(FRAME_BYTES)


class Loud:
    """A detector that hears what isn't silence."""

    def __init__(self) -> None:
        self.voiced_ms = 0

    def hears(self, frame: bytes) -> bool:
        self.voiced_ms += 20 * any(frame)
        return any(frame)


class Told(SharedWorker):
    """A worker that keeps what it is told."""

    def __init__(self, pid: int | None = 1) -> None:
        self.told: list[Begin | Feed | Finish | Cancel] = []
        self.listeners: dict[int, Listener] = {}
        self._pid = pid

    @property
    def pid(self) -> int | None:
        return self._pid

    @property
    def load(self) -> int:
        return len(self.listeners)

    def begin(self, order: Begin, listener: Listener) -> None:
        self.listeners[order.utterance] = listener
        self.told.append(order)

    def tell(self, order: Begin | Feed | Finish | Cancel) -> None:
        self.told.append(order)

    def fed(self, utterance: int) -> bytes:
        return b"".join(order.pcm for order in self.told if isinstance(order, Feed) and order.utterance == utterance)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> DecodingWorkers:
    monkeypatch.setattr(spoken_sound, "VoiceActivity", Loud)
    workers = DecodingWorkers(Open(KALDI, "en", "", ""), workers=0, spares=0)
    workers.shared = [Told()]
    return workers


async def say(utterance: StreamedUtterance, script: str) -> None:
    for letter in script:
        await utterance.feed(VOICE if letter == "v" else QUIET)


def of(workers: DecodingWorkers) -> Told:
    (worker,) = workers.shared
    assert isinstance(worker, Told)
    return worker


async def test_a_pause_has_the_utterance_read_to_its_end(workers: DecodingWorkers) -> None:
    worker, utterance = of(workers), workers.listen("bundle")
    await say(utterance, "vvvvvv..")
    assert not [order for order in worker.told if isinstance(order, Finish)]
    await say(utterance, ".....")
    assert worker.told[-1] == Finish(utterance.number)
    assert worker.fed(utterance.number) == VOICE * 6 + QUIET * 3
    heard = Heard(utterance.number, "yes", 0.9, so_far="yes", complete=True, goes_on=True)
    worker.listeners[utterance.number](heard)
    assert utterance.partial == Partial(text="yes", heard_ms=180, complete=True, goes_on=True, confidence=0.9)
    assert (await utterance.finish()).text == "yes"
    assert len([order for order in worker.told if isinstance(order, Finish)]) == 1


async def test_words_that_are_otherwise_to_the_end_are_doubtful(workers: DecodingWorkers) -> None:
    utterance = workers.listen("bundle")
    await say(utterance, "vvvvvv...")
    heard = Heard(utterance.number, "wear is", 0.9, so_far="where is", complete=False, goes_on=True)
    of(workers).listeners[utterance.number](heard)
    assert utterance.partial == Partial(text="where is", heard_ms=180, complete=False, goes_on=True, confidence=0.0)


async def test_who_goes_on_is_heard_from_the_beginning(workers: DecodingWorkers) -> None:
    worker, utterance = of(workers), workers.listen("bundle")
    await say(utterance, "vvvvvv....")
    old = utterance.number
    await say(utterance, "vvv")
    assert utterance.number != old
    assert worker.fed(utterance.number) == VOICE * 6 + QUIET * 4 + VOICE
    worker.listeners[old](Heard(old, "where is", 0.9))  # the answer comes too late
    assert utterance.partial is None
    worker.listeners[utterance.number](SoFar(utterance.number, "where is my", 200))
    assert utterance.partial == Partial(text="where is my", heard_ms=12)


async def test_who_pauses_often_is_not_read_to_the_end_each_time(workers: DecodingWorkers) -> None:
    worker, utterance = of(workers), workers.listen("bundle")
    await say(utterance, "vvvv....." * (MOST_READINGS + 3))
    assert len([order for order in worker.told if isinstance(order, Finish)]) == MOST_READINGS
    worker.listeners[utterance.number](SoFar(utterance.number, "four", 200))
    assert utterance.partial is not None


@pytest.mark.parametrize("paused", [False, True])
async def test_a_lost_workers_utterances_begin_again_on_one_that_lives(workers: DecodingWorkers, paused: bool) -> None:
    dead, busy = Told(), Told()
    workers.shared = [dead, busy]
    utterance = workers.listen("bundle")
    busy.listeners[-1] = busy.listeners[-2] = lambda reply: None
    await say(utterance, "vvvvvv..." if paused else "vvvvvv")
    dead.listeners.clear()
    dead._pid = None
    workers._lost({utterance.number}, utterance.number)
    assert isinstance(busy.told[0], Begin)
    assert busy.fed(utterance.number) == VOICE * 6 + QUIET * 3 * paused
    assert isinstance(busy.told[-1], Finish) == paused


async def test_a_cancelled_utterance_gives_its_decoder_back(workers: DecodingWorkers) -> None:
    utterance = workers.listen("bundle")
    await say(utterance, "vvvv")
    await utterance.cancel()
    assert of(workers).told[-1] == Cancel(utterance.number)
    assert not workers._utterances
