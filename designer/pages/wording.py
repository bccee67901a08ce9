"""Everything that a flow says, as a whole: search and replace, and a spreadsheet for who reviews the words."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.pages.access import may
from designer.pages.importing import sent
from designer.pages.screen import person, screen, to
from designer.refusal import Refused
from designer.wording import places, review, search, spreadsheet
from designer.wording.places import KINDS, Wording
from designer.wording.review import STATES, Reviewed
from designer.wording.search import Wanted
from designer.words import language, t, told
from designer.workspace import checking, uploads
from designer.workspace.drafts import Conflict, Draft, Drafts
from dsl.compiler import Checked

ADDRESS = "/packages/{package:str}/wording"
Uploaded = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
MOST_HITS = 500
SHEETS = {
    "csv": (spreadsheet.to_csv, "text/csv; charset=utf-8"),
    "xlsx": (spreadsheet.to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class Book(Struct, frozen=True):
    """A draft's words: those of the kinds that were asked for, and the languages that it speaks, its own first."""

    draft: Draft
    checked: Checked
    wording: list[Wording]
    spoken: tuple[str, ...]


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    words: FromQuery[str] = "",
    instead: FromQuery[str] = "",
    case: FromQuery[bool] = False,
    whole: FromQuery[bool] = False,
) -> Response[str]:
    wanted = Wanted(words=words.strip("\r\n"), case=case, whole=whole)
    return _page(request, await _book(session, package, KINDS), wanted, instead)


@post(ADDRESS + "/replace", guards=[may("edit")], status_code=200)
async def replace(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    """Puts the other words where they were ticked. If the draft moved on meanwhile, what is found now is shown."""
    data = await request.form()
    wanted = Wanted(words=str(data.get("words", "")), case="case" in data, whole="whole" in data)
    instead = str(data.get("instead", ""))
    book = await _book(session, package, KINDS)
    if str(data.get("revision")) != str(book.draft.revision):
        return _page(request, book, wanted, instead, status=409, moved_on=True)
    changed = search.replaced(search.find(book.wording, wanted), _ticked(data, "hit"), instead)
    if not changed:
        return _page(request, book, wanted, instead, status=422, problems=[t("wording.nothing_ticked")])
    files = places.rewritten(book.draft.files, changed)
    if (problems := await _new_problems(book, files)) and "anyway" not in data:
        return _page(request, book, wanted, instead, status=422, problems=problems, ticked=_ticked(data, "hit"))
    await _save(request, session, book, files, told("wording.what_replaced", words=wanted.words[:40], instead=instead[:40]))
    return to(request, f"/packages/{package}/wording", flash="wording.replaced")


@get(ADDRESS + "/sheet/{sort:str}", guards=[may("see")])
async def take_out(session: NamedDependency[AsyncSession], package: FromPath[str], sort: FromPath[str]) -> Response[bytes]:
    if sort not in SHEETS:
        raise Refused("refusals.status_404", 404)
    book = await _book(session, package)
    write, kind = SHEETS[sort]
    data = write(review.rows_of(book.wording, book.spoken, language()))
    name = f"{package}-wording-{book.draft.revision}.{sort}"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@post(ADDRESS + "/sheet", guards=[may("edit")])
async def bring_in(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: Uploaded
) -> Response[str]:
    """A spreadsheet that came back; what it would change is shown first."""
    name, content = await sent(data)
    spreadsheet.read(content, name)
    key = await uploads.keep(session, person(request).id, name, content)
    return to(request, f"/packages/{package}/wording/sheet/{key}/report")


@get(ADDRESS + "/sheet/{key:str}/report", guards=[may("edit")])
async def report(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], key: FromPath[str]
) -> Response[str]:
    book, reviewed = await _reviewed(request, session, package, key)
    return _report(request, book, key, reviewed)


