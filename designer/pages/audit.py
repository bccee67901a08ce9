"""The audit log: what was done, whether its chain holds, and the signed file of it."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit, audit_file
from designer.pages.access import may_everywhere
from designer.pages.screen import person, screen
from designer.store.moments import now

COMMAND = "callwright audit callwright-audit.jsonl --key callwright-audit-public.pem"
AUDITS = [may_everywhere("audit")]


@get("/settings/audit", guards=AUDITS)
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], before: FromQuery[int] = 0
) -> Response[str]:
    entries = await audit.newest(session, max(0, before))
    more = entries[-1].id if len(entries) == audit.PAGE else None
    return screen(request, "audit.html", here="settings", tab="audit", entries=entries, more=more, command=COMMAND)


@get("/settings/audit/proof", guards=AUDITS)
async def verify(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    """Whether the chain holds, counted again from the first entry."""
    return screen(request, "audit.html", block="proof", verdict=await audit.verify(session))


@post("/settings/audit/export", guards=AUDITS)
async def export(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[bytes]:
    """The whole log, this export's own entry included. A post: it writes that entry."""
    who, at = person(request).name, now()
    await audit.note(session, who, "audit_exported")
    data = audit_file.write(await audit.everything(session), _key(request), at, who)
    return _file(data, f"callwright-audit-{at:%Y%m%d-%H%M%S}.jsonl", "application/jsonl")


@get("/settings/audit/key", guards=AUDITS)
async def show_key(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The public key, with which anybody checks an export."""
    return _file(audit_file.public_key(_key(request)).encode(), "callwright-audit-public.pem", "application/x-pem-file")


def _key(request: Request[Any, Any, Any]) -> Ed25519PrivateKey:
    return audit_file.load(request.app.state.configuration.audit_key(audit_file.new_key))


def _file(data: bytes, name: str, kind: str) -> Response[bytes]:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}, status_code=200)


HANDLERS = [show, verify, export, show_key]
