"""Owns preparing: a bundle → the parts that a call loads. Parts that are in the folder already are left as they are."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from dsl.bundle import Bundle
from runtime.understanding import artefacts, features, knowledge, model
from runtime.understanding.acceptance import ANSWERS, Judged, calibrate
from runtime.understanding.examples import Example
from runtime.understanding.phrases import Sampler
from runtime.understanding.sources import part_names

BUILT_IN_INTENTS = ("agree", "refuse")

QUESTION = "?"
"""The class of what the knowledge answers: learnt beside the intents, so that a question is not taken for the nearest of them."""


def prepare(bundle: Bundle, folder: Path) -> str:
    """Writes what is missing; gives the artefact id."""
    names = part_names(bundle)
    if not (folder / names.intents).exists():
        _prepare_intents(bundle, folder / names.intents)
    if not (folder / names.answers).exists():
        _prepare_answers(bundle, folder / names.answers)
    return names.artefact


def _prepare_intents(bundle: Bundle, path: Path) -> None:
    from runtime.understanding import training  # here: scikit-learn takes seconds to load

    sampler = Sampler(bundle.language, bundle.slots, bundle.words)
    families = features.families_of(bundle.language)
    own, built_in = _own_phrases(bundle), _built_in_phrases(bundle)
    misses = {name: intent.not_ for name, intent in bundle.intents.items() if name in own}
    collect = _Collector(sampler, families)
    trained = training.train(
        collect.examples(own, 0), collect.examples(misses, 0), collect.examples(built_in, len(own)), intents=len(own)
    )
    arrays, settings = model.pack(list(own), list(built_in), trained)
    arrays |= _templates("templates", sampler, {**own, **built_in})
    arrays |= _templates("near_miss_templates", sampler, misses)
    settings["annotated"] = {
        name: list(dict.fromkeys(slot for phrase in texts for slot in sampler.annotated(phrase))) for name, texts in own.items()
    }
    artefacts.write_part(path, arrays, settings)


def _own_phrases(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """The package's intents and, as one class more, the questions of its knowledge."""
    phrases = {name: intent.phrases for name, intent in bundle.intents.items() if name not in BUILT_IN_INTENTS}
    return {**phrases, QUESTION: tuple(question for answer in bundle.answers.values() for question in answer.questions)}


def _built_in_phrases(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    agreeing = {name: bundle.intents[name].phrases for name in BUILT_IN_INTENTS if name in bundle.intents}
    return {**{name: manner.phrases for name, manner in bundle.manners.items()}, **agreeing}


class _Collector:
    """Turns phrases into examples, numbering them through."""

    def __init__(self, sampler: Sampler, families: tuple[features.Family, ...]) -> None:
        self._sampler = sampler
        self._families = families
        self._phrases = itertools.count()

    def examples(self, phrases: Mapping[str, tuple[str, ...]], first_intent: int) -> list[Example]:
        return [
            example
            for intent, texts in enumerate(phrases.values(), first_intent)
            for phrase in texts
            for example in self._expand(phrase, intent)
        ]

    def _expand(self, phrase: str, intent: int) -> list[Example]:
        utterances = [text for text in self._sampler.utterances(phrase) if text]
        number = next(self._phrases)
        return [
            Example(tuple(features.extract(text, self._families)), intent, number, 1.0 / len(utterances)) for text in utterances
        ]


def _templates(name: str, sampler: Sampler, phrases: Mapping[str, tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Each template once; the first intent that has it keeps it."""
    found: dict[str, str] = {}
    for intent, texts in phrases.items():
        for phrase in texts:
            for template in sampler.templates(phrase):
                if template:
                    found.setdefault(template, intent)
    return {name: artefacts.pack_words(list(found)), f"{name}_intents": artefacts.pack_words(list(found.values()))}


def _prepare_answers(bundle: Bundle, path: Path) -> None:
    sampler = Sampler(bundle.language, bundle.slots, bundle.words)
    families = features.families_of(bundle.language)
    questions = [
        (number, features.extract(text, families))
        for number, answer in enumerate(bundle.answers.values())
        for question in answer.questions
        for text in sampler.utterances(question)
    ]
    arrays, settings = knowledge.build(list(bundle.answers), questions, len(families))
    index = knowledge.KnowledgeIndex({**arrays}, settings)
    settings["acceptance"] = msgspec.to_builtins(calibrate(_judge_questions(index, questions), ANSWERS))
    artefacts.write_part(path, arrays, settings)


def _judge_questions(index: knowledge.KnowledgeIndex, questions: list[tuple[int, list[features.Pieces]]]) -> list[Judged]:
    """Each question against all the others; an answer with one question has none that could find it."""
    answer_of = np.array([answer for answer, _ in questions])
    judged: list[Judged] = []
    for number, (answer, pieces) in enumerate(questions):
        if (answer_of == answer).sum() < 2:
            continue
        scores = index.scores(pieces)
        scores[number] = -1.0
        best = int(scores.argmax())
        judged.append(Judged(float(scores[best]), bool(answer_of[best] == answer), 1.0))
    return judged
