"""Measures mood from words on our own sets, and how often it is seen in calm public data. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_mood [DATA] [--misses]      DATA: the public sets (clinc150/, crosswoz_val_user.jsonl)

The sets (`mood_sets_zh.yaml`, `mood_sets_en.yaml`) were labelled by hand: `tuning` before the lexicons were bettered on it, then
`second`, `third` and `fourth`, each held out until it was measured and only then tuned on. A mood is there from 0.5 on; a false
alarm is any mood in a sentence that is labelled with none. Users of the public sets ask calmly, so anger and worry there are
nearly all false alarms. `mood_acts.yaml` is by what callers do and was known when their patterns were written;
`mood_held_out.yaml` was written after that, to be unlike it, and nothing is tuned on it; `mood_held_out_2.yaml` after the
patterns of what was said before and of rhetorical questions, the author of which had seen the English anger of the first.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import yaml

from runtime.understanding import mood, normalise

MOODS = ("anger", "worry", "satisfaction")
THERE = 0.5
KINDS = ("acts", "held_out", "held_out_2")


def read_set(tongue: str, part: str) -> dict[str, set[str]]:
    """Each utterance with the moods that are in it."""
    path = Path(__file__).with_name(f"mood_sets_{tongue}.yaml")
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {text: set(moods.split()) - {"none"} for text, moods in written.get(part, {}).items()}


def moods_of(text: str) -> set[str]:
    levels = mood.measure(normalise.read(text).folded).levels
    return {name for name in MOODS if levels[name] >= THERE}


def measure(tongue: str, part: str, misses: bool) -> None:
    sayings = read_set(tongue, part)
    if not sayings:
        return
    found = {text: moods_of(text) for text in sayings}
    cells = [f"mood {tongue}, {part.replace('_', ' ')}", str(len(sayings))]
    for name in MOODS:
        wanted = {text for text, moods in sayings.items() if name in moods}
        given = {text for text, moods in found.items() if name in moods}
        right = len(wanted & given)
        cells.append(f"{100 * right / len(wanted):.0f} / {100 * right / max(len(given), 1):.0f}")
    calm = [text for text, moods in sayings.items() if not moods]
    cells.append(f"{sum(bool(found[text]) for text in calm)} of {len(calm)}")
    print("| " + " | ".join(cells) + " |")
    for text, moods in sayings.items() if misses else ():
        if found[text] != moods:
            print(f"    {text}: {sorted(found[text])}, wanted {sorted(moods)}")


def measure_kinds(kind: str, tongue: str, misses: bool) -> None:
    """Recall by what callers do; false alarms where they are calm."""
    path = Path(__file__).with_name(f"mood_{kind}.yaml")
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[tongue]
    right: dict[str, list[bool]] = {name: [] for name in MOODS}
    calm: list[bool] = []
    for category, sayings in written.items():
        hits = []
        for text, mood_of in sayings.items():
            found = moods_of(text)
            if mood_of == "none":
                calm.append(bool(found))
                hits.append(not found)
            else:
                right[mood_of].append(mood_of in found)
                hits.append(mood_of in found)
            if misses and not hits[-1]:
                print(f"    {text}: {sorted(found)}, wanted {mood_of}")
        print(f"| {kind.replace('_', ' ')}, {tongue}, {category} | {len(hits)} | {100 * sum(hits) / len(hits):.0f} |")
    cells = [f"{100 * sum(hits) / len(hits):.0f}" for hits in right.values()]
    alarms = f"{sum(calm)} of {len(calm)}"
    print(f"| {kind.replace('_', ' ')}, {tongue}: anger, worry, satisfaction; false alarms | | {', '.join(cells)}; {alarms} |")


def measure_calm(data: Path) -> None:
    with (data / "clinc150/val.csv").open(encoding="utf-8", newline="") as file:
        english = [row["text"] for row in csv.DictReader(file)]
    lines = (data / "crosswoz_val_user.jsonl").read_text(encoding="utf-8").splitlines()
    for name, texts in (("CLINC150 val", english), ("CrossWOZ val, users", [json.loads(line)["text"] for line in lines])):
        found = [moods_of(text) for text in texts]
        shares = [f"{100 * sum(mood in moods for moods in found) / len(texts):.2f} %" for mood in MOODS]
        print(f"| {name}: share of sentences with it | {len(texts)} | " + " | ".join(shares) + " | – |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", help="folder of the public sets")
    parser.add_argument("--misses", action="store_true", help="also show what was measured wrong")
    arguments = parser.parse_args()
    print("| set | utterances | anger, recall / precision % | worry | satisfaction | false alarms of calm |")
    print("| --- | --- | --- | --- | --- | --- |")
    for tongue in ("zh", "en"):
        for part in ("tuning", "second", "third", "fourth"):
            measure(tongue, part, arguments.misses)
    print("\n| by what callers do | utterances | right % |\n| --- | --- | --- |")
    for kind in KINDS:
        for tongue in ("zh", "en"):
            measure_kinds(kind, tongue, arguments.misses)
    if arguments.data:
        measure_calm(arguments.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
