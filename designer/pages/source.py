"""The source view: a package's files as text, checked while they are typed, saved whole."""

from collections import Counter
from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.browser_places import BrowserProblem, BrowserText
from designer.changes import ChangedLine, changed_lines
from designer.pages.access import may
from designer.pages.screen import person, screen, to
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Conflict, Draft, Drafts
from designer.workspace.line_ends import as_written, plain
from dsl import merging
from dsl.diagnostics import Diagnostic
from dsl.libraries import library_of, name_within

NEW_FILES = {"subflows": "source.new_subflow", "conversations": "source.new_conversation"}
ROOT_FILES = ("intents.yaml", "slots.yaml", "answers.yaml", "escalation.yaml", "data.yaml", "words.yaml")
LIBRARY_ROOT_FILES = ("answers.yaml", "slots.yaml", "calendars.yaml", "words.yaml", "data.yaml", "intents.yaml")


class Typed(Struct, frozen=True):
    """A file as it stands in somebody's browser. `choices`: whose version counts where both changed the same place."""

    file: str
    text: str
    revision: int = 0
    choices: dict[str, Literal["ours", "theirs"]] = {}
    proven: bool = False  # what is asked while somebody types takes no proof


class FileState(Struct, frozen=True):
    file: str
    errors: int
    warnings: int


class CheckAnswer(Struct, frozen=True):
    problems: list[BrowserProblem]
    files: list[FileState]


class DisputedPlace(Struct, frozen=True, kw_only=True):
    """What both changed: which place, in words, and the two versions of it."""

    name: str
    sentence: str
    ours: str
    theirs: str


class SaveAnswer(Struct, frozen=True, kw_only=True):
    """`joined`: what others saved since stands in `text` too. `saved` false: both changed `places`, and `theirs` is what
    `savers` made of the text.
    """

    saved: bool
    revision: int
    changes: list[ChangedLine]
    joined: bool = False
    text: str = ""
    theirs: str = ""
    places: list[DisputedPlace] = []
    savers: str = ""


@get("/packages/{package:str}/source", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    file: FromQuery[str] = "flow.yaml",
    line: FromQuery[int] = 0,
) -> Response[str]:
    draft = await Drafts(session).read(package)
    if (library := library_of(file)) and library != package:  # where a problem or a change of a library's text stands
        return to(request, f"/packages/{library}/source?file={name_within(file)}&line={line}")
    if file not in draft.files:
        raise Refused("source.no_such_file", 404, file=file[:120])
    checked = await checking.check(draft.whole)
    return screen(
        request,
        "source.html",
        here="source",
        package=package,
        package_title=draft.title,
        file=file,
        files=_states(draft.files, list(checked.findings)),
        can_edit=person(request).may("edit", package),
        given={"text": plain(draft.files[file]), "file": file, "revision": draft.revision, "line": line, "package": package},
        missing=[name for name in (LIBRARY_ROOT_FILES if draft.is_library else ROOT_FILES) if name not in draft.files],
        library=draft.is_library,
    )


@post("/packages/{package:str}/check", guards=[may("see")], status_code=200)
async def check(session: NamedDependency[AsyncSession], package: FromPath[str], data: JSONBody[Typed]) -> CheckAnswer:
    """What the language says of the draft with this one file as it stands in the browser."""
    drafts = Drafts(session)
    files = (await drafts.read(package)).files | {data.file: data.text}
    whole = await drafts.whole(package, files)
    checked = await (checking.check if data.proven else checking.check_unproven)(whole)
    found = list(checked.findings)
    texts = {path: BrowserText(whole.get(path, "")) for path in {d.span.file for d in found}}
    problems = [texts[d.span.file].problem(d, words.language()) for d in found]
    return CheckAnswer(problems=problems, files=_states(files, found))


@post("/packages/{package:str}/source", guards=[may("edit")], status_code=200)
async def save(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: JSONBody[Typed],
) -> Response[SaveAnswer]:
    drafts = Drafts(session)
    before = await drafts.read(package)
    what = words.told("source.what_saved", file=data.file)
    typed = as_written(data.text, await _begun_from(drafts, before, data))
    outcome = await drafts.join(package, {data.file: typed}, data.revision, person(request).name, what, data.choices)
    if isinstance(outcome, Conflict):
        theirs = plain(outcome.current.files.get(data.file, ""))
        answer = SaveAnswer(
            saved=False,
            revision=outcome.current.revision,
            changes=changed_lines(theirs, data.text),
            theirs=theirs,
            places=[_disputed(one) for one in outcome.places],
            savers=words.t("flows.comma").join(await drafts.savers(package, data.revision)) or words.t("editor.somebody"),
        )
        return Response(answer, status_code=409)
    text = plain((await drafts.read(package)).files.get(data.file, "")) if outcome.joined else data.text
    changes = changed_lines(plain(before.files.get(data.file, "")), text)
    return Response(SaveAnswer(saved=True, revision=outcome.revision, changes=changes, joined=outcome.joined, text=text))


async def _begun_from(drafts: Drafts, newest: Draft, data: Typed) -> str:
    """The file as it was when somebody opened it in the browser."""
    try:
        return (await drafts.read_revision(newest.package, data.revision)).files.get(data.file, "")
    except Refused:
        return newest.files.get(data.file, "")


def _disputed(place: merging.Conflict) -> DisputedPlace:
    return DisputedPlace(name=place.name, sentence=place.sentence(words.language()), ours=place.ours, theirs=place.theirs)


@post("/packages/{package:str}/files", guards=[may("edit")])
async def add_file(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: URLEncodedBody[dict[str, str]],
) -> Response[str]:
    """A new file: one of the package's own, a sub-flow or conversations, beginning with words that check."""
    drafts = Drafts(session)
    draft = await drafts.read(package)
    # A button of a file that has its name already carries it as `file`; the menu of kinds stands in the same form.
    path = _new_path(draft, data.get("file") or data.get("kind", ""), data.get("name", "").strip())
    what = words.told("source.what_added", file=path)
    outcome = await drafts.save(package, {path: _first_text(path)}, draft.revision, person(request).name, what)
    if isinstance(outcome, Conflict):
        raise Refused("source.changed_meanwhile", 409)
    return to(request, f"/packages/{package}/source?file={path}")


def _new_path(draft: Draft, kind: str, name: str) -> str:
    path = f"{kind}/{name}.yaml" if kind in NEW_FILES else kind
    known = LIBRARY_ROOT_FILES if draft.is_library else ROOT_FILES
    if (kind not in NEW_FILES and kind not in known) or (draft.is_library and kind == "conversations"):
        raise Refused("refusals.file_name", path=path[:120])
    if path in draft.files:
        raise Refused("source.file_exists", 409, file=path)
    return path


def _first_text(path: str) -> str:
    folder, _, name = path.rpartition("/")
    key = NEW_FILES.get(folder)
    return words.t(key, name=name.removesuffix(".yaml")) if key else words.t("source.new_file")


def _states(files: dict[str, str], found: list[Diagnostic]) -> list[FileState]:
    counts = Counter((diagnostic.span.file, diagnostic.severity) for diagnostic in found)
    return [FileState(file, counts[file, "error"], counts[file, "warning"]) for file in files]


HANDLERS = [show, check, save, add_file]
