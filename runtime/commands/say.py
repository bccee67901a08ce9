"""`callwright say`: writes what the line would speak to a WAV file."""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from dsl.commands import CommandError
from dsl.reply import STYLES

SUMMARY = "Write what the line would speak to a WAV file."

_HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="the words")
    parser.add_argument("-o", "--output", metavar="FILE.wav", required=True, type=Path, help="8 kHz, 16 bit, one channel")
    parser.add_argument("--language", help="zh-CN, en-US or en-GB; by default guessed from the text")
    parser.add_argument("--style", choices=STYLES, default="neutral", help="how it is said (default: neutral)")
    parser.add_argument("--slower", action="store_true", help="as a caller hears it who asked the line to speak slower")


def run(arguments: argparse.Namespace) -> int:
    if len(arguments.text) > LONGEST:
        raise CommandError(f"the text is longer than {LONGEST} characters")
    language = arguments.language or ("zh-CN" if _HAN.search(arguments.text) else "en-US")
    pcm = asyncio.run(_speak(arguments.text, language, arguments.style, arguments.slower))
    if not pcm:
        raise CommandError("nothing in the text can be spoken")
    from runtime.speech.wave_files import write_wave

    try:
        write_wave(arguments.output, pcm)
    except OSError as problem:
        raise CommandError(f"{arguments.output} can't be written: {problem.strerror}") from problem
    return 0


async def _speak(text: str, language: str, style: str, slower: bool) -> bytes:
    from runtime.speech.voice.pyttsx_voice import PyttsxVoice, VoiceFailed
    from runtime.speech.workers import WorkerLost

    voice = PyttsxVoice(workers=1, spares=0)
    try:
        await voice.start()
        return b"".join([chunk async for chunk in voice.speak(text, language=language, style=style, slower=slower)])
    except ValueError as problem:
        raise CommandError(str(problem)) from problem
    except (WorkerLost, VoiceFailed) as problem:
        raise CommandError("the voice does not start on this machine") from problem
    finally:
        await voice.close()
