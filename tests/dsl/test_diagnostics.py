"""Every diagnostic: the YAML that causes it, the exact place, its sentence in both languages, and what its fix does."""

import re

import pytest

from dsl import notations
from dsl.compiler import check
from dsl.diagnostics import Diagnostic
from dsl.notation import NotationError
from dsl.wordings import sentences, word
from dsl.wordings.fixes import FIXES
from tests.dsl.small_package import MARK, SMALL, apply, lines, place_of_mark, spoil

FLOW, INTENTS, SLOTS, ANSWERS, DATA = "flow.yaml", "intents.yaml", "slots.yaml", "answers.yaml", "data.yaml"
WORDS, ESCALATION, TALK = "words.yaml", "escalation.yaml", "conversations/prices.yaml"
CALENDARS, CONNECTORS = "calendars.yaml", "connectors.yaml"
IDENTITY, BOOKING = "subflows/identity.yaml", "subflows/booking.yaml"
POLICIES = "policies.yaml"
HELLO = "say: Hello."
WHEN = "when: price_list.amount > 100 GBP"
PHRASE = "- what does it cost"

Change = tuple[str, str, str]
"""A file, what is written there, and what is put in its place: ‸ stands before the character that is pointed at."""

CHECKING: Change = ("subflows/checking.yaml", "", "subflow: checking\nstart: a\nsteps:\n  a:\n    return: fine\n")
TO_CHECKING: Change = (
    FLOW,
    "  sorry:\n    answer: sold_out\n    next: book\n",
    "  sorry:\n    call: checking\n    results: {ok: book}\n",
)
TOWN = "library/town/library.yaml"
TOWN_TEXT = "callwright: 1\nlibrary: town\ntitle: Town\nlanguage: en-GB\n"
TOWN_THERE: Change = (TOWN, "", TOWN_TEXT)
USES_TOWN: Change = (FLOW, "topics:\n", "uses: [town]\ntopics:\n")
SURVEY: Change = (
    "library/town/subflows/survey.yaml",
    "",
    "subflow: survey\nstart: a\nsteps:\n  a:\n    collect: score\n    next: b\n    failed: b\n  b:\n    return: ok\n",
)
CALLS_SURVEY: Change = (
    FLOW,
    "  sorry:\n    answer: sold_out\n    next: book\n",
    "  sorry:\n    call: survey\n    results: {ok: book}\n",
)
SCORE: Change = ("library/town/slots.yaml", "", "score:\n  type: number\n  ask: How many points?\n")
HOUSE: Change = ("library/house/library.yaml", "", TOWN_TEXT.replace("town", "house"))
SCORE_OF_HOUSE: Change = ("library/house/slots.yaml", "", SCORE[2])
VALUE_OF_HOUSE: Change = (HOUSE[0], "", HOUSE[2] + "values:\n  score: {type: number}\n")
UNTIL: Change = (FLOW, "  plan: {type: text}\n", "  plan: {type: text}\n  until: {type: date}\n")
TWO_LANGUAGES: Change = (FLOW, "language: en-GB", "language: en-GB\nlanguages: [en-GB, zh-CN]")
BIG_IN_TWO: Change = (WORDS, "[large, huge]", "{en-GB: [large, huge], zh-CN: [大]}")
SECRET: Change = (POLICIES, "", "- name: The PIN stays here\n  secret: pin\n  only_to: []\n")
MANY = " or ".join(f"turns + {number} > stumbles" for number in range(13))
TO_STUCK: Change = (FLOW, "keys: {1: price, 0: agent}", "keys: {1: price, 0: agent, 2: stuck}")
TO_AGAIN: Change = (FLOW, "keys: {1: price, 0: agent}", "keys: {1: price, 0: agent, 2: again}")
TO_COMPLAIN: Change = (FLOW, "  ask_price: price\n", "  ask_price: price\n  complain: agent\n")
TO_MOOD: Change = (FLOW, "say: Hello.", "say: Hello <mood>.")
TO_COLOR: Change = (FLOW, "say: Hello.", "say: Hello <color>.")
MARK_MESSAGE: Change = (FLOW, "  message:\n", "  ‸message:\n")
SOLVED: Change = (FLOW, "topics:\n", "dispositions: [solved]\ntopics:\n")
DONE: Change = (FLOW, "topics:\n", "dispositions: [done]\ntopics:\n")
CHOICES = """\
choose:
      - when: price_list.amount > 100 GBP
        next: offer
      - share: 20%
        next: tell
      - otherwise: tell
"""
FETCHING = """\
  fetch_price:
    fetch: price_list
    with: {size: size, number: caller.number}
    failed: agent
"""
STUCK = """\
  ‸stuck:
    ask: Why?
    hear: {agree: stuck}
    no_match:
      - go: stuck
    no_input:
      - go: stuck
"""
ENDLESS = """\
callwright: 1
flow: small
title: Small
language: en-GB
entry: {inbound: greet}
‸steps:
  greet:
    ask: Hello?
    hear: {agree: greet}
"""

Case = tuple[str, str, str, str] | tuple[str, str, str, str, Change] | tuple[str, str, str, str, Change, Change]

