"""Owns the order in which names are resolved."""

from __future__ import annotations

from dsl.diagnostics import Findings
from dsl.reading import Reading
from dsl.resolver.conversations import resolve_conversations
from dsl.resolver.definitions import check_definitions
from dsl.resolver.libraries import resolve_libraries
from dsl.resolver.mentions import resolve_mentions
from dsl.resolver.spoken import resolve_spoken
from dsl.resolver.wiring import resolve_wiring


def resolve(reading: Reading, findings: Findings) -> None:
    """Reports every name that is none, is used where it cannot be, or is not wired to the end."""
    check_definitions(reading, findings)
    resolve_libraries(reading, findings)
    resolve_mentions(reading, findings)
    resolve_spoken(reading, findings)
    if reading.package is not None:
        resolve_wiring(reading, findings)
        resolve_conversations(reading, findings)
