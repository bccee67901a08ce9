"""A small package that has one of everything and is right, and how the tests of the language spoil and mend it."""

from collections.abc import Mapping

from dsl.diagnostics import Diagnostic, Fix

MARK = "‸"
"""Stands in a spoilt text right before the character where the finding must be."""

SMALL: Mapping[str, str] = {
    "flow.yaml": """\
callwright: 1
flow: small
title: Small
language: en-GB
entry:
  inbound: greet
topics:
  ask_price: price
values:
  verified: {flag: identity}
  offers: {count: 2}
  plan: {type: text}
defaults:
  no_match:
    - Sorry?
    - go: agent
always:
  human: agent
steps:
  greet:
    say: Hello.
    next: listen
  listen:
    ask: What can I do for you?
    hear: topics
    keys: {1: price, 0: agent}
  price:
    needs: verified
    collect: [size, day]
    failed: agent
    next: fetch_price
  fetch_price:
    fetch: price_list
    with: {size: size, number: caller.number}
    failed: agent
    results: {sold_out: sorry}
    next: judge
  judge:
    choose:
      - when: price_list.amount > 100 GBP
        next: offer
      - share: 20%
        next: tell
      - otherwise: tell
  offer:
    set: {offers: add 1, plan: price_list.note}
    next: tell
  tell:
    say: It is <price_list.amount>.
    next: more
  more:
    ask: Anything else?
    hear: {agree: listen, refuse: bye}
    no_input:
      - Are you there?
      - go: bye
  sorry:
    answer: sold_out
    next: book
  book:
    call: booking
    results: {ok: bye, full: agent}
  agent:
    hand_off: {skill: sales, reason: Price enquiry}
    unavailable: message
  message:
    send: {text: You asked about <size>., by: sms, to: caller.number}
    next: ring_back
    failed: ring_back
  ring_back:
    call_back: {note: About <size>}
    next: bye
  bye:
    hang_up: Goodbye.
    disposition: solved
""",
    "intents.yaml": """\
ask_price:
  title: Price
  phrases:
    - what does it cost
    - (how much|what) is <size=the big one>
  not:
    - what is this
""",
    "slots.yaml": """\
size:
  type: choice(sizes)
  ask: Which size?
day:
  type: date
  ask: Which day?
  valid: day > "2026-01-01"
pin:
  type: digits(4)
  ask: Your PIN, please.
  secret: true
  by: keys
""",
    "answers.yaml": """\
sold_out:
  questions:
    - is it sold out
  say: It is sold out.
  valid_from: 2026-01-01
""",
    "data.yaml": """\
price_list:
  get: https://shop.example/prices
  sends: {size: text, number: phone}
  gives: {amount: money, note: text}
  outcomes: {sold_out: 404}
  within: 2s
""",
    "words.yaml": """\
lists:
  sizes:
    big: [large, huge]
    small: [little]
""",
    "connectors.yaml": """\
sms:
  title: Text message
  post: https://shop.example/messages
""",
    "calendars.yaml": """\
desk:
  zone: Europe/London
  open:
    monday-friday: [9:00-18:00]
    saturday: [22:00-4:00]
  holidays:
    2026-12-25..2026-12-26: Christmas
  special:
    2026-03-15: [9:00-12:00]
""",
    "escalation.yaml": """\
- when: anger >= 0.7 or stumbles > 3
  hand_off: {skill: complaints, hours: desk}
""",
    "subflows/identity.yaml": """\
subflow: identity
start: ask_pin
steps:
  ask_pin:
    collect: pin
    failed: no
    next: yes
  yes:
    return: ok
  no:
    return: failed
""",
    "subflows/booking.yaml": """\
subflow: booking
start: offer_seat
steps:
  offer_seat:
    ask: Shall I book it?
    hear: {agree: booked, refuse: full}
  booked:
    return: ok
  full:
    return: full
""",
    "conversations/prices.yaml": """\
- name: The price of the big one
  data: {price_list: {amount: 20 GBP, note: fine}}
  talk:
    - caller: how much is the big one
    - heard: {intent: ask_price, size: big}
    - keys: "1234"
    - step: identity/ask_pin
    - line: It is
    - ends: {disposition: solved}
""",
}


def spoil(files: Mapping[str, str], file: str, old: str, new: str) -> dict[str, str]:
    """The files with one text replaced; `old` empty: the file is written anew."""
    written = files.get(file, "")
    assert not old or written.count(old) == 1, f"{old!r} must stand once in {file}"
    return {**files, file: written.replace(old, new) if old else new}


def place_of_mark(text: str) -> tuple[int, int]:
    """Line and column of the mark."""
    at = text.index(MARK)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def apply(fix: Fix, files: Mapping[str, str]) -> dict[str, str]:
    """The files with a fix applied."""
    fixed = dict(files)
    for edit in sorted(fix.edits, key=lambda edit: -edit.start):
        text = fixed[edit.file]
        fixed[edit.file] = text[: edit.start] + edit.text + text[edit.end :]
    return fixed


def lines(found: list[Diagnostic]) -> list[str]:
    return [one.line() for one in found]