MENDED: list[Case] = [
    # the YAML subset and its surprises
    ("character-not-allowed", FLOW, HELLO, "say: Hel‸\u0001lo."),
    ("character-not-allowed", FLOW, HELLO, "say: Hel‸\u2028lo."),
    ("anchor-used", FLOW, HELLO, "say: ‸&more to come"),
    ("alias-used", FLOW, HELLO, "say: ‸*one"),
    ("tag-used", FLOW, HELLO, "say: ‸!important news"),
    ("comment-in-text", FLOW, HELLO, "say: press ‸# to go on"),
    ("comment-in-text", FLOW, HELLO, "say: ‸# goes on"),
    ("comment-in-text", INTENTS, PHRASE, "- press ‸# please"),
    ("comment-in-text", TALK, "line: It is", "line: press ‸# now"),
    ("colon-in-text", FLOW, HELLO, "say: Note‸: press one"),
    ("colon-in-text", FLOW, HELLO, "say: Note‸:"),
    ("colon-in-text", FLOW, "- Sorry?", "- Sorry‸: what?"),
    ("colon-in-text", FLOW, "- Sorry?", "- Sorry‸: what: sir?"),
    ("text-after-quote", FLOW, HELLO, 'say: "Yes"‸ means agree'),
    ("text-after-quote", FLOW, HELLO, "say: 'Yes'‸ means agree"),
    ("text-after-quote", INTENTS, PHRASE, '- "No"‸ I said'),
    ("sign-begins-text", FLOW, HELLO, "say: ‸@home"),
    ("sign-begins-text", FLOW, HELLO, "say: ‸%d"),
    ("sign-begins-text", FLOW, HELLO, "say: ‸*返回请按一"),
    ("sign-begins-text", INTENTS, PHRASE, "- ‸`cost`"),
    ("bracket-in-text", FLOW, HELLO, "say: ‸[laughs] hello"),
    ("bracket-in-text", FLOW, HELLO, "say: ‸[Are you there, sir?]"),
    ("bracket-in-text", FLOW, HELLO, "say: ‸{name}, hello"),
    (
        "texts-in-brackets",
        INTENTS,
        "phrases:\n    - what does it cost\n    - (how",
        "phrases: ‸[what does it cost, the price]\n  not:\n    - (how",
    ),
    ("texts-in-brackets", FLOW, "no_match:\n    - Sorry?\n    - go: agent", "no_match: ‸[Are you there, sir?, {go: agent}]"),
    ("comma-in-text", FLOW, "reason: Price enquiry", "reason: Price enquiry, ‸again"),
    ("full-width-sign", FLOW, HELLO, "say‸：Hello."),
    ("full-width-sign", FLOW, "{skill: sales, reason: Price enquiry}", "{skill: sales‸，reason: Price enquiry}"),
    ("full-width-sign", FLOW, "{skill: sales, reason: Price enquiry}", "{skill‸：sales, reason: Price enquiry}"),
    ("full-width-sign", FLOW, "{agree: listen, refuse: bye}", "{agree: listen, refuse‸：bye}"),
    ("full-width-sign", FLOW, WHEN, "when: price_list.amount ‸＞ 100 GBP"),
    ("full-width-sign", INTENTS, "(how much|what)", "‸（how much｜what）"),
    ("name-in-wide-signs", FLOW, "inbound: greet", "inbound: ‸“greet”"),
    ("quote-never-closed", FLOW, HELLO, 'say: ‸"Hello.'),
    ("quote-never-closed", FLOW, "disposition: solved", 'disposition: ‸"solved'),
    ("bracket-never-closed", FLOW, "hear: {agree: listen, refuse: bye}", "hear: ‸{agree: listen, refuse: bye"),
    ("space-missing", FLOW, HELLO, "say‸:Hello."),
    ("colon-missing", FLOW, "defaults:", "‸defaults"),
    ("tab-in-indent", FLOW, "    say: Hello.\n", "  ‸\tsay: Hello.\n"),
    ("key-sign-plain", FLOW, "keys: {1: price, 0: agent}", "keys: {1: price, ‸*: agent}"),
    ("key-sign-plain", FLOW, "keys: {1: price, 0: agent}", "keys: {1: price, ‸#: agent}"),
    # the shape of the model
    ("library-name-differs", TOWN, "", TOWN_TEXT.replace("town", "‸city"), USES_TOWN, CALLS_SURVEY, SURVEY),
    ("subflow-name-differs", BOOKING, "subflow: booking", "subflow: ‸bookings"),
    ("unknown-key", FLOW, "    say: Hello.\n    next:", "    say: Hello.\n    ‸nxet:"),
    ("unknown-key", FLOW, HELLO, "‸sya: Hello."),
    ("unknown-key", SLOTS, "secret: true", "‸secrte: true"),
    ("list-expected", INTENTS, "not:\n    - what is this", "not: ‸what is this"),
    ("whole-number-expected", FLOW, "callwright: 1", 'callwright: ‸"1"'),
    ("true-or-false-expected", SLOTS, "secret: true", "secret: ‸yes"),
    ("word-unknown", FLOW, "language: en-GB", "language: ‸en_GB"),
    # the notations
    ("single-equals", FLOW, WHEN, 'when: price_list.note ‸= "new"'),
    ("operator-foreign", ESCALATION, "anger >= 0.7 or", "anger >= 0.7 ‸||"),
    ("quote-unclosed", FLOW, WHEN, "when: price_list.note == ‸'new"),
    ("choice-outside-group", INTENTS, PHRASE, "- what‸|how"),
    ("empty-choice", INTENTS, PHRASE, "- what ‸(on earth|) does it cost"),
    ("group-unopened", INTENTS, PHRASE, "- what‸) does it cost"),
    ("slot-unclosed", INTENTS, PHRASE, "- how much is ‸<size"),
    ("slot-unopened", INTENTS, PHRASE, "- it costs ‸> 3"),
    ("slot-name-bad", INTENTS, PHRASE, "- how much is ‸< size >"),
    ("slot-sample-empty", INTENTS, PHRASE, "- how much is ‸<size=>"),
    ("escape-nothing", FLOW, HELLO, "say: Hello‸\\"),
    ("tag-bad", FLOW, HELLO, "say: It is ‸< size >."),
    ("tag-unopened", FLOW, HELLO, "say: 4 ‸> 3"),
    ("tag-unclosed", FLOW, HELLO, "say: 3 ‸< 4"),
    ("style-unknown", FLOW, HELLO, "say: ‸<clam>Hello.</calm>"),
    ("strength-bad", FLOW, HELLO, "say: ‸<calm 4>Hello.</calm>"),
    ("pause-bad", FLOW, HELLO, "say: Hello. ‸<pause 400>"),
    ("perhaps-in-reply", FLOW, HELLO, "say: Hello‸( there)?again."),
    ("choice-outside-group", FLOW, HELLO, "say: Hello‸|Hi."),
    ("full-width-sign", FLOW, HELLO, "say: ‸（Hello｜Hi）."),
    ("counted-forms", FLOW, HELLO, "say: ‸<offers offer|>."),
    # languages
    ("unknown-key", FLOW, HELLO, "say:\n      en-GB: Hello.\n      ‸zh: 您好。", TWO_LANGUAGES),
    ("unknown-key", FLOW, HELLO, "say: {‸EN_GB: Hello., zh-CN: 您好。}", TWO_LANGUAGES),
    ("languages-order", FLOW, "language: en-GB", "language: en-GB\nlanguages: ‸[zh-CN, en-GB]"),
    ("languages-order", FLOW, "language: en-GB", "language: en-GB\nlanguages: ‸[en-GB, zh-CN, zh-CN]"),
    ("plural-missing", FLOW, HELLO, "say: ‸<offers offer>."),
    ("plural-unknown", FLOW, HELLO, "say: ‸<offers 个优惠|些优惠>。", (FLOW, "language: en-GB", "language: zh-CN")),
    # dispositions
    ("disposition-unknown", FLOW, "disposition: solved", "disposition: ‸solvd", SOLVED),
    ("disposition-unknown", TALK, "ends: {disposition: solved}", "ends: {disposition: ‸solvd}"),
    ("disposition-unknown", TALK, "ends: {disposition: solved}", "ends: {disposition: ‸voicemale}", SOLVED),
    ("ending-unknown", TALK, "ends: {disposition: solved}", "ends: {how: ‸callr}"),
    # calendars
    ("hours-bad", CALENDARS, "monday-friday: [9:00-18:00]", "monday-friday: [‸9：00-18：00]"),
    ("name-unknown", ESCALATION, "hours: desk", "hours: ‸dusk"),
    ("name-unknown", FLOW, WHEN, "when: open(‸dusk)"),
    ("name-unknown", FLOW, "by: sms", "by: ‸smss"),
    # names
    ("name-unknown", FLOW, "inbound: greet", "inbound: ‸great"),
    ("name-unknown", FLOW, "ask_price: price\n", "‸ask_prise: price\n"),
    ("name-unknown", FLOW, "collect: [size, day]", "collect: [‸sice, day]"),
    ("name-unknown", FLOW, "answer: sold_out", "answer: ‸soldout"),
    ("name-unknown", FLOW, "fetch: price_list", "fetch: ‸pricelist"),
    ("name-unknown", FLOW, "call: booking", "call: ‸bookin"),
    ("name-unknown", FLOW, "needs: verified", "needs: ‸verifed"),
    ("name-unknown", FLOW, WHEN, "when: ‸price_list.amont > 100 GBP"),
    ("name-unknown", FLOW, "say: It is <price_list.amount>.", "say: It is <‸price_list.amout>."),
    ("name-unknown", INTENTS, "<size=the big one>", "<‸sizes=the big one>"),
    ("name-unknown", SLOTS, "choice(sizes)", "choice(‸size)"),
    ("name-unknown", TALK, "step: identity/ask_pin", "step: ‸identity/ask_pim"),
    ("parameter-unknown", FLOW, "{size: size, number: caller.number}", "{size: size, number: caller.number, ‸numbr: size}"),
    ("outcome-unknown", FLOW, "results: {sold_out: sorry}", "results: {sold_out: sorry, ‸soldout: sorry}"),
]

