"""What the supervisor does by itself, without an office: starting again, asking whether a page answers, gathering files."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from tests.ports import free_pair
from yitang.config.serving import commands, gather_static
from yitang.config.supervisor import SLOWEST_S, Child, Supervisor


def test_what_ends_at_once_however_often_is_started_again_two_seconds_later(tmp_path: Path) -> None:
    """An hour of a broken worker is a thousand starts: the others must not end with it."""
    over = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    over.wait(30)
    child = Child("worker", [], over, started=time.monotonic(), again=5000)
    before = time.monotonic()
    Supervisor(tmp_path)._again(child)
    assert before + SLOWEST_S <= child.due <= time.monotonic() + SLOWEST_S


def test_a_page_is_asked_for_by_a_host_that_every_office_allows() -> None:
    said: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.append(self.headers["Host"].partition(":")[0])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert Supervisor._answers(f"http://127.0.0.1:{server.server_port}/")
    assert said == ["127.0.0.1"]
    assert "127.0.0.1" in settings.ALLOWED_HOSTS


def test_a_file_of_another_version_takes_the_place_of_the_last_one_though_it_is_older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        def list(self, _: list[str]) -> list[tuple[str, FileSystemStorage]]:
            return [("a/page.js", FileSystemStorage(tmp_path / "source"))]

    monkeypatch.setattr(finders, "get_finders", lambda: [Finder()])
    source = tmp_path / "source" / "a" / "page.js"
    source.parent.mkdir(parents=True)
    for words, age_s in (("first", 100), ("other", 5000), ("again", 0)):
        source.write_text(words, encoding="utf-8")
        os.utime(source, (time.time() - age_s, time.time() - age_s))
        assert (gather_static(tmp_path) / "a" / "page.js").read_text(encoding="utf-8") == words


def test_no_browser_keeps_a_file_beyond_the_page_that_asked_for_it(tmp_path: Path) -> None:
    """After an upgrade a page of the new version would meet a script of the old one."""
    (tmp_path / "page.js").write_text("first", encoding="utf-8")
    port = free_pair()
    command = [*commands(port, tmp_path)["web"][:-1], "wsgiref.simple_server:demo_app"]
    server = subprocess.Popen(command, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while not Supervisor._answers(f"http://127.0.0.1:{port}/"):
            assert time.monotonic() < until
            time.sleep(0.1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/page.js", timeout=5) as answer:
            kept = {name.lower(): words for name, words in answer.headers.items()}
            assert answer.read() == b"first"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)
    # With none of these a browser has nothing to reckon a time from, and asks with each page.
    assert not kept.keys() & {"cache-control", "expires", "last-modified", "age"}
