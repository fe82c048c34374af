"""Who sends the requests of the trials: a phone, staff, devices that sign, and nobody; each with a real session or key."""

import base64
import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.test import Client

from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.devices import SignedRequest
from yitang.platform.identity.middleware import cookie_name
from yitang.platform.identity.public import SIDES, anonymous
from yitang.platform.identity.sessions import begin
from yitang.platform.keys.public import DeviceKey


class Sender:
    """One who sends requests; ``cookie`` or ``key`` says who."""

    def __init__(self, cookie: str = "", device: tuple[UUID, DeviceKey] | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.device = device
        if cookie:
            self.client.cookies[cookie_name()] = cookie

    def send(self, method: str, path: str, body: bytes, content: str) -> Any:
        """Send it, signed if this is a device."""
        headers = {"X-Yitang-Fragment": "0"}
        if self.device:
            number, key = self.device
            full = path
            request = SignedRequest(number, method, full, body, int(time.time() * 1000), uuid4().hex[:24], b"")
            signature = base64.b64encode(key.sign(request.message())).decode()
            headers |= {"X-Yitang-Device": str(number), "X-Yitang-Time": str(request.at_ms), "X-Yitang-Nonce": request.nonce, "X-Yitang-Signature": signature}
        if content == "application/json":
            headers["Idempotency-Key"] = uuid4().hex
        return self.client.generic(method, path, body, content_type=content, headers=headers)

    def form(self, path: str, fields: dict[str, str]) -> Any:
        """A form as a browser posts it."""
        body = urlencode({"once": str(uuid4()), **fields}, errors="surrogatepass").encode()
        return self.send("POST", path, body, "application/x-www-form-urlencoded")

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        """A page."""
        return self.send("GET", path + (f"?{urlencode(query)}" if query else ""), b"", "")


def staff(city: dict[str, Any], login: str, window: int | None = None) -> Sender:
    """A member of staff, signed in with two factors."""
    found = row(
        "SELECT a.id, p.id AS post, p.post AS name, p.hall_id FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s",
        [login],
    )
    place = row("SELECT id FROM offices_window WHERE hall_id = %s AND number = %s", [city["hall"], window]) if window else None
    assert found
    hall = found["hall_id"] or (None if found["name"] in SIDES else city["hall"])
    token, _ = begin("two_factor", found["id"], found["post"], None, hall, place["id"] if place else None)
    return Sender(token)


def phone() -> Sender:
    """A phone with a session of its own."""
    return Sender(anonymous()[0])


def paired(city: dict[str, Any], kind: str, window_id: UUID | None = None) -> Sender:
    """A device of the hall that somebody let in."""
    key, number = DeviceKey(), new_id()
    execute(
        "INSERT INTO identity_device (id, kind, name, public_key, office_id, hall_id, window_id, approved_by, paired_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now())",
        [number, kind, kind, key.public_spki(), city["office"], city["hall"], window_id, uuid4()],
    )
    return Sender(device=(number, key))