MENDED += [
    # what is never used
    ("unused", INTENTS, "ask_price:\n", "‸complain:\n  phrases:\n    - this is bad\nask_price:\n"),
    ("unused", SLOTS, "day:\n", "‸color:\n  type: text\n  ask: Which colour?\nday:\n"),
    ("unused", DATA, "price_list:\n", "‸stock:\n  get: https://shop.example/stock\n  gives: {left: count}\nprice_list:\n"),
    ("unused", FLOW, "  plan: {type: text}\n", "  plan: {type: text}\n  ‸mood: {type: text}\n"),
    ("unused", WORDS, "  sizes:\n", "  ‸colors:\n    red: [crimson]\n  sizes:\n"),
    (
        "unused",
        SLOTS,
        "day:\n",
        '‸color:\n  type: text\n  ask: Which colour?\n  valid: color != "red"\n  invalid: Not <color>.\nday:\n',
    ),
    ("step-unreachable", FLOW, "  message:\n", "  ‸lost:\n    say: Hm.\n    next: bye\n  message:\n"),
    # words that callers should not hear
    ("caller-blamed", FLOW, "- Sorry?", "- Sorry. ‸You did not speak clearly. Once more?"),
    ("caller-blamed", FLOW, "- Sorry?", "- 抱歉，‸您说错了，请再说一遍。"),
    # texts that are there already
    ("phrase-twice", INTENTS, PHRASE, "- what does it cost\n    - ‸What does it cost?"),
    ("phrase-twice", INTENTS, PHRASE, "- ‸what does it cost\n    - what (does|will) it cost"),
]

