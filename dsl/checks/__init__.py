"""Owns the fourth stage: what every name resolves to, and yet cannot work in a call."""

from __future__ import annotations

from dsl.checks.blame import check_blame
from dsl.checks.calendars import check_calendars
from dsl.checks.declarations import check_declarations
from dsl.checks.dispositions import check_dispositions
from dsl.checks.graph import check_graph
from dsl.checks.languages import check_languages
from dsl.checks.phrases import check_phrases
from dsl.checks.policies import check_policies
from dsl.checks.sounds import check_sounds
from dsl.checks.types import check_types
from dsl.checks.usage import check_usage
from dsl.checks.words import check_words
from dsl.diagnostics import Findings
from dsl.reading import Reading

_WRONG_NAMES = {"name-unknown", "name-in-wide-signs", "step-outside-subflow"}


def run_checks(reading: Reading, findings: Findings) -> None:
    """Checks of one place always run; those of the whole wait until all of it is known, lest one slip causes many."""
    package = reading.package
    if package is None:
        return
    check_declarations(reading, package, findings)
    check_dispositions(reading, package, findings)
    check_calendars(reading, package, findings)
    check_types(reading, package, findings)
    check_policies(reading, package, findings)
    check_phrases(reading, package, findings)
    check_words(reading, package, findings)
    check_blame(reading, findings)
    check_sounds(reading, package, findings)
    check_languages(reading, package, findings)
    if not reading.broken:
        every_name_known = not any(one.code in _WRONG_NAMES for one in findings)
        check_graph(reading, package, findings, every_edge_known=every_name_known)
        if every_name_known:
            check_usage(reading, package, findings)
