"""Owns how a page answers: a template rendered whole or one block of it, redirects that htmx follows too, toasts.

Every page gets its template through `screen`; what the frame of a signed-in page needs is filled in here.
"""

import json
import re
from typing import Any, Literal
from urllib.parse import quote

from jinja2_fragments import render_block
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.plugins.htmx import HTMXRequest

from designer import words
from designer.accounts.roles import Person

ToastKind = Literal["good", "info", "warn", "bad"]
_FLASH, _UNDO = "flash", "undo"
_UNDONE = re.compile(r"(?P<package>[a-z0-9_]+)/(?P<revision>\d+)/(?P<place>[a-z]+)")
_ADDRESS = "/?&=#%:+~"  # what has a meaning of its own in an address; all else that is not plain is escaped


def screen(
    request: Request[Any, Any, Any],
    template: str,
    /,
    *,
    block: str | None = None,
    status: int = 200,
    toast: tuple[ToastKind, str] | None = None,
    **context: Any,
) -> Response[str]:
    """The page, or with `block` that part of it alone. `toast` shows once, over a page or a fragment."""
    engine = request.app.template_engine
    assert engine is not None, "the app is wired with a template engine"
    flash = request.cookies.get(_FLASH)
    flashed = words.t(flash) if flash and words.has(flash) else None
    frame = {"request": request, "person": request.scope.get("user"), "flash": None}
    values: dict[str, Any] = frame | {"emergency_number": emergency_number} | context
    if block is None:
        values["flash"] = toast[1] if toast else flashed
        values["undo"] = _undo(request) if flashed and not toast else None
        text = engine.get_template(template).render(**values)
    else:
        text = render_block(engine.engine, template, block, **values)
    response = Response(text, media_type=MediaType.HTML, status_code=status)
    if toast and block is not None:
        response.headers["HX-Trigger"] = toast_header(*toast)
    if flash and block is None:
        response.delete_cookie(_FLASH)
        response.delete_cookie(_UNDO)
    return response


def emergency_number(dialled: str) -> str:
    """The number of a measure of the emergency switch, as a sentence speaks of it."""
    return {"": words.t("emergency.all"), "*": words.t("numbers.every_other")}.get(dialled, dialled)


def to(
    request: Request[Any, Any, Any], address: str, *, flash: str | None = None, undo: tuple[str, int, str] | None = None
) -> Response[str]:
    """Sends the browser to another page, where the words of the key `flash` show once; with a button to `undo` a save, of which
    it has the package, the number and the place to go back to."""
    address = quote(address, safe=_ADDRESS)  # a header carries no Chinese file name
    if is_fragment(request):
        response = Response("", status_code=204, media_type=MediaType.HTML, headers={"HX-Redirect": address})
    else:
        response = Response("", status_code=303, media_type=MediaType.HTML, headers={"Location": address})
    if flash:
        response.set_cookie(_FLASH, flash, max_age=30, samesite="lax", httponly=True)
    if flash and undo:
        response.set_cookie(_UNDO, "/".join(map(str, undo)), max_age=30, samesite="lax", httponly=True)
    return response


def _undo(request: Request[Any, Any, Any]) -> dict[str, str] | None:
    """What the button beside the flash asks to undo."""
    found = _UNDONE.fullmatch(request.cookies.get(_UNDO, ""))
    return found.groupdict() if found else None


def is_fragment(request: Request[Any, Any, Any]) -> bool:
    """Whether htmx asks for a part of a page."""
    return isinstance(request, HTMXRequest) and bool(request.htmx) and not request.htmx.history_restore_request


def toast_header(kind: ToastKind, text: str) -> str:
    return trigger_header("toast", {"kind": kind, "text": text})


def trigger_header(event: str, detail: dict[str, str | int]) -> str:
    """What makes htmx tell the page's scripts of something, as an event of this name."""
    return json.dumps({event: detail})


def person(request: Request[Any, Any, Any]) -> Person:
    """Who is signed in, on a page that only they reach."""
    user = request.scope.get("user")
    assert isinstance(user, Person), "the page is guarded"
    return user
