"""What serves an office: its processes by name, where they listen, by which certificate, and the files that pages ask for."""

import ipaddress
import os
import shutil
import ssl
import sys
import time
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
CERTIFICATE, KEY = "server.crt", "server.key"


@dataclass(frozen=True, slots=True)
class Place:
    """Where this installation listens: an address of the machine, and the folder of its certificate, if it ends TLS itself."""

    bind: str = LOOPBACK
    tls: Path | None = None

    @classmethod
    def configured(cls) -> "Place":
        """The place that the settings name."""
        from django.conf import settings

        return cls(settings.YITANG_BIND, Path(settings.YITANG_TLS) / "current" if settings.YITANG_TLS else None)

    @property
    def scheme(self) -> str:
        """How its pages are asked for."""
        return "https" if self.tls else "http"

    @property
    def own(self) -> str:
        """The address by which the machine itself reaches it, as it stands in a URL."""
        address = ipaddress.ip_address(self.bind)
        if address.is_unspecified:
            return LOOPBACK if address.version == 4 else "[::1]"
        return f"[{address}]" if address.version == 6 else str(address)


def trusting(tls: Path | None) -> ssl.SSLContext | None:
    """How this machine asks itself over TLS: it trusts the certificate that it serves, by whatever address it asks."""
    if tls is None:
        return None
    context = ssl.create_default_context(cafile=str(tls / CERTIFICATE))
    context.check_hostname = False
    return context


def gather_static(var: Path) -> Path:
    """All files that pages ask for, in one folder that the server serves by itself."""
    from django.contrib.staticfiles import finders

    target = var / "static"
    target.mkdir(parents=True, exist_ok=True)
    for finder in finders.get_finders():
        for name, storage in finder.list(["*.md"]):
            source, place = Path(storage.path(name)), target / name
            # Another version may carry files older than the copy of the last one: an unpacked release keeps its own times.
            if not place.exists() or _age_and_size(place) != _age_and_size(source):
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, place)
                os.utime(place, ns=(time.time_ns(), source.stat().st_mtime_ns))
    return target


def _age_and_size(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


def commands(port: int, static: Path, place: Place = Place()) -> dict[str, list[str]]:  # noqa: B008 - a frozen value
    """The processes of an office by name: pages and API, push, sealer, worker.

    Files are sent without an expiry and without a mark of their version, so that a browser asks for them with each page: after an
    upgrade no page of the new version meets a script of the old one.
    """
    granian = [sys.executable, "-m", "granian", "--host", place.bind, "--no-access-log", "--log-level", "error"]
    if place.tls:
        # Of TLS 1.2 rustls, which granian is built on, speaks the forward-secret suites alone (ASVS 12.1.1, 12.1.2).
        granian += ["--ssl-certificate", str(place.tls / CERTIFICATE), "--ssl-keyfile", str(place.tls / KEY), "--ssl-protocol-min", "tls1.2"]
    return {
        "web": [*granian, "--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "8",
                "--static-path-route", "/static", "--static-path-mount", str(static), "--static-path-expires", "0",
                "yitang.config.wsgi:application"],
        "push": [*granian, "--interface", "asgi", "--port", str(port + 1), "--workers", "1", "yitang.config.push:app"],
        "sealer": [sys.executable, "-m", "yitang.config.sealer"],
        "worker": [sys.executable, "-m", "yitang.config.worker"],
    }  # fmt: skip


def fresh_counts(var: Path) -> None:
    """An empty folder for the counts of the pages' processes that are about to start: those of processes that have gone would be added for ever."""
    folder = var / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def redirecting(port: int, bind: str = LOOPBACK) -> list[str]:
    """The process that sends whoever asks by plain http to https; run only where an office wants it."""
    granian = [sys.executable, "-m", "granian", "--host", bind, "--no-access-log", "--log-level", "error"]
    return [*granian, "--interface", "wsgi", "--port", str(port), "--workers", "1", "yitang.config.redirect:application"]
