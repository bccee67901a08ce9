"""Owns passwords: argon2id hashes, made and compared off the event loop, and what a new one must be."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from designer.refusal import Refused

SHORTEST, LONGEST = 10, 200

_hasher = PasswordHasher()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike: the first password is copied by eye
# Compared against when there is no such account, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_hex(16))


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    def compare() -> bool:
        try:
            return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.to_thread(compare)


def check_new(password: str, name: str) -> None:
    """Raises `Refused` when a password is too easy to guess or too long to be one."""
    if len(password) < SHORTEST:
        raise Refused("refusals.password_short", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("refusals.password_long", longest=LONGEST)
    if name.casefold() in password.casefold() or len(set(password)) < 4:
        raise Refused("refusals.password_easy")


def one_time_password() -> str:
    """Four groups of four, easy to type over."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
