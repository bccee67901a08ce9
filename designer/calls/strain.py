"""Owns which calls were hard on their callers: how angry they sounded at the worst, and how often they stayed silent."""

from dsl.journal import AnyFact, CallerSpoke, SilencePassed

KINDS = ("caller_spoke", "silence_passed")
ANGRY = 70
"""Percent from which a caller is called angry: what rules for handing over usually ask for."""
SILENT = 2
"""How often nothing was said before a list says so: once is thinking."""


def strain(fact: AnyFact) -> tuple[int, int]:
    """How angry what was said sounded, in percent, and how many silences this was: one or none."""
    match fact:
        case CallerSpoke(understood=understood):
            return round(100 * min(1.0, max(0.0, understood.mood.get("anger", 0.0)))), 0
        case SilencePassed():
            return 0, 1
        case _:
            return 0, 0
