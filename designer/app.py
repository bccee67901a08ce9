"""Owns the wiring of the designer: the only place where pages, services and the store meet."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.logging import LoggingConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.plugins.htmx import HTMXPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig
from litestar.types import ControllerRouterHandler
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import background
from designer.appearance import appearance
from designer.calls.sounds import SoundFiles
from designer.configuration import Configuration
from designer.first_run import prepare_store
from designer.pages import (
    access,
    accounts,
    answers,
    api,
    audit,
    bodies,
    call,
    call_sound,
    calls,
    editor,
    emergency,
    escalation,
    failures,
    feed,
    flows,
    gallery,
    graph,
    graph_calls,
    headers,
    health,
    history,
    importing,
    intents,
    invitation,
    keeping,
    lookup_test,
    numbers,
    parts,
    people,
    policies,
    proposal,
    publish,
    questions,
    recordings,
    renaming,
    resources,
    ringing,
    rollout,
    settings,
    sign_in,
    slots,
    source,
    speaking,
    steps,
    taking_back,
    tests,
    today,
    together,
    tokens,
    topics,
    tour,
    tryout,
    uses,
    whole_line,
    wording,
)  # fmt: skip
from designer.publishing.artefacts import Artefacts
from designer.publishing.runtimes import Runtimes
from designer.publishing.workshop import Workshop
from designer.store.engine import Store
from designer.templating import environment

BODY_LIMIT = 10_000_000

PAGES: list[ControllerRouterHandler] = [
    *sign_in.HANDLERS,
    *invitation.HANDLERS,
    *today.HANDLERS,
    *flows.HANDLERS,
    *gallery.HANDLERS,
    *tour.HANDLERS,
    *importing.HANDLERS,
    *editor.HANDLERS,
    *whole_line.HANDLERS,
    *parts.HANDLERS,
    *renaming.HANDLERS,
    *taking_back.HANDLERS,
    *uses.HANDLERS,
    *topics.HANDLERS,
    *intents.HANDLERS,
    *slots.HANDLERS,
    *answers.HANDLERS,
    *escalation.HANDLERS,
    *policies.HANDLERS,
    *resources.HANDLERS,
    *recordings.HANDLERS,
    *lookup_test.HANDLERS,
    *speaking.HANDLERS,
    *graph.HANDLERS,
    *graph_calls.HANDLERS,
    *steps.HANDLERS,
    *source.HANDLERS,
    *wording.HANDLERS,
    *tests.HANDLERS,
    *tryout.HANDLERS,
    *keeping.HANDLERS,
    *ringing.HANDLERS,
    *publish.HANDLERS,
    *proposal.HANDLERS,
    *rollout.HANDLERS,
    *history.HANDLERS,
    *together.HANDLERS,
    *numbers.HANDLERS,
    *people.HANDLERS,
    *calls.HANDLERS,
    *call.HANDLERS,
    *call_sound.HANDLERS,
    *questions.HANDLERS,
    *emergency.HANDLERS,
    *settings.HANDLERS,
    *accounts.HANDLERS,
    *tokens.HANDLERS,
    *audit.HANDLERS,
    *health.HANDLERS,
    *feed.HANDLERS,
    *api.HANDLERS,
]


def create_app(configuration: Configuration, announce: Callable[[str | None], None] = lambda _: None) -> Litestar:
    """`announce` is told the first admin's one-time password (None after the first run) once the store is ready."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        store: Store = app.state.store
        workshop: Workshop = app.state.workshop
        await store.open()
        announce(await prepare_store(store, app.state.configuration))
        await app.state.runtimes.load()
        gc.collect()
        gc.freeze()  # what was loaded so far stays for good: a full collection over it would cost a keystroke 0.1 s
        beside = [asyncio.create_task(work(store, workshop)) for work in background.WORK]
        beside.append(asyncio.create_task(background.delete_old_sounds(store, app.state.sounds)))
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await workshop.close()
            await store.close()

    return Litestar(
        route_handlers=[*PAGES, _static(configuration)],
        dependencies={"session": Provide(_session)},
        guards=[access.signed_in],
        middleware=[bodies.drained, appearance, access.know_the_person, bodies.bounded],
        exception_handlers=failures.HANDLERS,
        before_send=[headers.secure],
        plugins=[HTMXPlugin()],
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment())),
        csrf_config=CSRFConfig(
            secret=configuration.secret(),
            cookie_name="csrf",
            cookie_secure=configuration.https,
            cookie_httponly=True,
            exclude=["^/feed/", f"^{access.PROGRAMS}"],
        ),
        lifespan=[running],
        state=shared(configuration),
        logging_config=LoggingConfig(configure_root_logger=False, log_exceptions="never"),
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
    )


def shared(configuration: Configuration) -> State:
    """What the pages and the work beside them share. All that an app knows of its store and its runtimes is here."""
    store = Store(configuration.database)
    runtimes = Runtimes(store)
    return State(
        {
            "store": store,
            "configuration": configuration,
            "runtimes": runtimes,
            "workshop": Workshop(store, runtimes, configuration.token),
            "artefacts": Artefacts(configuration.artefacts),
            "sounds": SoundFiles(configuration.call_sounds),
        },
    )


async def _session(request: Request[Any, Any, Any]) -> AsyncIterator[AsyncSession]:
    store: Store = request.app.state.store
    async with store.session() as opened:
        yield opened


def _static(configuration: Configuration) -> Any:
    # Pages are not compressed: they hold the form token, which a compressed length would help to guess.
    compressed = DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip"))
    return create_static_files_router(
        path="/static",
        directories=[configuration.static],
        opt={"open": True},
        guards=[access.names_a_file],
        middleware=[compressed],
        include_in_schema=False,
    )
