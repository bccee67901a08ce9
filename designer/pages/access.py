"""Owns who reaches which page: the middleware that knows the person, and the guards that turn others away.

Every page wants somebody signed in, unless its handler says `opt={"open": True}`.
"""

import hmac
from typing import Any
from urllib.parse import quote, urlsplit

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from designer.accounts import api_tokens, patience, sign_in
from designer.accounts.roles import EVERYWHERE, Person, Right
from designer.publishing import emergency
from designer.store.engine import Store

COOKIE = "session"
PROGRAMS = "/api/"
"""Below this address a token stands for its person, and nothing else does: no page of another site can make a browser ask."""
_LONGEST_PATH = 200
Connection = ASGIConnection[Any, Any, Any, Any]


class SignInNeeded(Exception):
    """Nobody is signed in; the person is sent to sign in and then back to `then`."""

    def __init__(self, then: str) -> None:
        super().__init__(then)
        self.then = then

    @property
    def address(self) -> str:
        return "/sign-in" if self.then in ("", "/") else f"/sign-in?then={quote(self.then)}"


class PasswordChangeNeeded(Exception):
    """The person still has the password that somebody else gave them."""


def know_the_person(app: ASGIApp) -> ASGIApp:
    """Middleware: puts the `Person` whose session cookie (or, for a program, whose token) this is into the scope, else None; and
    the `measures` of the emergency switch, of which every page tells."""

    async def with_person(scope: Scope, receive: Receive, send: Send) -> None:
        # Litestar's scope is typed without what a middleware adds to it, as ASGI lets it.
        scope["user"], scope["measures"] = None, []  # type: ignore[typeddict-unknown-key] # ours, beside the framework's
        store: Store = scope["litestar_app"].state.store
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(PROGRAMS):
            sort, _, secret = ASGIConnection[Any, Any, Any, Any](scope).headers.get("authorization", "").partition(" ")
            if sort.lower() == "bearer" and secret:
                await _know_the_program(scope, store, secret.strip())
        elif scope["type"] == ScopeType.HTTP and not scope["path"].startswith(("/static/", "/feed/")):
            token = ASGIConnection[Any, Any, Any, Any](scope).cookies.get(COOKIE)
            if token:
                async with store.session() as session:
                    scope["user"] = person = await sign_in.who(session, token)
                    theirs = person.packages("see") if person is not None else frozenset[str]()
                    in_force = await emergency.concerning(session, await emergency.in_force(session), theirs)
                    scope["measures"] = in_force  # type: ignore[typeddict-unknown-key] # ours, beside the framework's
        await app(scope, receive, send)

    return with_person


async def _know_the_program(scope: Scope, store: Store, secret: str) -> None:
    counted = patience.of_secret("token", address_of(ASGIConnection(scope)))
    async with store.session() as session:
        await patience.check(session, counted)
        found = await api_tokens.who(session, secret)
    if found is not None:
        scope["user"], scope["token_name"] = found  # type: ignore[typeddict-unknown-key] # ours, beside the framework's
        return
    async with store.session() as session:
        await patience.spend(session, counted)


def address_of(connection: Connection) -> str:
    """Whence somebody comes; behind a proxy on this machine, as the proxy says."""
    return connection.client.host if connection.client else ""


def signed_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard of the whole app: no page without a person who has a password of their own, no change but from a page of ours."""
    if _comes_from_elsewhere(connection):
        raise PermissionDeniedException
    if handler.opt.get("open"):
        return
    person = connection.scope.get("user")
    if person is None:
        raise SignInNeeded(way_back(connection))
    if person.must_change_password and not handler.opt.get("before_password_change"):
        raise PasswordChangeNeeded


def _comes_from_elsewhere(connection: Connection) -> bool:
    """Whether the browser says that a page of another site, or of a neighbour under the same domain, sends this.

    Beside the form token: whoever could plant that one's cookie from a neighbour is found out here.
    """
    if connection.scope.get("method") in ("GET", "HEAD", "OPTIONS") or connection.scope["path"].startswith(("/feed/", PROGRAMS)):
        return False
    if (site := connection.headers.get("sec-fetch-site")) is not None:
        return site not in ("same-origin", "none")
    origin = connection.headers.get("origin")  # by plain http, browsers say no more than this
    return origin is not None and urlsplit(origin).netloc != connection.headers.get("host")


def may(right: Right) -> Any:
    """Guard of one page: the person has this right, on the page's package where it has one."""

    def guard(connection: Connection, _handler: BaseRouteHandler) -> None:
        check(connection, right, connection.path_params.get("package"))

    return guard


def may_everywhere(right: Right) -> Any:
    """Guard of what holds for the whole house: a right on one package is not enough."""

    def guard(connection: Connection, _handler: BaseRouteHandler) -> None:
        check(connection, right, EVERYWHERE)

    return guard


def check(connection: Connection, right: Right, package: str | None) -> None:
    """Turns away who has not this right on the package, for a page whose package stands in what was sent."""
    person = connection.scope.get("user")
    if not isinstance(person, Person) or not person.may(right, package):
        raise PermissionDeniedException


def names_a_file(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard of static files: no disk has a name with a NUL in it, or one of five thousand letters."""
    path = connection.scope["path"]
    if "\0" in path or len(path.encode("utf-8", "replace")) > _LONGEST_PATH:
        raise NotFoundException


def from_a_runtime(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard of the feed: the shared token, compared in constant time."""
    token: str = connection.app.state.configuration.token
    given = connection.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotAuthorizedException


def way_back(connection: Connection) -> str:
    """Where somebody lands once they have signed in."""
    if connection.scope.get("method") != "GET":
        return "/"
    query = connection.scope.get("query_string", b"").decode("ascii", "ignore")
    return connection.url.path + (f"?{query}" if query else "")
