"""Owns the process that speaks: clauses come in on its pipe, 8 kHz sound goes out while it is made.

Run by `python -m runtime.speech.voice.worker`; ends when its pipe is closed.
"""

from __future__ import annotations

import numpy as np
import pyttsx3
import soxr

from dsl.emphasis import CLOSE, OPEN
from runtime.speech.frames import WorkerPipe, worker_pipe
from runtime.speech.protocols import SAMPLE_RATE
from runtime.speech.voice.espeak import DRIVER, SynchronousEspeakDriver, register_driver
from runtime.speech.voice.messages import Order, Render, Sound, Spoken
from runtime.speech.voice.styles import Manner
from runtime.speech.workers import Ready

FIRST_SAMPLES = SAMPLE_RATE // 20  # the first 50 ms leave at once, so that the caller hears something
MORE_SAMPLES = SAMPLE_RATE // 2  # the rest in half seconds: fewer messages
QUIET = 60  # below this a sample is silence
TAIL_SAMPLES = SAMPLE_RATE * 60 // 1000  # of the 300 ms of silence espeak ends with, so much is kept


STRESS = Manner(rate=-20, pitch=20, range=0, volume=0.3, word_gap=0)  # rate in per cent, pitch, volume of what it is


def with_stress(text: str, manner: Manner) -> str:
    """The marks of stressed words as espeak's own commands, which stand between words without breaking their melody."""
    stressed = _commands(
        min(99, manner.pitch + STRESS.pitch),
        manner.rate * (100 + STRESS.rate) // 100,
        round(manner.volume * (1 + STRESS.volume) * 100),
    )
    return text.replace(OPEN, stressed).replace(CLOSE, _commands(manner.pitch, manner.rate, round(manner.volume * 100)))


def _commands(pitch: int, rate: int, amplitude: int) -> str:
    return f" \x01{pitch}P\x01{rate}S\x01{amplitude}A"


class Outlet:
    """Takes 22 kHz sound as it is made, sends 8 kHz sound, holding back silence until something follows it."""

    def __init__(self, pipe: WorkerPipe[Order]) -> None:
        self._pipe = pipe
        self._resampler = soxr.ResampleStream(SynchronousEspeakDriver.sample_rate, SAMPLE_RATE, 1, dtype="int16", quality="HQ")
        self._held: list[np.ndarray] = []
        self._held_samples = 0
        self._enough = FIRST_SAMPLES
        self.stopped = False

    def take(self, sound: bytes) -> bool:
        """True when the program has said stop."""
        if not self.stopped and self._pipe.waiting():
            self._pipe.receive()  # only `Stop` can come while a clause is spoken, or the end of the pipe
            self.stopped = True
        if self.stopped:
            return True
        self._hold(self._resampler.resample_chunk(np.frombuffer(sound, np.int16)))
        if self._held_samples >= self._enough:
            self._send_but_silence()
        return False

    def end(self) -> None:
        """Sends what is left, but the silence at the end."""
        if self.stopped:
            return
        self._hold(self._resampler.resample_chunk(np.zeros(0, np.int16), last=True))
        sound = self._joined()
        loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > QUIET)
        kept = sound[: loud[-1] + 1 + TAIL_SAMPLES] if loud.size else sound[:TAIL_SAMPLES]
        if kept.size:
            self._pipe.send(Sound(kept.tobytes()))

    def _hold(self, sound: np.ndarray) -> None:
        if sound.size:
            self._held.append(sound)
            self._held_samples += sound.size

    def _joined(self) -> np.ndarray:
        return np.concatenate(self._held) if self._held else np.zeros(0, np.int16)

    def _send_but_silence(self) -> None:
        sound = self._joined()
        loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > QUIET)
        if not loud.size:
            return  # perhaps the tail: known when more comes
        end = int(loud[-1]) + 1
        self._pipe.send(Sound(sound[:end].tobytes()))
        self._held = [sound[end:]]
        self._held_samples = sound.size - end
        self._enough = MORE_SAMPLES


class Speaker:
    """The engine of this process, set to what each clause asks for."""

    def __init__(self) -> None:
        register_driver()
        self._engine = pyttsx3.init(DRIVER)
        self._properties: dict[str, object] = {}

    def speak(self, order: Render, outlet: Outlet) -> None:
        manner = order.manner
        self._set(
            voice=order.voice,
            rate=manner.rate,
            pitch=manner.pitch,
            range=manner.range,
            volume=manner.volume,
            word_gap=manner.word_gap,
        )
        self._engine.save_to_file(with_stress(order.text, manner), outlet.take)
        self._engine.runAndWait()
        outlet.end()

    def _set(self, **properties: object) -> None:
        """Choosing a voice resets what espeak derives from it, so after it everything is set again."""
        if properties["voice"] != self._properties.get("voice"):
            self._properties.clear()
        for name, value in properties.items():
            if self._properties.get(name) != value:
                self._engine.setProperty(name, value)
                self._properties[name] = value


def main() -> None:
    pipe: WorkerPipe[Order] = worker_pipe(Order)
    speaker = Speaker()
    pipe.send(Ready())
    while (order := pipe.receive()) is not None:
        if not isinstance(order, Render):
            continue  # a `Stop` that crossed the end of its clause
        speaker.speak(order, Outlet(pipe))
        pipe.send(Spoken())


if __name__ == "__main__":
    main()
