"""What programs reach with a token: a package goes out, is checked, and comes in. JSON both ways but for the zips.

The middleware takes a token for its person on these addresses alone, and a browser's cookie on none of them.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.changes import said_changes
from designer.pages.access import check, may
from designer.pages.screen import person
from designer.workspace import archive, arriving, checking
from designer.workspace.arriving import Arrival
from designer.workspace.drafts import Drafts
from dsl.compiler import Checked
from dsl.libraries import libraries_among
from dsl.merging.conflicts import Choice

ZIP_LIMIT = 80_000_000  # texts, and recordings, which hardly grow smaller in a zip
_HERE = "/api/packages/{package:str}"


@get(_HERE + "/export", guards=[may("see")])
async def take_out(session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[bytes]:
    return Response(await zipped(Drafts(session), package), media_type="application/zip")


@get(_HERE + "/check", guards=[may("see")])
async def check_draft(session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[Any]:
    return Response(_found(await Drafts(session).check(package)))


@post(_HERE + "/check", guards=[may("see")], status_code=200, request_max_body_size=ZIP_LIMIT)
async def check_zip(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[Any]:
    """What the language says of the zip that was sent; nothing is saved."""
    files = archive.unpack(await request.body())
    whole = await Drafts(session).whole(request.path_params["package"], files)
    return Response(_found(await checking.check(whole)))


@post(_HERE + "/import", guards=[may("edit")], status_code=200, request_max_body_size=ZIP_LIMIT)
async def bring_in(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    dry: FromQuery[bool] = False,
    force: FromQuery[bool] = False,
) -> Response[Any]:
    """The zip becomes the draft. Where that would lose what somebody saved, 409 with what, and nothing is saved.

    `dry`: says what would change. `force`: where both changed the same place, the zip's version counts.
    """
    drafts, data = Drafts(session), await request.body()
    arrivals = await arriving.look(drafts, data, package)
    if force:
        choices: dict[str, Choice] = {one.name: "ours" for arrival in arrivals for one in arrival.conflicts}
        arrivals = await arriving.look(drafts, data, package, choices)
    stopped = any(one.conflicts or (one.older and not force) for one in arrivals)
    report: list[dict[str, Any]] = []
    for arrival in arrivals:
        if arrival.state != "same":
            check(request, "edit", arrival.package)
        revision = arrival.current.revision if arrival.current else 0
        if arrival.state != "same" and not dry and not stopped:
            who, token = person(request).name, str(request.scope.get("token_name", ""))
            revision = await arriving.take(drafts, arrival, who, words.told("arriving.what_pushed", token=token))
            await audit.note(session, who, "flow_imported", f"{arrival.package} {revision} ({token})")
        report.append(await _reported(arrival, revision))
    return Response({"saved": not dry and not stopped, "packages": report}, status_code=409 if stopped and not dry else 200)


async def zipped(drafts: Drafts, package: str) -> bytes:
    """A package with the libraries that it uses, saying which saves they are from."""
    draft, libraries = await drafts.read(package), await drafts.libraries()
    files = {path: text for path, text in draft.whole.items() if path in draft.whole_hashes}
    used = libraries_among(files)
    saves = {package: draft.revision} | {name: libraries[name] for name in used}
    return archive.pack(package, files, saves, await drafts.sounds(draft))


async def _reported(arrival: Arrival, revision: int) -> dict[str, Any]:
    return {
        "package": arrival.package,
        "state": arrival.state,
        "revision": revision,
        "changes": [one.sentence for one in await said_changes(arrival.before, arrival.result)] if arrival.current else [],
        "conflicts": [{"place": one.name, "says": one.sentence(words.language())} for one in arrival.conflicts],
        "recordings": {path: "gone" if mark is None else "come" for path, mark in arrival.recorded.items()},
        "older": list(arrival.older),
    }


def _found(checked: Checked) -> dict[str, Any]:
    found = list(checked.findings)
    return {
        "errors": sum(one.severity == "error" for one in found),
        "warnings": sum(one.severity == "warning" for one in found),
        "findings": [
            {
                "file": one.span.file,
                "line": one.span.line,
                "column": one.span.column,
                "severity": one.severity,
                "code": one.code,
                "says": one.sentence(words.language()),
            }
            for one in found
        ],
    }


HANDLERS = [take_out, check_draft, check_zip, bring_in]
