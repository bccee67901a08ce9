"""The sound of a call: played whole or from any moment on, one turn of it heard where a question is taught, deleted by an admin.

Whoever listens is noted, and stands on the call's own page. No number is masked in a sound, so who may not see whole numbers
hears only a question that is to be learned, in which none was said.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit, readings
from designer.calls import calls, masking, sounds
from designer.calls.sound_places import places
from designer.pages.access import may, may_everywhere
from designer.pages.call import ADDRESS, allowed
from designer.pages.screen import person, to
from designer.refusal import Refused
from designer.store.tables import CallSound
from dsl.call_sound import offset_of, wav_header
from dsl.journal import CallerSpoke

SOUND = ADDRESS + "/sound"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
_CHUNK = 256 * 1024


@get(SOUND, guards=[may("listen")])
async def play(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str]
) -> Stream | Response[bytes]:
    """A WAV file, or the part of it that a player asks for: it seeks without reading all that is before."""
    summary = await allowed(request, session, call)
    if not person(request).may("listen", summary.package):
        raise Refused("refusals.status_403", 403)
    path = _path(request, await _kept(session, call))
    await readings.note(session, person(request).name, call, "call_heard")
    header = wav_header(path.stat().st_size)
    whole = len(header) + path.stat().st_size
    wanted = _RANGE.fullmatch(request.headers.get("range", ""))
    first = int(wanted[1]) if wanted else 0
    last = min(int(wanted[2]) if wanted and wanted[2] else whole - 1, whole - 1)
    if first > last:
        return Response(b"", status_code=416, headers={"Content-Range": f"bytes */{whole}"})
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{whole}"
    return Stream(_part(header, path, first, last), media_type="audio/wav", status_code=206 if wanted else 200, headers=headers)


@get(SOUND + "/turns/{sequence:int}", guards=[may("calls")])
async def play_turn(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], sequence: FromPath[int]
) -> Response[bytes]:
    """What the caller said in one turn, of which the record with this number tells."""
    summary, who = await allowed(request, session, call), person(request)
    records = [record for record in await calls.records(session, call) if record.sequence <= sequence]
    turn = next((record for record in reversed(records) if isinstance(record.fact, CallerSpoke)), None)
    if turn is None or not isinstance(turn.fact, CallerSpoke) or (place := places(records).get(turn.sequence)) is None:
        raise Refused("refusals.sound_not_kept", 404)
    if not who.may("listen", summary.package):
        asked = (await calls.question_of(session, call)).keys()
        told = [turn.fact.text, *turn.fact.alternatives]
        if not who.may("teach", summary.package) or not {turn.sequence, turn.sequence + 1} & asked or _numbers_in(told):
            raise Refused("refusals.status_403", 403)
    sound = await _kept(session, call)
    first, last = (offset_of((moment - sound.began_at).total_seconds()) for moment in (place.begins, place.ends))
    data = await asyncio.to_thread(_read, _path(request, sound), first, last)
    await readings.note(session, who.name, call, "call_heard")
    return Response(wav_header(len(data)) + data, media_type="audio/wav")


@post(SOUND + "/delete", guards=[may_everywhere("administer")], status_code=200)
async def delete(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str]) -> Response[str]:
    """At the caller's wish, say. The call itself stays."""
    await allowed(request, session, call)
    who = person(request).name
    await sounds.delete(session, request.app.state.sounds, await _kept(session, call), who)
    await audit.note(session, who, "sound_deleted", call)
    return to(request, f"/calls/{call}", flash="calls.sound_deleted")


async def _kept(session: AsyncSession, call: str) -> CallSound:
    sound = await sounds.of_call(session, call)
    if sound is None or sound.gone_at is not None:
        raise Refused("refusals.sound_not_kept", 404)
    return sound


def _path(request: Request[Any, Any, Any], sound: CallSound) -> Path:
    files: sounds.SoundFiles = request.app.state.sounds
    path = files.of(sound.call)
    if not path.is_file():  # the data folder of another designer, or one that was brought back without it
        raise Refused("refusals.sound_not_kept", 404)
    return path


def _numbers_in(texts: list[str]) -> bool:
    return any(masking.without_numbers(text) != text for text in texts)


async def _part(header: bytes, path: Path, first: int, last: int) -> AsyncIterator[bytes]:
    """These bytes of the header and the file behind it, both ends included."""
    if first < len(header):
        yield header[first : last + 1]
    place, end = max(first, len(header)) - len(header), last + 1 - len(header)
    while place < end:
        chunk = await asyncio.to_thread(_read, path, place, min(place + _CHUNK, end))
        if not chunk:  # deleted meanwhile
            return
        yield chunk
        place += len(chunk)


def _read(path: Path, first: int, last: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(first)
            return file.read(max(0, last - first))
    except FileNotFoundError:
        return b""


HANDLERS = [play, play_turn, delete]