FOUND: list[Case] = [
    # libraries
    ("name-unknown", FLOW, "topics:\n", "uses: [‸towm]\ntopics:\n", TOWN_THERE),
    (
        "name-in-library",
        SLOTS,
        "day:\n",
        "‸score:\n  type: number\n  ask: How good?\nday:\n",
        USES_TOWN,
        TOWN_THERE,
        SURVEY,
        SCORE,
    ),
    ("name-taken", FLOW, "  plan: {type: text}", "  plan: {type: text}\n  ‸score: {type: text}", USES_TOWN, TOWN_THERE, SCORE),
    ("libraries-clash", FLOW, "topics:\n", "uses: [town, ‸house]\ntopics:\n", TOWN_THERE, SCORE, HOUSE, SCORE_OF_HOUSE),
    ("name-taken", FLOW, "topics:\n", "uses: [town, ‸house]\ntopics:\n", TOWN_THERE, SCORE, HOUSE, VALUE_OF_HOUSE),
    ("library-cycle", TOWN, "", TOWN_TEXT + "uses: [‸house]\n", USES_TOWN, (HOUSE[0], "", HOUSE[2] + "uses: [town]\n")),
    ("library-cycle", TOWN, "", TOWN_TEXT + "uses: [‸town]\n", USES_TOWN),
    ("library-language", FLOW, "topics:\n", "uses: [‸town]\ntopics:\n", (TOWN, "", TOWN_TEXT.replace("en-GB", "zh-CN"))),
    ("unused", FLOW, "topics:\n", "uses: [‸town]\ntopics:\n", TOWN_THERE, SURVEY, SCORE),
    ("file-unknown", "library/town/policies.yaml", "", "‸- name: x\n", USES_TOWN, TOWN_THERE),
    (
        "name-unknown",
        SURVEY[0],
        "",
        SURVEY[2].replace("collect: score", "collect: ‸scores"),
        USES_TOWN,
        TOWN_THERE,
        CALLS_SURVEY,
        SCORE,
    ),
    # files
    ("file-unknown", "intent.yaml", "", "‸a: b\n"),
    ("file-unknown", "subflows/deep/x.yaml", "", "‸a: b\n"),
    ("file-unknown", "flow.yml", "", "‸a: b\n"),
    ("file-too-large", "words.yaml", "", "‸" + "#" * 1_000_001),
    ("too-many-nodes", "words.yaml", "", "- x\n" * 99_999 + "- ‸x\n" + "- x\n" * 99),
    ("nested-too-deep", "words.yaml", "", "[" * 24 + "‸" + "[" * 9 + "]" * 33),
    # the YAML subset
    ("yaml-broken", FLOW, "    next: listen\n  listen", "   ‸next: listen\n  listen"),
    ("yaml-broken", FLOW, HELLO, '‸say: "a\\q"'),
    ("anchor-used", FLOW, "topics:\n", "topics: ‸&all\n"),
    ("merge-key", FLOW, HELLO, "say: Hello.\n    ‸<<: x"),
    ("complex-key", FLOW, HELLO, "? ‸say\n    : Hello."),
    ("complex-key", FLOW, HELLO, "say: Hello.\n    ‸[a, b]: c"),
    ("duplicate-key", FLOW, HELLO, "say: Hello.\n    ‸say: Again."),
    ("second-document", FLOW, "callwright: 1\n", "callwright: 1\n‸---\n"),
    # the shape of the model
    ("unknown-key", FLOW, HELLO, "say: Hello.\n    ‸volume: 3"),
    ("key-missing", FLOW, "  greet:\n    say: Hello.\n    next: listen\n", "  ‸greet:\n    say: Hello.\n"),
    ("key-missing", DATA, "price_list:\n", "‸other:\n  get: https://shop.example/x\nprice_list:\n"),
    ("value-missing", FLOW, HELLO, "‸say:"),
    ("text-expected", FLOW, "inbound: greet", "inbound:\n    ‸a:\n      b: c"),
    ("list-expected", FLOW, "no_match:\n    - Sorry?\n    - go: agent", "no_match: ‸agent"),
    (
        "reprompts-too-many",
        FLOW,
        "no_match:\n    - Sorry?\n    - go: agent",
        "no_match:\n" + "    - Sorry?\n" * 20 + "    - ‸Pardon?\n    - go: agent",
    ),
    ("map-expected", FLOW, "hear: {agree: listen, refuse: bye}", "hear: ‸[agree]"),
    ("map-expected", FLOW, "entry:\n  inbound: greet", "entry: ‸greet"),
    ("whole-number-expected", FLOW, "count: 2", "count: ‸two"),
    ("true-or-false-expected", SLOTS, "secret: true", "secret: ‸maybe"),
    ("word-unknown", SLOTS, "by: keys", "by: ‸telepathy"),
    ("one-key-missing", FLOW, "plan: {type: text}", "‸plan: {}"),
    ("one-key-too-many", FLOW, "plan: {type: text}", "plan: {type: text, ‸count: 2}"),
    ("one-key-too-many", TALK, "- line: It is", "- line: It is\n      ‸never: It was"),
    ("verb-missing", FLOW, "  greet:\n    say: Hello.\n", "  ‸greet:\n"),
    ("two-verbs", FLOW, HELLO, "say: Hello.\n    ‸ask: What?"),
    (
        "otherwise-missing",
        FLOW,
        CHOICES,
        "‸choose:\n      - share: 20%\n        next: offer\n",
    ),
    (
        "otherwise-misplaced",
        FLOW,
        "      - share: 20%\n        next: tell\n      - otherwise: tell\n",
        "      - ‸otherwise: tell\n      - share: 20%\n        next: tell\n",
    ),
    ("go-missing", FLOW, "no_match:\n    - Sorry?\n    - go: agent", "‸no_match:\n    - Sorry?"),
    ("go-misplaced", FLOW, "    - Sorry?\n    - go: agent", "    - ‸go: agent\n    - Sorry?"),
    # conditions
    ("condition-empty", FLOW, WHEN, 'when: "‸ "'),
    ("condition-too-long", FLOW, WHEN, "when: ‸" + "a" * 1001),
    ("condition-too-deep", FLOW, WHEN, "when: ‸" + "not " * 70 + "offers"),
    ("condition-incomplete", FLOW, WHEN, "when: offers ‸>"),
    ("condition-unexpected", FLOW, WHEN, "when: offers ‸@ 2"),
    ("change-add", FLOW, "offers: add 1", "offers: ‸add one"),
    ("operator-doubled", FLOW, WHEN, "when: offers > 1 and ‸and anger > 1"),
    ("operand-missing", FLOW, WHEN, "when: ‸and offers > 1"),
    ("operator-missing", FLOW, WHEN, "when: offers ‸anger"),
    ("comparison-chained", FLOW, WHEN, "when: 1 < offers ‸< 3"),
    ("parenthesis-empty", FLOW, WHEN, "when: offers > 1 and (‸)"),
    ("parenthesis-unclosed", FLOW, WHEN, "when: ‸(offers > 1"),
    ("parenthesis-unopened", FLOW, WHEN, "when: offers > 1‸)"),
    ("bracket-unclosed", FLOW, WHEN, "when: offers in ‸[1, 2"),
    ("bracket-unopened", FLOW, WHEN, "when: offers > 1‸]"),
    ("comma-empty", FLOW, WHEN, "when: about(offers,‸)"),
    ("comma-outside", FLOW, WHEN, "when: offers‸, anger"),
    ("pattern-not-quoted", FLOW, WHEN, "when: plan matches ‸offers"),
    ("name-missing", FLOW, WHEN, "when: has ‸1"),
    ("number-bad", FLOW, WHEN, "when: offers > ‸3x"),
    ("pattern-too-long", FLOW, WHEN, 'when: plan matches "‸' + "a" * 201 + '"'),
    ("pattern-bad", FLOW, WHEN, 'when: plan matches "‸(a"'),
    ("condition-no-truth", FLOW, WHEN, "when: ‸offers"),
    ("arithmetic-type", FLOW, WHEN, "when: ‸plan + 1 > 2"),
    ("arithmetic-types", FLOW, WHEN, "when: ‸price_list.amount * price_list.amount > 2"),
    ("compare-types", FLOW, WHEN, 'when: ‸price_list.amount == "much"'),
    ("compare-order", FLOW, WHEN, 'when: ‸plan < "x"'),
    ("list-outside-in", FLOW, WHEN, "when: offers == ‸[1, 2]"),
    ("in-needs-list", FLOW, WHEN, "when: offers in ‸3"),
    ("matches-needs-text", FLOW, WHEN, 'when: ‸offers matches "2"'),
    ("function-unknown", FLOW, WHEN, "when: ‸abuot(offers, 2)"),
    ("function-arguments", FLOW, WHEN, "when: ‸about(offers)"),
    ("age-needs-date", FLOW, WHEN, "when: age(‸offers) > 18"),
    # phrases
    ("phrase-empty", INTENTS, PHRASE, '- "‸ "'),
    ("phrase-too-long", INTENTS, PHRASE, "- ‸" + "a" * 501),
    ("phrase-too-many", INTENTS, PHRASE, "- ‸" + "(a|b)" * 50),
    ("phrase-too-deep", INTENTS, PHRASE, "- " + "(" * 10 + "‸(a"),
    ("phrase-may-be-empty", INTENTS, PHRASE, "- ‸(what)?"),
    ("group-unclosed", INTENTS, PHRASE, "- what ‸(does it cost"),
    # replies
    ("reply-too-long", FLOW, HELLO, "say: ‸" + "a" * 2001),
    ("reply-too-deep", FLOW, HELLO, "say: " + "<calm>" * 8 + "‸<calm>"),
    ("reply-too-many", FLOW, HELLO, "say: ‸" + "(a|b)" * 7),
    ("group-unclosed", FLOW, HELLO, "say: ‸(Hello|Hi."),
    ("language-not-spoken", FLOW, HELLO, "say: {en-GB: Hello., ‸en-US: Hi.}"),
    ("language-not-spoken", FLOW, "    say: Hello.\n", "    switch: ‸zh-CN\n"),
    ("language-not-spoken", TALK, "  talk:\n", "  language: ‸zh-CN\n  talk:\n"),
    ("language-missing", FLOW, HELLO, "‸say: {zh-CN: 您好。}", TWO_LANGUAGES),
    (
        "language-missing",
        ANSWERS,
        "  questions:\n    - is it sold out\n",
        "  ‸questions:\n    zh-CN:\n      - 卖完了吗\n",
        TWO_LANGUAGES,
    ),
    ("language-missing", FLOW, "    - Sorry?\n", "    - ‸zh-CN: 什么？\n", TWO_LANGUAGES),
    ("not-translated", FLOW, HELLO, "say: ‸Hello.", TWO_LANGUAGES),
    ("not-translated", WORDS, "small: [little]", "small: ‸[little]", TWO_LANGUAGES),
    (
        "answer-for-people",
        FLOW,
        "answer: sold_out",
        "answer: ‸sold_out",
        (ANSWERS, "say: It is sold out.", "human_only: {skill: sales}"),
    ),
    ("nothing-said", FLOW, HELLO, "say: {en-GB: Hello., zh-CN: ‸<pause 1s>}", TWO_LANGUAGES),
    ("secret-said", FLOW, HELLO, "say: {en-GB: Hello., zh-CN: 密码是‸<pin>。}", TWO_LANGUAGES),
    ("plural-unknown", FLOW, HELLO, "say: {en-GB: <offers a|b>, zh-CN: ‸<offers 个|个>}", TWO_LANGUAGES),
    ("word-in-two-entries", WORDS, "[little]", "{en-GB: [little], zh-CN: [小, ‸大]}", TWO_LANGUAGES, BIG_IN_TWO),
    ("counted-type", FLOW, "say: It is <price_list.amount>.", "say: It is ‸<price_list.amount pound|pounds>."),
    ("tag-unclosed", FLOW, HELLO, "say: It is ‸<size"),
    ("tag-never-opened", FLOW, HELLO, "say: Hello.‸</calm>"),
    ("tags-crossing", FLOW, HELLO, "say: <calm>a<urgent>b‸</calm></urgent>"),
    ("pause-too-long", FLOW, HELLO, "say: Hello. ‸<pause 1h>"),
    # types and quantities
    ("type-unknown", SLOTS, "type: date", "type: ‸dates"),
    ("type-argument", SLOTS, "type: date", "type: ‸date(3)"),
    ("type-digits-length", SLOTS, "type: digits(4)", "type: digits(‸four)"),
    ("duration-bad", DATA, "within: 2s", "within: ‸2"),
    ("level-bad", TALK, "    - caller: how much is the big one\n", "    - caller: hm\n      mood: {anger: ‸2}\n"),
    ("key-out-of-place", TALK, "    - line: It is\n", "    - line: It is\n      ‸mood: {anger: 0.9}\n"),
    ("percent-bad", FLOW, "share: 20%", "share: ‸20"),
    ("key-unknown", FLOW, "keys: {1: price, 0: agent}", "keys: {1: price, ‸10: agent}"),
    ("key-unknown", TALK, 'keys: "1234"', 'keys: "12‸a4"'),
    # dispositions
    ("disposition-unknown", FLOW, "disposition: solved", "disposition: ‸abandoned", SOLVED),
    ("disposition-unknown", TALK, "ends: {disposition: solved}", "ends: {disposition: ‸nobody}"),
    (
        "disposition-unknown",
        FLOW,
        "  bye:\n    hang_up: Goodbye.\n    disposition: solved\n",
        "  ‸bye:\n    hang_up: Goodbye.\n",
        DONE,
    ),
    (
        "disposition-unknown",
        FLOW,
        "    say: Hello.\n",
        "    say: Hello.\n    machine: {leave: We rang., disposition: ‸machine}\n",
        SOLVED,
    ),
    # messages
    ("secret-sent", FLOW, "text: You asked about <size>.", "text: You asked about <‸pin>."),
    ("secret-sent", FLOW, "by: sms, to: caller.number", "by: sms, to: ‸pin"),
    ("secret-sent", FLOW, "{note: About <size>}", "{note: About <size>, at: ‸pin}"),
    ("call-back-at", FLOW, "{note: About <size>}", "{note: About <size>, at: ‸price_list.amount}"),
    ("call-back-at", FLOW, "{note: About <size>}", "{note: About <size>, at: [\"'noon'\", ‸offers]}"),
    ("name-unknown", FLOW, "{note: About <size>}", "{note: About <size>, at: ‸siz}"),
    ("key-out-of-place", FLOW, "    call: booking\n", "    ‸needs: verified\n    call: booking\n"),
    ("key-out-of-place", FLOW, "    call: booking\n", "    ‸failed: bye\n    call: booking\n"),
    ("nothing-said", FLOW, "text: You asked about <size>.", 'text: ‸""'),
    ("parameter-type", FLOW, "by: sms, to: caller.number", "by: sms, to: ‸offers"),
    ("key-missing", FLOW, "    failed: ring_back\n", "", (FLOW, "  message:\n", "  ‸message:\n")),
    ("address-bad", CONNECTORS, "https://shop.example/messages", "‸shop.example/messages"),
    ("out-of-range", CONNECTORS, "messages\n", "messages\n  within: ‸90s\n"),
    ("type-unknown", CONNECTORS, "messages\n", "messages\n  to: ‸telephone\n"),
    ("unused", CONNECTORS, "sms:\n", "‸mail: {post: https://shop.example/mail, to: email}\nsms:\n"),
    ("name-taken", CONNECTORS, "sms:\n", "‸size: {post: https://shop.example/mail, to: email}\nsms:\n"),
    ("name-unknown", TALK, "note: fine}}", "note: fine}, sms: ‸lost}"),
    # calendars
    ("hours-bad", CALENDARS, "monday-friday: [9:00-18:00]", "monday-friday: [‸9 to 6]"),
    ("hours-bad", CALENDARS, "monday-friday: [9:00-18:00]", "monday-friday: [9:00-12:00, ‸25:00-26:00]"),
    ("weekday-unknown", CALENDARS, "saturday: ", "‸satturday: "),
    ("weekday-unknown", CALENDARS, "monday-friday: ", "monday-‸frieday: "),
    ("days-bad", CALENDARS, "2026-03-15: ", "‸2026-02-30: "),
    ("days-crossed", CALENDARS, "2026-12-25..2026-12-26: ", "‸2026-12-26..2026-12-25: "),
    ("zone-unknown", CALENDARS, "zone: Europe/London", "zone: ‸Europe/Londn"),
    ("day-twice", CALENDARS, "saturday: [22:00-4:00]", "‸friday: [20:00-21:00]"),
    ("day-twice", CALENDARS, "Christmas\n", "Christmas\n    ‸2026-12-26: Boxing Day\n"),
    ("hours-overlap", CALENDARS, "saturday: [22:00-4:00]", "sunday: [22:00-4:00, ‸23:00-23:30]"),
    ("hours-overlap", CALENDARS, "saturday: [22:00-4:00]", "saturday: [22:00-4:00]\n    sunday: [‸3:00-5:00]"),
    ("hours-overlap", CALENDARS, "2026-03-15: [9:00-12:00]", "2026-03-15: [9:00-12:00, ‸11:00-13:00]"),
    ("calendar-never-open", CALENDARS, "desk:\n", "‸closed: {zone: Asia/Shanghai, open: {}}\ndesk:\n"),
    ("open-needs-calendar", FLOW, WHEN, 'when: open(‸"desk")'),
    ("open-needs-day", FLOW, WHEN, "when: open(desk, ‸offers)"),
    ("unused", CALENDARS, "desk:\n", "‸night: {zone: UTC, open: {monday-sunday: [20:00-8:00]}}\ndesk:\n"),
    ("name-taken", CALENDARS, "desk:\n", "‸size: {zone: UTC, open: {monday-sunday: [20:00-8:00]}}\ndesk:\n"),
    # names
    ("name-unknown", FLOW, "inbound: greet", "inbound: ‸zzzzzz"),
    ("name-unknown", TALK, "data: {price_list: {amount: 20 GBP, note: fine}}", "data: {‸prices: {amount: 20 GBP}}"),
    ("name-unknown", TALK, "note: fine", "‸nota: fine"),
    ("name-unknown", TALK, "size: big", "‸seize: big"),
    ("name-unknown", TALK, "intent: ask_price", "intent: ‸ask_prize"),
    ("name-unknown", TALK, "disposition: solved", "‸dispo: solved"),
    ("step-outside-subflow", IDENTITY, "failed: no", "failed: ‸agent"),
    ("name-bad", FLOW, "  plan: {type: text}", "  plan: {type: text}\n  ‸my plan: {type: text}"),
    ("name-reserved", FLOW, "  message:\n", "  ‸stay:\n    say: Hm.\n    next: bye\n  message:\n"),
    ("name-taken", FLOW, "  plan: {type: text}", "  plan: {type: text}\n  ‸anger: {type: text}"),
    ("name-taken", FLOW, "  plan: {type: text}", "  plan: {type: text}\n  ‸size: {type: text}"),
    # wiring
    ("parameter-missing", FLOW, "with: {size: size, number: caller.number}", "‸with: {size: size}"),
    ("parameter-type", FLOW, "number: caller.number", "number: ‸offers"),
    ("outcome-not-covered", FLOW, "results: {ok: bye, full: agent}", "‸results: {ok: bye}"),
    (
        "outcome-not-covered",
        FLOW,
        FETCHING + "    results: {sold_out: sorry}\n",
        FETCHING.replace("fetch_price:", "‸fetch_price:"),
    ),
    ("flag-not-settable", FLOW, "set: {offers: add 1, ", "set: {offers: add 1, ‸verified: true, "),
    ("flag-never-true", FLOW, "verified: {flag: identity}", "verified: {flag: identity}\n  sure: {‸flag: checking}", CHECKING),
    ("needs-no-flag", FLOW, "needs: verified", "needs: ‸offers"),
    ("count-change", FLOW, "offers: add 1", "offers: ‸offers + 1"),
    ("add-to-no-count", FLOW, "plan: price_list.note", "plan: ‸add 1"),
    ("change-type", FLOW, "plan: price_list.note", "plan: price_list.note, until: ‸offers", UNTIL),
    ("no-outbound-entry", TALK, "  talk:\n", "  entry: ‸outbound\n  talk:\n"),
    ("value-of-no-type", TALK, "amount: 20 GBP", "amount: ‸twenty"),
    # the graph of steps
    (
        "step-never-ends",
        FLOW,
        "  message:\n",
        STUCK + "  message:\n",
        TO_STUCK,
    ),
    ("caller-trapped", FLOW, "note: About <size>}\n    next: bye", "note: About <size>}\n    next: agent", MARK_MESSAGE),
    (
        "silent-loop",
        FLOW,
        "  offer:\n",
        "  ‸again:\n    say: Again.\n    next: again_too\n  again_too:\n    set: {offers: add 1}\n    next: again\n  offer:\n",
        TO_AGAIN,
    ),
    ("no-ending", "flow.yaml", "", ENDLESS),
    ("entry-silent", FLOW, "inbound: greet", "inbound: ‸fetch_price"),
    ("turns-bad", POLICIES, "", "- name: x\n  when: anger > 0.5\n  reach: hand_off\n  within: ‸soon\n"),
    ("policy-incomplete", POLICIES, "", "- name: x\n  heard: ‸greet\n"),
    ("policy-key-misplaced", POLICIES, "", "- name: x\n  heard: greet\n  before: collect\n  only_to: ‸price_list\n"),
    ("policy-never-heard", POLICIES, "", "- name: x\n  heard: ‸judge\n  before: collect\n"),
    ("policy-no-secret", POLICIES, "", "- name: x\n  secret: ‸size\n  only_to: price_list\n"),
    ("policy-broken", POLICIES, "", "- name: ‸Greeted first\n  heard: greet\n  before: collect\n"),
    (
        "secret-in-fetch",
        FLOW,
        FETCHING,
        FETCHING.replace("size: size", "size: pin").replace("  fetch_price", "  ‸fetch_price"),
        SECRET,
    ),
    (
        "secret-in-say",
        FLOW,
        "plan: price_list.note}\n    next: tell\n  tell:\n    say: It is <price_list.amount>.",
        "plan: pin}\n    next: tell\n  ‸tell:\n    say: It is <plan>.",
        SECRET,
    ),
    ("proof-undecided", POLICIES, "", f"- name: ‸x\n  when: {MANY}\n  reach: hand_off\n  within: 2 turns\n"),
    ("return-outside-subflow", FLOW, "  bye:\n    hang_up: Goodbye.\n    disposition: solved\n", "  bye:\n    ‸return: ok\n"),
    (
        "subflow-never-returns",
        "subflows/checking.yaml",
        "",
        "‸subflow: checking\nstart: a\nsteps:\n  a:\n    hang_up: Bye.\n",
        TO_CHECKING,
    ),
    (
        "subflow-cycle",
        BOOKING,
        "    ask: Shall I book it?\n    hear: {agree: booked, refuse: full}\n",
        "    call: ‸booking\n    results: {ok: booked, full: full}\n",
    ),
    ("subflow-cycle", IDENTITY, "collect: pin", "collect: pin\n    needs: ‸verified"),
    (
        "question-without-way-out",
        "subflows/checking.yaml",
        "",
        "subflow: checking\nstart: a\nsteps:\n  ‸a:\n    ask: Sure?\n    hear: {agree: b}\n  b:\n    return: ok\n",
        TO_CHECKING,
    ),
    (
        "ask-hears-nothing",
        FLOW,
        "  more:\n    ask: Anything else?\n    hear: {agree: listen, refuse: bye}\n",
        "  ‸more:\n    ask: Anything else?\n",
    ),
    ("no-topics", FLOW, "topics:\n  ask_price: price\n", "", (FLOW, "hear: topics", "hear: ‸topics")),
    # what is never used
    ("value-never-set", FLOW, "  plan: {type: text}\n", "  plan: {type: text}\n  ‸mood: {type: text}\n", TO_MOOD),
    ("slot-never-filled", SLOTS, "day:\n", "‸color:\n  type: text\n  ask: Which colour?\nday:\n", TO_COLOR),
    # texts
    (
        "phrase-in-two-intents",
        INTENTS,
        "ask_price:\n",
        "ask_price:\n",
        (INTENTS, "  not:\n    - what is this\n", "other:\n  phrases:\n    - ‸(What|who) does it cost?\n"),
    ),
    (
        "phrases-overlap",
        INTENTS,
        "ask_price:\n",
        "ask_price:\n",
        (INTENTS, "  not:\n    - what is this\n", "other:\n  phrases:\n    - ‸what is the big one\n"),
    ),
    ("words-sound-alike", WORDS, "big: [large, huge]\n    small: [little]", "big: [large, huge]\n    small: [little, ‸larch]"),
    (
        "phrases-sound-alike",
        INTENTS,
        "    - what does it cost\n",
        "    - what does it cost\n    - the price\ncomplain:\n  phrases:\n    - ‸the prize\nother:\n  phrases:\n    - x\n",
        TO_COMPLAIN,
    ),
    ("question-is-phrase", ANSWERS, "- is it sold out", "- ‸what (does|will) it cost"),
    ("not-equals-phrase", INTENTS, "- what is this", "- ‸what does it cost"),
    (
        "question-in-two-answers",
        ANSWERS,
        "  say: It is sold out.",
        "  say: It is sold out.\nother:\n  questions:\n    - ‸Is it sold out?\n  say: No.",
    ),
    ("intent-without-phrases", INTENTS, "ask_price:\n", "‸complain:\n  title: Complaint\nask_price:\n", TO_COMPLAIN),
    ("answer-without-questions", ANSWERS, "sold_out:\n", "‸hours:\n  questions: []\n  say: From eight.\nsold_out:\n"),
    ("nothing-said", FLOW, HELLO, 'say: ‸""'),
    ("secret-said", FLOW, HELLO, "say: Is it ‸<pin>?"),
    ("secret-read-back", SLOTS, "secret: true", "secret: true\n  confirm: ‸explicit"),
    # declarations
    ("version-unknown", FLOW, "callwright: 1", "callwright: ‸2"),
    ("address-bad", DATA, "https://shop.example/prices", "‸shop.example/prices"),
    ("out-of-range", SLOTS, "secret: true", "secret: true\n  tries: ‸0"),
    ("out-of-range", DATA, "within: 2s", "within: ‸5 min"),
    ("out-of-range", DATA, "{sold_out: 404}", "{sold_out: ‸4040}"),
    ("out-of-range", FLOW, "hear: topics", "hear: topics\n    no_input_after: ‸10ms"),
    ("shares-too-many", FLOW, "    choose:\n", "    ‸choose:\n      - share: 90%\n        next: tell\n"),
    ("date-bad", ANSWERS, "2026-01-01", "‸2026-02-30"),
    ("dates-crossed", ANSWERS, "valid_from: 2026-01-01", "valid_from: 2026-01-01\n  valid_until: ‸2025-01-01"),
    ("time-bad", TALK, "  talk:\n", "  now: ‸yesterday\n  talk:\n"),
    ("keys-cannot-type", SLOTS, "type: date\n", "type: date\n", (SLOTS, "type: choice(sizes)\n", "type: name\n  by: ‸keys\n")),
    ("grain-without-date", SLOTS, "type: choice(sizes)\n", "type: choice(sizes)\n  grain: ‸month\n"),
    ("word-in-two-entries", WORDS, "[little]", "[little, ‸Large]"),
    ("entry-without-words", WORDS, "small: [little]", "‸small: []"),
    ("pronunciation-bad", WORDS, "lists:\n", "pronunciations:\n  large: ‸/lɑːdʒ/\nlists:\n"),
    ("pronunciation-bad", WORDS, "lists:\n", 'pronunciations:\n  large: "‸-"\nlists:\n'),
    ("unused", WORDS, "lists:\n", "pronunciations:\n  large: lodge\n  ‸larg: lodge\nlists:\n"),
    ("list-empty", WORDS, "  sizes:\n    big: [large, huge]\n    small: [little]\n", "  ‸sizes: {}\n"),
]

