"""Prints the table of hearing, speaking and turn-taking: each goal beside what the benches measure now.

    uv run python -m tests.bench.speech_table [--sentences 8] [--only turns voice …]

It runs bench_hearing, bench_turns (English and Mandarin), bench_voice, bench_kills, bench_reply and bench_calls, one after the
other: some fifteen minutes. All that they print besides goes to `--log FILE`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

MISSING = "not measured"


class Bench(Struct, frozen=True):
    """A command, and what it is called here."""

    key: str
    module: str
    arguments: tuple[str, ...] = ()


class Goal(Struct, frozen=True):
    """A row: its goal, and the rows of benches that tell of it, each by how it begins."""

    what: str
    goal: str
    told_by: tuple[tuple[str, str], ...]


BENCHES = (
    Bench("hearing", "bench_hearing", ("--sentences", "{sentences}")),
    Bench("turns", "bench_turns"),
    Bench("turns-zh", "bench_turns", ("--language", "zh")),
    Bench("voice", "bench_voice"),
    Bench("kills", "bench_kills"),
    Bench("reply", "bench_reply"),
    Bench("calls", "bench_calls"),
)
GOALS = (
    Goal("sentences right, quiet line (en, zh)", "≥ .97", (("hearing", "sentences right, quiet"),)),
    Goal("the same, noise 10 dB below the voice", "≥ .93", (("hearing", "sentences right, noise"),)),
    Goal("the same, × 0.8 speed", "≥ .93", (("hearing", "sentences right, slow"),)),
    Goal("the same, × 1.25 speed", "≥ .93", (("hearing", "sentences right, fast"),)),
    Goal("in noise, every rule active at once", "≥ .05 worse", (("hearing", "the same in noise, every rule active"),)),
    Goal("outside the step's grammar, rejected", "≥ .90", (("hearing", "other sentences rejected"),)),
    Goal("own sentences, rejected", "≤ .05", (("hearing", "own sentences rejected"),)),
    Goal("real-time factor of a decoder", "≤ .02", (("hearing", "processor seconds a second of speech"),)),
    Goal("end of speech → words, p95 at 20 calls", "≤ 30 ms", (("hearing", "end of sound → words, 20 calls"),)),
    Goal(
        "end of the words → first packet of the reply, p50 / p95, 1 call", "p95 ≤ 180 ms",
        (("reply", "SIP, end of words → first sound, 1 at once"),),
    ),
    Goal("the same, 20 calls", "p95 ≤ 250 ms", (("reply", "SIP, end of words → first sound, 20 at once"),)),
    Goal(
        "turns cut in (en, zh)", "≤ 1 %",
        (("turns", "turns cut in, spoken without"), ("turns-zh", "turns cut in, spoken without")),
    ),
    *(
        Goal(
            f"dictated numbers cut, {pause} ms between their parts (en; zh), of four digits; of four to eight", "none",
            tuple(
                (bench, f"{row}{pause} ms")
                for bench in ("turns", "turns-zh")
                for row in ("dictated numbers cut, ", "the same, numbers of four to eight digits, ")
            ),
        )
        for pause in (300, 600, 900)
    ),
    Goal("1,000 phrases compiled", "≤ 5 s", (("hearing", "1,000 phrases compiled"),)),
    Goal("the next version, one intent changed", "reused", (("hearing", "the next version"),)),
    Goal("first packet of a prompt, 20 a second, p50 / p95", "p95 ≤ 100 ms", (("voice", "first packet of a dynamic prompt"),)),
    Goal("prompts of 25 words a second a core", "≥ 80", (("voice", "prompts of 25 words"),)),
    Goal("`<pause 400ms>`, shortest / longest", "400 ± 50 ms", (("voice", "a prompt with `<pause 400ms>`"),)),
    Goal("styles less than a tenth apart from neutral in all", "none", (("voice", "styles"),)),
    Goal("voice workers killed 20 times: prompts delivered", "all", (("voice", "workers killed 20 times"),)),
    Goal(
        "hearing workers killed 20 times: heard / misheard / asked again / unanswered", "none unanswered",
        (("kills", "hearing workers killed 20 times"),),
    ),
    Goal(
        "listeners' sounds that stop a prompt (en, zh)", "≤ 5 %",
        (("turns", "a listener's sounds that stop"), ("turns-zh", "a listener's sounds that stop")),
    ),
    Goal(
        "true interruptions missed (en, zh)", "≤ 5 %",
        (("turns", "true interruptions missed"), ("turns-zh", "true interruptions missed")),
    ),
    Goal("processor seconds a call-minute at 20 calls", "≤ 0.6", (("calls", "processor seconds a call-minute"),)),
    Goal("memory of the live runtime before its first call", "< 400 MB", (("calls", "memory of the live runtime"),)),
)  # fmt: skip


def printed(bench: Bench, sentences: int, log: Path | None) -> str:
    arguments = [argument.format(sentences=sentences) for argument in bench.arguments]
    done = subprocess.run([sys.executable, "-m", f"tests.bench.{bench.module}", *arguments], capture_output=True, text=True)
    if log is not None:
        with log.open("a") as file:
            file.write(f"## {bench.module} {' '.join(arguments)}\n\n{done.stdout}\n")
    if done.returncode:
        print(f"{bench.module} ended with {done.returncode}: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return done.stdout


def rows(text: str) -> Iterator[tuple[str, str]]:
    """What each row is about, and its figures: the cells that are neither its goal nor empty."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) > 1:
            yield cells[0], ", ".join(cell for cell in cells[1:] if cell and not _is_goal(cell))
    alike = re.findall(r"^\| \S+ \| (?!neutral)[a-z]+(?: \d)? \|.*\| – \|$", text, re.M)
    if "apart from neutral in" in text:
        yield "styles", f"{len(alike)}"


def _is_goal(cell: str) -> bool:
    return bool(re.match(r"[≤≥<]|p95|none|all$|–|100 calls", cell))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=8, help="of each question, for bench_hearing (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=[bench.key for bench in BENCHES], help="these benches (all)")
    parser.add_argument("--log", type=Path, help="where all that the benches print is added")
    arguments = parser.parse_args()
    found: dict[str, list[tuple[str, str]]] = {}
    for bench in BENCHES:
        if not arguments.only or bench.key in arguments.only:
            print(f"{bench.module} …", file=sys.stderr, flush=True)
            found[bench.key] = list(rows(printed(bench, arguments.sentences, arguments.log)))
    print(f"Load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end.\n\n| what | goal | measured |\n|---|---|---|")
    missing = False
    for goal in GOALS:
        figures = [
            next((figure for what, figure in found[bench] if what.startswith(row)), MISSING)
            for bench, row in goal.told_by
            if bench in found
        ]
        if figures:
            print(f"| {goal.what} | {goal.goal} | {'; '.join(figures)} |")
            missing |= MISSING in figures
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
