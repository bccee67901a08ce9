"""Owns the entrance for browsers: a ticket that the designer signed opens one call, once, for a short time."""

from __future__ import annotations

import binascii
import time
from collections.abc import Callable

import msgspec

from dsl.release import Ticket, open_ticket

LONGEST_TICKET = 2_048


class TicketGate:
    """Remembers the tickets it let in for as long as they would be valid."""

    def __init__(self, token: str, now: Callable[[], float] = time.time) -> None:
        self._token = token
        self._now = now
        self._used: dict[str, int] = {}

    def admit(self, text: str) -> Ticket | None:
        """The ticket, if it is genuine, in time and not used before."""
        now = self._now()
        try:
            ticket = open_ticket(text, self._token, now) if text.isascii() and len(text) <= LONGEST_TICKET else None
        except (msgspec.MsgspecError, binascii.Error, ValueError):
            return None
        self._used = {nonce: expires for nonce, expires in self._used.items() if expires >= now}
        if ticket is None or ticket.nonce in self._used:
            return None
        self._used[ticket.nonce] = ticket.expires
        return ticket
