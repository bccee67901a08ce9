"""The screens of items that stand in a map by name (intents, look-ups, …): the list, the form of one, new, save, delete."""

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.forms.conditions import menus
from designer.forms.edits import Edit, Remove
from designer.forms.fields import Entered
from designer.forms.form import Filled, Form
from designer.forms.kinds import ASKED, WITH_ARGUMENT, kind_words
from designer.forms.names import Names, names_of
from designer.forms.naming import name_for
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Path, Sheet
from designer.pages.access import may
from designer.pages.screen import is_fragment, person, screen, to
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts
from dsl.compiler import Checked
from dsl.values import TYPES


class Kind(Struct, frozen=True, kw_only=True):
    """What differs between the screens of two kinds of items. `detail` is what the list says of an item."""

    form: Form
    new: Callable[[str, Entered], list[Edit]]
    detail: Callable[[Sheet, Path], str]
    below: Path = ()  # where the items stand in their file
    words: str = ""  # the field of what the line says, which a new item is not without
    here: str = ""  # its place in the navigation, when that is not its own
    told: Callable[[Filled], list[str]] = lambda _: []  # notices above the form

    @property
    def place(self) -> str:
        return self.form.place

    def item(self, name: str) -> Item:
        return Item(self.form.file, ((*self.below, name),))


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
        sheet = Sheet(await checking.check(draft.files), kind.form.file)
        name = name_for(entered.text("title"), sheet.names(kind.below), kind.place.rstrip("s"))
        what = words.told(f"{kind.place}.what_added", name=entered.text("title") or name)
        outcome = await save_item(
            drafts, package, kind.item(name), draft.revision, lambda _: kind.new(name, entered),
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
            Drafts(session), package, kind.item(item), entered.number("revision"),
            lambda sheet: kind.form.edits(sheet, standing(kind, sheet, item), entered),
            by=person(request).name, what=words.told(f"{kind.place}.what_saved", name=entered.text("title") or item),
            language=entered.text("language"),
        )  # fmt: skip
        return await _page(request, kind, outcome.draft, item, outcome, entered, entered.text("language"))

    @post(address + "/{item:str}/delete", guards=[may("edit")], name=f"{kind.place}.delete")
    async def delete(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], item: FromPath[str]
    ) -> Response[str]:
        entered = await entered_in(request)
        outcome = await save_item(
            Drafts(session), package, kind.item(item), entered.number("revision"),
            lambda sheet: [Remove(standing(kind, sheet, item))],
            by=person(request).name, what=words.told(f"{kind.place}.what_deleted", name=item),
        )  # fmt: skip
        if not outcome.saved:
            raise Refused("editor.changed_meanwhile", 409)
        undo = (package, outcome.draft.revision, kind.place)
        return to(request, f"/packages/{package}/{kind.place}", flash="editor.deleted", undo=undo)

    return [show_first, show, add, save, delete]


async def entered_in(request: Request[Any, Any, Any]) -> Entered:
    """The fields of the posted form; files are nobody's business here."""
    form = await request.form()
    return Entered((name, value) for name, value in form.multi_items() if isinstance(value, str))


def standing(kind: Kind, sheet: Sheet, item: str) -> Path:
    if item not in sheet.names(kind.below):
        raise Refused("editor.gone", 404)
    return (*kind.below, item)


async def _page(
    request: Request[Any, Any, Any],
    kind: Kind,
    draft: Draft,
    item: str | None,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    language: str = "",
) -> Response[str]:
    checked = await checking.check(draft.files)
    sheet = Sheet(checked, kind.form.file, language)
    paths = [(*kind.below, name) for name in sheet.names(kind.below)]
    rows = [
        Row(str(path[-1]), sheet.text((*path, "title")) or str(path[-1]), kind.detail(sheet, path), *sheet.count(path))
        for path in paths
    ]
    chosen = item if item is not None else next((row.name for row in rows), None)
    form = kind.form.read(sheet, standing(kind, sheet, chosen)) if chosen is not None else None
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None and form is not None:
        form = kind.form.refill(form, entered)
    return screen(
        request,
        "items.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=kind.here or kind.place,
        kind=kind.place,
        words=kind.words,
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        rows=rows,
        told=kind.told(form) if form else [],
        text_languages=sheet.languages,
        text_language=sheet.language,
        readable=sheet.readable,
        general=sheet.problems(()) if form is None else [],
        outcome=outcome,
        tabs=tabs(kind.here, draft.package),
        **shown(request, draft, checked, kind.form, form),
    )


def shown(
    request: Request[Any, Any, Any],
    draft: Draft,
    checked: Checked,
    form: Form,
    filled: Filled | None,
    names: dict[str, Names] | None = None,
) -> dict[str, Any]:
    """What the templates need to show a form. `names` are what its fields offer, where that is more than the package's own."""
    return {
        "form": filled,
        "place": form.place,
        "file": form.file,
        "revision": draft.revision,
        "can_edit": person(request).may("edit", draft.package),
        "longest_menu": LONGEST_MENU,
        "offered": partial(_offered, names_of(checked) if names is None else names),
        "kind_options": _kind_options,
        "kinds_with_argument": WITH_ARGUMENT,
        "all_kinds": tuple(TYPES),
        "kinds_asked": ASKED,
        **menus(checked.package),
    }


def _offered(names: dict[str, Names], source: str, chosen: str = "") -> Names:
    """The names of a kind, and what is chosen even where nothing has that name any more."""
    known = names.get(source, [])
    return known if not chosen or any(chosen == name for name, _ in known) else [*known, (chosen, chosen)]


def _kind_options(kinds: tuple[str, ...], chosen: str) -> Names:
    return [(kind, kind_words(kind)) for kind in (kinds if chosen in kinds else (*kinds, chosen)) if kind]


LONGEST_MENU = 40
"""Entries of a menu that stand in it at once; those of a longer one are written on the page once, whatever asks for them."""

TABS = {
    "overview": ("overview", "line", "parts"),
    "data": ("data", "connectors", "calendars", "lists", "pronunciations", "recordings"),
}
"""Places that share one entry of the navigation."""


def tabs(here: str, package: str) -> list[tuple[str, str, str, int | None]]:
    def address(name: str) -> str:
        return f"/packages/{package}" if name == "overview" else f"/packages/{package}/{name}"

    return [(name, address(name), words.t(f"{name}.title"), None) for name in TABS.get(here, ())]
