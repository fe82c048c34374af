"""Clients of the public API, as devices, phones and staff use it: each with its own connection, cookie or key."""

import base64
import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from yitang.platform.identity.public import SignedRequest
from yitang.platform.keys.public import DeviceKey


class ApiRefused(Exception):
    """The API said no; ``code`` is the name of the refusal."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Client:
    """One person or device. Thread-safe by a lock: a person does one thing at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookie = ""
        self._guard = threading.Lock()
        self.key: DeviceKey | None = None
        self.device: UUID | None = None
        self.renew: Callable[[], None] | None = None

    def call(self, method: str, path: str, said: dict[str, Any] | None = None) -> Any:
        """One request. Returns: the answer's JSON. A session that has ended or is locked is renewed once, where ``renew`` says how.

        Raises: ApiRefused. A connection that was cut is tried again with the same key, so nothing happens twice.
        """
        try:
            return self._call(method, path, said)
        except ApiRefused as refusal:
            renew, self.renew = self.renew, None
            if refusal.status not in (401, 423) or renew is None:
                self.renew = renew
                raise
            self._cookie = ""
            try:
                renew()
            finally:
                self.renew = renew
            return self._call(method, path, said)

    def _call(self, method: str, path: str, said: dict[str, Any] | None) -> Any:
        body = json.dumps(said).encode() if said is not None else b""
        fixed = {"Host": "localhost", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        with self._guard:
            for again in range(5):
                try:
                    return self._once(method, path, body, fixed)
                except (http.client.HTTPException, OSError):
                    self._connection.close()
                    time.sleep(0.1 * 2**again)
        raise ApiRefused(0, "unreachable")

    def _once(self, method: str, path: str, body: bytes, fixed: dict[str, str]) -> Any:
        headers = {**fixed, **self._signature(method, path, body)}
        if self._cookie:
            headers["Cookie"] = self._cookie
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            if cookie.startswith(("yitang_session=", "__Host-yitang=")):
                self._cookie = cookie.split(";")[0]
        found = json.loads(text) if text else {}
        if answer.status >= 400:
            raise ApiRefused(answer.status, str(found.get("code", "fault")))
        return found

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        with self._guard:
            self._connection.close()

    def _signature(self, method: str, path: str, body: bytes) -> dict[str, str]:
        if self.key is None or self.device is None:
            return {}
        said = SignedRequest(self.device, method, path, body, int(time.time() * 1000), uuid4().hex, b"")
        return {
            "X-Yitang-Device": str(self.device), "X-Yitang-Time": str(said.at_ms), "X-Yitang-Nonce": said.nonce,
            "X-Yitang-Signature": base64.b64encode(self.key.sign(said.message())).decode(),
        }  # fmt: skip

    def begin_pairing(self, kind: str) -> tuple[str, str]:
        """Ask to be let in. Returns: pairing id and the code for the person who lets it in."""
        key = DeviceKey()
        said = self.call("POST", "/api/v1/pairings", {"kind": kind, "public_key": base64.b64encode(key.public_spki()).decode()})
        self.key = key
        return said["id"], said["code"]

    def finish_pairing(self, pairing_id: str) -> None:
        """Learn the device's own id once it was let in."""
        self.device = UUID(self.call("GET", f"/api/v1/pairings/{pairing_id}")["device"])
