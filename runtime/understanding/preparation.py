"""Owns preparing: a bundle → the parts that a call loads. Parts that are in the folder already are left as they are."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from dsl.bundle import Bundle
from runtime.understanding import artefacts, features, knowledge, meanings, normalise, small_talk
from runtime.understanding.acceptance import Judged, calibrate_answers
from runtime.understanding.encoder import choice
from runtime.understanding.encoding import Encode, Encoding
from runtime.understanding.examples import Example
from runtime.understanding.manners import HONOURED_AT_ONCE, OWED
from runtime.understanding.phrases import Sampler
from runtime.understanding.sources import part_names

if TYPE_CHECKING:
    from runtime.understanding import training

BUILT_IN_INTENTS = ("agree", "refuse")

JUDGED_QUESTIONS = 500
"""Of more questions than these a part, spread evenly, is enough to find the threshold."""

STRANGER_WEIGHT = 0.6
"""Of a question that finds a wrong answer for want of its own: callers mostly ask what there is an answer to."""

SMALL_TALK = ""
"""What is no intent at all: learnt to be none, and never found."""

SMALL_TALK_WEIGHT = 0.1
"""Of one such phrase beside a phrase of an intent: with more, real questions that begin like it are lost."""

TITLE_WEIGHT = 1.0
"""Of an intent's title beside one of its phrases: it is worth a phrase (1 to 2 points with ten phrases an intent)."""

Phrases = Mapping[str, tuple[str, ...]]

TemplatesOf = Callable[[str], tuple[str, ...]]
"""The templates of a phrase."""

QUESTION = "?"
"""All that the knowledge answers is one class, learnt beside the intents: no question is to be taken for the nearest intent."""


def prepare(bundle: Bundle, folder: Path) -> str:
    """Writes what is missing, for each language; gives the artefact id."""
    with threadpool_limits(1):  # these matrices are small: threads that wait for each other cost more than they give
        artefacts_of = [_prepare(bundle.spoken_in(language), folder) for language in bundle.languages]
    return artefacts_of[0]


def _prepare(bundle: Bundle, folder: Path) -> str:
    chosen = choice.make_ready(bundle.language)
    names = part_names(bundle, chosen.identity if chosen else "")
    encode = Encoding(chosen, folder, _said_anywhere(bundle)).encode if chosen else None
    if not (folder / names.intents).exists():
        _prepare_intents(bundle, folder / names.intents, encode)
    if not (folder / names.answers).exists():
        _prepare_answers(bundle, folder / names.answers, encode)
    return names.artefact


def _prepare_intents(bundle: Bundle, path: Path, encode: Encode | None) -> None:
    from runtime.understanding import training  # here: scikit-learn takes seconds to load

    sampler = Sampler(bundle.language, bundle.slots, bundle.words)
    families = features.families_of(bundle.language)
    own, built_in = _own_phrases(bundle), _built_in_phrases(bundle)
    questions = {QUESTION: tuple(question for answer in bundle.answers.values() for question in answer.questions)}
    misses = {name: bundle.intents[name].not_ for name in own}
    collect = _Collector(sampler, families)
    trained = training.train(
        examples=[*collect.examples({**own, **questions}, 0), *collect.titles(_titles(bundle, own))],
        negatives=collect.examples(misses, 0),
        background=[
            *collect.examples(built_in, len(own) + 1),
            *collect.examples({SMALL_TALK: small_talk.of(bundle.language)}, len(own) + 1 + len(built_in), SMALL_TALK_WEIGHT),
        ],
        intents=len(own) + 1,
        language=bundle.language,
        encode=encode,
    )
    arrays, settings = training.pack(list(own), list(built_in), trained)
    templates_of = functools.cache(lambda phrase: tuple(sampler.templates(phrase)))
    arrays |= _templates("templates", templates_of, {**own, **built_in, **questions})
    arrays |= _templates("near_miss_templates", templates_of, misses)
    settings["judged"] = trained.judged
    settings["confused"] = _confused(trained.confusions, collect.phrases, list(own))
    settings["taken_over"] = _taken_over(templates_of, own, built_in)
    settings["meant_too"] = _meant_too(trained.meant, own, built_in)
    settings["annotated"] = {
        name: list(dict.fromkeys(slot for phrase in texts for slot in sampler.annotated(phrase))) for name, texts in own.items()
    }
    artefacts.write_part(path, arrays, settings)


def _confused(confusions: list[training.Confusion], phrases: list[str], intents: list[str]) -> list[list[str]]:
    """Phrase, its intent and what it was taken for; a phrase's variants are one."""
    rows = {(phrases[item.phrase], intents[item.intent], intents[item.guess]): None for item in confusions}
    return [list(row) for row in rows]


def _taken_over(templates_of: TemplatesOf, own: Phrases, built_in: Phrases) -> dict[str, str]:
    """Built-in intents of which the package has one of its own: a phrase is in both. A person is always given."""
    written: dict[str, str] = {}
    for intent, texts in own.items():
        for phrase in texts:
            for template in templates_of(phrase):
                written.setdefault(template, intent)
    found: dict[str, str] = {}
    for name, texts in built_in.items():
        if name != HONOURED_AT_ONCE:
            shared = (template for phrase in texts for template in templates_of(phrase) if template in written)
            for template in shared:
                found.setdefault(name, written[template])
    return found


