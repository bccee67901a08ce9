"""Recorded prompts: what is always said alike and may be a person's voice, with the file for each; sent, recorded here, heard."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.fields import Entered
from designer.pages.access import may
from designer.pages.items import entered_in, tabs
from designer.pages.screen import is_fragment, person, screen
from designer.refusal import Refused
from designer.store import sounds
from designer.store.tables import RecordedWords
from designer.wording import spreadsheet
from designer.words import t, told
from designer.workspace import checking, many_recordings, recordings
from designer.workspace.drafts import Conflict, Draft, Drafts
from designer.workspace.sound_files import ENDINGS
from dsl.bundle import Bundle
from dsl.libraries import library_of
from dsl.recordings import LARGEST_FILE, is_key, is_recording, key_in, path_of, recordings_among
from dsl.voice_script import COLUMNS, Line, row_of, voice_script

HERE = "data"
ADDRESS = "/packages/{package:str}/recordings"
MOST_SHOWN = 150
UPLOAD_LIMIT = LARGEST_FILE + 100_000  # the file with what a form wraps around it
MOST_AT_ONCE, LARGEST_AT_ONCE = 500, 100  # files, MB
SHOWS = ("all", "missing", "recorded")


class Shown(Struct, frozen=True, kw_only=True):
    """One prompt: its words, where they are said, and how long its recording is (None: there is none)."""

    key: str
    text: str
    style: str = ""
    language: str = ""
    place: str = ""
    address: str = ""
    seconds: float | None = None
    of_library: str = ""  # whose recording it is, where it is not the package's own
    trouble: str = ""


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    find: FromQuery[str] = "",
    only: FromQuery[str] = "all",
) -> Response[str]:
    return await _page(request, session, await Drafts(session).read(package), find, only)


@get(ADDRESS + "/{key:str}/sound", guards=[may("see")])
async def sound(session: NamedDependency[AsyncSession], package: FromPath[str], key: FromPath[str]) -> Response[bytes]:
    draft = await Drafts(session).read(package)
    mark = recordings_among(draft.whole_hashes).get(key)
    data = await sounds.find(session, mark) if mark else None
    if data is None:
        raise Refused("refusals.no_such_recording", 404)
    return Response(data, media_type="audio/wav", headers={"Cache-Control": "private, no-cache"})


@get(ADDRESS + "/script", guards=[may("see")])
async def take_script(session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[bytes]:
    """What a person would read, as a table."""
    draft = await Drafts(session).read(package)
    rows = [row_of(number, line) for number, line in enumerate(await _script(draft), 1)]
    headers = {"Content-Disposition": f'attachment; filename="{package}-script-{draft.revision}.csv"'}
    return Response(spreadsheet.table((COLUMNS, *rows)), media_type="text/csv; charset=utf-8", headers=headers)


@post(ADDRESS, guards=[may("edit")], status_code=200, request_max_body_size=LARGEST_AT_ONCE * 1_000_000 + 1_000_000)
async def record_many(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """Files that say by their names which words they are for: what fits is saved at once, and every other file is told of."""
    form = await request.form()
    uploads = [one for one in form.getall("file", []) if isinstance(one, UploadFile) and one.filename]
    if not uploads:
        raise Refused("refusals.no_file")
    if len(uploads) > MOST_AT_ONCE:
        raise Refused("recordings.many_too_much", 413, files=MOST_AT_ONCE, size=LARGEST_AT_ONCE)
    drafts = Drafts(session)
    draft = await drafts.read(package)
    files = [(one.filename, await one.read()) for one in uploads]
    report = await many_recordings.take(session, draft, await _script(draft), files)
    if report.recorded:
        draft = await _saved(request, drafts, draft, report.recorded, told("recordings.what_many", count=len(report.recorded)))
    return await _page(request, session, draft, "", "all", report=report)


@post(ADDRESS + "/{key:str}", guards=[may("edit")], status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def record(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], key: FromPath[str]
) -> Response[str]:
    """A file for words that something says now. One that no call could play is refused beside its words."""
    form = await request.form()
    entered = Entered((name, value) for name, value in form.multi_items() if isinstance(value, str))
    upload, drafts = form.get("file"), Drafts(session)
    draft = await drafts.read(package)
    line = next((line for line in await _script(draft) if line.key == key), None)
    if line is None:
        raise Refused("refusals.recording_unsaid", 409)
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("refusals.no_file")
    try:
        playable = await recordings.playable(await upload.read(), upload.filename)
        mark = await recordings.keep(session, playable, upload.filename)
    except Refused as refusal:
        troubles = {key: t(refusal.key, **refusal.arguments)}
        return await _page(request, session, draft, entered.text("find"), entered.text("only"), troubles)
    await sounds.note_words(session, RecordedWords(key=key, language=line.language, style=line.style, text=line.text))
    saved = await _saved(request, drafts, draft, {path_of(key): mark}, told("recordings.what_recorded", text=line.text[:60]))
    return await _page(request, session, saved, entered.text("find"), entered.text("only"))


@post(ADDRESS + "/{key:str}/delete", guards=[may("edit")], status_code=200)
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], key: FromPath[str]
) -> Response[str]:
    """The voice says these words again. The file stays with the saves and versions that have it."""
    entered, drafts = await entered_in(request), Drafts(session)
    draft = await drafts.read(package)
    if path_of(key) not in draft.recordings:
        raise Refused("refusals.no_such_recording", 404)
    known = (await sounds.words_of(session, [key])).get(key)
    saved = await _saved(
        request, drafts, draft, {path_of(key): None}, told("recordings.what_deleted", text=known.text[:60] if known else key)
    )
    return await _page(request, session, saved, entered.text("find"), entered.text("only"))


async def _saved(
    request: Request[Any, Any, Any], drafts: Drafts, draft: Draft, recorded: Mapping[str, str | None], what: str
) -> Draft:
    outcome = await drafts.join(draft.package, {}, draft.revision, person(request).name, what, recorded=recorded)
    if isinstance(outcome, Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    return await drafts.read(draft.package)


async def _script(draft: Draft) -> list[Line]:
    """What can be recorded of a draft; nothing while it has errors, or is a library, whose words its users say."""
    if draft.is_library:
        return []
    compiled = await checking.compile_files(draft.files)
    return await asyncio.to_thread(_lines, compiled.bundle) if compiled.bundle is not None else []


def _lines(bundle: Bundle) -> list[Line]:
    return list(voice_script(bundle))


async def _page(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    draft: Draft,
    find: str,
    only: str,
    troubles: Mapping[str, str] | None = None,
    report: many_recordings.Report | None = None,
) -> Response[str]:
    script = await _script(draft)
    there = recordings_among(draft.whole_hashes)
    recorded = sorted(filter(is_recording, draft.whole_hashes), key=lambda path: not library_of(path))
    owners = {key_in(path): library_of(path) for path in recorded}  # the package's own come last and count
    seconds = await sounds.lengths(session, there.values())
    titles = await _titles(draft) if script else {}
    wanted = " ".join(find.split()).lower()
    shown = [
        Shown(
            key=line.key,
            text=line.text,
            style=line.style,
            language=line.language,
            place=_place(line.place, titles),
            address=_address(draft.package, line.place),
            seconds=seconds.get(there.get(line.key, "")),
            of_library=owners.get(line.key, ""),
            trouble=(troubles or {}).get(line.key, ""),
        )
        for line in script
        if wanted in line.text.lower() or line.key in (troubles or {})
    ]
    counts = {"all": len(shown), "recorded": sum(one.seconds is not None for one in shown)}
    counts["missing"] = counts["all"] - counts["recorded"]
    only = only if only in SHOWS else "all"
    shown = [one for one in shown if only == "all" or (one.seconds is None) == (only == "missing") or one.trouble]
    return screen(
        request,
        "recordings.html",
        block="content" if is_fragment(request) else None,
        status=422 if troubles else 200,
        here=HERE,
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        tabs=tabs(HERE, draft.package),
        report=report,
        revision=draft.revision,
        most_at_once=MOST_AT_ONCE,
        largest_at_once=LARGEST_AT_ONCE,
        endings=",".join(ENDINGS),
        lines=shown[:MOST_SHOWN],
        more=max(0, len(shown) - MOST_SHOWN),
        counts=counts,
        readable=bool(script) or draft.is_library,
        idle=await _idle(session, draft, {line.key for line in script}, seconds) if script or draft.is_library else [],
        several=len({line.language for line in script}) > 1,
        find=find,
        only=only,
        shows=SHOWS,
        can_edit=person(request).may("edit", draft.package),
    )


async def _idle(session: AsyncSession, draft: Draft, said: set[str], seconds: Mapping[str, float]) -> list[Shown]:
    """Recordings of the package's own that nothing says now, with their words where they are known."""
    keys = {key: mark for key, mark in recordings_among(draft.recordings).items() if key not in said}
    known = await sounds.words_of(session, keys)
    return [
        Shown(
            key=key,
            text=known[key].text if key in known else "",
            style=known[key].style if key in known else "",
            language=known[key].language if key in known else "",
            seconds=seconds.get(mark),
        )
        for key, mark in keys.items()
        if is_key(key)
    ]


