"""`callwright designer`: the browser editor and everything around it, as a program of its own."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path
from types import FrameType

SUMMARY = "Run the designer: the browser editor, the publishing desk, calls and questions to learn."
_STOPS_WITHIN = 3  # seconds that open pages and waiting runtimes are given


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path(".callwright"), help="folder of its state (default: .callwright)")
    parser.add_argument(
        "--database", default="", metavar="URL", help="postgresql://user:password@host/name (default: a file in the data folder)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (default: 8080)")
    parser.add_argument("--https", action="store_true", help="browsers reach it by https: cookies are sent over it alone")


def run(arguments: argparse.Namespace) -> int:
    import uvicorn

    from designer.app import create_app
    from designer.configuration import NoSuchDatabase, from_environment
    from designer.store.engine import Unreachable, reach
    from dsl.commands import CommandError

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    address = f"{'https' if arguments.https else 'http'}://{_readable(arguments.host)}:{arguments.port}/"
    try:
        configuration = from_environment(arguments.data.resolve(), arguments.https, arguments.database)
        if configuration.database_url:
            asyncio.run(reach(configuration.database))
        app = create_app(configuration, announce=lambda password: _announce(address, password))
    except (NoSuchDatabase, Unreachable) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"the data folder {arguments.data} can't be used: {error.strerror}") from None

    class Server(uvicorn.Server):
        """Lets go of the runtimes that wait for a release before it waits for open connections to end."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            super().handle_exit(sig, frame)
            app.state.store.notices.close()

    server = Server(
        uvicorn.Config(
            app,
            host=arguments.host,
            port=arguments.port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOPS_WITHIN,
        )
    )
    try:
        server.run()
    except SystemExit:
        raise CommandError(f"can't listen on {arguments.host}:{arguments.port}; is the port taken?") from None
    except KeyboardInterrupt:
        return 0
    return 0


def _announce(address: str, password: str | None) -> None:
    print(f"The designer is at {address}", flush=True)
    if password is not None:
        print(f"First sign-in: user admin, one-time password {password} (you choose your own after it)", flush=True)


def _readable(host: str) -> str:
    return "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host
