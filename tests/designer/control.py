"""A workshop that answers what the tests want, and the fixture that has the designer ask it."""

import json

import httpx
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from designer.publishing.workshop import Workshop
from designer.store.engine import Store
from dsl.release import RuntimeStatus
from tests.designer.browser import TOKEN

STATUS = RuntimeStatus(name="workshop", role="workshop", control="http://workshop.test:9", line_port=8092)
UNKEPT = {
    "file": "talks",
    "number": 0,
    "conversation": "A dispute",
    "turn": 3,
    "en": "It was understood otherwise.",
    "zh": "听成了别的。",
}
PLAYED = {
    "passed": 1, "failed": 1, "failures": [UNKEPT],
    "told": [
        {"file": "talks", "number": 0, "name": "A dispute", "said": [["Hello, this is a machine."], [], ["<b>Pardon?</b>"], []]}
    ],
    "covered": {
        "steps": {"greet": 2, "agent": 0},
        "edges": [
            {"step": "greet", "kind": "next", "label": "", "target": "listen", "times": 2},
            {"step": "listen", "kind": "no_match", "label": "", "target": "agent", "times": 0},
        ],
    },
}  # fmt: skip


class Control(httpx.AsyncBaseTransport):
    """The control port of a workshop; `asked` are the orders by path."""

    def __init__(self) -> None:
        self.asked: dict[str, dict] = {}
        self.answers = {"/prepare": {"state": "ready"}, "/rehearse": PLAYED}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path, await request.aread()
        if path != "/prepare":
            self.asked[path] = json.loads(body)
        if path == "/speak":
            return httpx.Response(200, content=b"RIFF", headers={"content-type": "audio/wav"})
        return httpx.Response(200, json=self.answers[path])


@pytest.fixture
async def control(client: AsyncTestClient[Litestar], store: Store) -> Control:
    control = Control()
    state = client.app.state
    await state.runtimes.note(STATUS)
    await state.workshop.close()
    state.workshop = Workshop(store, state.runtimes, TOKEN, transport=control)
    return control
