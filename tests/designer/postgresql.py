"""A PostgreSQL of the tests' own: a cluster in a folder, reached by a socket there, gone when they end.

Debian keeps the programs out of the PATH, and PostgreSQL refuses to run as root: then it runs as the user that Debian made.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=60")
_numbers = count(1)


class Cluster:
    """What runs, and how to say something to it."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAMS, "Debian's package `postgresql` is missing; `python -m tests` installs it"
        self.folder, self.programs = folder, PROGRAMS[-1]
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def run(self, program: str, *arguments: str) -> None:
        as_user = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups"] if os.geteuid() == 0 else []
        command = [*as_user, str(self.programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, env={"PATH": "/usr/bin:/bin"})
        assert done.returncode == 0, done.stderr

    def say(self, sql: str) -> None:
        self.run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "tests", "-d", "postgres", "-c", sql)

    def address(self, database: str) -> str:
        return f"postgresql+asyncpg://tests@/{database}?host={self.folder}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="callwright-postgres-"))  # a socket's path may have 107 bytes, and pytest's are long
    made = Cluster(folder)
    if os.geteuid() == 0:
        shutil.chown(folder, made.user)
    data = str(folder / "data")
    made.run("initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
    made.run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield made
    made.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def empty_database(cluster: Cluster) -> str:
    """Its address."""
    name = f"store_{next(_numbers)}"
    cluster.say(f"CREATE DATABASE {name}")
    return cluster.address(name)
