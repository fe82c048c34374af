"""An office on https by its own authority: made, served, renewed, and known to a client that trusts that authority alone."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.ports import free_pair
from yitang.config import obstacles
from yitang.config.cli import commands as line
from yitang.config.serving import Place, commands, redirecting
from yitang.config.supervisor import Supervisor
from yitang.platform.keys.public import certificate

ROOT = Path(__file__).resolve().parents[2]


def tls(*said: str, typed: str = "") -> Result:
    """``./yitang tls …``."""
    return CliRunner().invoke(line.main, ["tls", *said], input=typed)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """An authority for hall.lan and 127.0.0.0/8, and a server's certificate for both."""
    authority, into = tmp_path / "authority", tmp_path / "tls"
    assert tls("authority", str(authority), "--name", "测试车管所", "--permit", "hall.lan", "--permit", "127.0.0.0/8").exit_code == 0
    assert tls("issue", "hall.lan", "127.0.0.1", "--authority", str(authority), "--into", str(into)).exit_code == 0
    return authority, into


def test_keys_are_for_their_owner_alone_and_a_pair_changes_in_one_step(made: tuple[Path, Path]) -> None:
    authority, into = made
    first = (into / "current").resolve()
    assert [(path.name, path.stat().st_mode & 0o777) for path in sorted(first.iterdir())] == [("server.crt", 0o600), ("server.key", 0o600)]
    assert (authority / "authority.key").stat().st_mode & 0o777 == 0o600
    assert [path.stat().st_mode & 0o777 for path in (authority, into, first)] == [0o700] * 3
    at = ("--authority", str(authority), "--into", str(into))
    early = tls("renew", *at)
    assert (early.exit_code, "nothing to do" in early.output, (into / "current").resolve()) == (0, True, first)
    assert tls("issue", "hall.lan", "127.0.0.1", *at, "--days", "20").exit_code == 0
    short = (into / "current").resolve()
    due = tls("renew", *at)
    now = (into / "current").resolve()
    assert (due.exit_code, len({first, short, now}), first.exists(), short.exists()) == (0, 3, False, False)
    found = certificate((now / "server.crt").read_bytes())
    assert (found.names, (found.until - found.from_at).days) == (("hall.lan", "127.0.0.1"), 365)
    shown = tls("show", "--into", str(into))
    assert (shown.exit_code, found.fingerprint in shown.output, "364 天 days left" in shown.output) == (0, True, True)
    told = tls("install", "--authority", str(authority)).output
    assert certificate((authority / "authority.crt").read_bytes()).fingerprint in told
    for place in ("Debian", "Windows", "Android", "iPhone", "Firefox"):
        assert place in told


