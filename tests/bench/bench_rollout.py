"""How the stop rule of a version on a share of the calls errs: how often it stops one that is no worse, and how soon one that is.

Roll-outs are played with random calls: of the live version 70 % are completed, 18 % handed off, 9 % hung up on, 3 % fail; the
tried one hands off as many points more as the column says. It has a tenth of the calls; the rule is asked after each of its own.
"""

from __future__ import annotations

import random
from statistics import median

from dsl.release import StopRule
from dsl.rollout import Tally, broken

ENDINGS = ("line", "handed_off", "caller", "error")
LIVE = (70, 18, 9, 3)
BESIDE = 9  # calls of the live version for each of the tried one
ROLLOUTS = 400
CALLS = 500  # of the tried version, in a roll-out
RULES = ((10, 20), (10, 50), (10, 100), (10, 200), (15, 50), (20, 50))
WORSE = (0, 5, 10, 20)


def stopped_after(rule: StopRule, tried_shares: tuple[int, ...], chance: random.Random) -> int | None:
    """How many calls of the tried version it took; None where it ran to its end."""
    tried, live = Tally(), Tally()
    for number, how in enumerate(chance.choices(ENDINGS, tried_shares, k=CALLS), 1):
        tried.add(how)
        for beside in chance.choices(ENDINGS, LIVE, k=BESIDE):
            live.add(beside)
        if broken(rule, tried, live) is not None:
            return number
    return None


def main() -> None:
    print("| the rule | " + " | ".join(f"{points} points worse" for points in WORSE) + " |")
    print("|---" * (len(WORSE) + 1) + "|")
    for worse_by, after in RULES:
        rule = StopRule(rollout=1, bundle="tried", worse_by=worse_by, after=after)
        cells = []
        for points in WORSE:
            chance = random.Random(f"{worse_by} {after} {points}")
            shares = (LIVE[0] - points, LIVE[1] + points, *LIVE[2:])
            ends = [stopped_after(rule, shares, chance) for _ in range(ROLLOUTS)]
            stopped = [end for end in ends if end is not None]
            cells.append(f"{100 * len(stopped) / ROLLOUTS:.0f} %" + (f", {median(stopped):.0f} calls" if stopped else ""))
        print(f"| {worse_by} points after {after} calls | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
