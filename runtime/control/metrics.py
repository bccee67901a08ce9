"""Owns the figures that a monitoring system scrapes, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runtime.call.switchboard import Switchboard
from runtime.control.library import Library
from runtime.journal.outbox import Outbox
from runtime.sound.keeper import SoundKeeper


def render(switchboard: Switchboard, library: Library, outbox: Outbox, sounds: SoundKeeper, seconds_up: float) -> str:
    counts = switchboard.counts
    lines = [
        *_metric("callwright_calls", "gauge", "Calls under way.", switchboard.calls),
        *_metric("callwright_calls_taken_total", "counter", "Calls taken since the start.", counts.taken),
        *_metric("callwright_calls_turned_away_total", "counter", "Calls that found no room.", counts.turned_away),
        *_labelled("callwright_calls_ended_total", "counter", "Calls ended, by how.", "how", counts.ended),
        *_metric("callwright_journal_waiting", "gauge", "Journal records the designer has not acknowledged.", outbox.waiting),
        *_metric("callwright_journal_refused", "gauge", "Journal records the designer will not take.", outbox.refused),
        *_metric("callwright_sounds_waiting", "gauge", "Sounds of calls the designer has not taken.", len(sounds.waiting())),
        *_metric("callwright_release", "gauge", "Number of the release in force.", switchboard.release.number),
        *_metric("callwright_bundles_loaded", "gauge", "Bundles ready in memory.", library.loaded),
        *_metric("callwright_up_seconds", "counter", "Seconds since the start.", round(seconds_up)),
    ]
    return "\n".join(lines) + "\n"


def _metric(name: str, kind: str, meaning: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
    yield f"{name} {value}"


def _labelled(name: str, kind: str, meaning: str, label: str, values: Mapping[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
    for key, value in sorted(values.items()):
        yield f'{name}{{{label}="{key}"}} {value}'
