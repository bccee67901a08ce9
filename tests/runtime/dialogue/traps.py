"""Flows that can trap a caller, and flows that look as if they could and cannot: what the termination proof must tell apart."""

from __future__ import annotations

HEAD = """
callwright: 1
flow: trial
title: Trial
language: en-GB
entry: {inbound: greet}
"""

INTENTS = """
pay:
  phrases:
    - I want to pay
order:
  phrases:
    - I want to order
"""
SLOTS = """
day:
  type: date
  ask: Which day?
amount:
  type: money
  ask: How much?
code:
  type: digits(4)
  ask: Your code?
pin:
  type: digits(4)
  secret: true
  by: keys
  ask: Your pin?
size:
  type: number
  ask: How many?
  confirm: explicit
"""
DATA = """
record:
  get: https://demo.example/record
  sends: {code: digits(4)}
  gives: {total: number, kind: text, open: flag}
  outcomes: {unknown: 404}
account:
  get: https://demo.example/account
  sends: {}
  gives: {total: number}
pin_check:
  get: https://demo.example/pin
  sends: {pin: digits(4)}
  gives: {ok: flag}
"""
DESK = """
desk:
  title: Desk
  zone: Europe/London
  open:
    monday-friday: [9:00-17:00]
"""
IDENTITY = """
subflow: identity
start: ask_pin
steps:
  ask_pin:
    collect: [pin]
    failed: refused
    next: check
  check:
    fetch: pin_check
    with: {pin: pin}
    failed: refused
    next: judge
  judge:
    choose:
      - when: pin_check.ok
        next: passed
      - otherwise: refused
  passed:
    return: ok
  refused:
    return: refused
"""


def package(
    flow: str,
    *,
    subflows: dict[str, str] | None = None,
    escalation: str = "",
    policies: str = "",
    calendars: str = "",
    connectors: str = "",
) -> dict[str, str]:
    """The files of a small package around these steps."""
    files = {"flow.yaml": HEAD + flow, "intents.yaml": INTENTS, "slots.yaml": SLOTS, "data.yaml": DATA}
    files |= {f"subflows/{name}.yaml": text for name, text in (subflows or {}).items()}
    if escalation:
        files["escalation.yaml"] = escalation
    if calendars:
        files["calendars.yaml"] = calendars
    if connectors:
        files["connectors.yaml"] = connectors
    if policies:
        files["policies.yaml"] = policies
    return files


GREET = """
  greet:
    say: Hello.
    barge_in: never
    next: {first}
"""
BYE = """
  bye:
    hang_up: Goodbye.
"""
PERSON = """
  person:
    hand_off: {skill: general}
    unavailable: bye
"""


def ask(name: str, *, hear: str = "{agree: bye}", silent: str, lost: str, more: str = "") -> str:
    return f"""
  {name}:
    ask: Anything?
    hear: {hear}
    no_input:
      - Are you there?
      - go: {silent}
    no_match:
      - Pardon?
      - go: {lost}
{more}"""


def steps(first: str, *parts: str, head: str = "") -> str:
    return f"{head}steps:" + GREET.format(first=first) + "".join(parts) + BYE


