"""Owns compiling: a bundle's rules become decoding graphs. Runs in a disposable process only, for native code may die of a rule.

Only the words of the bundle are put into the lexicon that rules are compiled with, so a model with 200,000 words costs no more
than a small one. A word's number comes from its letters, so the same rule gives the same graph in every bundle.
"""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import kaldi_active_grammar as kag
import msgspec
from kaldi_active_grammar.wrapper import KaldiAgfCompiler, KaldiModelBuildUtils
from msgspec import Struct

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
from runtime.speech.hearing.kaldi.lexicon import Lexicon, Phones, lexicon_of, with_sound_alikes
from runtime.speech.hearing.kaldi.model import KaldiModel
from runtime.speech.hearing.rules import Active, RuleBook
from runtime.speech.practice import stored

WEIGHT_OF_DICTATION = {RARE: 1e-2, OPEN: 0.5}
"""How likely free words are against the grammar. Without them, everything is forced onto some phrase."""

SILENCE_BETWEEN_WORDS = 0.5
MOST_RULES = 999
FIRST_NUMBER, NUMBERS = 2_000_000, 40_000_000
"""Numbers of words that the model itself has none for."""

kag.disable_donation_message()


class Problem(Exception):
    """The bundle can't be heard by this model; one sentence."""


class _Entry(Struct):
    number: int
    ways: tuple[Phones, ...]


class HearingCompiler:
    """Compiles for one model."""

    def __init__(self, model: KaldiModel, root: Path) -> None:
        self._model, self._root = model, root
        self._lexicon: Lexicon = lexicon_of(model)
        self._base = _base_words(model)
        self.fingerprint = fingerprint(model)

    def compile(self, bundle: Bundle, key: str) -> CompiledHearing:
        """Writes the artefact `key` and what it needs that is not there yet."""
        book = RuleBook(bundle)
        active = book.active()
        if len(active) > MOST_RULES - 2:
            raise Problem(f"{len(active)} rules are more than a decoder takes ({MOST_RULES - 2})")
        self._listen(book, active)
        sounds_like = book.ways.sounds_like
        words = _Words(lambda word: with_sound_alikes(self._lexicon, word, sounds_like), self._base)
        machines = self._machines(book, active, words)
        rules = dict.fromkeys(each.rule for each in active if not each.rule.startswith("slot:"))
        samples = [(rule, text, way) for rule in rules for text, way in book.samples(rule)]
        vocabulary = self._vocabulary(book)
        for word in vocabulary:
            words.add(word)
        with tempfile.TemporaryDirectory() as scratch:
            tools = _Tools(self._model, words, Path(scratch))
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

    def _machines(self, book: RuleBook, active: Iterable[Active], words: _Words) -> dict[str, tuple[FiniteState, int]]:
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

    def _rule(self, tools: _Tools, words: _Words, machine: FiniteState, final: int) -> str:
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
        self, tools: _Tools, words: _Words, vocabulary: list[str], machines: dict[str, tuple[FiniteState, int]]
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


class _Words:
    """The words that are needed, with their numbers; `unheard`: those that can't be said."""

    def __init__(self, phones: Callable[[str], tuple[Phones, ...]], base: dict[str, int]) -> None:
        self._phones, self._base = phones, base
        self.entries: dict[str, _Entry] = {}
        self.unheard: set[str] = set()
        self._taken: set[int] = set()

    def add(self, word: str) -> bool:
        """Whether it can be heard."""
        if word in self.entries:
            return True
        if word in self.unheard:
            return False
        ways = self._phones(word)
        if not ways:
            self.unheard.add(word)
            return False
        self.entries[word] = _Entry(self._base.get(word) or self._number(word), ways)
        return True

    def _number(self, word: str) -> int:
        number = FIRST_NUMBER + int.from_bytes(hashlib.sha256(word.encode()).digest()[:6], "big") % NUMBERS
        while number in self._taken:
            number += 1
        self._taken.add(number)
        return number


