"""Bytes on the wire that no browser sends, against the server as an office runs it: two lengths, chunk tricks, foreign hosts, paths from inside, old methods.

ASVS 4.2.1, 13.4.2 to 13.4.7, 4.1.2. The server may hang up or refuse; it may not answer two requests where one was meant, give a file away or break.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_pair
from yitang.config.supervisor import commands, gather_static

pytestmark = pytest.mark.xdist_group("wire")
PORT = free_pair()
ROOT = Path(__file__).resolve().parents[2]
HOST = f"Host: localhost:{PORT}\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@pytest.fixture(scope="module")
def server(django_db_setup: None, installation: Path) -> Iterator[None]:
    """The web process of an office, with its files, and one worker so that one connection is one process."""
    command = commands(PORT, gather_static(installation))["web"]
    environment = {**os.environ, "YITANG_PORT": str(PORT), "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}
    with (installation / "wire.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while said(f"GET /sign-in HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n") == []:
            assert process.poll() is None, (installation / "wire.log").read_text()
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def sent(text: str | bytes, wanted: int = 9, silent_s: float = 4) -> bytes:
    """All that comes back for these bytes until the server hangs up, has answered so often, or says nothing for so long."""
    raw, found = text.encode("latin-1") if isinstance(text, str) else text, b""
    try:
        with socket.create_connection(("127.0.0.1", PORT), 5) as wire:
            wire.settimeout(silent_s)
            wire.sendall(raw)
            while len(STATUS.findall(found)) < wanted and (got := wire.recv(65536)):
                found += got
    except OSError:
        pass  # it hung up, or has nothing more to say
    return found


def said(text: str | bytes, wanted: int = 9, silent_s: float = 4) -> list[int]:
    """The statuses of all answers to these bytes."""
    return [int(status) for status in STATUS.findall(sent(text, wanted, silent_s))]


# A second request hidden in the body of the first. Whoever reads the body otherwise than the server answers it.
HIDDEN = f"GET /all HTTP/1.1\r\n{HOST}\r\n"
SMUGGLED: dict[str, str] = {
    "two lengths": f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a length with a sign": f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length: +{len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "two lengths in one": f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length: 0, {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a negative length": f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length: -1\r\n\r\n{HIDDEN}",
    "a length and chunks that end at once": (
        f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length: {len(HIDDEN) + 5}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{HIDDEN}"
    ),
    "a space before the colon": f"POST /sign-out HTTP/1.1\r\n{HOST}Content-Length : {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a folded header": f"POST /sign-out HTTP/1.1\r\n{HOST}X: a\r\n Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "chunks twice": f"POST /sign-out HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a chunk of a false size": f"POST /sign-out HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n{HIDDEN}",
    "a chunk without its end": f"POST /sign-out HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
    "only line feeds": f"POST /sign-out HTTP/1.1\n{HOST.strip()}\nContent-Length: 0, {len(HIDDEN)}\n\n{HIDDEN}",
    "a NUL in a header": f"GET /sign-in HTTP/1.1\r\n{HOST}X: a\0b\r\n\r\n",
    "an old protocol": f"GET /sign-in HTTP/9.9\r\n{HOST}\r\n",
    "no protocol": "GET /sign-in\r\n\r\n",
}


@pytest.mark.parametrize("what", SMUGGLED)
def test_no_request_hides_in_another(server: None, what: str) -> None:
    statuses = said(SMUGGLED[what])
    assert len(statuses) <= 1, f"{what}: {statuses}"
    assert all(400 <= status < 500 for status in statuses), f"{what}: {statuses}"


def test_the_wire_carries_two_answers_when_two_were_asked(server: None) -> None:
    """The guard taken away: the same counting does find a second answer where a second request is meant."""
    assert len(said(f"GET /all HTTP/1.1\r\n{HOST}\r\n{HIDDEN}", wanted=2, silent_s=30)) == 2


LAST = HOST + "Connection: close\r\n"
TARGETS: dict[str, str] = {
    "another host": "GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "no host": "GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": f"GET /sign-in HTTP/1.1\r\n{LAST}Host: evil.example\r\n\r\n",
    "a path from inside": f"GET /static/../../../../etc/passwd HTTP/1.1\r\n{LAST}\r\n",
    "the same, in signs": f"GET /static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n{LAST}\r\n",
    "the same, twice in signs": f"GET /static/%252e%252e/%252e%252e/etc/passwd HTTP/1.1\r\n{LAST}\r\n",
    "the same, with back strokes": f"GET /static/..\\..\\..\\etc\\passwd HTTP/1.1\r\n{LAST}\r\n",
    "the list of a folder": f"GET /static/ HTTP/1.1\r\n{LAST}\r\n",
    "the list of a folder below": f"GET /static/yitang/ HTTP/1.1\r\n{LAST}\r\n",
    "a source map": f"GET /static/yitang/live.js.map HTTP/1.1\r\n{LAST}\r\n",
    "the store of versions": f"GET /.git/config HTTP/1.1\r\n{LAST}\r\n",
    "the environment": f"GET /.env HTTP/1.1\r\n{LAST}\r\n",
    "a NUL in the path": f"GET /static/yitang%00.js HTTP/1.1\r\n{LAST}\r\n",
    "an echo": f"TRACE /sign-in HTTP/1.1\r\n{LAST}X-Secret: zq7secret\r\n\r\n",
    "a way through": f"CONNECT evil.example:443 HTTP/1.1\r\n{LAST}\r\n",
    "a line of a megabyte": f"GET /{'a' * 1_000_000} HTTP/1.1\r\n{LAST}\r\n",
    "a header of a megabyte": f"GET /sign-in HTTP/1.1\r\n{LAST}X: {'a' * 1_000_000}\r\n\r\n",
    "five thousand headers": f"GET /sign-in HTTP/1.1\r\n{LAST}" + "".join(f"X-{n}: a\r\n" for n in range(5000)) + "\r\n",
}


@pytest.mark.parametrize("what", TARGETS)
def test_nothing_is_given_away_and_nothing_breaks(server: None, what: str) -> None:
    found = sent(TARGETS[what])
    statuses = [int(status) for status in STATUS.findall(found)]
    assert all(400 <= status < 500 for status in statuses), f"{what}: {statuses}"
    assert b"root:" not in found
    assert b"zq7secret" not in found
    assert b"evil.example" not in found
    assert not re.search(rb"(?i)^server:.*\d", found, re.MULTILINE), "the server names its version"


def test_another_host_in_the_line_is_not_believed(server: None) -> None:
    """RFC 9112 3.2.2 has the line's host win. The page is ours whatever it says, and speaks of no other host."""
    found = sent(f"GET http://evil.example/sign-in HTTP/1.1\r\n{LAST}\r\n")
    assert b"evil.example" not in found
    assert b"</html>" in found or b" 400 " in found


def test_after_all_that_the_server_serves(server: None) -> None:
    assert said(f"GET /sign-in HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n", wanted=1, silent_s=30) == [200]