TRAPS: dict[str, dict[str, str]] = {
    "a question that silence leads back to": package(steps("listen", ask("listen", silent="listen", lost="bye"))),
    "a question that misunderstanding leads back to": package(steps("listen", ask("listen", silent="bye", lost="listen"))),
    "two steps that lead to each other": package(
        steps("one", ask("one", silent="two", lost="bye"), ask("two", silent="one", lost="bye"))
    ),
    "three questions in a ring, by silence and by misunderstanding": package(
        steps(
            "one",
            ask("one", silent="two", lost="two"),
            ask("two", silent="three", lost="three"),
            ask("three", silent="one", lost="one"),
        )
    ),
    "a prompt between two silences": package(
        steps("listen", ask("listen", silent="sorry", lost="bye"), "\n  sorry:\n    say: Sorry.\n    next: listen\n")
    ),
    "a look-up that is tried again for ever": package(
        steps(
            "get",
            "\n  get:\n    fetch: account\n    failed: sorry\n    next: bye\n  sorry:\n    say: One moment.\n    next: get\n",
        )
    ),
    "a look-up whose failure asks, and silence tries again": package(
        steps("get", "\n  get:\n    fetch: account\n    failed: again\n    next: bye\n", ask("again", silent="get", lost="bye"))
    ),
    "a detail that fails and is asked again": package(
        steps(
            "take",
            "\n  take:\n    collect: [day]\n    failed: sorry\n    next: bye\n  sorry:\n    say: Again please.\n    next: take\n",
        )
    ),
    "a wrong code that is looked up again": package(
        steps(
            "take",
            "\n  take:\n    collect: [code]\n    failed: bye\n    next: get\n",
            "\n  get:\n    fetch: record\n    with: {code: code}\n    failed: bye\n    results: {unknown: sorry}\n"
            "    next: bye\n",
            ask("sorry", silent="take", lost="bye"),
        )
    ),
    "a person who is never there": package(
        steps("person", "\n  person:\n    hand_off: {skill: general}\n    unavailable: person\n")
    ),
    "a refused hand-off that leads back through a prompt": package(
        steps(
            "person",
            "\n  person:\n    hand_off: {skill: general}\n    unavailable: sorry\n",
            "\n  sorry:\n    say: Nobody is free.\n    next: person\n",
        )
    ),
    "a refused hand-off and a question that silence sends to a person": package(
        steps(
            "listen",
            ask("listen", silent="person", lost="person"),
            "\n  person:\n    hand_off: {skill: general}\n    unavailable: listen\n",
        )
    ),
    "a sub-flow that fails and is called again": package(
        steps(
            "verify",
            "\n  verify:\n    call: identity\n    results: {ok: bye, refused: verify}\n",
        ),
        subflows={"identity": IDENTITY},
    ),
    "a guard that fails into what it guards": package(
        steps(
            "show",
            "\n  show:\n    needs: verified\n    fetch: account\n    failed: again\n    next: bye\n",
            "\n  again:\n    say: Let's try that again.\n    next: show\n",
            head="values:\n  verified: {flag: identity}\n",
        ),
        subflows={"identity": IDENTITY},
    ),
    "a circle inside a sub-flow": package(
        steps("verify", "\n  verify:\n    call: terms\n    results: {ok: bye}\n"),
        subflows={
            "terms": """
subflow: terms
start: ask_them
steps:
  ask_them:
    ask: Do you agree?
    hear: {agree: yes}
    no_input:
      - go: ask_them
    no_match:
      - Pardon?
      - go: ask_them
  yes:
    return: ok
"""
        },
    ),
    "a topic whose question is never answered": package(
        steps(
            "listen",
            ask("listen", hear="topics", silent="bye", lost="bye"),
            ask("pay_how", silent="pay_how", lost="bye"),
            head="topics: {pay: pay_how}\n",
        )
    ),
    "a count that is put back every time": package(
        steps(
            "listen",
            ask("listen", silent="tally", lost="bye"),
            "\n  tally:\n    set: {tries: add 1}\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: tries >= 2\n        next: forget\n      - otherwise: listen\n",
            "\n  forget:\n    set: {tries: reset}\n    next: listen\n",
            head="values:\n  tries: {count: 3}\n",
        )
    ),
    "a count that never comes so far": package(
        steps(
            "listen",
            ask("listen", silent="tally", lost="bye"),
            "\n  tally:\n    set: {tries: add 1}\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: tries > 2\n        next: bye\n      - otherwise: listen\n",
            head="values:\n  tries: {count: 2}\n",
        )
    ),
    "half of the calls, for ever": package(
        steps(
            "listen",
            ask("listen", silent="split", lost="bye"),
            "\n  split:\n    choose:\n      - share: 50%\n        next: listen\n      - otherwise: bye\n",
        )
    ),
    "an answer that never changes": package(
        steps(
            "get",
            "\n  get:\n    fetch: account\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: account.total > 100\n        next: listen\n      - otherwise: bye\n",
            ask("listen", silent="judge", lost="bye"),
        )
    ),
    "a rule that helps only once": package(
        steps("listen", ask("listen", silent="listen", lost="listen")),
        escalation="- when: stumbles >= 3\n  hand_off: {skill: general}\n  unavailable: listen\n",
    ),
    "a guard on one slot, of two that are asked": package(
        steps(
            "take",
            "\n  take:\n    collect: [size]\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: size > 5 and not (size > 3 and size < 4)\n        next: listen\n"
            "      - otherwise: bye\n",
            ask("listen", silent="judge", lost="bye"),
        )
    ),
}

