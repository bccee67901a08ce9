"""Owns what a zip brings: what of it is new, what it would change, and where a draft has moved on since the zip was made.

A zip that we made says which save it is from, and comes in as that person's work would: joined with what others saved since,
item by item. Any other takes the place of the draft, after it was said which files in it are older than what stands there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from designer.refusal import Refused
from designer.workspace import archive, recordings
from designer.workspace.drafts import Conflict, Draft, Drafts
from designer.workspace.libraries import is_library
from designer.workspace.line_ends import plain
from designer.workspace.package_files import text_hash
from dsl.libraries import files_of, libraries_among, own_files
from dsl.recordings import sound_hash

if TYPE_CHECKING:
    from dsl import merging

State = Literal["new", "same", "changed"]


@dataclass(frozen=True)
class Arrival:
    """One package of a zip. `result`: what its draft would be; `conflicts`: where it and the draft changed the same place.

    `base`: the save that it was made of, where the zip says so and there is one. `older`: files whose very text the draft
    had before. `recorded`: the recordings that would come, change or (None) go, by path; `sounds`: those of the zip.
    """

    package: str
    files: dict[str, str]
    current: Draft | None
    base: int | None
    result: dict[str, str]
    conflicts: "tuple[merging.Conflict, ...]" = ()
    older: tuple[str, ...] = ()
    recorded: Mapping[str, str | None] = field(default_factory=dict)
    sounds: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def state(self) -> State:
        if self.current is None:
            return "new"
        same = not self.conflicts and not self.recorded and self.result == self.current.files
        return "same" if same else "changed"

    @property
    def before(self) -> Mapping[str, str]:
        return self.current.files if self.current else {}


async def look(
    drafts: Drafts, data: bytes, name: str = "", choices: "Mapping[str, merging.Choice] | None" = None
) -> list[Arrival]:
    """Everything in the zip, libraries first; the package itself, named `name` or as it says, is the last. Nothing is saved."""
    (files, sounds), revisions = archive.unpack_all(data), archive.revisions_in(data)
    for path, sound in sounds.items():
        await recordings.check(sound, path)
    package = name or _name_of(own_files(files))
    found = [
        await _with_sounds(
            drafts, await _look(drafts, one, files_of(files, one), revisions.get(one), choices), files_of(sounds, one)
        )
        for one in libraries_among(files)
    ]
    whole = await _look(drafts, package, own_files(files), revisions.get(package), choices)
    return [*found, await _with_sounds(drafts, whole, own_files(sounds))]


async def take(drafts: Drafts, arrival: Arrival, by: str, what: str) -> int:
    """The draft becomes what was shown; its revision. A draft that moved on meanwhile is a refusal."""
    kept = await drafts.keep_recordings({path: data for path, data in arrival.sounds.items() if arrival.recorded.get(path)})
    if arrival.current is None:
        return (await drafts.add(arrival.package, arrival.result, by, what, kept)).revision
    changes = {path: arrival.result.get(path) for path in {**arrival.current.files, **arrival.result}}
    saved = await drafts.save(arrival.package, changes, arrival.current.revision, by, what, recorded=arrival.recorded)
    if isinstance(saved, Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    return saved.revision


async def _look(
    drafts: Drafts, package: str, files: dict[str, str], base: int | None, choices: "Mapping[str, merging.Choice] | None"
) -> Arrival:
    if all(head.package != package for head in await drafts.packages()):
        return Arrival(package, files, None, None, files)
    current = await drafts.read(package)
    if current.is_library != is_library(files):
        raise Refused("refusals.package_exists", 409, name=package)
    if files == current.files or base == current.revision:
        return Arrival(package, files, current, current.revision, files)
    seen = await _files_at(drafts, package, base) if base is not None else {}
    if base is not None and files != seen:  # untouched since then it brings no work: who takes it in wants that save back
        changes = {path: files.get(path) for path in {**seen, **files}}
        merged = await drafts.foresee(current, changes, base, choices)
        if merged is not None:
            return Arrival(package, files, current, base, dict(merged.files), tuple(merged.conflicts))
    return Arrival(package, files, current, None, files, older=await _older(drafts, current, files))


async def _with_sounds(drafts: Drafts, arrival: Arrival, sounds: Mapping[str, bytes]) -> Arrival:
    """What becomes of recordings: as with texts, only what the zip changed since its save, or all where it takes the draft's
    place."""
    new = {path: sound_hash(data) for path, data in sounds.items()}
    now = arrival.current.recordings if arrival.current else {}
    joined = arrival.current is not None and arrival.base is not None
    seen = (await drafts.read_revision(arrival.package, arrival.base or 0)).recordings if joined else now
    changed = {path: new.get(path) for path in {**seen, **new} if new.get(path) != seen.get(path)}
    recorded = {path: mark for path, mark in changed.items() if now.get(path) != mark}
    return replace(arrival, recorded=recorded, sounds=sounds)


async def _files_at(drafts: Drafts, package: str, revision: int) -> Mapping[str, str]:
    try:
        return (await drafts.read_revision(package, revision)).files
    except Refused:
        return {}


async def _older(drafts: Drafts, current: Draft, files: Mapping[str, str]) -> tuple[str, ...]:
    """The files that differ from the draft's and say just what an earlier save of it said."""
    past = [revision.files for revision in await drafts.history(current.package)]
    differing = {path: text_hash(text) for path, text in files.items() if current.files.get(path) != text}
    return tuple(path for path, mark in differing.items() if any(one.get(path) == mark for one in past))


def _name_of(files: Mapping[str, str]) -> str:
    named = "library" if is_library(files) else "flow"
    for line in plain(files.get(f"{named}.yaml", "")).splitlines():
        key, _, value = line.partition(":")
        if key == named:
            return value.partition(" #")[0].strip().strip("\"'")
    raise Refused("refusals.flow_without_name" if "flow.yaml" in files else "refusals.no_flow")
