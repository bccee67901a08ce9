"""Owns the audit log as a file that proves itself: one entry a line, and a last line that signs all before it.

The signature (Ed25519) shows that our designer wrote the file and nobody changed it since; the entries' own chain of hashes,
which is counted again, that none was changed or taken out before. Whoever checks needs the file and the public key alone.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from designer.accounts.audit import BEGINNING, hash_of
from designer.store.tables import AuditEntry

FORMAT = "callwright-audit-log"


class NotAnAuditFile(Exception):
    """The file is none of ours, or the key is none: one sentence."""


@dataclass(frozen=True)
class Proof:
    """What came of checking a file. `broken_at`: the number of the first entry at which the chain does not hold."""

    signed: bool
    entries: int
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.signed and self.broken_at is None


@dataclass(frozen=True)
class _Line:
    """An entry as it stands in the file."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    previous: str
    hash: str


def new_key() -> str:
    """A private key for a new house, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def load(pem: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, Ed25519PrivateKey), "`new_key` makes no other"
    return key


def public_key(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def write(entries: Iterable[AuditEntry], private: Ed25519PrivateKey, at: datetime, by: str) -> bytes:
    """All entries in order, as the file that `check` believes."""
    lines = [_json({"format": FORMAT, "version": 1, "made_at": _moment(at), "made_by": by})]
    for entry in entries:
        line = _Line(entry.id or 0, _moment(entry.at), entry.who, entry.what, entry.subject, entry.previous, entry.hash)
        lines.append(_json(asdict(line)))
    body = "".join(f"{line}\n" for line in lines).encode()
    signature = base64.b64encode(private.sign(body)).decode()
    return body + (_json({"entries": len(lines) - 1, "signature": signature}) + "\n").encode()


def check(data: bytes, public_pem: str) -> Proof:
    """Raises `NotAnAuditFile` where there is nothing that could be checked."""
    key = _key(public_pem)
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    lines, end = body.decode("utf-8", "replace").splitlines(), _object(last.decode("utf-8", "replace"))
    if _object(lines[0] if lines else "").get("format") != FORMAT:
        raise NotAnAuditFile("this is no audit log that a designer exported")
    try:
        key.verify(base64.b64decode(str(end.get("signature", "")), validate=True), body)
        signed = end.get("entries") == len(lines) - 1
    except (InvalidSignature, ValueError):
        signed = False
    previous = BEGINNING
    for count, text in enumerate(lines[1:]):
        try:
            line = _Line(**_object(text))
            found = hash_of(line.previous, datetime.fromisoformat(line.at), line.who, line.what, line.subject)
        except (TypeError, ValueError, AttributeError):
            return Proof(signed, len(lines) - 1, count + 1)
        if line.previous != previous or line.hash != found:
            return Proof(signed, len(lines) - 1, line.number)
        previous = line.hash
    return Proof(signed, len(lines) - 1)


def lost_since(newer: bytes, older: bytes) -> int | None:
    """The number of the first entry of an older file that does not stand in the newer one as it was; None where all do.

    Whoever can write into the database can make a whole chain anew, or leave its end off; what was exported before shows that.
    """
    now = newer.splitlines()[1:-1]
    for count, line in enumerate(older.splitlines()[1:-1]):
        if count >= len(now) or now[count] != line:
            return int(_object(line.decode("utf-8", "replace")).get("number", count + 1))
    return None


def _key(public_pem: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(public_pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise NotAnAuditFile("the key is not the public key of a designer")
    return key


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
