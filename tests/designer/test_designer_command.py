"""`callwright designer`: says where it is and how to sign in first, stops gently, refuses in one sentence."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

RUN = [sys.executable, "-m", "dsl.commands", "designer"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path):
    port = free_port()
    process = subprocess.Popen(
        [*RUN, "--data", str(tmp_path / "state"), "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process, port
    process.kill()
    process.communicate()


def test_it_tells_its_address_and_the_first_password_and_stops_gently(running, tmp_path):
    process, port = running
    assert process.stdout is not None
    assert process.stdout.readline() == f"The designer is at http://localhost:{port}/\n"
    password = re.search(r"one-time password (\S+) ", process.stdout.readline())
    assert password is not None
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        _until_it_answers(client)
        page = client.get("/sign-in")
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        form = {"name": "admin", "password": password[1], "_csrf_token": token[1]}
        assert client.post("/sign-in", data=form).headers["location"] == "/today"
        assert "server" not in page.headers
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=20)
    assert complaints == ""
    for name in ("secret", "token"):
        assert (tmp_path / "state" / name).stat().st_mode & 0o077 == 0


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*RUN, "--data", str(tmp_path), "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1] == f"callwright: can't listen on 127.0.0.1:{port}; is the port taken?"
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    done = subprocess.run([*RUN, "--data", str(tmp_path / "file"), "--port", "0"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stderr.startswith("callwright: the data folder")
    assert len(done.stderr.strip().splitlines()) == 1


def _until_it_answers(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            if client.get("/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            signal.sigtimedwait([], 0.05)
    raise AssertionError("the designer never answered")
