"""Owns the text of each step of a flow's file, found by its indentation alone: quick enough to compare hundreds of saves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

_KEY = re.compile(r"(\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\s:#\"'-](?:[^:#]*[^\s:#])?))\s*:(?=\s|$)")


class StepChanges(Struct, frozen=True):
    """What became of the steps of a file between two texts, by name. `renamed` is new name -> old name."""

    new: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]
    renamed: dict[str, str]

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)


def step_texts(text: str) -> dict[str, str]:
    """By name: what is written for each step, behind its name; nothing where the steps stand in no block of their own."""
    found: dict[str, list[str]] = {}
    waiting: list[str] = []  # blank lines and comments: part of a step only where more of it follows
    inner, name, within = 0, "", False
    for line in text.splitlines():
        bare = line.lstrip(" ")
        if not bare or bare.startswith("#"):
            waiting.append(line)
            continue
        indent = len(line) - len(bare)
        if indent == 0:
            within, name = line.split("#")[0].strip() == "steps:", ""
        elif within:
            inner = inner or indent
            if indent <= inner:
                key = _KEY.match(line)
                name = next((part for part in key.groups()[1:] if part is not None), "") if key else ""
                if key and name:
                    found[name] = [line[key.end() :]]
            elif name in found:
                found[name] += [*waiting, line]
        waiting = []
    return {name: "\n".join(lines) for name, lines in found.items()}


def speaking_of(text: str, renamings: Iterable[Mapping[str, str]]) -> str:
    """A text as it reads once everything is renamed that it speaks of."""
    for one in renamings:
        text = re.sub(rf"(?<!\w){re.escape(one['old'])}(?!\w)", one["new"].replace("\\", r"\\"), text)
    return text


def former_names(renamings: Iterable[Mapping[str, str]], file: str) -> dict[str, str]:
    """New name -> old name of the steps of a file that got another one, after all of the renames."""
    former: dict[str, str] = {}
    for one in renamings:
        if one["kind"] == "step" and one.get("scope", "flow.yaml") == file:
            former[one["new"]] = former.pop(one["old"], one["old"])
    return former


def step_changes(old: str, new: str, renamings: Iterable[Mapping[str, str]], file: str) -> StepChanges:
    """What differs. A step that only speaks of something renamed is the same."""
    records = list(renamings)
    before, after = step_texts(old), step_texts(new)
    renamed = {name: was for name, was in former_names(records, file).items() if name in after and was in before}
    kept = {name: renamed.get(name, name) for name in after if renamed.get(name, name) in before}
    changed = {name for name, was in kept.items() if after[name] not in (before[was], speaking_of(before[was], records))}
    return StepChanges(
        new=frozenset(after.keys() - kept.keys()),
        changed=frozenset(changed),
        gone=frozenset(before.keys() - set(kept.values())),
        renamed=renamed,
    )
