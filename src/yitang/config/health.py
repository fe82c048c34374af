"""What machines ask of the pages' process, before Django: does it live, can it serve, and its figures.

``/health/live``: this process answers; nothing else is asked, so that a database that is away does not have it killed. ``/health/ready``: the database answers,
and the log is the one that the witnesses remember. ``/metrics``: figures, for the addresses of ``YITANG_METRICS`` alone, and never under the public name of the
office: to everybody else it is a page that is not there.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import Error, connections

from yitang.config import figures
from yitang.config.guard import LogRefused, refuse_another_log
from yitang.config.proxies import Network, address_of, is_ours
from yitang.platform.database.public import row

Start = Callable[..., Any]
TEXT = "text/plain; charset=utf-8"
FIGURES = "text/plain; version=0.0.4; charset=utf-8"


class Health:
    """In front of the pages; whatever is not asked here goes on to them."""

    def __init__(self, application: Start, metrics_for: tuple[Network, ...]) -> None:
        self._application, self._metrics_for = application, metrics_for

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
            if path == "/health/live":
                return said(start_response, "200 OK", b"ok")
            if path == "/health/ready":
                return said(start_response, "200 OK", b"ok") if ready() else said(start_response, "503 Service Unavailable", b"not ready")
            if path == "/metrics" and self._shown_to(environ):
                return said(start_response, "200 OK", figures.text(), FIGURES)
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer

    def _shown_to(self, environ: dict[str, Any]) -> bool:
        """Whether figures may go there: a listed address, and a host that is an address or ``localhost`` and not the name that people type."""
        host = environ.get("HTTP_HOST", "").rpartition("]")[0].lstrip("[") or environ.get("HTTP_HOST", "").partition(":")[0]
        public = settings.YITANG_HOST if settings.YITANG_HOST != "localhost" else ""
        by_number = host == "localhost" or bool(address_of(host))
        return by_number and host != public and is_ours(address_of(environ.get("REMOTE_ADDR", "")), self._metrics_for)


def ready() -> bool:
    """The database answers, and the log is not another one."""
    try:
        refuse_another_log()
        return row("SELECT 1 AS yes") is not None
    except (Error, LogRefused):
        return False
    finally:
        connections["default"].close()


def said(start_response: Start, status: str, body: bytes, kind: str = TEXT) -> Iterable[bytes]:
    """One answer; nobody keeps it."""
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")])
    return [body]


def loopback() -> tuple[Network, ...]:
    """This machine itself."""
    return (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