TRAPS |= {
    "a desk that is closed": package(
        steps(
            "listen",
            ask("listen", silent="judge", lost="judge"),
            "\n  judge:\n    choose:\n      - when: open(desk)\n        next: bye\n      - otherwise: listen\n",
        ),
        calendars=DESK,
    ),
    "a hand-off out of hours that leads back to itself": package(
        steps(
            "listen",
            ask("listen", silent="person", lost="person"),
            "\n  person:\n    hand_off: {skill: general, hours: desk}\n    unavailable: closed\n",
            "\n  closed:\n    choose:\n      - when: open(desk)\n        next: bye\n      - otherwise: listen\n",
        ),
        calendars=DESK,
    ),
    "a desk that closes while the caller waits": package(
        steps(
            "first",
            "\n  first:\n    choose:\n      - when: open(desk)\n        next: listen\n      - otherwise: bye\n",
            ask("listen", silent="judge", lost="judge"),
            "\n  judge:\n    choose:\n      - when: open(desk)\n        next: bye\n      - otherwise: listen\n",
        ),
        calendars=DESK,
    ),
}

TRAPS["a message that is tried again while nobody answers"] = package(
    steps(
        "take",
        "\n  take:\n    collect: [code]\n    failed: bye\n    next: text\n",
        "\n  text:\n    send: {text: Your code is noted., by: sms, to: caller.number}\n    next: bye\n    failed: again\n",
        ask("again", silent="text", lost="bye"),
    ),
    connectors="sms:\n  post: https://demo.example/sms\n  to: phone\n",
)

COUNTED = """
  tally:
    set: {tries: add 1}
    next: judge
  judge:
    choose:
      - when: tries >= 2
        next: bye
      - otherwise: listen
"""

SOUND: dict[str, dict[str, str]] = {
    "a question with bounded reprompts": package(steps("listen", ask("listen", silent="bye", lost="bye"))),
    "a circle that a count bounds": package(
        steps("listen", ask("listen", silent="tally", lost="tally"), COUNTED, head="values:\n  tries: {count: 2}\n")
    ),
    "a circle of the caller's own": package(
        steps(
            "listen",
            ask("listen", hear="topics", silent="bye", lost="bye"),
            "\n  pay_how:\n    say: At the desk.\n    next: more\n",
            ask("more", hear="{agree: listen, refuse: bye}", silent="bye", lost="bye"),
            head="topics: {pay: pay_how}\n",
        )
    ),
    "a look-up that is tried twice": package(
        steps(
            "get",
            "\n  get:\n    fetch: account\n    failed: again\n    next: bye\n",
            ask("again", hear="{agree: get}", silent="bye", lost="bye"),
        )
    ),
    "a rule that ends what goes round": package(
        steps("listen", ask("listen", silent="listen", lost="listen")),
        escalation="- when: stumbles >= 3\n  hand_off: {skill: general}\n  unavailable: bye\n",
    ),
    "stumbles that end what goes round": package(
        steps(
            "listen",
            ask("listen", silent="judge", lost="judge"),
            "\n  judge:\n    choose:\n      - when: stumbles >= 4\n        next: bye\n      - otherwise: listen\n",
        )
    ),
    "a flag that is true once the sub-flow said ok": package(
        steps(
            "show",
            "\n  show:\n    needs: verified\n    fetch: account\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: verified\n        next: bye\n      - otherwise: listen\n",
            ask("listen", silent="judge", lost="judge"),
            head="values:\n  verified: {flag: identity}\n",
        ),
        subflows={"identity": IDENTITY},
    ),
    "two conditions that cannot hold at once": package(
        steps(
            "take",
            "\n  take:\n    collect: [size]\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: size > 5\n        next: small\n      - otherwise: bye\n",
            "\n  small:\n    choose:\n      - when: size < 3\n        next: listen\n      - otherwise: bye\n",
            ask("listen", silent="judge", lost="judge"),
        )
    ),
    "a condition and its opposite": package(
        steps(
            "get",
            "\n  get:\n    fetch: account\n    failed: bye\n    next: one\n",
            "\n  one:\n    choose:\n      - when: account.total > 100\n        next: two\n      - otherwise: bye\n",
            "\n  two:\n    choose:\n      - when: not account.total > 100\n        next: listen\n      - otherwise: bye\n",
            ask("listen", silent="one", lost="one"),
        )
    ),
    "a value that says where the call has been": package(
        steps(
            "listen",
            ask("listen", silent="judge", lost="judge"),
            '\n  judge:\n    choose:\n      - when: mode == "warned"\n        next: bye\n      - otherwise: warn\n',
            "\n  warn:\n    set: {mode: '\"warned\"'}\n    next: listen\n",
            head="values:\n  mode: {type: text}\n",
        )
    ),
    "a detail that is known the second time": package(
        steps(
            "take",
            "\n  take:\n    collect: [day]\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: has day\n        next: bye\n      - otherwise: listen\n",
            ask("listen", silent="take", lost="take"),
        )
    ),
    "a share that is the same all call long": package(
        steps(
            "split",
            "\n  split:\n    choose:\n      - share: 30%\n        next: listen\n      - otherwise: bye\n",
            ask("listen", silent="bye", lost="bye"),
        )
    ),
    "a look-up that is made once": package(
        steps(
            "get",
            "\n  get:\n    fetch: account\n    failed: bye\n    next: judge\n",
            "\n  judge:\n    choose:\n      - when: has account.total\n        next: bye\n      - otherwise: listen\n",
            ask("listen", silent="judge", lost="judge"),
        )
    ),
    "a hand-off that ends where nobody is there": package(steps("listen", ask("listen", silent="person", lost="person"), PERSON)),
    "a sub-flow that is called at most twice": package(
        steps(
            "verify",
            "\n  verify:\n    call: identity\n    results: {ok: bye, refused: tally}\n",
            COUNTED.replace("otherwise: listen", "otherwise: verify"),
            head="values:\n  tries: {count: 2}\n",
        ),
        subflows={"identity": IDENTITY},
    ),
    "a hand-off that is tried twice": package(
        steps(
            "person",
            "\n  person:\n    hand_off: {skill: general}\n    unavailable: tally\n",
            COUNTED.replace("otherwise: listen", "otherwise: person"),
            head="values:\n  tries: {count: 2}\n",
        )
    ),
    "two counts, one in the other": package(
        steps(
            "listen",
            ask("listen", silent="tally", lost="tally"),
            COUNTED.replace("next: bye", "next: outer"),
            "\n  outer:\n    set: {rounds: add 1, tries: reset}\n    next: judge_rounds\n",
            "\n  judge_rounds:\n    choose:\n      - when: rounds >= 2\n        next: bye\n      - otherwise: listen\n",
            head="values:\n  tries: {count: 2}\n  rounds: {count: 2}\n",
        )
    ),
}


