"""Owns compiling: a bundle's rules become decoding graphs. Runs in a disposable process only, for native code may die of a rule.

Only the words of the bundle are put into the lexicon that rules are compiled with, so a model with 200,000 words costs no more
than a small one.
"""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from dsl.bundle import Bundle
from runtime.speech.hearing.kaldi.artefact import (
    MANIFEST,
    OPEN,
    RARE,
    CompiledHearing,
    Grammar,
    Unaccepted,
    bundle_folder,
    grammar_path,
    graph_path,
)
from runtime.speech.hearing.kaldi.expression import FiniteState, TooLarge, build
from runtime.speech.hearing.kaldi.graph_compiler import GraphCompiler, Problem
from runtime.speech.hearing.kaldi.lexicon import Lexicon, lexicon_of, with_sound_alikes
from runtime.speech.hearing.kaldi.model import KaldiModel
from runtime.speech.hearing.kaldi.words import MOST_RULES, Words, base_words
from runtime.speech.hearing.rules import Active, RuleBook
from runtime.speech.practice import stored

WEIGHT_OF_DICTATION = {RARE: 1e-2, OPEN: 0.5}
"""How likely free words are against the grammar. Without them, everything is forced onto some phrase."""


class HearingCompiler:
    """Compiles for one model."""

    def __init__(self, model: KaldiModel, root: Path) -> None:
        self._model, self._root = model, root
        self._lexicon: Lexicon = lexicon_of(model)
        self._base = base_words(model)
        self.fingerprint = fingerprint(model)

    def compile(self, bundle: Bundle, key: str) -> CompiledHearing:
        """Writes the artefact `key` and what it needs that is not there yet."""
        book = RuleBook(bundle)
        active = book.active()
        if len(active) > MOST_RULES - 2:
            raise Problem(f"{len(active)} rules are more than a decoder takes ({MOST_RULES - 2})")
        self._listen(book, active)
        sounds_like = book.ways.sounds_like
        words = Words(lambda word: with_sound_alikes(self._lexicon, word, sounds_like), self._base)
        machines = self._machines(book, active, words)
        rules = dict.fromkeys(each.rule for each in active if not each.rule.startswith("slot:"))
        samples = [(rule, text, way) for rule in rules for text, way in book.samples(rule)]
        vocabulary = self._vocabulary(book)
        for word in vocabulary:
            words.add(word)
        with tempfile.TemporaryDirectory() as scratch:
            tools = GraphCompiler(self._model, words, Path(scratch))
            files = {rule: self._rule(tools, words, *machine) for rule, machine in machines.items()}
            dictation = self._dictation(tools, words, vocabulary, machines)
            for rule in (RARE, OPEN):
                files[rule] = self._rule(tools, words, *_dictated())
            order = (
                *(each for each in active if each.rule in machines),
                *(Active(rule, WEIGHT_OF_DICTATION[rule]) for rule in (RARE, OPEN)),
            )
            folder = bundle_folder(self._root, key)
            folder.mkdir(parents=True, exist_ok=True)
            tools.compile(_top(order), folder / "top.fst", nonterminal=False)
            (folder / "words.txt").write_text(tools.symbols, encoding="utf-8")
            (folder / "align_lexicon.int").write_text(tools.alignments, encoding="utf-8")
        compiled = CompiledHearing(
            language=bundle.language,
            model=self.fingerprint,
            order=order,
            files=files,
            dictation=dictation,
            pronounced={
                word: " ".join(entry.ways[0]) for word, entry in sorted(words.entries.items()) if not self._lexicon.knows(word)
            },
            unheard=tuple(sorted(words.unheard)),
            samples=len(samples),
            unaccepted=tuple(
                sorted(Unaccepted(rule, text) for rule, text, way in samples if not _accepts(machines.get(rule), way))
            ),
        )
        _write_whole(folder / MANIFEST, msgspec.json.encode(compiled))
        return compiled

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _listen(self, book: RuleBook, active: Iterable[Active]) -> None:
        phrases = {way for each in active if not each.rule.startswith("slot:") for way in book.ways_of(each.rule)}
        self._lexicon.listen_to(sorted(way for way in phrases if not any(word.startswith("<") for word in way)))

    def _machines(self, book: RuleBook, active: Iterable[Active], words: Words) -> dict[str, tuple[FiniteState, int]]:
        machines = {}
        for rule in dict.fromkeys(each.rule for each in active):
            try:
                machine = build(book.expression(rule), book.ways.rule, words.add, book.aside(rule))
            except TooLarge:
                raise Problem(f"rule {rule} is too large to be heard") from None
            if machine is not None:
                machines[rule] = machine
        return machines

    def _vocabulary(self, book: RuleBook) -> list[str]:
        """The words of dictation, which a model of the operator's brings itself."""
        if not self._model.is_practice:
            return []
        known = stored.shipped(self._model.language).vocabulary
        return list(dict.fromkeys(word for text in known for word in book.ways.language.words(text)))

    def _rule(self, tools: GraphCompiler, words: Words, machine: FiniteState, final: int) -> str:
        """The name of the rule's files; they are made if they are not there."""
        text = machine.text({final: 0.0})
        said = sorted(
            (word, words.entries[word].number, words.entries[word].ways) for word in machine.words() if word in words.entries
        )
        name = hashlib.sha256(f"{self.fingerprint}\n{said}\n{text}".encode()).hexdigest()[:32]
        path = graph_path(self._root, name)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            grammar = Grammar(
                tuple((source, target, word) for source, target, word, _ in machine.arcs), final, machine.body or machine.states
            )
            _write_whole(grammar_path(self._root, name), msgspec.msgpack.encode(grammar))
            tools.compile(text, path)
        return name

    def _dictation(
        self, tools: GraphCompiler, words: Words, vocabulary: list[str], machines: dict[str, tuple[FiniteState, int]]
    ) -> str:
        """The graph of free words: the model's own, or any run of the words that are known here."""
        if not self._model.is_practice:
            own = self._model.folder / "Dictation.fst"
            return str(own)
        known = sorted(
            {word for word in vocabulary if word in words.entries}.union(*(machine.words() for machine, _ in machines.values()))
        )
        cost = math.log(len(known))
        machine = FiniteState()
        end = machine.state()
        for word in known:
            machine.arc(0, end, word, cost)
        machine.arc(end, 0)
        text = machine.text({end: 0.0})
        said = [(word, words.entries[word].number, words.entries[word].ways) for word in known]
        name = hashlib.sha256(f"{self.fingerprint}\ndictation\n{said}".encode()).hexdigest()[:32]
        path = graph_path(self._root, name)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            tools.compile(text, path, simplified=False)
        return name


def _accepts(machine: tuple[FiniteState, int] | None, way: tuple[str, ...]) -> bool:
    return machine is not None and machine[0].accepts(way, machine[1])


def _top(order: tuple[Active, ...]) -> str:
    """Whatever is said is one of the rules."""
    lines = [f"0 1 #nonterm:rule{number} #nonterm:rule{number} {-math.log(each.weight):g}" for number, each in enumerate(order)]
    return "\n".join([*lines, "1 2 <eps> #nonterm:end 0", "2 0"]) + "\n"


def _dictated() -> tuple[FiniteState, int]:
    machine = FiniteState()
    end = machine.state()
    machine.arc(0, end, "#nonterm:dictation")
    return machine, end


def fingerprint(model: KaldiModel) -> str:
    """Of what a graph depends on."""
    digest = hashlib.sha256()
    for name in ("final.mdl", "tree", "phones.txt"):
        digest.update((model.folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _write_whole(path: Path, data: bytes) -> None:
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.write_bytes(data)
    making.replace(path)
