"""Owns the request URI of each INVITE, which the SIP stack reports nowhere but in its message trace.

The trace goes to this handler and nowhere else: it holds the numbers of callers, which belong in no log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import OrderedDict

KEPT = 512
LATE_SECONDS = 0.5  # the trace comes by another thread than the call, and may come after it

_INVITE = re.compile(r"\ARX [^\n]*\n\s*INVITE (\S+) SIP/2\.0\r?\n", re.IGNORECASE)
_CALL_ID = re.compile(r"^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


class RequestUris(logging.Handler):
    """Remembers the first INVITE of each of the last calls."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._loop = asyncio.get_running_loop()
        self._uris: OrderedDict[str, asyncio.Future[str]] = OrderedDict()

    def emit(self, record: logging.LogRecord) -> None:
        """Called on the stack's log thread."""
        message = record.getMessage()
        invite = _INVITE.match(message)
        call_id = _CALL_ID.search(message) if invite else None
        if invite and call_id:
            with contextlib.suppress(RuntimeError):  # the loop has closed: the line is going
                self._loop.call_soon_threadsafe(self._remember, call_id[1], invite[1])

    async def of(self, call_id: str | None) -> str:
        """The request URI of this call's first INVITE; empty when the trace doesn't hold it."""
        try:
            async with asyncio.timeout(LATE_SECONDS):
                return await asyncio.shield(self._of(call_id or ""))
        except TimeoutError:
            return ""

    def _remember(self, call_id: str, uri: str) -> None:
        known = self._of(call_id)
        if not known.done():
            known.set_result(uri)

    def _of(self, call_id: str) -> asyncio.Future[str]:
        known = self._uris.setdefault(call_id, self._loop.create_future())
        if len(self._uris) > KEPT:
            self._uris.popitem(last=False)
        return known
