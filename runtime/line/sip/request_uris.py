"""Owns the request URI of each INVITE, which the SIP stack reports nowhere but in its message trace.

The trace goes to this handler and nowhere else: it holds the numbers of callers, which belong in no log.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict

KEPT = 512

_INVITE = re.compile(r"\ARX [^\n]*\n\s*INVITE (\S+) SIP/2\.0\r?\n", re.IGNORECASE)
_CALL_ID = re.compile(r"^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


class RequestUris(logging.Handler):
    """Remembers the first INVITE of each of the last calls. Fed on the stack's log thread, read on the loop."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._uris: OrderedDict[str, str] = OrderedDict()
        self._guard = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        invite = _INVITE.match(message)
        call_id = _CALL_ID.search(message) if invite else None
        if not invite or not call_id:
            return
        with self._guard:
            self._uris.setdefault(call_id[1], invite[1])
            if len(self._uris) > KEPT:
                self._uris.popitem(last=False)

    def take(self, call_id: str | None) -> str:
        """The request URI of this call's first INVITE, once; empty when the trace didn't hold it."""
        with self._guard:
            return self._uris.pop(call_id or "", "")