def test_no_database_is_asked(made: tuple[Path, Path]) -> None:
    """The authority may live on a machine that has none."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "YITANG_APP_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "-m", "yitang", "tls", "issue", "hall.lan", "--authority", str(made[0]), "--into", str(made[1])]
    done = subprocess.run(command, env=bare, text=True, capture_output=True, check=False, timeout=100)
    assert (done.returncode, "SHA-256" in done.stdout) == (0, True), done.stderr


def test_what_goes_wrong_is_said_and_what_is_served_stays(made: tuple[Path, Path], tmp_path: Path) -> None:
    authority, into = made
    served = (into / "current").resolve()
    at = ("--authority", str(authority), "--into", str(into))
    for words, said in (
        ("may not certify bank.example", ("issue", "bank.example", *at)),
        ("neither a host", ("issue", "*.hall.lan", *at)),
        ("keep the authority apart", ("issue", "hall.lan", "--authority", str(authority), "--into", str(authority))),
        ("not overwritten", ("authority", str(authority), "--name", "又一个", "--permit", "hall.lan")),
        ("cannot be read", ("show", "--into", str(tmp_path))),
    ):
        refused = tls(*said)
        assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert (into / "current").resolve() == served
    closed = tmp_path / "closed"
    assert tls("authority", str(closed), "--name", "有口令", "--permit", "hall.lan", "--passphrase", typed="long words\nlong words\n").exit_code == 0
    to = ("issue", "hall.lan", "--authority", str(closed), "--into", str(tmp_path / "other"))
    assert "does not open" in tls(*to, typed="wrong\n").output
    assert tls(*to, typed="long words\n").exit_code == 0


@contextmanager
def serving(command: list[str], **environment: str) -> Iterator[None]:
    """A process of ours while the block lasts."""
    process = subprocess.Popen(command, start_new_session=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment})
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(ready: Any) -> None:
    """Wait for a process to come up."""
    last = time.monotonic() + 40
    while not ready():
        assert time.monotonic() < last
        time.sleep(0.1)


def test_the_server_speaks_tls_to_who_trusts_the_authority_and_to_nobody_else(made: tuple[Path, Path], tmp_path: Path) -> None:
    authority, into = made
    port, place = free_pair(), Place("127.0.0.1", into / "current")
    command = [*commands(port, tmp_path, place)["web"][:-1], "wsgiref.simple_server:demo_app"]
    trusting = ssl.create_default_context(cafile=str(authority / "authority.crt"))

    def version(name: str, context: ssl.SSLContext) -> str:
        with socket.create_connection(("127.0.0.1", port), 10) as plain, context.wrap_socket(plain, server_hostname=name) as connection:
            return str(connection.version())

    with serving(command):
        until(lambda: Supervisor._answers(f"https://127.0.0.1:{port}/", place.tls))
        assert version("hall.lan", trusting) == "TLSv1.3"
        trusting.maximum_version = ssl.TLSVersion.TLSv1_2
        assert version("127.0.0.1", trusting) == "TLSv1.2"
        for name, context in (("bank.example", trusting), ("hall.lan", ssl.create_default_context())):
            with pytest.raises(ssl.SSLCertVerificationError):
                version(name, context)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, OSError)):
            version("hall.lan", old)
        with pytest.raises((OSError, HTTPException)), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            pass


class Stay(urllib.request.HTTPRedirectHandler):
    """A client that shows where it was sent instead of going there."""

    def redirect_request(self, *_: Any) -> None:
        return None


def test_plain_http_sends_pages_on_and_refuses_programs(tmp_path: Path) -> None:
    port = free_pair()
    client = urllib.request.build_opener(Stay)

    def ask(path: str, method: str = "GET") -> tuple[int, str | None]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers={"Host": "evil.example"})
        try:
            with client.open(request, timeout=10) as answer:
                return answer.status, answer.headers["Location"]
        except urllib.error.HTTPError as fault:
            return fault.code, fault.headers["Location"]
        except OSError:
            return 0, None

    with serving(redirecting(port), YITANG_ORIGIN="https://hall.lan", YITANG_VAR=str(tmp_path)):
        until(lambda: ask("/")[0])
        assert ask("/") == (301, "https://hall.lan/")
        assert ask("/t/%E4%B8%80?x=1&y=%2F") == (301, "https://hall.lan/t/%E4%B8%80?x=1&y=%2F")
        for path, method in (
            ("/api/v1/sessions/staff", "POST"),
            ("/api/v1/halls", "GET"),
            ("/sign-in", "POST"),
            ("/live/stream", "GET"),
            ("//evil.example", "GET"),
        ):
            assert ask(path, method) == (403, None), path


def test_with_the_demo_it_listens_on_loopback_alone() -> None:
    for bind, demo in (("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("10.20.0.9", False)):
        obstacles.not_wider(bind, demo)
    for bind, demo, words in (("0.0.0.0", True, "loopback alone"), ("10.20.0.9", True, "loopback alone"), ("hall.lan", False, "is no address")):
        with pytest.raises(obstacles.Obstacle, match=words):
            obstacles.not_wider(bind, demo)


def test_where_the_machine_reaches_itself() -> None:
    assert [Place(bind).own for bind in ("127.0.0.1", "0.0.0.0", "::", "10.20.0.9", "fd00::9")] == ["127.0.0.1", "127.0.0.1", "[::1]", "10.20.0.9", "[fd00::9]"]