async def _titles(draft: Draft) -> dict[str, dict[str, str]]:
    """By the head of a place, what an operator calls the details and answers that say something."""
    bundle = (await checking.compile_files(draft.files)).bundle
    if bundle is None:
        return {}
    slots = {name: slot.title for name, slot in bundle.slots.items() if slot.title}
    return {"slots": slots, "answers": {name: answer.title for name, answer in bundle.answers.items() if answer.title}}


def _place(place: str, titles: Mapping[str, Mapping[str, str]]) -> str:
    """Where words are said, in a person's words: `steps.greet.say` is the step greet."""
    head, _, rest = place.partition(".")
    names = rest.split(".")
    if head == "subflows":
        return t("recordings.at_steps", name=f"{names[0]}/{names[2]}" if len(names) > 2 else names[0])
    title = titles.get(head, {}).get(names[0], names[0])
    return t(f"recordings.at_{head}", name=title) if head in _PLACES else t("recordings.at_other")


_PLACES = ("steps", "slots", "answers", "data", "manners", "escalation", "built_in")
_FORMS = ("slots", "answers", "data")


def _address(package: str, place: str) -> str:
    """The form of these words; nothing where they are the line's own."""
    head, _, rest = place.partition(".")
    names = [quote(name) for name in rest.split(".")]
    base = f"/packages/{package}"
    if head == "steps":
        return f"{base}/graph#{names[0]}"
    if head == "subflows" and len(names) > 2:
        return f"{base}/graph?flow={names[0]}#{names[2]}"
    if head in _FORMS:
        return f"{base}/{head}/{names[0]}"
    return {"manners": f"{base}/line", "defaults": f"{base}/line", "escalation": f"{base}/escalation"}.get(head, "")


HANDLERS = [show, sound, take_script, record_many, record, delete]
