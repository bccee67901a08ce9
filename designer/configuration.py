"""Owns what the designer is told when it starts: where its state lies, whom it trusts, what it serves."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_HERE = Path(__file__).parent


def _shipped(folder: str) -> Path:
    """A folder that stands inside the package in a wheel and beside it in a checkout."""
    inside = _HERE / folder
    return inside if inside.is_dir() else _HERE.parent / folder


FLOWS, STATIC = _shipped("flows"), _shipped("static")


@dataclass(frozen=True)
class Configuration:
    """`token` is shared with the runtimes. `demo_url` is the demonstration service that `callwright up` starts.

    `database_url`: a PostgreSQL in the place of the file that lies in the data folder.
    """

    data: Path
    token: str
    demo_url: str = ""
    database_url: str = ""
    https: bool = False
    flows: Path = FLOWS
    static: Path = STATIC

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data / 'designer.sqlite'}"

    @property
    def artefacts(self) -> Path:
        return self.data / "artefacts"

    @property
    def call_sounds(self) -> Path:
        return self.data / "call-sounds"

    def audit_key(self, make: Callable[[], str]) -> str:
        """Signs exports of the audit log (PEM); made once and kept, so that one public key proves all of them."""
        return _kept(self.data / "audit-key.pem", make)

    def secret(self) -> str:
        """Signs the form tokens; kept between starts, so that a page left open still works after one."""
        return _kept_secret(self.data / "secret")


class NoSuchDatabase(ValueError):
    """What was given is the address of no database that the store runs on: one sentence, without the password in it."""


def from_environment(data: Path, https: bool = False, database: str = "") -> Configuration:
    """Takes the shared token from CALLWRIGHT_TOKEN, or makes one and keeps it in the data folder.

    CALLWRIGHT_DATABASE says what `database` says, where a password should not stand in the list of processes.
    """
    data.mkdir(parents=True, exist_ok=True)
    token = os.environ.get("CALLWRIGHT_TOKEN") or _kept_secret(data / "token")
    return Configuration(
        data=data,
        token=token,
        demo_url=os.environ.get("CALLWRIGHT_DEMO_URL", ""),
        database_url=_database(database or os.environ.get("CALLWRIGHT_DATABASE", "")),
        https=https,
    )


def _database(given: str) -> str:
    """The address as SQLAlchemy wants it. People write it as psql does."""
    if not given:
        return ""
    scheme, found, rest = given.partition("://")
    if not found or scheme not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise NoSuchDatabase("a database is given as postgresql://user:password@host/name")
    try:
        make_url(f"postgresql+asyncpg://{rest}")
    except (ArgumentError, ValueError):
        raise NoSuchDatabase("the address of the database can't be read; signs in a password are written as %40") from None
    return f"postgresql+asyncpg://{rest}"


def _kept_secret(file: Path) -> str:
    return _kept(file, lambda: secrets.token_hex(32))


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What is made once and read by nobody else."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(make())
    return file.read_text()