WITHOUT_FILE = {"flow-file-missing", "not-utf-8", "package-too-large"}
"""Codes whose cause is no text in a file; `test_source` and below have them."""

UNREACHED = {"phrase-unexpected"}
"""What the parsers of the notations keep for a mistake that nobody has thought of yet."""


def spoil_all(case: Case) -> tuple[dict[str, str], str, tuple[int, int]]:
    """The spoilt package, the file that is marked, and the place of its mark."""
    files = dict(SMALL)
    for change in (case[1:4], *case[4:]):
        files = spoil(files, *change)
    marked = next(file for file, text in files.items() if MARK in text)
    place = place_of_mark(files[marked])
    return {**files, marked: files[marked].replace(MARK, "")}, marked, place


def named(case: Case) -> str:
    return f"{case[0]}-{case[1]}"


def found(files: dict[str, str], code: str) -> list[Diagnostic]:
    return [one for one in check(files).findings if one.code == code]


def test_the_small_package_is_right() -> None:
    assert lines(list(check(SMALL).findings)) == []


@pytest.mark.parametrize("case", [*MENDED, *FOUND], ids=named)
def test_it_is_found_and_said_and_mended(case: Case) -> None:
    files, file, place = spoil_all(case)
    every = list(check(files).findings)
    ours = [one for one in every if one.code == case[0]]
    assert (file, *place) in [(one.span.file, one.span.line, one.span.column) for one in ours], lines(every)
    for one in ours:
        is_said_in_both_languages(one)
    fixes = [one.fix for one in ours if one.fix is not None]
    assert fixes or case not in MENDED
    for fix in fixes[:1]:
        assert word(fix.title, {}, "en") != word(fix.title, {}, "zh")
        left = [one for one in check(apply(fix, files)).findings if one.code == case[0]]
        assert len(left) < len(ours), lines(left)


