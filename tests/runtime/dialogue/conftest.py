"""A small flow with every kind of step, and a caller whose words arrive already understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from dsl.bundle import Bundle
from dsl.compiler import compile_package
from dsl.journal import CallerSpoke, DataFetched, KeyPressed, Understood
from dsl.turn import Expectation
from runtime.dialogue.effects import AnyEffect, Fetch, Note
from runtime.dialogue.engine import Program
from runtime.rehearsal import Rehearsal

NOW = datetime.fromisoformat("2026-03-16T10:00:00+00:00")

FLOW = """
callwright: 1
flow: bank
title: Bank
language: en-GB
entry: {inbound: greet, outbound: ring}
topics: {balance: tell, fees: ask_fee, transfer: take_transfer}
values:
  verified: {flag: identity}
  tries: {count: 2}
  note: {type: text}
defaults:
  no_input:
    - Are you there?
    - go: person
  no_match:
    - Pardon?
    - go: person
steps:
  greet:
    say: Hello.
    barge_in: never
    next: listen
  ring:
    say: Hello, it's the bank.
    machine: {leave: Please ring us.}
    next: listen
  listen:
    ask: How can I help?
    hear: topics
    keys: {1: tell}
  tell:
    needs: verified
    fetch: account
    with: {number: caller.number}
    failed: person
    results: {closed: closed}
    next: say_balance
  closed:
    say: That account is closed.
    next: more
  say_balance:
    say: You have <account.amount>. <calm>Spend it well.</calm>
    next: more
  ask_fee:
    collect: [day]
    failed: person
    next: fees
  fees:
    fetch: fee
    with: {day: day}
    failed: person
    next: judge
  judge:
    choose:
      - when: fee.amount > 10
        next: high
      - otherwise: low
  high:
    say: The fee was <fee.amount>, which is high.
    next: more
  low:
    set: {tries: add 1, note: '"low"'}
    next: say_low
  say_low:
    say: The fee was <fee.amount>.
    next: more
  take_transfer:
    collect: [sum, day]
    failed: person
    next: transferred
  transferred:
    say: <sum> goes out on <day>.
    next: more
  more:
    ask: Anything else?
    hear: {agree: listen, refuse: bye}
    no_match:
      - go: bye
  person:
    hand_off: {skill: bank, reason: Asked}
    unavailable: note_it
  note_it:
    call_back: {note: Ring <caller.number>}
    next: bye
  bye:
    hang_up: Goodbye now.
    disposition: solved
"""
IDENTITY = """
subflow: identity
start: ask
steps:
  ask:
    collect: [pin]
    failed: no
    next: check
  check:
    fetch: pin_check
    with: {pin: pin}
    failed: no
    next: judge
  judge:
    choose:
      - when: pin_check.ok
        next: yes
      - otherwise: no
  yes:
    return: ok
  no:
    return: refused
"""
FILES = {
    "flow.yaml": FLOW,
    "subflows/identity.yaml": IDENTITY,
    "intents.yaml": """
balance:
  phrases: [balance]
fees:
  phrases: [fees]
transfer:
  phrases: [transfer]
""".replace("[balance]", "\n    - my balance")
    .replace("[fees]", "\n    - the fees")
    .replace("[transfer]", "\n    - a transfer"),
    "slots.yaml": """
day:
  type: date
  ask: Which day?
  confirm: implicit
sum:
  type: money
  ask: How much?
  confirm: explicit
  valid: sum <= 500 GBP
  invalid: That is too much.
pin:
  type: digits(4)
  secret: true
  by: keys
  ask: Your pin?
""",
    "answers.yaml": """
hours:
  questions:
    - when do you open
  say: We open at nine.
""",
    "escalation.yaml": """
- when: anger >= 0.7
  hand_off: {skill: complaints, priority: high}
- when: stumbles >= 4
  hand_off: {skill: general}
""",
    "data.yaml": """
account:
  get: https://bank.example/account
  sends: {number: phone}
  gives: {amount: money}
  outcomes: {closed: 410}
fee:
  get: https://bank.example/fee
  sends: {day: date}
  gives: {amount: money}
pin_check:
  get: https://bank.example/pin
  sends: {pin: digits(4)}
  gives: {ok: flag}
""",
}


class NobodyUnderstands:
    """The tests say what was understood; nothing is worked out."""

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood:
        raise AssertionError("the tests give what was understood")


class Caller(Rehearsal):
    """A call whose caller's words arrive already understood."""

    def means(
        self,
        intent: str | None = None,
        *,
        anger: float = 0.0,
        mood: dict[str, float] | None = None,
        answer: str | None = None,
        **slots: str,
    ) -> list[AnyEffect]:
        felt = mood or {"anger": anger}
        understood = Understood(intent=intent, guess=intent, slots=slots, answer=answer, mood=felt)
        return self.feed(CallerSpoke(text=f"({intent or answer or 'mumbles'})", understood=understood))

    def corrects(self, **slots: str) -> list[AnyEffect]:
        return self.feed(CallerSpoke(text="(no, I said)", understood=Understood(slots=slots, correcting=True)))

    def facts(self, kind: type) -> list[object]:
        return [effect.fact for effect in self.effects if isinstance(effect, Note) and isinstance(effect.fact, kind)]

    def feed(self, event: object) -> list[AnyEffect]:
        effects = super().feed(event)  # type: ignore[arg-type]
        self.effects += effects
        return effects

    def pin(self) -> None:
        for key in "1234":
            self.feed(KeyPressed(key=key))


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    compiled = compile_package(FILES)
    assert compiled.bundle is not None, [found.line() for found in compiled.findings]
    return compiled.bundle


@pytest.fixture(scope="session")
def program(bundle: Bundle) -> Program:
    return Program(bundle)


@pytest.fixture
def ring(program: Program) -> Callable[..., Caller]:
    """`ring(data={...}, entry=…)` begins a call; `data` answers look-ups by name."""

    def begin(data: dict[str, object] | None = None, entry: str = "inbound") -> Caller:
        answers = {"account": {"amount": "12 GBP"}, "fee": {"amount": "20 GBP"}, "pin_check": {"ok": "true"}} | (data or {})

        def look_up(fetch: Fetch) -> DataFetched:
            answer = answers[fetch.lookup]
            if isinstance(answer, str):
                return DataFetched(fetch=fetch.number, outcome=answer)
            return DataFetched(fetch=fetch.number, outcome="ok", values=dict(answer))  # type: ignore[call-overload]

        return Caller(program, NobodyUnderstands(), now=NOW, look_up=look_up, caller="07700900123", entry=entry)

    return begin
