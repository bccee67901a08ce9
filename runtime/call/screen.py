"""Owns what a caller with a screen is shown of the call: the messages that runtime/README.md describes."""

from __future__ import annotations

from dsl.journal import CallEnded, Understood
from dsl.turn import Expectation
from runtime.call.discretion import hide
from runtime.dialogue.effects import Say
from runtime.line.protocols import Leg
from runtime.understanding.explanation import Explanation, shown


class Screen:
    """The screen of one leg. Of a secret it shows the length alone."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg
        self._waits_for: Expectation | None = None

    async def said(self, say: Say) -> None:
        await self._leg.show({"type": "said", "say": say.number, "text": say.text, "kind": say.kind, "barge_in": say.barge_in})

    async def heard(
        self, text: str, understood: Understood, confidence: float, *, secret: bool, why: Explanation | None = None
    ) -> None:
        slots = {name: hide(value) if secret else value for name, value in understood.slots.items()}
        await self._leg.show({"type": "heard", "text": hide(text) if secret else text, "confidence": round(confidence, 3)})
        await self._leg.show(
            {
                "type": "understood", "intent": understood.intent, "guess": understood.guess,
                "confidence": round(understood.confidence, 3), "runner_up": understood.runner_up, "slots": slots,
                "answer": understood.answer, "answer_confidence": round(understood.answer_confidence, 3),
                "reason": understood.reason,
                "ranked": [[one.intent, round(one.confidence, 3)] for one in understood.ranked],
                "mood": {name: round(level, 2) for name, level in understood.mood.items()},
                **({} if why is None else {"why": shown(why)}),
            }
        )  # fmt: skip

    async def entered(self, step: str, why: str) -> None:
        await self._leg.show({"type": "step", "step": step, "why": why})

    def will_listen(self, expectation: Expectation) -> None:
        """Shown by `listening`, once all is said."""
        self._waits_for = expectation

    async def listening(self) -> None:
        now, self._waits_for = self._waits_for, None
        if now is not None:
            await self._leg.show(
                {
                    "type": "listening", "step": now.step, "slot": now.slot, "keys": now.keys,
                    "digits": now.digits, "secret": now.secret,
                }
            )  # fmt: skip

    async def ended(self, end: CallEnded) -> None:
        await self._leg.show({"type": "ended", "how": end.how, "disposition": end.disposition})