class _Tools:
    """kaldi-active-grammar's graph compiler, with a lexicon of just these words."""

    def __init__(self, model: KaldiModel, words: _Words, scratch: Path) -> None:
        self._model, self._scratch = model, scratch
        phones = model.phones
        self._base = _base_words(model)
        rules = ["#nonterm:dictation", *(f"#nonterm:rule{number}" for number in range(MOST_RULES))]
        special = {name: number for name, number in self._base.items() if name.startswith(("#", "<", "!"))}
        self.symbols = "".join(
            f"{word} {number}\n"
            for word, number in [*special.items(), *((word, entry.number) for word, entry in words.entries.items())]
        )
        lexicon, alignments = _lexicon(words.entries, phones)
        ends = [
            f"0 0 {phones['SIL']}\n",
            *(f"{number} {number}\n" for name, number in special.items() if name.startswith("#nonterm")),
        ]
        self.alignments = "".join([*alignments, *ends])
        for name, text in (("lexicon.txt", lexicon), ("words.txt", self.symbols), ("nonterminals.txt", "\n".join(rules) + "\n")):
            (scratch / name).write_text(text, encoding="utf-8")
        (scratch / "wdisambig_words.int").write_text(f"{self._base['#0']}\n")
        self._build_lexicon()
        self._compiler = KaldiAgfCompiler(self._paths())

    def compile(self, text: str, path: Path, *, nonterminal: bool = True, simplified: bool = True) -> None:
        """Writes the graph of a grammar."""
        making = path.with_name(f".{path.name}.{os.getpid()}")
        config: dict[str, object] = {
            **self._paths(),
            "nonterm_phones_offset": self._model.phones["#nonterm_bos"],
            "simplify_lg": simplified,
            "verbose": 0,
            "hclg_wxfilename": str(making),
        }
        if nonterminal:
            config |= {
                "grammar_prepend_nonterm": self._base["#nonterm_begin"],
                "grammar_append_nonterm": self._base["#nonterm_end"],
            }
        self._compiler.compile_graph(config, grammar_fst_text=text)
        making.replace(path)

    def _paths(self) -> dict[str, object]:
        folder = self._model.folder
        return {
            "tree_rxfilename": str(folder / "tree"),
            "model_rxfilename": str(folder / "final.mdl"),
            "disambig_rxfilename": str(folder / "disambig.int"),
            "lex_rxfilename": str(self._scratch / "L_disambig.fst"),
            "word_syms_filename": str(self._scratch / "words.txt"),
        }

    def _build_lexicon(self) -> None:
        folder = self._model.folder
        text = KaldiModelBuildUtils.make_lexicon_fst(
            left_context_phones=str(folder / "left_context_phones.txt"),
            nonterminals=str(self._scratch / "nonterminals.txt"),
            sil_prob=SILENCE_BETWEEN_WORDS,
            sil_phone="SIL",
            sil_disambig="#14",
            lexiconp=str(self._scratch / "lexicon.txt"),
        )
        KaldiModelBuildUtils.build_L_disambig(
            text.encode("latin-1"),
            str(folder / "phones.txt"),
            str(self._scratch / "words.txt"),
            str(folder / "wdisambig_phones.int"),
            str(self._scratch / "wdisambig_words.int"),
            str(self._scratch / "L_disambig.fst"),
        )


def _lexicon(entries: dict[str, _Entry], phones: dict[str, int]) -> tuple[str, list[str]]:
    """Every pronunciation, told apart by marks where two sound the same or one begins another; and for aligning words."""
    said = [(word, entry.number, way) for word, entry in sorted(entries.items()) for way in entry.ways]
    count = Counter(way for _, _, way in said)
    beginnings = {way[:size] for _, _, way in said for size in range(1, len(way))}
    used: dict[Phones, int] = defaultdict(int)
    lines, alignments = [], []
    for word, number, way in said:
        marks = []
        if count[way] > 1 or way in beginnings:
            used[way] += 1 + (used[way] + 1 == 14)  # #14 is that of silence
            mark = f"#{used[way]}"
            if mark not in phones:
                raise Problem(f"more words sound like {word} than can be told apart")
            marks = [mark]
        lines.append(f"{word}\t1.0 {' '.join([*way, *marks])}\n")
        alignments.append(f"{number} {number} {' '.join(str(phones[phone]) for phone in way)}\n")
    return "".join(lines), alignments


def _top(order: tuple[Active, ...]) -> str:
    """Whatever is said is one of the rules."""
    lines = [f"0 1 #nonterm:rule{number} #nonterm:rule{number} {-math.log(each.weight):g}" for number, each in enumerate(order)]
    return "\n".join([*lines, "1 2 <eps> #nonterm:end 0", "2 0"]) + "\n"


def _dictated() -> tuple[FiniteState, int]:
    machine = FiniteState()
    end = machine.state()
    machine.arc(0, end, "#nonterm:dictation")
    return machine, end


def _base_words(model: KaldiModel) -> dict[str, int]:
    """The numbers that the model has for words, and those of what is no word."""
    path = model.folder / "words.base.txt"
    if not path.is_file():
        return dict(_SPECIAL)
    pairs = (line.rsplit(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {word: int(number) for word, number in pairs}


_SPECIAL = {
    name: number
    for number, name in enumerate(
        ["<eps>", "#0", "<s>", "</s>", "#nonterm_begin", "#nonterm_end", "#nonterm:dictation"]
        + [f"#nonterm:rule{number}" for number in range(MOST_RULES + 1)]
        + ["#nonterm:end"]
    )
}


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
