"""Owns preparing: a bundle → the parts that a call loads. Parts that are in the folder already are left as they are."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from dsl.bundle import Bundle
from runtime.understanding import artefacts, features, knowledge, model
from runtime.understanding.acceptance import ANSWERS, Judged, calibrate
from runtime.understanding.examples import Example
from runtime.understanding.phrases import Sampler
from runtime.understanding.sources import part_names

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
    phrases = phrases_by_intent(bundle)
    names = list(phrases)
    examples: list[Example] = []
    negatives: list[Example] = []
    number = 0
    for intent, texts in enumerate(phrases.values()):
        for phrase in texts:
            number += 1
            examples.extend(_examples(sampler, families, phrase, intent, number))
    for name, definition in bundle.intents.items():
        for phrase in definition.not_:
            number += 1
            negatives.extend(_examples(sampler, families, phrase, names.index(name), number))
    trained = training.train(examples, negatives, len(names))
    templates, template_intents = _templates(sampler, phrases, names)
    near_misses, near_miss_intents = _templates(sampler, {name: intent.not_ for name, intent in bundle.intents.items()}, names)
    arrays, settings = model.pack(names, trained)
    arrays |= {
        "templates": artefacts.pack_words(templates),
        "template_intents": template_intents,
        "near_misses": artefacts.pack_words(near_misses),
        "near_miss_intents": near_miss_intents,
    }
    settings["annotated"] = {
        name: list(dict.fromkeys(slot for phrase in texts for slot in sampler.annotated(phrase)))
        for name, texts in phrases.items()
    }
    artefacts.write_part(path, arrays, settings)


def phrases_by_intent(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """Package intents, built-in ones, manners and, as one class, the questions of the knowledge."""
    phrases = {name: intent.phrases for name, intent in bundle.intents.items()}
    phrases.update({name: manner.phrases for name, manner in bundle.manners.items()})
    phrases[QUESTION] = tuple(question for answer in bundle.answers.values() for question in answer.questions)
    return phrases


def _examples(sampler: Sampler, families: tuple[features.Family, ...], phrase: str, intent: int, number: int) -> list[Example]:
    utterances = [text for text in sampler.utterances(phrase) if text]
    weight = 1.0 / max(1, len(utterances))
    return [Example(tuple(features.extract(text, families)), intent, number, weight) for text in utterances]


def _templates(sampler: Sampler, phrases: dict[str, tuple[str, ...]], names: list[str]) -> tuple[list[str], np.ndarray]:
    """Each template once; the first intent that has it keeps it."""
    found: dict[str, int] = {}
    for name, texts in phrases.items():
        for phrase in texts:
            for template in sampler.templates(phrase):
                if template:
                    found.setdefault(template, names.index(name))
    return list(found), np.array(list(found.values()), dtype=np.int32)


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
