"""Owns what is set for the whole house: hosts that look-ups may reach, where calls go when nothing else can."""

import re
from typing import Any

from msgspec import Struct, field
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.refusal import Refused
from designer.store.tables import Setting

LONGEST_KEPT = 3650
"""Days."""
_LONGEST_SAID = 300
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9\-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9\-]*[a-z0-9])?)*(:\d{1,5})?")
_BASE = re.compile(r"https?://" + _HOST.pattern)
_SKILL = re.compile(r"[\w\-]{1,40}")
_ADDRESS = re.compile(r"sips?:[^\s@<>\"]{1,64}@[\w.\-]{1,253}(:\d{1,5})?")


def _said_of_sound() -> dict[str, str]:
    """What callers are told while nobody has written something else."""
    return {language: words.entries()["settings.sound_said"][language] for language in words.LANGUAGES}


class House(Struct, frozen=True, kw_only=True):
    """The settings together. `demo_hosts` come from the command that started the demonstration service."""

    hosts: dict[str, str] = field(default_factory=dict)  # host -> where it is inside the own network ("": where its name says)
    fallback: str = ""
    approval: bool = False  # a second person has to agree before anything goes live
    demo_hosts: dict[str, str] = field(default_factory=dict)
    sound: bool = False  # the sound of calls is kept
    sound_days: int = 30  # and for so long
    sound_says: dict[str, str] = field(default_factory=_said_of_sound)  # zh, en -> what callers are told of it first


async def read(session: AsyncSession) -> House:
    rows = (await session.exec(select(Setting))).all()
    known = {row.key: row.value for row in rows if row.key in House.__struct_fields__}
    return House(**known)


async def set_hosts(session: AsyncSession, text: str) -> None:
    """One host a line, as it stands in the addresses of look-ups; `host = http://10.0.0.7:8000` says where it really is.

    An address inside the own network is reached only where it is written here: a name alone never leads there.
    """
    hosts: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        host, _, base = (part.strip().lower() for part in line.partition("="))
        if not _HOST.fullmatch(host):
            raise Refused("refusals.host", host=host[:80])
        if base and not _BASE.fullmatch(base):
            raise Refused("refusals.host_base", base=base[:80])
        hosts[host] = base
    await _write(session, "hosts", hosts)


async def set_fallback(session: AsyncSession, address: str) -> None:
    """It takes calls when nothing else can."""
    await _write(session, "fallback", checked_address(address.strip()) if address.strip() else "")


async def set_approval(session: AsyncSession, on: bool) -> None:
    await _write(session, "approval", on)


async def set_sound(session: AsyncSession, on: bool, days: str, says: dict[str, str]) -> None:
    """`says` empty: the flows tell callers themselves."""
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= LONGEST_KEPT):
        raise Refused("refusals.sound_days", longest=LONGEST_KEPT)
    written = {language: " ".join(text.split()) for language, text in says.items()}
    if any(len(text) > _LONGEST_SAID for text in written.values()):
        raise Refused("refusals.sound_says", longest=_LONGEST_SAID)
    await _write(session, "sound", on)
    await _write(session, "sound_days", int(days))
    await _write(session, "sound_says", written)


async def set_demo_hosts(session: AsyncSession, hosts: dict[str, str]) -> None:
    await _write(session, "demo_hosts", hosts)


def checked_address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise Refused("refusals.sip_address", address=address[:80])
    return address


def checked_skill(name: str) -> str:
    """As flows name those whom they hand calls to."""
    name = name.strip()
    if not _SKILL.fullmatch(name):
        raise Refused("refusals.skill", line=name[:80])
    return name


async def _write(session: AsyncSession, key: str, value: Any) -> None:
    row = await session.get(Setting, key)
    if row is None:
        row = Setting(key=key, value=value)
    row.value = value
    session.add(row)
    await session.flush()
