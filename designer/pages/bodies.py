"""Owns how much of a body is read, and from whom: nothing to speak of from a stranger, and a refused one to its end."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from designer.pages.access import SignInNeeded, way_back

STRANGERS_LIMIT = 64_000
"""The longest form of those that nobody has to be signed in for, a dozen times over."""
_DRAINED = 120_000_000


def drained(app: ASGIApp) -> ASGIApp:
    """Middleware: reads on when an answer comes before the body's end, else a browser shows a broken connection
    and never the sentence that tells why a large upload was refused."""

    async def to_its_end(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        more, read = True, 0

        async def counted() -> Any:
            nonlocal more, read
            message = await receive()
            if message["type"] == "http.request":
                more, read = message.get("more_body", False), read + len(message.get("body", b""))
            else:
                more = False
            return message

        async def rest() -> None:
            while more and read < _DRAINED:
                await counted()

        async def patient(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                await rest()
            await send(message)

        try:
            await app(scope, counted, patient)
        except Exception:
            await rest()  # what a middleware refuses is answered outside of this one
            raise

    return to_its_end


def bounded(app: ASGIApp) -> ASGIApp:
    """Middleware: the body of somebody who is not signed in is refused by its size before anything parses it.

    A form is parsed for its form token, before any guard is asked: that must cost a stranger's ten megabytes no more than
    their way here. Programs show their token in a header, and are turned away without their body.
    """

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["user"] is not None or scope["path"].startswith("/feed/"):
            await app(scope, receive, send)
            return
        connection = ASGIConnection[Any, Any, Any, Any](scope)
        announced = connection.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > STRANGERS_LIMIT:
            raise _too_much(connection)
        read = 0

        async def counted() -> Any:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > STRANGERS_LIMIT:
                    raise _too_much(connection)
            return message

        await app(scope, counted, send)

    return within


def _too_much(connection: ASGIConnection[Any, Any, Any, Any]) -> Exception:
    """Whose session ended meanwhile is sent to sign in, whatever they sent."""
    if connection.scope["route_handler"].opt.get("open"):
        return RequestEntityTooLarge()
    return SignInNeeded(way_back(connection))
