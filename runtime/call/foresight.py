"""Owns what is worked out ahead of the endpoint: what the words so far mean, what would be said to them, and its first sound.

Only what leaves no trace is done ahead: understanding and the engine are pure, and sound that nobody hears is thrown away.
Nothing is looked up, sent or written until the turn is really over; then the engine is told anew, which costs microseconds.
"""

from __future__ import annotations

from collections.abc import Callable

from dsl.journal import CallerSpoke, Understood
from dsl.turn import Expectation
from runtime.call.prepared import Dialogue
from runtime.dialogue.effects import Say


class Foresight:
    """Of one call. `sound_ahead` begins to make the sound of what will probably be said; None: of nothing."""

    def __init__(
        self,
        dialogue: Dialogue,
        understand: Callable[[str, Expectation], Understood],
        moment: Callable[[], str],
        sound_ahead: Callable[[Say | None], None],
    ) -> None:
        self._dialogue, self._understand, self._moment, self._sound_ahead = dialogue, understand, moment, sound_ahead
        self._understood: tuple[str, Expectation, Understood] | None = None

    def understood(self, text: str, expectation: Expectation) -> Understood:
        """What these words mean here; worked out once for the same words at the same question."""
        if self._understood is None or self._understood[:2] != (text, expectation):
            self._understood = text, expectation, self._understand(text, expectation)
        return self._understood[2]

    def prepare(self, text: str, expectation: Expectation) -> None:
        """The caller may have ended with these words."""
        event = CallerSpoke(text=text, understood=self.understood(text, expectation))
        effects = self._dialogue.foresee(event, self._moment())
        self._sound_ahead(next((effect for effect in effects if isinstance(effect, Say)), None))

    def drop(self) -> None:
        """The caller went on, or the turn is over: what was understood of it holds for no other."""
        self._understood = None
        self._sound_ahead(None)
