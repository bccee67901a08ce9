"""Owns whether libraries fit: each has its own name and takes no other, speaks what a package speaks, and never needs itself."""

from __future__ import annotations

from dsl.diagnostics import Findings
from dsl.libraries import HEADER, prefix_of
from dsl.model import Package
from dsl.reading import Place, Reading
from dsl.source import Node, Scalar, SequenceNode


def resolve_libraries(reading: Reading, findings: Findings) -> None:
    _check_clashes(reading, findings)
    _check_cycles(reading, findings)
    for library in reading.source.used:
        _check_name(library, reading, findings)
        if reading.package is not None:
            _check_languages(library, reading, reading.package, findings)


def _check_clashes(reading: Reading, findings: Findings) -> None:
    """One name, one definition: neither a package and its library nor two libraries may have the same."""
    for (kind, _), definitions in reading.definitions.items():
        for first, other in reading.clashes:
            if definitions.get(first.name) is first:
                there = reading.span(other.key, other.place)
                related = (reading.span(first.key, first.place), there)
                if first.library:
                    at = reading.uses_span(other.library)
                    arguments = {"kind": kind, "name": first.name, "library": first.library, "other": other.library}
                    findings.report("libraries-clash", at, related=related, arguments=arguments)
                else:
                    arguments = {"kind": kind, "name": first.name, "library": other.library, "line": str(there.line)}
                    findings.report("name-in-library", related[0], related=related[1:], arguments=arguments)


def _check_cycles(reading: Reading, findings: Findings) -> None:
    """Libraries that need each other; each circle once, at the library that comes first."""
    reported: set[frozenset[str]] = set()
    for library in ("", *reading.source.used):
        circle = reading.source.circle_of(library)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            names = [one or reading.source.own_library for one in (*circle, library)]
            at = reading.uses_span(circle[1] if len(circle) > 1 else circle[0], library)
            findings.report("library-cycle", at, circle=" → ".join(names))


def _check_name(library: str, reading: Reading, findings: Findings) -> None:
    """A library is used by the name of its folder, which is its own name too."""
    place = Place(prefix_of(library) + HEADER, ("library",))
    name = reading.source.find(place.file, place.path)
    if isinstance(name, Scalar) and not name.missing and name.text != library:
        fix = reading.fix("write-instead", name, place, library)
        findings.report("library-name-differs", reading.span(name, place), fix=fix, name=name.text, folder=library)


def _check_languages(library: str, reading: Reading, package: Package, findings: Findings) -> None:
    file = prefix_of(library) + HEADER
    own, others = reading.source.find(file, ("language",)), reading.source.find(file, ("languages",))
    spoken = [*_texts(own), *_texts(others)]
    missing = [language for language in package.flow.spoken if language not in spoken]
    if spoken and missing:
        known = ", ".join(dict.fromkeys(spoken))
        at = reading.uses_span(library)
        findings.report("library-language", at, library=library, known=known, missing=", ".join(missing))


def _texts(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, SequenceNode) else [node]
    return [item.text for item in items if isinstance(item, Scalar)]
