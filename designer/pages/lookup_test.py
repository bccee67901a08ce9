"""Testing a look-up: a part of its page, which asks the real system once through the workshop and keeps what it answered."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.kinds import kind_words, split_type
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.screen import person, screen
from designer.publishing import samples
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.workspace.drafts import Drafts
from dsl.journal import DataFetched
from dsl.model import Lookup
from dsl.notation import NotationError
from dsl.values import from_text, parse_type, to_text

ADDRESS = "/packages/{package:str}/data/{item:str}/test"


@get(ADDRESS, guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
) -> Response[str]:
    return await _part(request, session, package, item, await _lookup(session, package, item), {})


@post(ADDRESS, guards=[may("edit")], status_code=200)
async def test(request: Request[Any, Any, Any], package: FromPath[str], item: FromPath[str]) -> Response[str]:
    workshop: Workshop = request.app.state.workshop
    entered = await entered_in(request)
    # Sessions of its own before and after the wait: no transaction stays open while another system takes its time.
    async with request.app.state.store.session() as session:
        lookup = await _lookup(session, package, item)
    given = {name: entered.text(f"sends.{name}") for name in lookup.sends}
    wrong = [name for name, type_ in lookup.sends.items() if _canonical(type_, given[name]) is None]
    fetched = None
    if not wrong:
        parameters = {name: _canonical(type_, given[name]) or "" for name, type_ in lookup.sends.items()}
        fetched = await workshop.look_up(lookup, parameters)
    async with request.app.state.store.session() as session:
        if fetched is not None and fetched.outcome not in ("failed", "timed_out"):
            await samples.keep(session, package, item, fetched, person(request).name)
        return await _part(request, session, package, item, lookup, given, wrong, fetched)


def _canonical(type_: str, text: str) -> str | None:
    try:
        kind = parse_type(type_)
    except NotationError:
        return None
    value = from_text(kind, text) if text else None
    return None if value is None else to_text(kind, value)


async def _lookup(session: AsyncSession, package: str, item: str) -> Lookup:
    checked = await Drafts(session).check(package)
    found = checked.package.data.get(item) if checked.package else None
    if found is None:
        raise Refused("data.test_unreadable", 404)
    return found


async def _part(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    package: str,
    item: str,
    lookup: Lookup,
    given: dict[str, str],
    wrong: list[str] | None = None,
    fetched: DataFetched | None = None,
) -> Response[str]:
    workshop: Workshop = request.app.state.workshop
    return screen(
        request,
        "lookup_test.html",
        block="test",
        here="data",
        package=package,
        item=item,
        sends=[
            (name, kind_words(split_type(type_).kind), given.get(name, ""), name in (wrong or []))
            for name, type_ in lookup.sends.items()
        ],
        gives=list(lookup.gives),
        fetched=fetched,
        sample=await samples.find(session, package, item),
        there=workshop.there,
        may_test=person(request).may("edit", package),
    )


HANDLERS = [show, test]
