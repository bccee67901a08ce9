"""Owns the headers that every answer carries."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from designer.browser_files import content_security_policy
from designer.publishing.runtimes import Runtimes

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}


async def secure(message: Message, scope: Scope) -> None:
    """Before an answer is sent: what the browser may load, and how long it may keep what it got."""
    if message["type"] != "http.response.start":
        return
    found = MutableScopeHeaders.from_message(message)
    for name, value in _FIXED.items():
        found[name] = value
    state = scope["litestar_app"].state
    found["Content-Security-Policy"] = content_security_policy(*_line_origins(state.runtimes))
    if state.configuration.https:
        found["Strict-Transport-Security"] = "max-age=31536000"
    found["Cache-Control"] = _keeping(scope)


def _line_origins(runtimes: Runtimes) -> list[str]:
    """Where a browser may call: the line ports of the runtimes, on whatever host the person reaches them by."""
    return [f"{scheme}://*:{port}" for port in sorted(runtimes.line_ports()) for scheme in ("ws", "wss")]


def _keeping(scope: Scope) -> str:
    path = scope["path"]
    if not path.startswith("/static/"):
        return "no-store"
    marked = path.startswith("/static/vendor/") or b"v=" in scope.get("query_string", b"")
    return "public, max-age=31536000, immutable" if marked else "no-cache"
