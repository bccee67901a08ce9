"""Owns a voice that is a command of the user's: text in, a WAV file out, whatever engine stands behind it.

The command is run once a clause and never through a shell. A clause that it does not deliver in time, or not as sound, is
spoken by the voice that stands behind it, so no caller waits for a broken engine; one that keeps failing is left alone for a
while. Words go to the command's standard input, or to where `{text}` stands; the sound comes from its standard output, or
from the file that `{output}` names.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
import tempfile
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, suppress
from pathlib import Path

from msgspec import Struct

from dsl.emphasis import unstressed
from runtime.speech.protocols import SAMPLE_RATE, StaticPrompt, Voice
from runtime.speech.voice.clauses import Clause, clauses_of
from runtime.speech.voice.prompt_cache import PromptCache
from runtime.speech.wave_files import UnreadableSound, read_wave

SECONDS = 8.0  # for one clause
AT_ONCE = 2  # processes
MOST_BYTES = 32 * 1024 * 1024
FAILURES = 3  # in a row, after which the command rests
REST_SECONDS = 30.0
BYTES_PER_MS = SAMPLE_RATE // 1000 * 2
VARIABLES = {"zh": "CALLWRIGHT_VOICE_ZH", "en": "CALLWRIGHT_VOICE_EN"}
"""Environment variables that hold the command of a language."""

log = logging.getLogger("callwright.speech")


class CommandFailed(Exception):
    """The command delivered no sound; the message says why, without the words."""


class Spoken(Struct, frozen=True):
    """What one run of the command was asked for."""

    text: str
    language: str
    style: str
    slower: bool


class CommandVoice:
    """Implements `protocols.Voice`."""

    def __init__(self, command: str, behind: Voice, *, seconds: float = SECONDS) -> None:
        """Raises ValueError when the command can't be read."""
        self._words = shlex.split(command)
        if not self._words:
            raise ValueError("the command is empty")
        self.name = Path(self._words[0]).name
        self._behind = behind
        self._seconds = seconds
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._rests_until = 0.0
        self.cache = PromptCache()

    async def start(self) -> None:
        """Nothing: the voice behind is started by whoever owns it."""

    async def close(self) -> None: ...

    async def speak(
        self, text: str, *, language: str, style: str = "neutral", slower: bool = False
    ) -> AsyncGenerator[bytes, None]:
        """The next clause is made while one is spoken."""
        clauses = list(clauses_of(unstressed(text), language))
        making: list[asyncio.Task[bytes]] = []
        try:
            for number, clause in enumerate(clauses):
                while len(making) <= min(number + 1, len(clauses) - 1):
                    making.append(asyncio.create_task(self._make(_asked(clauses[len(making)], language, style, slower))))
                try:
                    yield await making[number]
                except CommandFailed:
                    async with aclosing(_closable(self._behind, clause.text, language, style, slower)) as sounds:
                        async for sound in sounds:
                            yield sound
                if number + 1 < len(clauses):
                    yield bytes(clause.pause_ms * BYTES_PER_MS)
        finally:
            for task in making:
                task.cancel()
            await asyncio.gather(*making, return_exceptions=True)

    async def prepare(self, prompts: Iterable[StaticPrompt]) -> None:
        for prompt in prompts:
            for clause in clauses_of(unstressed(prompt.text), prompt.language):
                asked = _asked(clause, prompt.language, prompt.style, False)
                if self.cache.announce(asked):
                    with suppress(CommandFailed):
                        await self._make(asked)

    async def _make(self, asked: Spoken) -> bytes:
        """The sound of one clause. Raises CommandFailed."""
        known = self.cache.get(asked)
        if known is not None:
            return known
        clock = asyncio.get_running_loop().time
        if clock() < self._rests_until:
            raise CommandFailed("it rests after failures")
        try:
            async with self._turns:
                sound = await self._run(asked)
        except CommandFailed as problem:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._rests_until = 0, clock() + REST_SECONDS
            log.warning("the voice %s gave no sound (%s); %s speaks", self.name, problem, self._behind.name)
            raise
        self._failures = 0
        self.cache.keep(asked, sound)
        return sound

    async def _run(self, asked: Spoken) -> bytes:
        with tempfile.TemporaryDirectory(prefix="callwright-voice-") as folder:
            output = Path(folder) / "said.wav"
            names = {
                "language": asked.language, "style": asked.style, "speed": "0.75" if asked.slower else "1", "output": str(output),
                "text": asked.text,  # the last: what is in it is filled in no more
            }  # fmt: skip
            told = any("{text}" in word for word in self._words)
            data = await self._heard([_filled(word, names) for word in self._words], b"" if told else asked.text.encode())
            if not output.exists():
                output.write_bytes(data)
            if output.stat().st_size > MOST_BYTES:
                raise CommandFailed("its sound is too long")
            try:
                return await asyncio.to_thread(read_wave, output)
            except UnreadableSound:
                raise CommandFailed("what it gave is no WAV sound") from None

    async def _heard(self, words: list[str], given: bytes) -> bytes:
        """What the command writes to its standard output."""
        try:
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as problem:
            raise CommandFailed(f"it can't be started: {problem.strerror}") from None
        try:
            async with asyncio.timeout(self._seconds):
                data, _ = await process.communicate(given)
        except TimeoutError:
            raise CommandFailed(f"nothing within {self._seconds:g} s") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise CommandFailed(f"it ended with status {process.returncode}")
        return data


def voices_from_environment(behind: Voice, environment: Mapping[str, str] | None = None) -> dict[str, CommandVoice]:
    """The commands that the environment names, by language. Raises ValueError for one that can't be read."""
    settings = os.environ if environment is None else environment
    voices = {}
    for language, variable in VARIABLES.items():
        if settings.get(variable):
            try:
                voices[language] = CommandVoice(settings[variable], behind)
            except ValueError as problem:
                raise ValueError(f"{variable} holds no command: {problem}") from None
    return voices


def _asked(clause: Clause, language: str, style: str, slower: bool) -> Spoken:
    return Spoken(clause.text, language, style, slower)


def _filled(word: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        word = word.replace("{" + name + "}", value)
    return word


async def _closable(voice: Voice, text: str, language: str, style: str, slower: bool) -> AsyncGenerator[bytes, None]:
    async for sound in voice.speak(text, language=language, style=style, slower=slower):
        yield sound
