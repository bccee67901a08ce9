"""Owns how words and voice are joined to a mood: an excited voice raises the anger in the words, and never makes any."""

from __future__ import annotations

from dsl.journal import CallerSpoke

HINT = 0.25  # of anger in the words, from which on the voice counts
CALM = 0.3  # excitement up to here says nothing
MOST_RAISED = 0.6  # of what is left to 1, by a voice as excited as can be


def anger_of(event: CallerSpoke) -> float:
    """The anger of one turn."""
    said = event.understood.mood.get("anger", 0.0)
    if event.arousal is None or said < HINT:
        return said
    excited = max(0.0, (event.arousal.level - CALM) / (1 - CALM))
    return round(said + (1 - said) * MOST_RAISED * excited, 3)
