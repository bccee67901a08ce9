"""Owns what a bundle's understanding is made from, and so what its prepared parts are called.

Two parts: `intents` (the model, its examples and the phrases matched word for word) and `answers` (the search index).
Each is named by exactly the parts of the bundle that decide its content, so a change elsewhere reuses it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dsl.bundle import Bundle
from dsl.values import parse_type
from runtime.understanding.artefacts import name_for
from runtime.understanding.encoder import choice


@dataclass(frozen=True, slots=True)
class PartNames:
    intents: str
    answers: str

    @property
    def artefact(self) -> str:
        """The id of the whole: what a journal notes with each understood utterance."""
        return "understanding-" + hashlib.sha256(f"{self.intents} {self.answers}".encode()).hexdigest()[:24]


def part_names(bundle: Bundle, encoder: str = "") -> PartNames:
    """`encoder` is the identity of the sentence encoder that is used, if any: with another one, other parts are made."""
    questions = {name: answer.questions for name, answer in bundle.answers.items()}
    fillings = [
        bundle.language,
        {name: slot.type for name, slot in bundle.slots.items()},
        {name: bundle.words.lists.get(name) for name in _lists_used(bundle)},
    ]
    phrases = {name: [intent.title, intent.phrases, intent.not_] for name, intent in bundle.intents.items()}
    manners = {name: manner.phrases for name, manner in bundle.manners.items()}
    return PartNames(
        intents=name_for("intents", [encoder, fillings, phrases, manners, questions]),
        answers=name_for("answers", [encoder, fillings, manners, questions]),
    )


def prepared_names(bundle: Bundle) -> PartNames:
    """As this machine prepares and loads them: with the encoder that it has for the bundle's language."""
    chosen = choice.choose(bundle.language)
    return part_names(bundle, chosen.identity if chosen else "")


def _lists_used(bundle: Bundle) -> list[str]:
    types = (parse_type(slot.type) for slot in bundle.slots.values())
    return sorted({type_.argument for type_ in types if type_.name == "choice"})
