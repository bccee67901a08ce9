"""Owns what the designer is told when it starts: where its state lies, whom it trusts, what it serves."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


def _shipped(folder: str) -> Path:
    """A folder that stands inside the package in a wheel and beside it in a checkout."""
    inside = _HERE / folder
    return inside if inside.is_dir() else _HERE.parent / folder


FLOWS, STATIC = _shipped("flows"), _shipped("static")


@dataclass(frozen=True)
class Configuration:
    """`token` is shared with the runtimes. `demo_url` is the demonstration service that `callwright up` starts."""

    data: Path
    token: str
    demo_url: str = ""
    https: bool = False
    flows: Path = FLOWS
    static: Path = STATIC

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.data / 'designer.sqlite'}"

    @property
    def artefacts(self) -> Path:
        return self.data / "artefacts"

    def audit_key(self, make: Callable[[], str]) -> str:
        """Signs exports of the audit log (PEM); made once and kept, so that one public key proves all of them."""
        return _kept(self.data / "audit-key.pem", make)

    def secret(self) -> str:
        """Signs the form tokens; kept between starts, so that a page left open still works after one."""
        return _kept_secret(self.data / "secret")


def from_environment(data: Path, https: bool = False) -> Configuration:
    """Takes the shared token from CALLWRIGHT_TOKEN, or makes one and keeps it in the data folder."""
    data.mkdir(parents=True, exist_ok=True)
    token = os.environ.get("CALLWRIGHT_TOKEN") or _kept_secret(data / "token")
    return Configuration(data=data, token=token, demo_url=os.environ.get("CALLWRIGHT_DEMO_URL", ""), https=https)


def _kept_secret(file: Path) -> str:
    return _kept(file, lambda: secrets.token_hex(32))


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What is made once and read by nobody else."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(make())
    return file.read_text()
