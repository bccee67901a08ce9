"""Owns kaldi-active-grammar's compiler as a bundle uses it: with a lexicon of just the bundle's words, grammars become graphs."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

import kaldi_active_grammar as kag
from kaldi_active_grammar.wrapper import KaldiAgfCompiler, KaldiModelBuildUtils

from runtime.speech.hearing.kaldi.lexicon import Phones
from runtime.speech.hearing.kaldi.model import KaldiModel
from runtime.speech.hearing.kaldi.words import MOST_RULES, Entry, Words, base_words

SILENCE_BETWEEN_WORDS = 0.5

kag.disable_donation_message()


class Problem(Exception):
    """The bundle can't be heard by this model; one sentence."""


class GraphCompiler:
    """kaldi-active-grammar's graph compiler, with a lexicon of just these words."""

    def __init__(self, model: KaldiModel, words: Words, scratch: Path) -> None:
        self._model, self._scratch = model, scratch
        phones = model.phones
        self._base = base_words(model)
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


def _lexicon(entries: dict[str, Entry], phones: dict[str, int]) -> tuple[str, list[str]]:
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
