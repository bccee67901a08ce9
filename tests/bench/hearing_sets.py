"""Owns what hearing is measured with: a small parcel service, what its callers say, and the voices that say it.

`DEVELOPMENT` is what settings were chosen on, `MEASURED` what figures are given for: other voices and other words. Clips are
spoken by flite, whose voices are made of recordings of people; no prompt is made with them.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from msgspec import Struct

from dsl.bundle import Bundle, MannerRule
from dsl.model import Ask, Defaults, Entry, Intent, KnowledgeAnswer, Slot, Words
from dsl.turn import Expectation
from runtime.speech.wave_files import read_wave

TOPICS = ("where", "change", "damaged")


def _intent(*phrases: str) -> Intent:
    return Intent(phrases=phrases)


BUNDLE = Bundle(
    package="parcels",
    title="Parcels",
    language="en-US",
    entry=Entry(inbound="listen"),
    topics=dict.fromkeys(TOPICS, "listen"),
    values={},
    defaults=Defaults(),
    if_unsure="balanced",
    steps={
        "listen": Ask(ask="How can I help?", hear="topics"),
        "sure": Ask(ask="Right?", hear={"agree": "listen", "refuse": "listen"}),
    },
    subflows={},
    intents={
        "where": _intent(
            "where is my (parcel|package)",
            "track my (parcel|package)",
            "when will my parcel arrive",
            "where is parcel <number>",
            "has my order been shipped",
            "I am still waiting for my delivery",
        ),
        "change": _intent(
            "(I want to|can I) change the delivery address",
            "change the address",
            "send it to another address",
            "I moved house",
            "deliver it on <day>",
        ),
        "damaged": _intent("my parcel is damaged", "the box was broken", "it arrived broken"),
        "agree": _intent("yes", "yeah", "yep", "sure", "correct", "that is right", "okay", "yes please"),
        "refuse": _intent("no", "nope", "no thank you", "that is wrong", "not really", "nothing else", "that is all"),
    },
    slots={
        "number": Slot(type="digits(4)", ask="Which number?"),
        "day": Slot(type="date", ask="Which day?"),
        "price": Slot(type="money", ask="How much?"),
        "hour": Slot(type="time", ask="When?"),
    },
    answers={
        "hours": KnowledgeAnswer(questions=("when are you open", "what are your opening hours"), say="All day."),
        "price": KnowledgeAnswer(questions=("how much does it cost to send a parcel", "what does shipping cost"), say="Little."),
    },
    escalation=(),
    data={},
    words=Words(),
    manners={
        "human": MannerRule(
            phrases=(
                "(talk|speak) to a (person|human)",
                "talk to an agent",
                "I want to speak to someone",
                "a real person",
                "representative",
                "operator",
                "can I speak to a human",
            )
        ),
        "repeat": MannerRule(phrases=("can you repeat that", "say that again", "pardon", "what did you say")),
        "slower": MannerRule(phrases=("slower please", "can you speak slower")),
        "wait": MannerRule(phrases=("wait a minute", "hold on", "one moment")),
        "goodbye": MannerRule(phrases=("goodbye", "bye", "bye bye")),
        "stop_calling": MannerRule(phrases=("stop calling me", "don't call me again")),
        "correction": MannerRule(phrases=("no I said <number>", "I meant <number>", "that's not what I said")),
    },
)

ASKING = Expectation(step="listen", intents=TOPICS, topics=TOPICS)
CONFIRMING = Expectation(step="sure", intents=("agree", "refuse"), topics=TOPICS)


def asking_for(slot: str) -> Expectation:
    return Expectation(step="listen", slot=slot, topics=TOPICS, digits=4 if slot == "number" else None)


class Said(Struct, frozen=True):
    """What a caller says at one moment, and what it means: an intent, a manner, a value or an answer; empty: nobody wrote it."""

    words: str
    moment: Expectation
    meaning: str


def _said(moment: Expectation, *pairs: str) -> tuple[Said, ...]:
    """`words = meaning`; the words themselves are the meaning where no other is given."""
    return tuple(
        Said(words.strip(), moment, meaning.strip() or words.strip()) for words, _, meaning in (p.partition("=") for p in pairs)
    )


def _unwritten(*words: str) -> tuple[Said, ...]:
    """Said at the open question, and each third also where digits are asked."""
    digits = asking_for("number")
    moments = [
        (text, moment) for place, text in enumerate(words) for moment in ((ASKING, digits) if place % 3 == 0 else (ASKING,))
    ]
    return tuple(Said(text, moment, "") for text, moment in moments)


DEVELOPMENT_VOICES = ("slt", "kal")
DEVELOPMENT = (
    *_said(
        ASKING, "where is my parcel = where", "track my parcel = where", "when will my parcel arrive = where",
        "where is parcel four seven one one = where", "has my order been shipped = where",
        "can I change the delivery address = change",
        "change the address please = change", "send it to another address = change", "deliver it on friday = change",
        "my parcel is damaged = damaged", "it arrived broken = damaged", "talk to a person = human",
        "I want to speak to someone = human",
        "can you repeat that = repeat", "goodbye = goodbye", "hold on = wait", "when are you open = hours",
        "how much does it cost to send a parcel = price", "hello where is my parcel = where", "um I moved house = change",
    ),
    *_said(
        CONFIRMING, "yes = agree", "yeah = agree", "sure = agree", "that is right = agree", "yes please = agree", "no = refuse",
        "nope = refuse", "no thank you = refuse", "that is wrong = refuse", "nothing else = refuse", "talk to a person = human",
    ),
    *_said(
        asking_for("number"), "four seven one one", "nine oh eight two", "one two three four", "it's five five zero six",
        "three eight eight nine", "my number is six two four zero", "eight one nine two", "talk to a person = human",
    ),
    *_said(asking_for("price"), "fifty dollars", "twelve dollars", "one hundred dollars", "two hundred and twenty dollars"),
    *_said(asking_for("day"), "tomorrow", "on friday", "march third", "next monday", "october fifth"),
    *_said(asking_for("hour"), "ten o'clock", "half past two", "at noon"),
    *_unwritten(
        "do you ship to australia", "what is the weather like today", "can I pay with my credit card",
        "my neighbour has a very noisy dog", "are you open on christmas day", "the driver was rude to me",
        "which stamps do I need for a letter to france", "I would like to order a pizza", "is there parking at your office",
        "do you have a job for me", "my brother lives in germany", "how heavy can a letter be",
    ),
)  # fmt: skip

MEASURED_VOICES = ("rms", "awb")
MEASURED = (
    *_said(
        ASKING, "where is my package = where", "track my package = where", "where is parcel nine three two eight = where",
        "I am still waiting for my delivery = where", "I want to change the delivery address = change",
        "change the address = change",
        "I moved house = change", "deliver it on tuesday = change", "the box was broken = damaged",
        "my parcel is damaged please = damaged",
        "speak to a human = human", "talk to a person = human", "can I speak to a human = human", "a real person = human",
        "operator = human", "what did you say = repeat", "say that again = repeat", "bye bye = goodbye", "one moment = wait",
        "what are your opening hours = hours", "what does shipping cost = price", "okay track my parcel = where",
    ),
    *_said(
        CONFIRMING, "yes = agree", "yep = agree", "correct = agree", "okay = agree", "that is right = agree", "no = refuse",
        "not really = refuse", "that is all = refuse", "no thank you = refuse", "say that again = repeat",
    ),
    *_said(
        asking_for("number"), "four seven one one", "one nine eight four", "two two seven three", "it's eight oh five one",
        "zero six four nine", "five three one seven", "can you repeat that = repeat",
    ),
    *_said(asking_for("price"), "thirty dollars", "eighty five dollars", "four hundred dollars", "nine hundred and ten dollars"),
    *_said(asking_for("day"), "today", "on wednesday", "june second", "next saturday", "november eleventh"),
    *_said(asking_for("hour"), "nine o'clock", "half past four", "at midnight"),
    *_unwritten(
        "can you deliver to canada", "I lost my umbrella on the train", "do you sell boxes and tape",
        "my daughter plays the piano",
        "how do I print a label at home", "the website asks for a coupon code", "why did the price go up last month",
        "do you offer student discounts", "is it allowed to send batteries by air", "somebody scratched my front door",
        "please read me the terms of your contract", "what was the score of the game",
    ),
)  # fmt: skip


def clip(voice: str, words: str) -> bytes:
    """8 kHz sound of these words, with the quiet hiss of a line around them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip.wav"
        subprocess.run(["flite", "-voice", voice, "-t", words, "-o", str(file)], check=True, timeout=30)
        spoken = np.frombuffer(read_wave(file), np.int16)
    quiet = np.zeros(8000 * 4 // 10, np.int16)
    line = np.concatenate([quiet, spoken, quiet]).astype(np.int32)
    hiss = np.random.default_rng(len(words)).integers(-6, 7, line.size)
    return bytes(np.clip(line + hiss, -32768, 32767).astype("<i2").tobytes())


def meaning_of(text: str) -> str:
    """What recognised words mean in this service: the intent whose phrase they are, else the words, leads and tails left out."""
    plain = _bare(text)
    for words, meaning in _MEANINGS.items():
        if plain == words:
            return meaning
    starts = (("where is parcel", "where"), ("deliver it on", "change"), ("i meant", "correction"), ("no i said", "correction"))
    return next((meaning for start, meaning in starts if plain.startswith(start)), plain)


LEADS = (
    "um",
    "uh",
    "well",
    "okay",
    "hello",
    "sorry",
    "please",
    "it's",
    "it is",
    "that's",
    "my number is",
    "the number is",
    "on",
    "at",
    "the",
)
TAILS = ("please", "thanks", "thank you")


def _bare(text: str) -> str:
    for lead in LEADS:
        if text.startswith(f"{lead} ") and text not in _MEANINGS:
            text = text.removeprefix(f"{lead} ")
    for tail in TAILS:
        if text.endswith(f" {tail}") and text not in _MEANINGS:
            text = text.removesuffix(f" {tail}")
    return text


def _meanings() -> dict[str, str]:
    from dsl.utterance import parse

    written = {name: intent.phrases for name, intent in BUNDLE.intents.items()}
    written |= {name: rule.phrases for name, rule in BUNDLE.manners.items()}
    written |= {name: answer.questions for name, answer in BUNDLE.answers.items()}
    return {
        phrase.lower(): name
        for name, phrases in written.items()
        for text in phrases
        for phrase in parse(text).samples(50)
        if "<" not in text
    }


_MEANINGS = _meanings()
