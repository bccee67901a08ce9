"""The screens of what a flow works with: look-ups, text messages, opening hours, word lists and pronunciations."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms import calendars, connectors, lookups, word_lists
from designer.forms.rows import Row
from designer.forms.saving import Item, save_item
from designer.forms.sheet import Path, Sheet
from designer.pages.access import may
from designer.pages.items import Kind, entered_in, item_pages
from designer.pages.lone_form import lone_page
from designer.pages.screen import person, screen
from designer.publishing.workshop import Workshop
from designer.words import t, told
from designer.workspace.drafts import Drafts

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
    """`word`: one that is to get its sound now."""
    asked = request.query_params.get("word", "")[:LONGEST_WORD]

    def with_word(rows: list[Row]) -> list[Row]:
        known = not asked or any(row.key == (asked,) for row in rows)
        return rows if known else [*rows, Row("", (asked,), ("",))]

    return await lone_page(request, await Drafts(session).read(package), FORM, HERE, pronunciations=with_word)


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
        by=person(request).name, what=told("pronunciations.what_saved"),
    )  # fmt: skip
    return await lone_page(request, outcome.draft, FORM, HERE, outcome, entered)


HANDLERS = [
    *item_pages(Kind(form=lookups.FORM, new=lookups.new, detail=_asks, here=HERE)),
    *item_pages(Kind(form=connectors.FORM, new=connectors.new, detail=_posts, here=HERE)),
    *item_pages(Kind(form=calendars.FORM, new=calendars.new, detail=_zone, here=HERE)),
    *item_pages(Kind(form=word_lists.FORM, new=word_lists.new, detail=_entries, below=word_lists.BELOW, here=HERE)),
    show_sounds,
    show_heard,
    save_sounds,
]
