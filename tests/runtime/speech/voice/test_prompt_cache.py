"""The cache keeps static prompts, nothing else, and no more than its room."""

from __future__ import annotations

from runtime.speech.voice.messages import Render
from runtime.speech.voice.prompt_cache import PromptCache
from runtime.speech.voice.styles import manner_of

HELLO, BYE, NAME = (Render(text, "en-us", manner_of("neutral", "en-US", False)) for text in ("Hello.", "Bye.", "Mr. Li."))


def test_only_what_was_announced_is_kept() -> None:
    cache = PromptCache()
    assert cache.announce(HELLO)
    cache.keep(HELLO, b"sound")
    cache.keep(NAME, b"personal")
    assert cache.get(HELLO) == b"sound"
    assert cache.get(NAME) is None
    assert not cache.announce(HELLO)


def test_the_least_recently_said_goes_when_the_room_is_full() -> None:
    cache = PromptCache(most_bytes=10)
    cache.announce(HELLO)
    cache.announce(BYE)
    cache.keep(HELLO, b"123456")
    cache.keep(BYE, b"123456")
    assert cache.get(HELLO) is None
    assert cache.get(BYE) == b"123456"
    assert cache.bytes == 6


def test_style_and_speed_are_part_of_what_is_kept() -> None:
    cache = PromptCache()
    cache.announce(HELLO)
    cache.keep(HELLO, b"sound")
    assert cache.get(Render("Hello.", "en-us", manner_of("neutral", "en-US", True))) is None