def is_said_in_both_languages(one: Diagnostic) -> None:
    english, chinese = one.sentence("en"), one.sentence("zh")
    assert not re.search(r"\[\[|\]\]|\{\w+\}|\{\}", english + chinese)
    written = "".join(one.arguments.values())
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english) or re.search("[\u4e00-\u9fff]", written)


def test_every_code_has_a_case() -> None:
    covered = {case[0] for case in (*MENDED, *FOUND)} | WITHOUT_FILE | UNREACHED
    assert covered == set(sentences()) - set(FIXES)


def test_a_package_without_a_flow() -> None:
    (missing,) = found({"intents.yaml": SMALL["intents.yaml"]}, "flow-file-missing")
    assert (missing.span.file, missing.span.line, missing.span.column) == ("flow.yaml", 1, 1)


def test_many_problems_come_out_together() -> None:
    flow = (
        SMALL[FLOW]
        .replace(HELLO, 'say: "Yes" means')
        .replace("hear: topics", "hear: topic")
        .replace("unavailable: message", "unavailable: massage")
    )
    files = {**SMALL, FLOW: flow, SLOTS: SMALL[SLOTS].replace("type: date", "type: dat").replace("secret: true", "secert: true")}
    codes = [one.code for one in check(files).findings]
    assert codes == ["text-after-quote", "word-unknown", "name-unknown", "type-unknown", "unknown-key"]


@pytest.mark.parametrize(
    ("arguments", "language", "sentence"),
    [
        ({"style": "b"}, "en", "“b” is no style. Styles are neutral, calm, apologetic, cheerful, urgent."),
        ({"style": "b"}, "zh", "没有“b”这种语气。可用的有 neutral、calm、apologetic、cheerful、urgent。"),
        (
            {"style": "clam", "nearest": "calm"},
            "zh",
            "没有“clam”这种语气，是不是“calm”？可用的有 neutral、calm、apologetic、cheerful、urgent。",
        ),
    ],
)
def test_a_sentence_ends_where_there_is_nothing_to_suggest(arguments: dict[str, str], language: str, sentence: str) -> None:
    assert word("style-unknown", arguments, language) == sentence


def test_a_mistake_that_is_kept_keeps_nothing_of_where_it_was_found():
    mistake = notations.parse("condition", "anger >= and 1 kept nothing")
    assert isinstance(mistake, NotationError)
    assert (mistake.__traceback__, mistake.__context__, mistake.__cause__) == (None, None, None)
