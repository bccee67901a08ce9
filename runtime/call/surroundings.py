"""Owns what a call is given beside its leg and its bundle: journal, voice, ears, look-ups, people, time and limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeAlias

from dsl.journal import DataFetched, MessageSent
from dsl.model import Connector, Lookup
from runtime.journal.call_journal import Sink
from runtime.speech.endpointing import Detector
from runtime.speech.protocols import Recognizer, Voice
from runtime.speech.recordings import Recordings
from runtime.speech.voice_activity import VoiceActivity

Recording: TypeAlias = Literal["on", "off", "never"]


class Fetcher(Protocol):
    """Carries out look-ups, and sends messages. Never raises: whatever goes wrong is an outcome."""

    async def fetch(self, number: int, lookup: Lookup, parameters: Mapping[str, str]) -> DataFetched: ...

    async def send(self, number: int, connector: Connector, to: str, text: str) -> MessageSent: ...


@dataclass(frozen=True)
class Limits:
    """The floor below the proofs: no call is endless, whatever a flow or a caller does."""

    minutes: float = 30
    turns: int = 400  # words, keys and silences
    person_seconds: float = 45  # until a person who is asked counts as not answering
    between_keys_ms: int = 4000
    waiting_words_after: float = 1.5  # seconds in which the caller hears nothing, whatever it is that takes long


@dataclass(frozen=True)
class Surroundings:
    """Durations are the event loop's, so that a test's loop can make time pass; `now` is the time of day for the journal."""

    journal: Sink
    fetcher: Fetcher
    voice: Voice | None = None
    recognizer: Recognizer | None = None
    recordings: Recordings | None = None
    reached: Callable[[str], Sequence[str]] = lambda skill: ()  # where the people of a skill are now, to be tried in this order
    fallback: str = ""
    notice: Mapping[str, str] = field(default_factory=dict)  # language -> what the emergency switch has said before the flow
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    detector: Callable[[], Detector] = VoiceActivity
    limits: Limits = Limits()
    mute: Callable[[bool], None] = lambda secret: None  # told at each question whether its answer is a secret
    record: Callable[[Recording], None] = lambda recording: None  # told whether the sound of the call is to be kept
    explains: bool = False  # whether the screen is shown why words were understood as they were
