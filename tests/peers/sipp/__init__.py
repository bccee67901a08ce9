"""Owns running SIPp, the stranger among the tests' telephones: it shares no line of code with ours."""

from __future__ import annotations

import asyncio
import shutil
import socket
from pathlib import Path

from tests.peers.g711 import MU_LAW
from tests.peers.tones import tone

SCENARIOS = Path(__file__).parent
LONGEST_SECONDS = 30
WAVE_MU_LAW = 7


class SippFailed(Exception):
    """What SIPp said of the calls that went wrong."""


async def run_sipp(scenario: str, to_port: int, folder: Path, *, calls: int = 1, rate: int = 10, dialled: str = "4711") -> None:
    """Makes `calls` calls by the scenario; raises `SippFailed` unless every one went as written."""
    program = shutil.which("sipp")
    if program is None:
        raise SippFailed("SIPp is missing: install Debian's sip-tester, or run `uv run python -m tests`")
    _write_speech(folder / "speech.wav")
    process = await asyncio.create_subprocess_exec(
        program, f"127.0.0.1:{to_port}", "-sf", str(SCENARIOS / f"{scenario}.xml"), "-s", dialled,
        "-i", "127.0.0.1", "-p", str(_free_port()), "-mp", str(_free_port() & ~1),
        "-m", str(calls), "-r", str(rate), "-l", str(calls),
        "-timeout", str(LONGEST_SECONDS), "-timeout_error", "-nostdin", "-trace_err", "-error_file", "errors.log",
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with asyncio.timeout(LONGEST_SECONDS + 5):
        output, _ = await process.communicate()
    if process.returncode != 0:
        errors = folder / "errors.log"
        raise SippFailed(errors.read_text(errors="replace") if errors.exists() else output.decode(errors="replace"))


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _write_speech(path: Path) -> None:
    """A second of a tone, as SIPp wants it: a wave file of µ-law."""
    payload = MU_LAW.encode(tone(1000.0, 1.0))
    header = b"RIFF" + (36 + len(payload)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += WAVE_MU_LAW.to_bytes(2, "little") + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little") * 2
    header += (1).to_bytes(2, "little") + (8).to_bytes(2, "little") + b"data" + len(payload).to_bytes(4, "little")
    path.write_bytes(header + payload)
