"""Measures what others make of the same splits. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_understanding_peers DATA [--node-modules FOLDER] [--fasttext PYTHON]

scikit-learn is always there; NLP.js joins where a folder of `npm install node-nlp` is named, fastText where a Python that has
it is. Accuracy is of the best guess, nothing rejected, as in bench_understanding's table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.bench_understanding import Labelled, percent, read_csv, row

SETS = {
    "CLINC150 train_10": ("clinc150/train_10.csv", "clinc150/val.csv"),
    "CLINC150 train": ("clinc150/train.csv", "clinc150/val.csv"),
    "HWU64 train_10": ("hwu64/train_10.csv", "hwu64/valid.csv"),
}

NLPJS = """
const { NlpManager } = require('node-nlp');
const { train, held } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
(async () => {
  const manager = new NlpManager({ languages: ['en'], nlu: { log: false }, autoSave: false, forceNER: false });
  for (const [text, intent] of train) manager.addDocument('en', text, intent);
  await manager.train();
  const guesses = [];
  const begun = process.hrtime.bigint();
  for (const text of held) guesses.push((await manager.process('en', text)).intent);
  const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6 / held.length;
  require('fs').writeSync(1, JSON.stringify({ guesses, milliseconds }));
})();
"""

FASTTEXT = """
import fasttext, json, sys, tempfile, time
given = json.load(sys.stdin)
with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
    file.writelines(f"__label__{intent} {text}\\n" for text, intent in given["train"])
    file.flush()
    model = fasttext.train_supervised(
        file.name, lr=1.0, epoch=50, wordNgrams=2, minn=2, maxn=5, bucket=100000, thread=1, verbose=0
    )
begun = time.perf_counter()
guesses = [model.predict(text)[0][0].removeprefix("__label__") for text in given["held"]]
print(json.dumps({"guesses": guesses, "milliseconds": (time.perf_counter() - begun) * 1000 / len(guesses)}))
"""

Guesses = tuple[Sequence[str], float]  # a guess a text, and milliseconds an utterance
Peer = Callable[[list[Labelled], list[str]], Guesses]


def sklearn_peer(classifier: str) -> Peer:
    def guess(train: list[Labelled], held: list[str]) -> Guesses:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        chosen = LinearSVC() if classifier == "LinearSVC" else LogisticRegression(C=10, max_iter=300)
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), chosen)
        model.fit([item.text for item in train], [item.intent for item in train])
        return _timed(lambda text: str(model.predict([text])[0]), held)

    return guess


def outside_peer(command: list[str], folder: Path) -> Peer:
    """A program of its own: JSON in, JSON out."""

    def guess(train: list[Labelled], held: list[str]) -> Guesses:
        given = json.dumps({"train": [[item.text, item.intent] for item in train], "held": held})
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, cwd=folder)
        answer = json.loads(done.stdout[done.stdout.index("{") :])
        return answer["guesses"], answer["milliseconds"]

    return guess


def _timed(guess: Callable[[str], str], held: list[str]) -> Guesses:
    begun = time.perf_counter()
    guesses = [guess(text) for text in held]
    return guesses, (time.perf_counter() - begun) * 1000 / len(held)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--node-modules", type=Path, help="the folder into which `npm install node-nlp` was done")
    parser.add_argument("--fasttext", type=Path, metavar="PYTHON", help="a Python that has fasttext-wheel and numpy below 2")
    parser.add_argument("--only", choices=("few",), help="without the large set")
    arguments = parser.parse_args()
    peers: dict[str, Peer] = {
        "scikit-learn TF-IDF + LinearSVC": sklearn_peer("LinearSVC"),
        "scikit-learn TF-IDF + logistic regression": sklearn_peer("LogisticRegression"),
    }
    if arguments.fasttext:
        peers["fastText 0.9.2, words 1-2, pieces 2-5"] = outside_peer([str(arguments.fasttext), "-c", FASTTEXT], Path.cwd())
    if arguments.node_modules:
        command = ["node", "--max-old-space-size=3000", "-e", NLPJS]
        peers["NLP.js 4.27 (node-nlp)"] = outside_peer(command, arguments.node_modules.parent)
    row("peer", "set", "accuracy", "ms an utterance", "s in all")
    row(*["---"] * 5)
    for name, (train, held) in SETS.items():
        if arguments.only == "few" and not name.endswith("_10"):
            continue
        learnt, wanted = read_csv(arguments.data / train), read_csv(arguments.data / held)
        for peer, guess in peers.items():
            begun = time.perf_counter()
            guesses, milliseconds = guess(learnt, [item.text for item in wanted])
            right = sum(found == item.intent for found, item in zip(guesses, wanted, strict=True)) / len(wanted)
            row(peer, name, percent(right), f"{milliseconds:.2f}", f"{time.perf_counter() - begun:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
