"""What the designer's tests speak with: a browser that sends form tokens as our pages do, and a runtime's records."""

from typing import Any

import httpx
import msgspec

from designer.workspace import templates
from dsl.journal import Fact, Record

TOKEN = "a-token-of-the-tests"
PASSWORD = "a-password-of-the-tests"
MACHINE = {"authorization": f"Bearer {TOKEN}"}
BLANK = templates.fill("blank", "line", "A line", "en-US")


class Browser:
    """One browser: cookies of its own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        client.cookies.set("language", "en")

    async def get(self, address: str, **options: Any) -> httpx.Response:
        return await self.client.get(address, follow_redirects=False, **options)

    async def post(self, address: str, data: Any = None, **options: Any) -> httpx.Response:
        headers = {"x-csrftoken": self.client.cookies.get("csrf") or ""} | options.pop("headers", {})
        return await self.client.post(address, data=data or {}, headers=headers, follow_redirects=False, **options)

    async def fragment(self, address: str, data: Any = None) -> httpx.Response:
        """A request as htmx makes it, for a part of a page."""
        return await self.post(address, data, headers={"hx-request": "true"})

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("/sign-in")
        return await self.post("/sign-in", {"name": name, "password": password})


def record(call: str, sequence: int, fact: Fact, **given: str) -> dict[str, Any]:
    """One journal record as a runtime sends it; a second passes between two of a call."""
    made = Record(
        call=call,
        sequence=sequence,
        at=f"2026-11-23T08:{sequence // 60 % 60:02d}:{sequence % 60:02d}.000+00:00",
        bundle=given.get("bundle", "b" * 64),
        package=given.get("package", "line"),
        step=given.get("step", ""),
        fact=fact,  # type: ignore[arg-type]
    )
    return msgspec.to_builtins(made)
