"""The client of a second Yitang that keeps our heads and leaves: its API, our signature on each request, no redirects, a limit on the time."""

import hashlib
import http.client
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from yitang.kernel import clock
from yitang.platform.audit.witness import Batch, WitnessRefuses, batch_of, said_of
from yitang.platform.keys.public import installation, sign
from yitang.platform.policy.public import value

PATH = "/api/v1/witness/heads"
MOST_BYTES = 50_000_000
USE = "witness"
Send = Callable[[str, str, bytes, dict[str, str]], tuple[int, bytes]]


def request_message(method: str, path: str, body: bytes, at: int) -> bytes:
    """What an installation signs of each request. ``at``: seconds since 1970."""
    return f"{method}\n{path}\n{at}\n{hashlib.sha256(body).hexdigest()}\n".encode()


class AnswerMakesNoSense(OSError):
    """Something answered that is no witness, or said something else than what it was asked."""


class HttpWitness:
    """Another installation at an address such as ``https://witness.example``, where a person has admitted this one."""

    def __init__(self, address: str, send: Send | None = None) -> None:
        self.address = address
        self._send = send or self._over_http

    def remember(self, batch: Batch) -> None:
        """Send it and read that it is kept."""
        read_kept(self._ask("POST", PATH, json.dumps(said_of(batch)).encode()), batch)

    def batches(self) -> Iterator[Batch]:
        """All of them, a page at a time."""
        after = 0
        while page := self._page(f"{PATH}?after={after}"):
            yield from page
            after += len(page)

    def last(self) -> Batch | None:
        """The newest."""
        page = self._page(f"{PATH}/last")
        return page[0] if page else None

    def _page(self, path: str) -> list[Batch]:
        try:
            return [batch_of(one) for one in json.loads(self._ask("GET", path))["batches"]]
        except (ValueError, TypeError, KeyError) as fault:
            raise AnswerMakesNoSense("no batches in its answer") from fault

    def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        at = int(clock.real_now().timestamp())
        key_id, signature = sign(USE, request_message(method, path, body, at))
        headers = {"X-Witness-Installation": installation(), "X-Witness-Key": key_id, "X-Witness-Time": str(at), "X-Witness-Signature": signature.hex()}
        status, said = self._send(method, path, body, headers | {"Content-Type": "application/json"})
        if status in (409, 422):
            raise WitnessRefuses(_words(said))
        if status != 200:
            raise OSError(f"{self.address} answers {status}: {_words(said)}")
        return said

    def _over_http(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request; a redirect is an answer like any other and is not followed. Raises: OSError, also when it takes too long."""
        parts, patience = urlsplit(self.address), float(value("audit.witness_s"))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=patience)
        try:
            line.request(method, path, body or None, headers)
            return self._read(line.getresponse(), line.sock, clock.real_now().timestamp() + patience)
        except http.client.HTTPException as fault:
            raise AnswerMakesNoSense(f"{self.address} does not speak HTTP") from fault
        finally:
            line.close()

    @staticmethod
    def _read(answer: http.client.HTTPResponse, line: socket.socket | None, until: float) -> tuple[int, bytes]:
        """The whole answer, however slowly it drips, or a fault when the time is over."""
        said = bytearray()
        while part := answer.read1(65536):
            said += part
            left = until - clock.real_now().timestamp()
            if left <= 0 or len(said) > MOST_BYTES:
                raise TimeoutError("the answer takes too long")
            if line is not None:
                line.settimeout(left)
        return answer.status, bytes(said)


def read_kept(answer: bytes, batch: Batch) -> None:
    """The answer of a witness that keeps this batch. Raises: AnswerMakesNoSense for any other."""
    try:
        said: Any = json.loads(answer)
        good = said["size"] == batch.size and said["root"] == batch.root.hex()
    except (ValueError, TypeError, KeyError) as fault:
        raise AnswerMakesNoSense("the answer is none of a witness") from fault
    if not good:
        raise AnswerMakesNoSense("the answer is about another batch")


def _words(said: bytes) -> str:
    """A refusal in its English words, or the beginning of what was said."""
    try:
        return str(json.loads(said)["en"])[:200]
    except (ValueError, TypeError, KeyError):
        return ascii(said[:100])
