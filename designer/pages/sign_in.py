"""The screens of signing in and out, and of the password that the first sign-in must change."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import accounts, audit, patience, sign_in
from designer.appearance import THEMES
from designer.pages.access import COOKIE, address_of
from designer.pages.screen import person, screen, to
from designer.store.engine import Store
from designer.store.tables import Account

Form = URLEncodedBody[dict[str, str]]
HOME = "/today"
"""Where somebody lands who wanted no other page."""
_A_YEAR = 365 * 24 * 3600


@get("/sign-in", opt={"open": True})
async def show(request: Request[Any, Any, Any], then: FromQuery[str] = HOME) -> Response[str]:
    if request.scope.get("user") is not None:
        return to(request, _within(then))
    return screen(request, "sign_in.html", then=_within(then), name="", problem=None)


@post("/sign-in", opt={"open": True})
async def enter(request: Request[Any, Any, Any], data: Form) -> Response[str]:
    """A try counts before it is judged: it is a transaction of its own."""
    store: Store = request.app.state.store
    name, then = data.get("name", ""), _within(data.get("then", HOME))
    counted = patience.of_sign_in(name, address_of(request))
    async with store.session() as session:
        tried = await patience.spend(session, counted)
    async with store.session() as session:
        account = await sign_in.check_password(session, name, data.get("password", ""))
        if account is None:
            await audit.note(session, "", "sign_in_failed")
        else:
            await patience.give_back(session, tried, counted[0])
            await end_session(request, session)
            token = await sign_in.begin(session, account)
            await audit.note(session, account.name, "signed_in")
    if account is None:
        return screen(request, "sign_in.html", status=422, then=then, name=name, problem=words.t("sign_in.wrong"))
    response = to(request, then)
    set_cookies(request, response, token, account)
    return response


@post("/sign-out", opt={"before_password_change": True})
async def leave(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    account = await accounts.find(session, person(request).id)
    _remember_appearance(request, account)
    session.add(account)
    await end_session(request, session)
    await audit.note(session, account.name, "signed_out")
    response = to(request, "/sign-in")
    response.delete_cookie(COOKIE)
    return response


@get("/password", opt={"before_password_change": True})
async def show_password(request: Request[Any, Any, Any]) -> Response[str]:
    return screen(request, "password.html", here="", first=person(request).must_change_password)


@post("/password", opt={"before_password_change": True})
async def change_password(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    store: Store = request.app.state.store
    counted = patience.of_old_password(person(request).id)
    async with store.session() as counting:
        tried = await patience.spend(counting, counted)
    account = await accounts.find(session, person(request).id)
    first = account.must_change_password
    if data.get("new", "") != data.get("again", ""):
        return screen(request, "password.html", status=422, here="", first=first, problem=words.t("sign_in.not_the_same"))
    await accounts.change_password(session, account, data.get("old", ""), data.get("new", ""))
    await patience.give_back(session, tried, counted[0])
    token = await sign_in.begin(session, account)
    await audit.note(session, account.name, "password_changed")
    response = to(request, HOME, flash="sign_in.password_changed")
    set_cookies(request, response, token, account)
    return response


async def end_session(request: Request[Any, Any, Any], session: AsyncSession) -> None:
    token = request.cookies.get(COOKIE)
    if token:
        await sign_in.end(session, token)


def set_cookies(request: Request[Any, Any, Any], response: Response[str], token: str, account: Account) -> None:
    https = request.app.state.configuration.https
    response.set_cookie(
        COOKIE, token, max_age=int(sign_in.LASTS.total_seconds()), httponly=True, samesite="lax", secure=https, path="/"
    )
    # What this browser chose itself stays; a fresh browser takes what the person used last.
    for name, preferred in (("language", account.language), ("theme", account.theme)):
        if name not in request.cookies and preferred:
            response.set_cookie(name, preferred, max_age=_A_YEAR, samesite="lax", secure=https, path="/")


def _remember_appearance(request: Request[Any, Any, Any], account: Account) -> None:
    language, theme = request.cookies.get("language", ""), request.cookies.get("theme", "")
    account.language = language if language in words.LANGUAGES else account.language
    account.theme = theme if theme in THEMES else account.theme


def _within(then: str) -> str:
    """An address of ours: where a link from elsewhere would lead away, the start page."""
    parts = urlsplit(then)
    plain = then.startswith("/") and not then.startswith("//") and "\\" not in then and then.isprintable()
    return then if plain and not parts.scheme and not parts.netloc else HOME


HANDLERS = [show, enter, leave, show_password, change_password]
