"""Owns how a request's pages look to this person: language and theme, both kept in a cookie of their browser."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType

from designer import words

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

THEMES = ("system", "light", "dark")

_theme: ContextVar[str] = ContextVar("theme", default="system")


def theme() -> str:
    return _theme.get()


def appearance(app: ASGIApp) -> ASGIApp:
    """Middleware: every page of this request is in the person's language and theme."""

    async def with_appearance(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            suit(ASGIConnection[Any, Any, Any, Any](scope))
        await app(scope, receive, send)

    return with_appearance


def suit(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Language and theme as this person wants them. An address that leads nowhere has no middleware: its answer asks here."""
    words.use(words.choose(connection.cookies.get("language", ""), connection.headers.get("accept-language", "")))
    wanted = connection.cookies.get("theme", "")
    _theme.set(wanted if wanted in THEMES else THEMES[0])
