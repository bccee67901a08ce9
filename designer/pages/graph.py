"""The graph of a package: the page, and the drawing as data for its script."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.drawing import Drawing, draw
from designer.pages.access import may
from designer.pages.screen import screen
from designer.refusal import Refused
from designer.words import t
from designer.workspace import checking
from designer.workspace.drafts import Drafts


@get("/packages/{package:str}/graph", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    flow: FromQuery[str] = "",
) -> Response[str]:
    draft = await Drafts(session).read(package)
    checked = await checking.check(draft.files)
    subflows = checked.package.subflows if checked.package else {}
    return screen(
        request,
        "graph.html",
        here="graph",
        package=package,
        package_title=draft.title,
        flow=flow,
        drawing=draw(checked, flow),
        tabs=[
            ("", "?flow=", t("graph.main_flow"), None),
            *((name, f"?flow={name}", subflow.title or name, None) for name, subflow in subflows.items()),
        ],
    )


@get("/packages/{package:str}/graph/drawing", guards=[may("see")])
async def drawing(session: NamedDependency[AsyncSession], package: FromPath[str], flow: FromQuery[str] = "") -> Drawing:
    made = draw(await Drafts(session).check(package), flow)
    if made is None:
        raise Refused("graph.nothing", 404)
    return made


HANDLERS = [show, drawing]
