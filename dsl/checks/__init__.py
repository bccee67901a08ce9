"""Owns the fourth stage: what every name resolves to, and yet cannot work in a call."""

from __future__ import annotations

from dsl.diagnostics import Findings
from dsl.reading import Reading


def run_checks(reading: Reading, findings: Findings) -> None:
    pass
