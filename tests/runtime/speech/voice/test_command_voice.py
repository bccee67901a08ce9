"""A command of the user's as the voice: its sound is spoken, and whatever it does wrong, the caller hears the words."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dsl.sentences import SENTENCE_PAUSE_MS
from runtime.speech.protocols import StaticPrompt
from runtime.speech.voice import command_voice
from runtime.speech.voice.command_voice import CommandVoice, voices_from_environment
from runtime.speech.voice.voices import Voices
from runtime.speech.wave_files import write_wave

HUM = b"\x00\x10" * 800
BEHIND = b"\x00\x20" * 100


class Behind:
    """The voice that stands behind."""

    name = "behind"

    def __init__(self) -> None:
        self.said: list[str] = []

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]:
        self.said.append(text)
        yield BEHIND


def engine(tmp_path: Path, body: str) -> str:
    """A command that is a shell script; `$hum` is a file with a sound."""
    write_wave(tmp_path / "hum.wav", HUM)
    script = tmp_path / "engine.sh"
    script.write_text(f"hum={shlex.quote(str(tmp_path / 'hum.wav'))}\n{body}\n")
    return f"sh {script}"


async def spoken(voice: CommandVoice | Voices, text: str, language: str = "en-US", style: str = "neutral") -> bytes:
    return b"".join([chunk async for chunk in voice.speak(text, language=language, style=style)])


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ('[ "$(cat)" = "Hello." ] && cat "$hum"', ""),
        ('[ "$*" = "Hello. en-US calm 3 1" ] && cat "$hum"', " {text} {language} {style} {speed}"),
        ('cat "$hum" > "$1"', " {output}"),
    ],
)
async def test_words_go_in_and_sound_comes_out(tmp_path: Path, body: str, arguments: str) -> None:
    behind = Behind()
    assert await spoken(CommandVoice(engine(tmp_path, body) + arguments, behind), "Hello.", style="calm 3") == HUM
    assert behind.said == []


async def test_clauses_come_in_order_with_a_pause_between(tmp_path: Path) -> None:
    voice = CommandVoice(engine(tmp_path, 'cat "$hum"'), Behind())
    assert await spoken(voice, "One. Two.") == HUM + bytes(SENTENCE_PAUSE_MS * 16) + HUM


@pytest.mark.parametrize("body", ["exit 3", "echo no sound", "", "exec sleep 60", 'head -c 20 "$hum"'], ids=str)
async def test_what_fails_is_spoken_by_the_voice_behind(tmp_path: Path, body: str) -> None:
    behind = Behind()
    assert await spoken(CommandVoice(engine(tmp_path, body), behind, seconds=0.5), "Hello $5.") == BEHIND
    assert behind.said == ["Hello five dollars."]


async def test_a_command_that_is_not_there_rests_after_three_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    voice = CommandVoice(str(tmp_path / "no such engine"), Behind())
    for _ in range(5):
        assert await spoken(voice, "My secret.") == BEHIND
    assert len(caplog.records) == command_voice.FAILURES
    assert "secret" not in caplog.text


async def test_words_are_no_shell(tmp_path: Path) -> None:
    voice = CommandVoice(engine(tmp_path, 'cat "$hum"') + " {text}", Behind())
    assert await spoken(voice, f"; touch {tmp_path}/hacked {{output}}") == HUM
    assert not (tmp_path / "hacked").exists()


async def test_nobody_listens_any_more(tmp_path: Path) -> None:
    voice = CommandVoice(engine(tmp_path, "exec sleep 30"), Behind())
    speaking = asyncio.create_task(spoken(voice, "Hello."))
    await asyncio.sleep(0.2)
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(speaking, 2)


async def test_static_prompts_are_made_once(tmp_path: Path) -> None:
    voice = CommandVoice(engine(tmp_path, f'printf x >> {tmp_path}/runs; cat "$hum"'), Behind())
    await voice.prepare([StaticPrompt("Hello.", "en-US")])
    assert await spoken(voice, "Hello.") == HUM
    assert (tmp_path / "runs").read_text() == "x"


async def test_each_language_has_its_voice(tmp_path: Path) -> None:
    behind = Behind()
    set_by_hand = voices_from_environment(behind, {"CALLWRIGHT_VOICE_ZH": engine(tmp_path, 'cat "$hum"')})
    voices = Voices(behind, set_by_hand)
    assert voices.speaking() == {"en": "behind", "zh": "sh"}
    assert await spoken(voices, "您好", "zh-CN") == HUM
    assert await spoken(voices, "Hello", "en-GB") == BEHIND


def test_a_command_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError):
        CommandVoice('piper "', Behind())
