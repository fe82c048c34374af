"""The push server: server-sent events to browsers and devices, as plain ASGI.

``GET /live/stream``: who asks is known by the session's cookie or the device's signature; what they hear follows from who they are.
``Last-Event-ID`` is a JSON map of topic to the last number seen; what came since is sent first.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import parse_cookie

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import DeviceRefused, cookie_name, device_for, signed, viewer_of
from yitang.platform.live.public import Told
from yitang.portals.live.hub import HUB, Stream

BEAT_S = 10.0
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI entry."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            HUB.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return


def _cors(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Only pages of our own origin may read the stream, with their cookie."""
    origin = headers.get("origin")
    if origin != settings.YITANG_ORIGIN:
        return []
    allowed = b"last-event-id, x-yitang-device, x-yitang-time, x-yitang-nonce, x-yitang-signature"
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", allowed),
        (b"access-control-max-age", b"600"),
        (b"vary", b"Origin"),
    ]


async def _http(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    cors = _cors(headers)
    if scope["path"] == "/live/health":
        await _answer(send, 200, cors, b"ok")
    elif scope["path"] != "/live/stream":
        await _answer(send, 404, cors)
    elif scope["method"] == "OPTIONS":
        await _answer(send, 204, cors)
    elif scope["method"] != "GET":
        await _answer(send, 405, cors)
    else:
        viewer = await sync_to_async(_viewer)(scope["path"], headers)
        if viewer is None or not (viewer.session_id or viewer.device_id):
            await _answer(send, 401, cors)
        else:
            await _stream(viewer, _resume(headers), cors, receive, send)


async def _answer(send: Send, status: int, cors: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    # A browser asks on a connection of its own whether it may read the stream, and would keep that one open beside the stream's.
    head = [(b"content-length", str(len(body)).encode()), (b"connection", b"close"), *cors]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def _viewer(path: str, headers: dict[str, str]) -> Viewer | None:
    try:
        request = signed("GET", path, b"", headers)
        if request is not None:
            return device_for(request)
    except DeviceRefused:
        return None
    # Read as the pages read it: what another program of this host has put beside it must not hide it.
    token = parse_cookie(headers.get("cookie", "")).get(cookie_name(), "")
    return viewer_of(token, pressed=False) if 0 < len(token) <= 64 else None


def _resume(headers: dict[str, str]) -> dict[str, int]:
    """What the client says that it saw; anything that is not a map of numbers is nothing."""
    try:
        said = json.loads(headers.get("last-event-id", "") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {str(topic)[:80]: n for topic, n in list(said.items())[:50] if type(n) is int and 0 <= n < 2**63}


def _lines(told: Told) -> bytes:
    body = json.dumps({"topic": told.topic, "n": told.n, "kind": told.kind, "payload": told.payload}, ensure_ascii=False)
    return f"event: news\ndata: {body}\n\n".encode()


async def _stream(viewer: Viewer, resume: dict[str, int], cors: list[tuple[bytes, bytes]], receive: Receive, send: Send) -> None:
    stream = Stream(viewer, asyncio.get_running_loop())
    gone = asyncio.ensure_future(_until_closed(receive))
    try:
        missed = await sync_to_async(HUB.join)(stream, resume)
        head = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"connection", b"close"),
            *cors,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await _push(send, b"event: hello\ndata: {}\n\n" + b"".join(_lines(told) for told in missed))
        while not gone.done():
            try:
                news = await asyncio.wait_for(stream.queue.get(), BEAT_S)
            except TimeoutError:
                await sync_to_async(HUB.refresh)(stream)
                await _push(send, b"event: beat\ndata: {}\n\n")
                continue
            if news is None:
                await send({"type": "http.response.body", "body": b"event: over\ndata: {}\n\n", "more_body": False})
                return
            await _push(send, b"".join(_lines(told) for told in news))
    finally:
        gone.cancel()
        await sync_to_async(HUB.leave)(stream)


async def _push(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
