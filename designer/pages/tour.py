"""The tour of whoever is new: begun, left, or over. A cookie says that it goes on; every page then says what to do there."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import URLEncodedBody

from designer.pages.access import may
from designer.pages.screen import to

Form = URLEncodedBody[dict[str, str]]
COOKIE = "tour"
_A_YEAR = 365 * 24 * 3600


@post("/tour", guards=[may("see")])
async def choose(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    on = data.get("tour") == "on"
    response = to(request, "/flows/new" if on else "/today")
    response.set_cookie(COOKIE, "on" if on else "off", max_age=_A_YEAR, samesite="lax", path="/")
    return response


HANDLERS = [choose]
