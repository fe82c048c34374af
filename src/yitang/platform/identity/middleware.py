"""Who asks, for every request: by the session's cookie, or by the device's signature."""

import base64
import binascii
import contextlib
from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import new_id
from yitang.platform.identity import sessions
from yitang.platform.identity.devices import SignedRequest, device_for
from yitang.platform.identity.errors import DeviceRefused

Next = Callable[[HttpRequest], HttpResponse]


def cookie_name() -> str:
    """``__Host-`` on https; plain on the loopback demo, where Secure cookies do not exist."""
    return "__Host-yitang" if settings.YITANG_ORIGIN.startswith("https://") else "yitang_session"


def set_session(response: HttpResponse, token: str, strict: bool) -> None:
    """Hand the cookie of a session to the browser: Strict for staff, Lax for phones that come back from a payment."""
    response.set_cookie(
        cookie_name(), token, httponly=True, secure=settings.YITANG_ORIGIN.startswith("https://"),
        samesite="Strict" if strict else "Lax", path="/",
    )  # fmt: skip


def signed(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> SignedRequest | None:
    """The signed request in these headers, or nothing when no device speaks.

    Raises: DeviceRefused when the headers are there and make no sense.
    """
    device = headers.get("X-Yitang-Device") or headers.get("x-yitang-device")
    if not device:
        return None
    parts = {name: headers.get(f"X-Yitang-{name}") or headers.get(f"x-yitang-{name.lower()}") or "" for name in ("Time", "Nonce", "Signature")}
    try:
        signature = base64.b64decode(parts["Signature"], validate=True)
        if len(parts["Time"]) > 15:
            raise DeviceRefused
        return SignedRequest(UUID(device), method, path, body, int(parts["Time"]), parts["Nonce"], signature)
    except (ValueError, binascii.Error) as fault:
        raise DeviceRefused from fault


def by_itself(request: HttpRequest) -> bool:
    """Whether a page fetches a part of itself anew because news came, and nobody pressed anything."""
    return request.method == "GET" and request.headers.get("X-Yitang-Fragment") == "1"


class ViewerMiddleware:
    """Sets ``request.viewer``; nobody is a viewer too, with nothing but a trace of its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who asks and pass on."""
        request.viewer = Viewer(trace_id=None)  # type: ignore[attr-defined]
        request.device_fault = None  # type: ignore[attr-defined]
        request.locked = None  # type: ignore[attr-defined]
        request.changer, request.limit = None, ""  # type: ignore[attr-defined]
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        try:
            # Only a device's signature needs the body: that of a form with a file is not read into one piece for anybody else.
            body = request.body if request.headers.get("X-Yitang-Device") else b""
            device = signed(request.method or "", request.get_full_path(), body, request.headers)
            if device is not None:
                request.viewer = device_for(device)  # type: ignore[attr-defined]
                # A signed request is not sent by a browser on somebody else's page: the signature stands for the CSRF token.
                request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001
                return self.get_response(request)
        except (DeviceRefused, RawPostDataException) as raised:
            # No device of ours sends a form with a file: its parts were read already, and no signature can be held against them.
            fault = raised if isinstance(raised, DeviceRefused) else DeviceRefused()
            request.device_fault = fault  # type: ignore[attr-defined]
        token = request.COOKIES.get(cookie_name())
        found, locked = None, False
        if token and len(token) <= 64 and request.device_fault is None:  # type: ignore[attr-defined]
            with contextlib.suppress(ValueError):
                found, locked = sessions.holder_of(token, pressed=not by_itself(request))
                # To everything but the page that changes an old password or enrols a key, who has to do that is nobody.
                changer = None if found else sessions.viewer_of(token, changing=True)
                request.changer = changer  # type: ignore[attr-defined]
                request.limit = sessions.limit_of(changer.session_id) if changer else ""  # type: ignore[attr-defined]
        # Whoever holds a locked session is nobody to every page and act; unlocking and signing out alone look at ``request.locked``.
        request.locked = found if locked else None  # type: ignore[attr-defined]
        request.viewer = found if found and not locked else Viewer(trace_id=new_id())  # type: ignore[attr-defined]
        return self.get_response(request)
