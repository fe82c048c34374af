"""What machines ask: does it live, can it serve, its figures; to whom they are shown, that processes add up, that nobody is named in them."""

import io
import json
import logging
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connections
from django.test import Client

from tests.ports import free_pair
from yitang.config import figures, health
from yitang.config.guard import LogRefused
from yitang.config.health import Health, loopback
from yitang.config.logs import Line
from yitang.config.proxies import Proxied, listed
from yitang.config.serving import commands, fresh_counts
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.processes.queue.public import issue_ticket
from yitang.processes.queue.tests.test_queue import RENEW, kiosk


def ask(path: str, peer: str = "127.0.0.1", host: str = "127.0.0.1:8000", method: str = "GET", **more: str) -> tuple[str, bytes]:
    """Status and body, from the outermost layer; a page of Django's answers 404 here."""
    seen: list[str] = []

    def page(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("404 Not Found", [])
        return [b"page"]

    served = Proxied(Health(page, loopback()), listed("10.0.0.5"))
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "REMOTE_ADDR": peer, "HTTP_HOST": host, "wsgi.url_scheme": "http", **more}
    body = b"".join(served(environ, lambda status, headers: seen.append(status)))
    return seen[0][:3], body


def test_alive_without_a_database_and_ready_with_one_and_the_right_log(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("/health/live") == ("200", b"ok")
    assert ask("/health/ready") == ("200", b"ok")

    def cut() -> None:
        raise LogRefused("cut")

    with monkeypatch.context() as broken:
        broken.setattr(health, "refuse_another_log", cut)
        assert ask("/health/ready") == ("503", b"not ready")
    with monkeypatch.context() as broken:
        connections["default"].close()
        broken.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
        assert ask("/health/ready") == ("503", b"not ready")
        assert ask("/health/live") == ("200", b"ok"), "a database that is away has nobody killed"
        said = ask("/metrics")
        assert said[0] == "200"
        assert b"yitang_up 0.0" in said[1]
    connections["default"].close()
    assert ask("/health/live", method="POST")[0] == "404"


def test_figures_are_for_listed_addresses_and_never_under_the_public_name(committed_db: None, settings: Any) -> None:
    settings.YITANG_HOST = "hall.lan"
    assert ask("/metrics")[0] == "200"
    assert ask("/metrics", host="localhost:8000")[0] == "200"
    assert ask("/metrics", peer="::1", host="[::1]:8000")[0] == "200"
    for peer, host, more in (
        ("127.0.0.1", "hall.lan", {}), ("203.0.113.9", "127.0.0.1", {}), ("10.0.0.5", "127.0.0.1", {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}),
        ("203.0.113.9", "127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}), ("127.0.0.1", "", {}),
    ):  # fmt: skip
        assert ask("/metrics", peer, host, **more) == ("404", b"page"), (peer, host)


def test_what_the_office_knows_is_told_and_nobody_is_named(city: dict[str, Any]) -> None:
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    with act(Viewer.system(), "recovery.backup"):
        pass
    said = figures.text().decode()
    found = dict(re.findall(r"^(yitang_\w+(?:\{[^}]*\})?) (\S+)$", said, re.MULTILINE))
    assert found["yitang_up"] == "1.0"
    assert sum(float(number) for name, number in found.items() if name.startswith("yitang_tickets_waiting")) == 3
    assert float(found["yitang_news_unnumbered"]) >= 3
    assert 0 < float(found["yitang_unsealed_seconds"]) < 600
    assert 0 <= float(found["yitang_backup_age_seconds"]) < 600
    assert {"yitang_job_seconds", "yitang_notice_seconds", "yitang_head_age_seconds"} <= set(found)
    names = [one.name for one in city["cast"].values()] + [one.number for one in city["cast"].values()]
    assert not any(name in said for name in names)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|1\d{10}|\d{17}", "".join(found))


def test_answers_are_counted_by_route_and_found_in_the_log_by_their_number(city: dict[str, Any]) -> None:
    out, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(out)
    handler.setFormatter(Line())
    log = logging.getLogger("yitang.requests")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        one, two = Client().get("/v/secret-token-of-somebody"), Client().get("/no/such/page/13900000001", headers={"X-Request-ID": "mine"})
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["request"] for line in lines] == [one["X-Request-ID"], two["X-Request-ID"]]
    assert two["X-Request-ID"] != "mine"
    assert [line["route"] for line in lines] == ["GET v/<str:token>", "GET ?"]
    assert [line["answer"] for line in lines] == [str(one.status_code), "404"]
    assert "secret-token" not in out.getvalue()
    said = figures.text().decode()
    assert 'yitang_answers_total{method="GET",route="/v/<str:token>",status="' in said
    assert 'route="(none)",status="4xx"' in said
    assert "secret-token" not in said
    assert "13900000001" not in said


def test_two_processes_of_pages_add_up(committed_db: None, installation: Path) -> None:
    port = free_pair()
    fresh_counts(installation)
    (installation / "static").mkdir(exist_ok=True)
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ, "YITANG_PORT": str(port), "PYTHONPATH": str(root / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(installation / "metrics"), "YITANG_KEYS": str(configured.YITANG_KEYS),
    }  # fmt: skip
    server = subprocess.Popen(commands(port, installation / "static")["web"], env=environment, cwd=root, start_new_session=True)

    def get(path: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Connection": "close"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as fault:
            return fault.code, ""
        except OSError:
            return 0, ""

    try:
        until = time.monotonic() + 60
        while get("/health/ready")[0] != 200:
            assert time.monotonic() < until
            time.sleep(0.2)
        for _ in range(24):
            assert get("/no-such-page")[0] == 404
        said = get("/metrics")[1]
        assert 'yitang_answers_total{method="GET",route="(none)",status="4xx"} 24.0' in said
        writers = [path.name for path in (installation / "metrics").glob("counter_*.db")]
        assert len(writers) >= 1
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
