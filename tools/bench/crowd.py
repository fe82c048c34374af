"""Load: many keep-alive connections in one loop, each sending its next request as soon as the last was answered.

One thread and plain sockets, so that the generator, which sits on the server's own cores, takes as little of them as it can.
"""

import json
import os
import re
import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from yitang.config.demo.client import Client

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
MOST_WAIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request: which connection asked, HTTP status, body, seconds from first byte out to last byte in."""

    who: int
    status: int
    body: bytes
    took_s: float

    def said(self) -> dict[str, Any]:
        """The answer's JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def refusals(answers: Iterable[Answer]) -> Counter[str]:
    """How often which refusal came; a fault counts by its status."""
    found: Counter[str] = Counter()
    for answer in answers:
        if answer.status != 200:
            known = answer.body.startswith(b"{")
            found[str(answer.said().get("code", answer.status)) if known else str(answer.status)] += 1
    return found


def request(client: Client, method: str, path: str, said: Mapping[str, Any] | None = None, key: str = "") -> bytes:
    """One request as its bytes, signed by the device or with the cookie of the session, with an idempotency key of its own."""
    body = json.dumps(said).encode() if said is not None else b""
    headers = {"Host": "localhost", "Content-Type": "application/json", "Content-Length": str(len(body)), "Idempotency-Key": key or str(uuid4())}
    headers |= client._signature(method, path, body)
    if client._cookie:
        headers["Cookie"] = client._cookie
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


class Stalled(RuntimeError):
    """An answer did not come, or the server closed the connection."""


@dataclass(slots=True)
class Crowd:
    """Connections to one port, spread over the server's processes."""

    port: int
    count: int
    sockets: list[socket.socket] = field(default_factory=list)

    def connect(self, workers: Iterable[int]) -> dict[int, int]:
        """Open all connections; those that pile up at one process are opened anew. Returns: connections by process."""
        pids = list(workers)
        while len(self.sockets) < self.count:
            self.sockets.append(self._open())
        for _ in range(60):
            time.sleep(0.05)
            holders = self._holders(pids)
            spread = {pid: sum(holder == pid for holder in holders) for pid in pids}
            most = -(-self.count // max(1, len(pids)))
            full = [pid for pid in pids if spread[pid] > most]
            if not full:
                return spread
            place = holders.index(full[0])
            fresh = self._open()
            self.sockets[place].close()
            self.sockets[place] = fresh
        return spread

    def _open(self) -> socket.socket:
        found = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found

    def _holders(self, pids: list[int]) -> list[int]:
        """The process at the other end of each connection, 0 while it is not accepted."""
        inodes = {}
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            parts = line.split()
            local, remote = (int(parts[n].split(":")[1], 16) for n in (1, 2))
            if local == self.port:
                inodes[remote] = parts[9]
        owners = {inode: pid for pid in pids for inode in open_sockets(pid)}
        return [owners.get(inodes.get(one.getsockname()[1], ""), 0) for one in self.sockets]

    def ask(self, requests: Mapping[int, bytes]) -> list[Answer]:
        """One request on each of these connections, all at once; the answers in the order in which they came."""
        return self.drive({who: iter([one]) for who, one in requests.items()})

    def drive(self, lines: Mapping[int, Iterator[bytes]], each: Callable[[int], None] | None = None) -> list[Answer]:
        """Each connection sends its line of requests, one after the answer to the other. ``each``: told the number of answers so far.

        Raises: Stalled.
        """
        answers: list[Answer] = []
        watch = select.epoll()
        holders = {self.sockets[who].fileno(): who for who in lines}
        begun: dict[int, float] = {}
        parts: dict[int, bytes] = {}
        for file, who in holders.items():
            one = next(lines[who], None)
            if one is not None:
                watch.register(file, select.EPOLLIN)
                parts[who], begun[who] = b"", time.perf_counter()
                self.sockets[who].sendall(one)
        while begun:
            ready = watch.poll(MOST_WAIT_S)
            if not ready:
                raise Stalled(f"no answer within {MOST_WAIT_S:.0f} s")
            for file, _ in ready:
                who = holders[file]
                got = self.sockets[who].recv(65536)
                if not got:
                    raise Stalled("the server closed a connection")
                parts[who] += got
                whole = _whole(parts[who])
                if whole is None:
                    continue
                answers.append(Answer(who, *whole, time.perf_counter() - begun[who]))
                if each is not None:
                    each(len(answers))
                one = next(lines[who], None)
                if one is None:
                    watch.unregister(file)
                    del begun[who]
                else:
                    parts[who], begun[who] = b"", time.perf_counter()
                    self.sockets[who].sendall(one)
        watch.close()
        return answers

    def close(self) -> None:
        """Hang up."""
        for one in self.sockets:
            one.close()


def _whole(text: bytes) -> tuple[int, bytes] | None:
    """Status and body of an answer, when all of it is there."""
    end = text.find(b"\r\n\r\n")
    if end < 0:
        return None
    found, body = LENGTH.search(text, 0, end + 2), text[end + 4 :]
    if found is not None:
        return (int(text[9:12]), body) if len(body) >= int(found.group(1)) else None
    if b"chunked" not in text[: end + 2].lower():
        raise Stalled("an answer without its length")
    return (int(text[9:12]), _joined(body)) if body.endswith(b"0\r\n\r\n") else None


def _joined(chunks: bytes) -> bytes:
    """The content of a chunked body that is all there."""
    whole, place = b"", 0
    while True:
        end = chunks.index(b"\r\n", place)
        size = int(chunks[place:end].split(b";")[0], 16)
        if size == 0:
            return whole
        whole += chunks[end + 2 : end + 2 + size]
        place = end + 4 + size


def open_sockets(pid: int) -> list[str]:
    """Inodes of the sockets that a process holds."""
    found = []
    for entry in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            name = os.readlink(entry)
        except OSError:
            continue
        if name.startswith("socket:["):
            found.append(name[8:-1])
    return found


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []
