"""Runs a designer for the browser tests: a store of its own as the first run fills it, on a port the system chose.

Prints its address once it answers. Arguments: data folder, name and password of an admin, the token shared with runtimes.
"""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn

from designer.accounts import accounts
from designer.app import create_app
from designer.configuration import Configuration
from designer.store.engine import Store


async def add_person(store: Store, name: str, password: str) -> None:
    """The first run made the drafts; somebody whose password the tests know joins it."""
    async with store.session() as session:
        await accounts.create(session, name, ["admin"], password)


async def serve(folder: Path, name: str, password: str, token: str) -> None:
    configuration = Configuration(data=folder, token=token)
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(configuration)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        if running.done():
            await running
            return
        await asyncio.sleep(0.02)
    await add_person(app.state.store, name, password)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    await running


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), *sys.argv[2:]))
