"""The text leg: what is typed comes in order, what is said is shown, and nothing comes after the end."""

from __future__ import annotations

from runtime.line.protocols import Digit, HungUp, PersonAnswered, SilenceClaimed, TextTyped
from runtime.line.text import TextLeg


async def test_a_text_leg_brings_everything_in_order_and_nothing_after_its_end():
    shown = []
    leg = TextLeg("call-1", shown.append, caller="13800001234")
    leg.type("hello")
    leg.press("1#")
    leg.stay_silent()
    leg.answer_as_person(True)
    leg.leave()
    leg.type("too late")
    events = [event async for event in leg.events()]
    assert events == [TextTyped("hello"), Digit("1"), Digit("#"), SilenceClaimed(), PersonAnswered(True), HungUp()]
    await leg.show({"type": "said", "text": "Hello."})
    assert shown == [{"type": "said", "text": "Hello."}]
    assert (leg.queued_ms(), await leg.transfer("sip:x@y"), leg.voice) == (0, False, False)
    await leg.hang_up()
