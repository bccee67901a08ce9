"""The screen of a form that is a page of its own: shown, saved, and shown with what became of it."""

from typing import Any

from litestar import Request, Response
from msgspec import structs

from designer.forms.fields import Entered
from designer.forms.form import Form
from designer.forms.names import names_in
from designer.forms.saving import Outcome
from designer.forms.sheet import Sheet
from designer.pages.items import shown, tabs
from designer.pages.screen import is_fragment, screen
from designer.workspace import checking
from designer.workspace.drafts import Draft


async def lone_page(
    request: Request[Any, Any, Any],
    draft: Draft,
    form: Form,
    here: str,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    language: str = "",
    **given: Any,
) -> Response[str]:
    """`given`: values of fields that the page came with, in place of what is written."""
    checked = await checking.check(draft.whole)
    sheet = Sheet(checked, form.file, language)
    filled = form.read(sheet, ())
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None:
        filled = form.refill(filled, entered)
    for key, change in given.items():
        cell = filled.cells[key]
        filled.cells[key] = structs.replace(cell, value=change(cell.value))
    return screen(
        request,
        "form.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=here,
        kind=form.place,
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        readable=sheet.readable,
        outcome=outcome,
        tabs=tabs(here, draft.package),
        text_languages=sheet.languages,
        text_language=sheet.language,
        **shown(request, draft, checked, form, filled, names_in(checked, "")),
    )