def _meant_too(meant: Mapping[int, int], own: Phrases, built_in: Phrases) -> dict[str, str]:
    """Built-in intents that the package means with an intent of its own in other words."""
    names = dict(enumerate(built_in, len(own) + 1))
    intents = list(own)
    found = {names[number]: intents[intent] for number, intent in meant.items() if number in names}
    return {name: intent for name, intent in found.items() if name not in OWED}


def _own_phrases(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    return {name: intent.phrases for name, intent in bundle.intents.items() if name not in BUILT_IN_INTENTS}


def _titles(bundle: Bundle, own: Mapping[str, object]) -> list[str]:
    """What each intent is called, as far as it is in the words that callers use."""
    called = (bundle.intents[name].title or name.replace("_", " ") for name in own)
    if bundle.language.startswith("zh"):
        return [title if not title.isascii() else "" for title in called]
    return [title.replace("_", " ") if title.isascii() else "" for title in called]


def _said_anywhere(bundle: Bundle) -> list[str]:
    """The built-in phrases and small talk, as they are learnt: the same in every package that does not reword them."""
    sampler = Sampler(bundle.language, bundle.slots, bundle.words)
    phrases = (*itertools.chain.from_iterable(_built_in_phrases(bundle).values()), *small_talk.of(bundle.language))
    return [text for phrase in phrases for text in sampler.utterances(phrase) if text]


def _built_in_phrases(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    agreeing = {name: bundle.intents[name].phrases for name in BUILT_IN_INTENTS if name in bundle.intents}
    return {**{name: manner.phrases for name, manner in bundle.manners.items()}, **agreeing}


class _Collector:
    """Turns phrases into examples, numbering them through."""

    def __init__(self, sampler: Sampler, families: tuple[features.Family, ...]) -> None:
        self._sampler = sampler
        self._families = families
        self.phrases: list[str] = []

    def examples(self, phrases: Mapping[str, tuple[str, ...]], first_intent: int, weight: float = 1.0) -> list[Example]:
        return [
            example
            for intent, texts in enumerate(phrases.values(), first_intent)
            for phrase in texts
            for example in self._expand(phrase, intent, weight)
        ]

    def _expand(self, phrase: str, intent: int, weight: float) -> list[Example]:
        utterances = [text for text in self._sampler.utterances(phrase) if text]
        number = self._number(phrase)
        return [
            Example(text, tuple(features.extract(text, self._families)), intent, number, weight / len(utterances))
            for text in utterances
        ]

    def _number(self, phrase: str) -> int:
        self.phrases.append(phrase)
        return len(self.phrases) - 1

    def titles(self, titles: list[str]) -> list[Example]:
        """One example an intent, of what it is called; none where that says nothing."""
        return [
            Example(text, tuple(features.extract(text, self._families)), intent, self._number(text), TITLE_WEIGHT, titled=True)
            for intent, text in enumerate(normalise.read(title).plain for title in titles)
            if text
        ]


def _templates(name: str, templates_of: TemplatesOf, phrases: Mapping[str, tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Each template once; the first intent that has it keeps it."""
    found: dict[str, str] = {}
    for intent, texts in phrases.items():
        for phrase in texts:
            for template in templates_of(phrase):
                if template:
                    found.setdefault(template, intent)
    return {name: artefacts.pack_words(list(found)), f"{name}_intents": artefacts.pack_words(list(found.values()))}


def _prepare_answers(bundle: Bundle, path: Path, encode: Encode | None) -> None:
    sampler = Sampler(bundle.language, bundle.slots, bundle.words)
    families = features.families_of(bundle.language)
    questions = [
        knowledge.Question(number, features.extract(text, families), text)
        for number, answer in enumerate(bundle.answers.values())
        for question in answer.questions
        for text in sampler.utterances(question)
    ]
    said_anywhere = [
        text for texts in _built_in_phrases(bundle).values() for phrase in texts for text in sampler.utterances(phrase)
    ]
    common = [features.extract(text, families) for text in said_anywhere]
    arrays, settings = knowledge.build(list(bundle.answers), questions, common, len(families))
    vectors = encode([question.text for question in questions]) if encode and questions else None
    if vectors is not None:
        arrays |= meanings.pack(vectors)
    judged = _judge_questions(knowledge.KnowledgeIndex(arrays, settings), questions, vectors)
    settings["acceptance"] = msgspec.to_builtins(calibrate_answers(judged, "sentence" if encode else bundle.language))
    artefacts.write_part(path, arrays, settings)


def _judge_questions(
    index: knowledge.KnowledgeIndex, questions: list[knowledge.Question], vectors: np.ndarray | None
) -> list[Judged]:
    """Each question against the others, twice: what finds its answer, and what would be found if it had none.

    An answer with one question has no other that could find it, but says how near a stranger comes.
    """
    answer_of = np.array([question.answer for question in questions], dtype=int)
    judged: list[Judged] = []
    for number in range(0, len(questions), 1 + len(questions) // JUDGED_QUESTIONS):
        scores = index.scores(questions[number].pieces, None if vectors is None else vectors[number])
        own = answer_of == questions[number].answer
        if not own.all():
            judged.append(Judged(float(scores[~own].max()), right=False, weight=STRANGER_WEIGHT))
        scores[number] = -1.0
        if own.sum() > 1:
            best = int(scores.argmax())
            judged.append(Judged(float(scores[best]), right=bool(own[best])))
    return judged
