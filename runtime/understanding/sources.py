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


@dataclass(frozen=True, slots=True)
class PartNames:
    intents: str
    answers: str

    @property
    def artefact(self) -> str:
        """The id of the whole: what a journal notes with each understood utterance."""
        return "understanding-" + hashlib.sha256(f"{self.intents} {self.answers}".encode()).hexdigest()[:24]


def part_names(bundle: Bundle) -> PartNames:
    questions = {name: answer.questions for name, answer in bundle.answers.items()}
    fillings = [
        bundle.language,
        {name: slot.type for name, slot in bundle.slots.items()},
        {name: bundle.words.lists.get(name) for name in _lists_used(bundle)},
    ]
    phrases = {name: [intent.phrases, intent.not_] for name, intent in bundle.intents.items()}
    manners = {name: manner.phrases for name, manner in bundle.manners.items()}
    return PartNames(
        intents=name_for("intents", [fillings, phrases, manners, questions]),
        answers=name_for("answers", [fillings, questions]),
    )


def _lists_used(bundle: Bundle) -> list[str]:
    types = (parse_type(slot.type) for slot in bundle.slots.values())
    return sorted({type_.argument for type_ in types if type_.name == "choice"})
