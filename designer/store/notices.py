"""Owns word of what changed, inside this process: who waits for a topic wakes as soon as the change is committed."""

import asyncio
from collections import defaultdict

_LAST_ROUND = 0.2  # seconds


class Notices:
    """Each topic (`release`, `draft:phone_bill`, `call:…`) has a count of its changes.

    Read `count` before looking at the store and give it to `changed`: a change in between is never missed.
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, list[asyncio.Event]] = defaultdict(list)
        self._closed = False

    def count(self, topic: str) -> int:
        return self._counts.get(topic, 0)

    def post(self, topic: str) -> None:
        self._counts[topic] += 1
        for event in self._waiting.pop(topic, []):
            event.set()

    def close(self) -> None:
        """The program is ending: whoever waits wakes, and nobody waits any more."""
        self._closed = True
        for topic in list(self._waiting):
            for event in self._waiting.pop(topic):
                event.set()

    async def changed(self, topic: str, since: int, within: float) -> bool:
        """Whether the topic changed after it had `since` changes; waits at most so many seconds."""
        if self.count(topic) != since:
            return True
        if self._closed:
            await asyncio.sleep(min(within, _LAST_ROUND))  # who asks in a circle must not spin while the program ends
            return False
        event = asyncio.Event()
        self._waiting[topic].append(event)
        try:
            await asyncio.wait_for(event.wait(), within)
        except TimeoutError:
            return False
        finally:
            if event in self._waiting.get(topic, []):
                self._waiting[topic].remove(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]
        return self.count(topic) != since