def large(sections: int) -> dict[str, str]:
    """A sound flow of ten steps a section: a question, a detail, a guarded look-up, news, and circles that a count bounds."""
    parts = []
    for number in range(sections):
        following = f"q{number + 1}" if number + 1 < sections else "bye"
        parts.append(
            f"""
  q{number}:
    ask: Part {number}?
    hear: {{agree: take{number}, refuse: {following}}}
    keys: {{1: take{number}}}
    no_input:
      - Are you there?
      - go: tally{number}
    no_match:
      - Pardon?
      - go: tally{number}
  tally{number}:
    set: {{tries: add 1}}
    next: judge{number}
  judge{number}:
    choose:
      - when: tries >= 2
        next: person
      - otherwise: q{number}
  take{number}:
    collect: [day, code]
    failed: person
    next: get{number}
  get{number}:
    needs: verified
    fetch: record
    with: {{code: code}}
    failed: again{number}
    results: {{unknown: sorry{number}}}
    next: tell{number}
  again{number}:
    ask: Shall we try once more?
    hear: {{agree: get{number}, refuse: {following}}}
    no_input:
      - go: {following}
    no_match:
      - go: {following}
  sorry{number}:
    say: There is no such number.
    next: {following}
  tell{number}:
    choose:
      - when: record.total > {number}
        next: much{number}
      - when: record.open
        next: much{number}
      - otherwise: little{number}
  much{number}:
    say: It is <record.total>.
    next: {following}
  little{number}:
    say: It is little.
    next: {following}
"""
        )
    head = "values:\n  verified: {flag: identity}\n  tries: {count: 2}\ntopics: {pay: q0, order: take1}\n"
    return package(
        steps("q0", *parts, PERSON, head=head),
        subflows={"identity": IDENTITY},
        escalation="- when: anger >= 0.7\n  hand_off: {skill: general}\n- when: stumbles >= 6\n  hand_off: {skill: general}\n",
        policies="""
- name: Greeted first
  heard: greet
  before: [ask, collect, fetch]
- name: Verified first
  holds: verified
  before: [tell0, much1, get1]
- name: Angry callers get a person
  when: anger >= 0.7
  reach: hand_off
  within: 0 turns
- name: The pin is for its check
  secret: pin
  only_to: pin_check
""",
    )


SOUND |= {f"a large flow of {sections * 10 + 3} steps": large(sections) for sections in (5, 20, 50)}
