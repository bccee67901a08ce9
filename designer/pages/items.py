"""The screens of a file that is a map of items (intents, slots, answers): the list, the form of one, new, save, delete."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.forms.edits import Edit, Remove
from designer.forms.fields import Entered
from designer.forms.naming import name_for
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.screen import is_fragment, person, screen, to
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts


class Kind(Struct, frozen=True, kw_only=True):
    """What differs between the screens of two kinds of items. `detail` is what the list says of an item."""

    place: str  # in the navigation, the address, the words and the names of its form and help
    file: str
    read: Callable[[Sheet, str], Any]
    refill: Callable[[Any, Entered], Any]
    edits: Callable[[Sheet, str, Entered], list[Edit]]
    new: Callable[[str, Entered], list[Edit]]
    detail: Callable[[Sheet, str], str]
    words: str = ""  # the field of what the line says, which a new item is not without
    extras: Callable[[], dict[str, Any]] = dict


class Row(Struct, frozen=True):
    name: str
    title: str
    detail: str
    errors: int
    warnings: int


def item_pages(kind: Kind) -> list[ControllerRouterHandler]:
    """The handlers of one kind of items."""
    address = f"/packages/{{package:str}}/{kind.place}"

    @get(address, guards=[may("see")], name=f"{kind.place}.list")
    async def show_first(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
    ) -> Response[str]:
        draft = await Drafts(session).read(package)
        return await _page(request, kind, draft, None)

    @get(address + "/{item:str}", guards=[may("see")], name=f"{kind.place}.item")
    async def show(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
    ) -> Response[str]:
        draft = await Drafts(session).read(package)
        return await _page(request, kind, draft, item, language=request.query_params.get("language", ""))

    @post(address, guards=[may("edit")], name=f"{kind.place}.add")
    async def add(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
    ) -> Response[str]:
        drafts, entered = Drafts(session), await entered_in(request)
        draft = await drafts.read(package)
        sheet = Sheet(await checking.check(draft.files), kind.file)
        name = name_for(entered.text("title"), sheet.names(), kind.place.rstrip("s"))
        what = words.t(f"{kind.place}.what_added", name=entered.text("title") or name)
        outcome = await save_item(
            drafts, package, Item(kind.file, ((name,),)), draft.revision, lambda _: kind.new(name, entered),
            by=person(request).name, what=what,
        )  # fmt: skip
        if not outcome.saved:  # somebody made one of that name since
            raise Refused("source.changed_meanwhile", 409)
        return to(request, f"/packages/{package}/{kind.place}/{name}")

    @post(address + "/{item:str}", guards=[may("edit")], status_code=200, name=f"{kind.place}.save")
    async def save(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
    ) -> Response[str]:
        entered = await entered_in(request)
        outcome = await save_item(
            Drafts(session), package, Item(kind.file, ((item,),)), entered.number("revision"),
            lambda sheet: kind.edits(sheet, _standing(sheet, item), entered),
            by=person(request).name, what=words.t(f"{kind.place}.what_saved", name=entered.text("title") or item),
            language=entered.text("language"),
        )  # fmt: skip
        return await _page(request, kind, outcome.draft, item, outcome, entered, entered.text("language"))

    @post(address + "/{item:str}/delete", guards=[may("edit")], name=f"{kind.place}.delete")
    async def delete(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
    ) -> Response[str]:
        entered = await entered_in(request)
        outcome = await save_item(
            Drafts(session), package, Item(kind.file, ((item,),)), entered.number("revision"),
            lambda sheet: [Remove((_standing(sheet, item),))],
            by=person(request).name, what=words.t(f"{kind.place}.what_deleted", name=item),
        )  # fmt: skip
        if not outcome.saved:
            raise Refused("editor.changed_meanwhile", 409)
        return to(request, f"/packages/{package}/{kind.place}", flash="editor.deleted")

    return [show_first, show, add, save, delete]


async def entered_in(request: Request[Any, Any, Any]) -> Entered:
    """The fields of the posted form; files are nobody's business here."""
    form = await request.form()
    return Entered((name, value) for name, value in form.multi_items() if isinstance(value, str))


def _standing(sheet: Sheet, item: str) -> str:
    if item not in sheet.names():
        raise Refused("editor.gone", 404)
    return item


async def _page(
    request: Request[Any, Any, Any],
    kind: Kind,
    draft: Draft,
    item: str | None,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    language: str = "",
) -> Response[str]:
    sheet = Sheet(await checking.check(draft.files), kind.file, language)
    rows = [
        Row(name, sheet.text((name, "title")) or name, kind.detail(sheet, name), *sheet.count((name,))) for name in sheet.names()
    ]
    chosen = item if item is not None else next((row.name for row in rows), None)
    form = kind.read(sheet, _standing(sheet, chosen)) if chosen is not None else None
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None:
        form = kind.refill(form, entered)
    return screen(
        request,
        "items.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=kind.place,
        kind=kind.place,
        file=kind.file,
        words=kind.words,
        package=draft.package,
        package_title=draft.title,
        rows=rows,
        form=form,
        revision=draft.revision,
        text_languages=sheet.languages,
        text_language=sheet.language,
        readable=sheet.readable,
        general=sheet.problems(()) if form is None else [],
        can_edit=person(request).may("edit", draft.package),
        outcome=outcome,
        **kind.extras(),
    )
