"""A version on a share of the calls: how it does beside the live one, and what becomes of it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import rolling_out
from designer.pages.access import may
from designer.pages.calls import ENDINGS, Narrowed
from designer.pages.screen import person, screen, to
from designer.publishing import rollouts
from designer.refusal import Refused
from designer.workspace.drafts import Drafts
from dsl.rollout import FEWEST, MEASURED, WORSE, Measured, calls_to_tell

Form = URLEncodedBody[dict[str, str]]
_ENDED: dict[Measured, str] = {"completed": "line", "handed_off": "handed_off", "hung_up": "caller", "failed": "trouble"}
assert set(_ENDED.values()) <= set(ENDINGS), "each figure has its calls behind it"


@get("/packages/{package:str}/rollouts/{number:int}", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    return await _show(request, session, package, number, block=None)


@get("/packages/{package:str}/rollouts/{number:int}/figures", guards=[may("see")])
async def figures(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """As they stand now; the page asks every few seconds."""
    return await _show(request, session, package, number, block="figures")


@post("/packages/{package:str}/rollouts/{number:int}/share", guards=[may("publish")])
async def change(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    number: FromPath[int],
    data: Form,
) -> Response[str]:
    rollout = await rollouts.find(session, package, number)
    wanted = rollouts.share(data.get("percent", ""), data.get("worse_by", ""), data.get("after", ""))
    if wanted is None:
        raise Refused("refusals.share")
    await rolling_out.change(session, rollout, wanted, person(request).name)
    return to(request, f"/packages/{package}/rollouts/{number}", flash="settings.saved")


@post("/packages/{package:str}/rollouts/{number:int}/finish", guards=[may("publish")])
async def finish(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    await rolling_out.finish(session, await rollouts.find(session, package, number), person(request).name)
    return to(request, f"/packages/{package}/publish", flash="rollout.finished")


@post("/packages/{package:str}/rollouts/{number:int}/withdraw", guards=[may("publish")])
async def withdraw(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    await rolling_out.withdraw(session, await rollouts.find(session, package, number), person(request).name)
    return to(request, f"/packages/{package}/rollouts/{number}", flash="rollout.withdrawn")


@post("/packages/{package:str}/rollouts/{number:int}/put-away", guards=[may("publish")])
async def put_away(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    """Its line on Today goes."""
    await rolling_out.put_away(session, await rollouts.find(session, package, number), person(request).name)
    return to(request, "/today", flash="today.was_put_away")


async def _show(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, number: int, *, block: str | None
) -> Response[str]:
    rollout = await rollouts.find(session, package, number)
    standing = await rolling_out.standing(session, rollout)

    def behind(bundle: str, measured: Measured | None = None) -> str:
        return Narrowed(package=package, bundle=bundle, who="callers", ended=_ENDED[measured] if measured else "").address(
            "/calls"
        )

    return screen(
        request,
        "rollout.html",
        block=block,
        here="publish",
        package=package,
        package_title=(await Drafts(session).read(package)).title,
        rollout=rollout,
        standing=standing,
        measured=MEASURED,
        more_is_worse=WORSE,
        fewest=FEWEST,
        needed=calls_to_tell(max((standing.live.share(one) for one in WORSE), default=0.0) or 10.0, rollout.worse_by),
        behind=behind,
        signed=signed,
        can_publish=person(request).may("publish", package),
        percents=rollouts.PERCENTS,
    )


def signed(points: float) -> str:
    """Whole points with their sign; there is no minus nought."""
    whole = round(points)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


HANDLERS = [show, figures, change, finish, withdraw, put_away]
