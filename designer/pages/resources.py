"""The screens of what a flow works with: look-ups, text messages, opening hours, word lists and pronunciations."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import structs
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms import calendars, connectors, lookups, word_lists
from designer.forms.fields import Entered
from designer.forms.rows import Row
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Path, Sheet
from designer.pages.access import may
from designer.pages.items import Kind, entered_in, item_pages, shown, tabs
from designer.pages.screen import is_fragment, person, screen
from designer.publishing.workshop import Workshop
from designer.words import t
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts

HERE = "data"
FORM = word_lists.PRONUNCIATIONS
LONGEST_WORD = 60
ADDRESS = f"/packages/{{package:str}}/{FORM.place}"


def _asks(sheet: Sheet, path: Path) -> str:
    address = next((text for method in lookups.METHODS if (text := sheet.text((*path, method)))), "")
    return address.partition("://")[2] or address


def _posts(sheet: Sheet, path: Path) -> str:
    return sheet.text((*path, "post")).partition("://")[2]


def _zone(sheet: Sheet, path: Path) -> str:
    return sheet.text((*path, "zone"))


def _entries(sheet: Sheet, path: Path) -> str:
    return t("lists.entry_count", count=len(sheet.names(path)))


@get(ADDRESS, guards=[may("see")])
async def show_sounds(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    return await _page(request, await Drafts(session).read(package), asked=request.query_params.get("word", "")[:LONGEST_WORD])


@get(f"{ADDRESS}/heard", guards=[may("see")])
async def show_heard(request: Request[Any, Any, Any], package: FromPath[str]) -> Response[str]:
    """Words that the line has to guess the sound of; it takes as long as preparing the draft takes."""
    # A session of its own that ends before the long wait: a transaction must not stay open while a model is trained.
    async with request.app.state.store.session() as session:
        draft, compiled = await Drafts(session).read(package), await Drafts(session).compile(package)
    workshop: Workshop = request.app.state.workshop
    heard = await workshop.heard(package, compiled.identity, compiled.data) if compiled.bundle is not None else None
    return screen(
        request,
        "parts/heard.html",
        package=package,
        heard=heard,
        state="errors" if compiled.bundle is None else "no_workshop" if not workshop.there else "trouble",
        can_edit=person(request).may("edit", draft.package),
        written=set(compiled.bundle.words.pronunciations) if compiled.bundle else set(),
    )


@post(ADDRESS, guards=[may("edit")], status_code=200)
async def save_sounds(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
) -> Response[str]:
    entered = await entered_in(request)
    outcome = await save_item(
        Drafts(session), package, Item(FORM.file, ((FORM.place,),)), entered.number("revision"),
        lambda sheet: FORM.edits(sheet, (), entered),
        by=person(request).name, what=t("pronunciations.what_saved"),
    )  # fmt: skip
    return await _page(request, outcome.draft, outcome, entered)


async def _page(
    request: Request[Any, Any, Any],
    draft: Draft,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    asked: str = "",
) -> Response[str]:
    """`asked`: a word that is to get its sound now."""
    checked = await checking.check(draft.whole)
    sheet = Sheet(checked, FORM.file)
    filled = FORM.read(sheet, ())
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None:
        filled = FORM.refill(filled, entered)
    if asked:
        rows = filled.cells[FORM.place]
        known = any(row.key == (asked,) for row in rows.value)
        filled.cells[FORM.place] = structs.replace(rows, value=rows.value if known else [*rows.value, Row("", (asked,), ("",))])
    return screen(
        request,
        "form.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=HERE,
        kind=FORM.place,
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        readable=sheet.readable,
        outcome=outcome,
        tabs=tabs(HERE, draft.package),
        **shown(request, draft, checked, FORM, filled),
    )


HANDLERS = [
    *item_pages(Kind(form=lookups.FORM, new=lookups.new, detail=_asks, here=HERE)),
    *item_pages(Kind(form=connectors.FORM, new=connectors.new, detail=_posts, here=HERE)),
    *item_pages(Kind(form=calendars.FORM, new=calendars.new, detail=_zone, here=HERE)),
    *item_pages(Kind(form=word_lists.FORM, new=word_lists.new, detail=_entries, below=word_lists.BELOW, here=HERE)),
    show_sounds,
    show_heard,
    save_sounds,
]
