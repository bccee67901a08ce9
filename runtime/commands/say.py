"""`callwright say`: writes what the line would speak to a WAV file."""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from dsl.commands import CommandError
from dsl.reply import STRENGTHS, STYLES

SUMMARY = "Write what the line would speak to a WAV file."

_HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="the words, in the notation of replies: <calm 3>, <emphasis>, <pause 400ms> count")
    parser.add_argument("-o", "--output", metavar="FILE.wav", required=True, type=Path, help="8 kHz, 16 bit, one channel")
    parser.add_argument("--language", help="zh-CN, en-US or en-GB; by default guessed from the text")
    parser.add_argument("--style", choices=STYLES, default="neutral", help="how it is said (default: neutral)")
    parser.add_argument("--strength", type=int, choices=STRENGTHS, default=2, help="of the style; 1 is slight, 3 strong")
    parser.add_argument("--slower", action="store_true", help="as a caller hears it who asked the line to speak slower")
    parser.add_argument("--package", metavar="PATH", type=Path, help="a flow package: its pronunciations and recordings are used")


def run(arguments: argparse.Namespace) -> int:
    if len(arguments.text) > LONGEST:
        raise CommandError(f"the text is longer than {LONGEST} characters")
    language = arguments.language or ("zh-CN" if _HAN.search(arguments.text) else "en-US")
    style = arguments.style if arguments.strength == 2 else f"{arguments.style} {arguments.strength}"
    pronunciations = _pronunciations(arguments.package, language)
    pcm = asyncio.run(_speak(arguments.text, language, style, arguments.slower, pronunciations, arguments.package))
    if not pcm:
        raise CommandError("nothing in the text can be spoken")
    from runtime.speech.wave_files import write_wave

    try:
        write_wave(arguments.output, pcm)
    except OSError as problem:
        raise CommandError(f"{arguments.output} can't be written: {problem.strerror}") from problem
    return 0


def _pronunciations(package: Path | None, language: str) -> dict[str, str]:
    if package is None:
        return {}
    from dsl.commands.package_files import compile_path

    bundle = compile_path(package).bundle
    assert bundle is not None
    return dict(bundle.spoken_in(language).words.pronunciations if language in bundle.languages else bundle.words.pronunciations)


async def _speak(
    text: str, language: str, style: str, slower: bool, pronunciations: dict[str, str], package: Path | None
) -> bytes:
    from dsl.recordings import FOLDER
    from runtime.call.rehearsal import spoken
    from runtime.speech.recordings import Recordings
    from runtime.speech.voice.command_voice import voices_from_environment
    from runtime.speech.voice.pyttsx_voice import PyttsxVoice, VoiceFailed
    from runtime.speech.voice.voices import Voices
    from runtime.speech.workers import WorkerLost

    pyttsx = PyttsxVoice(workers=1, spares=0)
    recordings = Recordings(package / FOLDER) if package else None
    try:
        voice = Voices(pyttsx, voices_from_environment(pyttsx))
        if recordings:
            await asyncio.to_thread(recordings.refresh)
        await voice.start()
        return await spoken(
            voice, text, language=language, style=style, slower=slower, pronunciations=pronunciations, recordings=recordings
        )
    except ValueError as problem:
        raise CommandError(str(problem)) from problem
    except (WorkerLost, VoiceFailed) as problem:
        raise CommandError("the voice does not start on this machine") from problem
    finally:
        await pyttsx.close()
