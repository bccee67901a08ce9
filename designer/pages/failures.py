"""Owns what a person sees when something can't be done: one sentence in their language, never a traceback."""

import logging
import secrets
import traceback
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import DBAPIError

from designer.appearance import suit
from designer.pages.access import PROGRAMS, PasswordChangeNeeded, SignInNeeded
from designer.pages.screen import is_fragment, screen, to, toast_header
from designer.refusal import Refused
from designer.words import t

log = logging.getLogger(__name__)
_KNOWN = {400, 401, 403, 404, 405, 413, 429}


def refused(request: Request[Any, Any, Any], refusal: Refused) -> Response[Any]:
    return _answer(request, refusal.status, t(refusal.key, **refusal.arguments))


def http_failure(request: Request[Any, Any, Any], failure: HTTPException) -> Response[Any]:
    suit(request)
    status = failure.status_code
    known = status if status in _KNOWN else (400 if status < 500 else 500)
    return _answer(request, status, t(f"refusals.status_{known}"))


def out_of_range(request: Request[Any, Any, Any], _failure: OverflowError) -> Response[Any]:
    """A number in an address or a form that no row can have."""
    return _answer(request, 404, t("refusals.status_404"))


def too_deep(request: Request[Any, Any, Any], _failure: RecursionError) -> Response[Any]:
    """JSON of a hundred thousand brackets."""
    return _answer(request, 400, t("refusals.status_400"))


def unforeseen(request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
    """A mistake of ours: it is logged under a mark that the person can tell us."""
    if isinstance(failure, DBAPIError) and "out of int" in str(failure.orig):  # PostgreSQL's way of saying it
        return out_of_range(request, OverflowError())
    mark = secrets.token_hex(4)
    # by kind and place alone: the message of an error may hold what a caller said
    where = "".join(traceback.format_tb(failure.__traceback__))
    path = request.scope.get("path_template", "")
    log.error("request failed, mark %s: %s %s (%s)\n%s", mark, request.method, path, type(failure).__name__, where)
    return _answer(request, 500, t("refusals.status_500") + f" ({mark})")


def not_text(request: Request[Any, Any, Any], _failure: UnicodeDecodeError) -> Response[Any]:
    """A body that is no UTF-8. What an upload holds is decoded, and refused, where it is unpacked."""
    return _answer(request, 400, t("refusals.status_400"))


def sign_in_needed(request: Request[Any, Any, Any], needed: SignInNeeded) -> Response[Any]:
    if request.scope["path"].startswith(PROGRAMS):
        return _answer(request, 401, t("refusals.token_needed"))
    if _is_script(request) or is_fragment(request):  # what is written on the page and not saved must stay
        return _answer(request, 401, t("refusals.status_401_kept"))
    return to(request, needed.address)


def password_change_needed(request: Request[Any, Any, Any], _needed: PasswordChangeNeeded) -> Response[Any]:
    return to(request, "/password")


def _answer(request: Request[Any, Any, Any], status: int, sentence: str) -> Response[Any]:
    if request.scope["path"].startswith("/feed/") or _is_script(request):
        return Response({"error": sentence}, status_code=status)
    if is_fragment(request):
        headers = {"HX-Trigger": toast_header("bad", sentence), "HX-Reswap": "none"}
        # 422 where the frame would add a sentence of its own to the one that we give.
        return Response("", status_code=422 if status < 500 else status, media_type="text/html", headers=headers)
    return screen(request, "failure.html", status=status, sentence=sentence)


def _is_script(request: Request[Any, Any, Any]) -> bool:
    """Whether one of our scripts asks, for which a sentence is data: it shows it itself."""
    return request.headers.get("accept") == "application/json" or request.scope["path"].startswith(PROGRAMS)


HANDLERS: ExceptionHandlersMap = {
    Refused: refused,
    SignInNeeded: sign_in_needed,
    PasswordChangeNeeded: password_change_needed,
    HTTPException: http_failure,
    UnicodeDecodeError: not_text,
    OverflowError: out_of_range,
    RecursionError: too_deep,
    Exception: unforeseen,
}