@post(ADDRESS + "/sheet/{key:str}/report", guards=[may("edit")], status_code=200)
async def settle(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], key: FromPath[str]
) -> Response[str]:
    """Writes the rows that were ticked into the draft; every other byte of it stays."""
    data = await request.form()
    book, reviewed = await _reviewed(request, session, package, key)
    ticked = {int(number) for number in _ticked(data, "row") if number.isdecimal()}
    if str(data.get("revision")) != str(book.draft.revision):
        return _report(request, book, key, reviewed, status=409, moved_on=True)
    files = review.applied(book.draft.files, reviewed, ticked)
    if not files:
        return _report(request, book, key, reviewed, status=422, problems=[t("wording.nothing_ticked")], ticked=ticked)
    if (problems := await _new_problems(book, files)) and "anyway" not in data:
        return _report(request, book, key, reviewed, status=422, problems=problems, ticked=ticked)
    upload = await uploads.find(session, person(request).id, key)
    await _save(request, session, book, files, told("wording.what_imported", name=upload.name[:60]))
    await uploads.drop(session, upload)
    return to(request, f"/packages/{package}/wording", flash="wording.imported")


async def _book(session: AsyncSession, package: str, kinds: Sequence[str] = (places.SAID,)) -> Book:
    draft = await Drafts(session).read(package)
    checked = await checking.check(draft.whole)
    spoken = tuple(checked.package.flow.spoken) if checked.package else (draft.language,)
    return Book(draft, checked, places.wording_of(checked, draft.language, kinds), spoken)


async def _reviewed(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, key: str
) -> tuple[Book, list[Reviewed]]:
    upload = await uploads.find(session, person(request).id, key)
    book = await _book(session, package)
    rows = spreadsheet.read(upload.data, upload.name)
    return book, review.compare(rows, book.wording, book.spoken, language())


async def _new_problems(book: Book, files: Mapping[str, str]) -> list[str]:
    """The errors that the draft would have and has not."""
    had = {(found.code, found.span.file, found.sentence()) for found in book.checked.findings if found.severity == "error"}
    checked = await checking.check(book.draft.files | files)
    new = [found for found in checked.findings if found.severity == "error"]
    return [found.sentence(language()) for found in new if (found.code, found.span.file, found.sentence()) not in had]


async def _save(request: Request[Any, Any, Any], session: AsyncSession, book: Book, files: dict[str, str], what: str) -> None:
    package, who = book.draft.package, person(request).name
    saved = await Drafts(session).save(package, files, book.draft.revision, who, what)
    if isinstance(saved, Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    await audit.note(session, who, "wording_changed", f"{package} {saved.revision}")


def _page(
    request: Request[Any, Any, Any], book: Book, wanted: Wanted, instead: str, *, status: int = 200, moved_on: bool = False,
    problems: Sequence[str] = (), ticked: Sequence[str] | None = None,
) -> Response[str]:  # fmt: skip
    hits = search.find(book.wording, wanted)
    return screen(
        request,
        "wording.html",
        status=status,
        **_frame(request, book),
        wanted=wanted,
        instead=instead,
        hits=hits[:MOST_HITS],
        more=max(0, len(hits) - MOST_HITS),
        texts=len({hit.wording.key for hit in hits}),
        said=sum(one.kind == places.SAID for one in book.wording),
        moved_on=moved_on,
        problems=problems,
        ticked=ticked,
    )


def _report(
    request: Request[Any, Any, Any], book: Book, key: str, reviewed: list[Reviewed], *, status: int = 200, moved_on: bool = False,
    problems: Sequence[str] = (), ticked: set[int] | None = None,
) -> Response[str]:  # fmt: skip
    groups = [(state, [one for one in reviewed if one.state == state]) for state in STATES]
    return screen(
        request,
        "wording_report.html",
        status=status,
        **_frame(request, book),
        key=key,
        groups=[(state, rows) for state, rows in groups if rows],
        noted=[one for one in reviewed if one.state == "same" and one.row.comment],
        takeable=any(one.takeable for one in reviewed),
        taken=review.TAKEN,
        moved_on=moved_on,
        problems=problems,
        ticked=ticked,
    )


def _frame(request: Request[Any, Any, Any], book: Book) -> dict[str, Any]:
    draft = book.draft
    return {
        "here": "wording",
        "package": draft.package,
        "package_title": draft.title,
        "library": draft.is_library,
        "revision": draft.revision,
        "spoken": book.spoken,
        "can_edit": person(request).may("edit", draft.package),
    }


def _ticked(data: FormMultiDict, name: str) -> list[str]:
    return [str(value) for value in data.getall(name, [])]


HANDLERS = [show, replace, take_out, bring_in, report, settle]
