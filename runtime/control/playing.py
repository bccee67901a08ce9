"""Owns what a try-out plays in place of the world: the moment it is, what other systems answer, and how late.

What came of each look-up and message is shown to whoever tries it out. A live call has none of this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from dsl.bundle import Bundle
from dsl.journal import DataFetched, MessageSent
from dsl.model import Connector, Lookup
from runtime.call.surroundings import Fetcher, Surroundings
from runtime.line.browser import BrowserLeg

LATE_BY = 1.0  # seconds behind the moment at which the waiting words are said


def played(around: Surroundings, leg: BrowserLeg, bundle: Bundle) -> Surroundings:
    """The world as this browser wants it."""
    late = around.limits.waiting_words_after + LATE_BY
    fetcher = Played(around.fetcher, leg, bundle, late)
    return replace(around, now=_clock(leg.played.now, around.now), fetcher=fetcher, explains=True)


class Played:
    """Answers look-ups and messages as was wanted; any other goes where it always goes."""

    def __init__(self, real: Fetcher, leg: BrowserLeg, bundle: Bundle, late: float) -> None:
        self._real, self._leg, self._bundle, self._late = real, leg, bundle, late
        self._wanted = leg.played

    async def fetch(self, number: int, lookup: Lookup, parameters: Mapping[str, str]) -> DataFetched:
        name = _name(self._bundle.data, lookup)
        if name in self._wanted.slow:
            await asyncio.sleep(self._late)
        answer = self._wanted.data.get(name)
        if answer is None:
            fetched = await self._real.fetch(number, lookup, parameters)
        elif isinstance(answer, str):
            fetched = DataFetched(fetch=number, outcome=answer)
        else:
            fetched = DataFetched(fetch=number, outcome="ok", values=answer)
        await self._leg.show({"type": "fetched", "name": name, "outcome": fetched.outcome, "values": fetched.values})
        return fetched

    async def send(self, number: int, connector: Connector, to: str, text: str) -> MessageSent:
        name = _name(self._bundle.connectors, connector)
        answer = self._wanted.data.get(name)
        if answer is None:
            sent = await self._real.send(number, connector, to, text)
        else:
            sent = MessageSent(send=number, outcome=answer if isinstance(answer, str) else "ok")
        await self._leg.show({"type": "sent", "name": name, "outcome": sent.outcome, "to": to, "text": text})
        return sent


def _name(known: Mapping[str, Lookup] | Mapping[str, Connector], wanted: Lookup | Connector) -> str:
    return next((name for name, one in known.items() if one is wanted), "")


def _clock(wanted: str, real: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that stood at the wanted moment when the call began, and goes on from there."""
    try:
        begins = datetime.fromisoformat(wanted)
    except ValueError:
        return real
    ahead = (begins if begins.tzinfo else begins.astimezone()).astimezone(UTC) - real()
    return lambda: real() + ahead
