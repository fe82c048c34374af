"""Plain http in front of an office on https: pages are sent on, everything else is refused (ASVS 4.1.2: a program that speaks in clear must notice it).

The target is the office's own origin from the settings, never the name that the request came with.
"""

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
django.setup()
ONLY = "这里只用 https / https only".encode()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    path = environ.get("PATH_INFO", "/")
    reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD")
    if reads and not path.startswith(("/api/", "/live/")) and path.startswith("/") and not path.startswith("//"):
        query = environ.get("QUERY_STRING", "")
        to = settings.YITANG_ORIGIN + quote(path.encode("latin-1"), safe="/-._~!$&'()*+,;=:@") + (f"?{quote(query, safe=chr(38) + '=%+-._~')}" if query else "")
        start_response("301 Moved Permanently", [("Location", to), ("Content-Length", "0"), ("Cache-Control", "no-store")])
        return [b""]
    start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(ONLY))), ("Cache-Control", "no-store")])
    return [ONLY]
